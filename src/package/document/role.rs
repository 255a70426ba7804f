//! Whether a package is a connector or an agent.
//!
//! Both are made by the same tool and look the same. What tells them apart for certain are the interfaces the entry point
//! class implements, then the framework its assembly refers to. Where no assembly could be read, what the package
//! names has to do.

use crate::package::code::{self, CodeFacts, EntryPoint};

use super::{Package, ReferenceType};

/// What a package is to App Designer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageRole {
    /// Made for `XMPro.Integration.Framework`.
    Connector,
    /// Made for `XMIoT.Framework`.
    Agent,
    /// Neither framework is named, or both are.
    Unknown,
}

/// What a connector refers to.
const CONNECTOR: &str = "XMPro.Integration.";
/// What an agent refers to.
const AGENT: &str = "XMIoT.Framework";

impl Package<'_> {
    /// Whether this is a connector or an agent. Reads the code; [`Package::role_by`] takes what was read already.
    pub fn role(&self) -> PackageRole {
        self.role_by(&code::facts(self))
    }

    /// Whether this is a connector or an agent, by the first of these that names one framework and not the other: the
    /// interfaces of the entry point, the references of the plug-in, the bundled files, the namespace of the form, the
    /// name of the entry point. `code` are the facts about this package's code.
    pub fn role_by(&self, code: &CodeFacts) -> PackageRole {
        let interfaces: &[String] = match &code.entry_point {
            EntryPoint::Found { interfaces, .. } => interfaces,
            _ => &[],
        };
        let plug_ins = || code.assemblies().filter(|(file, _)| file.kind == ReferenceType::Agent);
        let implemented = |name: &str| interfaces.iter().any(|interface| interface.starts_with(name));
        let referred = |name: &str| {
            plug_ins().flat_map(|(_, facts)| &facts.references).any(|other| other.name.starts_with(name))
        };
        let bundled = |name: &str| self.references().iter().any(|reference| reference.name.starts_with(name));
        let unread = plug_ins().next().is_none();
        let in_dll = |name: &str| unread && self.is_in_a_plug_in(name.as_bytes());
        let namespace = self.settings().namespace().unwrap_or_default();
        let entry_point = self.entry_point().unwrap_or_default();
        decide(implemented(CONNECTOR), implemented(AGENT))
            .or_else(|| decide(referred(CONNECTOR), referred(AGENT)))
            .or_else(|| decide(in_dll(CONNECTOR), in_dll(AGENT)))
            .or_else(|| decide(bundled(CONNECTOR), bundled(AGENT)))
            .or_else(|| decide(namespace.contains(CONNECTOR), namespace.contains(AGENT)))
            .or_else(|| decide(entry_point.starts_with(CONNECTOR), entry_point.starts_with(AGENT)))
            .unwrap_or(PackageRole::Unknown)
    }

    /// Whether the bytes of a plug-in hold a name: even in an assembly that cannot be read, names stand as ASCII.
    fn is_in_a_plug_in(&self, name: &[u8]) -> bool {
        let plug_ins = self.references().iter().filter(|reference| reference.kind == ReferenceType::Agent);
        plug_ins.flat_map(|reference| reference.content.chunks()).any(|chunk| holds(chunk, name))
    }
}

fn decide(connector: bool, agent: bool) -> Option<PackageRole> {
    match (connector, agent) {
        (true, false) => Some(PackageRole::Connector),
        (false, true) => Some(PackageRole::Agent),
        _ => None,
    }
}

/// Whether `bytes` hold `name`.
fn holds(bytes: &[u8], name: &[u8]) -> bool {
    let Some((first, _)) = name.split_first() else {
        return true;
    };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(name) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}
