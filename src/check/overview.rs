//! What a change does, for the comment on its pull request.

use std::collections::BTreeSet;

use super::Context;
use crate::diag::{Overview, Row};
use crate::model::change::Comparison;
use crate::model::{
    Connector, ConnectorDelta, ConnectorVersion, Registry, Status, VersionDelta, VersionNumber,
};

/// The rows and sentences about the change; what it was compared with, and the command, are the caller's to add.
/// `None` where no change is under review.
pub(super) fn overview(context: &Context<'_>) -> Option<Overview> {
    let since = context.since.as_ref()?;
    let rows = since.delta.connectors.iter().flat_map(|delta| rows(context, delta)).collect();
    Some(Overview { rows, others: others(since.before, context), ..Overview::default() })
}

fn rows(context: &Context<'_>, delta: &ConnectorDelta<'_>) -> Vec<Row> {
    let whole = match (delta.before, delta.after) {
        (None, Some(_)) => Some("new"),
        (Some(_), None) => Some("removed"),
        (Some(before), Some(after)) if before.slug != after.slug => Some("renamed"),
        (Some(before), Some(after)) if before.folder != after.folder && same_versions(delta) => Some("moved"),
        (Some(_), Some(_)) if delta.versions.is_empty() => Some("changed"),
        _ => None,
    };
    if let Some(what) = whole {
        let mut row = row(delta.either(), what);
        count(context, delta.either(), &mut row, |used| match (shown(delta.after), shown(delta.before)) {
            (Some(current), _) => used < current,
            (None, former) => former.is_some_and(|former| used <= former),
        });
        (row.from, row.to) = (text(shown(delta.before)), text(shown(delta.after)));
        if what == "renamed" {
            row.what =
                format!("renamed, formerly {}", delta.before.map_or("", |before| before.slug.as_str()));
        }
        return vec![row];
    }
    delta.versions.iter().filter_map(|version| version_row(context, delta.either(), version)).collect()
}

/// Whether no version came, went or changed its status.
fn same_versions(delta: &ConnectorDelta<'_>) -> bool {
    let kept = |version: &VersionDelta<'_>| match (version.before, version.after) {
        (Some(before), Some(after)) => {
            before.status.word() == after.status.word() && before.digest() == after.digest()
        }
        _ => false,
    };
    delta.versions.iter().all(kept)
}

/// The version of a connector that people see first.
fn shown(connector: Option<&Connector>) -> Option<&VersionNumber> {
    connector?.shown().map(|version| &version.number)
}

fn text(number: Option<&VersionNumber>) -> Option<String> {
    number.map(VersionNumber::to_string)
}

/// Counts in `row` the applications with a use of the connector for which `counts` speaks.
fn count(
    context: &Context<'_>,
    connector: &Connector,
    row: &mut Row,
    counts: impl Fn(&VersionNumber) -> bool,
) {
    let (reader, mut seen) = (context.reader(), BTreeSet::new());
    for (application, used) in context.usage.of_connector(connector.slug.as_str()) {
        if counts(&used.version) && seen.insert(&application.slug) {
            *if reader.sees(application) { &mut row.behind } else { &mut row.hidden } += 1;
        }
    }
}

fn version_row(context: &Context<'_>, connector: &Connector, delta: &VersionDelta<'_>) -> Option<Row> {
    let number = |version: &ConnectorVersion| Some(version.number.to_string());
    match (delta.before, delta.after) {
        (None, Some(version)) => {
            let mut row = row(connector, "new version");
            let before = connector.readable_below(&version.number);
            row.from = before.and_then(number);
            row.to = number(version);
            let facts = before.and_then(|before| before.facts()).zip(version.facts());
            row.verdict = facts.map(|(old, new)| Comparison::between(old, new).verdict().to_string());
            count(context, connector, &mut row, |used| *used < version.number);
            Some(row)
        }
        (Some(version), None) => {
            let mut row = row(connector, "version removed");
            count(context, connector, &mut row, |used| *used <= version.number);
            row.from = number(version);
            Some(row)
        }
        (Some(before), Some(after)) => {
            let what = match &after.status {
                status if status.word() == before.status.word() => "version changed",
                Status::Active => "active again",
                Status::Deprecated(_) => "deprecated",
                Status::Withdrawn(_) => "withdrawn",
            };
            let mut row = row(connector, what);
            // Who is on a version that is retired is behind, too.
            let retired = after.status.retirement().is_some();
            count(context, connector, &mut row, |used| {
                *used < after.number || (retired && *used == after.number)
            });
            (row.from, row.to) = (number(before), number(after));
            Some(row)
        }
        (None, None) => None,
    }
}

fn row(connector: &Connector, what: &str) -> Row {
    Row {
        connector: connector.slug.to_string(),
        what: what.to_owned(),
        from: None,
        to: None,
        verdict: None,
        behind: 0,
        hidden: 0,
        owners: connector.owners.iter().map(|owner| owner.to_string()).collect(),
    }
}

/// What changes beside connectors.
fn others(before: &Registry, context: &Context<'_>) -> Vec<String> {
    let Some(since) = &context.since else { return Vec::new() };
    let mut sentences = Vec::new();
    let mut say = |count: usize, one: &str, many: &str| {
        if count > 0 {
            let what = if count == 1 { one } else { many };
            sentences.push(format!("{count} {what}"));
        }
    };
    let after = context.registry;
    let had = |slug: &str| before.application(slug).is_some();
    let has = |slug: &str| after.application(slug).is_some();
    let touched = |application: &&crate::model::Application| since.delta.touches(&application.file);
    let new = after.applications.iter().filter(touched).filter(|application| !had(application.slug.as_str()));
    let gone =
        before.applications.iter().filter(touched).filter(|application| !has(application.slug.as_str()));
    let changed =
        after.applications.iter().filter(touched).filter(|application| had(application.slug.as_str()));
    say(new.count(), "application is new", "applications are new");
    say(changed.count(), "application changes", "applications change");
    say(gone.count(), "application goes", "applications go");
    for (file, sentence) in [
        (Registry::categories_file(), "the categories change"),
        (Registry::access_file(), "who may do what changes"),
        (Registry::policy_file(), "the policy of the registry changes"),
    ] {
        if since.delta.touches(&file) {
            sentences.push(sentence.to_owned());
        }
    }
    sentences
}
