//! What a package says of itself beside its form and its code.

use std::collections::HashSet;

use super::message::Message;
use super::{Affects, Change, Kind, Subject};
use crate::model::PackageFacts;
use crate::package::PackageRole;

/// What the package is, and where it can be used.
pub(super) fn identity(before: &PackageFacts, after: &PackageFacts) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut text = |kind, what, before: &str, after: &str| {
        if before != after {
            changes.push(package(kind, became(what, before, after), Affects::Everyone));
        }
    };
    // A GUID is the same one in any case.
    if !before.id.eq_ignore_ascii_case(&after.id) {
        text(Kind::Id, "the id", &before.id, &after.id);
    }
    // Nobody knows what an unknown role is; it may be the other one.
    if before.role != PackageRole::Unknown && after.role != PackageRole::Unknown {
        text(Kind::Role, "the role", role(before.role), role(after.role));
    }
    text(Kind::Platform, "the platform", &before.platform, &after.platform);
    text(Kind::Type, "the type", &before.kind, &after.kind);
    match (before.require_input_map, after.require_input_map) {
        (false, true) => {
            let message = Message::words("its input must be mapped");
            changes.push(package(Kind::InputMapRequired, message, Affects::Everyone));
        }
        (true, false) => {
            let message = Message::words("its input need not be mapped any more");
            changes.push(package(Kind::InputMapOptional, message, Affects::Nobody));
        }
        _ => {}
    }
    if before.isolated != after.isolated {
        let words = if after.isolated { "it runs isolated" } else { "it does not run isolated any more" };
        changes.push(package(Kind::Isolation, Message::words(words), Affects::Everyone));
    }
    changes
}

/// Inputs and outputs.
pub(super) fn endpoints(before: &PackageFacts, after: &PackageFacts) -> Vec<Change> {
    let inputs =
        endpoint_changes(&before.input_endpoints, &after.input_endpoints, "the inputs", Subject::Input);
    let outputs =
        endpoint_changes(&before.output_endpoints, &after.output_endpoints, "the outputs", Subject::Output);
    inputs.into_iter().chain(outputs).collect()
}

/// What only people see.
pub(super) fn shown(before: &PackageFacts, after: &PackageFacts) -> Vec<Change> {
    let category = |facts: &PackageFacts| facts.category.clone().unwrap_or_default();
    let help = |facts: &PackageFacts| facts.help_url.clone().unwrap_or_default();
    let mut changes = Vec::new();
    for (kind, what, before, after) in [
        (Kind::Name, "the name", before.name.clone(), after.name.clone()),
        (Kind::Category, "the category", category(before), category(after)),
        (Kind::HelpUrl, "the help page", help(before), help(after)),
    ] {
        if before != after {
            changes.push(package(kind, became(what, &before, &after), Affects::Nobody));
        }
    }
    if before.description != after.description {
        let message = Message::words("the description changed");
        changes.push(package(Kind::Description, message, Affects::Nobody));
    }
    if before.icon != after.icon {
        let words = match (&before.icon, &after.icon) {
            (None, _) => "it has an icon now",
            (_, None) => "it has no icon any more",
            _ => "the icon changed",
        };
        changes.push(package(Kind::Icon, Message::words(words), Affects::Nobody));
    }
    changes
}

fn endpoint_changes(
    before: &[String],
    after: &[String],
    all: &'static str,
    subject: fn(String) -> Subject,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let (known, kept): (HashSet<&String>, HashSet<&String>) =
        (before.iter().collect(), after.iter().collect());
    for name in after.iter().filter(|name| !known.contains(name)) {
        let subject = subject(name.clone());
        let message = subject.named().say(" was added");
        changes.push(Change::new(Kind::EndpointAdded, subject, Affects::Nobody, message));
    }
    for name in before.iter().filter(|name| !kept.contains(name)) {
        let subject = subject(name.clone());
        let message = subject.named().say(" was removed");
        changes.push(Change::new(Kind::EndpointRemoved, subject, Affects::Everyone, message));
    }
    let of_both = |names: &[String], others: &HashSet<&String>| -> Vec<String> {
        names.iter().filter(|name| others.contains(name)).cloned().collect()
    };
    if of_both(before, &kept) != of_both(after, &known) {
        let message = Message::words(all)
            .say(" stand in another order: ")
            .values(after.iter().map(String::as_str), "and");
        changes.push(package(Kind::EndpointsReordered, message, Affects::Everyone));
    }
    changes
}

fn package(kind: Kind, message: Message, affects: Affects) -> Change {
    Change::new(kind, Subject::Package, affects, message)
}

/// `the name changed from A to B`, or whichever of both is there.
pub(super) fn became(what: &str, before: &str, after: &str) -> Message {
    match (before, after) {
        ("", _) => Message::words(what).say(" is ").value(after).say(" now, there was none"),
        (_, "") => Message::words(what).say(" ").value(before).say(" is gone"),
        _ => Message::words(what).say(" changed from ").value(before).say(" to ").value(after),
    }
}

fn role(role: PackageRole) -> &'static str {
    match role {
        PackageRole::Connector => "connector",
        PackageRole::Agent => "agent",
        PackageRole::Unknown => "unknown",
    }
}
