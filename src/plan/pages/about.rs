//! `about.html` and `status.json`: how fresh the site is, and what it was made from.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::provenance;
use crate::model::Sight;
use crate::plan::Options;
use crate::plan::path::SitePath;
use crate::plan::search::script_safe;
use crate::plan::shown::{self, Shown};
use crate::plan::view::Frame;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, options: &Options) -> Value {
    let frame = Frame {
        description: "How fresh this catalogue is, and what it was made from.",
        ..Frame::at(path, "About", "about")
    };
    let commit = options.revision.commit.as_deref();
    frame.with(
        shown,
        json!({
            "as_of": options.today.to_string(),
            "commit": commit.map(|id| provenance::commit(shown, id)),
            "generation": options.revision.generation,
            "counts": counts(shown),
            "audience": audience(shown.sight),
            "observed": shown.has_usage().then(|| observed(shown, options.today)),
        }),
    )
}

/// The same for programs.
pub(crate) fn status(shown: &Shown<'_>, options: &Options) -> Vec<u8> {
    let status = json!({
        "schema": 1,
        "title": shown.registry.policy.title,
        "as_of": options.today.to_string(),
        "commit": options.revision.commit,
        "generation": options.revision.generation,
        "counts": counts(shown),
    });
    format!("{}\n", script_safe(&status)).into_bytes()
}

fn counts(shown: &Shown<'_>) -> Value {
    json!({
        "connectors": shown.connectors.len(),
        "versions": shown.connectors.iter().map(|connector| shown::versions(connector).count()).sum::<usize>(),
        "applications": shown.has_usage().then_some(shown.applications.len()),
    })
}

/// Who the site is for.
fn audience(sight: &Sight) -> Value {
    match sight {
        Sight::All => json!({ "kind": "all" }),
        Sight::Groups(groups) => json!({ "kind": "groups", "groups": groups }),
        Sight::Nothing => json!({ "kind": "nothing" }),
    }
}

/// When the applications that the site shows were last read from the platform.
fn observed(shown: &Shown<'_>, today: Date) -> Value {
    let days =
        || shown.applications.iter().filter_map(|application| Some(application.observed.as_ref()?.value));
    let most = shown.registry.policy.usage_max_age_days;
    let too_old = most.map(|most| {
        let old = |age: Option<i64>| age.is_some_and(|age| age > i64::from(most));
        shown.applications.iter().filter(|application| old(application.age(today))).count()
    });
    json!({
        "newest": days().max().map(|day| day.to_string()),
        "oldest": days().min().map(|day| day.to_string()),
        "never": shown.applications.len() - days().count(),
        "most_days": most,
        "too_old": too_old,
    })
}
