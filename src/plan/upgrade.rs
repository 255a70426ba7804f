//! The upgrade plan of one use: every version that is crossed with what it breaks and asks for, what is to be filled in at the
//! end, and the command that moves it. What moves is judged by [`UpgradePath`](crate::model::change::UpgradePath).

use std::collections::HashSet;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::impact::{self, Way};
use super::shown::{self, Shown};
use super::{form, view};
use crate::model::change::{Crossed, FillIn, Reach};
use crate::model::{Application, Connector, ConnectorVersion, Use};

/// The plan as a page shows it; null where the use is not below an active version. Days are counted from `today`.
pub(crate) fn plan(shown: &Shown<'_>, application: &Application, used: &Use, today: Date) -> Value {
    let Some(way) = crossing(shown, used) else { return Value::Null };
    let mut plan = outline(&way, application, used);
    plan["target_href"] = json!(shown::version_page(way.connector, way.target).href());
    plan["steps"] = json!(grouped(steps(&way, today)));
    plan
}

/// The same as a record for programs: no addresses, no days that pass, sentences whole.
pub(crate) fn record(shown: &Shown<'_>, application: &Application, used: &Use) -> Value {
    let Some(way) = crossing(shown, used) else { return Value::Null };
    let mut record = outline(&way, application, used);
    let bare = |mut step: Value| {
        step["version"] = step["at"]["version"].take();
        step["to_do"] = step["deeds"].take();
        if let Value::Object(fields) = &mut step {
            fields.retain(|name, _| !["at", "note", "is_quiet", "deeds"].contains(&name.as_str()));
        }
        if let Value::Object(fields) = &mut step["breaks"] {
            fields.retain(|name, _| !["href", "days_left", "version"].contains(&name.as_str()));
        }
        for deed in step["to_do"].as_array_mut().into_iter().flatten() {
            deed["what"] = json!(form::sentence(&deed["what"]));
        }
        step
    };
    record["steps"] = steps(&way, Date::default()).into_iter().map(bare).collect();
    record
}

/// The way of a use that crosses anything.
fn crossing<'r>(shown: &Shown<'r>, used: &Use) -> Option<Way<'r>> {
    Way::of(shown, used).filter(|way| !way.path.crossed.is_empty())
}

/// What stands in a plan wherever it is read.
fn outline(way: &Way<'_>, application: &Application, used: &Use) -> Value {
    let keys = way.path.keys.iter().flatten().filter(|key| key.changes());
    let keys: Vec<(&String, &Option<String>)> =
        keys.filter_map(|key| Some((key.before.as_ref()?, &key.after))).collect();
    let renamed = keys.iter().filter_map(|(before, after)| Some((*before, after.as_ref()?)));
    let renamed = renamed.map(|(before, after)| json!({ "before": before, "after": after }));
    let without = keys.iter().filter(|(_, after)| after.is_none()).map(|(before, _)| *before);
    json!({
        "target": way.target.number.as_str(),
        "is_readable": way.target.facts().is_some(),
        "is_observed": way.path.keys.is_some(),
        "fill_in": fill_in(way),
        "renamed": renamed.collect::<Vec<_>>(),
        "without": without.collect::<Vec<_>>(),
        "command": command(application, way.connector, used),
    })
}

/// Versions of which nothing is to be told stand together.
fn grouped(steps: Vec<Value>) -> Vec<Value> {
    let mut groups: Vec<Value> = Vec::new();
    for mut step in steps {
        if step["is_quiet"] != true {
            step["quiet"] = Value::Null;
            groups.push(step);
            continue;
        }
        let at = step["at"].take();
        match groups.last_mut().and_then(|last| last["quiet"].as_array_mut()) {
            Some(quiet) => quiet.push(at),
            None => groups.push(json!({ "quiet": [at] })),
        }
    }
    groups
}

/// The crossed versions in order.
fn steps(way: &Way<'_>, today: Date) -> Vec<Value> {
    // Of two that are the same number only one has a page.
    let paged: HashSet<&str> =
        shown::versions(way.connector).map(|version| version.number.as_str()).collect();
    let step = |crossed: &Crossed<'_>| {
        let number = crossed.version.number.as_str();
        let page = paged.contains(number).then(|| shown::version_page(way.connector, crossed.version).href());
        let mut step = step(way.connector, crossed, today);
        step["at"] = json!({ "version": number, "href": page });
        step
    };
    way.path.crossed.iter().map(step).collect()
}

/// What one version means for the use.
fn step(connector: &Connector, crossed: &Crossed<'_>, today: Date) -> Value {
    let version: &ConnectorVersion = crossed.version;
    let deeds = crossed.changes.iter().flatten().filter_map(|(change, reach)| {
        // Whether it is sure stands beside it, so the sentence need not say it.
        let what = change.deed(Reach::Surely)?;
        Some(
            json!({ "is_sure": *reach == Reach::Surely, "code": change.code(), "what": form::pieces(&what) }),
        )
    });
    let deeds: Vec<Value> = deeds.collect();
    let mut breaks = impact::break_of(connector, version);
    if let Some(breaking) = &version.breaking {
        breaks["days_left"] = json!(breaking.upgrade_by.map(|by| impact::days(today, by)));
    }
    json!({
        "is_quiet": deeds.is_empty() && version.breaking.is_none() && crossed.changes.is_some(),
        "status": version.status.word(),
        "added": version.date().map(|date| date.to_string()),
        "note": view::first_line(&version.notes),
        "breaks": breaks,
        "is_compared": crossed.changes.is_some(),
        "deeds": deeds,
    })
}

fn fill_in(way: &Way<'_>) -> Vec<Value> {
    let Some(facts) = way.target.facts() else { return Vec::new() };
    let groups = form::groups(&facts.form);
    let needed = |needed: &FillIn<'_>| {
        let setting = needed.setting;
        json!({
            "key": needed.key,
            "name": form::name(setting),
            "groups": groups.get(needed.key),
            "help": setting.help_text().unwrap_or("").trim(),
            "control": setting.control(),
            "secure": setting.secure(),
            "options": form::options(setting),
            "former": needed.former,
            "is_sure": needed.reach == Reach::Surely,
        })
    };
    way.path.fill_in.iter().map(needed).collect()
}

/// The command that moves the use in the registry. Only where the application has several uses of the connector it names the
/// connection, and only a name that every shell takes as it is; without it the command moves all of them.
fn command(application: &Application, connector: &Connector, used: &Use) -> String {
    let same = |other: &&Use| other.connector.value == used.connector.value;
    let is_one_of_several = application.uses.iter().filter(same).count() > 1;
    let connection = used.connection.as_ref().filter(|name| is_one_of_several && is_plain(name));
    let connection = connection.map(|name| format!(" --connection '{}'", name.value)).unwrap_or_default();
    format!("connectory upgrade {} {}{connection}", application.slug, connector.slug)
}

/// Whether a text may stand in single quotes in any shell.
fn is_plain(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
        && text.chars().all(|c| c.is_alphanumeric() || " _-./".contains(c))
}

#[cfg(test)]
#[path = "upgrade_tests.rs"]
mod tests;
