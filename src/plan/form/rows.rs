//! The reference table of a version's settings.

use serde_json::{Value, json};

use super::story::{Story, Told};
use super::{grid, leaves, name, options, sentence, values};
use crate::model::{Connector, ConnectorVersion};
use crate::package::Setting;
use crate::plan::shown::Shown;
use crate::plan::view;

/// As many changes of one setting stand in a page's table; a longer list is for the JSON.
const MOST_CHANGES: usize = 4;
/// As many choices, and as much of a default.
const MOST_CHOICES: usize = 40;
const MOST_OF_A_DEFAULT: usize = 160;

/// The rows of a page's table: a setting and, for a grid, each of its columns; `None` where the package could not be read.
pub(crate) fn rows(
    shown: &Shown<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> Option<Vec<Value>> {
    all(shown, connector, version, &|row| {
        let (told, earlier) = row.changes(MOST_CHANGES);
        let choices = options(row.setting);
        let mut value = row.value();
        let default = values::opening(row.setting).filter(|text| !text.is_empty());
        let rows = default.as_deref().filter(|_| row.setting.is_table()).and_then(grid::rows);
        value["default"] =
            json!(default.filter(|_| rows.is_none()).map(|text| view::clip(&text, MOST_OF_A_DEFAULT)));
        value["rows"] = json!(rows.map(|rows| rows.len()));
        value["more_choices"] = json!(choices.len().saturating_sub(MOST_CHOICES));
        value["choices"] = json!(choices.into_iter().take(MOST_CHOICES).collect::<Vec<_>>());
        value["since"] = row.since();
        value["changed"] = json!(told);
        value["earlier"] = json!(earlier);
        value
    })
}

/// The same as a record for programs: everything, and no addresses.
pub(crate) fn record(
    shown: &Shown<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> Option<Vec<Value>> {
    let bare = |mut value: Value| {
        if let Value::Object(fields) = &mut value {
            fields.remove("href");
        }
        value
    };
    all(shown, connector, version, &|row| {
        let mut value = row.value();
        value["default"] = json!(values::opening(row.setting));
        value["options"] = json!(options(row.setting));
        value["since"] = bare(row.since());
        let changed = row.changes(usize::MAX).0.into_iter().map(|change| {
            let mut change = bare(change);
            change["what"] = json!(sentence(&change["what"]));
            change
        });
        value["changed"] = json!(changed.collect::<Vec<_>>());
        value
    })
}

/// A setting, or a column of one, on its way into a table.
struct Row<'t> {
    setting: &'t Setting,
    group: Option<&'t str>,
    of: Option<&'t Setting>,
    version: &'t ConnectorVersion,
    connector: &'t Connector,
    story: Option<&'t Story<'t>>,
}

fn all(
    shown: &Shown<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
    made: &dyn Fn(&Row<'_>) -> Value,
) -> Option<Vec<Value>> {
    let facts = version.facts()?;
    let kept = shown.kept(connector);
    let story = kept.as_ref().map(|kept| kept.story());
    let mut rows = Vec::new();
    for (groups, setting) in leaves(&facts.form) {
        let row = Row { setting, group: groups.last().copied(), of: None, version, connector, story };
        rows.push(made(&row));
        let columns = setting.columns().iter();
        rows.extend(
            columns.map(|column| made(&Row { setting: column, group: None, of: Some(setting), ..row })),
        );
    }
    Some(rows)
}

impl Row<'_> {
    fn value(&self) -> Value {
        let setting = self.setting;
        json!({
            "name": name(setting),
            "key": setting.key(),
            "group": self.group.filter(|caption| !caption.is_empty()),
            "column_of": self.of.map(name),
            "control": setting.control(),
            "required": setting.required(),
            "secure": setting.secure(),
            "hidden": !setting.visible(),
            "help": setting.help_text().unwrap_or(""),
        })
    }

    fn told(&self) -> Option<Told<'_, '_>> {
        let key = self.setting.key()?;
        match self.of {
            None => self.story?.told(self.version, key, None),
            Some(of) => self.story?.told(self.version, of.key()?, Some(key)),
        }
    }

    fn since(&self) -> Value {
        self.told().map_or(Value::Null, |told| told.since(self.connector))
    }

    fn changes(&self, most: usize) -> (Vec<Value>, usize) {
        // Rows hold what stands in their columns.
        let is_secret = self.setting.secure() || self.setting.columns().iter().any(Setting::secure);
        self.told().map(|told| told.changes(self.connector, most, is_secret)).unwrap_or_default()
    }
}
