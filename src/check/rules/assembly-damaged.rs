//! A file in a package begins as a Windows library and cannot be read as one.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::package::code::FileContent;

/// A file in a package begins as a Windows library and cannot be read as one.
pub(super) struct AssemblyDamaged;

impl Rule for AssemblyDamaged {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                for file in &facts.code.files {
                    if let FileContent::Damaged { offset, what } = &file.content {
                        findings
                            .at(
                                Place::file(version.package_file()),
                                format!(
                                    "`{}` in the package is damaged at its byte {offset}: {what}",
                                    file.name
                                ),
                            )
                            .fix("build or copy the file again and make the package anew");
                    }
                }
            }
        }
    }
}
