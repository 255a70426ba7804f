//! An element kept whole, because nobody knows its shape.

use crate::package::ReadError;
use crate::package::nbfx::{Encoder, Event, Reader, Text};

use super::inside;

/// An element with everything in it, in place.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Namespace prefix, empty when there is none.
    pub prefix: String,
    /// Local name.
    pub name: String,
    /// Attributes and namespace declarations, in order.
    pub attributes: Vec<Attribute>,
    /// What stands inside, in order.
    pub nodes: Vec<Node>,
}

/// An attribute or a namespace declaration.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// A namespace declaration; the default one when `prefix` is empty.
    Namespace {
        /// The prefix declared.
        prefix: String,
        /// The namespace.
        uri: String,
    },
    /// An attribute.
    Plain {
        /// Namespace prefix, empty when there is none.
        prefix: String,
        /// Local name.
        name: String,
        /// The value.
        value: Text<'static>,
    },
}

/// What can stand inside an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// A text record.
    Text(Text<'static>),
    /// An array record as its bytes, head included.
    Array(Vec<u8>),
    /// A comment.
    Comment(String),
}

impl Element {
    /// The children that are elements, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The characters of the element's own text records, concatenated.
    pub fn text(&self) -> String {
        let mut all = String::new();
        for node in &self.nodes {
            match node {
                Node::Text(Text::Chars(chars)) => all.push_str(chars),
                Node::Text(Text::Int(value)) => all.push_str(&value.to_string()),
                Node::Text(Text::Bool(value)) => all.push_str(&value.to_string()),
                Node::Text(Text::Double(value)) => all.push_str(&value.to_string()),
                Node::Text(Text::Float(value)) => all.push_str(&value.to_string()),
                _ => {}
            }
        }
        all
    }

    /// Reads the element whose start was just read, up to its end. Recursive; the reader bounds the depth.
    pub(crate) fn read(reader: &mut Reader<'_>, prefix: &str, name: &str) -> Result<Self, ReadError> {
        let mut element = Self {
            prefix: prefix.to_owned(),
            name: name.to_owned(),
            attributes: Vec::new(),
            nodes: Vec::new(),
        };
        loop {
            let (_, event) = inside(reader)?;
            let node = match event {
                Event::Start { prefix, name } => Node::Element(Self::read(reader, prefix, name)?),
                Event::Text(text) => Node::Text(text.into_owned()),
                Event::Array(array) => Node::Array(array.record.to_vec()),
                Event::Comment(comment) => Node::Comment(comment.to_owned()),
                Event::End => return Ok(element),
                attribute => {
                    element.attributes.extend(Attribute::from_event(attribute));
                    continue;
                }
            };
            element.nodes.push(node);
        }
    }

    /// Writes the element with everything in it.
    pub(crate) fn write(&self, encoder: &mut Encoder) {
        encoder.start(&self.prefix, &self.name);
        write_attributes(encoder, &self.attributes);
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.write(encoder),
                Node::Text(text) => encoder.text(text),
                Node::Array(record) => encoder.array(record),
                Node::Comment(comment) => encoder.comment(comment),
            }
        }
        encoder.end();
    }
}

impl Attribute {
    /// `xmlns:prefix="uri"`.
    pub fn namespace(prefix: &str, uri: &str) -> Self {
        Self::Namespace { prefix: prefix.to_owned(), uri: uri.to_owned() }
    }

    /// What an attribute event says; None for the other events.
    pub(crate) fn from_event(event: Event<'_>) -> Option<Self> {
        match event {
            Event::Namespace { prefix, uri } => Some(Self::namespace(prefix, uri)),
            Event::Attribute { prefix, name, value } => Some(Self::Plain {
                prefix: prefix.to_owned(),
                name: name.to_owned(),
                value: value.into_owned(),
            }),
            _ => None,
        }
    }
}

/// Writes attributes and namespace declarations on the element just started.
pub(crate) fn write_attributes(encoder: &mut Encoder, attributes: &[Attribute]) {
    for attribute in attributes {
        match attribute {
            Attribute::Namespace { prefix, uri } => encoder.namespace(prefix, uri),
            Attribute::Plain { prefix, name, value } => encoder.attribute(prefix, name, value),
        }
    }
}

/// Reads the namespace declarations at the start of an element. None when there is any other attribute. The reader then
/// stands before what follows them.
pub(crate) fn namespaces_only(reader: &mut Reader<'_>) -> Result<Option<Vec<Attribute>>, ReadError> {
    let mut attributes = Vec::new();
    loop {
        let mark = reader.clone();
        match inside(reader)?.1 {
            Event::Namespace { prefix, uri } => attributes.push(Attribute::namespace(prefix, uri)),
            Event::Attribute { .. } => return Ok(None),
            _ => {
                reader.rewind(&mark);
                return Ok(Some(attributes));
            }
        }
    }
}
