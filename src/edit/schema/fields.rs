//! A schema of a mapping, made of its fields.

use serde_json::{Map, Value, json};

/// One field of a mapping.
pub(super) struct Field {
    name: &'static str,
    required: bool,
    schema: Value,
}

/// A field that must be there.
pub(super) fn required(name: &'static str, takes: Value, about: &str, example: impl Into<Value>) -> Field {
    Field { name, required: true, schema: explained(takes, about, example) }
}

/// A field that may be left out, or be null, which is the same.
pub(super) fn optional(name: &'static str, takes: Value, about: &str, example: impl Into<Value>) -> Field {
    Field { name, required: false, schema: explained(or_null(takes), about, example) }
}

/// `takes` with a description and an example.
pub(super) fn explained(mut takes: Value, about: &str, example: impl Into<Value>) -> Value {
    takes["description"] = about.into();
    takes["examples"] = Value::Array(vec![example.into()]);
    takes
}

/// A mapping of exactly these fields.
pub(super) fn mapping(fields: Vec<Field>) -> Value {
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let properties: Map<String, Value> =
        fields.into_iter().map(|field| (field.name.to_owned(), field.schema)).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// A mapping whose keys are data.
pub(super) fn table(values: Value) -> Value {
    json!({ "type": "object", "additionalProperties": values })
}

/// A list of `items`.
pub(super) fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// The schema of a whole file.
pub(super) fn document(file: &str, about: &str, body: Value) -> Value {
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": file,
        "description": about,
    });
    if let (Value::Object(whole), Value::Object(body)) = (&mut whole, body) {
        whole.extend(body);
    }
    whole
}

fn or_null(mut takes: Value) -> Value {
    takes["type"] = match takes["type"].take() {
        Value::Array(mut types) => {
            types.push("null".into());
            types.into()
        }
        one => json!([one, "null"]),
    };
    if let Some(values) = takes.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
    }
    takes
}
