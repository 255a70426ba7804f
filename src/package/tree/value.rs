//! A member: an element by name, and its value by shape.
//!
//! A member is read by trying shapes from a marked place: plain text or nil; a list of settings, options or strings; and
//! when none fits, the whole element as it is.

use crate::package::nbfx::{Encoder, Event, Reader, Text};
use crate::package::settings::{self, Setting, SettingOption};
use crate::package::{ReadError, tree};

use super::{Attribute, Budget, Element, Name, inside};

/// A named value inside a package, a reference, a form or a setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Local name of the element.
    pub name: Name,
    /// What it holds.
    pub value: Value,
}

/// What a member holds. Absent members are simply not there; nil and empty are told apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `i:nil="true"`.
    Nil,
    /// Nothing at all: the empty string, or an empty list.
    Empty,
    /// Characters. The strings "0" and "1" share their record with the integers and are read as those;
    /// `Value::from("0")` knows that.
    Text(String),
    /// A boolean.
    Bool(bool),
    /// An integer of any size.
    Int(i64),
    /// A floating-point number that is not a whole one.
    Double(f64),
    /// Any other single text record.
    Scalar(Text<'static>),
    /// A list of settings: the nested ones of a `Group`, the columns of a `Grid`.
    Settings(Vec<Setting>),
    /// The options of a `DropDown` or a `TokenBox`.
    Options(Vec<SettingOption>),
    /// A list of strings.
    Strings(Box<TextList>),
    /// Any other shape, kept whole.
    Element(Box<Element>),
}

/// A list of strings, as the DataContract serializer writes it: a namespace declared on the list, items named `string`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextList {
    /// Prefix of the items; the one the list declares.
    pub prefix: String,
    /// Namespace the list declares; None when it declares none.
    pub uri: Option<String>,
    /// The strings, in order.
    pub items: Vec<String>,
}

impl TextList {
    /// The namespace of lists of strings.
    pub const ARRAYS: &'static str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

    /// A list with its items under `prefix`, in the namespace of lists of strings.
    pub fn new(prefix: &str, items: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            prefix: prefix.to_owned(),
            uri: Some(Self::ARRAYS.to_owned()),
            items: items.into_iter().map(Into::into).collect(),
        }
    }
}

impl Value {
    /// The value as text when it is text or empty: what a string member can be. None for nil and everything else.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Empty => Some(""),
            Self::Text(text) => Some(text),
            // One record stands for both the string and the number.
            Self::Int(0) => Some("0"),
            Self::Int(1) => Some("1"),
            _ => None,
        }
    }

    /// The value when it is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A single value as a person reads it; None for nil, empty, lists and trees.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text.clone()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Int(value) => Some(value.to_string()),
            Self::Double(value) => Some(value.to_string()),
            Self::Scalar(Text::Uint(value)) => Some(value.to_string()),
            Self::Element(element) => Some(element.text()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// What kind of value this is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Nil => "nil",
            Self::Empty => "nothing",
            Self::Text(_) => "text",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "an integer",
            Self::Double(_) => "a number",
            Self::Scalar(text) => text.kind(),
            Self::Settings(_) | Self::Options(_) | Self::Strings(_) => "a list",
            Self::Element(_) => "an element with a shape of its own",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            "0" => Self::Int(0),
            "1" => Self::Int(1),
            _ => Self::Text(text.to_owned()),
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.len() > 1 { Self::Text(text) } else { Self::from(text.as_str()) }
    }
}

impl From<TextList> for Value {
    fn from(list: TextList) -> Self {
        Self::Strings(Box::new(list))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    /// A whole number becomes an integer, because that is what is written for it.
    fn from(value: f64) -> Self {
        let whole = value as i64;
        if whole as f64 == value && f64::from(value as f32) == value && whole != i64::MAX {
            Self::Int(whole)
        } else {
            Self::Double(value)
        }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    /// None is nil.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nil, Into::into)
    }
}

impl From<Text<'_>> for Value {
    fn from(text: Text<'_>) -> Self {
        match text {
            Text::Empty => Self::Scalar(Text::Empty),
            Text::Bool(value) => Self::Bool(value),
            Text::Int(value) => Self::Int(value),
            Text::Float(value) => Self::from(f64::from(value)),
            Text::Double(value) => Self::from(value),
            Text::Chars(chars) => Self::from(chars.into_owned()),
            other => Self::Scalar(other.into_owned()),
        }
    }
}

/// Reads the member whose start was just read, up to its end. `prefix` is the one its siblings have.
pub(crate) fn read_member<'a>(
    reader: &mut Reader<'a>,
    start: (&'a str, &'a str),
    prefix: &str,
    budget: &mut Budget,
) -> Result<Member, ReadError> {
    let mark = reader.clone();
    if start.0 == prefix {
        if let Some(value) = read_simple(reader)? {
            return Ok(Member { name: start.1.into(), value });
        }
        reader.rewind(&mark);
        if let Some(value) = read_list(reader, prefix, budget)? {
            return Ok(Member { name: start.1.into(), value });
        }
        reader.rewind(&mark);
    }
    let element = Element::read(reader, start.0, start.1)?;
    Ok(Member { name: start.1.into(), value: Value::Element(Box::new(element)) })
}

/// Reads nil, nothing, or text up to the end of the element; None when it is more than that.
fn read_simple(reader: &mut Reader<'_>) -> Result<Option<Value>, ReadError> {
    let mut value = None;
    loop {
        match inside(reader)?.1 {
            Event::Attribute { prefix: "i", name: "nil", value: Text::Bool(true) } if value.is_none() => {
                value = Some(Value::Nil);
            }
            Event::Text(text) => {
                value = match (value, text) {
                    (None, text) => Some(Value::from(text)),
                    (Some(Value::Text(mut before)), Text::Chars(more)) => {
                        before.push_str(&more);
                        Some(Value::Text(before))
                    }
                    (Some(Value::Scalar(Text::Bytes(before))), Text::Bytes(more)) => {
                        let mut bytes = before.into_owned();
                        bytes.extend_from_slice(&more);
                        Some(Value::Scalar(Text::Bytes(bytes.into())))
                    }
                    _ => return Ok(None),
                }
            }
            Event::End => return Ok(Some(value.unwrap_or(Value::Empty))),
            Event::Comment(_) => {}
            _ => return Ok(None),
        }
    }
}

/// Reads a list of a known kind up to the end of the element; None when it is anything else.
fn read_list(reader: &mut Reader<'_>, prefix: &str, budget: &mut Budget) -> Result<Option<Value>, ReadError> {
    let Some(attributes) = tree::namespaces_only(reader)? else {
        return Ok(None);
    };
    let first = match inside(&mut reader.clone())?.1 {
        Event::Start { name, .. } => Some(name),
        Event::End => None,
        _ => return Ok(None),
    };
    match (first, attributes.as_slice()) {
        (Some("Setting"), []) => Ok(settings::read_settings(reader, prefix, budget)?.map(Value::Settings)),
        (Some("Option"), []) => Ok(settings::read_options(reader, prefix)?.map(Value::Options)),
        (Some("string"), []) => Ok(read_strings(reader, prefix, None)?.map(Value::from)),
        (Some("string") | None, [Attribute::Namespace { prefix, uri }]) => {
            Ok(read_strings(reader, prefix, Some(uri))?.map(Value::from))
        }
        _ => Ok(None),
    }
}

/// Reads items named `string` up to the end of the list; None when there is anything else.
fn read_strings(
    reader: &mut Reader<'_>,
    prefix: &str,
    uri: Option<&str>,
) -> Result<Option<TextList>, ReadError> {
    let mut list = TextList { prefix: prefix.to_owned(), uri: uri.map(ToOwned::to_owned), items: Vec::new() };
    loop {
        match inside(reader)?.1 {
            Event::Start { prefix: of_item, name: "string" } if of_item == prefix => {
                match read_simple(reader)?.as_ref().and_then(Value::as_text) {
                    Some(item) => list.items.push(item.to_owned()),
                    None => return Ok(None),
                }
            }
            Event::End => return Ok(Some(list)),
            _ => return Ok(None),
        }
    }
}

/// Reads the text of an element whose start was just read; None when it is not text or empty.
pub(crate) fn read_text(reader: &mut Reader<'_>) -> Result<Option<String>, ReadError> {
    Ok(read_simple(reader)?.and_then(|value| match value {
        Value::Text(text) => Some(text),
        other => other.as_text().map(ToOwned::to_owned),
    }))
}

/// Writes a member under `prefix`.
pub(crate) fn write_member(encoder: &mut Encoder, prefix: &str, member: &Member) {
    write_named(encoder, prefix, &member.name, &member.value);
}

/// Writes a value under `prefix` and `name`; an element under its own.
pub(crate) fn write_named(encoder: &mut Encoder, prefix: &str, name: &str, value: &Value) {
    if let Value::Element(element) = value {
        return element.write(encoder);
    }
    encoder.start(prefix, name);
    write_value(encoder, prefix, value);
    encoder.end();
}

fn write_value(encoder: &mut Encoder, prefix: &str, value: &Value) {
    match value {
        Value::Nil => encoder.attribute("i", "nil", &Text::Bool(true)),
        Value::Text(text) if !text.is_empty() => encoder.chars(text),
        Value::Empty | Value::Text(_) | Value::Element(_) => {}
        Value::Bool(value) => encoder.bool(*value),
        Value::Int(value) => encoder.int(*value),
        Value::Double(value) => encoder.double(*value),
        Value::Scalar(text) => encoder.text(text),
        Value::Settings(list) => {
            list.iter().for_each(|setting| settings::write_setting(encoder, prefix, setting))
        }
        Value::Options(list) => {
            list.iter().for_each(|option| settings::write_option(encoder, prefix, option))
        }
        Value::Strings(list) => write_strings(encoder, list),
    }
}

fn write_strings(encoder: &mut Encoder, list: &TextList) {
    if let Some(uri) = &list.uri {
        encoder.namespace(&list.prefix, uri);
    }
    for item in &list.items {
        encoder.start(&list.prefix, "string");
        if !item.is_empty() {
            encoder.chars(item);
        }
        encoder.end();
    }
}
