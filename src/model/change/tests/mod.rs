//! What a comparison promises: one case for each code, and what holds for any two packages.

mod code;
mod details;
mod form;
mod path;
mod properties;
mod settings;
mod verdicts;

use super::{Affects, Change, Comparison, Kind};
use crate::model::{Offered, PackageFacts};
use crate::package::{Package, Setting, SettingBuilder, SettingsForm, VersionNumber};

/// The smallest pair of packages that differ by one kind of change, and what is said of it.
struct Case {
    kind: Kind,
    before: PackageFacts,
    after: PackageFacts,
    says: &'static str,
    affects: Affects,
}

/// Every case.
fn cases() -> Vec<Case> {
    let mut cases = settings::cases();
    cases.extend(details::cases());
    cases.extend(code::cases());
    cases
}

/// A package with nothing in it.
fn bare() -> PackageFacts {
    let package = Package::new("id", "Meter", VersionNumber::parse("1.0").unwrap());
    PackageFacts::of(&package, crate::package::Container::Binary, Offered::of(b""), Offered::of(b""))
}

/// A package with this form.
pub(super) fn with_form(settings: impl IntoIterator<Item = SettingBuilder>) -> PackageFacts {
    PackageFacts { form: SettingsForm::new(settings), ..bare() }
}

/// A text box whose caption is its key.
pub(super) fn text(key: &str) -> SettingBuilder {
    Setting::new("TextBox").key(key).caption(key)
}

/// The codes of all changes.
fn codes(before: &PackageFacts, after: &PackageFacts) -> Vec<&'static str> {
    Comparison::between(before, after).changes().iter().map(Change::code).collect()
}

#[test]
fn every_code_has_a_pair_of_packages_that_differ_by_it_alone() {
    for case in cases() {
        let comparison = Comparison::between(&case.before, &case.after);
        let code = case.kind.code();
        // A library that is built in another way is another version of it.
        let beside = |change: &&Change| change.kind != Kind::Upgraded || case.kind == Kind::Upgraded;
        let found: Vec<&Change> = comparison.changes().iter().filter(beside).collect();
        let [change] = found.as_slice() else { panic!("`{code}` is not alone: {found:?}") };
        assert_eq!(change.code(), code);
        assert_eq!(change.message().to_string(), case.says, "{code}");
        assert_eq!(change.affects, case.affects, "{code}");
    }
}

#[test]
fn no_code_is_without_a_case() {
    let covered: Vec<Kind> = cases().iter().map(|case| case.kind).collect();
    let missing: Vec<&str> =
        Kind::ALL.iter().filter(|kind| !covered.contains(kind)).map(|kind| kind.code()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn codes_are_kebab_case_and_stand_once() {
    let mut codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    codes.sort_unstable();
    let count = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), count);
}

#[test]
fn what_is_breaking_or_different_reaches_someone_and_what_is_safe_nobody() {
    for case in cases() {
        let safe = case.kind.grade() == super::Grade::Safe;
        assert_eq!(case.affects == Affects::Nobody, safe, "{}", case.kind.code());
    }
}
