//! What a careful reviewer would say of a registry: the rules, their levels, and waivers.

mod context;
mod fields;
mod icons;
mod looks;
mod packages;
mod rules;
mod secrets;
mod settle;
mod words;

pub use context::{Context, Findings, Rule};
pub(crate) use rules::nearest;
pub use rules::{Entry, RULES, entry};
pub use settle::settle;

use crate::diag::{Diagnostic, Severity};
use crate::model::Level;

/// Runs every rule over the registry. Cannot fail: what is wrong is a finding.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for entry in RULES {
        let Some(rule) = entry.rule else { continue };
        let severity = if entry.level == Level::Deny { Severity::Error } else { Severity::Warning };
        rule.check(context, &mut Findings::new(entry.code, severity, &mut diagnostics));
    }
    diagnostics
}
