//! The owners of a connector change without their word.

use std::collections::BTreeSet;

use crate::check::{Context, Findings, Rule};
use crate::diag::{Place, Severity};
use crate::model::Connector;

/// The owners of a connector change without their word.
pub(super) struct OwnerChanged;

impl Rule for OwnerChanged {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        let access = &since.before.access;
        for (before, after) in since.delta.connectors.iter().filter_map(|delta| delta.both()) {
            let names = |connector: &Connector| -> BTreeSet<String> {
                connector
                    .owners
                    .iter()
                    .map(|owner| owner.trim_start_matches('@').to_ascii_lowercase())
                    .collect()
            };
            let (old, new) = (names(before), names(after));
            let may = |actor: &String| access.is_administrator(actor) || before.is_owned_by(actor, access);
            if old == new || since.actors.iter().any(may) || context.registry.faulty.contains(&after.file) {
                continue;
            }
            let listed = |connector: &Connector| match connector.owners.len() {
                0 => "nobody".to_owned(),
                _ => connector
                    .owners
                    .iter()
                    .map(|owner| format!("`{}`", owner.as_str()))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            let finding = findings.at(
                Place::file(&after.file),
                format!(
                    "`{}` was owned by {} and is owned by {} now",
                    after.slug,
                    listed(before),
                    listed(after)
                ),
            );
            let owners = before.owners.iter().map(|owner| owner.to_string());
            finding.needs(owners.chain(access.administrators.iter().cloned()));
            finding.fix("let one of them agree, and name them with --actor");
            if !access.written {
                finding.severity = Severity::Warning;
            }
        }
    }
}
