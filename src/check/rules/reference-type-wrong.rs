//! A file of a package is not what its type says.

use crate::check::packages::listed;
use crate::check::{Context, Findings, Rule};
use crate::model::PackageFacts;
use crate::package::ReferenceType;
use crate::package::code::FileContent;

/// A file of a package is not what its type says.
pub(super) struct ReferenceTypeWrong;

impl Rule for ReferenceTypeWrong {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            if let Some(finding) = found.report(&faults(found.facts), findings) {
                finding.fix("correct the type in Package Manager, or put the right file there");
            }
        }
    }
}

fn faults(facts: &PackageFacts) -> Vec<String> {
    let mut faults: Vec<String> = number_of_plug_ins(facts).into_iter().collect();
    for (at, file) in facts.code.files.iter().enumerate() {
        let archive = facts.archives.binary_search_by_key(&at, |archive| archive.reference);
        let archive = archive.ok().map(|found| &facts.archives[found]);
        let actual = match (&file.content, archive) {
            // What is wrong inside of an assembly is a fault of its own.
            (FileContent::Assembly(_) | FileContent::Damaged { .. }, _) => Actual::Assembly,
            (FileContent::Native, _) => Actual::Native,
            (FileContent::Other, None) => Actual::Other,
            (FileContent::Other, Some(archive)) => match &archive.fault {
                None => Actual::Zip,
                Some(fault) => Actual::BrokenZip(fault.to_string()),
            },
        };
        if let Some(expected) = expected(&file.kind, &actual) {
            let actual = actual.said();
            faults.push(format!(
                "`{}` is of the type `{}` and is {actual}; expected {expected}",
                file.name,
                file.kind.as_str()
            ));
        }
    }
    faults
}

/// There is one plug-in, which has the entry point.
fn number_of_plug_ins(facts: &PackageFacts) -> Option<String> {
    let plug_ins = facts.references.iter().filter(|file| file.kind == ReferenceType::Agent);
    let names: Vec<&str> = plug_ins.map(|file| file.name.as_str()).collect();
    match names.as_slice() {
        [] => Some("no file is of the type `Agent`; expected one, the DLL with the entry point".to_owned()),
        [_] => None,
        many => Some(format!("{} files are of the type `Agent`: {}; expected one", many.len(), listed(many))),
    }
}

/// What a file is.
enum Actual {
    Assembly,
    Native,
    Zip,
    BrokenZip(String),
    Other,
}

impl Actual {
    fn said(&self) -> String {
        match self {
            Actual::Assembly => "a .NET assembly".to_owned(),
            Actual::Native => "a native library".to_owned(),
            Actual::Zip => "a zip".to_owned(),
            Actual::BrokenZip(fault) => format!("a broken zip ({fault})"),
            Actual::Other => "neither a library nor a zip".to_owned(),
        }
    }
}

/// What a file of the type must be, where it is something else.
fn expected(kind: &ReferenceType, actual: &Actual) -> Option<&'static str> {
    match (kind, actual) {
        (ReferenceType::Agent, Actual::Native | Actual::Zip | Actual::BrokenZip(_)) => {
            Some("a .NET assembly")
        }
        // A library may call native code.
        (
            ReferenceType::Reference | ReferenceType::Resource,
            Actual::Zip | Actual::BrokenZip(_) | Actual::Other,
        ) => Some("a library"),
        (ReferenceType::Zip, Actual::Assembly | Actual::Native | Actual::BrokenZip(_) | Actual::Other) => {
            Some("a zip")
        }
        _ => None,
    }
}
