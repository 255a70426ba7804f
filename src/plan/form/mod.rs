//! A package's settings form as pages and JSON show it.
//!
//! 1. [`form`] is the form as JSON: a contract, the same for every reader.
//! 2. [`drawn()`] is the form as a page draws it: a flat list, so that no depth of groups is too deep for a template.
//! 3. [`rows()`] is the reference table, with what became of each setting from version to version ([`story`]).

mod drawn;
mod grid;
mod rows;
mod story;
mod values;

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::model::change::{Message, Part};
use crate::package::{Setting, SettingsForm};

pub(crate) use drawn::drawn;
pub(crate) use rows::{record, rows};
pub(crate) use story::Story;
pub(crate) use values::default;

/// The form as JSON.
pub(crate) fn form(form: &SettingsForm) -> Value {
    let settings: Vec<Value> = form.settings.iter().map(setting).collect();
    json!({ "postback": form.postback, "settings": settings })
}

/// Every setting that holds a value, with the captions of the groups around it.
pub(crate) fn leaves(form: &SettingsForm) -> Vec<(Vec<&str>, &Setting)> {
    let mut found = Vec::new();
    collect(&form.settings, &mut Vec::new(), &mut found);
    found
}

/// The captions of the groups around each setting, by its key; of several with the same key the first counts.
pub(crate) fn groups(form: &SettingsForm) -> HashMap<&str, Vec<&str>> {
    let mut found = HashMap::new();
    for (groups, setting) in leaves(form) {
        found.entry(setting.key().unwrap_or("")).or_insert(groups);
    }
    found
}

/// What a person calls a setting.
pub(crate) fn name(setting: &Setting) -> &str {
    let caption = setting.caption().unwrap_or("").trim();
    if caption.is_empty() { setting.key().unwrap_or("") } else { caption }
}

/// A sentence in pieces: our own words, and what stood in a package.
pub(crate) fn pieces(message: &Message) -> Value {
    let piece = |part: &Part| match part {
        Part::Words(words) => json!({ "text": words, "is_value": false }),
        Part::Value(value) => json!({ "text": value, "is_value": true }),
    };
    message.parts().iter().map(piece).collect()
}

/// The same as one text, values in backticks.
pub(crate) fn sentence(pieces: &Value) -> String {
    let piece = |piece: &Value| {
        let text = piece["text"].as_str().unwrap_or("");
        if piece["is_value"] == true { format!("`{text}`") } else { text.to_owned() }
    };
    pieces.as_array().into_iter().flatten().map(piece).collect()
}

/// The choices of a setting as JSON.
pub(crate) fn options(setting: &Setting) -> Vec<Value> {
    let option =
        |option: &crate::package::SettingOption| json!({ "display": option.display, "value": option.value });
    setting.options().iter().map(option).collect()
}

fn collect<'f>(
    settings: &'f [Setting],
    groups: &mut Vec<&'f str>,
    found: &mut Vec<(Vec<&'f str>, &'f Setting)>,
) {
    for setting in settings {
        match draw(setting) {
            "group" => {
                groups.push(setting.caption().unwrap_or(""));
                collect(setting.children(), groups, found);
                groups.pop();
            }
            "title" => {}
            _ => found.push((groups.clone(), setting)),
        }
    }
}

/// How a control is drawn.
fn draw(setting: &Setting) -> &'static str {
    known(setting.control()).unwrap_or_else(|| {
        if !setting.children().is_empty() {
            "group"
        } else if !setting.columns().is_empty() {
            "grid"
        } else {
            "text"
        }
    })
}

/// How a control that the platform documents is drawn.
fn known(control: &str) -> Option<&'static str> {
    Some(match control {
        "Group" => "group",
        "Title" => "title",
        "TextBox" | "VariableBox" => "text",
        "NumberBox" => "number",
        "CheckBox" => "check",
        "DropDown" => "select",
        "ScriptBox" | "Filter" | "HTML Editor" | "HTMLEditor" | "HtmlEditor" => "script",
        "Grid" | "EditList" => "grid",
        "TokenBox" | "CheckList" => "list",
        "Button" => "button",
        "FileUpload" => "file",
        _ => return None,
    })
}

fn setting(setting: &Setting) -> Value {
    json!({
        "control": setting.control(),
        "draw": draw(setting),
        "key": setting.key(),
        "caption": setting.caption().unwrap_or(""),
        "help": setting.help_text().unwrap_or(""),
        "required": setting.required(),
        "visible": setting.visible(),
        "secure": setting.secure(),
        "postback": setting.postback(),
        "default": default(setting),
        "options": options(setting),
        "unique_key": setting.unique_key(),
        "columns": setting.columns().iter().map(self::setting).collect::<Vec<_>>(),
        "settings": setting.children().iter().map(self::setting).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests;
