//! A new application.

use super::{Said, file_of, path_of};
use crate::edit::find::same_name;
use crate::edit::plan::Draft;
use crate::edit::slug::slug_of;
use crate::edit::{EditError, Plan};
use crate::model::{Application, Registry};
use crate::source::Tree;

/// A new application, and where its file lies.
#[derive(Debug, Clone, Default)]
pub struct Addition {
    /// The application.
    pub said: Said,
    /// Its slug; made of its name where none is given.
    pub slug: Option<String>,
    /// The folder below `applications/`.
    pub folder: Option<String>,
}

/// Plans the file of a new application.
///
/// # Errors
/// There is one of this name or slug already, or the name makes no slug.
pub fn add(registry: &Registry, tree: &dyn Tree, addition: &Addition) -> Result<Plan, EditError> {
    let Addition { said, slug, folder } = addition;
    if said.name.trim().is_empty() {
        return Err(EditError::refused("an application needs a name"));
    }
    let slug = match slug {
        Some(slug) => slug.clone(),
        None => slug_of(&said.name).ok_or_else(|| {
            EditError::refused(format!("no slug can be made of `{}`; give one with --slug", said.name))
        })?,
    };
    let mut draft = Draft::new(tree);
    let path = path_of(folder.as_deref(), &slug)?;
    check_free(registry, &draft, said, &slug)?;
    draft.create(&path, said.text(&path).into_bytes());
    let uses: Vec<String> =
        said.uses.iter().map(|used| format!("`{}` {}", used.connector, used.version)).collect();
    let uses = if uses.is_empty() { String::new() } else { format!(", which uses {}", uses.join(", ")) };
    Ok(Plan {
        changes: draft.finish(),
        steps: vec![format!("add the application `{}`{uses}: {path}", said.name)],
        summary: format!("Add application {slug}"),
        ..Plan::default()
    })
}

/// Refuses what is there already, with what to do instead.
fn check_free(registry: &Registry, draft: &Draft<'_>, said: &Said, slug: &str) -> Result<(), EditError> {
    let is_same = |app: &&Application| same_name(&app.name, &said.name) && app.source == said.source;
    let there = registry.application(slug).or_else(|| registry.applications.iter().find(is_same));
    if let Some(there) = there {
        let (name, slug, file) = (&there.name, &there.slug, &there.file);
        return Err(EditError::refused(format!(
            "`{name}` is there already ({file}); `connectory upgrade {slug}` moves it to other versions, `connectory app \
             import` brings it up to date, and another application takes another name and --slug"
        )));
    }
    match file_of(draft, slug)? {
        Some(file) => Err(EditError::refused(format!(
            "{file} is there already, and cannot be read; mend it first (connectory check)"
        ))),
        None => Ok(()),
    }
}
