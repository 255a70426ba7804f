//! The form: a list of settings, each a control and what it has.

use super::arrange::arrange;
use super::controls::{self, Kind, Property};
use super::values::{self, attributes};
use crate::package::{Setting, SettingBuilder, Value};
use crate::source::Span;
use crate::yaml::{Fields, Node, Reader};

/// Where a setting stands, for what is found later.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) control: Span,
    pub(super) key: Option<Span>,
    pub(super) default: Option<Span>,
    pub(super) unique_key: Vec<Span>,
    /// The settings of a group, or the columns of a grid; none where they were not given in a field.
    pub(super) inside: Vec<Placed>,
}

/// Reads a list of settings; null is an empty one. `prefix` is that of the form's elements.
pub(super) fn list(node: Node, what: &str, prefix: &str, reader: &mut Reader<'_>) -> Vec<(Setting, Placed)> {
    let items = reader.list(node, what);
    items.into_iter().filter_map(|item| setting(item, prefix, reader)).collect()
}

/// A setting in the making.
struct Making {
    builder: SettingBuilder,
    placed: Placed,
    /// The members that were given a value.
    stated: Vec<String>,
}

fn setting(node: Node, prefix: &str, reader: &mut Reader<'_>) -> Option<(Setting, Placed)> {
    let mut fields = reader.map(node, "a setting")?;
    if fields.misspelt("control", reader) {
        return None;
    }
    let control = fields.required("control", "TextBox", reader)?;
    let mut making = Making {
        builder: controls::start(&control),
        placed: Placed { control: control.span, ..Placed::default() },
        stated: Vec::new(),
    };
    // A misspelt control is told of by its name, not by every field that the right one has.
    let meant = controls::near(&control).map(|near| near.own).unwrap_or_default();
    for property in controls::control(&control).properties().iter().chain(meant) {
        if let Some(node) = fields.stated(property.field) {
            making.take(property, node, prefix, reader);
        }
    }
    making.members(&mut fields, reader);
    let attributes = attributes(&mut fields, reader);
    let mut setting = making.builder.build();
    setting.attributes = attributes.unwrap_or_else(|| controls::usual_attributes(&control, prefix)).into();
    let members = std::mem::take(&mut setting.members);
    setting.members = arrange(members, |member| member.name.as_str(), (&mut fields, &making.stated), reader);
    fields.finish(reader);
    Some((setting, making.placed))
}

impl Making {
    fn take(&mut self, property: &Property, node: Node, prefix: &str, reader: &mut Reader<'_>) {
        let what = format!("`{}`", property.field);
        match property.field {
            "key" => self.placed.key = Some(node.span),
            "default" => self.placed.default = Some(node.span),
            _ => {}
        }
        let value = match property.kind {
            Kind::Settings => {
                let (settings, placed) = list(node, &what, prefix, reader).into_iter().unzip();
                self.placed.inside = placed;
                let settings: Vec<Setting> = settings;
                Some(if settings.is_empty() { Value::Empty } else { Value::Settings(settings) })
            }
            _ => {
                if let (Kind::Texts(_), crate::yaml::Value::List(items)) = (property.kind, &node.value) {
                    self.placed.unique_key = items.iter().map(|item| item.span).collect();
                }
                values::value(node, property.kind, &what, reader)
            }
        };
        self.set(property.member, value);
    }

    /// Takes the members without a field.
    fn members(&mut self, fields: &mut Fields, reader: &mut Reader<'_>) {
        for (name, value) in members(fields, &self.stated, reader) {
            self.set(&name, Some(value));
        }
    }

    fn set(&mut self, member: &str, value: Option<Value>) {
        if let Some(value) = value {
            let builder = std::mem::replace(&mut self.builder, Setting::new(""));
            self.builder = builder.member(member, value);
            self.stated.push(member.to_owned());
        }
    }
}

/// The most members that an element of a package may have.
const MOST_MEMBERS: usize = 256;

/// The field `members`: values by their name in the package. `stated` are those that a field gave.
pub(super) fn members(
    fields: &mut Fields,
    stated: &[String],
    reader: &mut Reader<'_>,
) -> Vec<(String, Value)> {
    let Some(mut map) = fields.node("members").and_then(|node| reader.map(node, "`members`")) else {
        return Vec::new();
    };
    let (span, entries) = (map.span, map.rest());
    if entries.len() > MOST_MEMBERS {
        let message = format!("`members` holds {} members; {MOST_MEMBERS} is the most", entries.len());
        reader.at("field-value", span, message);
        return Vec::new();
    }
    let mut members = Vec::new();
    for (name, node) in entries {
        if stated.contains(&name.value) {
            reader
                .at(
                    "field-value",
                    name.span,
                    format!("the member `{}` has a field, which gives it a value", name.value),
                )
                .fix("keep the field, and take the member out of `members`");
            continue;
        }
        let value = values::any(node, &format!("`{}`", name.value), reader);
        members.extend(value.map(|value| (name.value, value)));
    }
    members
}
