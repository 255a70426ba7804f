//! One control of the form, as the ordered members it was read from, with typed accessors over them.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::package::nbfx::{Encoder, Event, Reader, Text};
use crate::package::tree::{self, Attribute, Budget, Element, Member, Value, inside};
use crate::package::{ReadError, Shared};

/// A control of the form: a text box, a group, a grid. A handle: clones are the same memory until one of them is changed,
/// so that the versions of a connector, whose forms are much alike, can hold their common settings once.
#[derive(Clone, PartialEq)]
pub struct Setting(pub(super) Shared<SettingParts>);

/// What a [`Setting`] consists of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingParts {
    /// Attributes of the element in order; `i:type` names the control.
    pub attributes: Shared<Vec<Attribute>>,
    /// The members in the order of the file: the base ones, `Value`, then the control's own.
    pub members: Vec<Member>,
}

/// One choice of a `DropDown` or a `TokenBox`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SettingOption {
    /// What a person sees (`DisplayMemeber`; the misspelling is the format's).
    pub display: String,
    /// What is stored (`ValueMemeber`).
    pub value: String,
}

impl Deref for Setting {
    type Target = SettingParts;

    fn deref(&self) -> &SettingParts {
        &self.0
    }
}

impl DerefMut for Setting {
    /// The parts to change; those of a clone stay as they are.
    fn deref_mut(&mut self) -> &mut SettingParts {
        &mut self.0
    }
}

impl From<SettingParts> for Setting {
    fn from(parts: SettingParts) -> Self {
        Self(parts.into())
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Setting {
    /// The control without its namespace prefix: `TextBox`. Empty when the element names none.
    pub fn control(&self) -> &str {
        let named = self.attributes.iter().find_map(|attribute| match attribute {
            Attribute::Plain { name, value: Text::Chars(value), .. } if name == "type" => Some(&**value),
            _ => None,
        });
        named.map_or("", |name| name.split_once(':').map_or(name, |(_, local)| local))
    }

    /// The value of a member by its name in the file, such as `DisableAutocomplete`.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The value of a member that is a boolean; None when it is absent or something else.
    pub fn bool_member(&self, name: &str) -> Option<bool> {
        self.member(name)?.as_bool()
    }

    fn text_member(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_text()
    }

    /// The key the value is stored under; None when it is nil, as a group's may be.
    pub fn key(&self) -> Option<&str> {
        self.text_member("Key")
    }

    /// The label; None when it is nil.
    pub fn caption(&self) -> Option<&str> {
        self.text_member("Caption")
    }

    /// The explanation; None when it is nil.
    pub fn help_text(&self) -> Option<&str> {
        self.text_member("HelpText")
    }

    /// Whether it must be filled in.
    pub fn required(&self) -> bool {
        self.bool_member("Required").unwrap_or(false)
    }

    /// Whether it is shown at first. True when the file does not say.
    pub fn visible(&self) -> bool {
        self.bool_member("Visible").unwrap_or(true)
    }

    /// Whether whoever uses the package must fill it in: required, shown at first, and without a default that is theirs to
    /// use. That of a secret is not: it is the same for everybody who has the package. Nor is a blank one. Rules, upgrade
    /// plans and pages ask this; what a comparison of two packages asks is [`Setting::fails_when_empty`].
    pub fn must_be_filled_in(&self) -> bool {
        self.required() && self.visible() && (self.secure() || !self.has_default())
    }

    /// Whether a connection that leaves it empty does not work: required, shown at first, and without any default. Unlike
    /// [`Setting::must_be_filled_in`] it counts the default of a secret, with which a connection works, so that nobody is
    /// told that such a default is gone while it is there.
    pub fn fails_when_empty(&self) -> bool {
        self.required() && self.visible() && !self.has_default()
    }

    /// Whether something but blanks stands in it at first.
    pub fn has_default(&self) -> bool {
        self.default_text().is_some_and(|text| !text.trim().is_empty())
    }

    /// Whether what is typed is a secret.
    pub fn secure(&self) -> bool {
        self.bool_member("Secure").unwrap_or(false)
    }

    /// Whether a change is sent to the plug-in at once, which may then change the form.
    pub fn postback(&self) -> bool {
        self.bool_member("Postback").unwrap_or(false)
    }

    /// The default; nil and empty are values too.
    pub fn value(&self) -> Option<&Value> {
        self.member("Value")
    }

    /// The default as a person reads it; None when it is absent, nil or empty.
    pub fn default_text(&self) -> Option<String> {
        self.value()?.to_text()
    }

    /// The choices; empty for controls without.
    pub fn options(&self) -> Vec<SettingOption> {
        match self.member("Options") {
            Some(Value::Options(options)) => options.clone(),
            Some(Value::Element(element)) => element.elements().map(SettingOption::from_element).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether this is a control that offers choices: a `DropDown` or a `TokenBox`.
    pub fn chooses(&self) -> bool {
        matches!(self.control(), "DropDown" | "TokenBox")
    }

    /// Whether something may be typed that is none of the choices.
    pub fn takes_custom_text(&self) -> bool {
        ["AllowCustomText", "AllowCustomTokens"].iter().any(|name| self.bool_member(name) == Some(true))
    }

    /// Whether this is a `Grid` or an `EditList`, which hold rows.
    pub fn is_table(&self) -> bool {
        matches!(self.control(), "Grid" | "EditList")
    }

    /// The columns of a `Grid` or an `EditList`; empty for other controls.
    pub fn columns(&self) -> &[Setting] {
        self.settings_member("Columns")
    }

    /// The settings inside a `Group`; empty for other controls.
    pub fn children(&self) -> &[Setting] {
        self.settings_member("Settings")
    }

    fn settings_member(&self, name: &str) -> &[Setting] {
        match self.member(name) {
            Some(Value::Settings(settings)) => settings,
            _ => &[],
        }
    }

    /// The keys of the columns that together name a row of a `Grid` or an `EditList`.
    pub fn unique_key(&self) -> &[String] {
        match self.member("UniqueKey") {
            Some(Value::Strings(list)) => &list.items,
            _ => &[],
        }
    }

    /// Whether this is a group, which holds settings and no value.
    pub fn is_group(&self) -> bool {
        self.control() == "Group"
    }
}

impl SettingOption {
    /// A choice by what a person sees and what is stored.
    pub fn new(display: &str, value: &str) -> Self {
        Self { display: display.to_owned(), value: value.to_owned() }
    }

    fn from_element(element: &Element) -> Self {
        let text = |name| element.elements().find(|child| child.name == name).map(Element::text);
        Self {
            display: text("DisplayMemeber").unwrap_or_default(),
            value: text("ValueMemeber").unwrap_or_default(),
        }
    }
}

/// Reads settings up to the end of their list; None when the list holds anything else.
pub(crate) fn read_settings(
    reader: &mut Reader<'_>,
    prefix: &str,
    budget: &mut Budget,
) -> Result<Option<Vec<Setting>>, ReadError> {
    let mut settings = Vec::new();
    loop {
        let (at, event) = inside(reader)?;
        match event {
            Event::Start { prefix: of_item, name: "Setting" } if of_item == prefix => {
                budget.settings = budget
                    .settings
                    .checked_sub(1)
                    .ok_or_else(|| ReadError::new(at, "the form holds more settings than the limit"))?;
                match read_setting(reader, prefix, budget)? {
                    Some(mut setting) => {
                        share_kind(&mut setting, &settings);
                        settings.push(setting);
                    }
                    None => return Ok(None),
                }
            }
            Event::Comment(_) => {}
            Event::End => return Ok(Some(settings)),
            _ => return Ok(None),
        }
    }
}

/// Controls of one kind have the same attributes: they are one memory in those that stand near each other.
fn share_kind(setting: &mut Setting, before: &[Setting]) {
    let mut near = before.iter().rev().take(NEAR);
    if let Some(other) = near.find(|other| other.attributes == setting.attributes) {
        setting.attributes.share(&other.attributes);
    }
}

/// As many settings are near.
const NEAR: usize = 16;

/// Reads one setting up to its end; None when it holds anything but members.
fn read_setting(
    reader: &mut Reader<'_>,
    prefix: &str,
    budget: &mut Budget,
) -> Result<Option<Setting>, ReadError> {
    let mut setting = SettingParts::default();
    loop {
        let (at, event) = inside(reader)?;
        match event {
            Event::Start { prefix: of_member, name } => {
                // Every member is compared with those before it. Stop before that takes the square of a long time.
                if setting.members.len() >= budget.members {
                    return Err(ReadError::new(
                        at,
                        format!("a setting has more than {} members", budget.members),
                    ));
                }
                if setting.members.iter().any(|member| member.name == name) {
                    return Err(ReadError::new(
                        at,
                        format!("a setting has two members `{name}`; expected one"),
                    ));
                }
                let member = tree::read_member(reader, (of_member, name), prefix, budget)?;
                check_base(&member, at)?;
                setting.members.push(member);
            }
            Event::Comment(_) => {}
            Event::End => {
                setting.attributes.shrink_to_fit();
                setting.members.shrink_to_fit();
                return Ok(Some(setting.into()));
            }
            Event::Text(_) | Event::Array(_) => return Ok(None),
            attribute => setting.attributes.extend(Attribute::from_event(attribute)),
        }
    }
}

/// Holds the members every control has to their types.
pub(crate) fn check_base(member: &Member, at: u64) -> Result<(), ReadError> {
    let expected = match member.name.as_str() {
        "Caption" | "HelpText" | "Key" if member.value.as_text().is_none() && member.value != Value::Nil => {
            "text"
        }
        "Postback" | "Required" | "Visible" if member.value.as_bool().is_none() => "a boolean",
        _ => return Ok(()),
    };
    let (name, found) = (&member.name, member.value.kind());
    Err(ReadError::new(at, format!("member `{name}` of a setting is {found}; expected {expected}")))
}

/// Reads options up to the end of their list; None when any of them is not a display and a value, both text.
pub(crate) fn read_options(
    reader: &mut Reader<'_>,
    prefix: &str,
) -> Result<Option<Vec<SettingOption>>, ReadError> {
    let mut options = Vec::new();
    loop {
        match inside(reader)?.1 {
            Event::Start { prefix: of_item, name: "Option" } if of_item == prefix => {
                let display = read_option_member(reader, prefix, "DisplayMemeber")?;
                let (Some(display), Some(value)) =
                    (display, read_option_member(reader, prefix, "ValueMemeber")?)
                else {
                    return Ok(None);
                };
                options.push(SettingOption { display, value });
                if inside(reader)?.1 != Event::End {
                    return Ok(None);
                }
            }
            Event::End => return Ok(Some(options)),
            _ => return Ok(None),
        }
    }
}

/// Reads the next element when it is `name` and text; None when it is not.
fn read_option_member(
    reader: &mut Reader<'_>,
    prefix: &str,
    name: &str,
) -> Result<Option<String>, ReadError> {
    let mark = reader.clone();
    if inside(reader)?.1 == (Event::Start { prefix, name }) {
        return tree::read_text(reader);
    }
    reader.rewind(&mark);
    Ok(None)
}

/// Writes a setting under `prefix`.
pub(crate) fn write_setting(encoder: &mut Encoder, prefix: &str, setting: &Setting) {
    encoder.start(prefix, "Setting");
    tree::write_attributes(encoder, &setting.attributes);
    for member in &setting.members {
        tree::write_member(encoder, prefix, member);
    }
    encoder.end();
}

/// Writes an option under `prefix`.
pub(crate) fn write_option(encoder: &mut Encoder, prefix: &str, option: &SettingOption) {
    encoder.start(prefix, "Option");
    for (name, text) in [("DisplayMemeber", &option.display), ("ValueMemeber", &option.value)] {
        encoder.start(prefix, name);
        if !text.is_empty() {
            encoder.chars(text);
        }
        encoder.end();
    }
    encoder.end();
}
