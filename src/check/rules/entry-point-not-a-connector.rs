//! The class that a package names as entry point is no connector.

use crate::check::{Context, Findings, Rule};
use crate::package::PackageRole;
use crate::package::code::EntryPoint;

/// How the names of the platform's interfaces begin.
const PLATFORM: [&str; 2] = ["XMPro.", "XMIoT."];

/// The class that a package names as entry point is no connector.
pub(super) struct EntryPointNotAConnector;

impl Rule for EntryPointNotAConnector {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            let EntryPoint::Found { public: true, interfaces, outside, .. } = &found.facts.code.entry_point
            else {
                continue;
            };
            // A base outside of the package may implement anything, unless it is the framework's of Microsoft.
            let known = outside.iter().all(|name| name.starts_with("System."));
            let of_platform = |name: &String| PLATFORM.iter().any(|prefix| name.starts_with(prefix));
            if found.facts.role == PackageRole::Agent || !known || interfaces.iter().any(of_platform) {
                continue;
            }
            let message = format!(
                "the entry point `{}` implements no interface of a connector; expected `IConnector`",
                found.facts.entry_point
            );
            let finding = findings.at(found.place(), message);
            if !interfaces.is_empty() {
                finding.note(format!("it implements `{}`", interfaces.join("`, `")));
            }
            finding.fix("name the class that implements `XMPro.Integration.Framework.Connector.IConnector`");
        }
    }
}
