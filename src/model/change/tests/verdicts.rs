//! The whole in one line.

use super::{bare, text, with_form};
use crate::model::PackageFacts;
use crate::model::change::{Comparison, Reach};
use crate::model::{Use, VersionNumber};
use crate::package::Setting;
use crate::source::{Digest, Span, Spanned};

fn verdict(before: &PackageFacts, after: &PackageFacts) -> String {
    Comparison::between(before, after).verdict().to_string()
}

#[test]
fn the_verdict_names_who_must_do_something() {
    let none = with_form([]);
    let server = || text("SQLServer").required(true);
    assert_eq!(
        verdict(&none, &with_form([server()])),
        "breaking for applications that do not fill in `SQLServer`"
    );
    assert_eq!(
        verdict(
            &with_form([text("A"), Setting::new("CheckBox").key("B")]),
            &with_form([server(), text("P")])
        ),
        "breaking for applications that do not fill in `SQLServer`, and for those that fill in `A` or `B`"
    );
    let seven = ["A", "B", "C", "D", "E", "F", "G"].map(|key| text(key).required(true));
    assert_eq!(
        verdict(&none, &with_form(seven)),
        "breaking for applications that do not fill in `A`, `B`, `C`, `D` or 3 more"
    );
    let other = PackageFacts { id: "di".into(), ..with_form([server()]) };
    assert_eq!(verdict(&none, &other), "breaking for every application");
    let mode = |options: &[(&str, &str)]| {
        with_form([Setting::new("DropDown").key("Mode").options(options.iter().copied())])
    };
    assert_eq!(
        verdict(&mode(&[("A", "a"), ("B", "b")]), &mode(&[("A", "a")])),
        "breaking for applications that chose what is no longer possible in `Mode`"
    );
}

#[test]
fn the_verdict_of_what_breaks_nothing_says_what_is_different() {
    let port = |value: i64| with_form([Setting::new("NumberBox").key("Port").value(value)]);
    assert_eq!(
        verdict(&port(1883), &port(8883)),
        "behaves differently: `Port` has the default `8883` now and had `1883`"
    );
    assert_eq!(verdict(&with_form([]), &port(1883)), "safe for every application");
}

#[test]
fn the_verdict_of_no_change_says_what_kind_of_nothing_it_is() {
    let before = bare();
    let other_bytes = PackageFacts { digest: Digest::of(b"other"), ..bare() };
    let next = PackageFacts { version: "1.1".to_owned(), ..other_bytes.clone() };
    assert_eq!(verdict(&before, &before), "the same package");
    assert_eq!(verdict(&before, &next), "nothing changed but the version");
    assert_eq!(
        verdict(&before, &other_bytes),
        "the version is the same and nothing that is compared changed, yet the bytes differ"
    );
}

#[test]
fn changes_are_joined_with_the_keys_that_an_application_fills_in() {
    let spanned = |text: &str| Spanned::new(text.to_owned(), Span::default());
    let used = |settings: Option<&[&str]>| Use {
        connector: spanned("meter"),
        version: Spanned::new(VersionNumber::parse("1.0").unwrap(), Span::default()),
        connection: None,
        settings: settings.map(|keys| keys.iter().map(|key| spanned(key)).collect()),
        span: Span::default(),
    };
    let before = with_form([text("Gone"), Setting::new("NumberBox").key("Port").value(1)]);
    let after = with_form([
        Setting::new("NumberBox").key("Port").value(2),
        Setting::new("Grid").key("Rows").required(true),
    ]);
    let comparison = Comparison::between(&before, &after);
    let reached = |settings: Option<&[&str]>| {
        let reached = comparison.reaching(&used(settings));
        reached.iter().map(|(change, reach)| (change.code(), *reach)).collect::<Vec<_>>()
    };
    let (removed, added, default) = ("setting-removed", "setting-added-required", "setting-default-changed");
    use Reach::{Perhaps, Surely};
    assert_eq!(reached(Some(&["Gone", "Port"])), [(removed, Surely), (added, Surely)]);
    assert_eq!(reached(Some(&["Rows"])), [(default, Surely)]);
    assert_eq!(reached(None), [(removed, Perhaps), (added, Perhaps), (default, Perhaps)]);
}
