//! Cases of the form.

use super::{Case, text, with_form};
use crate::model::PackageFacts;
use crate::model::change::{Affects, Kind};
use crate::package::{Setting, SettingBuilder, SettingsForm};

fn with(key: &str) -> Affects {
    Affects::ApplicationsWith(key.to_owned())
}

fn without(key: &str) -> Affects {
    Affects::ApplicationsWithout(key.to_owned())
}

pub(super) fn some(key: &str) -> Affects {
    Affects::SomeWith(key.to_owned())
}

pub(super) fn drop_down(options: &[(&str, &str)]) -> SettingBuilder {
    Setting::new("DropDown").key("A").caption("A").options(options.iter().copied())
}

pub(super) fn group(caption: &str, settings: impl IntoIterator<Item = SettingBuilder>) -> SettingBuilder {
    Setting::new("Group").caption(caption).settings(settings)
}

fn grid(columns: impl IntoIterator<Item = SettingBuilder>) -> SettingBuilder {
    Setting::new("Grid").key("A").caption("A").columns(columns)
}

fn case<const B: usize, const A: usize>(
    kind: Kind,
    (before, after): ([SettingBuilder; B], [SettingBuilder; A]),
    says: &'static str,
    affects: Affects,
) -> Case {
    Case { kind, before: with_form(before), after: with_form(after), says, affects }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = comings_and_goings();
    cases.extend(of_one_setting());
    cases.extend(of_options());
    cases.extend(of_rows());
    cases.extend(of_groups());
    cases.extend(of_the_form());
    cases
}

fn comings_and_goings() -> Vec<Case> {
    use Affects::Nobody;
    let label = || Setting::new("Title").caption("Hello");
    vec![
        case(
            Kind::Added,
            ([], [text("A").value("x")]),
            "`A` was added (`TextBox`) with the default `x`",
            Nobody,
        ),
        case(
            Kind::AddedRequired,
            ([], [text("A").caption("The A").required(true)]),
            "`A` was added (`TextBox`, labelled `The A`): it must be filled in and has no default",
            without("A"),
        ),
        case(Kind::Removed, ([text("A")], []), "`A` was removed (`TextBox`)", with("A")),
        case(
            Kind::Renamed,
            ([text("Old").caption("Same")], [text("New").caption("Same")]),
            "`New` seems to be the new key of `Old` (the caption is still `Same`)",
            with("Old"),
        ),
        case(
            Kind::Renamed,
            ([text("Old").caption("")], [text("New").caption("")]),
            "`New` seems to be the new key of `Old` (it takes the same place with the same control)",
            with("Old"),
        ),
        case(Kind::LabelAdded, ([], [label()]), "the label `Hello` was added", Nobody),
        case(Kind::LabelRemoved, ([label()], []), "the label `Hello` was removed", Nobody),
        case(
            Kind::Reordered,
            ([text("A"), text("B")], [text("B"), text("A")]),
            "settings stand in another order",
            Nobody,
        ),
    ]
}

fn of_one_setting() -> Vec<Case> {
    use Affects::Nobody;
    let one = |kind, before: SettingBuilder, after: SettingBuilder, says, affects| {
        case(kind, ([before], [after]), says, affects)
    };
    let a = || text("A");
    let control = |name| Setting::new(name).key("A").caption("A");
    vec![
        one(
            Kind::Control,
            a(),
            control("Grid"),
            "`A` changed its control from `TextBox` to `Grid`",
            with("A"),
        ),
        one(
            Kind::ControlAlike,
            a(),
            control("VariableBox"),
            "`A` changed its control from `TextBox` to `VariableBox`",
            some("A"),
        ),
        one(
            Kind::Required,
            a(),
            a().required(true),
            "`A` must be filled in now and has no default",
            without("A"),
        ),
        one(
            Kind::DefaultDropped,
            a().required(true).value("x"),
            a().required(true),
            "`A` must be filled in, and its default is gone",
            without("A"),
        ),
        one(
            Kind::ShownRequired,
            a().required(true).visible(false),
            a().required(true),
            "`A` is shown now and must be filled in",
            without("A"),
        ),
        one(
            Kind::RequiredWithDefault,
            a().value("x"),
            a().value("x").required(true),
            "`A` is required now and has a default",
            Nobody,
        ),
        one(Kind::Optional, a().required(true), a(), "`A` need not be filled in any more", Nobody),
        one(
            Kind::Default,
            a().value("x"),
            a().value("y"),
            "`A` has the default `y` now and had `x`",
            without("A"),
        ),
        one(Kind::Default, a().value("x"), a(), "`A` has no default any more; it was `x`", without("A")),
        one(Kind::Secured, a(), a().secure(true), "`A` is secure now", with("A")),
        one(Kind::Unsecured, a().secure(true), a(), "`A` is no longer secure", with("A")),
        one(Kind::Hidden, a(), a().visible(false), "`A` is hidden at first", with("A")),
        one(Kind::Shown, a().visible(false), a(), "`A` is shown from the start", Nobody),
        one(Kind::Postback, a(), a().postback(true), "`A` is sent to the plug-in at once", Nobody),
        one(Kind::Caption, a(), a().caption("B"), "`A` is labelled `B` now and was labelled `A`", Nobody),
        one(Kind::Help, a(), a().help_text("B"), "`A` has an explanation now", Nobody),
        one(
            Kind::Script,
            control("ScriptBox").member("Script", "select 1"),
            control("ScriptBox").member("Script", "select 2"),
            "`A` opens with another script",
            without("A"),
        ),
        one(Kind::Look, a().member("Theme", "dark"), a(), "`A` has another `Theme`", Nobody),
        one(Kind::Member, a(), a().member("Novelty", 7), "`A` has another `Novelty`", Affects::Everyone),
    ]
}

fn of_options() -> Vec<Case> {
    use Affects::Nobody;
    let both = || drop_down(&[("X", "x"), ("Y", "y")]);
    let typed = |setting: SettingBuilder| setting.member("AllowCustomText", true);
    vec![
        case(
            Kind::OptionRemoved,
            ([both()], [drop_down(&[("X", "x")])]),
            "`A` no longer offers `y`",
            some("A"),
        ),
        case(
            Kind::OptionStillAllowed,
            ([typed(both())], [typed(drop_down(&[("X", "x")]))]),
            "`A` no longer offers `y`",
            Nobody,
        ),
        case(Kind::OptionAdded, ([drop_down(&[("X", "x")])], [both()]), "`A` also offers `y`", Nobody),
        case(
            Kind::OptionRelabelled,
            ([both()], [drop_down(&[("X", "x"), ("Why", "y")])]),
            "`A` shows other words for `y`",
            Nobody,
        ),
        case(
            Kind::OptionsReordered,
            ([both()], [drop_down(&[("Y", "y"), ("X", "x")])]),
            "`A` offers its choices in another order",
            Nobody,
        ),
        case(
            Kind::OptionSource,
            ([both()], [drop_down(&[])]),
            "`A` names no choices any more; the plug-in may",
            some("A"),
        ),
        case(
            Kind::CustomTextRefused,
            ([typed(both())], [both()]),
            "`A` takes no other values than the choices any more",
            some("A"),
        ),
        case(
            Kind::CustomTextAllowed,
            ([both()], [typed(both())]),
            "`A` takes other values than the choices, too",
            Nobody,
        ),
    ]
}

fn of_rows() -> Vec<Case> {
    use Affects::Nobody;
    let b = || text("B");
    vec![
        case(
            Kind::UniqueKey,
            ([grid([b()]).unique_key(["B"])], [grid([b()])]),
            "`A` tells its rows apart by nothing now and did so by `B`",
            some("A"),
        ),
        case(
            Kind::AddedRequired,
            ([grid([])], [grid([b().required(true)])]),
            "column `B` of `A` was added (`TextBox`): it must be filled in and has no default",
            with("A"),
        ),
        case(
            Kind::Removed,
            ([grid([b()])], [grid([])]),
            "column `B` of `A` was removed (`TextBox`)",
            some("A"),
        ),
        case(
            Kind::Required,
            ([grid([b()])], [grid([b().required(true)])]),
            "column `B` of `A` must be filled in now and has no default",
            some("A"),
        ),
        case(
            Kind::Reordered,
            ([grid([b(), text("C")])], [grid([text("C"), b()])]),
            "`A` has its columns in another order",
            Nobody,
        ),
    ]
}

fn of_groups() -> Vec<Case> {
    use Affects::Nobody;
    let (a, b) = (|| text("A"), || text("B"));
    vec![
        case(
            Kind::Moved,
            ([group("X", [b(), a()]), group("Y", [])], [group("X", [a()]), group("Y", [b()])]),
            "`B` stands in the group `Y` now",
            Nobody,
        ),
        case(Kind::GroupAdded, ([], [group("X", [])]), "the group `X` was added", Nobody),
        case(Kind::GroupRemoved, ([group("X", [])], []), "the group `X` was removed", Nobody),
        case(
            Kind::GroupRenamed,
            ([group("X", [group("I", [a()])])], [group("Y", [group("I", [a()])])]),
            "the group `Y` was called `X`",
            Nobody,
        ),
        case(
            Kind::GroupHidden,
            ([group("X", [a()])], [group("X", [a()]).visible(false)]),
            "the group `X` is hidden at first",
            Affects::Everyone,
        ),
        case(
            Kind::GroupChanged,
            ([group("X", [a()])], [group("X", [a()]).help_text("Why")]),
            "the group `X` has another `HelpText`",
            Nobody,
        ),
        case(
            Kind::GroupChanged,
            (
                [group("X", [a(), group("I", [b()])]), group("Y", [text("C")])],
                [group("X", [a()]), group("Y", [group("I", [b()]), text("C")])],
            ),
            "the group `Y / I` stands in another place",
            Nobody,
        ),
    ]
}

fn of_the_form() -> Vec<Case> {
    let form = |kind, change: fn(&mut SettingsForm), says, affects| {
        let mut after = with_form([]);
        change(&mut after.form);
        Case { kind, before: with_form([]), after, says, affects }
    };
    let mut cases = vec![form(
        Kind::FormPostback,
        |form| form.postback = true,
        "every change in the form is sent to the plug-in at once",
        Affects::Nobody,
    )];
    // A member that no form has is only ever read.
    let novel = PackageFacts { form: novel_form(), ..with_form([]) };
    cases.push(Case {
        kind: Kind::FormMember,
        before: with_form([]),
        after: novel,
        says: "members of the form changed: `Novelty`",
        affects: Affects::Everyone,
    });
    cases
}

/// A form with a member that nobody knows, read from a package in which it was put beside the list.
fn novel_form() -> SettingsForm {
    use crate::package::{Limits, Package, VersionNumber, read, write};
    let package = Package::new("id", "Meter", VersionNumber::parse("1.0").unwrap());
    let bytes = write(&package);
    // `a:Postback` with false and the end of the element; a sibling of the same shape goes behind it.
    let mark = b"\x08Postback\x85";
    let at = bytes.windows(mark.len()).position(|window| window == mark).expect("the form has a postback");
    let element = bytes[at - 1];
    let end = at + mark.len();
    let novel = [&[element][..], b"\x07Novelty\x99\x01x"].concat();
    let bytes = [&bytes[..end], &novel, &bytes[end..]].concat();
    read(&bytes, &Limits::default()).expect("a novel member is no fault").settings().clone()
}
