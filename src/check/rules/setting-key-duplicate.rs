//! Two settings of a form have the same key.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::package::Setting;

/// Two settings of a form have the same key.
pub(super) struct SettingKeyDuplicate;

impl Rule for SettingKeyDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                let place = || Place::file(version.package_file());
                let leaves: Vec<&Setting> = facts.form.leaves().collect();
                for (key, captions) in repeated(&leaves) {
                    findings
                        .at(place(), format!("the setting key `{key}` is used {} times", captions.len()))
                        .note(format!("by `{}`", captions.join("`, `")))
                        .fix("give each setting its own key");
                }
                for grid in leaves {
                    for (key, captions) in repeated(&grid.columns().iter().collect::<Vec<_>>()) {
                        let name = grid.key().unwrap_or("?");
                        findings
                            .at(
                                place(),
                                format!(
                                    "the column key `{key}` of `{name}` is used {} times",
                                    captions.len()
                                ),
                            )
                            .fix("give each column its own key");
                    }
                }
            }
        }
    }
}

/// Keys that more than one of `settings` has, with the captions of those.
fn repeated<'s>(settings: &[&'s Setting]) -> Vec<(&'s str, Vec<&'s str>)> {
    let mut captions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for setting in settings {
        if let Some(key) = setting.key() {
            captions.entry(key).or_default().push(setting.caption().unwrap_or("(no caption)"));
        }
    }
    captions.into_iter().filter(|(_, captions)| captions.len() > 1).collect()
}
