//! Rules over a change: what it was, what it is with a fault, and what it is without.

use super::*;
use crate::support::review::{History, change, found, shown};
use connectory::pipeline::Reviewed;

/// One way to break one rule by a change.
pub(super) struct ChangeCase {
    pub(super) code: &'static str,
    variant: &'static str,
    passes: Reviewed,
    fails: Reviewed,
}

fn case(code: &'static str, before: Small, passes: Small, fails: Small) -> ChangeCase {
    ChangeCase {
        code,
        variant: "",
        passes: change(&before, &passes, &["carol"]),
        fails: change(&before, &fails, &["carol"]),
    }
}

fn variant(variant: &'static str, case: ChangeCase) -> ChangeCase {
    ChangeCase { variant, ..case }
}

/// The same change by different people.
fn people(code: &'static str, before: Small, after: Small, may: &[&str], may_not: &[&str]) -> ChangeCase {
    ChangeCase {
        code,
        variant: "",
        passes: change(&before, &after, may),
        fails: change(&before, &after, may_not),
    }
}

fn without_version(small: Small, folder: &str, number: &str) -> Small {
    small
        .without(&format!("{folder}/versions/{number}.yaml"))
        .without(&format!("{folder}/versions/{number}.xmp"))
}

fn without_connector(small: Small, folder: &str) -> Small {
    let small = without_version(without_version(small, folder, "1.0"), folder, "1.1");
    small.without(&format!("{folder}/connector.yaml")).without(&format!("{folder}/help.md"))
}

pub(super) fn cases() -> Vec<ChangeCase> {
    let mut all = packages();
    all.extend(deletions());
    all.extend(versions());
    all.extend(identity());
    all.extend(rights());
    all.push(merge());
    all
}

/// Both sides change the help since they parted: in one place, and in two.
fn merge() -> ChangeCase {
    let reads = |by: &str| Small::valid().replace(HELP, "Reads a flow meter.", by);
    let review = |mine: &Small| {
        let history = History::new();
        let fork = history.commit(&[], &Small::valid());
        let theirs = history.commit(&[fork], &reads("Reads any flow meter."));
        let mine = history.commit(&[fork], mine);
        history.review(mine, Some(theirs), &["carol"])
    };
    ChangeCase {
        code: "merge-conflict",
        variant: "",
        passes: review(&Small::valid().replace(HELP, "`10.0.0.7`", "`10.0.0.8`")),
        fails: review(&reads("Reads one flow meter.")),
    }
}

fn packages() -> Vec<ChangeCase> {
    let other = |number: &str| package(ID, NAME, number).with("Description", "Reads faster");
    let replaced = |by: &str| Small::valid().version(FOLDER, "1.1", &other(by));
    let history = |states: &[Small]| {
        let history = History::new();
        let mut parents = Vec::new();
        for state in states {
            parents = vec![history.commit(&parents, state)];
        }
        history.review(parents[0], None, &[])
    };
    vec![
        case(
            "version-replaced",
            Small::valid(),
            Small::valid().version(FOLDER, "1.2", &other("1.2")),
            replaced("1.1"),
        ),
        ChangeCase {
            code: "version-replaced-in-history",
            variant: "",
            passes: history(&[Small::valid(), Small::valid().version(FOLDER, "1.2", &other("1.2"))]),
            fails: history(&[Small::valid(), replaced("1.1")]),
        },
        ChangeCase {
            code: "version-replaced-in-history",
            variant: "back",
            passes: history(&[Small::valid(), Small::valid()]),
            fails: history(&[Small::valid(), replaced("1.1"), Small::valid()]),
        },
    ]
}

fn deletions() -> Vec<ChangeCase> {
    let two = Small::with_two_connectors;
    let gauge = "connectors/level-gauge";
    let aged = |day: &str| {
        let small =
            Small::valid().append(REGISTRY, "usage_max_age_days: 30\nrules: { observation-stale: allow }\n");
        small.replace(APPLICATION, "observed: 2026-10-30", &format!("observed: {day}"))
    };
    let unused = |small: Small| without_version(small, FOLDER, "1.1");
    let crowd = |count: usize| {
        (0..count).fold(Small::valid(), |small, at| {
            small.with(&format!("applications/mill-{at}.yaml"), format!("name: Mill {at}\n"))
        })
    };
    vec![
        case(
            "version-deleted-in-use",
            Small::valid(),
            unused(Small::valid()),
            without_version(Small::valid(), FOLDER, "1.0"),
        ),
        case(
            "connector-deleted-in-use",
            two(),
            without_connector(two(), gauge),
            without_connector(two(), FOLDER),
        ),
        case(
            "last-version-deleted",
            two(),
            without_version(two(), gauge, "1.0"),
            without_version(without_version(two(), gauge, "1.0"), gauge, "1.1"),
        ),
        ChangeCase {
            code: "deletion-use-unknown",
            variant: "",
            passes: change(&aged("2026-10-02"), &unused(aged("2026-10-02")), &["carol"]),
            fails: change(&aged("2026-10-01"), &unused(aged("2026-10-01")), &["carol"]),
        },
        case(
            "category-deleted-in-use",
            Small::valid(),
            Small::valid().replace(CATEGORIES, "- id: device\n  name: Devices\n", "").replace(
                CONNECTOR,
                "category: device",
                "category: default",
            ),
            Small::valid().replace(CATEGORIES, "- id: device\n  name: Devices\n", ""),
        ),
        case("mass-deletion", crowd(6), crowd(2), crowd(1)),
    ]
}

fn versions() -> Vec<ChangeCase> {
    let plain = |number: &str| Small::valid().version(FOLDER, number, &package(ID, NAME, number));
    let breaking = |lines: &str| {
        let unit =
            Setting::new("TextBox").key("Unit").caption("Unit").help_text("Such as m3/h.").required(true);
        let package = package(ID, NAME, "1.2").with_settings(form([unit]));
        let small = Small::valid().version(FOLDER, "1.2", &package);
        small.append("connectors/flow-meter/versions/1.2.yaml", lines).append(HELP, "\nChoose a `Unit`.\n")
    };
    let declared = |day: &str| {
        breaking(&format!(
            "breaking:\n  summary: Unit is required.\n  upgrade_by: {day}\n  guide: Fill in Unit.\n"
        ))
    };
    vec![
        case("version-not-higher", Small::valid(), plain("1.2"), plain("1.05")),
        case("break-undeclared", Small::valid(), declared("2026-11-15"), breaking("")),
        case("break-without-notice", Small::valid(), declared("2026-11-15"), declared("2026-11-14")),
        variant(
            "no-day",
            case(
                "break-without-notice",
                Small::valid(),
                declared("2026-11-15"),
                breaking("breaking:\n  summary: Unit is required.\n  guide: Fill in Unit.\n"),
            ),
        ),
    ]
}

fn identity() -> Vec<ChangeCase> {
    let gauge = "connectors/level-gauge";
    let empty = |id: &str| {
        let small = Small::valid().append(REGISTRY, "rules: { connector-without-version: allow }\n");
        small.bare_connector(gauge, id, "Level Gauge")
    };
    let renamed = |aliases: &str| {
        let small = Small::valid().connector("connectors/tank-gauge", OTHER_ID, "Level Gauge");
        small.append("connectors/tank-gauge/connector.yaml", aliases)
    };
    let third = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";
    let later = |aliases: &str| {
        let history = History::new();
        let first = history.commit(&[], &Small::with_two_connectors());
        let second = history.commit(&[first], &Small::valid());
        history.review(history.commit(&[second], &renamed(aliases)), None, &[])
    };
    vec![
        case(
            "connector-id-changed",
            empty(OTHER_ID),
            empty(OTHER_ID).append(HELP, "\nMore.\n"),
            empty(third),
        ),
        case(
            "connector-renamed-without-alias",
            Small::with_two_connectors(),
            renamed("aliases: [level-gauge]\n"),
            renamed(""),
        ),
        ChangeCase {
            code: "connector-id-reused",
            variant: "",
            passes: later("aliases: [level-gauge]\n"),
            fails: later(""),
        },
    ]
}

fn rights() -> Vec<ChangeCase> {
    let edited = || Small::valid().append(HELP, "\nMore.\n");
    let two = Small::with_two_connectors;
    let gone = || without_version(Small::valid(), FOLDER, "1.1");
    let title = || Small::valid().replace(REGISTRY, "title: Plant connectors", "title: All connectors");
    let raised =
        || Small::valid().replace(ACCESS, "administrators: [carol]", "administrators: [carol, alice]");
    vec![
        people(
            "owner-changed",
            Small::valid(),
            Small::valid().replace(CONNECTOR, "owners: [\"@edge\"]", "owners: [\"@operations\"]"),
            &["carol"],
            &[],
        ),
        ChangeCase {
            code: "policy-changed",
            variant: "",
            passes: change(&Small::valid(), &edited(), &["carol"]),
            fails: change(&Small::valid(), &title(), &["alice"]),
        },
        variant(
            "administrator",
            ChangeCase {
                code: "policy-changed",
                variant: "",
                passes: change(&Small::valid(), &edited(), &["carol"]),
                fails: change(&Small::valid(), &raised(), &["carol"]),
            },
        ),
        people("right-missing", Small::valid(), edited(), &["alice", "Carol"], &["alice"]),
        variant("create", people("right-missing", Small::valid(), two(), &["carol"], &["alice", "bob"])),
        variant("delete", people("right-missing", Small::valid(), gone(), &["carol"], &["alice"])),
        variant(
            "categories",
            people(
                "right-missing",
                Small::valid(),
                Small::valid().replace(CATEGORIES, "name: Devices", "name: Field devices"),
                &["carol"],
                &["alice"],
            ),
        ),
    ]
}

#[test]
fn every_change_that_keeps_the_rules_passes() {
    for case in cases() {
        assert_eq!(shown(&case.passes), "no findings\n", "the twin of {} {}", case.code, case.variant);
    }
}

#[test]
fn every_change_that_breaks_a_rule_is_one_finding_that_reads_well() {
    let mut wrong = Vec::new();
    for case in cases() {
        let name = format!("{}-{}", case.code, case.variant);
        if found(&case.fails) != [case.code] {
            wrong.push(format!("{name}\n{}", shown(&case.fails)));
        }
        same_as_before(name.trim_end_matches('-'), &shown(&case.fails));
    }
    assert!(wrong.is_empty(), "not one finding of its own code:\n\n{}", wrong.join("\n\n"));
}
