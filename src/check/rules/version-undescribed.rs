//! A package lies there without its YAML file.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A package lies there without its YAML file.
pub(super) struct VersionUndescribed;

impl Rule for VersionUndescribed {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in connector.versions.iter().filter(|version| !version.described) {
                let yaml = format!("{}/versions/{}.yaml", connector.folder, version.number);
                // Something lies in its place and was refused.
                if context.registry.faulty.iter().any(|path| path.as_str() == yaml) {
                    continue;
                }
                let finding =
                    findings.at(Place::file(&version.package_path), "the package has no YAML file beside it");
                match version.facts() {
                    Some(facts) => finding.fix(format!("write `{yaml}` with `sha256: {}`", facts.digest)),
                    None => finding.fix(format!("write `{yaml}`")),
                };
            }
        }
    }
}
