//! A finding as a result.

use super::log::{
    Artifact, ArtifactChange, Content, Finding, Fix, Location, Message, Physical, ROOT, Region, Replacement,
    Text, braces,
};
use crate::diag::emit::places::{Ends, Places};
use crate::diag::emit::words;
use crate::diag::{Diagnostic, Edit, Place, markdown_text};
use crate::source::RepoPath;

/// The result of the rule at `index` in the list of rules.
pub(super) fn result<'d>(
    diagnostic: &'d Diagnostic,
    index: usize,
    fingerprint: String,
    places: &Places<'_>,
) -> Finding<'d> {
    let related = diagnostic.related.iter().enumerate();
    Finding {
        rule_id: diagnostic.code,
        rule_index: index,
        level: super::level(diagnostic.severity),
        message: message(diagnostic, places),
        locations: [Location {
            id: None,
            physical_location: physical(&diagnostic.place, places),
            message: None,
        }],
        related_locations: related
            .map(|(at, related)| Location {
                id: Some(at + 1),
                physical_location: physical(&related.place, places),
                message: Some(Text::literal(&related.label)),
            })
            .collect(),
        partial_fingerprints: [("connectoryFinding/v1", fingerprint)].into(),
        fixes: fix(diagnostic, places).into_iter().collect(),
    }
}

fn message(diagnostic: &Diagnostic, places: &Places<'_>) -> Message {
    let lines = words::lines(diagnostic, places);
    let (first, rest) = lines.split_first().expect("a finding has a message");
    let rest = rest.iter().map(|line| format!("\n- {}", markdown_text(line.trim_start_matches("- "))));
    let gap = if lines.len() > 1 { "\n" } else { "" };
    let markdown = format!("{}{gap}{}", markdown_text(first), rest.collect::<String>());
    Message { text: Text::literal(&lines.join("\n")).text, markdown: braces(&markdown) }
}

fn physical(place: &Place, places: &Places<'_>) -> Physical {
    let region = places.ends(&place.path, place.span).map(region);
    Physical { artifact_location: artifact(&place.path, places), region }
}

fn region((start, end): Ends) -> Region {
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

fn artifact(path: &RepoPath, places: &Places<'_>) -> Artifact {
    Artifact { uri: encoded(&places.path(path)), uri_base_id: ROOT }
}

/// The edits, which are made all together or not at all: the format knows no renames.
fn fix<'d>(diagnostic: &'d Diagnostic, places: &Places<'_>) -> Option<Fix<'d>> {
    let mut changes: Vec<(&RepoPath, ArtifactChange<'_>)> = Vec::new();
    for edit in &diagnostic.edits {
        let Edit::Replace { path, span, text } = edit else { return None };
        let deleted_region = region(places.ends(path, Some(*span))?);
        let replacement = Replacement { deleted_region, inserted_content: Content { text } };
        match changes.iter_mut().find(|(changed, _)| *changed == path) {
            Some((_, change)) => change.replacements.push(replacement),
            None => {
                let artifact_location = artifact(path, places);
                changes.push((path, ArtifactChange { artifact_location, replacements: vec![replacement] }));
            }
        }
    }
    let description = Text::literal(diagnostic.fix.as_ref().unwrap_or(&diagnostic.message));
    let artifact_changes: Vec<_> = changes.into_iter().map(|(_, change)| change).collect();
    (!artifact_changes.is_empty()).then_some(Fix { description, artifact_changes })
}

/// A path as a relative reference (RFC 3986): everything but its unreserved characters by number.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte.into())
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
