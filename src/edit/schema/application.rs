//! `applications/**/<slug>.yaml`.

use serde_json::{Value, json};

use super::fields::{document, list, mapping, optional, required};
use super::shapes::{address, date, filled, flag, slug, text, version};

/// Its schema.
pub(super) fn schema() -> Value {
    let fields = vec![
        required("name", filled(), "The name that people see.", "Pump Simulator"),
        optional("version", text(), "The application's own version, written in quotes.", "1.1"),
        optional("category", text(), "The application's own category, free text.", "My Sandbox"),
        optional("owner", text(), "Who answers for it.", "dragan"),
        optional("published", flag(), "Whether it is published.", true),
        optional("url", address(), "Its page in the platform.", "https://apps.example.com/app/17"),
        optional(
            "access",
            list(text()),
            "The groups that may see it; none for administrators only.",
            json!(["operations"]),
        ),
        optional("observed", date(), "The day on which this was read from the platform.", "2026-11-01"),
        optional("source", text(), "Where it was read from.", "prod"),
        optional("connectors", list(usage()), "The connectors it uses.", json!([example()])),
    ];
    let about = "An application, and the connectors it uses. The file's name is its slug.";
    document("application", about, mapping(fields))
}

fn example() -> Value {
    json!({
        "connector": "sql-server", "version": "1.25", "connection": "Plant DB",
        "settings": ["SQLServer", "Database"],
    })
}

fn usage() -> Value {
    let number = "The version it uses. Write it in quotes: to YAML 1.10 is the number 1.1. (Without quotes it is read, \
                  with a warning.)";
    let settings = "The keys that this application fills in; never their values.";
    let example = |field: &str| example()[field].clone();
    mapping(vec![
        required("connector", slug(), "The connector's folder name.", example("connector")),
        required("version", version(), number, example("version")),
        optional("connection", text(), "The connection's name in the application.", example("connection")),
        optional("settings", list(text()), settings, example("settings")),
    ])
}
