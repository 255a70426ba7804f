//! `connectory deprecate`, `withdraw` and `activate`: what is written, who is told, what makes no sense.

use super::Place;
use crate::support::{ID, NAME, Small, package};

const VERSION: &str = "connectors/flow-meter/versions/1.0.yaml";
const OTHER: &str = "connectors/flow-meter/versions/1.1.yaml";
const IN_USE: &[&str] = &["version-withdrawn-in-use"];

/// Two connectors; comments and blocks around what changes.
fn two() -> Small {
    let text = "# Of the version.\nsha256: DIGEST # of the package\nadded: 2026-03-02\nnotes: |\n  - Better.\n\n  # No comment.\n\n\
                # What breaks.\nbreaking:\n  summary: All of it.\n# The end.\n";
    let small = Small::with_two_connectors();
    let digest = String::from_utf8(small.bytes(VERSION)).unwrap()[8..72].to_owned();
    small.with(VERSION, text.replace("DIGEST", &digest))
}

#[test]
fn a_version_is_deprecated_in_the_documented_order_and_the_rest_stays() {
    let place = Place::of(&two());
    let before = place.text(VERSION);
    let told = place.changed(
        &[
            "deprecate",
            "flow-meter@1.0",
            "--reason",
            "Loses: the # last row",
            "--replaced-by",
            "1.10",
            "--from",
            "2027-01-01",
        ],
        &[],
    );
    assert!(told.starts_with("deprecate `flow-meter` 1.0: used by `Pump House`\n"), "{told}");
    let fields =
        "status: deprecated\nreason: \"Loses: the # last row\"\nreplaced_by: \"1.1\"\nfrom: 2027-01-01\n";
    let expected = before.replace("  # No comment.\n", &format!("  # No comment.\n{fields}"));
    assert_eq!(place.text(VERSION), expected);
    place.changed(&["activate", "flow-meter@1.0"], &[]);
    assert_eq!(place.text(VERSION), before, "the way back leaves nothing");
}

#[test]
fn windows_line_ends_stay() {
    let small = two();
    let text = String::from_utf8(small.bytes(VERSION)).unwrap().replace('\n', "\r\n");
    let place = Place::of(&small.with(VERSION, text.clone()));
    place.changed(&["deprecate", "flow-meter@1.0", "--reason", "Old.\nVery."], &[]);
    let after = place.text(VERSION);
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    assert!(after.contains("reason: |-\r\n  Old.\r\n  Very.\r\n"), "{after}");
    place.changed(&["activate", "flow-meter@1.0"], &[]);
    assert_eq!(place.text(VERSION), text);
}

#[test]
fn withdrawing_what_is_in_use_names_who_uses_it_and_asks() {
    let place = Place::of(&two());
    let words = ["withdraw", "flow-meter@1.0", "--reason", "It loses readings."];
    let told = place.refused(&words);
    assert!(told.contains("withdraw `flow-meter` 1.0: used by `Pump House`"), "{told}");
    assert!(told.contains("`flow-meter` 1.0 is withdrawn and still in use"), "{told}");
    assert!(told.contains("give --yes"), "{told}");
    place.changed(&[&words[..], &["--yes"]].concat(), IN_USE);
    assert!(place.text(VERSION).contains("status: withdrawn\nreason: It loses readings.\n"));
}

#[test]
fn withdrawing_what_nobody_uses_asks_nothing() {
    let place = Place::of(&two());
    let told = place.changed(&["withdraw", "level-gauge@1.1", "level-gauge@1.0", "--reason", "Broken."], &[]);
    assert!(told.contains("withdraw `level-gauge` 1.1: no application uses it\n"), "{told}");
    assert!(told.contains("note: `level-gauge` has no active version then\n"), "{told}");
    assert!(told.contains("git commit -m 'Withdraw level-gauge 1.1 and level-gauge 1.0'"), "{told}");
    let told = place.changed(&["activate", "level-gauge@1.1", "flow-meter@1.1"], &[]);
    assert!(told.contains("activate `level-gauge` 1.1, which is withdrawn\n"), "{told}");
    assert!(told.contains("note: 1.1 is the current version of `level-gauge` then\n"), "{told}");
    assert!(told.contains("note: `flow-meter` 1.1 is active already\n"), "{told}");
}

#[test]
fn what_is_so_already_is_left_alone() {
    let place = Place::of(&two());
    let words = ["deprecate", "level-gauge@1.0", "--reason", "Old.", "--replaced-by", "flow-meter"];
    place.changed(&words, &[]);
    place.idle(&words);
    place.idle(&["activate", "level-gauge@1.1"]);
}

#[test]
fn another_reason_comes_in_place_of_the_one_before() {
    let place = Place::of(&two());
    place.changed(
        &["deprecate", "level-gauge@1.0", "--reason", "Old.", "--replaced-by", "1.1", "--from", "2026-12-01"],
        &[],
    );
    let at = "connectors/level-gauge/versions/1.0.yaml";
    place.changed(&["deprecate", "level-gauge@1.0", "--reason", "Older."], &[]);
    let rest = "reason: Older.\nreplaced_by: \"1.1\"\nfrom: 2026-12-01\n";
    assert!(place.text(at).ends_with(&format!("status: deprecated\n{rest}")), "{}", place.text(at));
    place.changed(&["withdraw", "level-gauge@1.0", "--reason", "Wrong."], &[]);
    let expected = "status: withdrawn\nreason: Wrong.\nreplaced_by: \"1.1\"\n";
    assert!(
        place.text(at).ends_with(expected),
        "since when it was deprecated is no news: {}",
        place.text(at)
    );
}

#[test]
fn a_replacement_is_written_as_the_registry_calls_it() {
    let alias = ("connectors/level-gauge/connector.yaml", "aliases: [gauge]\n");
    let place = Place::of(&two().append(alias.0, alias.1));
    place.changed(&["deprecate", "flow-meter@1.0", "--reason", "Old.", "--replaced-by", "gauge"], &[]);
    assert!(place.text(VERSION).contains("replaced_by: level-gauge\n"));
}

#[test]
fn what_replaces_nothing_is_refused() {
    let place = Place::of(&two());
    place.changed(&["withdraw", "level-gauge@1.0", "level-gauge@1.1", "--reason", "Broken."], &[]);
    for (versions, replaced_by, expected) in [
        (&["flow-meter@1.0"][..], "1.0", "`flow-meter` 1.0 is what you withdraw; name another version"),
        (
            &["flow-meter@1.0", "flow-meter@1.1"],
            "1.1",
            "`flow-meter` 1.1 is what you withdraw; name another version",
        ),
        (
            &["level-gauge@1.0"],
            "1.1",
            "`level-gauge` 1.1 is withdrawn and replaces nothing; name another version",
        ),
        (&["flow-meter@1.0"], "flow-meter", "`flow-meter` is the connector itself; name another one"),
        (
            &["flow-meter@1.0"],
            "level-gauge",
            "`level-gauge` has no active version and replaces nothing; name another connector",
        ),
        (&["flow-meter@1.0"], "2", "`flow-meter` has no version `2`; its versions are 1.0, 1.1"),
        (
            &["flow-meter@1.0"],
            "levelgauge",
            "the registry has no connector `levelgauge`; did you mean `level-gauge`?",
        ),
    ] {
        let words = [&["withdraw"], versions, &["--reason", "x", "--replaced-by", replaced_by]].concat();
        assert_eq!(place.refused(&words), format!("error: {expected}\n"));
    }
}

#[test]
fn a_reason_is_needed_and_a_version() {
    let place = Place::of(&two());
    for (words, expected) in [
        (
            &["deprecate", "flow-meter@1.0", "--reason", " \n"][..],
            "the reason is empty; write what is wrong with the version, in a sentence its users understand",
        ),
        (
            &["deprecate", "flow-meter", "--reason", "x"],
            "`flow-meter` names no version; write one behind it, as `flow-meter@1.1`; its versions are 1.0, 1.1",
        ),
        (&["activate", "flow-meter@7"], "`flow-meter` has no version `7`; its versions are 1.0, 1.1"),
    ] {
        assert_eq!(place.refused(words), format!("error: {expected}\n"));
    }
    let told = place.refused(&["deprecate", "flow-meter@1.0"]);
    assert!(told.contains("--reason <TEXT>"), "{told}");
}

#[test]
fn what_was_to_be_replaced_by_a_withdrawn_version_is_told() {
    let place = Place::of(&two());
    place.changed(&["deprecate", "flow-meter@1.0", "--reason", "Old.", "--replaced-by", "1.1"], &[]);
    let told = place.changed(&["withdraw", "flow-meter@1.1", "--reason", "Broken."], &[]);
    let expected =
        "note: `flow-meter` 1.0 is to be replaced by 1.1, which is withdrawn then; name another one there\n";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn a_file_that_cannot_be_read_is_not_written() {
    let place = Place::of(&two());
    place.put(OTHER, "notes: [");
    let told = place.refused(&["deprecate", "flow-meter@1.1", "--reason", "Old."]);
    assert!(told.starts_with(&format!("error: {OTHER}: ")), "{told}");
    place.put(OTHER, "notes: a\nstatus: active\nstatus: withdrawn\n");
    let told = place.refused(&["deprecate", "flow-meter@1.1", "--reason", "Old."]);
    assert_eq!(told, format!("error: {OTHER}: `status` stands there more than once; keep one of them\n"));
}

#[test]
fn a_version_without_a_file_gets_one() {
    let place = Place::of(&two().without(OTHER));
    let told =
        place.changed(&["deprecate", "flow-meter@1.1", "--reason", "Old."], &["release-notes-missing"]);
    assert!(told.contains(&format!("begin `{OTHER}`, which was not there\n")), "{told}");
    let digest = connectory::source::Digest::of(&connectory::package::write(&package(ID, NAME, "1.1")));
    let line = "# yaml-language-server: $schema=../../../.schemas/version.schema.json\n";
    let expected = format!("{line}sha256: {digest}\nstatus: deprecated\nreason: Old.\n");
    assert_eq!(place.text(OTHER), expected);
}
