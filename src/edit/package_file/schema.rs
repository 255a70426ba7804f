//! The table of fields as a JSON Schema (draft 2020-12): for editors, which complete and explain from it.

use serde_json::{Map, Value, json};

use super::controls::{
    ATTRIBUTES, BASE, CONTROLS, Control, Kind, LAYOUT, MEMBERS, PACKAGE, Property, control,
};
use super::references::KINDS;
use super::values::FORMS;

/// A path inside the folder: not absolute, without `.` or `..`, with `/` between parts.
const PATH: &str = r"^(?!/)(?!.*//)(?!.*/$)(?!(.*/)?\.{1,2}(/|$))[^\\:]+$";

/// The schema of `package.yaml`.
pub fn schema() -> Value {
    let mut properties = Map::new();
    properties.insert(
        "schema".to_owned(),
        described(json!({ "enum": [1, "1"] }), "The version of this file's form."),
    );
    properties.extend(PACKAGE.iter().map(|property| (property.field.to_owned(), of_package(property))));
    properties.extend(shape());
    for (field, about) in [
        ("element", "The name of the root element, where it is not Agent."),
        ("prefix", "The namespace prefix of the root element and its members."),
    ] {
        properties.insert(field.to_owned(), described(text(false), about));
    }
    properties.insert("form".to_owned(), form());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "package.yaml",
        "description": "A connector or agent package; `connectory pack` makes the .xmp from it.",
        "type": "object",
        "required": ["schema", "id", "name", "version", "references"],
        "additionalProperties": false,
        "properties": properties,
        "$defs": definitions(),
    })
}

fn definitions() -> Value {
    let known: Vec<&str> = CONTROLS.iter().map(|control| control.name).collect();
    let mut settings: Vec<Value> =
        CONTROLS.iter().map(|control| setting(control, json!({ "const": control.name }))).collect();
    settings
        .push(setting(control(""), json!({ "type": "string", "pattern": r"\S", "not": { "enum": known } })));
    json!({
        "setting": { "description": "A setting: a control of the form.", "anyOf": settings },
        "reference": reference(),
        "option": option(),
        "value": any(),
        "shape": forms(),
        "element": element(),
        "attribute": attribute(),
    })
}

fn described(mut schema: Value, about: &str) -> Value {
    schema["description"] = about.into();
    schema
}

fn object(properties: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

fn list(items: &str) -> Value {
    json!({ "type": ["array", "null"], "items": { "$ref": format!("#/$defs/{items}") } })
}

/// A text; numbers and booleans are read as the text they are written as.
fn text(null: bool) -> Value {
    if null {
        json!({ "type": ["string", "number", "boolean", "null"] })
    } else {
        json!({ "type": ["string", "number", "boolean"] })
    }
}

fn texts() -> Value {
    json!({ "type": ["array", "null"], "items": text(false) })
}

fn path() -> Value {
    json!({ "type": "string", "pattern": PATH })
}

/// What a field of `kind` takes.
fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Text => text(true),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Switch => json!({ "type": ["boolean", "null"] }),
        Kind::Number => json!({ "type": ["number", "null"] }),
        Kind::Any => json!({ "$ref": "#/$defs/value" }),
        Kind::Texts(_) => texts(),
        Kind::Options => list("option"),
        Kind::Settings => list("setting"),
        Kind::Version => json!({ "type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$" }),
        Kind::Icon => {
            json!({ "type": ["string", "null"], "anyOf": [{ "pattern": "^data:" }, { "pattern": PATH }, { "maxLength": 0 }] })
        }
        Kind::References => {
            let plug_in = json!({
                "anyOf": [{ "required": ["plug_in"] }, { "required": ["type"], "properties": { "type": { "const": "Agent" } } }],
            });
            json!({
                "type": "array", "items": { "$ref": "#/$defs/reference" },
                "contains": plug_in, "minContains": 1, "maxContains": 1,
            })
        }
    }
}

fn field(property: &Property) -> Value {
    let mut schema = described(of_kind(property.kind), property.about);
    let text = property.example.trim_matches('"');
    let example = match property.kind {
        _ if text.is_empty() => None,
        Kind::Text | Kind::Version | Kind::Icon => Some(text.into()),
        Kind::Flag | Kind::Number => text.parse().ok(),
        _ => None,
    };
    if let Some(example) = example {
        schema["examples"] = Value::Array(vec![example]);
    }
    schema
}

fn of_package(property: &Property) -> Value {
    let mut schema = field(property);
    match property.field {
        "id" => {
            schema["type"] = "string".into();
            schema["pattern"] = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$".into();
        }
        "name" => {
            schema["type"] = text(false)["type"].take();
            schema["pattern"] = r"\S".into();
        }
        _ => {}
    }
    schema
}

/// The fields that say how something stands in the package.
fn shape() -> Vec<(String, Value)> {
    let members = json!({
        "type": ["object", "null"], "maxProperties": 256, "additionalProperties": { "$ref": "#/$defs/value" },
    });
    vec![
        ("members".to_owned(), described(members, MEMBERS)),
        ("attributes".to_owned(), described(list("attribute"), ATTRIBUTES)),
        ("layout".to_owned(), described(texts(), LAYOUT)),
    ]
}

fn setting(of: &Control, name: Value) -> Value {
    let mut properties = Map::new();
    let about = if of.about.is_empty() { "A control that this schema does not know." } else { of.about };
    properties.insert("control".to_owned(), described(name, about));
    properties.extend(of.properties().iter().map(|property| (property.field.to_owned(), field(property))));
    properties.extend(shape());
    described(object(&Value::Object(properties), &["control"]), about)
}

fn reference() -> Value {
    let name = described(text(true), "The name it has in the package, where that is not the file's.");
    let known = KINDS.iter().map(|(kind, _, about)| {
        let properties = json!({ *kind: described(path(), about), "name": name });
        described(object(&properties, &[kind]), about)
    });
    let general = json!({
        "type": described(text(false), "A type of reference that has no name of its own here."),
        "path": described(path(), "Its path, or a pattern."),
        "name": name,
    });
    let all: Vec<Value> = known.chain([object(&general, &["type", "path"])]).collect();
    json!({ "description": "A file inside the package.", "anyOf": all })
}

fn option() -> Value {
    let pair = json!({
        "display": described(text(false), "What a person sees."),
        "value": described(text(false), "What is stored."),
    });
    json!({ "description": "A choice: a text, or what is shown and what is stored.", "anyOf": [text(false), object(&pair, &["display", "value"])] })
}

fn form() -> Value {
    let base =
        BASE.iter().find(|property| property.field == "postback").map_or("", |property| property.about);
    let properties = json!({
        "postback": described(json!({ "type": "boolean" }), base),
        "namespace": described(text(true), "The namespace of the form's elements, where it is not that of XMIoT.Framework."),
        "prefix": described(text(true), "The namespace prefix of the form's elements."),
        "attributes": described(list("attribute"), ATTRIBUTES),
    });
    let mut schema = object(&properties, &[]);
    schema["type"] = json!(["object", "null"]);
    described(schema, "The form as a whole.")
}

fn any() -> Value {
    json!({ "description": "A single value, or one of the shapes that are none.", "anyOf": [text(true), { "$ref": "#/$defs/shape" }] })
}

fn forms() -> Value {
    let mut properties = Map::new();
    for (form, about) in FORMS {
        let schema = match *form {
            "settings" => list("setting"),
            "options" => list("option"),
            "element" => json!({ "$ref": "#/$defs/element" }),
            "strings" => object(&json!({ "prefix": text(true), "uri": text(true), "items": texts() }), &[]),
            "empty_text" => json!({}),
            _ => text(false),
        };
        properties.insert((*form).to_owned(), described(schema, about));
    }
    json!({
        "description": "A value that is no single one.", "type": "object", "minProperties": 1, "maxProperties": 1,
        "additionalProperties": false, "properties": properties,
    })
}

fn element() -> Value {
    let name = json!({ "type": ["string", "number", "boolean"], "pattern": r"\S" });
    let node = json!({ "anyOf": [text(false), { "$ref": "#/$defs/shape" }] });
    let properties = json!({
        "prefix": described(text(true), "Its namespace prefix."),
        "name": described(name, "Its name."),
        "attributes": described(list("attribute"), "Its attributes and namespaces."),
        "nodes": described(json!({ "type": ["array", "null"], "items": node }), "What stands inside."),
    });
    described(object(&properties, &["name"]), "An element of any shape.")
}

fn attribute() -> Value {
    let namespace = json!({
        "xmlns": described(text(false), "The prefix that a namespace is declared for; empty for the default one."),
        "uri": described(text(false), "The namespace."),
    });
    let value = json!({ "anyOf": [text(false), { "$ref": "#/$defs/shape" }] });
    let plain = json!({
        "prefix": described(text(true), "Its namespace prefix."),
        "name": described(json!({ "type": ["string", "number", "boolean"], "pattern": r"\S" }), "Its name."),
        "value": described(value, "Its value."),
    });
    json!({
        "description": "An attribute, or a namespace.",
        "anyOf": [object(&namespace, &["xmlns", "uri"]), object(&plain, &["name", "value"])],
    })
}
