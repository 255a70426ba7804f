//! `connectory set`: fields by name, in place.

use super::Place;
use crate::support::Small;

const YAML: &str = "connectors/level-gauge/connector.yaml";
const VERSION: &str = "connectors/level-gauge/versions/1.1.yaml";

/// A connector with everything that can be set.
fn full() -> Small {
    Small::with_two_connectors()
        .replace(YAML, "owners: [\"@edge\"]\n", "owners: # who answers\n  - \"@edge\" # first\n  - carol\n")
        .append(
            YAML,
            "tags: [meter, \"1.0\"] # words\nhelp_url: https://example.com/\nlogs: { allowed: 10, duration_days: 3 }\n\
             replaced_by: flow-meter\n# The end.\n",
        )
}

/// The connector's file after some changes are asked for in one command.
fn after(words: &[&str]) -> (String, String) {
    let place = Place::of(&full());
    let told = place.changed(&[&["set", "level-gauge"], words].concat(), &["category-unused"]);
    (place.text(YAML), told)
}

#[test]
fn each_field_is_written_in_its_place() {
    let before = String::from_utf8(full().bytes(YAML)).unwrap();
    for (word, from, to) in [
        ("name=Level Gauge ", "", ""),
        ("description=Says: more # than before", "Reads a meter.", "\"Says: more # than before\""),
        ("description=Two\nlines", "description: Reads a meter.\n", "description: |\n  Two\n  lines\n"),
        ("category=Default", "category: device", "category: default"),
        ("owners+=@platform", "  - carol\n", "  - carol\n  - \"@platform\"\n"),
        ("owners-=@Carol", "  - carol\n", ""),
        ("tags+=level,tank", "[meter, \"1.0\"]", "[meter, \"1.0\", level, tank]"),
        ("tags-=1.0", "[meter, \"1.0\"]", "[meter]"),
        ("tags-=meter,1.0", "tags: [meter, \"1.0\"] # words\n", ""),
        ("tags=a, b,,a", "[meter, \"1.0\"]", "[a, b]"),
        ("help_url=", "help_url: https://example.com/\n", ""),
        ("help_url=https://example.com/a=b", "https://example.com/", "https://example.com/a=b"),
        ("logs.allowed=7", "allowed: 10", "allowed: 7"),
        ("logs=", "logs: { allowed: 10, duration_days: 3 }\n", ""),
        ("replaced_by=", "replaced_by: flow-meter\n", ""),
    ] {
        if from.is_empty() {
            Place::of(&full()).idle(&["set", "level-gauge", word]);
            continue;
        }
        assert!(before.contains(from), "{word}");
        assert_eq!(after(&[word]).0, before.replacen(from, to, 1), "{word}");
    }
}

#[test]
fn a_new_field_goes_where_it_is_documented() {
    let place = Place::of(&Small::with_two_connectors().append(YAML, "# The end.\n"));
    let before = place.text(YAML);
    let told = place.changed(
        &[
            "set",
            "level-gauge",
            "replaced_by=flow-meter",
            "logs.allowed=5",
            "logs.duration_days=6",
            "tags=x",
            "help_url=https://e.com",
        ],
        &[],
    );
    let new = "tags: [x]\nhelp_url: https://e.com\nlogs: { allowed: 5, duration_days: 6 }\nreplaced_by: flow-meter\n";
    assert_eq!(place.text(YAML), before.replace("# The end.\n", &format!("{new}# The end.\n")));
    assert!(
        told.contains("set `tags` of `level-gauge`\n")
            && told.contains("set `logs.allowed` of `level-gauge` to `5`\n"),
        "{told}"
    );
    assert!(told.contains("git commit -m 'Set 5 fields of level-gauge'"), "{told}");
}

#[test]
fn a_version_has_fields_of_its_own() {
    let place = Place::of(&full());
    let before = place.text(VERSION);
    let told = place.changed_by(
        &[
            "set",
            "level-gauge@1.1",
            "notes=-",
            "added=2026-03-03",
            "breaking.summary=All: of it",
            "breaking.upgrade_by=2027-01-31",
            "breaking.guide=Do it.",
            "requires.app_designer=4.4",
        ],
        "\r\nOne.\r\n\r\n- two # no comment\r\n",
        &[],
    );
    let expected = before.replace(
        "added: 2026-03-02\nnotes: Better.\n",
        "added: 2026-03-03\nnotes: |\n  One.\n\n  - two # no comment\nbreaking:\n  summary: \"All: of it\"\n  upgrade_by: 2027-01-31\n  \
         guide: |\n    Do it.\nrequires: { app_designer: \"4.4\" }\n",
    );
    assert_eq!(place.text(VERSION), expected);
    assert!(
        told.starts_with(
            "set `notes` of `level-gauge` 1.1\nset `added` of `level-gauge` 1.1 to `2026-03-03`\n"
        ),
        "{told}"
    );
    place.changed(
        &[
            "set",
            "level-gauge@1.1",
            "breaking=",
            "requires.app_designer=",
            "notes=Better.",
            "added=2026-03-02",
        ],
        &[],
    );
    assert_eq!(place.text(VERSION), before.replace("notes: Better.\n", "notes: |\n  Better.\n"));
}

#[test]
fn windows_line_ends_and_a_missing_last_one_stay() {
    let text = String::from_utf8(full().bytes(YAML)).unwrap().replace('\n', "\r\n");
    let text = text.trim_end().to_owned();
    let place = Place::of(&full().with(YAML, text.clone()));
    place.changed(&["set", "level-gauge", "description=Two\nlines", "tags+=x"], &[]);
    let expected = text
        .replace("description: Reads a meter.\r\n", "description: |\r\n  Two\r\n  lines\r\n")
        .replace("\"1.0\"]", "\"1.0\", x]");
    assert_eq!(place.text(YAML), expected);
}

#[test]
fn what_is_so_already_is_no_change() {
    let place = Place::of(&full());
    place.idle(&[
        "set",
        "level-gauge",
        "name=Level Gauge",
        "owners+=@carol,edge",
        "tags+=meter",
        "logs.allowed=10",
        "owners=@edge,carol",
    ]);
}

#[test]
fn a_field_that_is_none_is_told_with_what_was_meant() {
    let place = Place::of(&full());
    for (named, word, expected) in [
        ("level-gauge", "nmae=x", "a connector has no field `nmae`; did you mean `name`?"),
        (
            "level-gauge@1.1",
            "zzz=x",
            "a version has no field `zzz`; it has added, notes, breaking, breaking.summary, breaking.upgrade_by, breaking.guide, \
             requires, requires.app_designer",
        ),
        (
            "level-gauge",
            "notes=x",
            "`notes` is a field of a version; name one, such as connectory set level-gauge@1.1 notes=...",
        ),
        (
            "level-gauge@1.1",
            "tags+=x",
            "`tags` is a field of the connector: connectory set level-gauge tags=...",
        ),
        ("level-gauge", "id=x", "`id` is that of its packages, and never changes"),
        ("level-gauge", "aliases+=x", "`aliases` are its former slugs; `connectory rename` keeps them"),
        (
            "level-gauge@1.1",
            "sha256=x",
            "`sha256` is that of its package; `connectory check --fix` writes it where it is missing",
        ),
        (
            "level-gauge@1.1",
            "status=x",
            "`status` is written by `connectory deprecate`, `withdraw` and `activate`",
        ),
        ("level-gauge", "name=", "a connector needs a name; write name=\"SQL Server\""),
        ("level-gauge", "name+=x", "`name` is no list; write name=..."),
        ("level-gauge", "name", "`name` sets nothing; write it as field=value, such as name=\"SQL Server\""),
        ("level-gauge", "logs.allowed=many", "`logs.allowed` is a whole number such as 100, not `many`"),
        (
            "level-gauge",
            "logs=5",
            "`logs` holds fields of its own; write logs.FIELD=..., or logs= to take it away",
        ),
        (
            "level-gauge",
            "logs.allowed=",
            "`logs` counts only with both of its fields; write logs.allowed=..., too, or logs= for none",
        ),
        (
            "flow-meter",
            "logs.allowed=5",
            "`logs` counts only with both of its fields; write logs.duration_days=..., too, or logs= for none",
        ),
        ("level-gauge@1.1", "added=soon", "`added` is a day such as 2027-03-31, not `soon`"),
        ("level-gauge", "category=devise", "the registry has no category `devise`; did you mean `device`?"),
        (
            "level-gauge",
            "replaced_by=flow-metre",
            "the registry has no connector `flow-metre`; did you mean `flow-meter`?",
        ),
        ("level-gauge", "replaced_by=level-gauge", "`level-gauge` is the connector itself; name another one"),
        ("level-gauge", "owners-=@nobody", "`@nobody` is not in `owners`; it holds @edge and carol"),
        ("level-gauge", "owners+=a b", "`a b` names no owner; write a group or a person, such as @edge"),
        ("levelgauge", "name=x", "the registry has no connector `levelgauge`; did you mean `level-gauge`?"),
    ] {
        assert_eq!(place.refused(&["set", named, word]), format!("error: {expected}\n"));
    }
}

#[test]
fn what_only_the_readers_know_is_found_by_them() {
    let place = Place::of(&full());
    for (named, word, expected) in [
        ("level-gauge", "help_url=ftp://x", "`help_url: ftp://x` is no http, https or mailto address"),
        ("level-gauge@1.1", "breaking.guide=x", "the field `summary` is missing"),
    ] {
        let told = place.refused(&["set", named, word]);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn what_is_no_list_is_not_taken_for_one() {
    let place = Place::of(&full().replace(YAML, "tags: [meter, \"1.0\"] # words", "tags: meter"));
    let told = place.refused(&["set", "level-gauge", "tags+=x"]);
    assert_eq!(told, format!("error: {YAML}: `tags` is a text; expected a list\n"));
}

#[test]
fn nothing_on_standard_input_takes_nothing_away() {
    let place = Place::of(&full());
    let said = place.fed(&["set", "level-gauge@1.1", "notes=-"], " \n");
    assert_eq!(
        (said.code, said.err.as_str()),
        (2, "error: standard input holds no words; to take `notes` away, write notes=\n")
    );
    let said = place.fed(&["set", "level-gauge@1.1", "notes=-", "breaking.guide=-"], "x");
    assert!(said.err.contains("cannot both be read from standard input"), "{}", said.err);
    let told = place.changed_by(&["set", "level-gauge", "tags=-"], "x", &[]);
    assert!(told.contains("set `tags`"), "only a long text is read from there: {told}");
}

#[test]
fn other_owners_are_for_the_owners_to_agree_to() {
    let told = after(&["owners=@platform"]).1;
    assert!(told.contains("needs review by @edge or carol"), "{told}");
}
