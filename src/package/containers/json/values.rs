//! The value of a member, to JSON and back.
//!
//! 1. What JSON has a value for is that value: text, booleans, numbers, null, lists.
//! 2. A word that is a number in the export is that number ([`names`]).
//! 3. Anything else is an escape ([`trees`]), told by a first member that begins with `$`.

use std::borrow::Cow;

use crate::package::nbfx::Text;
use crate::package::{Element, Node, ReadError, SettingOption, TextList, Value, WriteError};

use super::names::{self, Owner};
use super::settings;
use super::trees;
use super::value::{Entry, Json, Kind};

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// Whose member it is.
    pub(super) owner: Owner,
    /// The control of the setting it is a member of; empty in others.
    pub(super) control: &'p str,
    /// Prefix of the elements around it.
    pub(super) prefix: &'p str,
    /// The .NET namespace of the controls, where that is what the form declares.
    pub(super) namespace: Option<&'p str>,
}

/// The JSON of a value.
pub(super) fn write<'p>(value: &'p Value, name: &str, place: Place<'_>) -> Result<Json<'p>, WriteError> {
    Ok(match value {
        Value::Nil => Kind::Null.into(),
        Value::Empty => empty(name, place),
        Value::Text(text) if text.is_empty() => empty(name, place),
        Value::Text(text) => match (text.as_str(), names::number(place.owner, name, text)) {
            (_, Some(number)) => Json::number(number),
            ("0", _) => int(0, name, place),
            ("1", _) => int(1, name, place),
            _ => Json::text(text.as_str()),
        },
        Value::Bool(value) => Kind::Bool(*value).into(),
        Value::Int(value) => int(*value, name, place),
        Value::Double(number) => match Value::from(*number) {
            Value::Int(whole) => int(whole, name, place),
            _ if number.is_finite() => Json::number(format!("{number:?}")),
            _ => Json::object([
                ("$record", Json::text("double")),
                ("value", Json::text(number.to_le_bytes().map(|byte| format!("{byte:02x}")).concat())),
            ]),
        },
        Value::Scalar(text) => scalar(text, name, place),
        Value::Settings(list) if list.is_empty() => empty(name, place),
        Value::Settings(list) => settings::write_list(list, place)?,
        Value::Options(list) if list.is_empty() => empty(name, place),
        Value::Options(list) => Json::list(list.iter().map(option)),
        Value::Strings(list) => strings(list, name, place),
        Value::Element(element) => trees::element(element),
    })
}

fn empty<'p>(name: &str, place: Place<'_>) -> Json<'p> {
    if names::is_list(place.owner, name) { Json::list([]) } else { Json::text("") }
}

fn int<'p>(value: i64, name: &str, place: Place<'_>) -> Json<'p> {
    if names::word(place.owner, name, value).is_some() {
        // A number here would be read as the word.
        return Json::object([("$int", Json::number(value))]);
    }
    match value {
        0 | 1
            if !names::is_number(place.owner, place.control, name) && !names::is_word(place.owner, name) =>
        {
            Json::text(value.to_string())
        }
        _ => Json::number(value),
    }
}

/// A text record on its own, as what it is written as.
fn scalar<'p>(text: &'p Text<'_>, name: &str, place: Place<'_>) -> Json<'p> {
    match text {
        Text::Int(value) => int(*value, name, place),
        Text::Uint(value) => match i64::try_from(*value) {
            Ok(value) => int(value, name, place),
            Err(_) => Json::number(value),
        },
        Text::Float(_) | Text::Double(_) => {
            let number = match text {
                Text::Float(value) => f64::from(*value),
                Text::Double(value) => *value,
                _ => 0.0,
            };
            match Value::from(number) {
                Value::Int(whole) => int(whole, name, place),
                _ => trees::text(text),
            }
        }
        Text::Chars(chars) if chars.is_empty() => trees::text(&Text::Empty),
        Text::Chars(chars) if **chars == *"0" => int(0, name, place),
        Text::Chars(chars) if **chars == *"1" => int(1, name, place),
        Text::Chars(chars) => match names::number(place.owner, name, chars) {
            Some(number) => Json::number(number),
            None => Json::text(&**chars),
        },
        _ => trees::text(text),
    }
}

fn option(option: &SettingOption) -> Json<'_> {
    Json::object([
        ("DisplayMemeber", Json::text(option.display.as_str())),
        ("ValueMemeber", Json::text(option.value.as_str())),
    ])
}

fn strings<'p>(list: &'p TextList, name: &str, place: Place<'_>) -> Json<'p> {
    let items = || Json::list(list.items.iter().map(|item| Json::text(item.as_str())));
    let usual = list.prefix == names::items_prefix(place.owner)
        && list.uri.as_deref() == Some(TextList::ARRAYS)
        && (!list.items.is_empty() || names::is_text_list(place.owner, name));
    if usual {
        return items();
    }
    let uri = list.uri.as_deref().map_or(Kind::Null.into(), Json::text);
    Json::object([("$strings", items()), ("prefix", Json::text(list.prefix.as_str())), ("namespace", uri)])
}

/// Reads a value back.
pub(super) fn read(json: &Json<'_>, name: &str, place: Place<'_>) -> Result<Value, ReadError> {
    match &json.kind {
        Kind::Null => Ok(Value::Nil),
        Kind::Bool(value) => Ok(Value::Bool(*value)),
        Kind::Text(text) => Ok(Value::from(&**text)),
        Kind::Number(digits) => {
            let value = Value::from(trees::read_number(json, digits)?);
            let word = match value {
                Value::Int(number) => names::word(place.owner, name, number),
                _ => None,
            };
            Ok(word.map_or(value, Value::from))
        }
        Kind::List(items) => read_list(items, json, name, place),
        Kind::Object(entries) => read_object(entries, json, name, place),
    }
}

fn read_object(
    entries: &[Entry<'_>],
    json: &Json<'_>,
    name: &str,
    place: Place<'_>,
) -> Result<Value, ReadError> {
    match entries.first().map(|entry| (&*entry.name, &entry.value)) {
        Some(("$int", Json { at, kind: Kind::Number(digits) })) => {
            let refuse = |_| ReadError::new(*at, "`$int` is no integer of 64 bits");
            digits.parse().map(Value::Int).map_err(refuse)
        }
        Some(("$strings", items)) => {
            let uri = json.needs("namespace", "a list of text")?;
            let uri =
                if uri.kind == Kind::Null { None } else { Some(uri.needs_text("namespace")?.to_owned()) };
            let prefix = json.needs("prefix", "a list of text")?.needs_text("prefix")?.to_owned();
            let items = items.needs_list("$strings")?.iter();
            let items = items.map(|item| item.needs_text("an item").map(str::to_owned));
            Ok(Value::from(TextList { prefix, uri, items: items.collect::<Result<_, _>>()? }))
        }
        Some(("$record", _)) => trees::read_text(json).map(Value::from),
        Some(("$element", _)) => trees::read_element(json).map(|element| Value::Element(Box::new(element))),
        Some((other, _)) if other.starts_with('$') => {
            Err(ReadError::new(json.at, format!("`{}` is no known escape", other.escape_debug())))
        }
        _ => unknown(json, name, place.prefix).map(|element| Value::Element(Box::new(element))),
    }
}

fn read_list(items: &[Json<'_>], json: &Json<'_>, name: &str, place: Place<'_>) -> Result<Value, ReadError> {
    let Some(first) = items.first() else {
        let none = TextList::new(names::items_prefix(place.owner), Vec::<String>::new());
        return Ok(if names::is_text_list(place.owner, name) { Value::from(none) } else { Value::Empty });
    };
    if first.get("$type").or_else(|| first.get("$attributes")).is_some() {
        return settings::read_list(items, place).map(Value::Settings);
    }
    if let Some(options) = items.iter().map(read_option).collect::<Option<Vec<_>>>() {
        return Ok(Value::Options(options));
    }
    let texts = items.iter().map(|item| item.as_text().map(str::to_owned)).collect::<Option<Vec<_>>>();
    if let Some(texts) = texts {
        return Ok(Value::from(TextList::new(names::items_prefix(place.owner), texts)));
    }
    unknown(json, name, place.prefix).map(|element| Value::Element(Box::new(element)))
}

/// An option; None when it is anything but two texts.
fn read_option(json: &Json<'_>) -> Option<SettingOption> {
    match json.entries()? {
        [display, value] if display.name == "DisplayMemeber" && value.name == "ValueMemeber" => {
            Some(SettingOption::new(display.value.as_text()?, value.value.as_text()?))
        }
        _ => None,
    }
}

/// An object or a list of a shape nobody knows, as the element it would be: members by name, in the order of the
/// alphabet as the binary form has them, the items of a list named `Option` in `Options` and so on.
fn unknown(json: &Json<'_>, name: &str, prefix: &str) -> Result<Element, ReadError> {
    let mut element = Element {
        prefix: prefix.to_owned(),
        name: name.to_owned(),
        attributes: Vec::new(),
        nodes: Vec::new(),
    };
    let mut children: Vec<(Cow<'_, str>, &Json<'_>)> = match &json.kind {
        Kind::Null => {
            element.attributes.push(crate::package::Attribute::Plain {
                prefix: "i".to_owned(),
                name: "nil".to_owned(),
                value: Text::Bool(true),
            });
            Vec::new()
        }
        Kind::Text(text) if text.is_empty() => Vec::new(),
        Kind::Text(_) | Kind::Bool(_) | Kind::Number(_) => {
            element.nodes.push(Node::Text(trees::read_text(json)?));
            Vec::new()
        }
        Kind::Object(entries) => entries.iter().map(|entry| (entry.name.clone(), &entry.value)).collect(),
        Kind::List(items) => {
            let Some(item) = name.strip_suffix('s').filter(|item| !item.is_empty()) else {
                return Err(ReadError::new(
                    json.at,
                    format!("`{}` is a list of a shape nobody knows", name.escape_debug()),
                ));
            };
            items.iter().map(|value| (Cow::Owned(item.to_owned()), value)).collect()
        }
    };
    if let Kind::Object(_) = json.kind {
        children.sort_by(|a, b| a.0.cmp(&b.0));
    }
    for (name, child) in children {
        if name.is_empty() {
            return Err(ReadError::new(child.at, "the name of a member is empty"));
        }
        element.nodes.push(Node::Element(unknown(child, &name, prefix)?));
    }
    Ok(element)
}
