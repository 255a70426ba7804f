//! Assemblies that one application gets in two versions, from two of its connectors.

use std::collections::{BTreeMap, HashSet};

use super::{Application, PackageFacts, Usage, Use};
use crate::package::ReferenceType;
use crate::package::code::AssemblyFacts;

/// An assembly, and the use of a connector that brings it.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'r> {
    /// The use.
    pub used: &'r Use,
    /// The assembly.
    pub assembly: &'r AssemblyFacts,
}

/// One assembly in different versions.
#[derive(Debug, Clone)]
pub struct Conflict<'r> {
    /// The one that is brought first, in the order of the application's file.
    pub first: Brought<'r>,
    /// The first that differs from it.
    pub second: Brought<'r>,
    /// All of that name, the first and the second among them.
    pub all: Vec<Brought<'r>>,
}

/// The conflicts of one application, by the assemblies' names. A package that brings two versions itself is no conflict
/// between connectors.
pub fn conflicts<'r>(usage: &Usage<'r>, application: &'r Application) -> Vec<Conflict<'r>> {
    let mut brought: BTreeMap<String, Vec<Brought<'r>>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for used in &application.uses {
        let Some(connector) = usage.connector(&used.connector) else { continue };
        let Some(version) = connector.version(&used.version) else { continue };
        let Some(facts) = version.facts().filter(|_| seen.insert(&version.file)) else { continue };
        for assembly in libraries(facts) {
            brought.entry(assembly.name.to_lowercase()).or_default().push(Brought { used, assembly });
        }
    }
    brought.into_values().filter_map(conflict).collect()
}

/// The bundled assemblies that connectors may share: no plug-ins, no translations.
fn libraries(facts: &PackageFacts) -> impl Iterator<Item = &AssemblyFacts> {
    let all = facts.code.assemblies();
    let shared = all.filter(|(file, it)| file.kind != ReferenceType::Agent && it.culture.is_empty());
    shared.map(|(_, assembly)| assembly)
}

fn conflict(all: Vec<Brought<'_>>) -> Option<Conflict<'_>> {
    let first = *all.first()?;
    let differs = |other: &&Brought<'_>| {
        other.assembly.version != first.assembly.version && other.used.span != first.used.span
    };
    let second = *all.iter().find(differs)?;
    Some(Conflict { first, second, all })
}
