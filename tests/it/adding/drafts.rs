//! The files that people would have to write: drafted from the packages, and with nothing wrong in them.

use connectory::edit::add::Wish;
use connectory::package::{Package, Setting, SettingsForm};
use jiff::civil::date;

use super::{Place, errors, plainly, planned, reviewed, text_after, wish};
use crate::support::{ID, NAME, OTHER_ID, Small, form, package, same_as_before};

const NEW: &str = "connectors/flow-meter/versions/1.2.yaml";

/// A package with one of every kind of thing that a draft speaks of.
fn rich(version: &str) -> Package<'static> {
    let text = |key: &str, caption: &str| Setting::new("TextBox").key(key).caption(caption);
    let mode = Setting::new("DropDown")
        .key("Mode")
        .caption("Mode")
        .value("a")
        .options([("Absolute", "a"), ("", "relative")]);
    let nodes = Setting::new("Grid").key("Nodes").caption("Nodes").help_text("What is read").columns([
        text("Name", "Name"),
        text("Tag", ""),
        text("Tag2", "Name"),
    ]);
    let sign_in = Setting::new("Group")
        .caption("Sign-in")
        .settings([text("User", "User"), text("Password", "Password").secure(true).help_text("Of the user")]);
    let form = SettingsForm::new([
        text("Host", "Host").required(true).help_text("Its address, e.g. `10.0.0.7`\nor a *name*."),
        Setting::new("Title").caption("Only words"),
        mode,
        nodes,
        sign_in,
        text("Proxy", "").visible(false),
    ]);
    package(OTHER_ID, "Level Gauge (radar)", version)
        .with("Description", "Reads  radar gauges\r\nof <any> maker")
        .with("HelpUrl", "https://example.com/gauge")
        .with_settings(form)
}

#[test]
fn a_new_connector_gets_every_file() {
    let place = Place::of(&Small::valid());
    let file = place.package("gauge.xmp", &rich("2.5"));
    let words = [
        "add",
        file.as_str(),
        "--category",
        "devices",
        "--owner",
        "@edge",
        "--owner",
        "dave",
        "--owner",
        "@edge",
    ];
    let said = place.run(&[&words[..], &["--dry-run"]].concat());
    assert_eq!(said.code, Some(0), "{}", said.told);
    same_as_before("add-connector", &format!("{}\n{}", said.out, said.told));
}

#[test]
fn a_new_version_says_what_changed_and_what_breaks() {
    let before = form([
        Setting::new("TextBox").key("Unit").caption("Unit"),
        Setting::new("TextBox").key("Tag").caption("Tag name").help_text("The old one."),
        Setting::new("TextBox").key("Area").caption("Area"),
        Setting::new("CheckBox").key("Fast").caption("Fast").value(false),
    ]);
    let small = Small::valid().version(
        "connectors/flow-meter",
        "1.1",
        &package(ID, NAME, "1.1").with_settings(before),
    );
    let after = form([
        Setting::new("TextBox").key("Unit").caption("Unit").required(true).help_text("Such as `l/s`"),
        Setting::new("TextBox").key("Server").caption("Server name").required(true),
        Setting::new("TextBox").key("Site").caption("Site"),
        Setting::new("TextBox").key("Line").caption("Line"),
        Setting::new("NumberBox").key("Limit").caption("Limit").value(10),
        Setting::new("CheckBox").key("Fast").caption("Fast mode").value(true),
    ]);
    let package = package(ID, NAME, "1.2").with_settings(after).with("Description", "Reads a meter.");
    let plan = planned(&small, &[package], &plainly()).unwrap();
    same_as_before("add-version", &text_after(&small, &plan, NEW));
    let told = [plan.steps.clone(), plan.notes.clone()].concat().join("\n");
    same_as_before("add-version-told", &told);
    assert_eq!(errors(&reviewed(&small, &plan)), [""; 0]);
}

#[test]
fn a_secret_that_someone_left_in_a_package_is_not_drafted() {
    let secret = Setting::new("TextBox").key("Password").caption("Password").secure(true).value("hunter2");
    let with = |id: &str, name: &str| package(id, name, "1.2").with_settings(form([secret.clone()]));
    let plan = planned(&Small::valid(), &[with(ID, NAME), with(OTHER_ID, "Gas meter")], &wish()).unwrap();
    for change in plan.changes.iter() {
        let at = change.path().unwrap().as_str();
        assert!(at.ends_with(".xmp") || !text_after(&Small::valid(), &plan, at).contains("hunter2"), "{at}");
    }
}

#[test]
fn a_valid_registry_stays_without_findings() {
    let versions = [package(ID, NAME, "1.2"), package(ID, NAME, "1.3").with("Description", "Better.")];
    let help =
        Setting::new("TextBox").key("Range").caption("Range").required(true).help_text("Up to which level.");
    let new = package(OTHER_ID, "Level Gauge", "0.9")
        .with_settings(form([help]))
        .with("Description", "Reads a gauge.");
    let wish = Wish { category: Some("device".to_owned()), ..wish() };
    let place = Place::of(&Small::valid());
    let mut files: Vec<String> =
        versions.iter().enumerate().map(|(at, one)| place.package(&format!("{at}.xmp"), one)).collect();
    files.push(place.package("new.xmp", &new));
    let mut words: Vec<&str> = files.iter().map(String::as_str).collect();
    words.extend(["--category", "device", "--owner", "@edge"]);
    place.add(&words);
    for check in [&["check"][..], &["check", "--since", "main"]] {
        let said = place.run(check);
        assert!(said.out.contains("no findings"), "{check:?}: {}{}", said.out, said.told);
        assert_eq!(said.code, Some(0));
    }
    let found =
        reviewed(&Small::valid(), &planned(&Small::valid(), &[versions[0].clone(), new], &wish).unwrap());
    assert_eq!(found, []);
}

#[test]
fn a_dry_run_shows_what_happens() {
    let place = Place::of(&Small::valid());
    let file = place.package("gauge.xmp", &rich("2.5"));
    let before = place.files();
    let dry = place.run(&["add", &file, "--owner", "@edge", "--dry-run"]);
    assert!(place.files() == before, "a dry run wrote");
    let told = place.add(&[&file, "--owner", "@edge"]);
    let steps = |told: &str| {
        told.lines().take_while(|line| line.starts_with("add ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(steps(&dry.told), steps(&told));
    let added = |text: &str| {
        let part = text.split("diff --git ").find(|part| part.contains("help.md")).unwrap().to_owned();
        part.lines()
            .filter_map(|line| line.strip_prefix('+'))
            .skip(1)
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    assert_eq!(added(&dry.out), place.text("connectors/level-gauge-radar/help.md"));
}

#[test]
fn each_version_is_compared_with_the_one_below_it() {
    let unit =
        |required: bool| form([Setting::new("TextBox").key("Unit").caption("Unit").required(required)]);
    let with = |version: &str, required: bool| package(ID, NAME, version).with_settings(unit(required));
    let (small, wish) = (Small::valid(), wish());
    let plan = planned(&small, &[with("1.3", true), with("1.2", false), with("0.9", true)], &wish).unwrap();
    let text =
        |version: &str| text_after(&small, &plan, &format!("connectors/flow-meter/versions/{version}.yaml"));
    assert!(text("1.2").contains("New setting `Unit` (optional).") && !text("1.2").contains("breaking"));
    assert!(text("1.3").contains("summary: Unit must be filled in."), "{}", text("1.3"));
    assert!(text("0.9").contains("An older version, added later."), "{}", text("0.9"));
}

#[test]
fn what_could_not_be_compared_is_said() {
    let versions = "connectors/flow-meter/versions";
    let small =
        Small::valid().without(&format!("{versions}/1.0.xmp")).without(&format!("{versions}/1.0.yaml"));
    let small = small.with(&format!("{versions}/1.1.xmp"), "no package at all");
    let plan = planned(&small, &[package(ID, NAME, "1.2")], &plainly()).unwrap();
    assert_eq!(plan.steps, ["add `flow-meter` 1.2: not compared with 1.1, which could not be read"]);
    assert!(
        text_after(&small, &plan, NEW).ends_with("  Follows 1.1, with which it could not be compared.\n")
    );
}

#[test]
fn notes_are_those_of_the_person_who_wrote_some() {
    let place = Place::of(&Small::valid());
    let (one, two) = (
        place.package("1.xmp", &package(ID, NAME, "1.2")),
        place.package("2.xmp", &package(ID, NAME, "1.3")),
    );
    place.add(&[&one, &two, "--notes", "- Reads twice\r\n- as fast  \n\n"]);
    for version in ["1.2", "1.3"] {
        let text = place.text(&format!("connectors/flow-meter/versions/{version}.yaml"));
        assert!(text.ends_with("notes: |\n  - Reads twice\n  - as fast\n"), "{text}");
    }
    let three = place.package("3.xmp", &package(ID, NAME, "1.4"));
    assert_eq!(
        place.refused(&[&three, "--notes", " "]),
        "error: --notes holds no words; leave it out to have them drafted\n"
    );
    assert_eq!(
        place.refused(&[&three, "--notes", "-"]),
        "error: standard input holds no words; leave it out to have them drafted\n"
    );
}

#[test]
fn notes_come_from_standard_input_where_a_dash_asks_for_them() {
    use std::io::Write;
    let place = Place::of(&Small::valid());
    let file = place.package("1.xmp", &package(ID, NAME, "1.2"));
    let mut command = crate::support::program();
    command
        .args(["add", &file, "--notes", "-"])
        .current_dir(place.path())
        .stdin(std::process::Stdio::piped());
    let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"From a pipe.\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(place.text(NEW).contains("notes: |\n  From a pipe.\n"), "{}", place.text(NEW));
}

/// A version that breaks.
fn breaking() -> Package<'static> {
    let unit = Setting::new("TextBox").key("Unit").caption("Unit").required(true);
    package(ID, NAME, "1.2").with_settings(form([unit]))
}

#[test]
fn people_have_thirty_days_unless_somebody_says_until_when() {
    let text = |wish: &Wish| {
        text_after(&Small::valid(), &planned(&Small::valid(), &[breaking()], wish).unwrap(), NEW)
    };
    assert!(text(&wish()).contains("  upgrade_by: 2026-12-01\n"), "{}", text(&wish()));
    let said = Wish { upgrade_by: Some(date(2027, 3, 31)), guide: Some("Ask Ann.".to_owned()), ..wish() };
    assert!(text(&said).contains("  upgrade_by: 2027-03-31\n  guide: |\n    Ask Ann.\n"), "{}", text(&said));
}

#[test]
fn too_short_a_notice_is_refused_by_its_rule() {
    let place = Place::of(&Small::valid());
    let file = place.package("1.xmp", &breaking());
    let before = place.files();
    let said = place.run(&["add", &file, "--upgrade-by", "2026-11-09"]);
    assert_eq!(said.code, Some(1));
    assert!(said.told.contains("error[break-without-notice]"), "{}", said.told);
    assert!(place.files() == before);
}

#[test]
fn who_has_to_do_what_is_told() {
    let small = Small::valid()
        .with("applications/busy.yaml", "name: Busy\nobserved: 2026-10-30\nconnectors:\n  - connector: flow-meter\n    version: \"1.1\"\n    settings: [Host, Unit]\n")
        .with("applications/unseen.yaml", "name: Unseen\nobserved: 2026-10-30\nconnectors:\n  - connector: flow-meter\n    version: \"1.1\"\n");
    let plan = planned(&small, &[breaking()], &plainly()).unwrap();
    assert_eq!(
        plan.notes,
        [
            "2 of 3 applications that use `flow-meter` have something to do before the move to 1.2:",
            "  `Pump House` (1.0): fill in `Unit`",
            "  `Unseen` (1.1): perhaps fill in `Unit`",
        ]
    );
    let safe = planned(&small, &[package(ID, NAME, "1.2")], &plainly()).unwrap();
    assert_eq!(safe.notes, [""; 0]);
}

#[test]
fn a_commit_is_called_by_what_was_added() {
    let summary = |packages: &[Package<'_>]| planned(&Small::valid(), packages, &wish()).unwrap().summary;
    let new = package(OTHER_ID, "Gas meter", "1.0");
    assert_eq!(summary(&[package(ID, NAME, "1.2")]), "Add flow-meter 1.2");
    assert_eq!(
        summary(&[package(ID, NAME, "1.2"), package(ID, NAME, "1.3")]),
        "Add 2 versions of flow-meter"
    );
    assert_eq!(summary(&[package(ID, NAME, "1.2"), new]), "Add 2 versions of 2 connectors");
}

#[test]
fn an_address_that_is_none_is_left_out() {
    let yaml = |url: &str| {
        let new = package(OTHER_ID, "Gas meter", "1.0").with("HelpUrl", url);
        let plan = planned(&Small::valid(), &[new], &plainly()).unwrap();
        text_after(&Small::valid(), &plan, "connectors/gas-meter/connector.yaml")
    };
    assert!(yaml(" https://example.com/a ").contains("help_url: https://example.com/a\n"));
    for url in ["javascript:alert(1)", "see the wiki", "https://a b", ""] {
        assert!(!yaml(url).contains("help_url"), "{url}");
    }
}
