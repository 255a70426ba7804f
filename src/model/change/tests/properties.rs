//! What holds for any two forms.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{codes, text, with_form};
use crate::model::PackageFacts;
use crate::model::change::{Comparison, Grade, Kind};
use crate::package::{Setting, SettingBuilder, SettingsForm};

/// A control with few keys and captions, so that forms have much in common.
fn control() -> impl Strategy<Value = SettingBuilder> {
    let names = prop::sample::select(vec!["TextBox", "NumberBox", "DropDown", "ScriptBox", "Title"]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (names, "[a-f]?", "[A-C]?", flags, prop::option::of(-1.0f64..2.0)).prop_map(
        |(name, key, caption, (required, visible, secure, postback), value)| {
            let control = Setting::new(name).key(&key).caption(&caption).required(required).visible(visible);
            let control = control.postback(postback).secure(secure).options([("Option", caption.as_str())]);
            match value {
                Some(value) if value < 0.0 => control.value(f64::NAN),
                Some(value) => control.value(value.round()),
                None => control,
            }
        },
    )
}

fn settings() -> impl Strategy<Value = Vec<Setting>> {
    let leaf = control().prop_map(SettingBuilder::build);
    let one = leaf.prop_recursive(3, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            ("[X-Z]?", list())
                .prop_map(|(name, inner)| { Setting::new("Group").caption(&name).settings(inner).build() }),
            ("[a-f]", list()).prop_map(|(key, inner)| Setting::new("Grid").key(&key).columns(inner).build()),
        ]
    });
    prop::collection::vec(one, 0..8)
}

fn packages() -> impl Strategy<Value = PackageFacts> {
    settings().prop_map(|settings| PackageFacts { form: SettingsForm::new(settings), ..super::bare() })
}

fn count(comparison: &Comparison, kinds: &[Kind]) -> usize {
    comparison.changes().iter().filter(|change| kinds.contains(&change.kind)).count()
}

proptest! {
    #[test]
    fn a_package_does_not_differ_from_itself(package in packages()) {
        prop_assert_eq!(codes(&package, &package.clone()), Vec::<&str>::new());
    }

    #[test]
    fn the_same_packages_have_the_same_changes_worst_first(before in packages(), after in packages()) {
        let comparison = Comparison::between(&before, &after);
        prop_assert_eq!(&comparison, &Comparison::between(&before, &after));
        prop_assert!(comparison.changes().iter().map(|change| change.grade()).is_sorted());
        prop_assert_eq!(comparison.is_breaking(), comparison.of_grade(Grade::Breaking).next().is_some());
        prop_assert!(!comparison.verdict().to_string().is_empty());
    }

    #[test]
    fn changing_sides_changes_added_and_removed(before in packages(), after in packages()) {
        let there = Comparison::between(&before, &after);
        let back = Comparison::between(&after, &before);
        let subjects = |comparison: &Comparison, kinds: &[Kind]| {
            let mut names: BTreeMap<_, usize> = BTreeMap::new();
            for change in comparison.changes().iter().filter(|change| kinds.contains(&change.kind)) {
                *names.entry(change.subject.clone()).or_default() += 1;
            }
            names
        };
        let added = &[Kind::Added, Kind::AddedRequired][..];
        for (come, gone) in [(added, &[Kind::Removed][..]), (&[Kind::LabelAdded], &[Kind::LabelRemoved])] {
            // A column is named by the new key of its grid.
            if count(&there, &[Kind::Renamed]) == 0 {
                prop_assert_eq!(subjects(&there, come), subjects(&back, gone));
                prop_assert_eq!(subjects(&there, gone), subjects(&back, come));
            }
            prop_assert_eq!(count(&there, come), count(&back, gone));
        }
        for kind in [Kind::Renamed, Kind::Control, Kind::Caption, Kind::Default, Kind::Reordered] {
            if kind != Kind::Control && kind != Kind::Default {
                prop_assert_eq!(count(&there, &[kind]), count(&back, &[kind]), "{}", kind.code());
            }
        }
        let (shown, hidden) = ([Kind::Unsecured], [Kind::Secured]);
        prop_assert_eq!(count(&there, &shown), count(&back, &hidden));
    }
}

#[test]
fn the_largest_form_is_compared_whole() {
    let form = |letter: char| {
        let groups = (0..100).map(|group| {
            let settings = (0..99).map(move |at| text(&format!("{letter}{group}.{at}")));
            Setting::new("Group").caption(&format!("{letter}{group}")).settings(settings)
        });
        with_form(groups)
    };
    let (before, after) = (form('a'), form('b'));
    let comparison = Comparison::between(&before, &after);
    assert_eq!(comparison.of_grade(Grade::Breaking).count(), 9_900);
    assert!(!Comparison::between(&before, &before).is_breaking());
}
