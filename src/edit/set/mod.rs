//! `set`: fields of connectors and versions, by name.
//!
//! 1. [`fields`] knows every field by name and what it takes; what other commands write is refused with their names.
//! 2. Each assignment is made in place: a value comes, a list gets longer or shorter, an empty value takes the field away.
//!
//! Whether a value is a good one is for the readers and rules; here it is only made sure that it is written as what it is.

mod assignment;
mod fields;

use super::fields::Fields;
use super::find::{self, Named};
use super::plan::Draft;
use super::schema::Kind;
use super::{EditError, Plan, describe};
use crate::diag::{joined, plural};
use crate::model::Registry;
use crate::source::Tree;

pub use assignment::Assignment;
use assignment::Deed;

/// Of more fields a commit's first line tells only how many.
const MOST_NAMES: usize = 3;
/// Longer values are not repeated.
const MOST_SHOWN: usize = 60;

/// Sets fields of what `word` names: `slug`, or `slug@version`.
///
/// # Errors
/// There is no such connector, version or field, or a value is none that it takes.
pub fn set(
    registry: &Registry,
    tree: &dyn Tree,
    word: &str,
    assignments: &[Assignment],
) -> Result<Plan, EditError> {
    let named = find::named(registry, word)?;
    let deeds: Vec<(&str, Deed)> = assignments
        .iter()
        .map(|assignment| Ok((assignment.name.as_str(), assignment.deed(registry, &named)?)))
        .collect::<Result<_, EditError>>()?;
    if let Named::Connector(connector) = named {
        fields::both_logs(connector, &deeds)?;
    }
    let mut draft = Draft::new(tree);
    let (path, kind, shown, plain) = match named {
        Named::Connector(connector) => {
            let slug = &connector.slug;
            (connector.file.clone(), Kind::Connector, format!("`{slug}`"), slug.to_string())
        }
        Named::Version(connector, version) => {
            let (slug, number) = (&connector.slug, &version.number);
            let path = describe::file(&mut draft, connector, version)?;
            (path, Kind::Version, format!("`{slug}` {number}"), format!("{slug} {number}"))
        }
    };
    let (mut steps, mut names) = (Vec::new(), Vec::new());
    draft.edit(&path, |editor| {
        let mut fields = Fields::new(editor, kind);
        for (name, deed) in &deeds {
            let before = fields.state(name);
            deed.make(&mut fields, name)?;
            if fields.state(name) != before {
                steps.push(deed.step(name, &shown));
                names.push((*name).to_owned());
            }
        }
        Ok(())
    })?;
    if steps.is_empty() {
        // A file that was begun for nothing.
        return Ok(Plan::default());
    }
    names.dedup();
    let what = if names.len() > MOST_NAMES { plural(names.len(), "field") } else { joined(&names) };
    let summary = format!("Set {what} of {plain}");
    Ok(Plan {
        changes: draft.finish(),
        steps,
        summary,
        // Another category may leave the one before empty.
        announced: &["category-unused"],
        ..Plan::default()
    })
}
