//! `connectors/<slug>/versions.html`: every version, and how much each changed.

use serde_json::{Value, json};

use super::{compare_href, overview};
use crate::model::Connector;
use crate::plan::shown::Shown;
use crate::plan::steps::{Step, Steps};
use crate::plan::view;

pub(crate) fn own(shown: &Shown<'_>, connector: &Connector, steps: &Steps<'_>) -> Value {
    json!({
        "versions": rows(shown, connector, steps).collect::<Vec<_>>(),
        "propose": overview::propose(shown),
    })
}

/// The versions, highest first, each with the grade of its change.
pub(crate) fn rows<'a>(
    shown: &'a Shown<'_>,
    connector: &'a Connector,
    steps: &'a Steps<'_>,
) -> impl Iterator<Item = Value> + 'a {
    steps.all().iter().rev().map(move |step| row(shown, connector, step))
}

fn row(shown: &Shown<'_>, connector: &Connector, step: &Step<'_>) -> Value {
    let mut row = view::version_row(shown, connector, step.version);
    row["grade"] = json!(step.word());
    row["since"] = json!(step.before.map(|before| before.number.as_str()));
    row["compare"] = json!(step.before.and_then(|before| compare_href(connector, before, step.version)));
    row
}
