//! A package is kept in a form that App Designer does not take.

use crate::check::{Context, Findings, Rule};
use crate::package::Container;

/// A package is kept in a form that App Designer does not take.
pub(super) struct PackageNotBinary;

impl Rule for PackageNotBinary {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            let container = found.facts.container;
            if container != Container::Binary {
                findings
                    .at(
                        found.place(),
                        format!("the package is in the form `{container}`; App Designer takes only `{}`", Container::Binary),
                    )
                    .note("the catalogue offers the binary form, which is made of it; whoever takes the file from here has to convert it")
                    .fix(format!("run `connectory convert {} OUT.xmp`, and put what it writes here", found.version.package_path));
            }
        }
    }
}
