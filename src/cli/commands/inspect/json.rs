//! A package for programs: every field. Schema 1: fields are only ever added.

use serde_json::{Value, json};

use super::Look;
use crate::diag::emit::pretty;
use crate::package::code::CodeFile;
use crate::package::{ArchiveEntry, Package, Reference, icon};
use crate::source::Digest;

/// The package as one JSON document.
pub(super) fn text(look: &Look<'_>) -> String {
    let Look { package, container, facts, bytes } = *look;
    let references = package.references().iter().zip(&facts.files);
    let others: serde_json::Map<String, Value> = package
        .unknown()
        .map(|member| {
            (member.name.clone(), package.member(&member.name).map_or(Value::Null, |value| json!(value)))
        })
        .collect();
    let document = json!({
        "schema": 1,
        "container": container.as_str(),
        "size": bytes.len(),
        "sha256": Digest::of(bytes).to_string(),
        "element": package.root_element(),
        "role": package.role_by(facts),
        "id": package.id(),
        "name": package.name(),
        "version": package.version().text(),
        "category": package.category(),
        "description": package.description(),
        "entry_point": package.entry_point(),
        "help_url": package.help_url(),
        "platform": package.platform(),
        "type": package.kind(),
        "remote_type": package.remote_type(),
        "isolated": package.isolated(),
        "virtual": package.r#virtual(),
        "require_input_map": package.require_input_map(),
        "input_endpoints": package.input_endpoints(),
        "output_endpoints": package.output_endpoints(),
        "icon": picture(package),
        "references": references.map(|(one, file)| reference(one, file)).collect::<Vec<_>>(),
        "settings": package.settings(),
        "code": super::code::json(facts),
        "other_members": others,
    });
    pretty(&document)
}

/// A file inside, and what is in it when it is a zip.
fn reference(reference: &Reference<'_>, file: &CodeFile) -> Value {
    let mut found = json!({
        "name": reference.name,
        "type": reference.kind.as_str(),
        "size": reference.content.len(),
        "sha256": Digest::of_pieces(reference.content.chunks()).to_string(),
        "content": super::code::file_json(file),
    });
    match super::inside(reference) {
        Some(Ok(entries)) => {
            let entry = |entry: ArchiveEntry| json!({ "name": entry.name, "size": entry.size });
            found["entries"] = entries.into_iter().map(entry).collect();
        }
        Some(Err(error)) => found["entries_error"] = error.to_string().into(),
        None => {}
    }
    found
}

fn picture(package: &Package<'_>) -> Value {
    let Some(uri) = package.icon().filter(|uri| !uri.is_empty()) else { return Value::Null };
    match icon(uri) {
        Some(icon) => json!({
            "media_type": icon.media_type,
            "size": icon.bytes.len(),
            "width": icon.width,
            "height": icon.height,
            "data_uri": uri,
        }),
        None => json!({ "data_uri": uri }),
    }
}
