//! A package's settings form as pages and JSON show it.

use serde_json::{Value, json};

use crate::package::{Setting, SettingsForm};

/// The form as JSON: the same for pages and for the API.
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

/// The rows of the reference table: a setting and, for a grid, each of its columns.
pub(crate) fn rows(form: &SettingsForm) -> Vec<Value> {
    let mut rows = Vec::new();
    for (groups, leaf) in leaves(form) {
        rows.push(row(leaf, groups.last().copied(), None));
        let caption = name(leaf);
        rows.extend(leaf.columns().iter().map(|column| row(column, None, Some(caption))));
    }
    rows
}

/// Whether an application must fill this in: required, seen by a person, and without a default.
pub(crate) fn must_be_filled_in(setting: &Setting) -> bool {
    setting.required() && setting.visible() && default(setting).is_none_or(|text| text.trim().is_empty())
}

/// What a person calls a setting.
pub(crate) fn name(setting: &Setting) -> &str {
    let caption = setting.caption().unwrap_or("").trim();
    if caption.is_empty() { setting.key().unwrap_or("") } else { caption }
}

fn collect<'f>(
    settings: &'f [Setting],
    groups: &mut Vec<&'f str>,
    found: &mut Vec<(Vec<&'f str>, &'f Setting)>,
) {
    for setting in settings {
        if draw(setting) == "group" {
            groups.push(setting.caption().unwrap_or(""));
            collect(setting.children(), groups, found);
            groups.pop();
        } else if draw(setting) != "title" {
            found.push((groups.clone(), setting));
        }
    }
}

/// The setting's default; never that of a secret.
fn default(setting: &Setting) -> Option<String> {
    if setting.secure() { None } else { setting.default_text() }
}

/// How a control is drawn.
fn draw(setting: &Setting) -> &'static str {
    match setting.control() {
        "Group" => "group",
        "Title" => "title",
        "NumberBox" => "number",
        "CheckBox" => "check",
        "DropDown" => "select",
        "ScriptBox" | "HTML Editor" | "HtmlEditor" => "script",
        "Grid" | "EditList" => "grid",
        "TokenBox" | "CheckList" => "list",
        "Button" => "button",
        _ if !setting.children().is_empty() => "group",
        _ if !setting.columns().is_empty() => "grid",
        _ => "text",
    }
}

fn setting(setting: &Setting) -> Value {
    let options: Vec<Value> = setting
        .options()
        .iter()
        .map(|option| json!({ "display": option.display, "value": option.value }))
        .collect();
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
        "options": options,
        "unique_key": setting.unique_key(),
        "columns": setting.columns().iter().map(self::setting).collect::<Vec<_>>(),
        "settings": setting.children().iter().map(self::setting).collect::<Vec<_>>(),
    })
}

fn row(setting: &Setting, group: Option<&str>, of: Option<&str>) -> Value {
    let choices: Vec<String> = setting
        .options()
        .iter()
        .map(|option| if option.display.is_empty() { option.value.clone() } else { option.display.clone() })
        .collect();
    json!({
        "name": name(setting),
        "key": setting.key(),
        "group": group.filter(|caption| !caption.is_empty()),
        "column_of": of,
        "control": setting.control(),
        "required": setting.required(),
        "secure": setting.secure(),
        "hidden": !setting.visible(),
        "default": default(setting).filter(|text| !text.is_empty()),
        "choices": choices,
        "help": setting.help_text().unwrap_or(""),
    })
}
