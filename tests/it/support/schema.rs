//! What we promise to programs: a document and the schema that says which fields it has.

use serde_json::{Value, json};

use super::project;

/// A schema that is published with a site.
pub(crate) fn published(kind: &str) -> Value {
    schema(&format!("api/{kind}.schema.json"))
}

/// A schema of `docs/schemas`.
pub(crate) fn schema(name: &str) -> Value {
    let path = project().join("docs/schemas").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The same schema, with no room for fields to come: where something has fields, only those. What `parts` names is held to
/// that where it is used, because it is a part of something larger elsewhere.
pub(crate) fn strict(mut schema: Value, parts: &[&str]) -> Value {
    close(&mut schema);
    for part in parts {
        let part = schema.pointer_mut(&format!("/$defs/{part}")).unwrap().as_object_mut().unwrap();
        part.shift_remove("unevaluatedProperties");
    }
    schema
}

fn close(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let items = object.get_mut("items").and_then(Value::as_object_mut);
            for whole in items.into_iter().filter(|items| items.contains_key("$ref")) {
                whole.insert("unevaluatedProperties".to_owned(), json!(false));
            }
            if object.contains_key("properties") {
                object.insert("unevaluatedProperties".to_owned(), json!(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// What a schema has against a value.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let options = jsonschema::draft202012::options();
    let validator = options.should_validate_formats(true).build(schema).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}
