//! `connectors/<slug>.html`: which version, is it safe to upgrade, who still uses the old one; then help.

use serde_json::{Map, Value, json};

use super::{usage, versions};
use crate::model::change::Grade;
use crate::model::{Connector, ConnectorVersion, help};
use crate::plan::shown::{self, Shown};
use crate::plan::steps::{self, Step, Steps};
use crate::plan::{edit_link, impact, machines, url};

/// How many versions, and how many versions in use, are listed.
const FIRST: usize = 5;

pub(crate) fn own(shown: &Shown<'_>, connector: &Connector, steps: &Steps<'_>) -> Value {
    json!({
        "break": newest_break(connector, steps),
        "versions": versions::rows(shown, connector, steps).take(FIRST).collect::<Vec<_>>(),
        "count": shown::versions(connector).count(),
        "usage": usage::brief(shown, connector, FIRST),
        "help": connector.help.as_deref(),
        "pictures": pictures(connector),
        "links": links(shown, connector),
        "about": about(shown, connector),
        "propose": propose(shown),
        "machines": machines::of_connector(shown, connector),
    })
}

fn about(shown: &Shown<'_>, connector: &Connector) -> Value {
    let logs = |logs: &crate::model::Logs| json!({ "allowed": logs.allowed, "days": logs.duration_days });
    json!({
        "id": connector.id.as_ref().map(|id| id.value.as_str()),
        "tags": connector.tags,
        "help_url": connector.help_url.as_deref().and_then(url::web),
        "logs": connector.logs.as_ref().map(logs),
        "aliases": connector.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>(),
        "edit": edit_link::of(shown, &connector.file),
    })
}

/// How a version is proposed: the repository's page, and what to run in a copy of it.
pub(crate) fn propose(shown: &Shown<'_>) -> Value {
    json!({ "repository": edit_link::repository(shown), "command": "connectory add FILE" })
}

/// The newest version that breaks something, by its own word or as its package tells.
fn newest_break(connector: &Connector, steps: &Steps<'_>) -> Option<Value> {
    let breaks = |step: &&Step<'_>| step.version.breaking.is_some() || step.worst() == Some(Grade::Breaking);
    let step = steps.all().iter().rfind(breaks)?;
    let ConnectorVersion { number, .. } = step.version;
    let mut found = json!({
        "version": number.as_str(),
        "href": shown::version_page(connector, step.version).href(),
        "summary": null, "upgrade_by": null, "guide": null, "verdict": null,
    });
    match (&step.version.breaking, &step.comparison) {
        (Some(_), _) => found = impact::break_of(connector, step.version),
        (None, Some(comparison)) => found["verdict"] = json!(steps::parts(&comparison.verdict())),
        (None, None) => return None,
    }
    Some(found)
}

/// The names under which the help mentions pictures, with their paths in the site.
fn pictures(connector: &Connector) -> Value {
    let found = shown::pictures(connector);
    Value::Object(
        found.into_iter().map(|(path, name, _)| (name.to_owned(), json!(path.href()))).collect::<Map<_, _>>(),
    )
}

/// The addresses by which the help links to other connectors, with the paths of their pages.
fn links(shown: &Shown<'_>, connector: &Connector) -> Value {
    let links = connector.help.iter().flat_map(|help| &help.links);
    let pages = links.filter_map(|link| {
        let to = link.split('#').next()?;
        let folder = help::linked_folder(&connector.folder, to)?;
        let other = shown.connector(folder.name()).filter(|other| other.folder == folder)?;
        Some((to.to_owned(), json!(shown::connector_page(other.slug.as_str()).href())))
    });
    Value::Object(pages.collect())
}
