//! An application names a version that does not exist.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An application names a version that does not exist.
pub(super) struct ApplicationVersionUnknown;

impl Rule for ApplicationVersionUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        for application in &registry.applications {
            for used in &application.uses {
                let Some(connector) = context.usage.connector(&used.connector) else { continue };
                // One that the change deletes is reported where it was, once, with everybody who uses it.
                let before = || context.before(&used.connector);
                let deleted = || before().is_some_and(|before| before.version(&used.version).is_some());
                if connector.version(&used.version).is_some() || deleted() {
                    continue;
                }
                let known: Vec<&str> =
                    connector.versions.iter().map(|version| version.number.as_str()).collect();
                let finding = findings.at(
                    Place::at(&application.file, used.version.span),
                    format!("`{}` has no version `{}`", connector.slug, used.version.value),
                );
                match known.as_slice() {
                    [] => finding.fix("it has no version"),
                    _ => finding.fix(format!("its versions are {}", known.join(", "))),
                };
            }
        }
    }
}
