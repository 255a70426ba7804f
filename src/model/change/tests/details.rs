//! Cases of what a package says of itself.

use super::{Case, bare, codes};
use crate::model::PackageFacts;
use crate::model::change::{Affects, Kind};
use crate::package::{Icon, PackageRole};

fn case(kind: Kind, change: fn(&mut PackageFacts), says: &'static str, affects: Affects) -> Case {
    let mut after = bare();
    change(&mut after);
    Case { kind, before: bare(), after, says, affects }
}

fn endpoints(before: &[&str], after: &[&str]) -> (PackageFacts, PackageFacts) {
    let facts = |names: &[&str]| PackageFacts {
        output_endpoints: names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>().into(),
        ..bare()
    };
    (facts(before), facts(after))
}

pub(super) fn cases() -> Vec<Case> {
    use Affects::{Everyone, Nobody};
    let swapped = |case: Case| Case { before: case.after, after: case.before, ..case };
    let roles = |before, after| Case {
        kind: Kind::Role,
        before: PackageFacts { role: before, ..bare() },
        after: PackageFacts { role: after, ..bare() },
        says: "the role changed from `connector` to `agent`",
        affects: Everyone,
    };
    let icon = || Icon { media_type: "image/png".to_owned(), bytes: vec![1], width: None, height: None };
    let wired = |kind, (before, after), says, affects| Case { kind, before, after, says, affects };
    let mut with_icon = bare();
    with_icon.icon = Some(icon().into());
    vec![
        case(
            Kind::Id,
            |facts| facts.id = "di".to_owned().into(),
            "the id changed from `id` to `di`",
            Everyone,
        ),
        roles(PackageRole::Connector, PackageRole::Agent),
        case(
            Kind::Platform,
            |facts| facts.platform = "NetFramework".to_owned().into(),
            "the platform changed from `NetCore` to `NetFramework`",
            Everyone,
        ),
        case(
            Kind::Type,
            |facts| facts.kind = "Cloud".to_owned().into(),
            "the type changed from `Edge` to `Cloud`",
            Everyone,
        ),
        case(
            Kind::InputMapRequired,
            |facts| facts.require_input_map = true,
            "its input must be mapped",
            Everyone,
        ),
        swapped(case(
            Kind::InputMapOptional,
            |facts| facts.require_input_map = true,
            "its input need not be mapped any more",
            Nobody,
        )),
        case(Kind::Isolation, |facts| facts.isolated = false, "it does not run isolated any more", Everyone),
        wired(
            Kind::EndpointAdded,
            endpoints(&["Out"], &["Out", "Error"]),
            "the output `Error` was added",
            Nobody,
        ),
        wired(
            Kind::EndpointRemoved,
            endpoints(&["Out", "Error"], &["Out"]),
            "the output `Error` was removed",
            Everyone,
        ),
        wired(
            Kind::EndpointsReordered,
            endpoints(&["Out", "Error"], &["Error", "Out"]),
            "the outputs stand in another order: `Error` and `Out`",
            Everyone,
        ),
        case(
            Kind::EntryPoint,
            |facts| facts.entry_point = "A.B".to_owned().into(),
            "the entry point is `A.B` now, there was none",
            Everyone,
        ),
        case(
            Kind::Name,
            |facts| facts.name = "Gauge".to_owned().into(),
            "the name changed from `Meter` to `Gauge`",
            Nobody,
        ),
        case(
            Kind::Category,
            |facts| facts.category = Some("Devices".to_owned().into()),
            "the category is `Devices` now, there was none",
            Nobody,
        ),
        case(
            Kind::Description,
            |facts| facts.description = "x".to_owned().into(),
            "the description changed",
            Nobody,
        ),
        Case {
            kind: Kind::Icon,
            before: bare(),
            after: with_icon,
            says: "it has an icon now",
            affects: Nobody,
        },
        swapped(case(
            Kind::HelpUrl,
            |facts| facts.help_url = Some("https://example.com".to_owned().into()),
            "the help page `https://example.com` is gone",
            Nobody,
        )),
    ]
}

#[test]
fn an_unknown_role_is_no_other_role() {
    let facts = |role| PackageFacts { role, ..bare() };
    for known in [PackageRole::Agent, PackageRole::Connector] {
        assert_eq!(codes(&facts(known), &facts(PackageRole::Unknown)), Vec::<&str>::new());
        assert_eq!(codes(&facts(PackageRole::Unknown), &facts(known)), Vec::<&str>::new());
    }
}

#[test]
fn an_id_in_another_case_is_the_same_one() {
    let facts = |id: &str| PackageFacts { id: id.into(), ..bare() };
    assert_eq!(codes(&facts("3F1C"), &facts("3f1c")), Vec::<&str>::new());
}
