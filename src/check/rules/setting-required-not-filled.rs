//! An application leaves a required setting empty.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An application leaves a required setting empty.
pub(super) struct SettingRequiredNotFilled;

impl Rule for SettingRequiredNotFilled {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        for application in registry.applications.iter().filter(|app| !registry.faulty.contains(&app.file)) {
            for used in &application.uses {
                let Some(filled) = &used.settings else { continue };
                let version = context.usage.connector(&used.connector).and_then(|c| c.version(&used.version));
                let Some(facts) = version.and_then(|version| version.facts()) else { continue };
                let is_filled = |key: &str| filled.iter().any(|filled| filled.value == key);
                let missing: Vec<String> =
                    facts.unfilled(is_filled).map(|(key, _)| format!("`{key}`")).collect();
                if !missing.is_empty() {
                    let message = format!(
                        "`{}` does not fill in {} of `{}` {}",
                        application.name,
                        missing.join(", "),
                        used.connector.value,
                        used.version.value
                    );
                    findings
                        .at(Place::at(&application.file, used.version.span), message)
                        .note("required, with no default")
                        .fix("fill it in on the platform, then list it under `settings:` here");
                }
            }
        }
    }
}
