//! A setting of the form has a key that stands nowhere in the plug-in's code. A hint.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A setting of the form has a key that stands nowhere in the plug-in's code. A hint.
pub(super) struct SettingKeyNotInCode;

impl Rule for SettingKeyNotInCode {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                for key in &facts.code.keys_not_in_code {
                    findings
                        .at(
                            Place::file(version.package_file()),
                            format!("the key `{key}` of the form stands nowhere in the plug-in's code"),
                        )
                        .note("a hint: code may compose a key, or take all settings at once")
                        .fix("correct the key, or take the setting out of the form");
                }
            }
        }
    }
}
