//! `connectors/<slug>/usage.html`: who uses which version, who is behind, and what it takes to move.

use std::cmp::Reverse;
use std::sync::Arc;

use serde_json::{Value, json};

use super::compare_href;
use crate::model::change::{Comparison, Grade, Kind, Message, Reach};
use crate::model::{Application, Behind, Connector, ConnectorVersion, Use, VersionNumber};
use crate::plan::impact::{self, Way};
use crate::plan::shown::{self, Shown};
use crate::plan::{steps, view};

/// How many applications of one version are named in brief.
const NAMED: usize = 4;

/// The uses of one version, which need not be in the registry.
struct OnVersion<'u> {
    number: &'u VersionNumber,
    version: Option<&'u ConnectorVersion>,
    uses: &'u [(&'u Application, &'u Use)],
}

pub(crate) fn own(shown: &Shown<'_>, connector: &Connector) -> Value {
    let groups = by_urgency(shown, connector);
    let all: Vec<Value> = groups.iter().map(|group| full(shown, connector, group)).collect();
    json!({
        "groups": all,
        "current": shown::current(connector).map(|current| current.number.as_str()),
        "behind": shown.has_usage().then(|| behind(connector, &groups)),
    })
}

/// The most urgent versions in use, with a few of their applications.
pub(crate) fn brief(shown: &Shown<'_>, connector: &Connector, most: usize) -> Value {
    if !shown.has_usage() {
        return Value::Null;
    }
    let groups = by_urgency(shown, connector);
    let first = groups.iter().take(most).map(|group| {
        let mut row = summary(shown, connector, group, comparison(shown, connector, group).as_deref());
        let users = shown.usage.applications_of_version(&connector.slug, group.number);
        let named = users.iter().take(NAMED).map(|user| view::application(shown, user));
        row["named"] = json!(named.collect::<Vec<_>>());
        row
    });
    json!({
        "groups": first.collect::<Vec<_>>(),
        "more": groups.len().saturating_sub(most),
        "behind": behind(connector, &groups),
    })
}

/// Where the usage page tells of one version, by whichever of its texts.
pub(crate) fn on_version_anchor(connector: &Connector, number: &VersionNumber) -> String {
    let version = shown::versions(connector).find(|version| version.number == *number);
    format!("on-{}", version.map_or(number, |version| &version.number))
}

/// Versions that should not be used first, then those furthest behind, then the highest.
fn by_urgency<'u>(shown: &'u Shown<'_>, connector: &'u Connector) -> Vec<OnVersion<'u>> {
    let mut groups: Vec<OnVersion<'u>> = shown
        .usage
        .versions_of(&connector.slug)
        .map(|(number, uses)| {
            let version = shown::versions(connector).find(|version| version.number == *number);
            // An application may write 1.20 of what is 1.2 in the registry.
            OnVersion { number: version.map_or(number, |version| &version.number), version, uses }
        })
        .collect();
    groups.sort_by_key(|group| {
        let versions = Behind::of(connector, group.number).map(|behind| behind.versions);
        (Reverse(urgency(group)), Reverse(versions), Reverse(group.number))
    });
    groups
}

fn urgency(group: &OnVersion<'_>) -> u8 {
    match group.version.map(|version| version.status.word()) {
        Some("withdrawn") => 3,
        None => 2,
        Some("deprecated") => 1,
        Some(_) => 0,
    }
}

/// How many uses are on a version below the current one.
fn behind(connector: &Connector, groups: &[OnVersion<'_>]) -> usize {
    let old = groups.iter().filter(|group| Behind::of(connector, group.number).is_some());
    old.map(|group| group.uses.len()).sum()
}

/// The version in use compared with the current one; `None` where it is the current one or above, or one of the two packages
/// could not be read.
fn comparison(shown: &Shown<'_>, connector: &Connector, group: &OnVersion<'_>) -> Option<Arc<Comparison>> {
    let kept = shown.kept(connector)?;
    let readable = |number| kept.connector.version(number)?.facts();
    let current = shown::current(connector).filter(|current| current.number > *group.number)?;
    Some(kept.compared.between(readable(&group.version?.number)?, readable(&current.number)?))
}

fn summary(
    shown: &Shown<'_>,
    connector: &Connector,
    group: &OnVersion<'_>,
    comparison: Option<&Comparison>,
) -> Value {
    let current = shown::current(connector).filter(|current| current.number != *group.number);
    let grade = comparison.map(|comparison| comparison.worst().map_or("none", Grade::word));
    json!({
        "number": group.number.as_str(),
        "href": group.version.map(|version| shown::version_page(connector, version).href()),
        "anchor": on_version_anchor(connector, group.number),
        "status": group.version.map_or("unknown", |version| view::status(connector, version)),
        "applications": shown.uses_of(connector, group.number),
        "behind": impact::behind(connector, group.number),
        "breaks": impact::breaks_crossed(connector, group.number).len(),
        "grade": grade,
        "verdict": comparison.map(|comparison| json!(steps::parts(&comparison.verdict()))),
        "compare": group.version.zip(current).and_then(|(from, to)| compare_href(connector, from, to)),
    })
}

fn full(shown: &Shown<'_>, connector: &Connector, group: &OnVersion<'_>) -> Value {
    let comparison = comparison(shown, connector, group);
    let mut all = summary(shown, connector, group, comparison.as_deref());
    let row = |(application, used): &(&Application, &Use)| {
        json!({
            "application": view::application(shown, application),
            "connection": used.connection,
            "todo": todo(shown, used),
            "observed": used.settings.is_some(),
        })
    };
    all["uses"] = json!(group.uses.iter().map(row).collect::<Vec<_>>());
    all
}

/// What one use has to do to be on the current version, as parts of sentences: what it must fill in there, and what the
/// versions on the way ask for.
fn todo(shown: &Shown<'_>, used: &Use) -> Vec<Value> {
    let Some(way) = Way::of(shown, used) else { return Vec::new() };
    let filled = way.path.fill_in.iter().map(|needed| {
        let words = if needed.reach == Reach::Surely { "fill in " } else { "perhaps fill in " };
        json!([[false, words], [true, needed.key]])
    });
    let crossed = way.path.crossed.iter().flat_map(|crossed| crossed.changes.iter().flatten());
    let others = crossed.filter(|(change, _)| !is_to_fill_in(change.kind));
    let deeds: Vec<Message> = others.filter_map(|(change, reach)| change.todo(*reach)).collect();
    filled.chain(deeds.iter().map(|deed| json!(steps::parts(deed)))).collect()
}

fn is_to_fill_in(kind: Kind) -> bool {
    matches!(kind, Kind::AddedRequired | Kind::Required | Kind::DefaultDropped | Kind::ShownRequired)
}
