//! The report for programs against its schema, which names every field: one that it does not know is a fault, too.

use connectory::diag::Report;
use connectory::diag::emit::Format;
use connectory::source::WorkTree;
use serde_json::{Value, json};

use super::{emit, reviewed};
use crate::support::schema::faults;
use crate::support::{self, Small, checked, printed, sample};

fn schema() -> Value {
    support::schema::schema("report.schema.json")
}

/// The same schema, with no room for fields to come. A line is a finding and its kind; only the whole may close it.
fn strict(schema: Value) -> Value {
    support::schema::strict(schema, &["finding"])
}

/// The schema of a line.
fn line() -> Value {
    let mut schema = strict(schema());
    let rest = schema.as_object_mut().unwrap();
    for key in ["type", "properties", "required", "unevaluatedProperties"] {
        rest.shift_remove(key);
    }
    schema["$ref"] = json!("#/$defs/line");
    schema
}

#[test]
fn every_report_holds_to_its_schema() {
    let broken = Small::valid().without("connectors/flow-meter/help.md").replace(
        "registry.yaml",
        "schema: 1",
        "schema: 1\ncolour: red",
    );
    let tree = WorkTree::open(&sample()).unwrap();
    let texts = [
        (Format::Json, emit(Format::Json, &reviewed::report(), &reviewed::tree(), &reviewed::rules())),
        (Format::Json, emit(Format::Json, &Report::default(), &reviewed::tree(), &[])),
        (Format::Json, printed(&checked(&broken).1, &broken, Format::Json)),
        (Format::Json, printed(&checked(&tree).1, &tree, Format::Json)),
        (Format::Jsonl, emit(Format::Jsonl, &reviewed::report(), &reviewed::tree(), &reviewed::rules())),
        (Format::Jsonl, printed(&checked(&broken).1, &broken, Format::Jsonl)),
    ];
    for (format, text) in texts {
        let values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let schema = if format == Format::Json { strict(schema()) } else { line() };
        for value in values {
            let value = value.unwrap();
            assert_eq!(faults(&schema, &value), Vec::<String>::new(), "{value:#}");
        }
    }
}

#[test]
fn the_schema_refuses_what_is_planted() {
    let text = emit(Format::Json, &reviewed::report(), &reviewed::tree(), &reviewed::rules());
    let document: Value = serde_json::from_str(&text).unwrap();
    let plants: [(&str, Value); 10] = [
        ("/schema", json!(2)),
        ("/errors", json!(-1)),
        ("/passed/0", json!("Not A Code")),
        ("/not_run/0/codes", json!([])),
        ("/overview/rows/0/behind", json!("many")),
        ("/findings/0/severity", json!("fatal")),
        ("/findings/1/line", json!(0)),
        ("/findings/1/impact/seen/0/name", json!(null)),
        ("/findings/3/edits/0/kind", json!("delete")),
        ("/findings/4/edits/0/start", json!(-1)),
    ];
    for (pointer, planted) in plants {
        let mut document = document.clone();
        *document.pointer_mut(pointer).unwrap() = planted;
        assert_ne!(faults(&schema(), &document), Vec::<String>::new(), "{pointer}");
    }
    let required =
        [("", "findings"), ("/findings/0", "fix"), ("/overview", "command"), ("/findings/1/impact", "of")];
    for (pointer, field) in required {
        let mut document = document.clone();
        document.pointer_mut(pointer).unwrap().as_object_mut().unwrap().shift_remove(field);
        assert_ne!(faults(&schema(), &document), Vec::<String>::new(), "{pointer}/{field}");
    }
    for pointer in ["", "/overview", "/findings/0", "/findings/1/impact"] {
        let mut document = document.clone();
        document.pointer_mut(pointer).unwrap()["surprise"] = json!(1);
        assert_eq!(faults(&schema(), &document), Vec::<String>::new(), "fields may be added");
        assert_ne!(faults(&strict(schema()), &document), Vec::<String>::new(), "{pointer}");
    }
}
