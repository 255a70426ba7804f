//! Nobody knows whether what is deleted is in use.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Application, ConnectorDelta, stale};
use crate::source::RepoPath;

/// Nobody knows whether what is deleted is in use.
pub(super) struct DeletionUseUnknown;

impl Rule for DeletionUseUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        let Some(days) = since.before.policy.usage_max_age_days else { return };
        let stale = stale(context.registry, days, context.today);
        if stale.is_empty() {
            return;
        }
        let note = format!("not observed for more than {days} days: {}", listed(context, &stale));
        for (place, what) in since.delta.connectors.iter().flat_map(|delta| deleted(context, delta)) {
            let message = format!("whether {what} is still in use is not known, and the change deletes it");
            findings
                .at(Place::file(place), message)
                .note(note.as_str())
                .fix(format!("read them from the platform again, and write `observed: {}`", context.today));
        }
    }
}

/// The most applications that are named.
const MOST_TOLD: usize = 5;

/// The names that the reader may see, and how many more there are.
fn listed(context: &Context<'_>, stale: &[&Application]) -> String {
    let reader = context.reader();
    let seen = stale.iter().filter(|application| reader.sees(application));
    let names: Vec<String> =
        seen.take(MOST_TOLD).map(|application| format!("`{}`", application.name.value)).collect();
    match (names.len(), stale.len() - names.len()) {
        (_, 0) => names.join(", "),
        (0, more) => format!("{more} applications"),
        (_, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// What the change deletes that no application is known to use: where it was, and what it is.
fn deleted<'d>(context: &Context<'_>, delta: &'d ConnectorDelta<'_>) -> Vec<(&'d RepoPath, String)> {
    let connector = delta.either();
    match delta.after {
        None if context.usage.of_connector(connector.slug.as_str()).next().is_none() => {
            vec![(&connector.file, format!("`{}`", connector.slug))]
        }
        None => Vec::new(),
        Some(_) => delta
            .removed()
            .filter(|version| context.usage.of_version(&connector.slug, &version.number).is_empty())
            .map(|version| (&version.file, format!("`{}` {}", connector.slug, version.number)))
            .collect(),
    }
}
