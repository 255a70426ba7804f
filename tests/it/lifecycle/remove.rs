//! `connectory remove`: what goes, who is told, what is refused.

use super::Place;
use crate::support::{Small, path};

/// Two connectors, of which nobody uses the second.
fn two() -> Small {
    Small::with_two_connectors()
}

#[test]
fn a_version_goes_with_its_package_and_nothing_else() {
    let place = Place::of(&two());
    let before = place.files();
    let told = place.changed(&["remove", "flow-meter@1.1", "--yes"], &[]);
    let gone: Vec<&String> = before.keys().filter(|path| !place.files().contains_key(*path)).collect();
    assert_eq!(gone, ["connectors/flow-meter/versions/1.1.xmp", "connectors/flow-meter/versions/1.1.yaml"]);
    assert!(told.starts_with("remove `flow-meter` 1.1; "), "{told}");
    assert!(told.contains("; no application uses it (1 application on other versions)\n"), "{told}");
    assert!(told.contains("\nto bring it back: connectory restore flow-meter@1.1\n"), "{told}");
}

#[test]
fn a_connector_goes_with_its_folder() {
    let small =
        two().with("connectors/level-gauge/assets/a.png", "x").with("connectors/level-gauge/notes.txt", "x");
    let place = Place::of(&small);
    let told = place.changed(&["remove", "level-gauge", "--yes"], &[]);
    assert!(!place.at("connectors/level-gauge").exists());
    assert!(
        told.starts_with("remove `level-gauge`: 2 versions, help, 1 picture and 1 other file; "),
        "{told}"
    );
    assert!(told.contains("; no application uses it\n"), "{told}");
}

#[test]
fn the_groups_that_held_only_it_go_too() {
    let place = Place::of(&Small::valid().connector(
        "connectors/a/b/level-gauge",
        crate::support::OTHER_ID,
        "Level Gauge",
    ));
    place.changed(&["remove", "level-gauge", "--yes"], &[]);
    assert!(!place.at("connectors/a").exists());
}

#[test]
fn a_connector_in_a_folder_below_it_stays() {
    let small = Small::valid()
        .connector("connectors/meters", crate::support::OTHER_ID, "Level Gauge")
        .without("connectors/flow-meter/help.md");
    let moved = small.files().into_iter().filter(|(at, _)| at.is_in(&path("connectors/flow-meter")));
    let small = moved.fold(small.clone(), |small, (at, bytes)| {
        let to = at.as_str().replace("connectors/flow-meter", "connectors/meters/flow-meter");
        small.without(at.as_str()).with(&to, bytes)
    });
    let place = Place::of(&small);
    place.changed(&["remove", "meters", "--yes"], &[]);
    assert!(place.at("connectors/meters/flow-meter/connector.yaml").exists());
    assert!(!place.at("connectors/meters/connector.yaml").exists());
}

#[test]
fn several_go_at_once_or_none() {
    let place = Place::of(&two());
    let told = place.refused(&["remove", "level-gauge", "flow-meter@1.0", "--yes"]);
    assert!(
        told.contains("error[version-deleted-in-use]: `flow-meter` 1.0 is deleted and still in use"),
        "{told}"
    );
    assert!(told.contains("`Pump House`"), "{told}");
    let told = place.changed(&["remove", "flow-meter@1.1", "level-gauge", "level-gauge@1.0", "--yes"], &[]);
    assert_eq!(
        told.matches("remove `").count(),
        2,
        "a version that goes with its connector is told once: {told}"
    );
    assert!(told.contains("git commit -m 'Remove level-gauge and flow-meter 1.1'"), "{told}");
}

#[test]
fn what_is_in_use_is_refused_with_the_applications() {
    let place = Place::of(&two());
    for (named, code) in
        [("flow-meter", "connector-deleted-in-use"), ("flow-meter@1.0", "version-deleted-in-use")]
    {
        let told = place.refused(&["remove", named, "--yes"]);
        assert!(told.contains(code) && told.contains("`Pump House` (operations), on 1.0"), "{told}");
        assert!(told.ends_with("nothing was changed: the registry would have 1 new error\n"), "{told}");
    }
}

#[test]
fn the_versions_one_by_one_are_no_way_to_remove_a_connector() {
    let place = Place::of(&two());
    let told = place.refused(&["remove", "level-gauge@1.0", "level-gauge@1.1", "--yes"]);
    assert!(told.contains("last-version-deleted"), "{told}");
    assert!(told.contains("`connectory remove level-gauge`"), "{told}");
}

#[test]
fn what_was_not_observed_lately_may_be_in_use() {
    let small = two().append("registry.yaml", "usage_max_age_days: 30\n").replace(
        "applications/pump-house.yaml",
        "2026-10-30",
        "2026-09-30",
    );
    let told = Place::of(&small).refused(&["remove", "level-gauge", "--yes"]);
    assert!(told.contains("deletion-use-unknown") && told.contains("`Pump House`"), "{told}");
}

#[test]
fn much_at_once_is_refused() {
    let mut small = two();
    let ids: Vec<String> = (0..6).map(|n| format!("{n}c0d2b4e-91d7-4d63-8a56-0e5f3c9b7a22")).collect();
    let names = ["Alpha", "Bravo", "Coral", "Delta", "Echo", "Foxtrot"];
    for (id, name) in ids.iter().zip(names) {
        small = small.connector(&format!("connectors/{}", name.to_lowercase()), id, name);
    }
    let told = Place::of(&small).refused(&["remove", "alpha", "bravo", "coral", "delta", "echo", "--yes"]);
    assert!(told.contains("the change deletes 5 of 8 connectors"), "{told}");
    assert!(told.contains("delete in smaller steps"), "{told}");
}

#[test]
fn a_category_that_is_empty_after_it_is_only_told() {
    let small = two().replace("connectors/level-gauge/connector.yaml", "category: device", "category: level");
    let place = Place::of(&small.append("categories.yaml", "- id: level\n  name: Levels\n"));
    let told = place.changed(&["remove", "level-gauge", "--yes"], &["category-unused"]);
    assert!(told.contains("warning[category-unused]: no connector is in category `level`"), "{told}");
}

#[test]
fn nothing_goes_without_a_yes() {
    let place = Place::of(&two());
    let told = place.refused(&["remove", "level-gauge"]);
    assert!(told.contains("remove `level-gauge`"), "what goes is shown first: {told}");
    assert!(told.contains("give --yes"), "{told}");
}

#[test]
fn what_is_not_there_is_told_with_what_was_meant() {
    let place = Place::of(&two());
    for (named, expected) in [
        ("flowmeter", "the registry has no connector `flowmeter`; did you mean `flow-meter`?"),
        ("flow-meter@1.2", "`flow-meter` has no version `1.2`; its versions are 1.0, 1.1"),
        ("flow-meter@", "the version `` is no decimal number such as 1.3002; its versions are 1.0, 1.1"),
    ] {
        let told = place.refused(&["remove", named, "--yes"]);
        assert_eq!(told, format!("error: {expected}\n"));
    }
    place.put("connectors/level-gauge/connector.yaml", "id: [");
    let told = place.refused(&["remove", "level-gauge", "--yes"]);
    assert!(
        told.contains("the connector.yaml of `level-gauge` cannot be read; run connectory check"),
        "{told}"
    );
}

#[test]
fn what_was_never_committed_is_told_to_be_gone_for_good() {
    let place = Place::of(&two());
    place.put("connectors/level-gauge/help.md", place.text("connectors/level-gauge/help.md") + "More.\n");
    let told = place.changed(&["remove", "level-gauge", "--yes"], &[]);
    let expected = "not committed as it is, and gone for good: `connectors/level-gauge/help.md`\n";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn of_two_versions_that_are_one_number_the_one_that_is_written_goes() {
    let bytes = two().bytes("connectors/flow-meter/versions/1.1.xmp");
    let place = Place::of(&two().version_of_bytes("connectors/flow-meter", "1.10", bytes));
    place.changed(&["remove", "flow-meter@1.10", "--yes"], &[]);
    assert!(place.at("connectors/flow-meter/versions/1.1.yaml").exists());
    assert!(!place.at("connectors/flow-meter/versions/1.10.yaml").exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_is_not_followed_and_not_removed() {
    let place = Place::of(&two());
    std::os::unix::fs::symlink("/etc/passwd", place.at("connectors/level-gauge/link.md")).unwrap();
    let told = place.refused(&["remove", "level-gauge", "--yes"]);
    assert!(told.contains("connectors/level-gauge/link.md: this is no file but a link"), "{told}");
}
