//! `categories.yaml`.

use serde_json::Value;

use super::fields::{document, list, mapping, optional, required};
use super::shapes::{filled, slug, text};

/// Its schema.
pub(super) fn schema() -> Value {
    let category = mapping(vec![
        required("id", slug(), "The name by which connectors name it: a-z, 0-9 and `-`.", "database"),
        required("name", filled(), "The name that people see.", "Database & Technology"),
        optional(
            "description",
            text(),
            "One sentence about it.",
            "Historians, warehouses and operational databases.",
        ),
    ]);
    document(
        "categories.yaml",
        "The categories, in the order in which the catalogue shows them.",
        list(category),
    )
}
