//! Reviews of changes in real repositories: whose rights count, what is compared, what cannot be.

use connectory::source::open;

use crate::support::review::{History, change, found, review, shown};
use crate::support::{ID, NAME, OTHER_ID, Small, package, write};

const ACCESS: &str = "access.yaml";
const APPLICATION: &str = "applications/pump-house.yaml";
const HELP: &str = "connectors/flow-meter/help.md";
const REGISTRY: &str = "registry.yaml";

fn other(number: &str) -> connectory::package::Package<'static> {
    package(ID, NAME, number).with("Description", "Reads faster")
}

fn without_version(small: Small, number: &str) -> Small {
    let at = |end: &str| format!("connectors/flow-meter/versions/{number}.{end}");
    small.without(&at("yaml")).without(&at("xmp"))
}

#[test]
fn a_change_cannot_grant_itself_what_it_needs() {
    let raised = Small::valid()
        .replace(ACCESS, "administrators: [carol]", "administrators: [carol, mallory]")
        .replace(ACCESS, "platform: [carol]", "platform: [carol, mallory]")
        .append(HELP, "\nMore.\n");
    assert_eq!(found(&change(&Small::valid(), &raised, &["mallory"])), ["policy-changed", "right-missing"]);
    let gone = Small::valid().without(ACCESS).append(HELP, "\nMore.\n");
    let reviewed = change(&Small::valid(), &gone, &["mallory"]);
    assert!(found(&reviewed).contains(&"right-missing"), "{}", shown(&reviewed));
    assert!(found(&reviewed).contains(&"policy-changed"), "{}", shown(&reviewed));
}

#[test]
fn a_broken_access_file_gives_nobody_any_right() {
    let broken = Small::valid().with(ACCESS, "groups: [\n");
    let reviewed = change(&broken, &broken.clone().append(HELP, "\nMore.\n"), &["carol"]);
    assert!(found(&reviewed).contains(&"right-missing"), "{}", shown(&reviewed));
}

#[test]
fn levels_and_waivers_of_the_change_do_not_count_for_it() {
    let waived = "waivers:\n  - { rule: break-undeclared, path: \"**\", reason: In a hurry, owner: \"@edge\", expires: 2027-01-01 }\n";
    let breaking = |small: Small| {
        let other = package(ID, NAME, "1.2").with("Platform", "Other");
        small.version("connectors/flow-meter", "1.2", &other)
    };
    let own = Small::valid().append(REGISTRY, waived);
    assert!(
        found(&change(&Small::valid(), &breaking(own.clone()), &["carol"])).contains(&"break-undeclared")
    );
    assert_eq!(found(&change(&own, &breaking(own.clone()), &["carol"])), [""; 0]);
    let off = Small::valid().append(REGISTRY, "rules: { break-undeclared: allow }\n");
    assert!(
        found(&change(&Small::valid(), &breaking(off.clone()), &["carol"])).contains(&"break-undeclared")
    );
    assert_eq!(found(&change(&off, &breaking(off.clone()), &["carol"])), [""; 0]);
}

#[test]
fn a_registry_that_moves_is_held_to_the_rights_that_it_had() {
    let history = History::new();
    let base = history.commit_in("catalogue/", &[], &Small::valid());
    let gone = Small::valid().without(ACCESS).append(HELP, "\nMore.\n");
    let head = history.commit(&[base], &gone);
    let reviewed = history.review(head, Some(base), &["mallory"]);
    assert!(found(&reviewed).contains(&"right-missing"), "{}", shown(&reviewed));
}

#[test]
fn owners_may_do_to_their_own_connector_what_the_base_lets_them() {
    let before = Small::valid()
        .replace(ACCESS, "edge: [dave]", "edge: [erin]")
        .append(ACCESS, "owners_may: [CreateVersion]\n");
    let new = before.clone().version("connectors/flow-meter", "1.2", &package(ID, NAME, "1.2"));
    assert_eq!(found(&change(&before, &new, &["erin"])), [""; 0]);
    assert_eq!(found(&change(&before, &new, &["alice"])), ["right-missing"]);
    let edited = before.clone().append(HELP, "\nMore.\n");
    assert_eq!(found(&change(&before, &edited, &["erin"])), ["right-missing"]);
    // A group may hold that right alone, too.
    let group = Small::valid().replace(ACCESS, "[ViewConnector]", "[ViewConnector, CreateVersion]");
    let new = group.clone().version("connectors/flow-meter", "1.2", &package(ID, NAME, "1.2"));
    assert_eq!(found(&change(&group, &new, &["alice"])), [""; 0]);
    assert_eq!(
        found(&change(&group, &group.clone().append(HELP, "\nMore.\n"), &["alice"])),
        ["right-missing"]
    );
    let more = before.clone().replace(ACCESS, "[CreateVersion]", "[CreateVersion, EditConnector]");
    assert_eq!(found(&change(&more, &more.clone().append(HELP, "\nMore.\n"), &["erin"])), [""; 0]);
    let gone = without_version(more.clone(), "1.1");
    assert_eq!(found(&change(&more, &gone, &["erin"])), ["right-missing"]);
}

#[test]
fn what_came_to_the_base_meanwhile_is_not_held_against_the_change() {
    let history = History::new();
    let fork = history.commit(&[], &Small::with_two_connectors());
    let base = history.commit(
        &[fork],
        &Small::with_two_connectors().version("connectors/flow-meter", "1.2", &other("1.2")),
    );
    let change = Small::with_two_connectors().version(
        "connectors/level-gauge",
        "1.2",
        &package(OTHER_ID, "Level Gauge", "1.2"),
    );
    let reviewed = history.review(history.commit(&[fork], &change), Some(base), &["carol"]);
    assert_eq!(shown(&reviewed), "no findings\n");
    let rows = &reviewed.report.overview.as_ref().unwrap().rows;
    let rows: Vec<(&str, &str)> =
        rows.iter().map(|row| (row.connector.as_str(), row.what.as_str())).collect();
    assert_eq!(rows, [("level-gauge", "new version")]);
    // The catalogue is checked as it would be once merged: with the version that came meanwhile.
    assert_eq!(reviewed.registry.connector("flow-meter").unwrap().versions.len(), 3);
}

#[test]
fn a_version_that_the_base_began_to_use_meanwhile_cannot_be_deleted() {
    let history = History::new();
    let fork = history.commit(&[], &Small::valid());
    let used = "name: Mill\naccess: [operations]\nobserved: 2026-10-30\nconnectors:\n  - { connector: flow-meter, version: \"1.1\", settings: [Host] }\n";
    let base = history.commit(&[fork], &Small::valid().with("applications/mill.yaml", used));
    let head = history.commit(&[fork], &without_version(Small::valid(), "1.1"));
    let reviewed = history.review(head, Some(base), &["carol"]);
    assert_eq!(found(&reviewed), ["version-deleted-in-use"], "{}", shown(&reviewed));
    // Compared with where it parted from, nobody would have noticed.
    assert_eq!(found(&history.review(head, Some(fork), &["carol"])), [""; 0]);
}

#[test]
fn a_merge_commit_as_head_is_compared_with_what_it_merges_into() {
    let history = History::new();
    let fork = history.commit(&[], &Small::valid());
    let base = history.commit(&[fork], &Small::valid().append(HELP, "\nFrom the base.\n"));
    let replaced = Small::valid().version("connectors/flow-meter", "1.1", &other("1.1"));
    let head = history.commit(&[fork], &replaced);
    let merge = history.commit(&[base, head], &replaced.append(HELP, "\nFrom the base.\n"));
    let reviewed = history.review(merge, Some(base), &["carol"]);
    assert_eq!(found(&reviewed), ["version-replaced"], "{}", shown(&reviewed));
    // And so is a merge of the base into the change.
    let merge = history.commit(
        &[head, base],
        &Small::valid()
            .version("connectors/flow-meter", "1.1", &other("1.1"))
            .append(HELP, "\nFrom the base.\n"),
    );
    assert_eq!(found(&history.review(merge, Some(base), &["carol"])), ["version-replaced"]);
}

#[test]
fn a_rewritten_history_is_not_compared_and_says_so() {
    let history = History::new();
    let base = history.commit(&[], &Small::valid());
    let rewritten = history.commit(&[], &without_version(Small::valid(), "1.0"));
    let reviewed = history.review(rewritten, Some(base), &["carol"]);
    let why = reviewed.incomparable.as_deref().expect("not compared");
    assert!(why.contains("have no commit in common: the history of one of them was rewritten"), "{why}");
    // Everything else is checked, and nothing that was not counts as passed.
    assert_eq!(found(&reviewed), ["application-version-unknown"]);
    assert!(!reviewed.report.passed.contains(&"version-replaced"));
    let not_run = reviewed.report.not_run.iter().find(|not_run| not_run.reason == why).expect("said");
    assert!(not_run.codes.contains(&"version-replaced") && not_run.codes.contains(&"right-missing"));
}

#[test]
fn a_shallow_clone_says_how_to_deepen_it() {
    let history = History::new();
    let fork = history.commit(&[], &Small::valid());
    let base = history.commit(&[fork], &Small::valid().append(HELP, "\nFrom the base.\n"));
    let head = history.commit(&[fork], &Small::valid().append(REGISTRY, "description: Ours.\n"));
    history.repository.make_shallow_at(head);
    let reviewed = history.review(head, Some(base), &["carol"]);
    let why = reviewed.incomparable.as_deref().expect("not compared");
    assert!(why.contains("the clone is shallow") && why.contains("git fetch --unshallow"), "{why}");
    let about_history =
        reviewed.report.not_run.iter().find(|not_run| not_run.codes.contains(&"connector-id-reused"));
    assert!(about_history.is_some_and(|not_run| not_run.reason.contains("shallow")));
}

#[test]
fn a_revision_that_is_not_there_says_how_to_get_it() {
    let history = History::new();
    let head = history.commit(&[], &Small::valid());
    let opened = history.opened(head);
    let why = review(&opened, Some("no-such-branch"), &[]).incomparable.expect("not compared");
    assert_eq!(why, "there is no revision `no-such-branch` here to compare with; run `git fetch --all`");
    let git = git2::Repository::open(history.repository.path()).unwrap();
    git.remote("origin", "https://example.com/acme/connectors").unwrap();
    let why = review(&opened, Some("origin/main"), &[]).incomparable.expect("not compared");
    assert_eq!(why, "there is no revision `origin/main` here to compare with; run `git fetch origin main`");
}

#[test]
fn a_change_that_brings_the_registry_has_nothing_to_break() {
    let history = History::new();
    let base = history.repository.commit(0, &[], &[("README.md", b"Soon.\n")]);
    let head = history.commit(&[base], &Small::valid());
    let reviewed = history.review(head, Some(base), &["alice"]);
    assert_eq!((found(&reviewed), &reviewed.incomparable), (vec![], &None));
    assert!(reviewed.report.not_run.iter().any(|not_run| not_run.reason.ends_with("holds no registry yet")));
}

#[test]
fn a_registry_that_came_to_the_base_meanwhile_is_kept() {
    let history = History::new();
    let fork = history.repository.commit(0, &[], &[("README.md", b"Soon.\n")]);
    let base = history.commit(&[fork], &Small::with_two_connectors());
    let head = history.commit(&[fork], &Small::valid());
    let reviewed = history.review(head, Some(base), &["alice"]);
    assert_eq!(found(&reviewed), [""; 0], "{}", shown(&reviewed));
    assert!(reviewed.registry.connector("level-gauge").is_some());
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_file_that_the_base_changed_is_a_conflict_and_never_followed() {
    let history = History::new();
    let fork = history.commit(&[], &Small::valid());
    let base = history.commit(&[fork], &Small::valid().append(HELP, "\nFrom the base.\n"));
    let folder = history.repository.path();
    for (path, bytes) in Small::valid().files() {
        write(&folder.join(path.as_str()), &bytes);
    }
    history.repository.git().set_head_detached(fork).unwrap();
    std::fs::remove_file(folder.join(HELP)).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.join(HELP)).unwrap();
    let reviewed = review(&open(folder, None).unwrap(), Some(&base.to_string()), &["carol"]);
    let codes = found(&reviewed);
    assert!(codes.contains(&"merge-conflict") && codes.contains(&"file-refused"), "{}", shown(&reviewed));
}

#[test]
fn moving_a_connector_between_groups_changes_nothing_about_it() {
    let before = Small::with_two_connectors();
    let after = Small::valid().connector("connectors/site/level-gauge", OTHER_ID, "Level Gauge");
    let reviewed = change(&before, &after, &["carol"]);
    assert_eq!(shown(&reviewed), "no findings\n");
    let rows = &reviewed.report.overview.as_ref().unwrap().rows;
    assert_eq!((rows.len(), rows[0].what.as_str()), (1, "moved"));
}

#[test]
fn a_renamed_connector_keeps_its_published_packages() {
    let before = Small::with_two_connectors();
    let renamed = |number: &str| {
        Small::valid()
            .connector("connectors/tank-gauge", OTHER_ID, "Level Gauge")
            .append("connectors/tank-gauge/connector.yaml", "aliases: [level-gauge]\n")
            .version(
                "connectors/tank-gauge",
                number,
                &package(OTHER_ID, "Level Gauge", number).with("Description", "Other"),
            )
    };
    assert_eq!(found(&change(&before, &renamed("1.2"), &["carol"])), [""; 0]);
    assert_eq!(found(&change(&before, &renamed("1.1"), &["carol"])), ["version-replaced"]);
}

#[test]
fn a_renaming_in_case_only_is_seen_as_the_same_connector() {
    // On disks that ignore case both are one folder; in Git they are two.
    let before = Small::valid().connector("connectors/Level-Gauge", OTHER_ID, "Level Gauge");
    let after = Small::with_two_connectors();
    assert_eq!(shown(&change(&before, &after, &["carol"])), "no findings\n");
    let reviewed = change(&after, &before, &["carol"]);
    assert_eq!(found(&reviewed), ["slug-invalid"], "{}", shown(&reviewed));
}

#[test]
fn the_same_number_written_otherwise_is_the_same_version() {
    let moved = |bytes: Vec<u8>| {
        without_version(Small::valid(), "1.1").version_of_bytes("connectors/flow-meter", "1.10", bytes)
    };
    let same = Small::valid().bytes("connectors/flow-meter/versions/1.1.xmp");
    assert_eq!(found(&change(&Small::valid(), &moved(same), &["carol"])), [""; 0]);
    let other = connectory::package::write(&other("1.1"));
    assert_eq!(found(&change(&Small::valid(), &moved(other), &["carol"])), ["version-replaced"]);
}

#[test]
fn a_pointer_of_git_lfs_is_the_package_that_it_points_to() {
    let path = "connectors/flow-meter/versions/1.1.xmp";
    let allowed = || Small::valid().append(REGISTRY, "rules: { package-lfs-pointer: allow }\n");
    let pointer =
        |digest: &str| format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 1\n");
    let own = connectory::source::Digest::of(&allowed().bytes(path)).to_string();
    let moved = allowed().with(path, pointer(&own));
    assert_eq!(found(&change(&allowed(), &moved, &["carol"])), [""; 0]);
    let other = allowed().with(path, pointer(&"0".repeat(64)));
    assert_eq!(found(&change(&allowed(), &other, &["carol"])), ["version-replaced"]);
    // The history holds a pointer and a package, and both are one.
    let history = History::new();
    let first = history.commit(&[], &moved);
    let second = history.commit(&[first], &allowed());
    assert_eq!(found(&history.review(second, None, &[])), [""; 0]);
}

#[test]
fn names_of_applications_are_told_only_to_those_who_may_see_them() {
    let secret = "name: Secret Mill\naccess: []\nobserved: 2026-10-30\nconnectors:\n  - { connector: flow-meter, version: \"1.0\", settings: [Host] }\n";
    let before = Small::valid().with("applications/mill.yaml", secret);
    let after = without_version(before.clone(), "1.0");
    let impact = |actors: &[&str]| {
        let reviewed = change(&before, &after, actors);
        let finding =
            reviewed.report.diagnostics().iter().find(|finding| finding.code == "version-deleted-in-use");
        finding.and_then(|finding| finding.impact.clone()).expect("an impact")
    };
    let names = |actors: &[&str]| -> Vec<String> {
        impact(actors).seen.into_iter().map(|affected| affected.name).collect()
    };
    assert_eq!((names(&["alice"]), impact(&["alice"]).hidden), (vec!["Pump House".to_owned()], 1));
    assert_eq!((names(&["mallory"]), impact(&["mallory"]).hidden), (vec![], 2));
    assert_eq!(names(&["carol"]), ["Pump House", "Secret Mill"]);
    // Without a name the report is for whoever has the files before them.
    assert_eq!(names(&[]), ["Pump House", "Secret Mill"]);
    assert_eq!(impact(&["alice"]).of, 2);
}

#[test]
fn who_is_affected_is_told_what_to_do() {
    let unit = connectory::package::Setting::new("TextBox")
        .key("Unit")
        .caption("Unit")
        .help_text("Such as l/s.")
        .required(true);
    let breaking = package(ID, NAME, "1.2").with_settings(crate::support::form([unit]));
    let after = Small::valid().version("connectors/flow-meter", "1.2", &breaking);
    let reviewed = change(&Small::valid(), &after, &["carol"]);
    let finding = &reviewed.report.diagnostics()[0];
    let affected = &finding.impact.as_ref().expect("an impact").seen[0];
    assert_eq!((affected.name.as_str(), affected.version.as_str()), ("Pump House", "1.0"));
    assert_eq!(
        (&affected.groups, &affected.todo),
        (&vec!["operations".to_owned()], &vec!["fill in `Unit`".to_owned()])
    );
}

#[test]
fn what_to_do_is_told_version_by_version_on_the_way_up_and_in_one_step_down() {
    use connectory::package::{Setting, SettingsForm};
    let text = |key: &str, caption: &str| Setting::new("TextBox").key(key).caption(caption).required(true);
    let port = || Setting::new("NumberBox").key("Port").caption("Port").value(502);
    let at = |number: &str, form: SettingsForm| package(ID, NAME, number).with_settings(form);
    let folder = "connectors/flow-meter";
    // The label tells 1.1's `Server` from 1.0's `Host`; in 1.2 nothing tells it any more.
    let renamed = at("1.1", SettingsForm::new([text("Server", "Host"), port()]));
    let relabelled = at("1.2", SettingsForm::new([text("Unit", "Unit"), text("Server", "Machine"), port()]));
    let before = Small::valid().version(folder, "1.1", &renamed);
    let after = before.clone().version(folder, "1.2", &relabelled);
    let todo = |before: &Small, after: &Small, code: &str| {
        let reviewed = change(before, after, &["carol"]);
        let finding = reviewed.report.diagnostics().iter().find(|finding| finding.code == code);
        let finding = finding.unwrap_or_else(|| panic!("{}", shown(&reviewed)));
        finding.impact.as_ref().expect("an impact").seen[0].todo.clone()
    };
    let mut up = todo(&before, &after, "break-undeclared");
    up.sort();
    assert_eq!(up, ["do without `Host`, whose place `Server` may take", "fill in `Unit`"]);
    let wide = at("1.1", crate::support::form([text("Extra", "Extra")]));
    let using = Small::valid()
        .version(folder, "1.1", &wide)
        .replace(APPLICATION, "version: \"1.0\"", "version: \"1.1\"")
        .replace(APPLICATION, "[Host, Port]", "[Host, Port, Extra]");
    let down = todo(&using, &without_version(using.clone(), "1.1"), "version-deleted-in-use");
    assert_eq!(down, ["move to 1.0", "do without `Extra`"]);
}

#[test]
fn uncommitted_changes_are_reviewed_like_committed_ones() {
    let history = History::new();
    let base = history.commit_in("registry/", &[], &Small::valid());
    let folder = history.repository.path().join("registry");
    let lay = |small: &Small| {
        for (path, bytes) in small.files() {
            write(&folder.join(path.as_str()), &bytes);
        }
    };
    lay(&Small::valid());
    let opened = || open(&folder, None).unwrap();
    let base = base.to_string();
    assert_eq!(shown(&review(&opened(), Some(&base), &["alice"])), "no findings\n");
    lay(&Small::valid().version("connectors/flow-meter", "1.1", &other("1.1")));
    let reviewed = review(&opened(), Some(&base), &["carol"]);
    assert_eq!(found(&reviewed), ["version-replaced"]);
    // Line ends of a checkout on Windows are no change.
    lay(&Small::valid());
    let help = String::from_utf8(Small::valid().bytes(HELP)).unwrap().replace('\n', "\r\n");
    write(&folder.join(HELP), help.as_bytes());
    assert_eq!(shown(&review(&opened(), Some(&base), &["alice"])), "no findings\n");
}

#[test]
fn what_needs_no_change_to_look_at_says_that_it_passed() {
    let reviewed = change(&Small::valid(), &Small::valid(), &[]);
    assert!(reviewed.report.passed.contains(&"version-replaced"));
    let not_run: Vec<_> = reviewed.report.not_run.iter().flat_map(|not_run| &not_run.codes).collect();
    assert_eq!(not_run, [&"right-missing"]);
    assert!(reviewed.report.not_run[0].reason.contains("--actor"));
    let application = Small::valid().without(APPLICATION).without(ACCESS);
    let reviewed = change(&application, &application, &["carol"]);
    assert!(reviewed.report.not_run[0].reason.contains("no access.yaml"));
}

#[test]
fn whoever_builds_the_site_knows_of_replaced_packages_too() {
    let history = History::new();
    let first = history.commit(&[], &Small::valid());
    let replaced = Small::valid().version("connectors/flow-meter", "1.1", &other("1.1"));
    let second = history.commit(&[first], &replaced);
    let mut pipeline = connectory::pipeline::Pipeline::new().unwrap();
    let mut codes = |head| -> Vec<&'static str> {
        let checked = pipeline.read(&history.opened(head), crate::support::TODAY).unwrap();
        checked.report.diagnostics().iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(first), [""; 0]);
    assert_eq!(codes(second), ["version-replaced-in-history"]);
}

#[test]
fn how_every_page_looks_is_changed_by_administrators() {
    for file in ["templates/404.html", "branding/logo.png"] {
        let changed = Small::valid().with(file, "<h1>Nothing here</h1>");
        let by = |actor| change(&Small::valid(), &changed, &[actor]);
        let reviewed = by("alice");
        assert_eq!(found(&reviewed), ["policy-changed"], "{}", shown(&reviewed));
        assert_eq!(reviewed.report.errors(), 1);
        assert!(shown(&reviewed).contains("is on every page of the catalogue"), "{}", shown(&reviewed));
        assert_eq!(by("carol").report.errors(), 0, "{}", shown(&by("carol")));
    }
}
