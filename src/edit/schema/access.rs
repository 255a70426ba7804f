//! `access.yaml`.

use serde_json::{Value, json};

use super::fields::{document, list, mapping, optional, table};
use super::shapes::{text, word};
use crate::model::RIGHTS;

/// Its schema.
pub(super) fn schema() -> Value {
    let rights = || list(word(&RIGHTS));
    let all = "The rights of each group. Other names than App Designer's give nobody anything.";
    let owners = "What the owners of a connector may do to their own connector.";
    let fields = vec![
        optional(
            "groups",
            table(list(text())),
            "The people of each group, by the names that the repository's host has for them.",
            json!({ "operations": ["alice", "bob"] }),
        ),
        optional("rights", table(rights()), all, json!({ "operations": ["ViewConnector"] })),
        optional("administrators", list(text()), "The people who may do everything.", json!(["carol"])),
        optional("owners_may", rights(), owners, json!(["CreateVersion", "EditConnector"])),
    ];
    let about = "Who may do what. Of a pull request, the base's file counts, never its own.";
    document("access.yaml", about, mapping(fields))
}
