//! A picture in a help text has no words.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A picture in a help text has no words.
pub(super) struct HelpAltTextMissing;

impl Rule for HelpAltTextMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(help) = &connector.help else { continue };
            let Ok(file) = connector.folder.join("help.md") else { continue };
            for shot in help.shots.iter().filter(|shot| shot.words.trim().is_empty()) {
                let message = "the picture has no words for those who do not see it";
                findings
                    .at(Place::at(&file, shot.span), message)
                    .fix("write between the brackets what it shows: `![...]`");
            }
        }
    }
}
