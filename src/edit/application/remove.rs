//! Applications that go.

use std::collections::BTreeSet;

use crate::diag::listed;
use crate::edit::plan::Draft;
use crate::edit::{EditError, Plan, find};
use crate::model::{Application, Connector, Registry, Usage};
use crate::source::{RepoPath, Tree};

/// As many versions are named of which no user is left.
const MOST_NAMED: usize = 8;

/// Plans that applications go, each named by its slug or its name.
///
/// # Errors
/// There is no such application.
pub fn remove(registry: &Registry, tree: &dyn Tree, words: &[String]) -> Result<Plan, EditError> {
    let mut going: Vec<&Application> = Vec::new();
    for word in words {
        let application = find::application(registry, word)?;
        if going.iter().all(|other| other.file != application.file) {
            going.push(application);
        }
    }
    let mut draft = Draft::new(tree);
    for application in &going {
        draft.remove(&application.file)?;
    }
    let slugs: Vec<&str> = going.iter().map(|application| application.slug.as_str()).collect();
    Ok(Plan {
        changes: draft.finish(),
        steps: going.iter().map(|application| step(application)).collect(),
        notes: left_alone(registry, &going),
        summary: match slugs.as_slice() {
            [one] => format!("Remove application {one}"),
            several => format!("Remove {} applications", several.len()),
        },
        destroys: true,
        ..Plan::default()
    })
}

fn step(application: &Application) -> String {
    let uses: BTreeSet<String> =
        application.uses.iter().map(|used| format!("`{}` {}", used.connector.value, used.version)).collect();
    let uses: Vec<String> = uses.into_iter().collect();
    let uses = if uses.is_empty() { String::new() } else { format!(", which uses {}", uses.join(", ")) };
    format!("remove the application `{}`{uses}: {}", application.name, application.file)
}

/// What no application uses any more once `going` are gone.
pub(in crate::edit) fn left_alone(registry: &Registry, going: &[&Application]) -> Vec<String> {
    let gone: BTreeSet<&RepoPath> = going.iter().map(|application| &application.file).collect();
    let usage = Usage::of(registry);
    let used: BTreeSet<&str> =
        going.iter().flat_map(|app| &app.uses).map(|used| used.connector.as_str()).collect();
    let connectors = used.into_iter().filter_map(|slug| usage.connector(slug));
    let stays = |(application, _): &(&Application, _)| !gone.contains(&application.file);
    let (mut versions, mut whole): (Vec<String>, Vec<&Connector>) = (Vec::new(), Vec::new());
    for connector in connectors {
        if !usage.of_connector(connector.slug.as_str()).any(|used| stays(&used)) {
            whole.push(connector);
            continue;
        }
        let current = connector.current().map(|version| &version.number);
        let left = usage.versions_of(&connector.slug).filter(|(_, uses)| !uses.iter().any(&stays));
        let old = left.filter(|(number, _)| Some(*number) != current && connector.version(number).is_some());
        versions.extend(old.map(|(number, _)| format!("{}@{number}", connector.slug)));
    }
    whole.dedup_by_key(|connector| &connector.slug);
    versions.dedup();
    let mut notes = Vec::new();
    if !whole.is_empty() {
        let names = listed(whole.iter().map(|connector| connector.slug.as_str()), MOST_NAMED);
        notes.push(format!("no application is left that uses {names}"));
    }
    if !versions.is_empty() {
        let names = listed(versions.iter().map(String::as_str), MOST_NAMED);
        notes.push(format!("no application is left on {names}: `connectory remove` may take them away"));
    }
    notes
}
