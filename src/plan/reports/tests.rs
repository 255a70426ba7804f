//! What the reports say of a small registry made by hand.

mod deletion;

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::check::Context;
use crate::model::{Audience, Chronicle, PackageFacts, PackageState, PastUse, Registry, Sight, Slug};
use crate::package::ReferenceType;
use crate::package::clr::AssemblyVersion;
use crate::package::code::{AssemblyFacts, CodeFile, FileContent};
use crate::plan::fixture::{self, application, at, number, used};
use crate::source::{RepoPath, Span};

const TODAY: Date = date(2026, 11, 1);

fn whole(registry: &Registry, report: Report) -> Sheet {
    seen(registry, &Chronicle::default(), &Sight::All, report).unwrap()
}

fn seen(registry: &Registry, chronicle: &Chronicle, sight: &Sight, report: Report) -> Option<Sheet> {
    let (registry, chronicle) = (Audience::of(registry, sight), Audience::of(chronicle, sight));
    report.seen(Seen { registry: &registry, chronicle: &chronicle }, TODAY)
}

/// The columns of these keys as people read them, a text for each row.
fn told(sheet: &Sheet, keys: &[&str]) -> Vec<String> {
    let place = |key: &&str| sheet.columns.iter().position(|column| column.key == *key).unwrap();
    let places: Vec<usize> = keys.iter().map(place).collect();
    let row = |line: Vec<String>| places.iter().map(|&at| line[at].clone()).collect::<Vec<_>>().join(" | ");
    sheet.lines().map(row).collect()
}

#[test]
fn usage_is_counted_with_how_far_behind_it_is() {
    let mut registry = fixture::registry();
    registry.connectors[2].versions[4].added = Some(date(2024, 3, 12));
    let keys =
        ["applications", "uses", "uses_behind", "most_versions_behind", "most_days_behind", "most_breaks"];
    let with = |own: &'static str| [&[own], &keys[..]].concat();
    let by = |by, own| told(&whole(&registry, Report::Usage(by)), &with(own));
    let of_one =
        ["version", "applications", "uses", "uses_behind", "versions_behind", "days_behind", "breaks"];
    assert_eq!(
        by(By::Connector, "connector"),
        ["sql-server | 3 | 3 | 2 | 3 | 10 | 1", "azure-sql | 1 | 1 | 0 |  |  | ", "sql | 0 | 0 | 0 |  |  | "]
    );
    assert_eq!(
        told(&whole(&registry, Report::Usage(By::Version)), &of_one)[..3],
        ["1.38 | 1 | 1 | 0 |  |  | ", "1.25 | 1 | 1 | 1 | 3 | 10 | 1", "1.2 | 1 | 1 | 1 | 3 | 10 | 1"]
    );
    assert_eq!(
        by(By::Category, "category"),
        ["database | 3 | 4 | 2 | 3 | 10 | 1", "default | 0 | 0 | 0 |  |  | ", " | 0 | 0 | 0 |  |  | "]
    );
    assert_eq!(by(By::Owner, "owner"), ["@data-platform | 3 | 4 | 2 | 3 | 10 | 1"]);
    assert_eq!(by(By::Group, "group"), [" | 3 | 5 | 2 | 3 | 10 | 1"]);
    let applications = told(
        &whole(&registry, Report::Usage(By::Application)),
        &["application", "uses", "uses_behind", "observed", "observation_too_old"],
    );
    assert_eq!(applications[0], "boiler | 1 | 1 | 2026-11-01 | ");
    assert_eq!(applications[2], "mill | 2 | 0 | 2026-11-01 | ");
}

#[test]
fn a_version_that_came_after_the_current_one_is_no_days_behind() {
    let mut registry = fixture::registry();
    registry.connectors[2].versions[1].added = Some(date(2025, 1, 1));
    let stale = told(&whole(&registry, Report::Stale), &["version", "days_behind"]);
    assert!(stale.contains(&"1.25 | 0".to_owned()), "{stale:?}");
}

#[test]
fn who_is_behind_is_told_the_worst_first() {
    let mut registry = fixture::registry();
    registry.policy.usage_max_age_days = Some(30);
    registry.applications[1].observed = Some(at(date(2026, 10, 1)));
    let stale = whole(&registry, Report::Stale);
    let keys = [
        "application",
        "connector",
        "version",
        "status",
        "current",
        "versions_behind",
        "settings",
        "observation_too_old",
    ];
    assert_eq!(
        told(&stale, &keys),
        [
            "boiler | sql-server | 1.2 | withdrawn | 1.38 | 3 | Password, Instance | no",
            "kiln | gone | 9.9 | unknown |  |  |  | yes",
            "mill | azure-sql | 7 | unknown | 1.1 |  |  | no",
            "kiln | sql-server | 1.25 | deprecated | 1.38 | 3 |  | yes",
        ]
    );
}

#[test]
fn deadlines_are_told_by_day_with_those_who_are_late() {
    let mut registry = fixture::registry();
    let glob = globset::Glob::new("connectors/**").unwrap().compile_matcher();
    registry.policy.waivers.push(crate::model::Waiver {
        rule: at("help-missing".to_owned()),
        path: glob,
        reason: "replaced in March".to_owned(),
        owner: "@edge".to_owned(),
        expires: date(2027, 3, 31),
    });
    let keys = ["day", "days_left", "overdue", "kind", "version", "applications", "what"];
    assert_eq!(
        told(&whole(&registry, Report::Deadlines), &keys),
        [
            "2025-01-01 | -669 | yes | withdrawn | 1.2 | boiler | It loses rows.",
            "2025-01-01 | -669 | yes | deprecated | 1.25 | kiln | Use the pooled one.",
            "2026-12-01 | 30 | no | break | 1.38 | boiler, kiln | Server Instance is now required.",
            "2027-03-31 | 150 | no | waiver |  |  | help-missing on connectors/**: replaced in March",
        ]
    );
    let operations = Sight::Groups(["operations".to_owned()].into());
    let seen = seen(&registry, &Chronicle::default(), &operations, Report::Deadlines).unwrap();
    assert_eq!(
        told(&seen, &keys),
        ["2026-12-01 | 30 | no | break | 1.38 |  | Server Instance is now required."]
    );
}

#[test]
fn who_is_late_is_late_for_check_too() {
    let registry = fixture::registry();
    let later = date(2027, 1, 1);
    let found = crate::check::check(&Context::new(&registry, later));
    let late =
        found.iter().filter(|found| found.code == "upgrade-overdue").map(|found| found.place.path.as_str());
    let late: BTreeSet<&str> = late.collect();
    let chronicle = Chronicle::default();
    let (all, none) = (Audience::of(&registry, &Sight::All), Audience::of(&chronicle, &Sight::All));
    let sheet = Report::Deadlines.seen(Seen { registry: &all, chronicle: &none }, later).unwrap();
    let told = told(&sheet, &["kind", "overdue", "applications"]);
    assert!(told.contains(&"break | yes | boiler, kiln".to_owned()), "{told:?}");
    assert_eq!(late, BTreeSet::from(["applications/boiler.yaml", "applications/kiln.yaml"]));
}

/// Gives a version's package an assembly.
fn ships(registry: &mut Registry, (connector, version): (usize, usize), numbers: [u16; 4], culture: &str) {
    let PackageState::Read(facts) = &mut registry.connectors[connector].versions[version].package else {
        panic!()
    };
    let facts: &mut PackageFacts = std::sync::Arc::make_mut(facts);
    let assembly = AssemblyFacts {
        name: "Acme.Wire".to_owned(),
        version: AssemblyVersion(numbers),
        culture: culture.to_owned(),
        ..AssemblyFacts::default()
    };
    let file = CodeFile {
        name: "Acme.Wire.dll".to_owned(),
        kind: ReferenceType::Reference,
        content: FileContent::Assembly(Box::new(assembly)),
    };
    facts.code.files.insert(0, file.into());
    facts.references[0].digest = crate::source::Digest::of(&numbers[1].to_le_bytes());
}

fn with_assemblies() -> Registry {
    let mut registry = fixture::registry();
    registry.applications[2].uses[1] = used("azure-sql", "1.1", None);
    registry.applications[2].uses[1].span = Span::new(10, 20);
    ships(&mut registry, (0, 0), [1, 0, 0, 0], "");
    ships(&mut registry, (2, 4), [1, 2, 0, 0], "");
    ships(&mut registry, (2, 3), [1, 2, 0, 0], "");
    registry
}

#[test]
fn assemblies_are_told_with_the_versions_that_ship_them() {
    let registry = with_assemblies();
    let keys = ["assembly", "assembly_version", "shipped_by", "version_count"];
    let expected = [
        "Acme.Wire | 1.0.0.0 | azure-sql@1.1 | 1",
        "Acme.Wire | 1.2.0.0 | sql-server@1.36, sql-server@1.38 | 2",
    ];
    let sheet = whole(&registry, Report::Assemblies);
    assert_eq!(told(&sheet, &keys), expected);
    assert_eq!(told(&sheet, &["applications"]), ["1", "1"]);
    let public = seen(&registry, &Chronicle::default(), &Sight::Nothing, Report::Assemblies).unwrap();
    assert_eq!(told(&public, &keys), expected);
    assert!(public.columns.iter().all(|column| column.key != "applications"));
}

#[test]
fn conflicts_are_those_that_check_finds() {
    let registry = with_assemblies();
    let found = crate::check::check(&Context::new(&registry, TODAY));
    let found: Vec<_> = found.iter().filter(|found| found.code == "assembly-conflict").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    let told =
        told(&whole(&registry, Report::Conflicts), &["application", "assembly_versions", "brought_by"]);
    assert_eq!(told, ["mill | 1.0.0.0, 1.2.0.0 | sql-server@1.38, azure-sql@1.1"]);
}

fn past(application: &str, version: &str, since: Date, until: Option<Date>) -> PastUse {
    PastUse {
        application: Slug::new(application),
        access: vec![if application == "secret" { "board" } else { "operations" }.to_owned()],
        connector: "mssql".to_owned(),
        version: number(version),
        since,
        until,
    }
}

fn chronicle() -> Chronicle {
    let moved = date(2026, 10, 25);
    Chronicle {
        uses: vec![
            past("boiler", "1.2", date(2026, 10, 5), Some(moved)),
            past("boiler", "1.38", moved, None),
            past("boiler", "1.38", moved, None),
            past("kiln", "1.25", date(2026, 10, 20), None),
            past("later", "1.25", date(2026, 12, 1), None),
            past("secret", "1.36", date(2026, 10, 20), None),
        ],
        ..Chronicle::default()
    }
}

#[test]
fn adoption_counts_each_application_once_on_each_day() {
    let registry = fixture::registry();
    let operations = Sight::Groups(["operations".to_owned()].into());
    let sheet = seen(&registry, &chronicle(), &operations, Report::Adoption).unwrap();
    let told = told(&sheet, &["connector", "day", "version", "applications"]);
    let expected = [
        "sql-server | 2026-10-11 | 1.2 | 1",
        "sql-server | 2026-10-18 | 1.2 | 1",
        "sql-server | 2026-10-25 | 1.38 | 1",
        "sql-server | 2026-10-25 | 1.25 | 1",
        "sql-server | 2026-11-01 | 1.38 | 1",
        "sql-server | 2026-11-01 | 1.25 | 1",
    ];
    assert_eq!(told, expected);
    assert!(seen(&registry, &chronicle(), &Sight::Nothing, Report::Adoption).is_none());
    let whole = seen(&registry, &chronicle(), &Sight::All, Report::Adoption).unwrap();
    assert_eq!(whole.rows.len(), expected.len() + 2);
}

#[test]
fn a_chart_is_drawn_for_what_moved() {
    let (registry, chronicle) = (fixture::registry(), chronicle());
    let (all, past) = (Audience::of(&registry, &Sight::All), Audience::of(&chronicle, &Sight::All));
    let shown = Shown::new(Seen { registry: &all, chronicle: &past });
    let Charts { charts, more } = charts(&shown, TODAY);
    assert_eq!((charts.len(), more), (1, 0));
    assert_eq!(charts[0]["series"], serde_json::json!(["1.38", "1.36", "1.25", "1.2"]));
    assert!(super::charts(&shown, date(2026, 10, 5)).charts.is_empty(), "one day is no movement");
}

/// Two registries that differ only in what an audience may not see.
#[test]
fn what_is_hidden_changes_no_report() {
    let mut without = with_assemblies();
    without.policy.usage_max_age_days = Some(30);
    for application in without.applications.iter_mut().skip(1) {
        application.access = vec![at("operations".to_owned())];
    }
    without.applications[2].access.push(at("board".to_owned()));
    let mut with = without.clone();
    with.applications.remove(0);
    let mut secret = application(
        "secret",
        "Secret",
        vec![used("azure-sql", "1.1", None), used("sql-server", "1.36", None)],
    );
    secret.access = vec![at("board".to_owned())];
    secret.observed = None;
    with.applications.push(secret);
    with.faulty.insert(RepoPath::new("applications/torn.yaml").unwrap());
    let (mut past, hidden) = (chronicle(), chronicle());
    past.uses.retain(|used| used.application.as_str() != "secret");
    for sight in [Sight::Groups(["operations".to_owned()].into()), Sight::Nothing] {
        for report in Report::all() {
            let one = seen(&without, &past, &sight, report);
            let other = seen(&with, &hidden, &sight, report);
            assert_eq!(one, other, "{}", report.name());
            let csv = other.map(|sheet| sheet.csv()).unwrap_or_default();
            assert!(!csv.contains("secret") && !csv.contains("board"), "{}", report.name());
        }
    }
}

#[test]
fn every_report_stands_on_one_page_and_has_a_name_of_its_own() {
    let names: BTreeSet<&str> = Report::all().map(Report::name).collect();
    assert_eq!(names.len(), Report::all().count());
    assert_eq!(names.len(), 7 + By::ALL.len());
    let registry = fixture::registry();
    for report in Report::all() {
        let sheet = whole(&registry, report);
        assert_eq!(sheet.name, report.name());
        assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()), "{}", sheet.name);
        let keys: BTreeSet<&str> = sheet.columns.iter().map(|column| column.key).collect();
        assert_eq!(keys.len(), sheet.columns.len(), "{}", sheet.name);
    }
}
