//! The files in the package, and the assemblies among them.

use std::collections::HashMap;

use super::message::Message;
use super::{Affects, Change, Kind, Subject};
use crate::model::{PackageFacts, ReferenceFacts};
use crate::package::ReferenceType;
use crate::package::code::{AssemblyFacts, FileContent};

/// A file, and what its code tells where that is known.
struct File<'f> {
    facts: &'f ReferenceFacts,
    content: Option<&'f FileContent>,
}

/// A file by its name, and which one of those with that name it is.
type Named<'f> = (&'f str, usize);

/// Files added, removed and changed, in the order of the package.
pub(super) fn changes(before: &PackageFacts, after: &PackageFacts) -> Vec<Change> {
    let (before, after) = (files(before), files(after));
    let at: HashMap<Named<'_>, &File<'_>> = before.iter().map(|(name, file)| (*name, file)).collect();
    let kept: HashMap<Named<'_>, &File<'_>> = after.iter().map(|(name, file)| (*name, file)).collect();
    let mut changes = Vec::new();
    for (name, file) in &after {
        let subject = Subject::File(name.0.to_owned());
        match at.get(name) {
            Some(former) => changed(former, file, &subject, &mut changes),
            None => {
                let message = subject.named().say(" was added").then(version(file));
                changes.push(Change::new(Kind::FileAdded, subject, Affects::Nobody, message));
            }
        }
    }
    for (name, file) in before.iter().filter(|(name, _)| !kept.contains_key(name)) {
        let subject = Subject::File(name.0.to_owned());
        let message = subject.named().say(" was removed").then(version(file));
        changes.push(Change::new(Kind::FileRemoved, subject, Affects::Everyone, message));
    }
    changes
}

fn files(package: &PackageFacts) -> Vec<(Named<'_>, File<'_>)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut files = Vec::new();
    for (at, facts) in package.references.iter().enumerate() {
        // Both lists are in the order of the package.
        let code = package.code.files.get(at).filter(|code| code.name == facts.name);
        let number = seen.entry(&facts.name).or_default();
        files.push(((facts.name.as_str(), *number), File { facts, content: code.map(|code| &code.content) }));
        *number += 1;
    }
    files
}

/// ` (1.2.0.0)`, where the file is known to be an assembly.
fn version(file: &File<'_>) -> Message {
    match file.content {
        Some(FileContent::Assembly(assembly)) => {
            Message::words(" (").value(&assembly.version.to_string()).say(")")
        }
        _ => Message::default(),
    }
}

fn changed(before: &File<'_>, after: &File<'_>, subject: &Subject, changes: &mut Vec<Change>) {
    let mut push = |kind: Kind, affects, message| {
        changes.push(Change::new(kind, subject.clone(), affects, subject.named().then(message)));
    };
    if before.facts.kind != after.facts.kind {
        let message = Message::words(" is of the type ")
            .value(after.facts.kind.as_str())
            .say(" and was ")
            .value(before.facts.kind.as_str());
        push(Kind::FileType, Affects::Nobody, message);
    }
    if before.facts.digest == after.facts.digest {
        return;
    }
    match (before.content, after.content) {
        (Some(FileContent::Assembly(before)), Some(FileContent::Assembly(assembly))) => {
            let plug_in = after.facts.kind == ReferenceType::Agent;
            upgraded(before, assembly, plug_in, &mut push);
            built(before, assembly, &mut push);
        }
        (Some(FileContent::Assembly(_)), Some(FileContent::Damaged { what, .. })) => {
            let message = Message::words(" cannot be read as an assembly any more: ").value(what);
            push(Kind::Damaged, Affects::Everyone, message);
        }
        _ if after.facts.kind == ReferenceType::Agent => {
            push(Kind::PlugIn, Affects::Nobody, Message::words(", the plug-in, has other bytes"));
        }
        _ => push(Kind::FileChanged, Affects::Everyone, Message::words(" has other bytes")),
    }
}

/// Name and version of an assembly whose bytes are others.
fn upgraded(
    before: &AssemblyFacts,
    after: &AssemblyFacts,
    plug_in: bool,
    push: &mut impl FnMut(Kind, Affects, Message),
) {
    let major = |facts: &AssemblyFacts| facts.version.0.first().copied();
    let (kind, affects) = match before.version.cmp(&after.version) {
        _ if plug_in => (Kind::PlugIn, Affects::Nobody),
        std::cmp::Ordering::Greater => (Kind::Downgraded, Affects::Everyone),
        std::cmp::Ordering::Equal => (Kind::Rebuilt, Affects::Everyone),
        std::cmp::Ordering::Less if major(before) != major(after) => (Kind::UpgradedMajor, Affects::Everyone),
        std::cmp::Ordering::Less => (Kind::Upgraded, Affects::Nobody),
    };
    let (old, new) = (before.version.to_string(), after.version.to_string());
    let message = if before.version == after.version {
        Message::words(" has other bytes under the same version ").value(&new)
    } else {
        Message::words(" went from ").value(&old).say(" to ").value(&new)
    };
    push(kind, affects, message);
}

/// How an assembly was built and for what.
fn built(before: &AssemblyFacts, after: &AssemblyFacts, push: &mut impl FnMut(Kind, Affects, Message)) {
    framework(before, after, push);
    let flips = [
        (before.debug_build, after.debug_build, Kind::DebugBuild, " is a debug build now"),
        (after.debug_build, before.debug_build, Kind::ReleaseBuild, " is no debug build any more"),
        (after.strong_named, before.strong_named, Kind::StrongNameDropped, " has no strong name any more"),
        (after.signed, before.signed, Kind::SignatureDropped, " is not signed any more"),
        (before.signed, after.signed, Kind::SignatureAdded, " is signed now"),
    ];
    for (was, is, kind, words) in flips {
        if is && !was {
            let affects = match kind.grade() {
                super::Grade::Safe => Affects::Nobody,
                _ => Affects::Everyone,
            };
            push(kind, affects, Message::words(words));
        }
    }
}

fn framework(before: &AssemblyFacts, after: &AssemblyFacts, push: &mut impl FnMut(Kind, Affects, Message)) {
    let (Some(old), Some(new)) = (&before.target_framework, &after.target_framework) else { return };
    // What cannot be taken apart is compared as text, and only its being different is told.
    let (kind, affects) = match (target(old), target(new)) {
        _ if old == new => return,
        (Some((family, old)), Some((other, new))) if family.eq_ignore_ascii_case(other) => {
            match old.cmp(&new) {
                std::cmp::Ordering::Less => (Kind::FrameworkRaised, Affects::Everyone),
                std::cmp::Ordering::Equal => return,
                std::cmp::Ordering::Greater => (Kind::FrameworkLowered, Affects::Nobody),
            }
        }
        // Every family loads assemblies for .NET Standard, if it is not too old.
        (_, Some((other, _))) if other.eq_ignore_ascii_case(".NETStandard") => {
            (Kind::FrameworkRaised, Affects::Everyone)
        }
        _ => (Kind::Framework, Affects::Everyone),
    };
    push(kind, affects, Message::words(" is built for ").value(new).say(" and was for ").value(old));
}

/// `.NETFramework,Version=v4.6.1` as its family and numbers.
fn target(text: &str) -> Option<(&str, Vec<u32>)> {
    let (family, rest) = text.split_once(',')?;
    let version = rest.split(',').find_map(|part| part.trim().strip_prefix("Version="))?;
    let numbers = version.trim_start_matches('v').split('.').map(|part| part.parse().ok());
    let mut numbers = numbers.collect::<Option<Vec<u32>>>()?;
    // 4.0 and 4.0.0 are the same.
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some((family.trim(), numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_framework_is_a_family_and_numbers() {
        assert_eq!(target(".NETFramework,Version=v4.6.1"), Some((".NETFramework", vec![4, 6, 1])));
        assert_eq!(target(".NETCoreApp,Version=v8.0"), Some((".NETCoreApp", vec![8])));
        assert_eq!(target(".NETFramework,Version=v4.0,Profile=Client"), Some((".NETFramework", vec![4])));
        assert_eq!(target("net48"), None);
        assert_eq!(target(".NETFramework,Version=vNext"), None);
    }
}
