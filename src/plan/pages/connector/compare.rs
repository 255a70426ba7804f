//! `connectors/<slug>/compare.html`: every step from version to version, and every setting through all versions. A script
//! picks from both what lies between two versions; all it needs stands in the page.

use serde_json::{Value, json};

use super::compare_script;
use crate::model::Connector;
use crate::plan::shown;
use crate::plan::steps::{self, Step, Steps};
use crate::plan::view;

mod settings;

pub(crate) fn own(connector: &Connector, steps: &Steps<'_>) -> Value {
    let all = steps.all().iter().enumerate().rev();
    json!({
        "steps": all.map(|(at, step)| self::step(connector, at, step)).collect::<Vec<_>>(),
        "settings": settings::rows(connector),
        "script": compare_script(),
    })
}

fn step(connector: &Connector, at: usize, step: &Step<'_>) -> Value {
    let comparison = step.comparison.as_ref();
    json!({
        // The place among all versions, the lowest at 0.
        "at": at,
        "number": step.version.number.as_str(),
        "href": shown::version_page(connector, step.version).href(),
        "status": view::status(connector, step.version),
        "added": step.version.date().map(|date| date.to_string()),
        "since": step.before.map(|before| before.number.as_str()),
        "known": step.version.facts().is_some(),
        "grade": step.word(),
        "groups": comparison.map(|found| steps::by_grade(found)),
    })
}
