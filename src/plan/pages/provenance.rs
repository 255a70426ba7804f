//! Where a version comes from: the commit that first held its package.

use serde_json::{Value, json};

use crate::model::ConnectorVersion;
use crate::plan::host;
use crate::plan::shown::Shown;

/// The day of the first commit, and, for who sees everything, the commit itself; `None` where none is known.
pub(crate) fn of(shown: &Shown<'_>, version: &ConnectorVersion) -> Option<Value> {
    let seen = version.first_seen.as_ref()?;
    let commit = shown.sight.is_whole().then(|| commit(shown, &seen.commit));
    Some(json!({ "date": seen.date().map(|date| date.to_string()), "commit": commit }))
}

/// A commit: its id, its page where the host is known, and who made it, where that was told.
pub(crate) fn commit(shown: &Shown<'_>, id: &str) -> Value {
    let told = shown.commit(id);
    json!({
        "id": id,
        "short": id.get(..7).unwrap_or(id),
        "href": host::commit(&shown.registry.policy, id),
        "author": told.map(|commit| commit.author.as_str()).filter(|author| !author.is_empty()),
        "summary": told.map(|commit| commit.summary.as_str()).filter(|summary| !summary.is_empty()),
    })
}
