//! Changes for programs. Schema 1: fields are only ever added.
//!
//! | field | what it holds |
//! | --- | --- |
//! | `before`, `after` | `name` as it was given, `id`, `version` and `sha256` of the packages |
//! | `verdict` | the whole in one line, values in backticks |
//! | `worst` | `breaking`, `behaviour` or `safe`; null when nothing changed |
//! | `changes` | worst first; a list of: |
//! | `code`, `grade`, `message`, `why` | the stable code, how much it matters, what changed, the reason |
//! | `subject` | `sort` (`setting`, `column`, `file`, ...) and `name`; for a column also `setting`; for a group also `path` |
//! | `affects` | `who` (`everyone`, `without`, `with`, `some-with`, `nobody`) and the `key` that those applications fill in or not |

use serde_json::{Value, json};

use super::super::named::NamedPackage;
use super::Compared;
use crate::diag::emit::pretty;
use crate::model::change::{Change, Subject};

/// The changes as one JSON document.
pub(super) fn text(compared: &Compared) -> String {
    let comparison = &compared.comparison;
    let document = json!({
        "schema": 1,
        "before": package(&compared.before),
        "after": package(&compared.after),
        "verdict": comparison.verdict().to_string(),
        "worst": comparison.worst().map(|grade| grade.word()),
        "changes": comparison.changes().iter().map(change).collect::<Vec<_>>(),
    });
    pretty(&document)
}

fn package(package: &NamedPackage) -> Value {
    json!({
        "name": package.name,
        "id": package.facts.id,
        "version": package.version,
        "sha256": package.facts.digest.to_string(),
    })
}

fn change(change: &Change) -> Value {
    let mut subject = json!({ "sort": change.subject.sort(), "name": change.subject.name() });
    match &change.subject {
        Subject::Column { setting, .. } => subject["setting"] = json!(setting),
        Subject::Group(path) => subject["path"] = json!(path),
        _ => {}
    }
    json!({
        "code": change.code(),
        "grade": change.grade().word(),
        "message": change.message().to_string(),
        "why": change.why(),
        "subject": subject,
        "affects": { "who": change.affects.word(), "key": change.affects.key() },
    })
}
