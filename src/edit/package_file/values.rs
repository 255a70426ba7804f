//! Values of `package.yaml` to values of a package, by the kind the table gives each field.
//!
//! A member without a field holds whatever it holds: a scalar is what YAML reads it as, and a shape that is no scalar is
//! a mapping with one name of [`FORMS`], such as `{ bytes: AAAA }`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::controls::{Kind, USUAL_PREFIX};
use super::settings;
use crate::package::nbfx::Text;
use crate::package::{Attribute, Element, Node as Part, SettingOption, TextList, Value};
use crate::source::Spanned;
use crate::yaml::{Fields, Node, Reader, Value as Yaml};

/// The shapes that are no scalar, with what each stands for.
pub(super) const FORMS: &[(&str, &str)] = &[
    ("settings", "A list of settings."),
    ("options", "A list of options."),
    ("strings", "A list of texts, with the `prefix` and `uri` of its namespace."),
    ("element", "An element of any shape: `prefix`, `name`, `attributes` and the `nodes` inside."),
    ("bytes", "Bytes, in base64."),
    ("list", "The records of a list, in base64."),
    ("decimal", "The 16 bytes of a decimal number, in base64."),
    ("uuid", "The 16 bytes of a UUID, in base64."),
    ("unique_id", "The 16 bytes of a unique id, in base64."),
    ("date_time", "A moment: ticks and kind as one number."),
    ("time_span", "A length of time, in ticks of 100 nanoseconds."),
    ("double", "The 8 bytes of a number that has no digits, in base64."),
    ("empty_text", "A text record without text."),
    ("array", "The record of an array, in base64; inside `nodes` only."),
    ("comment", "A comment; inside `nodes` only."),
];

/// Reads a value of `kind`; reports what does not fit. `what` names it in messages, `prefix` is that of the form.
pub(super) fn value(node: Node, kind: Kind, what: &str, reader: &mut Reader<'_>) -> Option<Value> {
    let null = node.is_null();
    match kind {
        Kind::Text | Kind::Icon | Kind::Switch | Kind::Number | Kind::Any if null => Some(Value::Nil),
        Kind::Text | Kind::Icon | Kind::Version => {
            reader.text(node, what).map(|text| Value::from(text.value))
        }
        Kind::Flag | Kind::Switch => flag(node, what, reader).map(Value::Bool),
        Kind::Number => match scalar(&node) {
            Some(Text::Int(_) | Text::Double(_) | Text::Float(_)) => scalar(&node).map(Value::from),
            _ => {
                wrong(reader, &node, what, "a number");
                None
            }
        },
        Kind::Any => any(node, what, reader),
        Kind::Texts(prefix) => Some(Value::from(TextList::new(
            prefix,
            texts(node, what, reader)?.into_iter().map(|text| text.value),
        ))),
        Kind::Options => options(node, what, reader),
        // These are read where their places are kept, or need the files around them.
        Kind::Settings | Kind::References => None,
    }
}

fn wrong(reader: &mut Reader<'_>, node: &Node, what: &str, expected: &str) {
    reader.at("field-type", node.span, format!("{what} is {}; expected {expected}", node.kind()));
}

/// `true` or `false`, without quotes.
pub(super) fn flag(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<bool> {
    match scalar(&node) {
        Some(Text::Bool(flag)) => Some(flag),
        _ => {
            let (shown, rest) = match &node.value {
                Yaml::Scalar { text, plain } if !node.is_null() => {
                    (format!("`{text}`"), if *plain { "" } else { ", without quotes" })
                }
                _ => (node.kind().to_owned(), ""),
            };
            reader.at("field-type", node.span, format!("{what} is {shown}; expected true or false{rest}"));
            None
        }
    }
}

/// A list of texts, each with its place; nothing at all is an empty one.
pub(super) fn texts(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<Vec<Spanned<String>>> {
    let count = list_length(&node);
    let mut texts = Vec::new();
    for item in reader.list(node, what) {
        if item.is_null() {
            wrong(reader, &item, &format!("an item of {what}"), "a text");
        } else {
            texts.extend(reader.text(item, &format!("an item of {what}")));
        }
    }
    (texts.len() == count).then_some(texts)
}

/// How many items a list has; null has none. What is no list has one, which no reading will give.
fn list_length(node: &Node) -> usize {
    match &node.value {
        Yaml::List(items) => items.len(),
        _ => usize::from(!node.is_null()),
    }
}

/// The choices: texts, or what is shown and what is stored.
fn options(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<Value> {
    let count = list_length(&node);
    let mut options = Vec::new();
    for item in reader.list(node, what) {
        let what = format!("an item of {what}");
        match item.value {
            Yaml::Map(_) => {
                let mut fields = reader.map(item, &what)?;
                let display = fields.required_text("display", reader);
                let value = fields.required_text("value", reader);
                fields.finish(reader);
                options.extend(display.zip(value).map(|(display, value)| SettingOption { display, value }));
            }
            _ if item.is_null() => wrong(reader, &item, &what, "a text"),
            _ => options.extend(reader.text(item, &what).map(|text| SettingOption::new(&text, &text))),
        }
    }
    let whole = options.len() == count;
    whole.then_some(if options.is_empty() { Value::Empty } else { Value::Options(options) })
}

/// What YAML reads a scalar as; none for null, lists and mappings.
pub(super) fn scalar(node: &Node) -> Option<Text<'static>> {
    let Yaml::Scalar { text, plain } = &node.value else { return None };
    if node.is_null() {
        return None;
    }
    let chars = || Text::Chars(text.clone().into());
    Some(match text.as_str() {
        _ if !plain => chars(),
        "true" | "True" | "TRUE" => Text::Bool(true),
        "false" | "False" | "FALSE" => Text::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" => Text::Double(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Text::Double(f64::NEG_INFINITY),
        digits
            if digits
                .trim_start_matches(['-', '+'])
                .starts_with(|c: char| c.is_ascii_digit() || c == '.') =>
        {
            number(digits).unwrap_or_else(chars)
        }
        _ => chars(),
    })
}

fn number(digits: &str) -> Option<Text<'static>> {
    if let Ok(whole) = digits.parse::<i64>() {
        return Some(Text::Int(whole));
    }
    if let Ok(whole) = digits.parse::<u64>() {
        return Some(Text::Uint(whole));
    }
    let known = digits.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    digits.parse::<f64>().ok().filter(|number| known && number.is_finite()).map(Text::Double)
}

/// Any value: a scalar as YAML reads it, or one of [`FORMS`].
pub(super) fn any(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<Value> {
    if node.is_null() {
        return Some(Value::Nil);
    }
    if let Some(text) = scalar(&node) {
        return Some(Value::from(text));
    }
    let (form, node) = form(node, what, reader)?;
    Some(match form {
        "settings" => {
            let settings = settings::list(node, what, USUAL_PREFIX, reader);
            Value::Settings(settings.into_iter().map(|(setting, _)| setting).collect())
        }
        "options" => options(node, what, reader)?,
        "strings" => Value::from(strings(node, what, reader)?),
        "element" => Value::Element(Box::new(element(node, what, reader)?)),
        "empty_text" => Value::Scalar(Text::Empty),
        other => Value::from(record(other, node, what, reader)?),
    })
}

/// The one entry of a mapping that names a form.
fn form(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<(&'static str, Node)> {
    let span = node.span;
    let Yaml::Map(entries) = node.value else {
        wrong(reader, &node, what, "a single value, or a mapping such as { strings: [a, b] }");
        return None;
    };
    let mut entries = entries;
    if let (Some((name, value)), true) = (entries.pop(), entries.is_empty())
        && let Some((form, _)) = FORMS.iter().find(|(form, _)| *form == name.value)
    {
        return Some((form, value));
    }
    let names: Vec<&str> = FORMS.iter().map(|(form, _)| *form).collect();
    reader
        .at("field-value", span, format!("{what} is a mapping without exactly one of the known names"))
        .fix(format!("write one of: {}", names.join(", ")));
    None
}

fn strings(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<TextList> {
    let mut fields = reader.map(node, what)?;
    let prefix = fields.text("prefix", reader).map(|text| text.value).unwrap_or_default();
    let uri = fields.text("uri", reader).map(|text| text.value);
    let items = match fields.stated("items") {
        Some(items) => texts(items, "`items`", reader),
        None => Some(Vec::new()),
    };
    fields.finish(reader);
    Some(TextList { prefix, uri, items: items?.into_iter().map(|text| text.value).collect() })
}

/// An element of any shape. YAML is no deeper than its reader allows, and so neither is this.
fn element(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<Element> {
    let mut fields = reader.map(node, what)?;
    let prefix = fields.text("prefix", reader).map(|text| text.value).unwrap_or_default();
    let name = fields.required("name", "Item", reader).map(|text| text.value);
    let attributes = attributes(&mut fields, reader).unwrap_or_default();
    let nodes = fields.node("nodes").map(|node| reader.list(node, "`nodes`")).unwrap_or_default();
    let parts = nodes.into_iter().filter_map(|node| part(node, reader)).collect();
    fields.finish(reader);
    Some(Element { prefix, name: name?, attributes, nodes: parts })
}

/// What stands inside an element.
fn part(node: Node, reader: &mut Reader<'_>) -> Option<Part> {
    let what = "an item of `nodes`";
    if let Some(text) = scalar(&node) {
        return Some(Part::Text(text));
    }
    let (form, node) = form(node, what, reader)?;
    Some(match form {
        "element" => Part::Element(element(node, what, reader)?),
        "comment" => Part::Comment(reader.text(node, what)?.value),
        "array" => Part::Array(base64(node, what, reader)?),
        "empty_text" => Part::Text(Text::Empty),
        other => Part::Text(record(other, node, what, reader)?),
    })
}

/// A text record that YAML has no scalar for.
fn record(form: &str, node: Node, what: &str, reader: &mut Reader<'_>) -> Option<Text<'static>> {
    let span = node.span;
    let made = match form {
        "bytes" => Some(Text::Bytes(base64(node, what, reader)?.into())),
        "list" => Some(Text::List(base64(node, what, reader)?.into())),
        "decimal" => base64(node, what, reader)?.try_into().ok().map(Text::Decimal),
        "uuid" => base64(node, what, reader)?.try_into().ok().map(Text::Uuid),
        "unique_id" => base64(node, what, reader)?.try_into().ok().map(Text::UniqueId),
        "double" => {
            base64(node, what, reader)?.try_into().ok().map(|bytes| Text::Double(f64::from_le_bytes(bytes)))
        }
        "date_time" => reader.text(node, what)?.parse().ok().map(Text::DateTime),
        "time_span" => reader.text(node, what)?.parse().ok().map(Text::TimeSpan),
        _ => None,
    };
    if made.is_none() {
        reader.at("field-value", span, format!("{what} is no `{form}`"));
    }
    made
}

fn base64(node: Node, what: &str, reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    let text = reader.text(node, what)?;
    let bytes = STANDARD.decode(text.as_bytes());
    if bytes.is_err() {
        reader.at("field-value", text.span, format!("{what} is no base64"));
    }
    bytes.ok()
}

/// The field `attributes`, where it is there.
pub(super) fn attributes(fields: &mut Fields, reader: &mut Reader<'_>) -> Option<Vec<Attribute>> {
    let node = fields.node("attributes")?;
    let items = reader.list(node, "`attributes`");
    Some(items.into_iter().filter_map(|item| attribute(item, reader)).collect())
}

fn attribute(node: Node, reader: &mut Reader<'_>) -> Option<Attribute> {
    let mut fields = reader.map(node, "an item of `attributes`")?;
    let read = match fields.text("xmlns", reader) {
        Some(prefix) => {
            let uri = fields.required_text("uri", reader);
            uri.map(|uri| Attribute::namespace(&prefix, &uri))
        }
        None => {
            let prefix = fields.text("prefix", reader).map(|text| text.value).unwrap_or_default();
            let name = fields.required("name", "type", reader).map(|text| text.value);
            let value = attribute_value(&mut fields, reader);
            name.zip(value).map(|(name, value)| Attribute::Plain { prefix, name, value })
        }
    };
    fields.finish(reader);
    read
}

fn attribute_value(fields: &mut Fields, reader: &mut Reader<'_>) -> Option<Text<'static>> {
    let Some(node) = fields.node("value") else {
        fields.missing("value", "text", reader);
        return None;
    };
    if let Some(text) = scalar(&node) {
        return Some(text);
    }
    match form(node, "`value`", reader)? {
        ("empty_text", _) => Some(Text::Empty),
        (other, node) => record(other, node, "`value`", reader),
    }
}
