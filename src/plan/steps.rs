//! What changed from each version of a connector to the next: found once, shown on several of its pages.

use std::sync::Arc;

use serde_json::{Value, json};

use super::shown;
use crate::model::change::{Affects, Change, Compared, Comparison, Grade, Message, Part};
use crate::model::{Connector, ConnectorVersion, VersionNumber};

/// The steps of a connector.
pub(crate) struct Steps<'c>(Vec<Step<'c>>);

/// A version and what it changed.
pub(crate) struct Step<'c> {
    /// The version.
    pub(crate) version: &'c ConnectorVersion,
    /// The one it is compared with, or would be if both could be read; `None` for the first.
    pub(crate) before: Option<&'c ConnectorVersion>,
    /// What changed; `None` where a package could not be read, or there is no version before.
    pub(crate) comparison: Option<Arc<Comparison>>,
}

impl<'c> Steps<'c> {
    /// The steps of `connector`, whose packages are compared once for everybody.
    pub(crate) fn of(connector: &'c Connector, compared: &Compared<'c>) -> Steps<'c> {
        Steps(walk(connector, compared))
    }

    /// Every version that has a page, lowest first.
    pub(crate) fn all(&self) -> &[Step<'c>] {
        &self.0
    }

    /// The step that leads to a version.
    pub(crate) fn to(&self, number: &VersionNumber) -> Option<&Step<'c>> {
        self.all().iter().find(|step| step.version.number == *number)
    }
}

impl Step<'_> {
    /// How much the step matters; `None` where that is not known, or nothing changed.
    pub(crate) fn worst(&self) -> Option<Grade> {
        self.comparison.as_ref()?.worst()
    }

    /// The grade as a word; `none` where nothing changed, null where that is not known.
    pub(crate) fn word(&self) -> Option<&'static str> {
        let comparison = self.comparison.as_ref()?;
        Some(comparison.worst().map_or("none", Grade::word))
    }
}

/// Each version is compared with the highest readable one below it: that is the one people come from.
fn walk<'c>(connector: &'c Connector, compared: &Compared<'c>) -> Vec<Step<'c>> {
    let (mut steps, mut below, mut readable) = (Vec::new(), None, None);
    for version in shown::versions(connector) {
        let pair = readable.zip(version.facts());
        let comparison = pair.map(|(before, after): (&'c ConnectorVersion, _)| {
            let before = before.facts().expect("only readable versions are compared with");
            compared.between(before, after)
        });
        let before = if version.facts().is_some() { readable.or(below) } else { below };
        steps.push(Step { version, before, comparison });
        below = Some(version);
        readable = version.facts().map(|_| version).or(readable);
    }
    steps
}

/// Changes by grade, worst first: `grade` and its `changes`. A grade without changes is left out.
pub(crate) fn by_grade(comparison: &Comparison) -> Vec<Value> {
    let group = |grade: Grade| {
        let changes: Vec<Value> = comparison.of_grade(grade).map(change).collect();
        (!changes.is_empty()).then(|| json!({ "grade": grade.word(), "changes": changes }))
    };
    Grade::ALL.into_iter().filter_map(group).collect()
}

/// A message for a template: pieces of text, each after whether it is a value out of a package.
pub(crate) fn parts(message: &Message) -> Vec<(bool, &str)> {
    let pieces = message.parts().iter().map(|part| match part {
        Part::Words(words) => (false, words.as_str()),
        Part::Value(value) => (true, value.as_str()),
    });
    pieces.collect()
}

fn change(change: &Change) -> Value {
    json!({
        "code": change.code(),
        "message": parts(change.message()),
        "why": change.why(),
        "whom": whom(&change.affects),
    })
}

/// The applications that a change of one key reaches, and that key.
fn whom(affects: &Affects) -> Option<(&'static str, &str)> {
    let who = match affects {
        Affects::ApplicationsWithout(_) => "without",
        Affects::ApplicationsWith(_) => "with",
        Affects::SomeWith(_) => "with a certain value of",
        Affects::Everyone | Affects::Nobody => return None,
    };
    Some((who, affects.key()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture::{number, registry};

    #[test]
    fn a_version_is_compared_with_the_readable_one_below_it() {
        let registry = registry();
        let steps = Steps::of(registry.connector("sql-server").unwrap(), &Compared::default());
        let found: Vec<(&str, Option<&str>, Option<&str>)> = steps
            .all()
            .iter()
            .map(|step| {
                (step.version.number.as_str(), step.before.map(|before| before.number.as_str()), step.word())
            })
            .collect();
        assert_eq!(
            found,
            [
                ("1.2", None, None),
                ("1.25", Some("1.2"), Some("none")),
                ("1.3", Some("1.25"), None),
                ("1.36", Some("1.25"), Some("none")),
                ("1.38", Some("1.36"), Some("breaking")),
            ]
        );
        assert_eq!(steps.to(&number("1.38")).unwrap().worst(), Some(Grade::Breaking));
        assert!(steps.to(&number("7")).is_none());
    }

    #[test]
    fn changes_come_by_grade_with_those_they_reach() {
        let registry = registry();
        let steps = Steps::of(registry.connector("sql-server").unwrap(), &Compared::default());
        let groups = by_grade(steps.to(&number("1.38")).unwrap().comparison.as_ref().unwrap());
        let change = &groups[0]["changes"][0];
        assert_eq!(
            (&groups[0]["grade"], &change["code"]),
            (&json!("breaking"), &json!("setting-added-required"))
        );
        assert_eq!(change["whom"], json!(["without", "Instance"]));
        assert_eq!(change["message"][0], json!([true, "Instance"]));
    }
}
