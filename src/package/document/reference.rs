//! One referenced file of a package.

use crate::package::nbfx::{Encoder, Event, Reader, Text};
use crate::package::tree::{self, Budget, Member, inside};
use crate::package::{Limits, ReadError};

use super::Content;

/// A file that travels in the package.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference<'a> {
    /// The file's bytes.
    pub content: Content<'a>,
    /// The file's name.
    pub name: String,
    /// What the file is for.
    pub kind: ReferenceType,
    /// The members in the order of the file.
    layout: Vec<Part>,
}

/// What a referenced file is for (`ReferenceType`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceType {
    /// The plug-in DLL, which holds the entry point.
    Agent,
    /// A DLL the plug-in needs.
    Reference,
    /// A DLL a reference needs.
    Resource,
    /// A zip of other files.
    Zip,
    /// A type this reader does not know, by its name in the file.
    Other(String),
}

impl ReferenceType {
    /// The name in the file.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Agent => "Agent",
            Self::Reference => "Reference",
            Self::Resource => "Resource",
            Self::Zip => "Zip",
            Self::Other(name) => name,
        }
    }
}

impl From<&str> for ReferenceType {
    fn from(name: &str) -> Self {
        match name {
            "Agent" => Self::Agent,
            "Reference" => Self::Reference,
            "Resource" => Self::Resource,
            "Zip" => Self::Zip,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A member of a reference, in its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    /// The bytes.
    Content,
    /// No bytes at all, and said so.
    NilContent,
    /// The name.
    Name,
    /// What the file is for.
    Kind,
    /// Anything else.
    Other(Member),
}

impl<'a> Reference<'a> {
    /// A reference as Package Manager would write it.
    pub fn new(name: &str, kind: ReferenceType, content: impl Into<Content<'a>>) -> Self {
        let layout = vec![Part::Content, Part::Name, Part::Kind];
        Self { content: content.into(), name: name.to_owned(), kind, layout }
    }

    /// Whether the file gives no content at all, which is not the same as an empty file.
    pub fn is_without_content(&self) -> bool {
        self.content.is_empty() && !self.layout.contains(&Part::Content)
    }

    /// The same reference, borrowing nothing.
    pub fn into_owned(self) -> Reference<'static> {
        Reference {
            content: self.content.into_owned(),
            name: self.name,
            kind: self.kind,
            layout: self.layout,
        }
    }

    /// A reference with these members in this order, whose content may come later.
    pub(crate) fn of_parts(
        name: String,
        kind: ReferenceType,
        content: Content<'a>,
        layout: Vec<Part>,
    ) -> Self {
        Self { content, name, kind, layout }
    }

    /// Whether there is content, be it empty.
    pub(crate) fn has_content(&self) -> bool {
        self.parts().contains(&&Part::Content)
    }

    /// What is written, in order.
    pub(crate) fn parts(&self) -> Vec<&Part> {
        let given_since = !self.content.is_empty() && !self.layout.contains(&Part::Content);
        let laid_out =
            self.layout.iter().filter(|part| **part != Part::NilContent || self.content.is_empty());
        given_since.then_some(&Part::Content).into_iter().chain(laid_out).collect()
    }

    /// Reads a reference up to its end; its start, under `prefix`, was just read at `start`.
    pub(crate) fn read(
        reader: &mut Reader<'a>,
        prefix: &str,
        start: u64,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let mut reference = Self::new("", ReferenceType::Other(String::new()), Vec::new());
        reference.layout.clear();
        loop {
            let (at, event) = inside(reader)?;
            match event {
                Event::Start { prefix: of_member, name } => {
                    if reference.layout.len() >= limits.members {
                        return Err(ReadError::new(
                            at,
                            format!("a reference has more than {} members", limits.members),
                        ));
                    }
                    if reference.layout.iter().any(|part| part.name() == name) {
                        return Err(ReadError::new(
                            at,
                            format!("a reference has two members `{name}`; expected one"),
                        ));
                    }
                    let part = reference.member(reader, (of_member, name), prefix, (at, limits))?;
                    reference.layout.push(part);
                }
                Event::Comment(_) => {}
                Event::End => return reference.complete(start),
                _ => {
                    return Err(ReadError::new(at, "a reference holds more than members; expected elements"));
                }
            }
        }
    }

    fn member(
        &mut self,
        reader: &mut Reader<'a>,
        start: (&'a str, &'a str),
        prefix: &str,
        (at, limits): (u64, &Limits),
    ) -> Result<Part, ReadError> {
        let refuse =
            || ReadError::new(at, format!("member `{}` of a reference is not text; expected text", start.1));
        let known = if start.0 == prefix { start.1 } else { "" };
        Ok(match known {
            "Content" => match Content::read(reader)? {
                Some(content) => {
                    self.content = content;
                    Part::Content
                }
                None => Part::NilContent,
            },
            "Name" => {
                self.name = tree::read_text(reader)?.ok_or_else(refuse)?;
                Part::Name
            }
            "ReferenceType" => {
                self.kind = ReferenceType::from(tree::read_text(reader)?.ok_or_else(refuse)?.as_str());
                Part::Kind
            }
            _ => {
                let mut budget = Budget { settings: limits.settings, members: limits.members };
                Part::Other(tree::read_member(reader, start, prefix, &mut budget)?)
            }
        })
    }

    fn complete(self, start: u64) -> Result<Self, ReadError> {
        for needed in ["Name", "ReferenceType"] {
            let known = |part: &Part| part.name() == needed && !matches!(part, Part::Other(_));
            if !self.layout.iter().any(known) {
                return Err(ReadError::new(start, format!("a reference has no `{needed}`; expected one")));
            }
        }
        Ok(self)
    }

    /// Writes the reference under `prefix`.
    pub(crate) fn write(&self, encoder: &mut Encoder, prefix: &str) {
        encoder.start(prefix, "Reference");
        for part in self.parts() {
            self.write_part(encoder, prefix, part);
        }
        encoder.end();
    }

    fn write_part(&self, encoder: &mut Encoder, prefix: &str, part: &Part) {
        if let Part::Other(member) = part {
            return tree::write_member(encoder, prefix, member);
        }
        encoder.start(prefix, part.name());
        match part {
            Part::Content => encoder.bytes(self.content.len(), self.content.chunks()),
            Part::NilContent => encoder.attribute("i", "nil", &Text::Bool(true)),
            Part::Name if !self.name.is_empty() => encoder.chars(&self.name),
            Part::Kind if !self.kind.as_str().is_empty() => encoder.chars(self.kind.as_str()),
            _ => {}
        }
        encoder.end();
    }
}

impl Part {
    /// The member's name in the file.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Content | Self::NilContent => "Content",
            Self::Name => "Name",
            Self::Kind => "ReferenceType",
            Self::Other(member) => &member.name,
        }
    }
}
