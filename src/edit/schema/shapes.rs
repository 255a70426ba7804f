//! What single values look like.

use serde_json::{Value, json};

/// A text. A number or `true` is read as it is written.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// A text that is not empty.
pub(super) fn filled() -> Value {
    json!({ "type": ["string", "number", "boolean"], "pattern": r"\S" })
}

/// One of a few words.
pub(super) fn word(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

/// `true` or `false`.
pub(super) fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// A whole number from 0.
pub(super) fn count() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
}

/// A day.
pub(super) fn date() -> Value {
    let pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
    json!({ "type": "string", "format": "date", "pattern": pattern })
}

/// An address that a page may show.
pub(super) fn address() -> Value {
    json!({ "type": "string", "pattern": r"^(https?://|mailto:)\S*$" })
}

/// A connector's slug, or a category's id: what a folder may be called on every system.
pub(super) fn slug() -> Value {
    json!({
        "type": "string",
        "pattern": "^(?!(con|prn|aux|nul|com[1-9]|lpt[1-9])$)[a-z0-9][a-z0-9-]{0,63}$",
    })
}

/// A GUID in lower case.
pub(super) fn guid() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" })
}

/// A SHA-256 digest.
pub(super) fn digest() -> Value {
    json!({ "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" })
}

/// A version. Without quotes it is a number to YAML, which the check warns of.
pub(super) fn version() -> Value {
    json!({ "type": ["string", "number"], "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$" })
}

/// A size in bytes.
pub(super) fn size() -> Value {
    json!({
        "type": ["string", "integer"], "minimum": 1,
        "pattern": "^0*[1-9][0-9]* *(B|kB|KB|MB|GB|KiB|MiB|GiB)?$",
    })
}
