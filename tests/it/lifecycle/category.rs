//! `connectory category`: order and layout stay, references follow.

use super::Place;
use crate::support::Small;

const FILE: &str = "categories.yaml";
const BLOCK: &str = "# The order counts.\n\n# The rest.\n- id: default\n  name: Default\n\n- id: device # of the plant\n  name: Devices\n";
const FLOW: &str = "[ { id: default, name: Default }, # the rest\n  { id: device, name: Devices } ]\n";
const NEW: &[&str] = &["category", "add", "level", "--name", "Levels & more", "--description", "Tanks: all"];
const UNUSED: &[&str] = &["category-unused"];

fn with(text: &str) -> Place {
    Place::of(&Small::with_two_connectors().with(FILE, text))
}

#[test]
fn a_category_is_added_where_it_is_asked_for() {
    let item = "- id: level\n  name: Levels & more\n  description: \"Tanks: all\"\n";
    for (spot, expected) in [
        (&[][..], format!("{BLOCK}\n{item}")),
        (&["--last"], format!("{BLOCK}\n{item}")),
        (&["--before", "device"], BLOCK.replace("- id: device", &format!("{item}\n- id: device"))),
        (&["--after", "Default"], BLOCK.replace("- id: device", &format!("{item}\n- id: device"))),
        (&["--first"], BLOCK.replace("# The rest.\n", &format!("{item}\n# The rest.\n"))),
    ] {
        let place = with(BLOCK);
        let told = place.changed(&[NEW, spot].concat(), UNUSED);
        assert_eq!(place.text(FILE), expected, "{spot:?}");
        assert!(told.starts_with("add category `level`, Levels & more\n"), "{told}");
    }
    let place = with(FLOW);
    place.changed(&[NEW, &["--before", "device"]].concat(), UNUSED);
    let expected = "[ { id: default, name: Default }, # the rest\n  { id: level, name: Levels & more, description: \"Tanks: all\" }, { id: device, name: Devices } ]\n";
    assert_eq!(place.text(FILE).replace("},\n  {", "}, {"), expected.replace("},\n  {", "}, {"));
}

#[test]
fn the_first_category_makes_the_file() {
    let small = Small::valid()
        .without(FILE)
        .replace("registry.yaml", "default_category: default\n", "")
        .replace("connectors/flow-meter/connector.yaml", "category: device\n", "");
    let place = Place::of(&small);
    place.changed(NEW, UNUSED);
    let line = "# yaml-language-server: $schema=.schemas/categories.schema.json\n";
    let expected = format!("{line}- id: level\n  name: Levels & more\n  description: \"Tanks: all\"\n");
    assert_eq!(place.text(FILE), expected);
    place.changed(&["category", "remove", "level", "--yes"], &[]);
    assert_eq!(place.text(FILE), format!("{line}[]\n"));
    place.changed(NEW, UNUSED);
    assert_eq!(place.text(FILE), expected);
}

#[test]
fn another_id_is_followed_by_connectors_and_the_default() {
    for (text, windows) in [(BLOCK, false), (BLOCK, true), (FLOW, false)] {
        let text = if windows { text.replace('\n', "\r\n") } else { text.to_owned() };
        let place = with(&text);
        let told = place.changed(&["category", "rename", "device", "meter"], &[]);
        assert_eq!(place.text(FILE), text.replace("id: device", "id: meter"));
        assert!(told.contains("put 2 connectors into `meter`: `flow-meter`, `level-gauge`\n"), "{told}");
        let told = place
            .changed(&["category", "rename", "default", "rest", "--name", "The rest"], &["policy-changed"]);
        let expected = text.replace("id: device", "id: meter").replace("id: default", "id: rest");
        assert_eq!(place.text(FILE), expected.replace("name: Default", "name: The rest"));
        assert!(place.text("registry.yaml").ends_with("default_category: rest\n"));
        assert!(told.contains("needs review by carol"), "the policy is an administrator's: {told}");
        assert!(told.contains("make `rest` the default_category of registry.yaml\n"), "{told}");
    }
}

#[test]
fn words_change_without_the_id() {
    let place = with(BLOCK);
    let told = place.changed(&["category", "rename", "device", "--description", "All of them."], &[]);
    assert_eq!(told.lines().next(), Some("set `description` of category `device`"));
    assert_eq!(place.text(FILE), format!("{BLOCK}  description: All of them.\n"));
    place.idle(&["category", "rename", "device", "--name", "Devices"]);
    assert!(place.refused(&["category", "rename", "device"]).contains("NEW_ID"));
}

#[test]
fn a_category_moves_and_the_others_keep_their_order() {
    let place = with(
        "- { id: default, name: Default } # the rest\n- { id: b, name: Bee }\n- id: device\n  name: Devices\n# The end.\n",
    );
    let order = || {
        let text = place.text(FILE);
        let ids = ["default", "id: b", "device"].map(|id| (text.find(id).unwrap(), id));
        let mut ids = ids.to_vec();
        ids.sort();
        ids.into_iter().map(|(_, id)| id.trim_start_matches("id: ")).collect::<Vec<_>>()
    };
    for (words, expected) in [
        (&["device", "--first"][..], ["device", "default", "b"]),
        (&["device", "--after", "default"], ["default", "device", "b"]),
        (&["default", "--last"], ["device", "b", "default"]),
        (&["b", "--before", "device"], ["b", "device", "default"]),
        (&["b", "--after", "device"], ["device", "b", "default"]),
        (&["device", "--before", "default"], ["b", "device", "default"]),
    ] {
        place.changed(&[&["category", "move"], words].concat(), &[]);
        assert_eq!(order(), expected, "{words:?}");
        place.idle(&[&["category", "move"], words].concat());
        assert!(place.text(FILE).contains("{ id: default, name: Default } # the rest\n"));
    }
    let told = place.refused(&["category", "move", "b", "--after", "b"]);
    assert_eq!(told, "error: `b` cannot stand beside itself; name another category\n");
    assert!(place.refused(&["category", "move", "b"]).contains("--first"));
}

#[test]
fn a_category_in_use_goes_only_when_its_connectors_move() {
    let place = with(BLOCK);
    let told = place.refused(&["category", "remove", "device", "--yes"]);
    assert!(
        told.contains("category-deleted-in-use") && told.contains("in it: `flow-meter`, `level-gauge`"),
        "{told}"
    );
    assert!(told.contains("--move-to"), "{told}");
    let told = place.refused(&["category", "remove", "device", "--move-to", "default"]);
    assert!(told.contains("give --yes"), "{told}");
    place.changed(&["category", "remove", "device", "--move-to", "default", "--yes"], &[]);
    assert_eq!(place.text(FILE), "# The order counts.\n\n# The rest.\n- id: default\n  name: Default\n");
    assert!(place.text("connectors/level-gauge/connector.yaml").contains("category: default\n"));
}

#[test]
fn the_default_goes_only_when_another_one_takes_its_place() {
    let place = with(BLOCK);
    let told = place.refused(&["category", "remove", "default", "--yes"]);
    let expected = "`default` is the default_category of registry.yaml; name the one that takes its place with --move-to";
    assert_eq!(told, format!("error: {expected}\n"));
    place.changed(&["category", "remove", "default", "--move-to", "device", "--yes"], &["policy-changed"]);
    assert!(place.text("registry.yaml").ends_with("default_category: device\n"));
    let told = place.refused(&["category", "remove", "device", "--move-to", "device", "--yes"]);
    assert_eq!(told, "error: `device` is what you remove; name another category to move to\n");
}

#[test]
fn an_id_that_is_taken_or_can_be_none_is_refused() {
    let place = with(BLOCK);
    for (words, expected) in [
        (
            &["add", "device", "--name", "X"][..],
            "there is a category `device` already: Devices; `connectory category remove OTHER --move-to device` puts another one \
             into it",
        ),
        (
            &["add", "Level s", "--name", "X"],
            "the category id `Level s` holds `L`; only a-z, 0-9 and `-` are allowed; did you mean `level-s`?",
        ),
        (&["rename", "devise", "x"], "the registry has no category `devise`; did you mean `device`?"),
        (
            &["move", "zzz", "--last"],
            "the registry has no category `zzz`; its categories are default, device",
        ),
    ] {
        assert_eq!(place.refused(&[&["category"], words].concat()), format!("error: {expected}\n"));
    }
    let told = place.refused(&["category", "add", "x", "--name", "Devices"]);
    assert!(told.contains("the category name `Devices` is already taken"), "{told}");
}

#[test]
fn categories_are_listed_in_their_order_with_how_many_connectors() {
    let place = with(BLOCK);
    let said = place.run(&["category", "list"]);
    let expected = "Id       Name               Connectors  Description\n\
                    default  Default (default)           0\n\
                    device   Devices                     2\n";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, expected, ""));
    let said = place.run(&["category", "list", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let first = serde_json::json!({
        "id": "default", "name": "Default", "description": null, "is_default": true, "connector_count": 0,
    });
    assert_eq!((&json["schema"], &json["kind"]), (&1.into(), &"categories".into()));
    assert_eq!((&json["categories"][0], &json["categories"][1]["connector_count"]), (&first, &2.into()));
}
