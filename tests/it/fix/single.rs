//! One fault, one mend: the text after it, byte by byte.

use connectory::source::{Digest, Tree};

use super::mended;
use crate::support::{ID, NAME, OTHER_ID, Small, codes, package, path, report, text_of};

const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const APPLICATION: &str = "applications/pump-house.yaml";
const PACKAGE: &str = "connectors/flow-meter/versions/1.1.xmp";
const VERSION: &str = "connectors/flow-meter/versions/1.1.yaml";
const FOLDER: &str = "connectors/flow-meter";

/// The text of a file after mending, which must leave no finding.
fn text(small: &Small, at: &str) -> String {
    let (findings, after) = mended(small);
    assert!(findings > 0);
    assert_eq!(report(&after), "no findings\n");
    text_of(&after, &path(at)).unwrap()
}

fn digest(at: &str) -> String {
    Digest::of(&Small::valid().bytes(at)).to_string()
}

#[test]
fn a_version_gets_its_quotes_and_nothing_else_changes() {
    let small = Small::valid().replace(APPLICATION, "\"1.0\"", "1.0   # as installed");
    let before = text_of(&small, &path(APPLICATION)).unwrap();
    assert_eq!(text(&small, APPLICATION), before.replace("1.0 ", "\"1.0\" "));
}

#[test]
fn a_digest_is_written_below_the_head_of_the_file() {
    let line = format!("sha256: {}", digest(PACKAGE));
    let schema = "# yaml-language-server: $schema=../version.json\n";
    let cases = [
        ("notes: Better.\n", format!("{line}\nnotes: Better.\n")),
        ("# Of the notes.\nnotes: Better.\n", format!("{line}\n# Of the notes.\nnotes: Better.\n")),
        (
            &format!("{schema}# Of the notes.\nnotes: Better.\n"),
            format!("{schema}{line}\n# Of the notes.\nnotes: Better.\n"),
        ),
        ("# Ours.\n\nnotes: Better.", format!("# Ours.\n\n{line}\nnotes: Better.")),
        ("\u{feff}notes: Better.\r\n", format!("\u{feff}{line}\r\nnotes: Better.\r\n")),
        ("---\nnotes: Better.\n", format!("---\n{line}\nnotes: Better.\n")),
    ];
    for (before, after) in cases {
        assert_eq!(text(&Small::valid().with(VERSION, before), VERSION), after, "{before:?}");
    }
}

#[test]
fn a_digest_finds_no_line_in_braces() {
    let small = Small::valid().with(VERSION, "{ notes: Better. }\n");
    assert_eq!(mended(&small).0, 0);
    assert_eq!(codes(&small), ["package-digest-missing"]);
}

#[test]
fn a_package_that_is_not_named_by_its_version_gets_that_name_and_its_file_too() {
    let small = Small::valid()
        .with("connectors/flow-meter/versions/FlowMeter.xmp", Small::valid().bytes(PACKAGE))
        .with("connectors/flow-meter/versions/FlowMeter.yaml", Small::valid().bytes(VERSION))
        .without(PACKAGE)
        .without(VERSION);
    let (findings, after) = mended(&small);
    assert_eq!((findings, report(&after).as_str()), (1, "no findings\n"));
    assert_eq!(after.list().unwrap(), Small::valid().list().unwrap());
    // Where there is no description, one is written for the name it gets; what is new only a person can say.
    let alone = small.without("connectors/flow-meter/versions/FlowMeter.yaml");
    assert_eq!(described(&alone), format!("sha256: {}\n", digest(PACKAGE)));
}

#[test]
fn a_name_that_is_taken_or_wanted_twice_is_left_alone() {
    let stray = |name: &str, version: &str| {
        let bytes = connectory::package::write(&package(ID, NAME, version));
        (format!("{FOLDER}/versions/{name}.xmp"), bytes)
    };
    let registries: [&[(&str, &str)]; 3] =
        [&[("Flow", "1.1")], &[("Flow", "1.10")], &[("Flow", "1.2"), ("Meter", "1.2")]];
    for strays in registries {
        let small = strays.iter().fold(Small::valid(), |small, (name, version)| {
            let (at, bytes) = stray(name, version);
            small.with(&at, bytes)
        });
        assert_eq!(mended(&small).0, 0, "{strays:?}");
        assert!(codes(&small).iter().all(|code| *code == "version-invalid"));
    }
}

#[test]
fn a_package_without_description_gets_one() {
    let small = Small::valid().without(VERSION);
    assert_eq!(described(&small), format!("sha256: {}\n", digest(PACKAGE)));
}

/// The description that mending writes for a package without one.
fn described(small: &Small) -> String {
    let (_, after) = mended(small);
    assert_eq!(codes(&after), ["release-notes-missing"]);
    text_of(&after, &path(VERSION)).unwrap()
}

#[test]
fn fields_move_with_their_comments() {
    let small = Small::valid().with(
        CONNECTOR,
        format!("# A connector.\n\nname: {NAME} # on the door\ndescription: Reads.\n\n# Who to ask.\nowners: [\"@edge\"]\n# The package's.\nid: {ID}\ncategory: device\n\n# The end.\n"),
    );
    let expected = format!(
        "# A connector.\n\n# The package's.\nid: {ID}\nname: {NAME} # on the door\n\ndescription: Reads.\ncategory: device\n# Who to ask.\nowners: [\"@edge\"]\n\n# The end.\n"
    );
    assert_eq!(text(&small, CONNECTOR), expected);
}

#[test]
fn a_field_that_no_order_reaches_without_harm_stays() {
    // The text keeps the line ends behind it, so it cannot move from the end of the file.
    let small = Small::valid()
        .replace(CONNECTOR, "description: Reads a meter.\n", "")
        .append(CONNECTOR, "description: |+\n  Reads.\n\n\n");
    assert_eq!(codes(&small), ["field-order"]);
    assert_eq!(mended(&small).0, 0);
}

#[test]
fn what_nobody_may_paper_over_is_left_alone() {
    let other = connectory::package::write(&package(ID, NAME, "1.1").with("Description", "Another"));
    let cases = [
        ("package-digest-mismatch", Small::valid().with(PACKAGE, other)),
        ("package-version-mismatch", Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.2"))),
        ("package-id-mismatch", Small::valid().version(FOLDER, "1.1", &package(OTHER_ID, NAME, "1.1"))),
    ];
    for (code, small) in cases {
        assert_eq!(codes(&small), [code]);
        assert_eq!(mended(&small).0, 0, "{code}");
    }
    let shouted = Small::valid().replace(VERSION, &digest(PACKAGE), &digest(PACKAGE).to_uppercase());
    assert_eq!(report(&shouted), "no findings\n");
}

#[test]
fn what_is_waived_or_allowed_is_left_alone() {
    let small = Small::valid().replace(APPLICATION, "\"1.0\"", "1.0");
    assert_eq!(mended(&small).0, 1);
    let lines = "rules: { version-not-quoted: allow }\n";
    assert_eq!(mended(&small.append("registry.yaml", lines)).0, 0);
}

#[test]
fn hostile_layouts_are_told_and_end() {
    let spaces = format!("{}name: Pump House\n", " \n".repeat(500_000));
    let texts = format!("name: Pump House\nconnectors:\n{}", "  - \"a \n    b\" \n".repeat(60_000));
    for text in [spaces, texts] {
        let found = codes(&Small::valid().with(APPLICATION, text));
        assert!(found.contains(&"trailing-space"));
    }
}
