//! From cells to what they say, with the connectors and versions of the registry.

use jiff::civil::Date;

use super::columns::Column;
use super::fault::Fault;
use super::lookup::{Lookup, Target, Wanted};
use super::mapping::Mapping;
use super::raw::{Cell, Raw, RawRow};
use super::values;
use crate::edit::application::{Said, SaidUse};

/// After as many faults no more are looked for.
pub(super) const MOST_FAULTS: usize = 1_000;

/// A row that is understood: one use at most.
#[derive(Debug)]
pub(super) struct Row<'r> {
    pub(super) target: Target<'r>,
    pub(super) said: Said,
}

/// Reads rows and collects what is wrong with them.
pub(super) struct Rows<'a, 'r> {
    pub(super) raw: &'a Raw,
    pub(super) mapping: &'a Mapping,
    pub(super) lookup: &'a Lookup<'r>,
    pub(super) faults: Vec<Fault>,
}

impl<'r> Rows<'_, 'r> {
    /// What a row says; `None` when it is wrong.
    pub(super) fn read(&mut self, row: &RawRow) -> Option<Row<'r>> {
        let before = self.faults.len();
        let name = self.text(row, Column::Application);
        if name.is_none() && self.cell(row, Column::Application).is_none() {
            self.fault(row, Column::Application, "nothing stands here; write the application's name");
        }
        let slug = self.parsed(row, Column::Slug, values::slug);
        let said = Said {
            name: name.unwrap_or_default(),
            version: self.text(row, Column::ApplicationVersion),
            category: self.text(row, Column::Category),
            owner: self.text(row, Column::Owner),
            published: self.parsed(row, Column::Published, values::truth),
            url: self.parsed(row, Column::Url, values::address),
            access: self.list(row, Column::Access),
            observed: self.observed(row),
            source: self.text(row, Column::Source),
            uses: self.used(row).into_iter().collect(),
        };
        if self.faults.len() > before {
            return None;
        }
        let wanted = Wanted { name: &said.name, slug: slug.as_deref(), source: said.source.as_deref() };
        match self.lookup.application(wanted) {
            Ok(target) => Some(Row { target, said }),
            Err(what) => {
                let column = if slug.is_some() { Column::Slug } else { Column::Application };
                self.fault(row, column, what);
                None
            }
        }
    }

    /// The use; `None` where neither a connector nor a version is told: the application uses none here.
    fn used(&mut self, row: &RawRow) -> Option<SaidUse> {
        let connector = self.text(row, Column::Connector);
        let version = self.text(row, Column::Version);
        let connection = self.text(row, Column::Connection);
        let settings = self.list(row, Column::Settings);
        let told = |column| self.cell(row, column).is_some();
        let (names_connector, names_version) = (told(Column::Connector), told(Column::Version));
        match (names_connector, names_version) {
            (false, false) if connection.is_none() && settings.is_none() => return None,
            (false, _) => self.fault(row, Column::Connector, "nothing stands here; write the connector"),
            (true, false) => self.fault(row, Column::Version, "nothing stands here; write the version"),
            (true, true) => {}
        }
        let lookup = self.lookup;
        let connector = match lookup.connector(&connector?) {
            Ok(connector) => connector,
            Err(what) => {
                self.fault(row, Column::Connector, what);
                return None;
            }
        };
        match lookup.version(connector, &version?) {
            Ok(version) => Some(SaidUse {
                connector: connector.slug.to_string(),
                connection,
                version: version.number.to_string(),
                settings,
            }),
            Err(what) => {
                self.fault(row, Column::Version, what);
                None
            }
        }
    }

    /// The day of the observation: what the row says, what was given on the command line, what the mapping says.
    fn observed(&mut self, row: &RawRow) -> Option<Date> {
        let mapping = self.mapping;
        match (row.cell(Column::Observed), mapping.observed) {
            (None, Some(day)) => Some(day),
            _ => self.parsed(row, Column::Observed, |text| values::day(text, mapping)),
        }
    }

    /// What stands in a column: in the row, else what the mapping says.
    fn cell(&self, row: &RawRow, column: Column) -> Option<Cell> {
        let constant = || self.mapping.constant(column).map(|text| Cell::Text(text.to_owned()));
        row.cell(column).cloned().or_else(constant)
    }

    fn text(&mut self, row: &RawRow, column: Column) -> Option<String> {
        self.parsed(row, column, |text| Ok(text.to_owned()))
    }

    fn parsed<T>(
        &mut self,
        row: &RawRow,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let cell = self.cell(row, column)?;
        match values::text(&cell).and_then(|text| parse(&text)) {
            Ok(value) => Some(value),
            Err(what) => {
                self.fault(row, column, what);
                None
            }
        }
    }

    fn list(&mut self, row: &RawRow, column: Column) -> Option<Vec<String>> {
        let cell = self.cell(row, column)?;
        match values::list(&cell, self.mapping) {
            Ok(items) => Some(items),
            Err(what) => {
                self.fault(row, column, what);
                None
            }
        }
    }

    fn fault(&mut self, row: &RawRow, column: Column, what: impl Into<String>) {
        let column = Some(self.raw.heading(column));
        self.faults.push(Fault { at: row.at.clone(), column, what: what.into() });
    }
}
