//! The settings of a form with what is around them, as rules see and name them.

use std::fmt;

use super::packages::MOST_NAMED;
use crate::package::{Setting, SettingsForm};

/// A setting that is no group, or a column of one.
#[derive(Clone, Copy)]
pub(super) struct Field<'f> {
    pub(super) setting: &'f Setting,
    /// The innermost group around it, where it is in one.
    pub(super) group: Option<&'f Setting>,
    /// The grid or list whose column it is.
    pub(super) table: Option<&'f Setting>,
    /// Whether it is shown at first: itself, and everything around it.
    pub(super) visible: bool,
}

/// Every setting of the form, the columns of a table behind it.
pub(super) fn fields(form: &SettingsForm) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    let mut around: Vec<&Setting> = Vec::new();
    for (depth, setting) in form.walk() {
        around.truncate(depth);
        let visible = setting.visible() && around.iter().all(|group| group.visible());
        if setting.is_group() {
            around.push(setting);
            continue;
        }
        let group = around.last().copied();
        fields.push(Field { setting, group, table: None, visible });
        let column = |column| Field { setting: column, group, table: Some(setting), visible };
        fields.extend(
            setting
                .columns()
                .iter()
                .filter(|column| !column.is_group())
                .map(column)
                .map(|field| Field { visible: field.visible && field.setting.visible(), ..field }),
        );
    }
    fields
}

impl fmt::Display for Field<'_> {
    /// `` `Password` in the group `Sign-in` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.short(), self.around())
    }
}

impl Field<'_> {
    fn short(&self) -> String {
        match name(self.setting) {
            Some(name) => format!("`{name}`"),
            None => format!("a {} without a key", self.setting.control()),
        }
    }

    /// Where it stands, as the end of a sentence; nothing at the top of the form.
    fn around(&self) -> String {
        let table =
            self.table.map(|table| format!(" of `{}`", name(table).unwrap_or_else(|| table.control())));
        let group = self.group.and_then(name).map(|group| format!(" in the group `{group}`"));
        table.unwrap_or_default() + &group.unwrap_or_default()
    }
}

/// What people know a setting by: its key, of a group the caption.
fn name(setting: &Setting) -> Option<&str> {
    let (key, caption) = (setting.key(), setting.caption());
    let (first, second) = if setting.is_group() { (caption, key) } else { (key, caption) };
    let said = |text: &&str| !text.trim().is_empty();
    first.filter(said).or(second.filter(said))
}

/// Names the fields, those that stand together together: all of a few, of many the first and how many more there are.
pub(super) fn named(fields: &[Field<'_>]) -> String {
    let shown = &fields[..fields.len().min(MOST_NAMED)];
    let together = shown.chunk_by(|one, next| one.around() == next.around());
    let said = together.map(|fields| {
        let names: Vec<String> = fields.iter().map(Field::short).collect();
        names.join(", ") + &fields[0].around()
    });
    let said: Vec<String> = said.collect();
    match fields.len() - shown.len() {
        0 => said.join("; "),
        more => format!("{}; and {more} more", said.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_with_what_is_around_it() {
        let grid = Setting::new("Grid").key("Tags").columns([Setting::new("TextBox").key("Name")]);
        let inner = Setting::new("Group").key("Inner").visible(false).settings([grid]);
        let outer = Setting::new("Group").caption("Outer").settings([inner]);
        let form = SettingsForm::new([outer, Setting::new("CheckBox"), Setting::new("TextBox").key("Host")]);
        let fields = fields(&form);
        let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
        assert_eq!(
            names,
            [
                "`Tags` in the group `Inner`",
                "`Name` of `Tags` in the group `Inner`",
                "a CheckBox without a key",
                "`Host`"
            ]
        );
        assert_eq!(
            named(&fields),
            "`Tags` in the group `Inner`; `Name` of `Tags` in the group `Inner`; a CheckBox without a key, `Host`"
        );
        assert_eq!(fields.iter().map(|field| field.visible).collect::<Vec<_>>(), [false, false, true, true]);
    }

    #[test]
    fn many_fields_are_counted() {
        let settings: Vec<_> =
            (0..9).map(|at| Setting::new("TextBox").key(&format!("K{at}")).build()).collect();
        let form = SettingsForm::new(settings);
        assert_eq!(named(&fields(&form)), "`K0`, `K1`, `K2`, `K3`, `K4`; and 4 more");
        assert_eq!(named(&fields(&form)[..1]), "`K0`");
    }
}
