//! A package is kept in a form that App Designer does not take.

use crate::check::{Context, Findings, Rule};
use crate::package::Container;

/// A package is kept in a form that App Designer does not take.
pub(super) struct PackageNotBinary;

impl Rule for PackageNotBinary {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            let (actual, expected) = (found.facts.container, Container::Binary);
            if actual != expected {
                let message =
                    format!("the package is in the form `{actual}`; App Designer takes only `{expected}`");
                let path = found.version.package_file();
                findings
                    .at(found.place(), message)
                    .note(
                        "the catalogue offers the binary form, but whoever takes this file has to convert it",
                    )
                    .fix(format!("run `connectory convert {path} OUT.xmp`, and put what it writes here"));
            }
        }
    }
}
