//! An application fills in a key that the version does not have.

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An application fills in a key that the version does not have.
pub(super) struct SettingNotInVersion;

impl Rule for SettingNotInVersion {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        for application in &registry.applications {
            for used in &application.uses {
                let version = context.usage.connector(&used.connector).and_then(|c| c.version(&used.version));
                let Some(facts) = version.and_then(|version| version.facts()) else { continue };
                let known: Vec<&str> = facts.form.leaves().filter_map(|setting| setting.key()).collect();
                for key in used.settings.iter().flatten().filter(|key| !known.contains(&key.as_str())) {
                    let message = format!(
                        "`{}` {} has no setting `{}`",
                        used.connector.value, used.version.value, key.value
                    );
                    let finding = findings.at(Place::at(&application.file, key.span), message);
                    match nearest(key, &known) {
                        Some(near) => finding.fix(format!("did you mean `{near}`?")),
                        None => finding.fix(format!("its keys are {}", known.join(", "))),
                    };
                }
            }
        }
    }
}
