//! Any packages in any order: what is added leaves the registry without errors, and adding the same again does nothing.

use connectory::package::{Package, Setting, SettingBuilder, SettingsForm};
use connectory::source::{MemoryTree, Tree};
use proptest::prelude::*;

use super::{errors, planned, reviewed, wish};
use crate::support::{ID, NAME, OTHER_ID, Small, package};

/// A package: whose, which version, and which settings it has.
#[derive(Debug, Clone)]
struct Made {
    whose: usize,
    version: u16,
    settings: Vec<(usize, u8)>,
    description: String,
}

impl Made {
    fn package(&self) -> Package<'static> {
        let third = "77777777-91d7-4d63-8a56-0e5f3c9b7a22";
        let (id, name) = [(ID, NAME), (OTHER_ID, "Level Gauge"), (third, "Gas \u{e9}t\u{e9} #3")][self.whose];
        let settings = self.settings.iter().map(|(which, how)| setting(*which, *how));
        package(id, name, &format!("{}.{}", self.version / 100, self.version % 100))
            .with("Description", self.description.as_str())
            .with_settings(SettingsForm::new(settings))
    }
}

fn setting(which: usize, how: u8) -> SettingBuilder {
    let control = ["TextBox", "NumberBox", "CheckBox"][usize::from(how / 4) % 3];
    let setting = Setting::new(control).key(&format!("Key{which}")).caption(&format!("Caption of {which}"));
    let setting = if how & 1 == 1 { setting.required(true).help_text("What to write.") } else { setting };
    match (control, how & 2) {
        ("TextBox", 2) => setting.value("x"),
        ("NumberBox", 2) => setting.value(how as i64),
        ("CheckBox", _) => setting.value(false),
        _ => setting,
    }
}

fn packages() -> impl Strategy<Value = Vec<Made>> {
    let settings =
        prop::collection::btree_map(0..6usize, 0..12u8, 0..6).prop_map(|map| map.into_iter().collect());
    let made = (0..3usize, 50..260u16, settings, "[ -~\u{e9}\u{200b}\n]{0,30}")
        .prop_map(|(whose, version, settings, description)| Made { whose, version, settings, description });
    prop::collection::vec(made, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_packages_leave_a_registry_without_errors(made in packages()) {
        let packages: Vec<Package<'_>> = made.iter().map(Made::package).collect();
        let small = Small::valid();
        let Ok(plan) = planned(&small, &packages, &wish()) else {
            // Only two packages of one version can be in the way, or one that is published.
            return Ok(());
        };
        let found = reviewed(&small, &plan);
        prop_assert_eq!(errors(&found), [""; 0]);
        let tree = plan.changes.over(&small);
        let mut after = MemoryTree::new();
        for entry in tree.list().unwrap() {
            after.put(entry.path.clone(), tree.read(&entry.path, u64::MAX).unwrap());
        }
        let again = planned_over(&after, &packages);
        prop_assert!(again.0, "the same again: {:?}", again.1);
    }
}

/// Whether packages are set aside in a registry, and what is said of them.
fn planned_over(tree: &MemoryTree, packages: &[Package<'_>]) -> (bool, String) {
    let mut small = Small::default();
    for entry in tree.list().unwrap() {
        small = small.with(entry.path.as_str(), tree.read(&entry.path, u64::MAX).unwrap());
    }
    match planned(&small, packages, &wish()) {
        Ok(plan) => (plan.changes.is_empty(), plan.notes.join("; ")),
        Err(why) => (false, why.to_string()),
    }
}
