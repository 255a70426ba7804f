//! What a package is made of, as a CycloneDX 1.6 document (ECMA-424).
//!
//! 1. The package is the document's subject, with the digest of its file.
//! 2. Each file inside is a component: an assembly with its own name and version, anything else as a file.
//! 3. Dependencies are the references between the assemblies inside. The framework and the platform are not inside, so
//!    the document calls its dependencies incomplete.
//!
//! There is no package URL: an assembly's name and version are not those of the NuGet package it may have come from, and a
//! wrong address would match the wrong advisories. Nothing here is random or asks a clock.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::web_url;
use crate::model::{PackageFacts, ReferenceFacts};
use crate::package::code::{AssemblyFacts, FileContent};
use crate::package::{PackageRole, ReferenceType};
use crate::source::Digest;

/// One file inside and its name in the document.
struct Part<'p> {
    reference: String,
    facts: &'p ReferenceFacts,
    content: Option<&'p FileContent>,
}

/// The document for one package, with the time `timestamp` if one is given.
pub fn sbom(facts: &PackageFacts, timestamp: Option<Timestamp>) -> Value {
    let root = format!("{}@{}", facts.id, facts.version);
    let parts = parts(facts, &root);
    let mut metadata = json!({
        "tools": { "components": [{
            "type": "application", "name": "connectory", "version": env!("CARGO_PKG_VERSION"),
        }] },
        "component": package(facts, &root),
    });
    if let Some(time) = timestamp {
        metadata["timestamp"] = json!(time.to_string());
    }
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial_number(&facts.digest),
        "version": 1,
        "metadata": metadata,
        "components": parts.iter().map(component).collect::<Vec<_>>(),
        "dependencies": dependencies(&root, &parts),
        "compositions": [
            { "aggregate": "complete", "assemblies": [root] },
            { "aggregate": "incomplete", "dependencies": [root] },
        ],
    })
}

/// A UUID of version 8 (RFC 9562, 5.8) made of the package's digest: the same package, the same number.
fn serial_number(digest: &Digest) -> String {
    let mut bytes: [u8; 16] = [0; 16];
    bytes.copy_from_slice(&digest.as_bytes()[..16]);
    bytes[6] = 0x80 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn parts<'p>(facts: &'p PackageFacts, root: &str) -> Vec<Part<'p>> {
    let files = facts.references.iter().enumerate();
    let part = files.map(|(at, file)| {
        // Both lists are in the order of the package.
        let code = facts.code.files.get(at).filter(|code| code.name == file.name);
        // Two files may have one name; the place tells them apart.
        let reference = format!("{root}/{at}/{}", file.name);
        Part { reference, facts: file, content: code.map(|code| &code.content) }
    });
    part.collect()
}

fn package(facts: &PackageFacts, root: &str) -> Value {
    let role = match facts.role {
        PackageRole::Connector => "connector",
        PackageRole::Agent => "agent",
        PackageRole::Unknown => "unknown",
    };
    let properties = [
        ("id", facts.id.to_string()),
        ("role", role.to_owned()),
        ("platform", facts.platform.to_string()),
        ("entry-point", facts.entry_point.to_string()),
        ("size", facts.size.to_string()),
    ];
    let mut component = json!({
        "type": "library",
        "bom-ref": root,
        "name": facts.name,
        "version": facts.version,
        "hashes": hashes(&facts.digest),
        "properties": listed(properties),
    });
    if !facts.description.is_empty() {
        component["description"] = json!(facts.description);
    }
    if let Some(url) = facts.help_url.as_deref().and_then(|url| web_url(url)) {
        component["externalReferences"] = json!([{ "type": "documentation", "url": url }]);
    }
    component
}

fn component(part: &Part<'_>) -> Value {
    let mut properties =
        vec![("kind", part.facts.kind.as_str().to_owned()), ("size", part.facts.size.to_string())];
    let hashes = hashes(&part.facts.digest);
    let Some(FileContent::Assembly(assembly)) = part.content else {
        match part.content {
            Some(FileContent::Native) => properties.push(("content", "native".to_owned())),
            Some(FileContent::Damaged { .. }) => properties.push(("content", "damaged assembly".to_owned())),
            _ => {}
        }
        return json!({
            "type": "file", "bom-ref": part.reference, "name": part.facts.name, "hashes": hashes,
            "properties": listed(properties),
        });
    };
    properties.insert(0, ("file", part.facts.name.clone()));
    properties.extend(of_assembly(assembly));
    json!({
        "type": "library",
        "bom-ref": part.reference,
        "name": assembly.name,
        "version": assembly.version.to_string(),
        "hashes": hashes,
        "properties": listed(properties),
    })
}

fn of_assembly(assembly: &AssemblyFacts) -> Vec<(&'static str, String)> {
    let mut properties = Vec::new();
    if !assembly.culture.is_empty() {
        properties.push(("culture", assembly.culture.clone()));
    }
    properties.extend(assembly.target_framework.clone().map(|framework| ("target-framework", framework)));
    for (name, set) in [
        ("strong-named", assembly.strong_named),
        ("signed", assembly.signed),
        ("mixed-mode", assembly.mixed_mode),
        ("debug-build", assembly.debug_build),
    ] {
        properties.push((name, set.to_string()));
    }
    properties
}

/// Who refers to whom. The package itself needs its plug-in, and whatever nothing inside refers to.
fn dependencies(root: &str, parts: &[Part<'_>]) -> Vec<Value> {
    let mut by_name: HashMap<String, Vec<&str>> = HashMap::new();
    for part in parts {
        if let Some(FileContent::Assembly(assembly)) = part.content {
            by_name.entry(assembly.name.to_lowercase()).or_default().push(&part.reference);
        }
    }
    let mut referred: BTreeSet<&str> = BTreeSet::new();
    let mut edges = Vec::new();
    for part in parts {
        let mut needs: BTreeSet<&str> = BTreeSet::new();
        if let Some(FileContent::Assembly(assembly)) = part.content {
            let names = assembly.references.iter().map(|reference| reference.name.to_lowercase());
            needs.extend(names.filter_map(|name| by_name.get(&name)).flatten());
            needs.remove(part.reference.as_str());
        }
        referred.extend(&needs);
        edges.push(json!({ "ref": part.reference, "dependsOn": needs }));
    }
    let direct = parts.iter().filter(|part| {
        part.facts.kind == ReferenceType::Agent || !referred.contains(part.reference.as_str())
    });
    let direct: Vec<&str> = direct.map(|part| part.reference.as_str()).collect();
    edges.insert(0, json!({ "ref": root, "dependsOn": direct }));
    edges
}

fn hashes(digest: &Digest) -> Value {
    json!([{ "alg": "SHA-256", "content": digest.to_string() }])
}

/// Properties under our own name; those without a value are left out.
fn listed(properties: impl IntoIterator<Item = (&'static str, String)>) -> Vec<Value> {
    let with_value = properties.into_iter().filter(|(_, value)| !value.is_empty());
    with_value.map(|(name, value)| json!({ "name": format!("connectory:{name}"), "value": value })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::clr::{AssemblyReference, AssemblyVersion};
    use crate::package::code::{CodeFacts, CodeFile};
    use crate::plan::fixture;

    /// A file by its name and type, the version that makes it an assembly, and the assemblies that it refers to.
    type File = (&'static str, ReferenceType, Option<[u16; 4]>, &'static [&'static str]);

    /// A package with these files.
    fn facts(files: &[File]) -> PackageFacts {
        let mut facts = (*fixture::facts("sbom", false)).clone();
        facts.references.clear();
        let mut code = CodeFacts::default();
        for (name, kind, version, references) in files {
            let digest = Digest::of(name.as_bytes());
            let file = (*name).to_owned();
            facts.references.push(ReferenceFacts { name: file, kind: kind.clone(), size: 7, digest }.into());
            let references = references.iter().map(|name| AssemblyReference {
                name: (*name).to_owned(),
                version: AssemblyVersion([1, 0, 0, 0]),
                public_key_token: None,
            });
            let assembly = version.map(|version| AssemblyFacts {
                name: name.trim_end_matches(".dll").to_owned(),
                version: AssemblyVersion(version),
                target_framework: Some(".NETFramework,Version=v4.6.1".to_owned()),
                references: references.collect(),
                ..AssemblyFacts::default()
            });
            let content = assembly.map_or(FileContent::Other, |facts| FileContent::Assembly(Box::new(facts)));
            let (file, kind) = ((*name).to_owned(), kind.clone());
            code.files.push(CodeFile { name: file, kind, content }.into());
        }
        facts.code = code.into();
        facts
    }

    fn sample() -> PackageFacts {
        facts(&[
            ("Plug.dll", ReferenceType::Agent, Some([1, 2, 0, 0]), &["mscorlib", "lib"]),
            ("Lib.dll", ReferenceType::Reference, Some([3, 0, 0, 1]), &["Plug"]),
            ("Files.zip", ReferenceType::Zip, None, &[]),
            ("Files.zip", ReferenceType::Zip, None, &[]),
        ])
    }

    #[test]
    fn an_assembly_is_a_library_with_its_own_name_and_version_and_the_rest_are_files() {
        let document = sbom(&sample(), None);
        let seen: Vec<_> = document["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| {
                (part["type"].as_str().unwrap(), part["name"].as_str().unwrap(), part["version"].as_str())
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("library", "Plug", Some("1.2.0.0")),
                ("library", "Lib", Some("3.0.0.1")),
                ("file", "Files.zip", None),
                ("file", "Files.zip", None),
            ]
        );
        let framework =
            json!({ "name": "connectory:target-framework", "value": ".NETFramework,Version=v4.6.1" });
        assert!(document["components"][0]["properties"].as_array().unwrap().contains(&framework));
        assert!(!document.to_string().contains("purl"));
    }

    #[test]
    fn what_nothing_inside_refers_to_is_needed_by_the_package_itself() {
        let document = sbom(&sample(), None);
        let edges: Vec<(String, Vec<String>)> = document["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| {
                let short = |value: &Value| value.as_str().unwrap().rsplit_once("1.38").unwrap().1.to_owned();
                (short(&edge["ref"]), edge["dependsOn"].as_array().unwrap().iter().map(short).collect())
            })
            .collect();
        let expected: [(&str, &[&str]); 5] = [
            ("", &["/0/Plug.dll", "/2/Files.zip", "/3/Files.zip"]),
            ("/0/Plug.dll", &["/1/Lib.dll"]),
            ("/1/Lib.dll", &["/0/Plug.dll"]),
            ("/2/Files.zip", &[]),
            ("/3/Files.zip", &[]),
        ];
        let expected =
            expected.map(|(from, to)| (from.to_owned(), to.iter().map(|to| (*to).to_owned()).collect()));
        assert_eq!(edges, expected);
    }

    #[test]
    fn the_same_package_gives_the_same_document_and_time_comes_from_outside() {
        let facts = sample();
        let plain = sbom(&facts, None);
        assert_eq!(plain.to_string(), sbom(&facts.clone(), None).to_string());
        assert_eq!(plain["metadata"].get("timestamp"), None);
        let time: Timestamp = "2026-03-31T14:00:00+02:00".parse().unwrap();
        assert_eq!(sbom(&facts, Some(time))["metadata"]["timestamp"], "2026-03-31T12:00:00Z");
    }

    #[test]
    fn the_serial_number_is_a_uuid_of_the_digest() {
        let number = serial_number(&Digest::of(b"abc"));
        assert_eq!(number, "urn:uuid:ba7816bf-8f01-8fea-8141-40de5dae2223");
        assert_ne!(number, serial_number(&Digest::of(b"abd")));
    }

    #[test]
    fn an_address_that_nobody_should_follow_is_left_out() {
        let mut facts = sample();
        facts.help_url = Some("javascript:alert(1)".to_owned().into());
        assert_eq!(sbom(&facts, None)["metadata"]["component"].get("externalReferences"), None);
    }
}
