//! Takes fields out of a mapping by name and type; every fault becomes a diagnostic, and reading goes on.

use std::collections::HashMap;

use jiff::civil::Date;

use super::blocks::Written;
use super::tree::{Fault, MOST_BYTES, Node, Value, parse};
use crate::diag::{Diagnostic, Edit, Place, Severity};
use crate::model::VersionNumber;
use crate::source::{Digest, RepoPath, Span, Spanned};

/// Reads one file and collects what is wrong with it.
pub(crate) struct Reader<'d> {
    pub(crate) path: RepoPath,
    /// What was parsed.
    pub(super) text: String,
    diagnostics: &'d mut Vec<Diagnostic>,
    /// How many findings there were before this file.
    before: usize,
}

impl<'d> Reader<'d> {
    /// A reader of `path`.
    pub(crate) fn new(path: &RepoPath, diagnostics: &'d mut Vec<Diagnostic>) -> Reader<'d> {
        let before = diagnostics.len();
        Reader { path: path.clone(), text: String::new(), diagnostics, before }
    }

    /// Parses the file's bytes; `None` when they are no YAML (reported).
    pub(crate) fn parse(&mut self, bytes: &[u8]) -> Option<Node> {
        let fault = match std::str::from_utf8(bytes) {
            Ok(text) => match parse(text) {
                Ok(Some(node)) => {
                    text.clone_into(&mut self.text);
                    return Some(node);
                }
                Ok(None) => Fault {
                    code: "yaml-syntax",
                    span: Span::default(),
                    message: "the file is empty".to_owned(),
                },
                Err(fault) => fault,
            },
            Err(error) => {
                self.report("yaml-syntax", Place::file(&self.path), no_utf8(bytes, error));
                return None;
            }
        };
        self.at(fault.code, fault.span, fault.message);
        None
    }

    /// Reports an error at `span`.
    pub(crate) fn at(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.report(code, Place::at(&self.path, span), message)
    }

    /// Reports an error anywhere.
    pub(crate) fn report(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(code, Severity::Error, place, message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }

    /// How many errors were reported in this file so far.
    pub(crate) fn errors(&self) -> usize {
        self.diagnostics[self.before..].iter().filter(|found| found.severity == Severity::Error).count()
    }

    /// The mapping in `node`; reports anything else, and keys written twice.
    pub(crate) fn map(&mut self, node: Node, what: &str) -> Option<Fields> {
        let kind = node.kind();
        let Value::Map(entries) = node.value else {
            self.at("field-type", node.span, format!("{what} is {kind}; expected a mapping of fields"));
            return None;
        };
        let first = entries.first().map_or(node.span, |(key, _)| key.span);
        let mut fields = Fields::new(node.span, first, &entries);
        let mut written: HashMap<String, Span> = HashMap::new();
        for (key, value) in entries {
            if let Some(first) = written.insert(key.value.clone(), key.span) {
                written.insert(key.value.clone(), first);
                let place = Place::at(&self.path, first);
                self.at("key-duplicate", key.span, format!("`{}` is written twice", key.value))
                    .related(place, "first written here")
                    .fix("keep one of the two");
            } else {
                fields.entries.push((key, value));
            }
        }
        Some(fields)
    }

    /// The items of a list; reports anything else.
    pub(crate) fn list(&mut self, node: Node, what: &str) -> Vec<Node> {
        if node.is_null() {
            return Vec::new();
        }
        let kind = node.kind();
        match node.value {
            Value::List(items) => items,
            _ => {
                self.at("field-type", node.span, format!("{what} is {kind}; expected a list"))
                    .fix("write a list in brackets, such as [a, b], or one item a line after `- `");
                Vec::new()
            }
        }
    }

    /// The text of a scalar; reports anything else.
    pub(crate) fn text(&mut self, node: Node, what: &str) -> Option<Spanned<String>> {
        self.scalar(node, what).map(|(text, _)| text)
    }

    fn scalar(&mut self, node: Node, what: &str) -> Option<(Spanned<String>, bool)> {
        if node.is_null() {
            return None;
        }
        let kind = node.kind();
        match node.value {
            Value::Scalar { text, plain } => Some((Spanned::new(text, node.span), plain)),
            _ => {
                self.at("field-type", node.span, format!("{what} is {kind}; expected a text"));
                None
            }
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, node: Node, what: &str) -> Vec<Spanned<String>> {
        self.list(node, what)
            .into_iter()
            .filter_map(|item| self.text(item, &format!("an item of {what}")))
            .collect()
    }

    /// A version number, with a warning where the quotes are missing.
    pub(crate) fn version(&mut self, node: Node) -> Option<Spanned<VersionNumber>> {
        let (text, plain) = self.scalar(node, "the version")?;
        match VersionNumber::parse(&text.value) {
            Ok(number) => {
                if plain {
                    self.unquoted(&text);
                }
                Some(Spanned::new(number, text.span))
            }
            Err(what) => {
                self.at("field-value", text.span, format!("version `{}` {what}", text.value));
                None
            }
        }
    }

    /// The text of a version number or of a name, with a warning where the quotes of a version are missing.
    pub(crate) fn version_or_name(&mut self, node: Node, what: &str) -> Option<Spanned<String>> {
        let (text, plain) = self.scalar(node, what)?;
        if plain && VersionNumber::parse(&text.value).is_ok() {
            self.unquoted(&text);
        }
        Some(text)
    }

    fn unquoted(&mut self, text: &Spanned<String>) {
        let read_as = text.contains('.').then(|| text.trim_end_matches('0').trim_end_matches('.'));
        let message = match read_as {
            Some(other) if other != text.value => {
                format!("version `{}` is read by YAML as {other}; write \"{}\"", text.value, text.value)
            }
            _ => format!("version `{}` is a number to YAML; write \"{}\"", text.value, text.value),
        };
        let edit =
            Edit::Replace { path: self.path.clone(), span: text.span, text: format!("\"{}\"", text.value) };
        self.at("version-not-quoted", text.span, message).edit(edit).severity = Severity::Warning;
    }
}

/// The fields of one mapping that were not taken yet.
pub(crate) struct Fields {
    pub(crate) span: Span,
    /// The first key as it was written, taken or not.
    pub(crate) first: Span,
    /// Every field as it was written, taken or not.
    pub(super) written: Vec<Written>,
    entries: Vec<(Spanned<String>, Node)>,
    pub(super) known: Vec<&'static str>,
}

impl Fields {
    fn new(span: Span, first: Span, entries: &[(Spanned<String>, Node)]) -> Fields {
        let written = |(key, value): &(Spanned<String>, Node)| Written {
            name: key.value.clone(),
            key: key.span,
            value: value.span,
        };
        let (written, known) = (entries.iter().map(written).collect(), Vec::new());
        Fields { span, first, written, entries: Vec::with_capacity(entries.len()), known }
    }

    /// Takes the field `name` out, whatever it is; `None` when it is absent or null.
    pub(crate) fn node(&mut self, name: &'static str) -> Option<Node> {
        self.stated(name).filter(|node| !node.is_null())
    }

    /// Takes the field `name` out, also where it is null: for fields in which nothing and null are not the same.
    pub(crate) fn stated(&mut self, name: &'static str) -> Option<Node> {
        self.known.push(name);
        let at = self.entries.iter().position(|(key, _)| key.value == name)?;
        Some(self.entries.remove(at).1)
    }

    /// The field that was probably meant to be `name`, which is not there; reported, because it says what the others are.
    pub(crate) fn misspelt(&self, name: &str, reader: &mut Reader<'_>) -> bool {
        let near = |key: &Spanned<String>| strsim::jaro_winkler(name, &key.value) > 0.8;
        if self.entries.iter().any(|(key, _)| key.value == name) {
            return false;
        }
        let Some((key, _)) = self.entries.iter().find(|(key, _)| near(key)) else { return false };
        reader
            .at("field-unknown", key.span, format!("unknown field `{}`", key.value))
            .fix(format!("did you mean `{name}`?"));
        true
    }

    /// Whether every field was taken.
    pub(crate) fn is_done(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes all remaining fields: for mappings whose keys are data.
    pub(crate) fn rest(&mut self) -> Vec<(Spanned<String>, Node)> {
        std::mem::take(&mut self.entries)
    }

    /// Takes a text.
    pub(crate) fn text(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
        let node = self.node(name)?;
        reader.text(node, &format!("`{name}`"))
    }

    /// Takes a text that must be there and not be empty.
    pub(crate) fn required(
        &mut self,
        name: &'static str,
        example: &str,
        reader: &mut Reader<'_>,
    ) -> Option<Spanned<String>> {
        let present = self.entries.iter().any(|(key, node)| key.value == name && !node.is_null());
        if !present {
            self.missing(name, example, reader);
        }
        let text = self.text(name, reader)?;
        if text.trim().is_empty() {
            reader
                .at("field-value", text.span, format!("`{name}` is empty"))
                .fix(format!("write `{name}: {example}`"));
        }
        Some(text)
    }

    /// Takes a text that must be there and may be empty.
    pub(crate) fn required_text(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<String> {
        match self.node(name) {
            Some(node) => reader.text(node, &format!("`{name}`")).map(|text| text.value),
            None => {
                self.missing(name, "\"\"", reader);
                None
            }
        }
    }

    /// Reports that `name` is not there, at the first line of the mapping.
    pub(crate) fn missing(&self, name: &str, example: &str, reader: &mut Reader<'_>) {
        reader
            .at("field-missing", self.first, format!("the field `{name}` is missing"))
            .fix(format!("write `{name}: {example}`"));
    }

    /// Takes a text made into something by `parse`, whose error ends a sentence that begins with the text.
    pub(crate) fn parsed<T>(
        &mut self,
        name: &'static str,
        reader: &mut Reader<'_>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Spanned<T>> {
        let text = self.text(name, reader)?;
        match parse(text.value.trim()) {
            Ok(value) => Some(Spanned::new(value, text.span)),
            Err(what) => {
                reader.at("field-value", text.span, format!("`{name}: {}` {what}", text.value));
                None
            }
        }
    }

    /// Takes a date such as 2026-03-31.
    pub(crate) fn date(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<Date> {
        self.dated(name, reader).map(|date| date.value)
    }

    /// The same with its place.
    pub(crate) fn dated(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<Spanned<Date>> {
        let date =
            |text: &str| text.parse::<Date>().map_err(|_| "is no date; write it like 2026-03-31".to_owned());
        self.parsed(name, reader, date)
    }

    /// Takes a whole number from 0.
    pub(crate) fn number(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<u32> {
        let number = |text: &str| text.parse::<u32>().map_err(|_| "is no whole number from 0".to_owned());
        self.parsed(name, reader, number).map(|number| number.value)
    }

    /// Takes `true` or `false`.
    pub(crate) fn boolean(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<bool> {
        let boolean = |text: &str| match text {
            "true" | "True" | "TRUE" => Ok(true),
            "false" | "False" | "FALSE" => Ok(false),
            _ => Err("is neither true nor false".to_owned()),
        };
        self.parsed(name, reader, boolean).map(|boolean| boolean.value)
    }

    /// Takes an address; only http, https and mailto can be shown.
    pub(crate) fn url(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<String> {
        let url = |text: &str| match is_address(text) {
            true => Ok(text.to_owned()),
            false => Err("is no http, https or mailto address".to_owned()),
        };
        self.parsed(name, reader, url).map(|url| url.value)
    }

    /// Takes a SHA-256 digest.
    pub(crate) fn digest(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Option<Spanned<Digest>> {
        self.parsed(name, reader, |text| {
            Digest::parse(text).ok_or_else(|| "is not 64 hexadecimal digits".to_owned())
        })
    }

    /// Takes a list of texts.
    pub(crate) fn texts(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Vec<Spanned<String>> {
        self.node(name).map_or_else(Vec::new, |node| reader.texts(node, &format!("`{name}`")))
    }

    /// The same without places.
    pub(crate) fn plain_texts(&mut self, name: &'static str, reader: &mut Reader<'_>) -> Vec<String> {
        self.texts(name, reader).into_iter().map(|text| text.value).collect()
    }

    /// Reports what was not taken: fields that nothing reads, with the nearest known name.
    pub(crate) fn finish(self, reader: &mut Reader<'_>) {
        self.report_unknown(reader);
    }

    pub(super) fn report_unknown(&self, reader: &mut Reader<'_>) {
        for (key, _) in &self.entries {
            let mut near: Vec<(f64, &str)> =
                self.known.iter().map(|known| (strsim::jaro_winkler(known, &key.value), *known)).collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0));
            let finding = reader.at("field-unknown", key.span, format!("unknown field `{}`", key.value));
            match near.first() {
                Some((likeness, name)) if *likeness > 0.8 => finding.fix(format!("did you mean `{name}`?")),
                _ => finding.fix(format!("known fields here: {}", self.known.join(", "))),
            };
        }
    }
}

/// Whether a text is an address that a page may show: http, https or mailto.
/// Whether a text is what a registry takes for an address.
pub(crate) fn is_address(text: &str) -> bool {
    let known = ["http://", "https://", "mailto:"].iter().any(|scheme| text.starts_with(scheme));
    known && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Says where `bytes` stop being UTF-8. The file cannot be shown, so the line is named.
pub(crate) fn no_utf8(bytes: &[u8], error: std::str::Utf8Error) -> String {
    let at = error.valid_up_to();
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("byte {at}, in line {line}, is no UTF-8; save the file as UTF-8")
}

/// The most bytes that are read as YAML.
pub(crate) fn limit() -> u64 {
    MOST_BYTES
}
