//! The class that App Designer loads, and the assemblies it needs.

use std::collections::HashSet;

use super::details::became;
use super::message::Message;
use super::{Affects, Change, Kind, Subject};
use crate::model::PackageFacts;
use crate::package::clr::AssemblyReference;
use crate::package::code::EntryPoint;

/// What interfaces begin with that mean something to App Designer.
const OF_THE_FRAMEWORK: [&str; 2] = ["XMPro.", "XMIoT."];

/// Entry point, interfaces and missing assemblies. Where the code of either package was not read, only the entry
/// point's name is compared.
pub(super) fn changes(before: &PackageFacts, after: &PackageFacts) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.entry_point != after.entry_point {
        let message = became("the entry point", &before.entry_point, &after.entry_point);
        changes.push(Change::new(Kind::EntryPoint, Subject::Package, Affects::Everyone, message));
    }
    if !before.code.files.is_empty() && !after.code.files.is_empty() {
        entry_point(&before.code.entry_point, &after.code.entry_point, &mut changes);
        missing(&before.code.missing, &after.code.missing, &mut changes);
    }
    changes
}

fn entry_point(before: &EntryPoint, after: &EntryPoint, changes: &mut Vec<Change>) {
    let mut push =
        |kind, affects, message| changes.push(Change::new(kind, Subject::Package, affects, message));
    match (before, after) {
        (EntryPoint::Found { .. }, EntryPoint::Missing { .. }) => push(
            Kind::EntryPointMissing,
            Affects::Everyone,
            Message::words("the class named as entry point is not in the plug-in"),
        ),
        (EntryPoint::Missing { .. }, EntryPoint::Found { .. }) => push(
            Kind::EntryPointFound,
            Affects::Nobody,
            Message::words("the class named as entry point is in the plug-in now"),
        ),
        _ => {}
    }
    for fault in faults(after).iter().filter(|fault| can_be_loaded(before) && !faults(before).contains(fault))
    {
        let message = Message::words("the class named as entry point ").say(*fault);
        push(Kind::EntryPointUnusable, Affects::Everyone, message);
    }
    interfaces(before, after, &mut push);
}

/// Why App Designer cannot make an object of the class.
fn faults(entry_point: &EntryPoint) -> Vec<&'static str> {
    let EntryPoint::Found { public, concrete, default_constructor, .. } = entry_point else {
        return Vec::new();
    };
    let all = [
        (*public, "is not public"),
        (*concrete, "is abstract, generic or an interface"),
        (*default_constructor, "has no public constructor without parameters"),
    ];
    all.into_iter().filter(|(good, _)| !good).map(|(_, fault)| fault).collect()
}

fn can_be_loaded(entry_point: &EntryPoint) -> bool {
    matches!(entry_point, EntryPoint::Found { .. })
}

fn interfaces(before: &EntryPoint, after: &EntryPoint, push: &mut impl FnMut(Kind, Affects, Message)) {
    let (
        EntryPoint::Found { interfaces: had, outside: outside_before, .. },
        EntryPoint::Found { interfaces: has, outside: outside_after, .. },
    ) = (before, after)
    else {
        return;
    };
    let meant = |name: &&String| OF_THE_FRAMEWORK.iter().any(|start| name.starts_with(start));
    let (kept, known): (HashSet<&String>, HashSet<&String>) = (has.iter().collect(), had.iter().collect());
    // A base that is new and cannot be looked into may bring along what seems to be gone.
    let hidden = outside_after.iter().find(|name| !outside_before.contains(name));
    for name in had.iter().filter(meant).filter(|name| !kept.contains(name)) {
        let message = Message::words("the entry point does not implement ").value(name);
        match hidden {
            None => push(Kind::InterfaceDropped, Affects::Everyone, message.say(" any more")),
            Some(base) => push(
                Kind::InterfacePerhapsDropped,
                Affects::Everyone,
                message.say(" itself any more, and it is not known whether ").value(base).say(" does"),
            ),
        }
    }
    for name in has.iter().filter(meant).filter(|name| !known.contains(name)) {
        let message = Message::words("the entry point implements ").value(name);
        push(Kind::InterfaceAdded, Affects::Nobody, message);
    }
}

fn missing(before: &[AssemblyReference], after: &[AssemblyReference], changes: &mut Vec<Change>) {
    let names = |references: &[AssemblyReference]| -> HashSet<String> {
        references.iter().map(|reference| reference.name.clone()).collect()
    };
    let (was, is) = (names(before), names(after));
    for reference in after.iter().filter(|reference| !was.contains(&reference.name)) {
        let subject = Subject::Assembly(reference.name.clone());
        let version = reference.version.to_string();
        let message = subject.named().say(" ").value(&version).say(" is needed and not in the package");
        changes.push(Change::new(Kind::DependencyMissing, subject, Affects::Everyone, message));
    }
    for reference in before.iter().filter(|reference| !is.contains(&reference.name)) {
        let subject = Subject::Assembly(reference.name.clone());
        let message = subject.named().say(" is not missing any more");
        changes.push(Change::new(Kind::DependencyFound, subject, Affects::Nobody, message));
    }
}
