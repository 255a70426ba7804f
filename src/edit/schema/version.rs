//! `versions/<number>.yaml`.

use serde_json::{Value, json};

use super::fields::{Field, document, mapping, optional, required, table};
use super::shapes::{date, digest, filled, text, word};

/// Its schema.
pub(super) fn schema() -> Value {
    let sha256 = "SHA-256 of the package beside this file, in hexadecimal. `sha256sum FILE` prints it.";
    let added =
        "The day it was added, such as 2026-03-31; else that of the commit that first held the package.";
    let mut fields = vec![
        optional(
            "sha256",
            digest(),
            sha256,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
        optional("added", date(), added, "2022-04-12"),
        optional("notes", text(), "Release notes, Markdown.", "Queries may time out per connection."),
    ];
    fields.extend(retirement());
    fields.push(optional(
        "breaking",
        breaking(),
        "What applications must change, where they must.",
        example(),
    ));
    fields.push(optional(
        "requires",
        requires(),
        "What it needs, by name.",
        json!({ "app_designer": "4.4.12" }),
    ));
    let mut whole =
        document("version", "A version of a connector. The file's name is the number.", mapping(fields));
    let retired = json!({ "status": { "enum": ["deprecated", "withdrawn"] } });
    whole["if"] = json!({ "required": ["status"], "properties": retired });
    whole["then"] = json!({ "required": ["reason"], "properties": { "reason": filled() } });
    whole
}

/// Whether it may be used.
fn retirement() -> Vec<Field> {
    let status = "active; deprecated: it still works, move away; withdrawn: it must not be used any more. The last two \
                  need a reason.";
    vec![
        optional("status", word(&["active", "deprecated", "withdrawn"]), status, "deprecated"),
        optional("reason", text(), "Why it is deprecated or withdrawn.", "Loses the last row of a page."),
        optional(
            "replaced_by",
            text(),
            "What to use instead: a version, written in quotes, or a connector's folder name.",
            "1.38",
        ),
        optional("from", date(), "From which day it is deprecated or withdrawn.", "2026-03-31"),
    ]
}

fn example() -> Value {
    json!({
        "summary": "Server Instance is now required.", "upgrade_by": "2022-12-01",
        "guide": "Fill in Server Instance in every connection before upgrading.",
    })
}

fn breaking() -> Value {
    let example = |field: &str| example()[field].clone();
    mapping(vec![
        required("summary", filled(), "In one sentence.", example("summary")),
        optional(
            "upgrade_by",
            date(),
            "The day by which applications should have moved.",
            example("upgrade_by"),
        ),
        optional("guide", text(), "What to do, Markdown.", example("guide")),
    ])
}

fn requires() -> Value {
    let mut requires = table(json!({ "type": ["string", "number", "boolean", "null"] }));
    let about = "The lowest version of App Designer, written in quotes.";
    requires["properties"] = json!({
        "app_designer": super::fields::explained(text(), about, "4.4.12"),
    });
    requires
}
