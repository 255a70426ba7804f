//! `connectory rename`: what moves, what follows, what is refused.

use super::Place;
use crate::support::{OTHER_ID, Small};

const YAML: &str = "connectors/flow-meter/connector.yaml";
const APPLICATION: &str = "applications/pump-house.yaml";
const OTHER: &str = "connectors/level-gauge/connector.yaml";
const OTHER_VERSION: &str = "connectors/level-gauge/versions/1.0.yaml";

/// Everything that can name the first connector names it.
fn named() -> Small {
    Small::with_two_connectors()
        .append(YAML, "# The end.\n")
        .append(APPLICATION, "  # Another connection.\n  - { connector: \"flow-meter\", version: \"1.1\", connection: B } # so\n")
        .append(OTHER, "replaced_by: flow-meter # soon\n")
        .append(OTHER_VERSION, "status: deprecated\nreason: Old.\nreplaced_by: flow-meter\n")
        .append("connectors/level-gauge/help.md", "\nSee [it](../flow-meter/help.md#context \"t\") and [more][m].\n\n[m]: ../flow-meter\n")
}

#[test]
fn what_names_a_connector_follows_and_its_old_addresses_lead_to_it() {
    let place = Place::of(&named());
    let before = place.files();
    let told = place.changed(&["rename", "flow-meter", "flow-sensor"], &[]);
    let steps = "rename `flow-meter` to `flow-sensor`, in `connectors/flow-sensor`\n\
                 name it so in 1 application: `Pump House`\n\
                 name it so as the replacement in 2 files\n\
                 2 links in help texts\n";
    assert!(told.starts_with(steps), "{told}");
    assert!(!place.at("connectors/flow-meter").exists());
    let mut expected: super::Files = before
        .into_iter()
        .map(|(path, bytes)| (path.replace("connectors/flow-meter/", "connectors/flow-sensor/"), bytes))
        .collect();
    let mut edit = |path: &str, from: &str, to: &str| {
        let text = String::from_utf8(expected[path].clone()).unwrap();
        assert!(text.contains(from), "{path}");
        expected.insert(path.to_owned(), text.replace(from, to).into_bytes());
    };
    edit(APPLICATION, "connector: flow-meter\n", "connector: flow-sensor\n");
    edit(APPLICATION, "connector: \"flow-meter\"", "connector: flow-sensor");
    edit(OTHER, "replaced_by: flow-meter # soon", "replaced_by: flow-sensor # soon");
    edit(OTHER_VERSION, "replaced_by: flow-meter", "replaced_by: flow-sensor");
    edit("connectors/level-gauge/help.md", "../flow-meter", "../flow-sensor");
    edit(
        "connectors/flow-sensor/connector.yaml",
        "owners: [\"@edge\"]\n",
        "owners: [\"@edge\"]\naliases: [flow-meter]\n",
    );
    assert!(place.files() == expected, "{}", place.text("connectors/flow-sensor/connector.yaml"));
}

#[test]
fn renaming_back_takes_the_alias_away_again() {
    let place = Place::of(&Small::valid().append(YAML, "aliases: # former ones\n  - flow # the first\n"));
    let aliases = |path: &str| {
        let text = place.text(path);
        text.split_once("aliases").map(|(_, aliases)| aliases.to_owned())
    };
    place.changed(&["rename", "flow-meter", "flow"], &[]);
    let expected = ": # former ones\n  - flow-meter\n";
    assert_eq!(aliases("connectors/flow/connector.yaml").as_deref(), Some(expected));
    let told = place.changed(&["rename", "flow-meter", "flow-meter"], &[]);
    assert!(told.starts_with("rename `flow` to `flow-meter`"), "a former slug names it, too: {told}");
    assert_eq!(aliases(YAML).as_deref(), Some(": # former ones\n  - flow\n"));
    place.changed(&["rename", "flow-meter", "x"], &[]);
    assert_eq!(
        aliases("connectors/x/connector.yaml").as_deref(),
        Some(": # former ones\n  - flow\n  - flow-meter\n")
    );
}

#[test]
fn a_group_is_another_folder_and_links_still_lead_there() {
    let small = named().append(
        "connectors/flow-meter/help.md",
        "\n[Up](../level-gauge/help.md), [self](help.md#example), [web](https://example.com).\n",
    );
    let place = Place::of(&small);
    let told = place.changed(&["rename", "flow-meter", "--group", "meters/wet/"], &[]);
    assert!(
        told.starts_with("move `flow-meter` to `connectors/meters/wet/flow-meter`\n3 links in help texts\n"),
        "{told}"
    );
    let own = place.text("connectors/meters/wet/flow-meter/help.md");
    assert!(
        own.ends_with(
            "[Up](../../../level-gauge/help.md), [self](help.md#example), [web](https://example.com).\n"
        ),
        "{own}"
    );
    let other = place.text("connectors/level-gauge/help.md");
    assert!(other.contains("(../meters/wet/flow-meter/help.md#context \"t\")"), "{other}");
    assert!(other.ends_with("[m]: ../meters/wet/flow-meter\n"), "{other}");
    assert!(!place.text("connectors/meters/wet/flow-meter/connector.yaml").contains("aliases"));
    let told = place.changed(&["rename", "flow-meter", "--group", "."], &[]);
    assert!(told.starts_with("move `flow-meter` to `connectors/flow-meter`\n"), "{told}");
    assert!(!place.at("connectors/meters").exists());
    place.idle(&["rename", "flow-meter", "--group", "connectors/"]);
    place.changed(&["rename", "flow-meter", "flow-sensor", "--group", "connectors/meters"], &[]);
    assert!(place.at("connectors/meters/flow-sensor/connector.yaml").exists());
}

#[test]
fn a_slug_that_is_taken_or_can_be_none_is_refused() {
    let place = Place::of(&named().append(OTHER, "aliases: [gauge]\n"));
    for (to, expected) in [
        ("level-gauge", "`level-gauge` is another connector; choose a slug that is free"),
        (
            "gauge",
            "`gauge` is a former slug of `level-gauge`, to which its addresses lead; choose another one",
        ),
        ("Flow", "`Flow` holds `F`; only a-z, 0-9 and `-` are allowed; did you mean `flow`?"),
        ("Level Gauge", "`Level Gauge` holds `L`; only a-z, 0-9 and `-` are allowed"),
        ("aux", "`aux` is the name of a device on Windows, where nobody could check it out"),
        ("a/b", "`a/b` holds `/`; only a-z, 0-9 and `-` are allowed; did you mean `a-b`?"),
    ] {
        assert_eq!(place.refused(&["rename", "flow-meter", to]), format!("error: {expected}\n"));
    }
    let told = place.refused(&["rename", "flowmeter", "x"]);
    assert_eq!(told, "error: the registry has no connector `flowmeter`; did you mean `flow-meter`?\n");
    place.put(OTHER, "id: [");
    let told = place.refused(&["rename", "flow-meter", "level-gauge"]);
    assert_eq!(told, "error: `level-gauge` is another connector; choose a slug that is free\n");
}

#[test]
fn a_folder_that_is_there_is_not_moved_into() {
    let place =
        Place::of(&named().connector("connectors/Wet/drum", "1c0d2b4e-91d7-4d63-8a56-0e5f3c9b7a22", "Drum"));
    place.put("connectors/sensors/note.txt", "x");
    for (words, expected) in [
        (
            &["rename", "flow-meter", "sensors"][..],
            "`connectors/sensors` is there already and is not `flow-meter`",
        ),
        (
            &["rename", "flow-meter", "--group", "wet"],
            "`connectors/Wet` is there already, and some systems take it for `connectors/wet`; write it the same way",
        ),
        (
            &["rename", "flow-meter", "--group", "level-gauge"],
            "--group level-gauge: `level-gauge` is a connector, and no group",
        ),
        (
            &["rename", "flow-meter", "--group", "flow-meter/x"],
            "--group flow-meter/x: a connector cannot lie in its own folder",
        ),
        (&["rename", "flow-meter", "--group", "../x"], "--group ../x: `connectors/../x` holds a `.` or `..`"),
        (
            &["rename", "flow-meter", "--group", ".x"],
            "--group .x: begins with a dot; such names belong to tools and are passed over",
        ),
    ] {
        assert_eq!(place.refused(words), format!("error: {expected}\n"));
    }
    let told = place.refused(&["rename", "flow-meter", "--group", "a/b/c/d/e"]);
    assert!(told.contains("connector-too-deep"), "{told}");
    assert!(place.refused(&["rename", "flow-meter"]).contains("<NEW>"));
}

#[test]
fn waivers_that_cover_it_no_more_are_told_and_not_touched() {
    let waiver = "waivers:\n  - rule: description-missing\n    path: connectors/level-gauge/**\n    reason: Later.\n    owner: \"@edge\"\n    \
                  expires: 2027-01-01\n";
    let small = Small::with_two_connectors().append("registry.yaml", waiver).replace(
        OTHER,
        "description: Reads a meter.\n",
        "",
    );
    let place = Place::of(&small);
    let told =
        place.changed(&["rename", "level-gauge", "tank-gauge"], &["waiver-unused", "description-missing"]);
    let expected = "note: the waiver of description-missing for `connectors/level-gauge/**` covers it no more; an administrator \
                    may write its new path in registry.yaml\n";
    assert!(told.contains(expected), "{told}");
    let small = small.append("registry.yaml", "rules:\n  description-missing: deny\n");
    let told = Place::of(&small).refused(&["rename", "level-gauge", "tank-gauge"]);
    assert!(told.contains(expected), "it is told where the change is refused for it, too: {told}");
}

#[test]
fn a_connector_in_a_folder_below_stays_where_it_is() {
    let place = Place::of(&Small::valid().connector("connectors/flow-meter/inner", OTHER_ID, "Level Gauge"));
    place.changed(&["rename", "flow-meter", "flow-sensor"], &[]);
    assert!(place.at("connectors/flow-meter/inner/connector.yaml").exists());
    assert!(!place.at("connectors/flow-meter/connector.yaml").exists());
}
