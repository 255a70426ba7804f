//! The escapes: what the export has no words for, so that nothing is lost on the way through it.
//!
//! - an element of a shape of its own: `{"$element": name, "prefix", "attributes": [...], "nodes": [...]}`; its nodes
//!   are elements, text, `{"$comment": text}` and `{"$array": base64 of the record}`;
//! - attributes: `{"$namespace": uri, "prefix"}` and `{"$attribute": name, "prefix", "value": text}`;
//! - a text record that JSON has no value for: `{"$record": kind, "value"}`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::package::nbfx::Text;
use crate::package::{Attribute, Element, Node, ReadError};

use super::value::{Json, Kind};

/// An element with all that is in it.
pub(super) fn element<'e>(element: &'e Element) -> Json<'e> {
    let node = |node: &'e Node| match node {
        Node::Element(inner) => self::element(inner),
        Node::Text(found) => text(found),
        Node::Array(record) => Json::object([("$array", Json::text(STANDARD.encode(record)))]),
        Node::Comment(comment) => Json::object([("$comment", Json::text(comment.as_str()))]),
    };
    Json::object([
        ("$element", Json::text(element.name.as_str())),
        ("prefix", Json::text(element.prefix.as_str())),
        ("attributes", attributes(&element.attributes)),
        ("nodes", Json::list(element.nodes.iter().map(node))),
    ])
}

/// Attributes and namespace declarations, in order.
pub(super) fn attributes(attributes: &[Attribute]) -> Json<'_> {
    Json::list(attributes.iter().map(|attribute| match attribute {
        Attribute::Namespace { prefix, uri } => {
            Json::object([("$namespace", Json::text(uri.as_str())), ("prefix", Json::text(prefix.as_str()))])
        }
        Attribute::Plain { prefix, name, value } => Json::object([
            ("$attribute", Json::text(name.as_str())),
            ("prefix", Json::text(prefix.as_str())),
            ("value", text(value)),
        ]),
    }))
}

/// A text record.
pub(super) fn text<'a>(text: &'a Text<'_>) -> Json<'a> {
    let record = |kind, value| Json::object([("$record", Json::text(kind)), ("value", value)]);
    let hex = |bytes: &[u8]| Json::text(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    match text {
        Text::Chars(chars) => Json::text(&**chars),
        Text::Bool(value) => Kind::Bool(*value).into(),
        Text::Int(value) => Json::number(value),
        Text::Uint(value) => Json::number(value),
        Text::Float(value) if value.is_finite() => Json::number(format!("{:?}", f64::from(*value))),
        Text::Double(value) if value.is_finite() => Json::number(format!("{value:?}")),
        Text::Float(value) => record("double", hex(&f64::from(*value).to_le_bytes())),
        Text::Double(value) => record("double", hex(&value.to_le_bytes())),
        Text::Empty => record("empty", Json::text("")),
        Text::Decimal(value) => record("decimal", hex(value)),
        Text::DateTime(value) => record("date", hex(&value.to_le_bytes())),
        Text::TimeSpan(value) => record("time span", hex(&value.to_le_bytes())),
        Text::Uuid(value) => record("uuid", hex(value)),
        Text::UniqueId(value) => record("unique id", hex(value)),
        Text::Bytes(bytes) => record("bytes", Json::text(STANDARD.encode(bytes))),
        Text::List(items) => record("list", Json::text(STANDARD.encode(items))),
    }
}

/// Reads back what [`element`] gave.
pub(super) fn read_element(json: &Json<'_>) -> Result<Element, ReadError> {
    let what = "an element";
    let text = |name| json.needs(name, what)?.needs_text(name).map(str::to_owned);
    let (name, prefix) = (text("$element")?, text("prefix")?);
    let nodes = json.needs("nodes", what)?.needs_list("nodes")?;
    Ok(Element {
        prefix,
        name: named(name, json)?,
        attributes: read_attributes(json.needs("attributes", what)?)?,
        nodes: nodes.iter().map(read_node).collect::<Result<_, _>>()?,
    })
}

fn read_node(json: &Json<'_>) -> Result<Node, ReadError> {
    if let Some(comment) = json.get("$comment") {
        return Ok(Node::Comment(comment.needs_text("a comment")?.to_owned()));
    }
    if let Some(record) = json.get("$array") {
        return Ok(Node::Array(read_base64(record, "an array")?));
    }
    if json.get("$element").is_some() {
        read_element(json).map(Node::Element)
    } else {
        read_text(json).map(Node::Text)
    }
}

/// Reads back what [`attributes`] gave.
pub(super) fn read_attributes(json: &Json<'_>) -> Result<Vec<Attribute>, ReadError> {
    json.needs_list("attributes")?.iter().map(read_attribute).collect()
}

fn read_attribute(json: &Json<'_>) -> Result<Attribute, ReadError> {
    let what = "an attribute";
    let prefix = json.needs("prefix", what)?.needs_text("prefix")?.to_owned();
    if let Some(uri) = json.get("$namespace") {
        return Ok(Attribute::Namespace { prefix, uri: uri.needs_text("$namespace")?.to_owned() });
    }
    let name = json.needs("$attribute", what)?.needs_text("$attribute")?.to_owned();
    Ok(Attribute::Plain { prefix, name: named(name, json)?, value: read_text(json.needs("value", what)?)? })
}

/// A name that names something.
fn named(name: String, json: &Json<'_>) -> Result<String, ReadError> {
    if name.is_empty() { Err(ReadError::new(json.at, "a name is empty")) } else { Ok(name) }
}

/// Reads back what [`text`] gave.
pub(super) fn read_text(json: &Json<'_>) -> Result<Text<'static>, ReadError> {
    match &json.kind {
        Kind::Text(text) => Ok(Text::Chars(text.clone().into_owned().into())),
        Kind::Bool(value) => Ok(Text::Bool(*value)),
        Kind::Number(digits) => read_number(json, digits),
        _ => read_record(json),
    }
}

/// A number as the smallest kind that holds it.
pub(super) fn read_number(json: &Json<'_>, digits: &str) -> Result<Text<'static>, ReadError> {
    if let Ok(value) = digits.parse::<i64>() {
        return Ok(Text::Int(value));
    }
    if let Ok(value) = digits.parse::<u64>() {
        return Ok(Text::Uint(value));
    }
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Text::Double(value)),
        _ => Err(ReadError::new(json.at, "a number is too large; expected one that a double holds")),
    }
}

fn read_record(json: &Json<'_>) -> Result<Text<'static>, ReadError> {
    let kind = json.needs("$record", "a text record")?;
    let value = json.needs("value", "a text record")?;
    Ok(match kind.needs_text("$record")? {
        "empty" => Text::Empty,
        "double" => Text::Double(f64::from_le_bytes(read_hex(value)?)),
        "decimal" => Text::Decimal(read_hex(value)?),
        "date" => Text::DateTime(u64::from_le_bytes(read_hex(value)?)),
        "time span" => Text::TimeSpan(i64::from_le_bytes(read_hex(value)?)),
        "uuid" => Text::Uuid(read_hex(value)?),
        "unique id" => Text::UniqueId(read_hex(value)?),
        "bytes" => Text::Bytes(read_base64(value, "a text record")?.into()),
        "list" => Text::List(read_base64(value, "a text record")?.into()),
        other => {
            return Err(ReadError::new(
                kind.at,
                format!("`{}` is no kind of text record", other.escape_debug()),
            ));
        }
    })
}

fn read_hex<const N: usize>(json: &Json<'_>) -> Result<[u8; N], ReadError> {
    let refuse = || ReadError::new(json.at, format!("a text record is not {N} bytes in hexadecimal digits"));
    let text = json.needs_text("a text record")?;
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(refuse());
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        let digits = text.get(2 * at..2 * at + 2).ok_or_else(refuse)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| refuse())?;
    }
    Ok(bytes)
}

/// Reads base64, with its padding and without line breaks.
pub(super) fn read_base64(json: &Json<'_>, what: &str) -> Result<Vec<u8>, ReadError> {
    let text = json.needs_text(what)?;
    STANDARD
        .decode(text)
        .map_err(|fault| ReadError::new(json.at, format!("{what} is not base64: {fault}").to_lowercase()))
}
