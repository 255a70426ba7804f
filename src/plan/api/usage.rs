//! Applications and who uses what as JSON.

use serde_json::{Value, json};

use crate::model::{Application, Connector, ConnectorVersion, Use};
use crate::plan::shown::{self, Shown};
use crate::plan::{impact, upgrade, view};

/// `applications.json`: every application in brief.
pub(crate) fn applications(shown: &Shown<'_>) -> Value {
    json!({ "applications": shown.applications.iter().map(|found| brief(shown, found)).collect::<Vec<_>>() })
}

/// `applications/<slug>.json`: an application and each connector it uses.
pub(crate) fn application(shown: &Shown<'_>, application: &Application) -> Value {
    let mut all = brief(shown, application);
    all["uses"] =
        json!(application.uses.iter().map(|used| use_of(shown, application, used)).collect::<Vec<_>>());
    all
}

/// `usage.json`: every version of every connector with the applications on it.
pub(crate) fn usage(shown: &Shown<'_>) -> Value {
    let connector = |found: &&Connector| {
        json!({
            "connector": found.slug.as_str(),
            "current": shown::current(found).map(|version| version.number.as_str()),
            "versions": shown::versions(found).rev().map(|v| version(shown, found, v)).collect::<Vec<_>>(),
        })
    };
    json!({ "usage": shown.connectors.iter().map(connector).collect::<Vec<_>>() })
}

fn version(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let applications = shown.usage.applications_of_version(&connector.slug, &version.number);
    json!({
        "version": version.number.as_str(),
        "status": version.status.word(),
        "behind": impact::behind(connector, &version.number),
        "applications": applications.iter().map(|found| found.slug.as_str()).collect::<Vec<_>>(),
    })
}

fn brief(shown: &Shown<'_>, application: &Application) -> Value {
    let behind =
        application.uses.iter().filter(|used| behind_of(shown, used).is_some_and(|behind| behind > 0));
    let mut brief = view::own_fields(application);
    brief["connectors"] = json!(application.uses.len());
    brief["behind"] = json!(behind.count());
    brief["page"] = json!(shown::application_page(application.slug.as_str()).as_str());
    brief["api"] = json!(format!("api/v1/applications/{}.json", application.slug));
    if shown.registry.keeps_application(application) {
        brief["failing"] = json!(true);
    }
    brief
}

fn behind_of(shown: &Shown<'_>, used: &Use) -> Option<usize> {
    impact::behind(shown.connector(&used.connector)?, &used.version.value)
}

fn use_of(shown: &Shown<'_>, application: &Application, used: &Use) -> Value {
    let connector = shown.connector(&used.connector);
    let number = &used.version.value;
    let version =
        connector.and_then(|found| shown::versions(found).find(|version| version.number == *number));
    let crossed = connector.map(|found| impact::breaks_crossed(found, number)).unwrap_or_default();
    let breaks: Vec<Value> = crossed
        .into_iter()
        .filter_map(|version| Some((version, version.breaking.as_ref()?)))
        .map(|(version, breaking)| {
            json!({
                "version": version.number.as_str(),
                "summary": breaking.summary,
                "upgrade_by": breaking.upgrade_by.map(|date| date.to_string()),
                "guide": breaking.guide,
            })
        })
        .collect();
    let keys = |observed: &Vec<crate::source::Spanned<String>>| -> Vec<String> {
        observed.iter().map(|key| key.value.clone()).collect()
    };
    json!({
        "connector": connector.map_or(used.connector.value.as_str(), |found| found.slug.as_str()),
        "version": number.as_str(),
        "status": version.map(|version| version.status.word()),
        "current": connector.and_then(shown::current).map(|version| version.number.as_str()),
        "behind": behind_of(shown, used),
        "connection": used.connection,
        "observed_settings": used.settings.as_ref().map(keys),
        "breaks": breaks,
        "settings": impact::Way::of(shown, used).and_then(|way| way.settings()),
        "days_behind": connector.and_then(|found| impact::days_behind(found, number)),
        "plan": upgrade::record(shown, application, used),
    })
}
