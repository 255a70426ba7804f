//! What a comparison of forms must and must not guess.

use super::settings::{drop_down, group, some};
use super::{codes, text, with_form};
use crate::model::change::{Comparison, Kind};
use crate::package::Setting;

#[test]
fn a_new_key_with_an_old_caption_is_one_change_and_its_other_changes_are_told() {
    let before = with_form([text("Url").caption("Address"), text("B")]);
    let after = with_form([text("B"), text("BaseUrl").caption("address ").required(true)]);
    assert_eq!(
        codes(&before, &after),
        ["setting-renamed", "setting-required", "setting-caption-changed", "settings-reordered"]
    );
}

#[test]
fn a_guess_is_not_made_where_there_are_several_or_where_one_is_secret() {
    let several = |keys: [&str; 2]| with_form(keys.map(text));
    assert_eq!(
        codes(&several(["A", "B"]), &several(["C", "D"])),
        ["setting-removed", "setting-removed", "setting-added", "setting-added"]
    );
    let (plain, secret) = (with_form([text("A")]), with_form([text("B").secure(true)]));
    assert_eq!(codes(&plain, &secret), ["setting-removed", "setting-added"]);
    let (first, second) =
        (with_form([text("A"), text("S").secure(true)]), with_form([text("T").secure(true)]));
    assert_eq!(codes(&first, &second), ["setting-removed", "setting-removed", "setting-added"]);
}

#[test]
fn settings_that_follow_their_group_have_not_moved() {
    let before = with_form([group("X", [text("A"), group("I", [text("B")])])]);
    let after = with_form([group("Z", [text("A"), group("J", [text("B")])])]);
    assert_eq!(codes(&before, &after), ["group-renamed", "group-renamed"]);
}

#[test]
fn the_default_of_a_secret_is_never_told() {
    for (before, after) in [
        (text("A").secure(true).value("hunter2"), text("A").secure(true).value("hunter3")),
        (text("A").secure(true).value("hunter2"), text("A").value("hunter3")),
        (text("A").value("hunter2"), text("A").secure(true).value("hunter3")),
    ] {
        let comparison = Comparison::between(&with_form([before]), &with_form([after]));
        assert!(comparison.changes().iter().any(|change| change.kind == Kind::Default));
        assert!(comparison.changes().iter().all(|change| !change.message().to_string().contains("hunter")));
    }
    let added = Comparison::between(&with_form([]), &with_form([text("A").secure(true).value("hunter2")]));
    assert!(!added.changes()[0].message().to_string().contains("hunter2"));
}

#[test]
fn rows_with_a_secret_column_keep_what_stands_in_them() {
    let grid = |rows: &str| {
        let columns = [text("Name"), text("Token").secure(true)];
        with_form([Setting::new("Grid").key("A").columns(columns).value(rows)])
    };
    let none = with_form([]);
    let (before, after) = (grid(r#"[{"Token":"hunter1"}]"#), grid(r#"[{"Token":"hunter2"}]"#));
    for (before, after) in [(&before, &after), (&none, &after)] {
        let comparison = Comparison::between(before, after);
        assert!(!comparison.changes().is_empty());
        assert!(comparison.changes().iter().all(|change| !change.message().to_string().contains("hunter")));
    }
}

#[test]
fn a_list_of_choices_in_place_of_free_text_breaks_only_some() {
    let before = with_form([text("A")]);
    let after = with_form([drop_down(&[("X", "x")])]);
    let comparison = Comparison::between(&before, &after);
    assert_eq!(comparison.changes()[0].kind, Kind::Control);
    assert_eq!(comparison.changes()[0].affects, some("A"));
}

#[test]
fn what_was_removed_stands_where_it_was() {
    let before = with_form([text("A"), text("B"), text("C"), text("D")]);
    let after = with_form([
        text("A").required(true),
        Setting::new("NumberBox").key("N").required(true),
        text("D").required(true),
    ]);
    let comparison = Comparison::between(&before, &after);
    let subjects: Vec<_> = comparison.changes().iter().filter_map(|change| change.subject.name()).collect();
    assert_eq!(subjects, ["A", "B", "C", "N", "D"]);
}
