//! Where a connector will lie: in a folder that is nobody else's, on any system.

use super::Rename;
use crate::edit::EditError;
use crate::edit::plan::Draft;
use crate::edit::slug::slug_of;
use crate::model::{Connector, Registry};
use crate::source::{RepoPath, check_file_name, check_segment};

/// The folder that `wish` leads to.
///
/// # Errors
/// The slug or the group can be none, or is taken.
pub(super) fn find(
    registry: &Registry,
    draft: &Draft<'_>,
    connector: &Connector,
    wish: &Rename<'_>,
) -> Result<RepoPath, EditError> {
    let slug = wish.to.unwrap_or(connector.slug.as_str());
    check_slug(registry, connector, slug)?;
    let group = match wish.group {
        Some(group) => group_of(registry, connector, group)?,
        None => connector.folder.parent(),
    };
    let target = group.join(slug).map_err(|what| EditError::refused(what.to_string()))?;
    if target != connector.folder {
        is_free(draft, connector, &target)?;
    }
    Ok(target)
}

fn check_slug(registry: &Registry, connector: &Connector, slug: &str) -> Result<(), EditError> {
    if let Err(what) = check_segment(slug) {
        let near = slug_of(slug).filter(|near| owner(registry, connector, near).is_none());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(EditError::refused(format!("`{slug}` {what}{hint}")));
    }
    match owner(registry, connector, slug) {
        Some(other) if other == slug => {
            Err(EditError::refused(format!("`{slug}` is another connector; choose a slug that is free")))
        }
        Some(other) => Err(EditError::refused(format!(
            "`{slug}` is a former slug of `{other}`, to which its addresses lead; choose another one"
        ))),
        None => Ok(()),
    }
}

/// The connector besides `connector` to which a slug leads.
fn owner<'r>(registry: &'r Registry, connector: &Connector, slug: &'r str) -> Option<&'r str> {
    if registry.unreadable.contains(slug) && connector.slug.as_str() != slug {
        return Some(slug);
    }
    let others = || registry.connectors.iter().filter(|other| other.folder != connector.folder);
    let present = others().find(|other| other.slug.as_str() == slug);
    let former = || others().find(|other| other.aliases.iter().any(|alias| alias.value == slug));
    present.or_else(former).map(|other| other.slug.as_str())
}

/// The folder of a group, as a person names it: `historians`, `connectors/historians/`, or `.` for none.
fn group_of(registry: &Registry, connector: &Connector, text: &str) -> Result<RepoPath, EditError> {
    let refused = |what: String| EditError::refused(format!("--group {text}: {what}"));
    let name = text.trim_end_matches('/').trim_start_matches("./");
    let name = if name == "connectors" { "." } else { name.strip_prefix("connectors/").unwrap_or(name) };
    let top = connectors();
    let group = match name {
        "" | "." => top,
        name => top.join(name).map_err(|what| refused(what.to_string()))?,
    };
    group.parts().try_for_each(check_file_name).map_err(refused)?;
    match registry.connectors.iter().find(|other| group.is_in(&other.folder)) {
        Some(other) if other.folder == connector.folder => {
            Err(refused("a connector cannot lie in its own folder".to_owned()))
        }
        Some(other) => Err(refused(format!("`{}` is a connector, and no group", other.slug))),
        None => Ok(group),
    }
}

/// Refuses a folder that holds something, or that a system that ignores case would take for another one.
fn is_free(draft: &Draft<'_>, connector: &Connector, target: &RepoPath) -> Result<(), EditError> {
    let entries = draft.entries_in(&connectors())?;
    if entries.iter().any(|entry| entry.path.is_in(target)) {
        return Err(EditError::refused(format!(
            "`{target}` is there already and is not `{}`",
            connector.slug
        )));
    }
    let parts: Vec<&str> = target.parts().collect();
    for entry in &entries {
        let others: Vec<&str> = entry.path.parts().collect();
        let alike =
            parts.iter().zip(&others).take_while(|(one, other)| one.eq_ignore_ascii_case(other)).count();
        if parts[..alike] != others[..alike] {
            return Err(EditError::refused(format!(
                "`{}` is there already, and some systems take it for `{}`; write it the same way",
                others[..alike].join("/"),
                parts[..alike].join("/")
            )));
        }
    }
    Ok(())
}

fn connectors() -> RepoPath {
    RepoPath::new("connectors").expect("a constant path is well-formed")
}
