//! What a hook is told: one JSON document an occasion (`docs/schemas/hook.schema.json`).

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::daemon::Looked;
use crate::daemon::Severity;
use crate::daemon::settings::Occasion;
use crate::daemon::validation::deadlines::Deadline;
use crate::daemon::validation::found::{Found, called, kind};
use crate::daemon::validation::standing::{Compared, Known};

/// More things are counted in one document, and not told.
const MOST: usize = 500;

/// Which registry is told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Its title.
    pub title: String,
    /// The folder or address, without a password.
    pub place: String,
    /// The commit that was looked at.
    pub commit: Option<String>,
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::daemon) struct Document {
    /// On what occasion.
    pub(in crate::daemon) occasion: Occasion,
    /// The JSON.
    pub(in crate::daemon) body: Vec<u8>,
}

impl Document {
    /// What is wrong and was not before.
    pub(in crate::daemon) fn findings(
        about: &About,
        at: Timestamp,
        looked: &Looked,
        compared: &Compared,
    ) -> Option<Document> {
        let told = |at: &usize| {
            let found = &looked.found[*at];
            finding(found, compared.since[*at], looked.kept.contains(&found.item))
        };
        let items = compared.fresh.iter().take(MOST).map(told).collect();
        document(Occasion::Finding, about, at, items, compared.fresh.len())
    }

    /// What was wrong and is no longer.
    pub(in crate::daemon) fn recoveries(about: &About, at: Timestamp, over: &[Known]) -> Option<Document> {
        let items = over.iter().take(MOST).map(recovery).collect();
        document(Occasion::Recovery, about, at, items, over.len())
    }

    /// What became due.
    pub(in crate::daemon) fn deadlines(about: &About, at: Timestamp, due: &[Deadline]) -> Option<Document> {
        let items = due.iter().take(MOST).map(|due| json!(due)).collect();
        document(Occasion::Deadline, about, at, items, due.len())
    }
}

/// The occasion's word, as settings and documents write it.
pub(super) fn word(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Finding => "finding",
        Occasion::Recovery => "recovery",
        Occasion::Deadline => "deadline",
    }
}

/// A document of some things; none where there is nothing to tell.
fn document(
    occasion: Occasion,
    about: &About,
    at: Timestamp,
    items: Vec<Value>,
    all: usize,
) -> Option<Document> {
    let more = all - items.len();
    let whole = json!({
        "schema": 1,
        "occasion": word(occasion),
        "at": at.to_string(),
        "registry": { "title": about.title, "place": about.place, "commit": about.commit },
        "items": items,
        "more": more,
    });
    let mut body = whole.to_string().into_bytes();
    body.push(b'\n');
    (all > 0).then_some(Document { occasion, body })
}

fn finding(found: &Found, since: Timestamp, is_kept: bool) -> Value {
    let finding = &found.finding;
    json!({
        "item": called(&found.item),
        "kind": kind(&found.item),
        "severity": severity(finding.severity == Severity::Error),
        "code": finding.code,
        "message": finding.message,
        "file": finding.path,
        "line": finding.line,
        "column": finding.column,
        "fix": finding.help,
        "since": since.to_string(),
        "shown_as_before": is_kept,
        "applications": found.applications,
    })
}

fn recovery(known: &Known) -> Value {
    json!({
        "item": called(&known.item),
        "kind": kind(&known.item),
        "severity": severity(known.is_error),
        "code": known.code,
        "message": known.message,
        "file": known.path,
        "since": known.since.to_string(),
    })
}

fn severity(is_error: bool) -> &'static str {
    if is_error { "error" } else { "warning" }
}
