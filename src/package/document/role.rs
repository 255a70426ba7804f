//! Whether a package is a connector or an agent.
//!
//! Both are made by the same tool and look the same. What tells them apart for certain are the interfaces the entry point
//! class implements. Until the DLL's .NET metadata is read, this is a fallback: the framework the package refers to.

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
    /// Whether this is a connector or an agent, by the first of these that names one framework and not the other: the
    /// names in the plug-in DLL (its assembly references stand there as ASCII), the bundled DLLs, the namespace of
    /// the form, the entry point.
    pub fn role(&self) -> PackageRole {
        let plug_ins = || self.references().iter().filter(|reference| reference.kind == ReferenceType::Agent);
        let in_dll = |name: &str| {
            plug_ins()
                .flat_map(|reference| reference.content.chunks())
                .any(|chunk| holds(chunk, name.as_bytes()))
        };
        let bundled = |name: &str| self.references().iter().any(|reference| reference.name.starts_with(name));
        let namespace = self.settings().namespace().unwrap_or_default();
        let entry_point = self.entry_point().unwrap_or_default();
        decide(in_dll(CONNECTOR), in_dll(AGENT))
            .or_else(|| decide(bundled(CONNECTOR), bundled(AGENT)))
            .or_else(|| decide(namespace.contains(CONNECTOR), namespace.contains(AGENT)))
            .or_else(|| decide(entry_point.starts_with(CONNECTOR), entry_point.starts_with(AGENT)))
            .unwrap_or(PackageRole::Unknown)
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
