//! What a package says names no file but by a slug or a number, and is text wherever it stands.

use connectory::package::{Package, Setting, SettingsForm};
use connectory::source::{RepoPath, check_segment};

use super::{Place, errors, planned, reviewed, text_after, wish};
use crate::support::{OTHER_ID, Small, package};

/// Names that want out of the folder, off the screen, or to be something else.
fn names() -> Vec<String> {
    let names = [
        "../../../etc/passwd",
        "..",
        "/etc/passwd",
        "C:\\Windows\\x",
        "a\0b",
        "\u{1b}[31mred",
        "a\nb: c\n- d",
        "CON",
        "aux",
        "NUL.txt",
        "com1",
        "   ",
        "!!!",
        "日本語",
        "مرحبا",
        "\u{202e}reteM wolF",
        "Meter\u{200b}",
        "Fl\u{43e}w",
        "flow-meter",
        "Über Öl",
        "---",
        "{a: b}",
        "# not a comment",
        "yes",
        "1.10",
        "::error::x",
        "##[error]x",
        "<script>alert(1)</script>",
        "`a` | **b** [c](d)",
    ];
    let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    names.push("x".repeat(10_000));
    names.push("long name ".repeat(1000));
    names
}

#[test]
fn no_name_leads_out_of_its_folder() {
    for name in names() {
        let plan = match planned(&Small::valid(), &[package(OTHER_ID, &name, "1.0")], &wish()) {
            Ok(plan) => plan,
            Err(why) => {
                assert!(why.to_string().contains("--slug"), "{name:?}: {why}");
                continue;
            }
        };
        let mut slugs: Vec<String> = plan
            .changes
            .iter()
            .map(|change| {
                let path = change.path().unwrap();
                let parts: Vec<&str> = path.parts().collect();
                assert_eq!(parts[0], "connectors", "{name:?}: {path}");
                let rest = parts[2..].join("/");
                assert!(
                    ["connector.yaml", "help.md", "versions/1.yaml", "versions/1.xmp"]
                        .contains(&rest.as_str()),
                    "{name:?}: {path}"
                );
                parts[1].to_owned()
            })
            .collect();
        slugs.dedup();
        assert_eq!(slugs.len(), 1);
        assert_eq!(check_segment(&slugs[0]), Ok(()), "{name:?}");
        let told = [plan.steps, plan.notes].concat().join("");
        assert!(!told.contains(['\n', '\u{1b}', '\u{202e}', '\0']), "{name:?}: {told:?}");
    }
}

#[test]
fn every_name_is_taken_whole_or_refused_with_a_reason() {
    for (at, name) in names().iter().enumerate() {
        let place = Place::of(&Small::valid());
        let file =
            place.package("new.xmp", &package(OTHER_ID, name, "1.0").with("Description", name.as_str()));
        let before = place.files();
        let said = place.run(&["add", &file, "--owner", "@edge", "--slug", &format!("meter-{at}")]);
        assert!(!said.told.contains("panicked"), "{}", said.told);
        match said.code {
            Some(0) => {
                let check = place.run(&["check"]);
                assert_eq!(check.code, Some(0), "{name:?}: {}", check.out);
            }
            Some(1) => {
                let reasons = ["text-invisible", "name-confusable", "field-value"];
                let said = &said.told;
                assert!(
                    reasons.iter().any(|code| said.contains(&format!("error[{code}]"))),
                    "{name:?}: {said}"
                );
                assert!(place.files() == before);
            }
            _ => {
                assert!(said.told.starts_with("error: "), "{name:?}: {}", said.told);
                assert!(place.files() == before);
            }
        }
        assert!(!said.told.contains("\n::") && !said.told.contains("##["), "{name:?}: {}", said.told);
    }
}

/// A package whose every word is an attack.
fn package_of(word: &str) -> Package<'static> {
    let setting = |control: &str, key: &str| Setting::new(control).key(key).caption(word).help_text(word);
    let form = SettingsForm::new([
        Setting::new("Group").caption(word).settings([setting("TextBox", word).required(true)]),
        setting("DropDown", "Choice").value(word).options([(word, word)]),
        setting("Grid", "Rows").columns([setting("TextBox", word)]),
    ]);
    package(OTHER_ID, "Gas meter", "1.0").with("Description", word).with("HelpUrl", word).with_settings(form)
}

#[test]
fn every_word_of_a_package_is_text_in_what_is_drafted() {
    let words = [
        "</p><script>alert(1)</script>",
        "[x](javascript:alert(1)) ![y](https://evil.example/z.png)",
        "## Example\n\n# Title\n\n---\n\n> quote",
        "```\ncode",
        "a\n\n- b\n1. c\n| d | e |\n| - | - |",
        "\u{202e}\u{200b}\u{1b}[31m",
        "key: value # no comment\n  - deeper: [",
        "**bold** __b__ ~~s~~ `code` &lt; &#64;",
        "\\",
        "{{ 7 * 7 }} {% raw %}",
    ];
    for word in words {
        let small = Small::valid();
        let plan = planned(&small, &[package_of(word)], &wish()).unwrap();
        let found = reviewed(&small, &plan);
        let expected: Vec<String> = errors(&found);
        assert!(
            expected.iter().all(|error| !error.contains("yaml") && !error.contains("invisible")),
            "{word:?}: {expected:?}"
        );
        let help = text_after(&small, &plan, "connectors/gas-meter/help.md");
        let parsed = connectory::model::Help::read(&help);
        let headings: Vec<&str> = parsed.headings.iter().map(|heading| heading.words.as_str()).collect();
        assert_eq!(headings, ["Context", "Configuration", "Example"], "{word:?}: {help}");
        assert!(parsed.links.is_empty() && parsed.shots.is_empty(), "{word:?}: {help}");
        assert!(!help.contains(['\u{202e}', '\u{1b}', '\u{200b}']), "{help:?}");
    }
}

#[test]
fn a_breaking_version_of_hostile_words_is_declared_all_the_same() {
    let key = "a`b|c\n# d\u{202e}";
    let setting =
        Setting::new("TextBox").key(key).caption("**x**\n- y\u{1b}").required(true).help_text("z\n\n# w");
    let new = |form: SettingsForm, version: &str| {
        package(crate::support::ID, crate::support::NAME, version).with_settings(form)
    };
    let small = Small::valid();
    let plan = planned(
        &small,
        &[new(crate::support::form([setting]), "1.2"), new(crate::support::form([]), "1.3")],
        &wish(),
    )
    .unwrap();
    assert_eq!(errors(&reviewed(&small, &plan)), [""; 0]);
    for version in ["1.2", "1.3"] {
        let text = text_after(&small, &plan, &format!("connectors/flow-meter/versions/{version}.yaml"));
        assert!(text.contains("breaking:") && !text.contains(['\u{202e}', '\u{1b}']), "{text:?}");
    }
}

#[test]
fn a_form_of_any_size_gives_files_that_are_read() {
    let long = "y".repeat(5000);
    let many = (0..600).map(|at| {
        let setting = Setting::new("DropDown").key(&format!("{long}{at}")).caption(&long).help_text(&long);
        setting.required(true).options([(long.as_str(), "v"), ("w", "w")])
    });
    let small = Small::valid();
    let plan = planned(
        &small,
        &[package(OTHER_ID, "Gas meter", "1.0").with_settings(SettingsForm::new(many))],
        &wish(),
    )
    .unwrap();
    let paths: Vec<&RepoPath> = plan.changes.iter().filter_map(|change| change.path()).collect();
    assert_eq!(paths.len(), 4);
    assert_eq!(errors(&reviewed(&small, &plan)), [""; 0]);
}
