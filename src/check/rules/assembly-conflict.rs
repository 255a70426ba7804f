//! Two connectors of one application bring different versions of one assembly.

use std::collections::{BTreeMap, HashSet};

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Application, PackageFacts, Use};
use crate::package::ReferenceType;
use crate::package::code::AssemblyFacts;

/// Two connectors of one application bring different versions of one assembly.
pub(super) struct AssemblyConflict;

impl Rule for AssemblyConflict {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for application in &context.registry.applications {
            let mut brought: BTreeMap<String, Vec<Brought<'_>>> = BTreeMap::new();
            let mut seen = HashSet::new();
            for used in &application.uses {
                let Some(connector) = context.usage.connector(&used.connector) else { continue };
                let Some(version) = connector.version(&used.version) else { continue };
                let Some(facts) = version.facts().filter(|_| seen.insert(&version.file)) else { continue };
                for assembly in libraries(facts) {
                    let name = assembly.name.to_lowercase();
                    brought.entry(name).or_default().push(Brought { used, assembly });
                }
            }
            for versions in brought.values() {
                report(application, versions, findings);
            }
        }
    }
}

/// An assembly, and the connector that brings it.
struct Brought<'r> {
    used: &'r Use,
    assembly: &'r AssemblyFacts,
}

/// The bundled assemblies that connectors may share: no plug-ins, no translations.
fn libraries(facts: &PackageFacts) -> impl Iterator<Item = &AssemblyFacts> {
    let all = facts.code.assemblies();
    let shared = all.filter(|(file, it)| file.kind != ReferenceType::Agent && it.culture.is_empty());
    shared.map(|(_, assembly)| assembly)
}

/// Reports the first two of `brought`, all of one name, that differ. A package that brings two versions itself is another
/// rule's.
fn report(application: &Application, brought: &[Brought<'_>], findings: &mut Findings<'_>) {
    let Some((first, others)) = brought.split_first() else { return };
    let differs = |other: &&Brought<'_>| {
        other.assembly.version != first.assembly.version && other.used.span != first.used.span
    };
    let Some(second) = others.iter().find(differs) else { return };
    let of = |it: &Brought<'_>| {
        format!("{} with `{}` {}", it.assembly.version, it.used.connector, it.used.version)
    };
    let message = format!(
        "`{}` gets `{}` as {} and as {}",
        application.name,
        second.assembly.name,
        of(first),
        of(second)
    );
    findings
        .at(Place::at(&application.file, second.used.version.span), message)
        .label(format!("brings {}", second.assembly.version))
        .related(
            Place::at(&application.file, first.used.version.span),
            format!("brings {}", first.assembly.version),
        )
        .fix(format!("use versions of the two that bring the same `{}`", second.assembly.name));
}
