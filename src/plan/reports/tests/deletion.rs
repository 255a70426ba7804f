//! What may be deleted, and what that would save.

use super::*;
use crate::check::Since;
use crate::diag::{Diagnostic, Severity};
use crate::model::{Delta, SharedList, VersionNumber};
use crate::plan::fixture::{connector, version};

/// The errors that a check finds with a change, and would not without it.
fn refusals(before: &Registry, connector: usize, version: usize) -> Vec<Diagnostic> {
    let mut after = before.clone();
    let gone = after.connectors[connector].versions.remove(version);
    let files = BTreeSet::from([gone.file, gone.package_path]);
    let delta = Delta::between(before, &after, files);
    let known = crate::check::check(&Context::new(before, TODAY));
    let context = Context::new(&after, TODAY).with_since(Some(Since { before, delta, actors: &[] }));
    let found = crate::check::check(&context);
    let is_new = |found: &Diagnostic| {
        found.severity == Severity::Error
            && !known.iter().any(|known| known.code == found.code && known.message == found.message)
    };
    found.into_iter().filter(is_new).collect()
}

fn with_old_observation() -> Registry {
    let mut registry = fixture::registry();
    registry.policy.usage_max_age_days = Some(30);
    registry.applications[1].observed = Some(at(date(2026, 10, 1)));
    registry
}

fn with_fresh_observations() -> Registry {
    let mut registry = with_old_observation();
    registry.applications[1].observed = Some(at(date(2026, 10, 2)));
    registry
}

fn with_unknown_observation() -> Registry {
    let mut registry = with_old_observation();
    registry.applications[1].observed = None;
    registry
}

#[test]
fn a_version_may_be_deleted_where_and_only_where_check_lets_it_be() {
    let mut answers = BTreeSet::new();
    let nobody = Registry { applications: SharedList::default(), ..fixture::registry() };
    for registry in [
        fixture::registry(),
        nobody,
        with_old_observation(),
        with_fresh_observations(),
        with_unknown_observation(),
    ] {
        let sheet = whole(&registry, Report::Deletable);
        let told = told(&sheet, &["connector", "version", "deletable", "because"]);
        for (c, connector) in registry.connectors.iter().enumerate() {
            for (v, version) in connector.versions.iter().enumerate() {
                let name = format!("{} | {} | ", connector.slug, version.number);
                let answer = told.iter().find_map(|line| line.strip_prefix(&name)).unwrap();
                let refused = refusals(&registry, c, v);
                let says: Vec<&str> = refused.iter().map(|found| found.message.as_str()).collect();
                assert_eq!(answer.starts_with("yes"), refused.is_empty(), "{name}{answer}: {says:?}");
                let unknown = refused.iter().all(|found| found.code == "deletion-use-unknown");
                assert_eq!(
                    answer.starts_with("not known"),
                    !refused.is_empty() && unknown,
                    "{name}{answer}: {says:?}"
                );
                answers.insert(answer.to_owned());
            }
        }
    }
    assert_eq!(
        answers.into_iter().collect::<Vec<_>>(),
        [
            "no | 1 application uses it",
            "no | it is the only version of its connector",
            "no | version 1.2 names it as what replaces it",
            "not known | not observed for more than 30 days: Kiln",
            "yes | no application uses it",
        ]
    );
}

#[test]
fn what_could_not_be_read_may_use_a_version() {
    let mut registry = fixture::registry();
    registry.faulty.insert(RepoPath::new("applications/torn.yaml").unwrap());
    let told = told(&whole(&registry, Report::Deletable), &["version", "deletable", "because"]);
    assert!(
        told.contains(&"1.36 | not known | could not be read whole: applications/torn.yaml".to_owned()),
        "{told:?}"
    );
    assert!(whole(&registry, Report::Savings).rows.is_empty());
}

#[test]
fn who_does_not_see_everything_is_never_told_that_a_version_may_go() {
    let mut registry = fixture::registry();
    registry.applications[2].access = vec![at("operations".to_owned())];
    let operations = Sight::Groups(["operations".to_owned()].into());
    let sheet = seen(&registry, &Chronicle::default(), &operations, Report::Deletable).unwrap();
    let told = told(&sheet, &["connector", "version", "deletable", "because"]);
    let unseen =
        ["1.36", "1.3", "1.25", "1.2"].map(|number| format!("sql-server | {number} | not known | {UNSEEN}"));
    assert_eq!(told[..4], unseen);
    assert_eq!(
        told[4..],
        [
            "azure-sql | 1.1 | no | it is the only version of its connector".to_owned(),
            "sql-server | 1.38 | no | 1 application uses it".to_owned(),
        ]
    );
    assert!(seen(&registry, &Chronicle::default(), &operations, Report::Savings).is_none());
}

#[test]
fn the_version_that_people_take_is_not_saved_on() {
    let mut registry = fixture::registry();
    registry.applications.clear();
    let sheet = whole(&registry, Report::Savings);
    // 1.38 is what replaces 1.2, and the current one.
    assert_eq!(
        told(&sheet, &["connector", "version_count", "versions", "bytes"]),
        ["sql-server | 4 | 1.2, 1.25, 1.3, 1.36 | 204.7 KiB"]
    );
    let sums: Vec<_> = sheet.sums().map(|(_, text)| text).collect();
    assert_eq!(sums, ["1", "4", "204.7 KiB"]);
}

#[test]
fn a_version_of_any_name_has_an_answer_for_its_page() {
    let mut registry = Registry::default();
    registry.connectors.push(connector(
        "tank",
        "Tank",
        "none",
        vec![version("tank", "1", true), version("tank", "2", true)],
    ));
    let answer = |sight: &Sight| {
        let chronicle = Chronicle::default();
        let (all, past) = (Audience::of(&registry, sight), Audience::of(&chronicle, sight));
        let shown = Shown::new(Seen { registry: &all, chronicle: &past });
        let found = shown.connector("tank").unwrap();
        deletable::answer(&shown, found, found.version(&VersionNumber::parse("1.0").unwrap()).unwrap(), TODAY)
    };
    assert_eq!(
        answer(&Sight::All),
        serde_json::json!({ "answer": "yes", "because": "no application uses it" })
    );
    assert_eq!(answer(&Sight::Groups(BTreeSet::new()))["because"], UNSEEN);
    assert_eq!(answer(&Sight::Nothing), serde_json::Value::Null);
}
