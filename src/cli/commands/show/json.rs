//! What is shown, for programs. Schema 1: fields are only ever added (`docs/schemas/looking.schema.json`).
//!
//! | field | what it holds |
//! | --- | --- |
//! | `kind` | `connector`, `version` or `application` |
//! | of a connector | what `connectory list` says of it, and: |
//! | `aliases`, `replaced_by`, `help_url`, `folder` | former slugs; the connector to use instead; documentation elsewhere; where it lies in the registry |
//! | `logs` | `allowed` and `duration_days`; null where they are not set |
//! | `help` | the text of help.md; null where there is none |
//! | `versions` | the highest first, each as `connectory list --versions` says it |
//! | `used_by` | by version and application: `application`, `name`, `version`, `connection`, `behind`, `observed` |
//! | of a version | what `connectory list --versions` says of it, and: |
//! | `notes`, `requires` | release notes, Markdown; what it needs, such as `app_designer`, and the least version of that |
//! | `package` | `path` in the registry, `size` in bytes and `form`, which are null where it cannot be read, and why in `fault` |
//! | `changes` | `since` (the version below), `verdict` in one line and `worst` grade; null where there is none to compare with |
//! | `used_by` | as above |
//! | of an application | `slug`, `name`, `version`, `category`, `owner`, `published`, `url`, `access`, `observed`, `source`, `file`; null where that is not written |
//! | `uses` | in the file's order: `connector`, `version`, `status` (null where it is unknown), `current`, `behind`, `connection`, `settings` (the keys it fills in; null where that was not observed) |
//! | `behind` | `versions` and `breaks` up to the current version; null where it is not behind |

use serde_json::{Value, json};

use super::super::looking::value;
use super::{Look, Subject};
use crate::model::change::Comparison;
use crate::model::{Application, Behind, Connector, ConnectorVersion, Use};

/// The whole document.
pub(super) fn document(look: &Look<'_>, subject: &Subject<'_>) -> Value {
    let (kind, own) = match subject {
        Subject::Connector(found) => ("connector", connector(look, found)),
        Subject::Version(found, wanted) => ("version", version(look, found, wanted)),
        Subject::Application(found) => {
            ("application", value::application(found, &found.uses.iter().collect::<Vec<_>>(), &look.usage))
        }
    };
    value::with(json!({ "schema": 1, "kind": kind }), own)
}

fn connector(look: &Look<'_>, connector: &Connector) -> Value {
    let versions =
        connector.versions.iter().rev().map(|version| value::version(connector, version, &look.usage));
    let uses = look.usage.of_connector(connector.slug.as_str());
    let more = json!({
        "aliases": connector.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>(),
        "replaced_by": connector.replaced_by.as_ref().map(|slug| slug.value.as_str()),
        "help_url": connector.help_url,
        "folder": connector.folder.as_str(),
        "logs": connector.logs.map(|logs| json!({ "allowed": logs.allowed, "duration_days": logs.duration_days })),
        "help": connector.help.as_deref(),
        "versions": versions.collect::<Vec<_>>(),
        "used_by": uses.map(|(application, used)| user(connector, application, used)).collect::<Vec<_>>(),
    });
    value::with(value::connector(connector, &look.usage), more)
}

fn version(look: &Look<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let requires = version.requires.iter().map(|(what, least)| (what.clone(), json!(least)));
    let facts = version.facts();
    let uses = look.usage.of_version(&connector.slug, &version.number).iter();
    let more = json!({
        "notes": version.notes,
        "requires": Value::Object(requires.collect()),
        "package": {
            "path": version.package_path.as_str(),
            "size": facts.map(|facts| facts.size),
            "form": facts.map(|facts| facts.container.to_string()),
            "fault": version.package.fault(),
        },
        "changes": changes(connector, version),
        "used_by": uses.map(|(application, used)| user(connector, application, used)).collect::<Vec<_>>(),
    });
    value::with(value::version(connector, version, &look.usage), more)
}

fn changes(connector: &Connector, version: &ConnectorVersion) -> Value {
    let compared = || {
        let before = connector.below(&version.number)?;
        let comparison = Comparison::between(before.facts()?, version.facts()?);
        Some(json!({
            "since": before.number.as_str(),
            "verdict": comparison.verdict().to_string(),
            "worst": comparison.worst().map(|grade| grade.word()),
        }))
    };
    json!(compared())
}

fn user(connector: &Connector, application: &Application, used: &Use) -> Value {
    json!({
        "application": application.slug.as_str(),
        "name": application.name.value,
        "version": used.version.value.as_str(),
        "connection": used.connection.as_ref().map(|connection| connection.value.as_str()),
        "behind": value::distance(Behind::of(connector, &used.version.value)),
        "observed": application.observed.as_ref().map(|date| date.value.to_string()),
    })
}
