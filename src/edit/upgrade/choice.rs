//! Which uses of an application are meant.

use super::Wish;
use crate::diag::joined;
use crate::edit::{EditError, find};
use crate::model::{Application, Behind, Connector, Registry, Use};

/// Which uses are meant.
pub(super) struct Choice<'c, 'r> {
    pub(super) registry: &'r Registry,
    pub(super) application: &'r Application,
    pub(super) wish: &'c Wish<'c>,
}

/// A use, its place among those of the application, and its connector.
pub(super) type Chosen<'r> = (usize, &'r Connector, &'r Use);

impl<'r> Choice<'_, 'r> {
    /// They, in the file's order.
    ///
    /// # Errors
    /// There are none of that name, or it is not clear which are meant.
    pub(super) fn made(&self) -> Result<Vec<Chosen<'r>>, EditError> {
        let mut uses: Vec<Chosen<'r>> = self
            .application
            .uses
            .iter()
            .enumerate()
            .filter_map(|(at, used)| Some((at, self.registry.connector(&used.connector)?, used)))
            .collect();
        if let Some(slug) = self.wish.connector {
            let wanted = find::connector(self.registry, slug)?;
            let of = |(_, connector, _): &Chosen<'_>| std::ptr::eq(*connector, wanted);
            let others = uses.clone();
            uses.retain(of);
            if uses.is_empty() {
                return Err(self.uses_no_other(&format!("`{}`", wanted.slug), &others));
            }
        }
        if let Some(name) = self.wish.connection {
            let named = |(_, _, used): &Chosen<'_>| {
                used.connection.as_ref().is_some_and(|own| find::same_name(own, name))
            };
            let others = uses.clone();
            uses.retain(named);
            if uses.is_empty() {
                return Err(self.has_no_connection(name, &others));
            }
        }
        if self.wish.connector.is_some() {
            return Ok(uses);
        }
        uses.retain(|(_, connector, used)| Behind::of(connector, &used.version).is_some());
        self.one_or_all(uses)
    }

    /// Those that are behind, unless it is not clear which of several connectors is meant.
    fn one_or_all(&self, behind: Vec<Chosen<'r>>) -> Result<Vec<Chosen<'r>>, EditError> {
        let mut connectors: Vec<&Connector> = Vec::new();
        for (_, connector, _) in &behind {
            if connectors.iter().all(|other| other.slug != connector.slug) {
                connectors.push(connector);
            }
        }
        if self.wish.all || connectors.len() < 2 {
            return Ok(behind);
        }
        let lines = behind.iter().map(|(_, connector, used)| {
            let current = connector.current().map(|version| version.number.as_str()).unwrap_or_default();
            format!("`{}` {} -> {current}", connector.slug, used.version)
        });
        let mut lines: Vec<String> = lines.collect();
        lines.dedup();
        let slug = &self.application.slug;
        Err(EditError::refused(format!(
            "`{}` is behind with {}; name one of them (connectory upgrade {slug} {}), or move all with --all",
            self.application.name,
            joined(&lines),
            connectors[0].slug
        )))
    }

    fn uses_no_other(&self, wanted: &str, uses: &[Chosen<'_>]) -> EditError {
        let mut names: Vec<String> =
            uses.iter().map(|(_, connector, _)| format!("`{}`", connector.slug)).collect();
        names.dedup();
        let has = if names.is_empty() {
            "it uses no connector".to_owned()
        } else {
            format!("it uses {}", joined(&names))
        };
        EditError::refused(format!("`{}` does not use {wanted}; {has}", self.application.name))
    }

    fn has_no_connection(&self, name: &str, uses: &[Chosen<'_>]) -> EditError {
        let names = uses.iter().filter_map(|(_, _, used)| used.connection.as_ref());
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        let has = if names.is_empty() {
            "none has a name".to_owned()
        } else {
            format!("it has {}", joined(&names))
        };
        EditError::refused(format!("`{}` has no connection `{name}` here; {has}", self.application.name))
    }
}
