//! What the reader refuses, and the schema with it.

use serde_json::Value;

use super::{NAME, path, real, round_trip::samples};
use crate::diag::Severity;
use crate::edit::package_file::controls::{CONTROLS, PACKAGE};
use crate::edit::package_file::{Sizes, read, schema, unpack};
use crate::source::MemoryTree;

/// A whole `package.yaml`, but for what a case adds.
const HEAD: &str = "schema: 1\nid: 943b64d8-cb48-4b42-b7b3-8432f12f2059\nname: SQL Server\nversion: \"1.38\"\nentry_point: A.B\n";
const REFERENCES: &str = "references:\n  - plug_in: bin/Acme.dll\n";

/// The codes of the findings on `text`, beside files that are there; errors and warnings apart.
fn found(text: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut tree = MemoryTree::new();
    tree.put(path(NAME), text);
    for file in ["bin/Acme.dll", "bin/Acme.Core.dll", "bin/acme.core.DLL", "lib/Acme.Core.dll", "notes.txt"] {
        tree.put(path(file), file);
    }
    tree.put(path("icon.png"), b"\x89PNG\r\n\x1a\n".as_slice());
    let read = read(&tree, &path(NAME), &Sizes { file: 100, files: 150 }).expect("memory answers");
    let of = |severity| {
        let all = read.diagnostics.iter().filter(|found| found.severity == severity);
        all.map(|found| found.code).collect::<Vec<_>>()
    };
    (of(Severity::Error), of(Severity::Warning))
}

fn validator() -> jsonschema::Validator {
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::draft202012::new(&schema).expect("a schema")
}

fn json(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).expect("YAML")
}

/// What stands behind the head, and the code of the one error; the schema refuses it as well.
const REFUSED: &[(&str, &str)] = &[
    ("", "plug-in-count"),
    ("references: []\n", "plug-in-count"),
    ("references:\n  - { plug_in: bin/Acme.dll }\n  - { plug_in: bin/Acme.Core.dll }\n", "plug-in-count"),
    ("references:\n  - { plug_in: /bin/Acme.dll }\n", "reference-path"),
    ("references:\n  - { plug_in: ../Acme.dll }\n", "reference-path"),
    ("references:\n  - { plug_in: bin/../../Acme.dll }\n", "reference-path"),
    ("references:\n  - { plug_in: 'bin\\Acme.dll' }\n", "reference-path"),
    ("references:\n  - { plug_in: 'C:/Acme.dll' }\n", "reference-path"),
    ("references:\n  - { plug_in: bin//Acme.dll }\n", "reference-path"),
    ("references:\n  - { plug_in: bin/Acme.dll, zip: a.zip }\n", "field-value"),
    ("references:\n  - { name: Acme.dll }\n", "field-missing"),
    ("references:\n  - { path: bin/Acme.dll }\n", "field-missing"),
    ("references:\n  - { type: Agent }\n", "field-missing"),
    ("references:\n  - bin/Acme.dll\n", "field-type"),
    ("references: bin/Acme.dll\n", "field-type"),
    ("colour: red\nreferences:\n  - plug_in: bin/Acme.dll\n", "field-unknown"),
];

/// The same with references that are right.
const REFUSED_WITH: &[(&str, &str)] = &[
    ("isolated: \"true\"\n", "field-type"),
    ("isolated: yes please\n", "field-type"),
    ("isolated: null\n", "field-type"),
    ("inputs: Input\n", "field-type"),
    ("inputs: [[a]]\n", "field-type"),
    ("inputs: [null]\n", "field-type"),
    ("description: [a]\n", "field-type"),
    ("icon: ../icon.png\n", "reference-path"),
    ("form: { colour: red }\n", "field-unknown"),
    ("form: { postback: maybe }\n", "field-type"),
    ("members: [a]\n", "field-type"),
    ("members: { Novelty: [a] }\n", "field-type"),
    ("members: { Novelty: { spell: a } }\n", "field-value"),
    ("members: { Novelty: { bytes: AAAA, uuid: AAAA } }\n", "field-value"),
    ("members: { Novelty: { element: { prefix: a } } }\n", "field-missing"),
    ("attributes: [{ xmlns: a }]\n", "field-missing"),
    ("attributes: [{ name: a }]\n", "field-missing"),
    ("settings: { control: TextBox }\n", "field-type"),
    ("settings: [TextBox]\n", "field-type"),
    ("settings: [{ key: A }]\n", "field-missing"),
    ("settings: [{ control: '' }]\n", "field-value"),
    ("settings: [{ control: TextBox, keyy: A }]\n", "field-unknown"),
    ("settings: [{ control: TextBox, key: A, options: [a] }]\n", "field-unknown"),
    ("settings: [{ control: TextBox, key: A, required: 1 }]\n", "field-type"),
    ("settings: [{ control: NumberBox, key: A, default: many }]\n", "field-type"),
    ("settings: [{ control: CheckBox, key: A, default: 'yes' }]\n", "field-type"),
    ("settings: [{ control: DropDown, key: A, options: [{ display: a }] }]\n", "field-missing"),
    ("settings: [{ control: DropDown, key: A, options: [[a]] }]\n", "field-type"),
    ("settings: [{ control: DropDown, key: A, options: [null] }]\n", "field-type"),
    ("settings: [{ control: Grid, key: A, columns: [{ control: Gird, colum: A }] }]\n", "field-unknown"),
    ("settings: [{ control: Group, settings: [{ key: A }] }]\n", "field-missing"),
];

/// What no schema can see; the code of the one error.
const SEEN_BY_READING: &[(&str, &str)] = &[
    ("icon: notes.txt\n", "icon-unreadable"),
    ("icon: ikon.png\n", "reference-missing"),
    ("members: { Description: x }\ndescription: y\n", "field-value"),
    ("members: { References: x }\n", "field-value"),
    ("layout: [Id]\n", "field-value"),
    ("layout: [EntryPoint, Id, Name, References, Version, Nothing]\n", "field-value"),
    ("settings: [{ control: TextBox, key: A }, { control: TextBox, key: A }]\n", "setting-key-duplicate"),
    (
        "settings: [{ control: Group, settings: [{ control: TextBox, key: A }] }, { control: TextBox, key: A }]\n",
        "setting-key-duplicate",
    ),
    (
        "settings: [{ control: Grid, key: A, columns: [{ control: TextBox, key: B }, { control: TextBox, key: B }] }]\n",
        "setting-key-duplicate",
    ),
    (
        "settings: [{ control: Grid, key: A, unique_key: [B], columns: [{ control: TextBox, key: C }] }]\n",
        "unique-key-unknown",
    ),
    ("members: { Novelty: { bytes: '=' } }\n", "field-value"),
    ("members: { Novelty: { uuid: AAAA } }\n", "field-value"),
    ("members: { InputEndpoints: 5 }\n", "package-unreadable"),
];

/// References that no schema can see to be wrong.
const REFERENCES_READ: &[(&str, &str)] = &[
    ("  - { plug_in: bin/Acne.dll }\n", "reference-missing"),
    ("  - { plug_in: bin/Acme.dll }\n  - { reference: 'obj/*.dll' }\n", "reference-missing"),
    (
        "  - { plug_in: bin/Acme.dll }\n  - { reference: lib/Acme.Core.dll }\n  - { reference: bin/Acme.Core.dll }\n",
        "reference-name",
    ),
    (
        "  - { plug_in: bin/Acme.dll }\n  - { reference: lib/Acme.Core.dll }\n  - { reference: bin/acme.core.DLL }\n",
        "reference-name",
    ),
    ("  - { plug_in: bin/Acme.dll, name: ../Acme.dll }\n", "reference-name"),
    ("  - { plug_in: bin/Acme.dll, name: con.dll }\n", "reference-name"),
    ("  - { plug_in: bin/Acme.dll }\n  - { reference: '**/*.txt', name: x }\n", "field-value"),
];

const HEADS: &[(&str, &str, &str)] = &[
    ("schema: 1", "schema: 2", "schema-unknown"),
    ("id: 943b64d8", "id: 943b64d", "package-id-invalid"),
    ("name: SQL Server", "name: ' '", "field-value"),
    ("name: SQL Server\n", "", "field-missing"),
    ("\"1.38\"", "\"1.3.8\"", "field-value"),
    ("\"1.38\"", "one", "field-value"),
    ("version: \"1.38\"\n", "", "field-missing"),
    ("schema: 1\n", "", "field-missing"),
];

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let validator = validator();
    let plain = REFUSED.iter().map(|(text, code)| (format!("{HEAD}{text}"), *code));
    let with = REFUSED_WITH.iter().map(|(text, code)| (format!("{HEAD}{REFERENCES}{text}"), *code));
    let heads = HEADS.iter().map(|(from, to, code)| (format!("{HEAD}{REFERENCES}").replace(from, to), *code));
    for (text, code) in plain.chain(with).chain(heads) {
        assert_eq!(found(&text).0, [code], "{text}");
        assert!(!validator.is_valid(&json(&text)), "the schema takes\n{text}");
    }
}

#[test]
fn what_no_schema_can_see_is_found_by_reading() {
    let with = SEEN_BY_READING.iter().map(|(text, code)| (format!("{HEAD}{REFERENCES}{text}"), *code));
    let references = REFERENCES_READ.iter().map(|(text, code)| (format!("{HEAD}references:\n{text}"), *code));
    for (text, code) in with.chain(references) {
        assert_eq!(found(&text).0, [code], "{text}");
    }
}

/// What is taken, by the reader with these warnings, and by the schema.
const TAKEN: &[(&str, &[&str])] = &[
    ("", &[]),
    ("settings:\n", &[]),
    ("settings: []\ninputs: []\n", &[]),
    ("help_url: null\ndescription: 5\nicon: icon.png\n", &[]),
    ("icon: data:image/png;base64,AAAA\n", &[]),
    (
        "settings: [{ control: DropDown, key: A, default: c, options: [a, { display: b, value: 2 }] }]\n",
        &["default-not-an-option"],
    ),
    ("settings: [{ control: DropDown, key: A, default: 2, options: [a, { display: b, value: 2 }] }]\n", &[]),
    ("settings: [{ control: DropDown, key: A, default: c, options: [a], allow_custom_text: true }]\n", &[]),
    ("settings: [{ control: Group, caption: Empty }]\n", &["group-empty"]),
    ("settings: [{ control: TextBx, key: A }]\n", &["control-unknown"]),
    (
        "settings: [{ control: Hologram, key: A, default: 1.5, members: { Depth: 3, Of: { strings: { items: [a] } } } }]\n",
        &[],
    ),
    (
        "settings: [{ control: CheckBox, key: A, default: true }, { control: CheckBox, key: B, default: null }]\n",
        &[],
    ),
    (
        "settings: [{ control: NumberBox, key: A, default: 5 }, { control: TextBox, key: B, default: 5 }]\n",
        &[],
    ),
    ("settings: [{ control: ScriptBox, key: A, font_size: 14, script: 'a' }]\n", &[]),
    (
        "form: { postback: true, namespace: 'urn:x' }\nmembers: { Novelty: { element: { name: Novelty, nodes: [a, { comment: b }] } } }\n",
        &[],
    ),
];

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let validator = validator();
    for (text, warnings) in TAKEN {
        let text = format!("{HEAD}{REFERENCES}{text}");
        assert_eq!(found(&text), (vec![], warnings.to_vec()), "{text}");
        let faults: Vec<String> =
            validator.iter_errors(&json(&text)).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_schema_takes_whatever_unpack_writes() {
    let validator = validator();
    for (name, bytes) in samples().into_iter().chain(real::real_packages()) {
        let files = unpack(&super::package(&bytes)).expect("unpacks");
        let faults: Vec<String> =
            validator.iter_errors(&json(super::text(&files))).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{}", name.display());
    }
}

#[test]
fn every_field_of_the_schema_is_read_and_explained() {
    let schema = schema();
    let read = |text: &str| !found(text).0.contains(&"field-unknown");
    let mut checked = 0;
    let mut look = |properties: &Value, document: &dyn Fn(&str) -> String| {
        for (field, described) in properties.as_object().expect("fields") {
            assert!(described["description"].as_str().is_some_and(|about| about.ends_with('.')), "{field}");
            assert!(read(&document(field)), "{field}");
            checked += 1;
        }
    };
    look(&schema["properties"], &|field| format!("{field}: null\n"));
    look(&schema["properties"]["form"]["properties"], &|field| format!("form: {{ {field}: null }}\n"));
    for control in schema["$defs"]["setting"]["anyOf"].as_array().expect("controls") {
        let name = control["properties"]["control"]["const"].as_str().unwrap_or("Unheard");
        look(&control["properties"], &|field| match field {
            "control" => format!("settings: [{{ control: {name} }}]\n"),
            field => format!("settings: [{{ control: {name}, {field}: null }}]\n"),
        });
    }
    for reference in schema["$defs"]["reference"]["anyOf"].as_array().expect("kinds") {
        look(&reference["properties"], &|field| format!("references: [{{ {field}: null }}]\n"));
    }
    assert!(checked > PACKAGE.len() + CONTROLS.len() * 10, "{checked} fields");
}
