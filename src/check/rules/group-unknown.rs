//! A group is named that access.yaml does not hold.

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;
use crate::source::{RepoPath, Spanned};

/// A group is named that access.yaml does not hold.
pub(super) struct GroupUnknown;

impl Rule for GroupUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        let groups = &registry.access.groups;
        let mut named: Vec<(&RepoPath, &Spanned<String>)> = Vec::new();
        for application in &registry.applications {
            named.extend(application.access.iter().map(|group| (&application.file, group)));
        }
        let (access, policy) = (Registry::access_file(), Registry::policy_file());
        named.extend(registry.access.rights.iter().map(|(group, _)| (&access, group)));
        let seen = registry.policy.sites.iter().flat_map(|site| site.sees.iter().flatten());
        named.extend(seen.map(|group| (&policy, group)));
        if registry.faulty.contains(&access) {
            return;
        }
        let known: Vec<&str> = groups.keys().map(String::as_str).collect();
        for (file, group) in named.into_iter().filter(|(_, group)| !groups.contains_key(&group.value)) {
            let finding =
                findings.at(Place::at(file, group.span), format!("there is no group `{}`", group.value));
            match nearest(group, &known) {
                Some(near) => finding.fix(format!("did you mean `{near}`?")),
                None => finding.fix("declare it under `groups:` in access.yaml"),
            };
        }
    }
}
