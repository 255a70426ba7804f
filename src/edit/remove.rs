//! `remove`: connectors and versions go, with all their files.
//!
//! Whether they may go is for the rules that look at a change; here it is said what goes, and who uses it.

use std::collections::BTreeSet;

use super::committed::not_committed;
use super::find::{self, Named};
use super::folder::{self, Folder};
use super::plan::Draft;
use super::{EditError, Plan};
use crate::diag::{joined, listed, plural, size};
use crate::model::{Connector, ConnectorVersion, Registry, Usage};
use crate::source::{Opened, RepoPath};

/// As many applications are named.
const MOST_NAMES: usize = 8;

/// Takes away what `words` name: `slug`, or `slug@version`.
///
/// # Errors
/// One of them names nothing, or what cannot be read lies among the files.
pub fn remove(registry: &Registry, opened: &Opened, words: &[String]) -> Result<Plan, EditError> {
    let named: Vec<Named<'_>> =
        words.iter().map(|word| find::named(registry, word)).collect::<Result<_, _>>()?;
    let mut removal = Removal {
        usage: Usage::of(registry),
        opened,
        draft: Draft::new(opened.tree.as_ref()),
        steps: Vec::new(),
        what: Vec::new(),
        gone: BTreeSet::new(),
    };
    for named in &named {
        if let Named::Connector(connector) = named {
            removal.connector(connector)?;
        }
    }
    for named in &named {
        if let Named::Version(connector, version) = named {
            removal.version(connector, version)?;
        }
    }
    Ok(Plan {
        changes: removal.draft.finish(),
        steps: removal.steps,
        summary: format!("Remove {}", joined(&removal.what)),
        destroys: true,
        // A category that is empty after it was not asked for.
        announced: &["category-unused"],
        ..Plan::default()
    })
}

/// A removal in the making.
struct Removal<'t, 'r> {
    usage: Usage<'r>,
    opened: &'t Opened,
    draft: Draft<'t>,
    steps: Vec<String>,
    what: Vec<String>,
    /// The files that go.
    gone: BTreeSet<RepoPath>,
}

impl Removal<'_, '_> {
    fn connector(&mut self, connector: &Connector) -> Result<(), EditError> {
        let folder = folder::of(&self.draft, connector)?;
        let Some(bytes) = self.files(&folder)? else { return Ok(()) };
        let users = self.usage.applications_of(&connector.slug);
        let used = match users.len() {
            0 => "no application uses it".to_owned(),
            _ => format!("used by {}", listed(users.iter().map(|user| user.name.as_str()), MOST_NAMES)),
        };
        let what = contents(connector, &folder);
        self.steps.push(format!("remove `{}`: {what}; {}; {used}", connector.slug, size(bytes)));
        self.what.push(connector.slug.to_string());
        self.way_back((connector, None), &folder)
    }

    fn version(&mut self, connector: &Connector, version: &ConnectorVersion) -> Result<(), EditError> {
        let mut folder = folder::of(&self.draft, connector)?;
        let ours = [Some(&version.package_path), version.described.then_some(&version.file)];
        folder.files.retain(|entry| ours.contains(&Some(&entry.path)));
        let Some(bytes) = self.files(&folder)? else { return Ok(()) };
        let used = self.used(connector, version);
        let step = format!("remove `{}` {}; {}; {used}", connector.slug, version.number, size(bytes));
        self.steps.push(step);
        self.what.push(format!("{} {}", connector.slug, version.number));
        self.way_back((connector, Some(version)), &folder)
    }

    /// Says how what goes may come back, or that it cannot.
    fn way_back(
        &mut self,
        what: (&Connector, Option<&ConnectorVersion>),
        folder: &Folder,
    ) -> Result<(), EditError> {
        let named =
            what.1.map_or(what.0.slug.to_string(), |version| format!("{}@{}", what.0.slug, version.number));
        let step = match not_committed(self.opened, what, &folder.files)? {
            None => format!("nothing was committed yet: `{named}` is gone for good"),
            Some(none) if none.is_empty() => format!("to bring it back: connectory restore {named}"),
            Some(files) => {
                let names = files.iter().map(|path| path.as_str());
                format!("not committed as it is, and gone for good: {}", listed(names, MOST_NAMES))
            }
        };
        self.steps.push(step);
        Ok(())
    }

    /// Takes files away that are not yet; their bytes, unless there are none left.
    fn files(&mut self, folder: &Folder) -> Result<Option<u64>, EditError> {
        let mut bytes = 0;
        let mut any = false;
        for entry in &folder.files {
            if self.gone.insert(entry.path.clone()) {
                self.draft.remove(&entry.path)?;
                (any, bytes) = (true, bytes + entry.size);
            }
        }
        Ok(any.then_some(bytes))
    }

    /// Who uses a version, and how many use others of the connector.
    fn used(&self, connector: &Connector, version: &ConnectorVersion) -> String {
        let users = self.usage.applications_of_version(&connector.slug, &version.number);
        if !users.is_empty() {
            return format!("used by {}", listed(users.iter().map(|user| user.name.as_str()), MOST_NAMES));
        }
        match self.usage.applications_of(&connector.slug).len() {
            0 => "no application uses it".to_owned(),
            others => format!("no application uses it ({} on other versions)", plural(others, "application")),
        }
    }
}

/// What a connector's folder holds, in words.
fn contents(connector: &Connector, folder: &Folder) -> String {
    let mut parts = vec![plural(connector.versions.len(), "version")];
    if folder.has("help.md") {
        parts.push("help".to_owned());
    }
    if folder.has("icon.png") {
        parts.push("icon".to_owned());
    }
    let pictures = folder.count(|name| name.starts_with("assets/"));
    if pictures > 0 {
        parts.push(plural(pictures, "picture"));
    }
    let versions: BTreeSet<&RepoPath> =
        connector.versions.iter().flat_map(|version| [&version.package_path, &version.file]).collect();
    let known =
        |name: &str| matches!(name, "connector.yaml" | "help.md" | "icon.png") || name.starts_with("assets/");
    let others = folder.files.iter().filter(|entry| !versions.contains(&entry.path));
    let others = others.filter(|entry| !known(folder.name(&entry.path))).count();
    if others > 0 {
        parts.push(plural(others, "other file"));
    }
    joined(&parts)
}
