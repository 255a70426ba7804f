//! A zip inside a package holds another zip.

use crate::check::packages::listed;
use crate::check::{Context, Findings, Rule};

/// A zip inside a package holds another zip.
pub(super) struct ArchiveNested;

impl Rule for ArchiveNested {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            for archive in &found.facts.archives {
                let nested = archive.nested.iter().filter(|name| !is_document(name));
                let nested: Vec<&str> = nested.map(String::as_str).collect();
                let Some(file) = found.facts.references.get(archive.reference) else { continue };
                if !nested.is_empty() {
                    findings
                        .at(
                            found.place(),
                            format!("the zip `{}` holds another zip: {}", file.name, listed(&nested)),
                        )
                        .note("the platform unpacks the outer one only, and nobody sees what is in the inner one")
                        .fix("put the files of the inner zip into the outer one");
                }
            }
        }
    }
}

/// Formats that are zips and are used as they are.
const DOCUMENTS: [&str; 15] = [
    "apk", "docx", "ear", "egg", "epub", "jar", "nupkg", "odp", "ods", "odt", "pptx", "vsix", "war", "whl",
    "xlsx",
];

fn is_document(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    DOCUMENTS.contains(&extension.as_str())
}
