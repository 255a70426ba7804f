//! What the code of a package tells, as words and as JSON.

use serde_json::{Value, json};

use crate::package::clr::AssemblyReference;
use crate::package::code::{AssemblyFacts, CodeFacts, CodeFile, EntryPoint, FileContent};

/// What a file turned out to be, in a line; None when there is nothing to say of it.
pub(super) fn file(file: &CodeFile) -> Option<String> {
    match &file.content {
        FileContent::Assembly(facts) => Some(assembly(facts)),
        FileContent::Native => Some("native code, no .NET assembly".to_owned()),
        FileContent::Other => None,
        FileContent::Damaged { offset, what } => Some(format!("damaged at byte {offset}: {what}")),
    }
}

fn assembly(facts: &AssemblyFacts) -> String {
    let mut words = vec![format!("{} {}", facts.name, facts.version)];
    if !facts.culture.is_empty() {
        words.push(format!("culture {}", facts.culture));
    }
    words.push(facts.target_framework.clone().unwrap_or_else(|| format!("runtime {}", facts.runtime)));
    let marks = [
        ("debug build", facts.debug_build),
        ("strong name", facts.strong_named),
        ("signed", facts.signed),
        ("holds native code", facts.mixed_mode),
    ];
    words.extend(marks.iter().filter(|(_, set)| *set).map(|(mark, _)| (*mark).to_owned()));
    words.join(", ")
}

/// What is found about the code as a whole: a name and what it is, for each that there is.
pub(super) fn findings(facts: &CodeFacts) -> Vec<(&'static str, String)> {
    let missing: Vec<String> =
        facts.missing.iter().map(|other| format!("{} {}", other.name, other.version)).collect();
    let (interfaces, bases) = match &facts.entry_point {
        EntryPoint::Found { interfaces, outside, .. } => {
            let bases = outside.iter().filter(|name| interfaces.binary_search(name).is_err());
            (interfaces.join(", "), bases.cloned().collect::<Vec<_>>().join(", "))
        }
        _ => Default::default(),
    };
    let hint = |keys: &[String]| match keys {
        [] => String::new(),
        keys => format!("{} (a hint)", keys.join(", ")),
    };
    let findings = vec![
        ("entry point", entry_point(&facts.entry_point)),
        ("implements", interfaces),
        ("bases elsewhere", bases),
        ("missing", missing.join(", ")),
        ("bundled twice", facts.bundled_twice.join(", ")),
        ("never referred to", facts.never_referenced.join(", ")),
        ("keys not in code", hint(&facts.keys_not_in_code)),
        ("keys not in form", hint(&facts.keys_without_control)),
    ];
    findings.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn entry_point(entry_point: &EntryPoint) -> String {
    match entry_point {
        EntryPoint::Unnamed => "none is named".to_owned(),
        EntryPoint::Unknown => "not told: no plug-in could be read".to_owned(),
        EntryPoint::Missing { similar: None } => "in no plug-in".to_owned(),
        EntryPoint::Missing { similar: Some(similar) } => {
            format!("in no plug-in; the most similar class is {similar}")
        }
        EntryPoint::Found { file, public, concrete, default_constructor, .. } => {
            let faults = [
                ("not public", *public),
                ("abstract, generic or an interface", *concrete),
                ("without a public constructor that takes nothing", *default_constructor),
            ];
            let faults: Vec<&str> =
                faults.iter().filter(|(_, held)| !held).map(|(fault, _)| *fault).collect();
            let but = if faults.is_empty() { "" } else { ", but " };
            format!("in {file}{but}{}", faults.join(", "))
        }
    }
}

/// What a file turned out to be.
pub(super) fn file_json(file: &CodeFile) -> Value {
    match &file.content {
        FileContent::Assembly(facts) => json!({
            "kind": "assembly",
            "name": facts.name,
            "version": facts.version.to_string(),
            "culture": facts.culture,
            "target_framework": facts.target_framework,
            "runtime": facts.runtime,
            "strong_named": facts.strong_named,
            "signed": facts.signed,
            "mixed_mode": facts.mixed_mode,
            "debug_build": facts.debug_build,
            "references": references(&facts.references),
        }),
        FileContent::Native => json!({ "kind": "native" }),
        FileContent::Other => json!({ "kind": "other" }),
        FileContent::Damaged { offset, what } => json!({ "kind": "damaged", "offset": offset, "what": what }),
    }
}

/// What is found about the code as a whole. The keys are hints.
pub(super) fn json(facts: &CodeFacts) -> Value {
    json!({
        "entry_point": entry_point_json(&facts.entry_point),
        "missing": references(&facts.missing),
        "bundled_twice": facts.bundled_twice,
        "never_referenced": facts.never_referenced,
        "hints": {
            "keys_not_in_code": facts.keys_not_in_code,
            "keys_without_control": facts.keys_without_control,
        },
    })
}

fn entry_point_json(entry_point: &EntryPoint) -> Value {
    match entry_point {
        EntryPoint::Unnamed => json!({ "state": "unnamed" }),
        EntryPoint::Unknown => json!({ "state": "unknown" }),
        EntryPoint::Missing { similar } => json!({ "state": "missing", "similar": similar }),
        EntryPoint::Found { file, public, concrete, default_constructor, interfaces, outside } => json!({
            "state": "found",
            "file": file,
            "public": public,
            "concrete": concrete,
            "default_constructor": default_constructor,
            "interfaces": interfaces,
            "outside": outside,
        }),
    }
}

fn references(references: &[AssemblyReference]) -> Vec<Value> {
    let reference = |other: &AssemblyReference| {
        json!({
            "name": other.name,
            "version": other.version.to_string(),
            "public_key_token": other.public_key_token,
        })
    };
    references.iter().map(reference).collect()
}
