//! `rename`: a connector gets another slug, or another group; what names it follows.
//!
//! 1. [`place`]: where it will lie, if nobody else does.
//! 2. Its folder moves; its former slug becomes an alias, so that old addresses lead to it.
//! 3. Applications, replacements and the links of help texts ([`links`]) name it by its new slug.
//! 4. Waivers that cover it no more are told: policy is an administrator's.

mod links;
mod place;

use super::fields::{Fields, items_where};
use super::folder::{self, Folder};
use super::plan::Draft;
use super::schema::Kind;
use super::{EditError, Plan, find};
use crate::diag::{listed, plural};
use crate::model::{Connector, Registry, VersionNumber};
use crate::source::{RepoPath, Tree};
use crate::yaml::{Out, Step};

/// As many applications are named.
const MOST_NAMES: usize = 8;

/// What is asked for.
#[derive(Debug)]
pub struct Rename<'a> {
    /// The connector, by its slug or a former one.
    pub slug: &'a str,
    /// Its new slug; `None` where it only moves.
    pub to: Option<&'a str>,
    /// The folder below `connectors/` that it is to lie in, `.` for none; `None` where it stays in its own.
    pub group: Option<&'a str>,
}

/// Gives a connector another slug, another group, or both.
///
/// # Errors
/// It is not there, the slug is taken or can be none, or something lies where it would go.
pub fn rename(registry: &Registry, tree: &dyn Tree, wish: &Rename<'_>) -> Result<Plan, EditError> {
    let connector = find::connector(registry, wish.slug)?;
    let draft = Draft::new(tree);
    let target = place::find(registry, &draft, connector, wish)?;
    if target == connector.folder {
        let notes = vec![format!("`{}` lies in `{target}` already", connector.slug)];
        return Ok(Plan { notes, ..Plan::default() });
    }
    let folder = folder::of(&draft, connector)?;
    let mut renaming = Renaming { registry, connector, target, draft, notes: Vec::new() };
    renaming.files(&folder)?;
    let mut steps = vec![renaming.step()];
    if renaming.has_new_slug() {
        renaming.aliases()?;
        steps.extend(renaming.references()?);
    }
    let links = links::follow(&mut renaming)?;
    if links > 0 {
        steps.push(format!("{} in help texts", plural(links, "link")));
    }
    renaming.waivers(&folder);
    let summary = renaming.summary();
    let Renaming { draft, notes, .. } = renaming;
    Ok(Plan { changes: draft.finish(), steps, notes, summary, ..Plan::default() })
}

/// A renaming in the making.
struct Renaming<'t, 'r> {
    registry: &'r Registry,
    /// As it is.
    connector: &'r Connector,
    /// Its folder then.
    target: RepoPath,
    draft: Draft<'t>,
    notes: Vec<String>,
}

impl Renaming<'_, '_> {
    fn slug(&self) -> &str {
        self.connector.slug.as_str()
    }

    fn new_slug(&self) -> &str {
        self.target.name()
    }

    fn has_new_slug(&self) -> bool {
        self.slug() != self.new_slug()
    }

    /// Where a file that lies in the connector's own folder will lie; others stay.
    fn path(&self, path: &RepoPath) -> RepoPath {
        let below = path.as_str().strip_prefix(self.connector.folder.as_str());
        let below = below.and_then(|below| below.strip_prefix('/'));
        below.and_then(|below| self.target.join(below).ok()).unwrap_or_else(|| path.clone())
    }

    fn files(&mut self, folder: &Folder) -> Result<(), EditError> {
        for entry in &folder.files {
            let to = self.path(&entry.path);
            self.draft.rename(&entry.path, &to)?;
        }
        Ok(())
    }

    fn step(&self) -> String {
        let (slug, to) = (self.slug(), &self.target);
        match self.has_new_slug() {
            true => format!("rename `{slug}` to `{}`, in `{to}`", self.new_slug()),
            false => format!("move `{slug}` to `{to}`"),
        }
    }

    fn summary(&self) -> String {
        match self.has_new_slug() {
            true => format!("Rename {} to {}", self.slug(), self.new_slug()),
            false => format!("Move {} to {}", self.slug(), self.target.parent()),
        }
    }

    /// The former slug leads to the connector; the new one is no former one any more.
    fn aliases(&mut self) -> Result<(), EditError> {
        let (former, new) = (self.slug().to_owned(), self.new_slug().to_owned());
        let path = self.path(&self.connector.file);
        self.draft.edit(&path, |editor| {
            let mut fields = Fields::new(editor, Kind::Connector);
            let aliases = fields.items("aliases").unwrap_or_default();
            if !aliases.contains(&former) {
                fields.push("aliases", &former)?;
            }
            fields.drop("aliases", |alias| alias == new)
        })
    }

    /// What names the connector by its slug names it by the new one; what was changed, a line for each kind.
    fn references(&mut self) -> Result<Vec<String>, EditError> {
        let mut steps = Vec::new();
        let applications = self.applications()?;
        if !applications.is_empty() {
            let names = listed(applications.iter().map(String::as_str), MOST_NAMES);
            steps.push(format!("name it so in {}: {names}", plural(applications.len(), "application")));
        }
        let replaced = self.replaced()?;
        if replaced > 0 {
            steps.push(format!("name it so as the replacement in {}", plural(replaced, "file")));
        }
        Ok(steps)
    }

    /// The applications that name it.
    fn applications(&mut self) -> Result<Vec<String>, EditError> {
        let (former, new) = (self.slug().to_owned(), Out::text(self.new_slug()));
        let mut names = Vec::new();
        for application in &self.registry.applications {
            if !application.uses.iter().any(|used| used.connector.value == former) {
                continue;
            }
            names.push(application.name.value.clone());
            self.draft.edit(&application.file, |editor| {
                let list = [Step::Key("connectors")];
                for at in items_where(editor.get(&list), "connector", &former) {
                    let path = [Step::Key("connectors"), Step::Item(at), Step::Key("connector")];
                    editor.set(&path, &new, &[])?;
                }
                Ok(())
            })?;
        }
        Ok(names)
    }

    /// The connectors and versions that it replaces; how many.
    fn replaced(&mut self) -> Result<usize, EditError> {
        let former = self.slug().to_owned();
        let mut files = Vec::new();
        for connector in &self.registry.connectors {
            if connector.replaced_by.as_ref().is_some_and(|named| named.value == former) {
                files.push((self.path(&connector.file), Kind::Connector));
            }
            // A slug that is a number is never meant there: versions come first.
            for version in connector.versions.iter().filter(|_| VersionNumber::parse(&former).is_err()) {
                let named =
                    version.status.retirement().and_then(|retirement| retirement.replaced_by.as_ref());
                if named.is_some_and(|named| named.value == former) {
                    files.push((self.path(&version.file), Kind::Version));
                }
            }
        }
        let new = Out::text(self.new_slug());
        for (path, kind) in &files {
            self.draft.edit(path, |editor| Fields::new(editor, *kind).set("replaced_by", &new))?;
        }
        Ok(files.len())
    }

    /// Says which waivers cover its files no more.
    fn waivers(&mut self, folder: &Folder) {
        for waiver in &self.registry.policy.waivers {
            let lost = folder.files.iter().any(|entry| {
                let to = self.path(&entry.path);
                waiver.path.is_match(entry.path.as_str()) && !waiver.path.is_match(to.as_str())
            });
            if lost {
                self.notes.push(format!(
                    "the waiver of {} for `{}` covers it no more; an administrator may write its new path in registry.yaml",
                    waiver.rule,
                    waiver.path.glob()
                ));
            }
        }
    }
}
