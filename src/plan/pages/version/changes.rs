//! What a version changed since the one before, whom it reaches, and what those have to do.

use serde_json::{Value, json};

use super::{NAMED, usage_href};
use crate::model::change::{Comparison, Grade, Message, Reach};
use crate::model::{Application, Connector, ConnectorVersion, Use};
use crate::plan::pages::connector::compare_href;
use crate::plan::route::Tab;
use crate::plan::shown::{self, Shown};
use crate::plan::steps::{self, Step};
use crate::plan::view;

/// The changes of a step; `None` for the first version.
pub(super) fn since(shown: &Shown<'_>, connector: &Connector, step: &Step<'_>) -> Option<Value> {
    let before = step.before?;
    let comparison = step.comparison.as_ref();
    Some(json!({
        "since": before.number.as_str(),
        "href": shown::version_page(connector, before).href(),
        "compare": compare_href(connector, before, step.version),
        "grade": step.word(),
        "verdict": comparison.map(|comparison| json!(steps::parts(&comparison.verdict()))),
        "groups": comparison.map(|found| steps::by_grade(found)),
        // Which of both packages could not be read, where nothing is known.
        "unread": if step.version.facts().is_some() { &before.number } else { &step.version.number }.as_str(),
        "affected": comparison
            .filter(|_| shown.has_usage())
            .map(|comparison| affected(shown, connector, before, comparison)),
    }))
}

/// The uses of the version before that feel the step, and how many older ones cross it on their way.
fn affected(
    shown: &Shown<'_>,
    connector: &Connector,
    before: &ConnectorVersion,
    comparison: &Comparison,
) -> Value {
    let uses = shown.usage.of_version(&connector.slug, &before.number);
    let felt: Vec<Value> =
        uses.iter().filter_map(|(application, used)| felt(shown, application, used, comparison)).collect();
    let older = shown.usage.versions_of(&connector.slug).filter(|(number, _)| **number < before.number);
    json!({
        "uses": uses.len(),
        "felt": felt.len(),
        "named": felt.iter().take(NAMED).collect::<Vec<_>>(),
        "all": usage_href(shown, connector, &before.number),
        "older": older.map(|(_, uses)| uses.len()).sum::<usize>(),
        "usage": shown::tab_page(connector, Tab::Usage).href(),
    })
}

/// A use that the step reaches, and what it has to do; `None` where it goes on as before.
fn felt(shown: &Shown<'_>, application: &Application, used: &Use, comparison: &Comparison) -> Option<Value> {
    let mut reaching = comparison.reaching(used);
    reaching.retain(|(change, _)| change.grade() != Grade::Safe);
    let sure = reaching.iter().any(|(_, reach)| *reach == Reach::Surely);
    (!reaching.is_empty()).then(|| {
        let deeds: Vec<Message> = reaching.iter().filter_map(|(change, reach)| change.todo(*reach)).collect();
        json!({
            "application": view::application(shown, application),
            "connection": used.connection,
            "sure": sure,
            "todo": deeds.iter().map(steps::parts).collect::<Vec<_>>(),
        })
    })
}
