//! A group is named that access.yaml does not hold.

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::source::RepoPath;

/// A group is named that access.yaml does not hold.
pub(super) struct GroupUnknown;

impl Rule for GroupUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        let known: Vec<&str> = registry.access.groups.keys().map(String::as_str).collect();
        let mut named: Vec<(&RepoPath, &crate::source::Spanned<String>)> = Vec::new();
        for application in &registry.applications {
            named.extend(application.access.iter().map(|group| (&application.file, group)));
        }
        let access = RepoPath::new("access.yaml").expect("a constant path is well-formed");
        named.extend(registry.access.rights.iter().map(|(group, _)| (&access, group)));
        if registry.faulty.contains(&access) {
            return;
        }
        for (file, group) in named {
            if known.contains(&group.as_str()) {
                continue;
            }
            let finding =
                findings.at(Place::at(file, group.span), format!("there is no group `{}`", group.value));
            match nearest(group, &known) {
                Some(near) => finding.fix(format!("did you mean `{near}`?")),
                None => finding.fix("declare it under `groups:` in access.yaml"),
            };
        }
    }
}
