//! `category`: categories come, get other names, move and go; what names them follows, and their order stays.

use super::fields::{Fields, items_where};
use super::plan::Draft;
use super::schema::{Kind, schema_line};
use super::slug::slug_of;
use super::{EditError, Plan, find};
use crate::diag::{listed, plural};
use crate::model::{Connector, Registry};
use crate::source::{Tree, check_segment};
use crate::yaml::{Editor, Out, Refused, Step};

/// As many connectors are named.
const MOST_NAMES: usize = 8;

/// Where a category is to stand.
#[derive(Debug, Clone, Copy)]
pub enum Spot<'a> {
    /// Before this one.
    Before(&'a str),
    /// Behind this one.
    After(&'a str),
    /// Before all.
    First,
    /// Behind all.
    Last,
}

impl Spot<'_> {
    /// The same beside a category by its id, however it was named.
    fn found(self, registry: &Registry) -> Result<Spot<'_>, EditError> {
        Ok(match self {
            Spot::Before(other) => Spot::Before(find::category(registry, other)?.id.as_str()),
            Spot::After(other) => Spot::After(find::category(registry, other)?.id.as_str()),
            Spot::First => Spot::First,
            Spot::Last => Spot::Last,
        })
    }
}

/// What people see of a category.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// One sentence about it.
    pub description: Option<&'a str>,
}

/// A new category.
///
/// # Errors
/// Its id is taken or can be none, or it is to stand beside one that is not there.
pub fn add(
    registry: &Registry,
    tree: &dyn Tree,
    (id, words): (&str, Words<'_>),
    spot: Spot<'_>,
) -> Result<Plan, EditError> {
    check_id(registry, id)?;
    let name = words.name.unwrap_or(id);
    let spot = spot.found(registry)?;
    let mut item = vec![("id".to_owned(), Out::text(id)), ("name".to_owned(), Out::text(name))];
    item.extend(words.description.map(|text| ("description".to_owned(), Out::text(text))));
    let mut draft = Draft::new(tree);
    let file = Registry::categories_file();
    draft.begin(&file, schema_line(&file));
    draft.edit(&file, |editor| {
        let at = spot_in(editor, spot, None);
        editor.insert(&[], at, &Out::Map(item))
    })?;
    Ok(Plan {
        changes: draft.finish(),
        steps: vec![format!("add category `{id}`, {name}")],
        summary: format!("Add category {id}"),
        // It waits for its first connector.
        announced: &["category-unused"],
        ..Plan::default()
    })
}

/// Another id for a category, other words, or both.
///
/// # Errors
/// It is not there, or the id is taken or can be none.
pub fn rename(
    registry: &Registry,
    tree: &dyn Tree,
    (id, to): (&str, Option<&str>),
    words: Words<'_>,
) -> Result<Plan, EditError> {
    let id = find::category(registry, id)?.id.as_str();
    let to = to.unwrap_or(id);
    let (mut draft, mut steps) = (Draft::new(tree), Vec::new());
    let file = Registry::categories_file();
    let mut changed = Vec::new();
    let fields = [("name", words.name), ("description", words.description)];
    draft.edit(&file, |editor| {
        for at in items_where(editor.get(&[]), "id", id) {
            for (field, text) in fields {
                let Some(text) = text else { continue };
                let path = [Step::Item(at), Step::Key(field)];
                if put(editor, &path, text)? {
                    changed.push(field);
                }
            }
            put(editor, &[Step::Item(at), Step::Key("id")], to)?;
        }
        Ok(())
    })?;
    changed.dedup();
    steps.extend(changed.iter().map(|field| format!("set `{field}` of category `{to}`")));
    if to != id {
        check_id(registry, to)?;
        steps.insert(0, format!("rename category `{id}` to `{to}`"));
        steps.extend(follow(registry, &mut draft, id, to)?);
    }
    let summary =
        if to == id { format!("Reword category {id}") } else { format!("Rename category {id} to {to}") };
    Ok(Plan { changes: draft.finish(), steps, summary, ..Plan::default() })
}

/// Another place for a category; the others keep their order.
///
/// # Errors
/// It, or the one it is to stand beside, is not there.
pub fn shift(registry: &Registry, tree: &dyn Tree, id: &str, spot: Spot<'_>) -> Result<Plan, EditError> {
    let id = find::category(registry, id)?.id.as_str();
    let spot = spot.found(registry)?;
    let to = match spot {
        Spot::Before(other) | Spot::After(other) => {
            if other == id {
                return Err(EditError::refused(format!(
                    "`{id}` cannot stand beside itself; name another category"
                )));
            }
            let side = if matches!(spot, Spot::Before(_)) { "before" } else { "behind" };
            format!("{side} `{other}`")
        }
        Spot::First => "to the top".to_owned(),
        Spot::Last => "to the end".to_owned(),
    };
    let mut draft = Draft::new(tree);
    draft.edit(&Registry::categories_file(), |editor| {
        let Some(from) = items_where(editor.get(&[]), "id", id).first().copied() else { return Ok(()) };
        let at = spot_in(editor, spot, Some(from));
        editor.shift(&[], from, at)
    })?;
    let (steps, summary) = (vec![format!("move category `{id}` {to}")], format!("Move category {id}"));
    let steps = if draft.changed() == 0 { Vec::new() } else { steps };
    Ok(Plan { changes: draft.finish(), steps, summary, ..Plan::default() })
}

/// Takes a category away; its connectors go to `move_to`. Without that the rules refuse one that is in use.
///
/// # Errors
/// It is not there, or neither is the other one, or the registry's default goes and nothing takes its place.
pub fn remove(
    registry: &Registry,
    tree: &dyn Tree,
    id: &str,
    move_to: Option<&str>,
) -> Result<Plan, EditError> {
    let id = find::category(registry, id)?.id.as_str();
    let move_to = match move_to {
        Some(other) => Some(find::category(registry, other)?.id.as_str()),
        None => None,
    };
    let is_default = registry.policy.default_category.as_ref().is_some_and(|default| default.value == id);
    match move_to {
        Some(other) if other == id => {
            return Err(EditError::refused(format!(
                "`{id}` is what you remove; name another category to move to"
            )));
        }
        Some(_) => {}
        None if is_default => {
            return Err(EditError::refused(format!(
                "`{id}` is the default_category of registry.yaml; name the one that takes its place with --move-to"
            )));
        }
        None => {}
    }
    let mut draft = Draft::new(tree);
    draft.edit(&Registry::categories_file(), |editor| {
        let places = items_where(editor.get(&[]), "id", id);
        places.into_iter().rev().try_for_each(|at| editor.remove(&[Step::Item(at)]))
    })?;
    let mut steps = vec![format!("remove category `{id}`")];
    if let Some(other) = move_to {
        steps.extend(follow(registry, &mut draft, id, other)?);
    }
    let summary = format!("Remove category {id}");
    Ok(Plan { changes: draft.finish(), steps, summary, destroys: true, ..Plan::default() })
}

/// What names a category names another one; what was changed, a line for each kind.
fn follow(registry: &Registry, draft: &mut Draft<'_>, id: &str, to: &str) -> Result<Vec<String>, EditError> {
    let (mut steps, mut named): (Vec<String>, Vec<&Connector>) = (Vec::new(), Vec::new());
    let is_in = |connector: &&Connector| connector.category.as_ref().is_some_and(|own| own.value == id);
    for connector in registry.connectors.iter().filter(is_in) {
        let before = draft.changed();
        draft.edit(&connector.file, |editor| {
            let mut fields = Fields::new(editor, Kind::Connector);
            // One that names none is in the default category.
            match fields.text("category").as_deref() == Some(id) {
                true => fields.set("category", &Out::text(to)),
                false => Ok(()),
            }
        })?;
        if draft.changed() > before {
            named.push(connector);
        }
    }
    if !named.is_empty() {
        let slugs = listed(named.iter().map(|connector| connector.slug.as_str()), MOST_NAMES);
        steps.push(format!("put {} into `{to}`: {slugs}", plural(named.len(), "connector")));
    }
    if registry.policy.default_category.as_ref().is_some_and(|default| default.value == id) {
        draft.edit(&Registry::policy_file(), |editor| {
            Fields::new(editor, Kind::Registry).set("default_category", &Out::text(to))
        })?;
        steps.push(format!("make `{to}` the default_category of registry.yaml"));
    }
    Ok(steps)
}

/// Refuses an id that can be none, or is taken.
fn check_id(registry: &Registry, id: &str) -> Result<(), EditError> {
    if let Err(what) = check_segment(id) {
        let near = slug_of(id).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(EditError::refused(format!("the category id `{id}` {what}{near}")));
    }
    match registry.category(id) {
        Some(there) => Err(EditError::refused(format!(
            "there is a category `{id}` already: {}; `connectory category remove OTHER --move-to {id}` puts another one into it",
            there.name.value
        ))),
        None => Ok(()),
    }
}

/// Where in the list a spot is, for an item that comes, or that is moved and stood at `from`.
fn spot_in(editor: &Editor, spot: Spot<'_>, from: Option<usize>) -> usize {
    let at = |id: &str| items_where(editor.get(&[]), "id", id).first().copied().unwrap_or(usize::MAX);
    // Behind the place that it leaves, the others move up.
    let up = |at: usize| if from.is_some_and(|from| from < at) { at - 1 } else { at };
    match spot {
        Spot::Before(id) => up(at(id)),
        Spot::After(id) => up(at(id).saturating_add(1)),
        Spot::First => 0,
        Spot::Last => usize::MAX,
    }
}

/// Writes a text, unless it stands there; whether it did.
fn put(editor: &mut Editor, path: &[Step<'_>], text: &str) -> Result<bool, Refused> {
    if editor.get(path).and_then(super::fields::scalar) == Some(text) {
        return Ok(false);
    }
    let order = Kind::Categories.order(None);
    editor.set(path, &Out::text(text), &order.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(true)
}
