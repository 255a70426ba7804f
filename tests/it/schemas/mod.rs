//! Readers and schemas of the YAML that people write agree: on every field, on what must be there, and on whole files.

mod corpus;

use std::collections::BTreeSet;

use connectory::check::RULES;
use connectory::diag::{Diagnostic, Severity};
use connectory::edit::schema::{Kind, schema_line};
use connectory::load::{self, Memory};
use connectory::source::{History, Tree, WorkTree};
use serde_json::{Map, Value, json};

use crate::support::{Small, path, sample, text_of};

/// The kinds that lie in a registry, and a file of each.
const FILES: [(Kind, &str); 6] = [
    (Kind::Registry, "registry.yaml"),
    (Kind::Categories, "categories.yaml"),
    (Kind::Access, "access.yaml"),
    (Kind::Connector, "connectors/flow-meter/connector.yaml"),
    (Kind::Version, "connectors/flow-meter/versions/1.1.yaml"),
    (Kind::Application, "applications/pump-house.yaml"),
];

/// The logo that the example of `theme` names: the beginning of a picture of one pixel.
const LOGO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01";

/// A field that no reader knows, unlike any that one does.
const UNKNOWN: &str = "qqqqqq";

fn rules() -> Vec<&'static str> {
    RULES.iter().filter(|entry| entry.adjustable).map(|entry| entry.code).collect()
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap()
}

fn file(kind: Kind) -> &'static str {
    FILES.iter().find(|(other, _)| *other == kind).unwrap().1
}

/// What loading finds in `text` as the file of `kind`.
fn found(kind: Kind, text: &str) -> Vec<Diagnostic> {
    let small = Small::valid().with("branding/logo.png", LOGO).with(file(kind), text);
    let loaded = load::load(&small, &History::default(), &mut Memory::default()).unwrap();
    loaded.diagnostics.into_iter().filter(|found| found.place.path.as_str() == file(kind)).collect()
}

/// A step from a value to one inside.
#[derive(Debug, Clone)]
enum Step {
    Field(String),
    Item,
}

/// Every mapping with named fields of a schema: how to get to it, and its schema.
fn mappings(schema: &Value) -> Vec<(Vec<Step>, Value)> {
    let mut all = Vec::new();
    let mut open = vec![(Vec::new(), schema.clone())];
    while let Some((steps, schema)) = open.pop() {
        let below = |step| steps.iter().cloned().chain([step]).collect::<Vec<Step>>();
        if let Some(items) = schema.get("items") {
            open.push((below(Step::Item), items.clone()));
        }
        if let Some(Value::Object(properties)) = schema.get("properties") {
            for (name, property) in properties {
                open.push((below(Step::Field(name.clone())), property.clone()));
            }
            all.push((steps.clone(), schema));
        }
    }
    all
}

/// A document in which `inner` stands at the end of `steps`.
fn nested(steps: &[Step], inner: Value) -> Value {
    steps.iter().rev().fold(inner, |inner, step| match step {
        Step::Item => json!([inner]),
        Step::Field(name) => Value::Object(Map::from_iter([(name.clone(), inner)])),
    })
}

/// What stands in backticks at the end of the messages of all findings `code` on a document.
fn named(kind: Kind, document: &Value, code: &str) -> Vec<String> {
    let of = |found: &Diagnostic| {
        found.message.trim_start_matches("the field `").split('`').next().unwrap().to_owned()
    };
    let text = document.to_string();
    found(kind, &text).iter().filter(|found| found.code == code).map(of).collect()
}

/// The fields that the reader names as those it knows where an unknown one stands at the end of `steps`.
fn known(kind: Kind, steps: &[Step]) -> Option<BTreeSet<String>> {
    let document = nested(steps, json!({ UNKNOWN: 1 }));
    let found = found(kind, &document.to_string());
    let unknown = found.iter().find(|found| found.message == format!("unknown field `{UNKNOWN}`"))?;
    let listed = unknown.fix.as_ref().unwrap().strip_prefix("known fields here: ").unwrap();
    Some(listed.split(", ").map(str::to_owned).collect())
}

fn keys(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_mapping_has_the_fields_that_its_reader_knows() {
    let mut seen = 0;
    for (kind, _) in FILES {
        for (steps, schema) in mappings(&kind.schema(&rules())) {
            match known(kind, &steps) {
                Some(known) => {
                    assert_eq!(keys(&schema), known, "{kind:?} {steps:?}");
                    assert_eq!(schema["additionalProperties"], false, "{kind:?} {steps:?}");
                    seen += 1;
                }
                // Keys that are data: the reader takes any. Of rules, the check knows which there are.
                None if steps.iter().any(|step| matches!(step, Step::Field(name) if name == "rules")) => {
                    assert_eq!(keys(&schema), rules().into_iter().map(str::to_owned).collect());
                }
                None => assert!(schema["additionalProperties"].is_object(), "{kind:?} {steps:?}"),
            }
        }
    }
    assert_eq!(seen, 14, "a mapping was not looked at");
}

#[test]
fn every_mapping_requires_the_fields_that_its_reader_misses() {
    for (kind, _) in FILES {
        for (steps, schema) in mappings(&kind.schema(&rules())) {
            // What the mappings around it miss is not its own.
            let mut around = match steps.split_last() {
                Some((_, outer)) => {
                    let document =
                        if matches!(steps.last(), Some(Step::Item)) { json!([]) } else { json!({}) };
                    named(kind, &nested(outer, document), "field-missing")
                }
                None => Vec::new(),
            };
            let mut missing = named(kind, &nested(&steps, json!({ UNKNOWN: 1 })), "field-missing");
            missing.retain(|name| match around.iter().position(|other| other == name) {
                Some(at) => {
                    around.remove(at);
                    false
                }
                None => true,
            });
            let required: BTreeSet<&str> =
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            assert_eq!(
                missing.iter().map(String::as_str).collect::<BTreeSet<_>>(),
                required,
                "{kind:?} {steps:?}"
            );
        }
    }
}

#[test]
fn every_field_is_described_and_its_examples_fit() {
    for (kind, _) in FILES {
        let schema = kind.schema(&rules());
        assert!(jsonschema::meta::is_valid(&schema), "{kind:?}");
        assert!(schema["description"].is_string() && schema["title"].is_string(), "{kind:?}");
        for (steps, mapping) in mappings(&schema) {
            for (name, field) in mapping["properties"].as_object().unwrap() {
                let at = format!("{kind:?} {steps:?} {name}");
                assert!(field["description"].as_str().is_some_and(|text| text.ends_with(['.', ')'])), "{at}");
                let examples = field["examples"].as_array().unwrap_or_else(|| panic!("{at} has no example"));
                assert!(!examples.is_empty(), "{at}");
                let validator = validator(field);
                examples.iter().for_each(|example| assert!(validator.is_valid(example), "{at}: {example}"));
                // The reader takes them as well.
                let text = nested(&steps, json!({ name: examples[0] })).to_string();
                let faults: Vec<_> =
                    found(kind, &text).into_iter().filter(|found| found.code != "field-missing").collect();
                assert!(faults.is_empty(), "{at}: {faults:?}");
            }
        }
    }
}

/// Whether the schema of `kind` takes a YAML text.
fn fits(kind: Kind, text: &str) -> bool {
    let document: Value = serde_yaml::from_str(text).unwrap();
    validator(&kind.schema(&rules())).is_valid(&document)
}

fn errors(kind: Kind, text: &str) -> Vec<&'static str> {
    let found = found(kind, text).into_iter().filter(|found| found.severity == Severity::Error);
    found.map(|found| found.code).collect()
}

#[test]
fn reader_and_schema_take_the_same_files() {
    for (kind, text) in corpus::taken() {
        assert_eq!(errors(kind, &text), Vec::<&str>::new(), "{text}");
        assert!(fits(kind, &text), "the schema refuses {text}");
    }
}

#[test]
fn reader_and_schema_refuse_the_same_files() {
    for (kind, text, code) in corpus::refused() {
        assert!(errors(kind, &text).contains(&code), "{:?} {text}", errors(kind, &text));
        assert!(!fits(kind, &text), "the schema takes {text}");
    }
}

#[test]
fn only_where_it_is_said_the_schema_refuses_more() {
    for (kind, text) in corpus::stricter() {
        assert_eq!(errors(kind, &text), Vec::<&str>::new(), "{text}");
        assert!(!fits(kind, &text), "the schema takes {text}");
    }
}

#[test]
fn every_file_of_the_sample_fits_its_schema() {
    let tree = WorkTree::open(&sample()).unwrap();
    let mut seen = BTreeSet::new();
    for entry in tree.list().unwrap() {
        let Some(kind) = Kind::of(&entry.path) else {
            assert_ne!(entry.path.extension(), Some("yaml"), "{} has no schema", entry.path);
            continue;
        };
        assert!(fits(kind, &text_of(&tree, &entry.path).unwrap()), "{}", entry.path);
        seen.insert(kind.name());
    }
    assert_eq!(seen.len(), FILES.len());
}

#[test]
fn the_line_for_editors_leads_from_every_file_to_its_schema() {
    let deep = [
        ("connectors/devices/flow-meter/connector.yaml", "../../../.schemas/connector.schema.json"),
        ("connectors/a/versions/1.0.yaml", "../../../.schemas/version.schema.json"),
        ("applications/plant/north/pump.yaml", "../../../.schemas/application.schema.json"),
        ("registry.yaml", ".schemas/registry.schema.json"),
    ];
    for (file, schema) in deep {
        assert_eq!(schema_line(&path(file)), format!("# yaml-language-server: $schema={schema}\n"));
    }
    for file in
        ["README.md", "connectors/a/help.md", "connectors/a/assets/x.yaml", "registry.yml", "x/registry.yaml"]
    {
        assert_eq!(schema_line(&path(file)), "", "{file}");
    }
}
