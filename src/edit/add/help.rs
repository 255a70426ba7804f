//! The help of a new connector, drafted from its package: what there is to fill in, and what it begins with.

use std::collections::BTreeSet;

use crate::model::PackageFacts;
use crate::package::{Setting, SettingOption};

use super::prose::{code, ended, line, paragraphs};

/// As many settings are described, in as many bytes; more is no form for people.
const MOST: usize = 200;
const MOST_BYTES: usize = 100_000;

/// The text of `help.md`.
pub(super) fn draft(facts: &PackageFacts) -> String {
    let context = paragraphs(&facts.description);
    let context = if context.is_empty() { line(&facts.name) } else { ended(&context) };
    let fields = fields(facts);
    format!(
        "## Context\n\n{context}\n\n## Configuration\n\n{}\n## Example\n\n{}",
        configuration(&fields),
        example(&fields)
    )
}

/// A setting that holds a value, and the caption of the group around it.
struct Field<'f> {
    group: String,
    setting: &'f Setting,
    key: &'f str,
}

fn fields(facts: &PackageFacts) -> Vec<Field<'_>> {
    let mut groups: Vec<(usize, String)> = Vec::new();
    let mut fields = Vec::new();
    for (depth, setting) in facts.form.walk() {
        groups.retain(|(above, _)| *above < depth);
        match setting.key() {
            _ if setting.is_group() => groups.push((depth, line(setting.caption().unwrap_or_default()))),
            Some(key) if !matches!(setting.control(), "Title" | "Button") => {
                let group = groups.iter().rev().find(|(_, caption)| !caption.is_empty());
                let group = group.map(|(_, caption)| caption.clone()).unwrap_or_default();
                fields.push(Field { group, setting, key });
            }
            _ => {}
        }
    }
    fields
}

/// A line for each setting, those of a group below its caption.
fn configuration(fields: &[Field<'_>]) -> String {
    if fields.is_empty() {
        return "There is nothing to fill in.\n".to_owned();
    }
    let mut out = String::new();
    let mut group = "";
    for (at, field) in fields.iter().enumerate() {
        if at == MOST || out.len() > MOST_BYTES {
            out.push_str(&format!("\nAnd {} more.\n", fields.len() - at));
            break;
        }
        if field.group != group {
            let gap = if out.is_empty() { "" } else { "\n" };
            let title = if field.group.is_empty() { "Further settings" } else { &field.group };
            out.push_str(&format!("{gap}**{title}**\n\n"));
            group = &field.group;
        }
        out.push_str(&format!("- {}\n", field.described()));
    }
    out
}

impl Field<'_> {
    /// What people call it: its caption, else its key.
    fn called(&self) -> String {
        called(self.setting, self.key)
    }

    /// `**Server** (`Server`, required): Name of the server.`
    fn described(&self) -> String {
        let setting = self.setting;
        let marks = [
            (setting.required(), ", required"),
            (setting.secure(), ", kept secret"),
            (!setting.visible(), ", hidden at first"),
        ];
        let marks: String = marks.into_iter().filter(|(is, _)| *is).map(|(_, words)| words).collect();
        let mut text = format!("**{}** ({}{marks})", self.called(), code(self.key));
        let said: Vec<String> = [self.help(), self.choices(), self.columns()].into_iter().flatten().collect();
        if !said.is_empty() {
            text.push_str(": ");
            text.push_str(&said.join(" "));
        }
        text
    }

    fn help(&self) -> Option<String> {
        let help = line(self.setting.help_text()?);
        (!help.is_empty()).then(|| ended(&help))
    }

    fn choices(&self) -> Option<String> {
        let options = self.setting.options();
        sentence("One of ", options.iter().map(|option| line(shown(option))))
    }

    fn columns(&self) -> Option<String> {
        let columns = self.setting.columns().iter();
        let names = columns.filter_map(|column| Some(called(column, column.key()?)));
        sentence("One a row: ", names)
    }

    /// The value that a new connection begins with, as a person sees it.
    fn begins_with(&self) -> Option<String> {
        // A secret does not belong into a text, even one that someone left in a package.
        let text = if self.setting.secure() { None } else { self.setting.default_text() }?;
        let options = self.setting.options();
        let text = options.iter().find(|option| option.value == text).map_or(text.as_str(), shown);
        let short = text.lines().count() == 1 && text.chars().count() <= MOST_OF_A_VALUE;
        (short && !text.trim().is_empty()).then(|| text.to_owned())
    }
}

/// Longer values are no example.
const MOST_OF_A_VALUE: usize = 80;

fn called(setting: &Setting, key: &str) -> String {
    let caption = line(setting.caption().unwrap_or_default());
    if caption.is_empty() { line(key) } else { caption }
}

/// What people see of a choice.
fn shown(option: &SettingOption) -> &str {
    if option.display.trim().is_empty() { &option.value } else { &option.display }
}

/// A sentence that lists the first of `names`.
fn sentence(begin: &str, names: impl Iterator<Item = String>) -> Option<String> {
    const MOST_NAMES: usize = 12;
    let mut seen = BTreeSet::new();
    let names: Vec<String> =
        names.filter(|name| !name.is_empty()).filter(|name| seen.insert(name.clone())).collect();
    let more = if names.len() > MOST_NAMES {
        format!(" and {} more", names.len() - MOST_NAMES)
    } else {
        String::new()
    };
    let shown = names[..names.len().min(MOST_NAMES)].join(", ");
    (!names.is_empty()).then(|| format!("{begin}{shown}{more}."))
}

/// What a new connection begins with, and what is left to its maker.
fn example(fields: &[Field<'_>]) -> String {
    let shown: Vec<&Field<'_>> = fields.iter().filter(|field| field.setting.visible()).take(MOST).collect();
    let mut out = String::new();
    let begun: Vec<String> = shown
        .iter()
        .filter_map(|field| Some(format!("- {}: {}\n", field.called(), code(&field.begins_with()?))))
        .collect();
    let asked: Vec<String> = shown
        .iter()
        .filter(|field| field.setting.must_be_filled_in())
        .map(|field| format!("- {}\n", field.called()))
        .collect();
    for (title, lines) in [("A connection needs values for:", asked), ("It begins with:", begun)] {
        if !lines.is_empty() {
            let gap = if out.is_empty() { "" } else { "\n" };
            out.push_str(&format!("{gap}{title}\n\n{}", lines.concat()));
        }
    }
    if out.is_empty() { "A connection works as it begins, with nothing filled in.\n".to_owned() } else { out }
}
