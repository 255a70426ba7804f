//! The entry point, its interfaces, the role they tell, and the keys its code reads.

use super::{facts_of, package};
use crate::package::clr::tests::case;
use crate::package::code::{EntryPoint, facts};
use crate::package::{PackageRole, Reference, ReferenceType};

const CONNECTOR: &str = "XMPro.Integration.Framework.Connector.IConnector";
const LIVE: &str = "XMPro.Integration.Framework.Connector.ILiveConnector";

#[test]
fn interfaces_are_found_through_a_base_in_a_bundled_library() {
    let facts = facts_of("Case.Plug.GoodConnector");
    let expected = EntryPoint::Found {
        file: "Case.Plug.dll".to_owned(),
        public: true,
        concrete: true,
        default_constructor: true,
        interfaces: ["Case.Base.ILiveCase", CONNECTOR, LIVE].map(str::to_owned).into(),
        outside: [CONNECTOR, LIVE].map(str::to_owned).into(),
    };
    assert_eq!(facts.entry_point, expected);
}

#[test]
fn without_the_library_its_base_lies_outside() {
    let EntryPoint::Found { interfaces, outside, .. } =
        facts(&package("Case.Plug.GoodConnector", &[])).entry_point
    else {
        panic!("the class is there");
    };
    assert_eq!(interfaces, ["Case.Base.ILiveCase", LIVE]);
    assert_eq!(outside, ["Case.Base.BaseConnector", "Case.Base.ILiveCase", LIVE]);
}

#[test]
fn what_keeps_a_class_from_being_made_is_told() {
    for (class, expected) in [
        ("GoodConnector", (true, true, true)),
        ("AbstractConnector", (true, false, false)),
        ("HiddenConnector", (false, true, true)),
        ("NeedyConnector", (true, true, false)),
        ("ShyConnector", (true, true, false)),
        ("GenericConnector`1", (true, false, true)),
        ("IJustInterface", (true, false, false)),
        ("Outer+Nested", (true, true, true)),
        ("Outer/Deeper/Nested", (true, true, true)),
        ("HiddenOuter+Nested", (false, true, true)),
    ] {
        match facts_of(&format!("Case.Plug.{class}")).entry_point {
            EntryPoint::Found { public, concrete, default_constructor, .. } => {
                assert_eq!((public, concrete, default_constructor), expected, "{class}");
            }
            other => panic!("{class}: {other:?}"),
        }
    }
}

#[test]
fn a_class_that_is_not_there_is_missing_with_the_one_that_was_meant() {
    let similar = |name: &str| match facts_of(name).entry_point {
        EntryPoint::Missing { similar } => similar,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(similar("Case.Plug.GodConnector").as_deref(), Some("Case.Plug.GoodConnector"));
    assert_eq!(similar("Case.Old.NeedyConnector").as_deref(), Some("Case.Plug.NeedyConnector"));
    assert_eq!(similar("case.plug.goodconnector").as_deref(), Some("Case.Plug.GoodConnector"));
    assert_eq!(similar("Historian"), None);
    // In a bundled library it is of no use.
    assert_eq!(similar("Case.Base.Entirely"), None);
    assert_eq!(similar(&"x".repeat(100_000)), None);
}

#[test]
fn what_nobody_knows_is_not_called_missing() {
    assert_eq!(facts_of("").entry_point, EntryPoint::Unnamed);
    let damaged = || Reference::new("Damaged.dll", ReferenceType::Agent, case("Case.Plug")[..999].to_vec());
    let mut references = vec![damaged()];
    let only = package("Case.Plug.X", &[]).with_references(references.clone());
    assert_eq!(facts(&only).entry_point, EntryPoint::Unknown);
    references.push(Reference::new("Case.Plug.dll", ReferenceType::Agent, case("Case.Plug")));
    let beside = package("Case.Plug.X", &[]).with_references(references.clone());
    assert_eq!(facts(&beside).entry_point, EntryPoint::Unknown);
    let found = package("Case.Plug.Outer", &[]).with_references(references);
    assert!(matches!(facts(&found).entry_point, EntryPoint::Found { .. }));
}

#[test]
fn a_role_is_told_by_interfaces_then_by_references() {
    // The form is an agent's; the interface weighs more.
    let package = |class: &str| package(&format!("Case.Plug.{class}"), &["Case.Base"]);
    assert_eq!(package("GoodConnector").role(), PackageRole::Connector);
    // `Tag` implements nothing of the platform's, but its assembly refers to the framework.
    assert_eq!(package("Tag").role(), PackageRole::Connector);
    let other = Reference::new("Case.Unused.dll", ReferenceType::Agent, case("Case.Unused"));
    assert_eq!(package("Tag").with_references(vec![other]).role(), PackageRole::Agent);
}

#[test]
fn keys_are_compared_both_ways() {
    let facts = facts_of("Case.Plug.GoodConnector");
    assert_eq!(facts.keys_not_in_code, ["Unread"]);
    assert_eq!(facts.keys_without_control, ["Forgotten"]);
    // Without the library that reads it, `Site` is in no code.
    assert_eq!(super::facts(&package("Case.Plug.GoodConnector", &[])).keys_not_in_code, ["Unread", "Site"]);
    let unread = package("Case.Plug.GoodConnector", &[]).with_references(Vec::new());
    assert_eq!(super::facts(&unread).keys_not_in_code, Vec::<String>::new());
}

#[test]
fn indexers_are_no_hint_where_the_code_reads_no_key_of_the_form_so() {
    let other = crate::package::Setting::new("TextBox").key("Other");
    let form = crate::package::SettingsForm::new([other]);
    let facts = super::facts(&package("Case.Plug.GoodConnector", &["Case.Base"]).with_settings(form));
    assert_eq!(facts.keys_without_control, Vec::<String>::new());
    assert_eq!(facts.keys_not_in_code, ["Other"]);
}

#[test]
fn where_several_classes_are_plug_ins_nobody_knows_whose_key_is_read() {
    // `GoodConnector` reads the keys, and implements an interface of the platform itself.
    assert_eq!(facts_of("Case.Plug.NeedyConnector").keys_without_control, Vec::<String>::new());
}
