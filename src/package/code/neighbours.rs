//! What the bundled assemblies refer to, beside what is bundled.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::package::clr::AssemblyReference;

use super::bundle::{Bundle, Read, simple};
use super::provided;

/// What is referred to, not bundled, and not there anyway. By name.
pub(super) fn missing(bundle: &Bundle) -> Vec<AssemblyReference> {
    let mut missing: BTreeMap<String, &AssemblyReference> = BTreeMap::new();
    for reference in bundle.assemblies().flat_map(|(_, assembly)| &assembly.references) {
        let name = simple(&reference.name);
        if bundle.find(&name).is_some() || provided::is_provided(&name) {
            continue;
        }
        let highest = missing.entry(name).or_insert(reference);
        if highest.version < reference.version {
            *highest = reference;
        }
    }
    missing.into_values().cloned().collect()
}

/// The simple names that two files hold with the same culture, as the first of them writes it.
pub(super) fn bundled_twice(bundle: &Bundle) -> Vec<String> {
    let mut files: HashMap<(String, String), (&str, usize)> = HashMap::new();
    for (_, assembly) in bundle.assemblies() {
        let identity = (simple(&assembly.name), simple(&assembly.culture));
        files.entry(identity).or_insert((&assembly.name, 0)).1 += 1;
    }
    let mut twice: Vec<String> =
        files.into_values().filter(|(_, count)| *count > 1).map(|(name, _)| name.to_owned()).collect();
    twice.sort_unstable();
    twice.dedup();
    twice
}

/// The files whose assembly no other one refers to. A plug-in is there for itself, and a resource assembly (one with a
/// culture) is found by its name without anyone referring to it. None where a file could not be read, which may refer to any.
pub(super) fn never_referenced(bundle: &Bundle) -> Vec<String> {
    if bundle.files.iter().any(|file| matches!(file.content, Read::Damaged { .. })) {
        return Vec::new();
    }
    let mut referred = HashSet::new();
    for (_, assembly) in bundle.assemblies() {
        let own = simple(&assembly.name);
        referred.extend(assembly.references.iter().map(|r| simple(&r.name)).filter(|name| *name != own));
    }
    bundle
        .assemblies()
        .filter(|(at, assembly)| !bundle.is_plug_in(*at) && assembly.culture.is_empty())
        .filter(|(_, assembly)| !referred.contains(&simple(&assembly.name)))
        .filter_map(|(at, _)| bundle.files.get(at).map(|file| file.name.clone()))
        .collect()
}
