//! A package for people: details, files inside, and the settings form as an outline.

use std::fmt::Write;

use super::Look;
use crate::diag::printable;
use crate::package::code::CodeFacts;
use crate::package::{Container, Package, PackageRole, Setting, icon};
use crate::source::Digest;

/// The most characters of a default value that are shown.
const MOST_OF_A_DEFAULT: usize = 60;

/// The package as text.
pub(super) fn text(look: &Look<'_>) -> String {
    let Look { package, container, facts, bytes } = *look;
    let mut out = String::new();
    let role = match package.role_by(facts) {
        PackageRole::Connector => "connector",
        PackageRole::Agent => "agent",
        PackageRole::Unknown => "connector or agent: not told",
    };
    line(&mut out, 0, &format!("{} {} ({role})", package.name(), package.version().text()));
    for (name, value) in details(package, container, bytes) {
        if !value.is_empty() {
            line(&mut out, 1, &format!("{name:<12} {value}"));
        }
    }
    files(&mut out, package, facts);
    code(&mut out, facts);
    let form = package.settings();
    line(&mut out, 0, "");
    line(&mut out, 0, &format!("Settings ({})", form.leaves().count()));
    for setting in &form.settings {
        outline(&mut out, 1, setting);
    }
    out
}

fn details(package: &Package<'_>, container: Container, bytes: &[u8]) -> Vec<(&'static str, String)> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let picture = match package.icon().filter(|uri| !uri.is_empty()) {
        None => "none".to_owned(),
        Some(uri) => match icon(uri) {
            None => format!("{} characters that are no picture", uri.len()),
            Some(icon) => {
                let size = icon.width.zip(icon.height).map_or(String::new(), |(w, h)| format!("{w} x {h}, "));
                format!("{}, {size}{} bytes", icon.media_type, icon.bytes.len())
            }
        },
    };
    let flags = [
        ("isolated", package.isolated()),
        ("virtual", package.r#virtual()),
        ("requires an input map", package.require_input_map()),
    ];
    let set: Vec<&str> = flags.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
    vec![
        ("id", package.id().to_owned()),
        ("category", text(package.category())),
        ("description", text(package.description())),
        ("entry point", text(package.entry_point())),
        ("platform", text(package.platform())),
        ("type", text(package.kind())),
        ("remote type", text(package.remote_type())),
        ("flags", set.join(", ")),
        ("help", text(package.help_url())),
        ("inputs", package.input_endpoints().join(", ")),
        ("outputs", package.output_endpoints().join(", ")),
        ("icon", picture),
        ("file", format!("{container}, {} bytes, sha256 {}", bytes.len(), Digest::of(bytes))),
    ]
}

fn files(out: &mut String, package: &Package<'_>, facts: &CodeFacts) {
    let references = package.references();
    line(out, 0, "");
    line(out, 0, &format!("Files inside ({})", references.len()));
    let width = references.iter().map(|reference| reference.name.chars().count()).max().unwrap_or(0).min(48);
    for (reference, file) in references.iter().zip(&facts.files) {
        let (kind, name, size) = (reference.kind.as_str(), &reference.name, reference.content.len());
        let digest = Digest::of_pieces(reference.content.chunks());
        line(out, 1, &format!("{kind:<9} {name:<width$} {size:>9} bytes  sha256 {digest}"));
        if let Some(what) = super::code::file(file) {
            line(out, 2, &what);
        }
        match super::inside(reference) {
            Some(Ok(entries)) => {
                let width = entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0).min(48);
                for entry in entries {
                    line(out, 2, &format!("- {:<width$} {:>9} bytes", entry.name, entry.size));
                }
            }
            Some(Err(error)) => line(out, 2, &format!("not looked into: {error}")),
            None => {}
        }
    }
}

fn code(out: &mut String, facts: &CodeFacts) {
    line(out, 0, "");
    line(out, 0, "Code");
    for (name, value) in super::code::findings(facts) {
        line(out, 1, &format!("{name:<17} {value}"));
    }
}

/// One setting and what is inside it.
fn outline(out: &mut String, depth: usize, setting: &Setting) {
    let mut words = vec![setting.control().to_owned()];
    words.extend(setting.key().map(str::to_owned));
    words.extend(
        setting.caption().filter(|caption| !caption.is_empty()).map(|caption| format!("\"{caption}\"")),
    );
    let marks =
        [("required", setting.required()), ("secure", setting.secure()), ("hidden", !setting.visible())];
    words.extend(marks.iter().filter(|(_, set)| *set).map(|(mark, _)| (*mark).to_owned()));
    if let Some(default) = setting.default_text() {
        // A secret does not belong on a screen, even one that someone left in a package.
        let shown = if setting.secure() { "(set)".to_owned() } else { format!("`{}`", shortened(&default)) };
        words.push(format!("default {shown}"));
    }
    if !setting.unique_key().is_empty() {
        words.push(format!("unique by {}", setting.unique_key().join(", ")));
    }
    line(out, depth, &words.join("  "));
    for option in setting.options() {
        let value =
            if option.value == option.display { String::new() } else { format!(" = {}", option.value) };
        line(out, depth + 1, &format!("- {}{value}", option.display));
    }
    for column in setting.columns() {
        outline(out, depth + 1, column);
    }
    for child in setting.children() {
        outline(out, depth + 1, child);
    }
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(MOST_OF_A_DEFAULT).collect();
    if shown.len() < text.len() {
        shown.push_str("...");
    }
    shown
}

fn line(out: &mut String, depth: usize, text: &str) {
    let indented = format!("{:indent$}{}", "", printable(text), indent = depth * 2);
    let _ = writeln!(out, "{}", indented.trim_end());
}
