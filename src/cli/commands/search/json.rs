//! What a search finds, for programs. Schema 1: fields are only ever added (`docs/schemas/looking.schema.json`).
//!
//! | field | what it holds |
//! | --- | --- |
//! | `kind` | `search` |
//! | `words` | what was looked for, in lower case |
//! | `count` | how many connectors were found, also where fewer are shown |
//! | `hits` | the best first; each what `connectory list` says of the connector, and: |
//! | `found` | where the words were found; a list of: |
//! | `place`, `text` | `slug`, `name`, `former slug`, `tag`, `category`, `owner`, `description`, `setting`, `entry point`, `file` or `help` (a line of it), and the whole text there |
//! | `version` | the version that has it, where the one that is shown first has it not; else null |
//! | `exact` | whether the word stands there as it was written; else one that is almost the same |

use serde_json::{Value, json};

use super::super::looking::value;
use super::hits::{Found, Hit};
use super::words::Nearness;
use crate::model::Usage;

/// The whole document.
pub(super) fn document(words: &[String], hits: &[Hit<'_>], count: usize, usage: &Usage<'_>) -> Value {
    let hit = |hit: &Hit<'_>| {
        let found: Vec<Value> = hit.found.iter().map(found).collect();
        value::with(value::connector(hit.connector, usage), json!({ "found": found }))
    };
    json!({
        "schema": 1,
        "kind": "search",
        "words": words,
        "count": count,
        "hits": hits.iter().map(hit).collect::<Vec<_>>(),
    })
}

fn found(found: &Found<'_>) -> Value {
    json!({
        "place": found.piece.place.word(),
        "text": found.piece.text,
        "version": found.piece.version.map(|number| number.as_str()),
        "exact": found.nearness != Nearness::Like,
    })
}
