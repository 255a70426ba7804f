use serde_json::{Value, json};

use super::*;
use crate::model::{PackageState, Registry, Sight};
use crate::package::{Setting, SettingBuilder, SettingsForm};
use crate::plan::fixture::{self, application, at, connector, used, version};
use crate::plan::{Body, Plan};

fn text(key: &str) -> SettingBuilder {
    Setting::new("TextBox").key(key).caption(key)
}

/// A connector with four versions, a year apart: the third asks for something new and is declared to break.
fn registry() -> Registry {
    let forms = [
        vec![text("Host"), text("Old"), text("Login").caption("User")],
        vec![text("Host"), text("Old"), text("Login").caption("User")],
        vec![
            text("Host"),
            text("User").caption("User"),
            Setting::new("Group").caption("Safety").settings([Setting::new("DropDown")
                .key("Mode")
                .caption("Mode")
                .required(true)
                .help_text("How safe.")
                .options([("Safe", "s")])]),
        ],
        vec![
            text("Host"),
            text("User").caption("User"),
            Setting::new("Group").caption("Safety").settings([Setting::new("DropDown")
                .key("Mode")
                .caption("Mode")
                .required(true)
                .help_text("How safe.")
                .options([("Safe", "s")])]),
        ],
    ];
    let versions = forms.into_iter().enumerate().map(|(place, form)| {
        let mut found = version("meter", &format!("1.{place}"), true);
        let mut facts = (*fixture::facts(&place.to_string(), true)).clone();
        facts.form = SettingsForm::new(form);
        found.package = PackageState::Read(std::sync::Arc::new(facts));
        found.added = Some(jiff::civil::date(2023 + i16::try_from(place).unwrap(), 1, 1));
        found
    });
    let mut versions: Vec<ConnectorVersion> = versions.collect();
    versions[2].breaking = Some(crate::model::Breaking {
        span: crate::source::Span::default(),
        summary: "A mode is asked for.".to_owned(),
        upgrade_by: Some(jiff::civil::date(2026, 11, 11)),
        guide: "Choose one.".to_owned(),
    });
    Registry {
        connectors: [connector("meter", "Meter", "default", versions)].into(),
        applications: [
            application("seen", "Seen", vec![used("meter", "1.0", Some(&["Host", "Old", "Login"]))]),
            application("unseen", "Unseen", vec![used("meter", "1.1", None)]),
            application("there", "There", vec![used("meter", "1.3", Some(&["Host", "Mode"]))]),
        ]
        .into(),
        ..Registry::default()
    }
}

/// The plan of an application's first use.
fn of(registry: &Registry, slug: &str) -> Value {
    fixture::shown(registry, |shown| {
        let application = shown.applications.iter().find(|found| found.slug.as_str() == slug).unwrap();
        plan(shown, application, &application.uses[0], fixture::options().today)
    })
}

#[test]
fn every_crossed_version_stands_there_in_order_with_what_it_breaks_and_asks_for() {
    let plan = of(&registry(), "seen");
    let steps = plan["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
    assert_eq!(steps[0]["quiet"][0]["version"], "1.1");
    assert_eq!((&steps[1]["at"]["version"], &steps[1]["breaks"]["days_left"]), (&json!("1.2"), &json!(10)));
    let deeds: Vec<String> =
        steps[1]["deeds"].as_array().unwrap().iter().map(|deed| form::sentence(&deed["what"])).collect();
    let mut expected =
        vec!["do without `Login`, whose place `User` may take", "fill in `Mode`", "do without `Old`"];
    expected.sort_unstable();
    let mut found = deeds.clone();
    found.sort();
    assert_eq!(found, expected, "{deeds:?}");
    assert_eq!(steps[2]["quiet"][0]["version"], "1.3");
}

#[test]
fn what_is_to_be_filled_in_says_all_that_a_person_needs() {
    let plan = of(&registry(), "seen");
    assert_eq!(
        plan["fill_in"],
        json!([
            {
                "key": "User", "name": "User", "groups": [], "help": "", "control": "TextBox", "secure": false,
                "options": [], "former": "Login", "is_sure": true,
            },
            {
                "key": "Mode", "name": "Mode", "groups": ["Safety"], "help": "How safe.", "control": "DropDown",
                "secure": false, "options": [{ "display": "Safe", "value": "s" }], "former": null, "is_sure": true,
            },
        ])
    );
    assert_eq!(plan["renamed"], json!([{ "before": "Login", "after": "User" }]));
    assert_eq!((&plan["without"], &plan["is_observed"]), (&json!(["Old"]), &json!(true)));
}

#[test]
fn where_settings_were_not_observed_that_is_said_and_what_is_new_still_told() {
    let plan = of(&registry(), "unseen");
    assert_eq!((&plan["is_observed"], &plan["without"]), (&json!(false), &json!([])));
    assert_eq!((&plan["fill_in"][0]["key"], &plan["fill_in"][0]["is_sure"]), (&json!("Mode"), &json!(true)));
    assert!(plan["steps"][0]["deeds"].as_array().unwrap().iter().any(|deed| deed["is_sure"] == false));
}

#[test]
fn who_is_on_the_current_version_has_no_way_to_go() {
    assert_eq!(of(&registry(), "there"), Value::Null);
}

#[test]
fn a_way_over_packages_that_cannot_be_read_claims_nothing() {
    let mut registry = registry();
    for version in &mut registry.connectors[0].versions[1..] {
        version.package = PackageState::Missing;
    }
    let plan = of(&registry, "seen");
    assert_eq!((&plan["is_readable"], &plan["fill_in"]), (&json!(false), &json!([])));
    assert!(plan["steps"].as_array().unwrap().iter().all(|step| step["is_compared"] == false));
}

#[test]
fn the_command_names_a_connection_only_where_it_must_and_only_one_that_no_shell_takes_apart() {
    let mut registry = registry();
    let command = |registry: &Registry| of(registry, "seen")["command"].as_str().unwrap().to_owned();
    assert_eq!(command(&registry), "connectory upgrade seen meter");
    let uses = &mut registry.applications[0].uses;
    uses.push(used("meter", "1.1", None));
    assert_eq!(command(&registry), "connectory upgrade seen meter --connection 'Plant DB'");
    for name in ["a'; rm -rf ~ #", "$(reboot)", "a\nb", "--all", "’;reboot", ""] {
        registry.applications[0].uses[0].connection = Some(at(name.to_owned()));
        assert_eq!(command(&registry), "connectory upgrade seen meter", "{name:?}");
    }
}

#[test]
fn days_are_counted_between_the_versions_and_only_where_both_are_known() {
    let mut registry = registry();
    let days = |registry: &Registry| {
        fixture::shown(registry, |shown| {
            impact::days_behind(shown.connectors[0], &registry.applications[0].uses[0].version)
        })
    };
    assert_eq!(days(&registry), Some(3 * 365 + 1));
    registry.connectors[0].versions[0].added = None;
    assert_eq!(days(&registry), None);
}

#[test]
fn the_record_for_programs_depends_on_no_day_and_holds_whole_sentences() {
    let registry = registry();
    let file = |today: jiff::civil::Date| {
        let options = crate::plan::Options { today, ..fixture::options() };
        fixture::planned(&registry, &Sight::All, &options, |plan: &Plan<'_>| {
            let page =
                plan.pages().find(|page| page.path.as_str() == "api/v1/applications/seen.json").unwrap();
            let Body::Bytes(bytes) = page.body else { panic!("no bytes") };
            String::from_utf8(bytes).unwrap()
        })
    };
    let text = file(jiff::civil::date(2026, 1, 1));
    assert_eq!(text, file(jiff::civil::date(2027, 1, 1)));
    let used = &serde_json::from_str::<Value>(&text).unwrap()["uses"][0];
    assert_eq!(used["settings"]["gone"], json!(["Login", "Old"]));
    assert_eq!(used["settings"]["missing"][0]["key"], "Mode");
    let steps = used["plan"]["steps"].as_array().unwrap();
    let numbers: Vec<&str> = steps.iter().map(|step| step["version"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["1.1", "1.2", "1.3"]);
    assert!(steps[1]["to_do"].as_array().unwrap().iter().any(|deed| deed["what"] == "fill in `Mode`"));
    assert!(!text.contains("href") && !text.contains("days_left"));
}
