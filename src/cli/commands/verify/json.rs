//! What was found, for programs. Schema 1: fields are only ever added.

use serde_json::{Value, json};

use crate::diag::emit::pretty;
use crate::plan::manifest;
use crate::publish::{Fault, Signed, Verified};

/// The findings as one JSON document.
pub(super) fn text(verified: &Verified) -> String {
    let found = verified.manifest.as_ref();
    let (signature, comment) = match &verified.signed {
        Signed::By(comment) => ("valid", Some(comment)),
        Signed::Wrong => ("wrong", None),
        Signed::NotAsked => ("not-checked", None),
        Signed::Missing => ("missing", None),
    };
    let fault = |fault: &Fault| json!({ "kind": fault.kind, "path": fault.path, "message": fault.what });
    pretty(&json!({
        "schema": 1,
        "sound": verified.faults.is_empty(),
        "signature": signature,
        "signed_comment": comment,
        "title": found.map(|found| found.title.as_str()),
        "sees": found.map(|found| manifest::sees(&found.sight)),
        "as_of": found.map(|found| found.as_of.to_string()),
        "commit": found.and_then(|found| found.revision.commit.as_deref()),
        "generation": found.and_then(|found| found.revision.generation),
        "files": verified.files,
        "faults": verified.faults.iter().map(fault).collect::<Vec<Value>>(),
    }))
}
