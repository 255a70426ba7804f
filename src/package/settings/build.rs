//! Settings made by hand: members in the order Package Manager writes them, with the defaults it gives them.

use crate::package::nbfx::Text;
use crate::package::tree::{Attribute, Member, TextList, Value};

use super::{Setting, SettingOption, SettingParts};

/// The members every control begins with, in order ([`SettingParts::members`]).
const BASE: [&str; 7] = ["Caption", "HelpText", "Key", "Postback", "Required", "Visible", "Value"];

/// Where a member of a setting stands in the binary form: the base members in their order, then `Value`, then the
/// control's own by name.
pub(crate) fn place(member: &str) -> (usize, &str) {
    let base = BASE.iter().position(|name| *name == member);
    base.map_or((BASE.len(), member), |at| (at, ""))
}

/// Makes a [`Setting`]. Every method gives the builder back; [`SettingBuilder::build`] ends it, and so does `into`.
#[derive(Clone, Debug)]
#[must_use]
pub struct SettingBuilder {
    setting: SettingParts,
}

impl Setting {
    /// Begins a setting of a control, such as `TextBox`: caption and value empty, no help text, no key, visible, not
    /// required; with the members of its own that the control always has, all false.
    #[expect(clippy::new_ret_no_self, reason = "a setting is built member by member")]
    pub fn new(control: &str) -> SettingBuilder {
        let kind = Attribute::Plain {
            prefix: "i".to_owned(),
            name: "type".to_owned(),
            value: Text::Chars(format!("a:{control}").into()),
        };
        let mut builder =
            SettingBuilder { setting: SettingParts { attributes: vec![kind].into(), members: Vec::new() } };
        for name in BASE {
            let value = match name {
                "Caption" => Value::Empty,
                "Postback" | "Required" => Value::Bool(false),
                "Visible" => Value::Bool(true),
                _ => Value::Nil,
            };
            builder.setting.members.push(Member { name: name.into(), value });
        }
        for name in own_switches(control) {
            builder = builder.member(name, false);
        }
        builder
    }
}

/// The booleans a control always carries.
fn own_switches(control: &str) -> &'static [&'static str] {
    match control {
        "TextBox" => &["DisableAutocomplete", "Secure"],
        "VariableBox" => &["Secure"],
        "DropDown" => &["AllowCustomText"],
        "TokenBox" => &["AllowCustomText", "AllowCustomTokens"],
        "EditList" => &["DisableDelete", "DisableInsert", "DisableUpdate"],
        "Grid" => &["DisableDelete", "DisableInsert", "DisableUpdate", "ShowGridLines", "ShowHeader"],
        _ => &[],
    }
}

impl SettingBuilder {
    /// The setting as built.
    pub fn build(self) -> Setting {
        self.setting.into()
    }

    /// Sets any member by its name in the file. A new one goes after the base members, in alphabetical order.
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let members = &mut self.setting.members;
        if let Some(member) = members.iter_mut().find(|member| member.name == name) {
            member.value = value;
            return self;
        }
        let own = members.iter().skip(BASE.len());
        let at = own.take_while(|member| member.name.as_str() < name).count() + BASE.len();
        members.insert(at.min(members.len()), Member { name: name.into(), value });
        self
    }

    /// The key the value is stored under.
    pub fn key(self, key: &str) -> Self {
        self.member("Key", key)
    }

    /// The label.
    pub fn caption(self, caption: &str) -> Self {
        self.member("Caption", caption)
    }

    /// The explanation.
    pub fn help_text(self, help_text: &str) -> Self {
        self.member("HelpText", help_text)
    }

    /// Whether it must be filled in.
    pub fn required(self, required: bool) -> Self {
        self.member("Required", required)
    }

    /// Whether it is shown at first.
    pub fn visible(self, visible: bool) -> Self {
        self.member("Visible", visible)
    }

    /// Whether a change is sent to the plug-in at once.
    pub fn postback(self, postback: bool) -> Self {
        self.member("Postback", postback)
    }

    /// Whether what is typed is a secret.
    pub fn secure(self, secure: bool) -> Self {
        self.member("Secure", secure)
    }

    /// The default.
    pub fn value(self, value: impl Into<Value>) -> Self {
        self.member("Value", value)
    }

    /// The choices, as (what is shown, what is stored).
    pub fn options<'o>(self, options: impl IntoIterator<Item = (&'o str, &'o str)>) -> Self {
        let options: Vec<_> =
            options.into_iter().map(|(display, value)| SettingOption::new(display, value)).collect();
        self.member("Options", if options.is_empty() { Value::Empty } else { Value::Options(options) })
    }

    /// The columns of a `Grid` or an `EditList`.
    pub fn columns(self, columns: impl IntoIterator<Item = impl Into<Setting>>) -> Self {
        self.member("Columns", settings(columns))
    }

    /// The settings inside a `Group`.
    pub fn settings(self, children: impl IntoIterator<Item = impl Into<Setting>>) -> Self {
        self.member("Settings", settings(children))
    }

    /// The keys of the columns that together name a row.
    pub fn unique_key<'k>(self, keys: impl IntoIterator<Item = &'k str>) -> Self {
        self.member("UniqueKey", Value::from(TextList::new("b", keys)))
    }
}

fn settings(settings: impl IntoIterator<Item = impl Into<Setting>>) -> Value {
    let settings: Vec<Setting> = settings.into_iter().map(Into::into).collect();
    if settings.is_empty() { Value::Empty } else { Value::Settings(settings) }
}

impl From<SettingBuilder> for Setting {
    fn from(builder: SettingBuilder) -> Self {
        builder.build()
    }
}
