//! How far one use of a connector is behind, and what moving it to the current version takes.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::shown::{self, Shown};
use super::{form, view};
use crate::model::change::UpgradePath;
use crate::model::{Behind, Connector, ConnectorVersion, Use, VersionNumber};

/// The way of one use to the current version of its connector.
pub(crate) struct Way<'r> {
    pub(crate) connector: &'r Connector,
    /// The current version.
    pub(crate) target: &'r ConnectorVersion,
    pub(crate) path: UpgradePath<'r>,
}

impl<'r> Way<'r> {
    /// `None` where the site has no such connector, or none of its versions is active.
    pub(crate) fn of(shown: &Shown<'r>, used: &Use) -> Option<Way<'r>> {
        let connector = shown.connector(&used.connector)?;
        let target = shown::current(connector)?;
        let kept = shown.kept(connector)?;
        Some(Way { connector, target, path: UpgradePath::with(connector, used, target, &kept.compared) })
    }

    /// What a use needs before it can move: settings of the current version that must be filled in and were not seen,
    /// and settings that were seen and are not in it. `None` where the application's settings were not observed or the
    /// package of the current version could not be read.
    pub(crate) fn settings(&self) -> Option<Value> {
        let keys = self.path.keys.as_ref()?;
        let facts = self.target.facts()?;
        let groups = form::groups(&facts.form);
        let needed = self.path.fill_in.iter().filter(|needed| needed.setting.must_be_filled_in());
        let missing = needed.map(|needed| {
            let group = groups.get(needed.key).and_then(|groups| groups.last());
            let help = needed.setting.help_text().unwrap_or("");
            json!({ "key": needed.key, "name": form::name(needed.setting), "group": group, "help": help })
        });
        let is_gone =
            |before: &&String| keys.iter().any(|key| key.before.as_ref() == Some(before) && key.changes());
        let mut gone: Vec<&String> =
            keys.iter().filter_map(|key| key.before.as_ref()).filter(is_gone).collect();
        gone.sort();
        gone.dedup();
        let missing = missing.collect::<Vec<_>>();
        Some(json!({ "version": self.target.number.as_str(), "missing": missing, "gone": gone }))
    }
}

/// The versions between the one in use and the current one that declare a break, lowest first.
pub(crate) fn breaks_crossed<'c>(
    connector: &'c Connector,
    used: &VersionNumber,
) -> Vec<&'c ConnectorVersion> {
    let Some(current) = shown::current(connector) else { return Vec::new() };
    let crossed =
        |v: &&ConnectorVersion| v.number > *used && v.number <= current.number && v.breaking.is_some();
    shown::versions(connector).filter(crossed).collect()
}

/// How many active versions are above `number`, up to the current one; `None` where it is not behind.
pub(crate) fn behind(connector: &Connector, number: &VersionNumber) -> Option<usize> {
    Behind::of(connector, number).map(|behind| behind.versions)
}

/// How many days lie between the version in use and the current one; `None` where it is not behind, or one of the two
/// dates is not known.
pub(crate) fn days_behind(connector: &Connector, number: &VersionNumber) -> Option<i64> {
    Behind::of(connector, number)?;
    let used = connector.version(number)?.date()?;
    let current = shown::current(connector)?.date()?;
    Some(days(used, current)).filter(|days| *days > 0)
}

/// The days from one to another.
pub(crate) fn days(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// Where one use stands, without what moving it takes: for lists of many.
pub(crate) fn standing(shown: &Shown<'_>, used: &Use) -> Value {
    let number = &used.version.value;
    let Some(connector) = shown.connector(&used.connector) else {
        return json!({
            "connector": null, "name": used.connector.value, "href": null, "connection": used.connection,
            "version": number.as_str(), "version_href": null, "status": "unknown", "current": null, "current_href": null,
            "behind": null, "days_behind": null, "breaks": [], "settings": null, "retirement": null, "above": false,
        });
    };
    let version = shown::versions(connector).find(|version| version.number == *number);
    let current = shown::current(connector);
    let breaks: Vec<Value> =
        breaks_crossed(connector, number).iter().map(|v| break_of(connector, v)).collect();
    json!({
        "connector": connector.slug.as_str(),
        "name": connector.name.value,
        "href": shown::connector_page(connector.slug.as_str()).href(),
        "connection": used.connection,
        "version": number.as_str(),
        "version_href": version.map(|version| shown::version_page(connector, version).href()),
        "status": version.map_or("unknown", |version| version.status.word()),
        "retirement": version.and_then(|version| view::retirement(shown, connector, version)),
        "current": current.map(|version| version.number.as_str()),
        "current_href": current.map(|version| shown::version_page(connector, version).href()),
        "behind": behind(connector, number),
        "days_behind": days_behind(connector, number),
        "above": current.is_some_and(|current| *number > current.number),
        "breaks": breaks,
        "settings": null,
    })
}

/// A declared break as pages and JSON show it.
pub(crate) fn break_of(connector: &Connector, version: &ConnectorVersion) -> Value {
    let Some(breaking) = &version.breaking else { return Value::Null };
    json!({
        "version": version.number.as_str(),
        "href": shown::version_page(connector, version).href(),
        "summary": breaking.summary,
        "upgrade_by": breaking.upgrade_by.map(|date| date.to_string()),
        "guide": breaking.guide,
    })
}
