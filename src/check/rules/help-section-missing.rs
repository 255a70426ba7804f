//! A help page lacks one of its sections.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A help page lacks one of its sections.
pub(super) struct HelpSectionMissing;

impl Rule for HelpSectionMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(help) = connector.help.as_ref().filter(|help| !help.trim().is_empty()) else {
                continue;
            };
            let missing: Vec<&str> =
                SECTIONS.into_iter().filter(|section| help.heading(section).is_none()).collect();
            if !missing.is_empty() {
                let Ok(path) = connector.folder.join("help.md") else { continue };
                let message = format!("the help has no section `{}`", missing.join("`, `"));
                findings
                    .at(Place::file(&path), message)
                    .fix(format!("write `## {}` and what belongs there", missing[0]));
            }
        }
    }
}

/// The sections that every help page has (release notes come from the versions).
const SECTIONS: [&str; 3] = ["Context", "Configuration", "Example"];
