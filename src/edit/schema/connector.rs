//! `connector.yaml`.

use serde_json::{Value, json};

use super::fields::{document, list, mapping, optional, required};
use super::shapes::{address, count, filled, guid, slug, text};

/// Its schema.
pub(super) fn schema() -> Value {
    let id = "The id that every version's package carries, a GUID in lower case. `connectory inspect FILE` prints it.";
    let owners = "Who answers for it. Write names with an @ in quotes, since YAML takes none without.";
    let aliases = "Former folder names: their addresses in the catalogue lead here.";
    let fields = vec![
        required("id", guid(), id, "943b64d8-cb48-4b42-b7b3-8432f12f2059"),
        required("name", filled(), "The name that people see, as the packages have it.", "SQL Server"),
        optional(
            "description",
            text(),
            "One or two sentences: what it connects to.",
            "Reads and writes rows of a SQL Server database.",
        ),
        optional("category", slug(), "The id of a category in categories.yaml.", "database"),
        optional("owners", list(text()), owners, json!(["@data-platform"])),
        optional("tags", list(text()), "Free words to find it by.", json!(["sql", "microsoft"])),
        optional("help_url", address(), "Documentation elsewhere.", "https://example.com/docs/sql-server"),
        optional(
            "logs",
            logs(),
            "App Designer's log settings.",
            json!({ "allowed": 100, "duration_days": 14 }),
        ),
        optional("replaced_by", slug(), "The connector to use instead, by its folder's name.", "azure-sql"),
        optional("aliases", list(slug()), aliases, json!(["mssql"])),
    ];
    document("connector.yaml", "A connector. Its folder's name is its slug.", mapping(fields))
}

fn logs() -> Value {
    let both = "Counts only beside the other field.";
    mapping(vec![
        optional("allowed", count(), &format!("Logs Allowed: how many are kept. {both}"), 100),
        optional("duration_days", count(), &format!("Logs Duration: for how many days. {both}"), 14),
    ])
}
