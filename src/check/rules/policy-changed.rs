//! Who may do what, or what is checked, changes.

use std::collections::BTreeSet;

use crate::check::{Context, Findings, Rule};
use crate::diag::{Place, Severity};
use crate::model::{Access, Policy, Registry};
use crate::source::RepoPath;

/// Who may do what, or what is checked, changes.
pub(super) struct PolicyChanged;

impl Rule for PolicyChanged {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        let access = &since.before.access;
        for file in since.delta.files.iter().filter(|file| is_policy(file)) {
            let by_administrator = since.actors.iter().any(|actor| access.is_administrator(actor));
            let finding = findings.at(
                Place::file(file),
                if is_look(file) {
                    format!("the change touches `{file}`, which is on every page of the catalogue")
                } else {
                    format!("the change touches `{file}`; what stood there before counts for this change")
                },
            );
            let notes = match file.as_str() {
                "access.yaml" => access_notes(access, &context.registry.access),
                "registry.yaml" => policy_notes(&since.before.policy, &context.registry.policy),
                _ => Vec::new(),
            };
            notes.into_iter().for_each(|note| _ = finding.note(note));
            if by_administrator || !access.written {
                finding.severity = Severity::Warning;
            } else {
                finding
                    .needs(access.administrators.iter().cloned())
                    .fix("let an administrator agree, and name them with --actor");
            }
        }
    }
}

/// Whether a file decides what may be done, or how every page looks.
fn is_policy(file: &RepoPath) -> bool {
    *file == Registry::access_file() || *file == Registry::policy_file() || is_look(file)
}

fn is_look(file: &RepoPath) -> bool {
    matches!(file.parts().next(), Some("templates" | "branding")) && file.parts().count() > 1
}

/// What comes and goes, one sentence each.
fn changes(what: &str, before: &BTreeSet<String>, after: &BTreeSet<String>) -> Vec<String> {
    let listed = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        one.difference(other).map(|item| format!("`{item}`")).collect()
    };
    let (new, gone) = (listed(after, before), listed(before, after));
    let say = |items: Vec<String>, how: &str| {
        (!items.is_empty()).then(|| format!("{how} {what}: {}", items.join(", ")))
    };
    [say(new, "new"), say(gone, "former")].into_iter().flatten().collect()
}

fn access_notes(before: &Access, after: &Access) -> Vec<String> {
    let administrators = |access: &Access| access.administrators.iter().cloned().collect();
    let members = |access: &Access| {
        let pairs = access
            .groups
            .iter()
            .flat_map(|(group, people)| people.value.iter().map(move |person| (group, person)));
        pairs.map(|(group, person)| format!("{person} in {group}")).collect()
    };
    let rights = |access: &Access| {
        let pairs =
            access.rights.iter().flat_map(|(group, rights)| rights.iter().map(move |right| (group, right)));
        pairs.map(|(group, right)| format!("{} of {}", right.value, group.value)).collect()
    };
    let owners = |access: &Access| access.owners_may.iter().map(|right| right.value.clone()).collect();
    let mut notes = changes("administrators", &administrators(before), &administrators(after));
    notes.extend(changes("people", &members(before), &members(after)));
    notes.extend(changes("rights", &rights(before), &rights(after)));
    notes.extend(changes("rights of owners", &owners(before), &owners(after)));
    notes
}

fn policy_notes(before: &Policy, after: &Policy) -> Vec<String> {
    let levels = |policy: &Policy| {
        policy.levels.iter().map(|(code, level)| format!("{}: {level}", code.value)).collect()
    };
    let waivers = |policy: &Policy| {
        let waiver = |waiver: &crate::model::Waiver| {
            format!("{} for {} until {}", waiver.rule.value, waiver.path.glob(), waiver.expires)
        };
        policy.waivers.iter().map(waiver).collect()
    };
    let mut notes = changes("levels", &levels(before), &levels(after));
    notes.extend(changes("waivers", &waivers(before), &waivers(after)));
    let store = |policy: &Policy| {
        policy.package_store.as_ref().map_or("nothing".to_owned(), |place| place.value.as_str().to_owned())
    };
    if store(before) != store(after) {
        notes.push(format!("`package_store` was {} and is {} now", store(before), store(after)));
    }
    if before.usage_max_age_days != after.usage_max_age_days {
        let days =
            |policy: &Policy| policy.usage_max_age_days.map_or("nothing".to_owned(), |days| days.to_string());
        notes.push(format!("`usage_max_age_days` was {} and is {} now", days(before), days(after)));
    }
    notes
}
