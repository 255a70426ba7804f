//! The form as a page draws it: a flat list of parts, in order. A group is a part that opens and one that closes.
//!
//! What a reader of the page could not find out by trying, because nothing can be tried there, is said in words: which choices
//! there are, whether another text may be typed, what may be done with rows.

use serde_json::{Value, json};

use super::{draw, grid, known, name, options, values};
use crate::package::{Setting, SettingsForm};
use crate::plan::view;

/// As many characters of a default are shown; a longer one is for the JSON.
const MOST_OF_A_DEFAULT: usize = 4_000;
/// As many choices and rows are shown.
const MOST_CHOICES: usize = 200;
const MOST_ROWS: usize = 20;
/// As many members that nobody knows are told, and so much of each.
const MOST_MEMBERS: usize = 8;
const MOST_OF_A_MEMBER: usize = 80;
/// Groups inside of more groups than this are not drawn further to the side.
const DEEP: usize = 3;

/// Members that are drawn, or that only tell how it looks.
const KNOWN: [&str; 27] = [
    "ActiveIndex",
    "AllowCustomText",
    "AllowCustomTokens",
    "Caption",
    "Columns",
    "DisableAutocomplete",
    "DisableDelete",
    "DisableInsert",
    "DisableUpdate",
    "FontSize",
    "GroupType",
    "HelpText",
    "Key",
    "Mode",
    "Options",
    "Postback",
    "Required",
    "Script",
    "ScriptBoxHeight",
    "ScriptBoxWidth",
    "ScriptKeywords",
    "Secure",
    "Settings",
    "ShowGridLines",
    "ShowHeader",
    "Theme",
    "UniqueKey",
];

/// The form for `form.html`.
pub(crate) fn drawn(form: &SettingsForm) -> Value {
    let mut parts = Vec::new();
    add(&form.settings, 0, &mut parts);
    let fields = parts.iter().filter(|part| part["part"] == "field").count();
    json!({ "postback": form.postback, "fields": fields, "settings": parts })
}

/// Recursive; a package's reader bounds the depth.
fn add(settings: &[Setting], depth: usize, parts: &mut Vec<Value>) {
    for setting in settings {
        let id = format!("field-{}", parts.len() + 1);
        match draw(setting) {
            "group" => {
                parts.push(open(setting, &id, depth));
                add(setting.children(), depth + 1, parts);
                parts.push(json!({ "part": "close" }));
            }
            "title" => parts.push(json!({
                "part": "title",
                "id": id,
                "label": name(setting),
                "help": setting.help_text().unwrap_or("").trim(),
                "hidden": !setting.visible(),
            })),
            _ => parts.push(field(setting, &id)),
        }
    }
}

fn open(setting: &Setting, id: &str, depth: usize) -> Value {
    let own_page = setting.member("GroupType").and_then(crate::package::Value::to_text);
    let caption = setting.caption().unwrap_or("").trim();
    let mut group = marks(setting);
    group["part"] = json!("open");
    group["id"] = json!(id);
    group["label"] = json!(if caption.is_empty() { "Settings" } else { caption });
    group["own_page"] = json!(own_page.is_some_and(|kind| kind == "SubPage"));
    group["deep"] = json!(depth >= DEEP);
    group["notes"] = json!(notes(setting));
    group
}

fn field(setting: &Setting, id: &str) -> Value {
    let mut field = marks(setting);
    let value = values::opening(setting).unwrap_or_default();
    let shown: String = value.chars().take(MOST_OF_A_DEFAULT).collect();
    let options = options(setting);
    field["part"] = json!("field");
    field["id"] = json!(id);
    field["label"] = json!(label(setting));
    field["draw"] = json!(drawing(setting, options.len()));
    field["cut"] = json!(shown.len() < value.len());
    field["lines"] = json!(shown.lines().count().clamp(4, 12));
    field["ticked"] = json!(value == "true");
    field["chosen"] = chosen(setting, &value);
    field["value"] = json!(shown);
    field["more_options"] = json!(options.len().saturating_sub(MOST_CHOICES));
    field["options"] = json!(options.into_iter().take(MOST_CHOICES).collect::<Vec<_>>());
    field["grid"] = if draw(setting) == "grid" { rows(setting) } else { Value::Null };
    field["notes"] = json!(notes(setting));
    field
}

/// What is said beside the label, and the explanation below.
fn marks(setting: &Setting) -> Value {
    json!({
        "required": setting.required(),
        "secure": setting.secure(),
        "hidden": !setting.visible(),
        "postback": setting.postback(),
        "help": setting.help_text().unwrap_or("").trim(),
    })
}

fn label(setting: &Setting) -> &str {
    let name = name(setting);
    if name.is_empty() { "Without a label" } else { name }
}

/// Several choices are ticked in a list where there are some, and else typed.
fn drawing(setting: &Setting, options: usize) -> &'static str {
    match draw(setting) {
        "list" if setting.control() == "CheckList" && options > 0 => "ticks",
        "list" => "tokens",
        drawing => drawing,
    }
}

/// What is chosen at first, as a person sees it.
fn chosen(setting: &Setting, value: &str) -> Value {
    let chosen = |value: &str| json!({ "display": seen(setting, value), "value": value });
    match draw(setting) {
        "select" if !value.is_empty() => json!([chosen(value)]),
        "list" => values::chosen(setting).iter().take(MOST_CHOICES).map(|value| chosen(value)).collect(),
        _ => json!([]),
    }
}

/// A value as a person sees it: by the name of its choice, and yes or no for a box that is ticked or not.
fn seen(setting: &Setting, value: &str) -> String {
    if draw(setting) == "check" {
        return if value == "true" { "Yes" } else { "No" }.to_owned();
    }
    let option = setting.options().into_iter().find(|option| option.value == value);
    option
        .map(|option| option.display)
        .filter(|display| !display.is_empty())
        .unwrap_or_else(|| value.to_owned())
}

fn rows(setting: &Setting) -> Value {
    let column = |column: &Setting| {
        let mut head = marks(column);
        head["label"] = json!(label(column));
        head["control"] = json!(kind(column));
        let value = values::opening(column).unwrap_or_default();
        let seen = seen(column, &value);
        head["default"] = json!(view::clip(&seen, MOST_OF_A_MEMBER));
        let options = options(column);
        head["more_options"] = json!(options.len().saturating_sub(MOST_ROWS));
        head["options"] = json!(options.into_iter().take(MOST_ROWS).collect::<Vec<_>>());
        head
    };
    let text = values::default(setting).unwrap_or_default();
    let found = grid::rows(&text);
    let row = |row| setting.columns().iter().map(|column| grid::cell(row, column)).collect::<Vec<_>>();
    let all = found.as_deref().unwrap_or_default();
    json!({
        "columns": setting.columns().iter().map(column).collect::<Vec<_>>(),
        "rows": all.iter().take(MOST_ROWS).map(row).collect::<Vec<_>>(),
        "more": all.len().saturating_sub(MOST_ROWS),
        "other": if found.is_some() { String::new() } else { view::clip(&text, MOST_OF_A_DEFAULT) },
    })
}

/// What a person calls the control of a column.
fn kind(setting: &Setting) -> &str {
    match draw(setting) {
        "check" => "Yes or no",
        "number" => "Number",
        "select" => "Choice",
        "list" => "Choices",
        "text" if known(setting.control()).is_some() => "Text",
        _ => setting.control(),
    }
}

/// What is said below a control, each as a sentence in pieces.
fn notes(setting: &Setting) -> Vec<Value> {
    let mut notes = Vec::new();
    if known(setting.control()).is_none() {
        notes.push(said(&[
            ("Control ", false),
            (setting.control(), true),
            (", drawn as plainly as can be.", false),
        ]));
    }
    notes.extend(sentences(setting).into_iter().map(|sentence| said(&[(sentence, false)])));
    if let [keys @ .., last] = setting.unique_key() {
        let mut pieces = vec![("Rows are told apart by ", false)];
        for (at, key) in keys.iter().enumerate() {
            pieces.extend([(if at == 0 { "" } else { ", " }, false), (key.as_str(), true)]);
        }
        pieces.extend([
            (if keys.is_empty() { "" } else { " and " }, false),
            (last.as_str(), true),
            (".", false),
        ]);
        notes.push(said(&pieces));
    }
    notes.extend(others(setting));
    notes
}

fn said(pieces: &[(&str, bool)]) -> Value {
    let pieces = pieces.iter().filter(|(text, _)| !text.is_empty());
    pieces.map(|(text, is_value)| json!({ "text": text, "is_value": is_value })).collect()
}

/// What our own words can say of it.
fn sentences(setting: &Setting) -> Vec<&'static str> {
    let is = |name: &str| setting.bool_member(name) == Some(true);
    let options = setting.options();
    let mut said = Vec::new();
    if matches!(draw(setting), "select" | "list") {
        let default = setting.default_text().filter(|_| !setting.secure());
        let is_option = |text: &String| options.iter().any(|option| option.value == *text);
        said.extend((draw(setting) == "list").then_some("Several may be chosen."));
        if setting.takes_custom_text() {
            said.push("Something else may be typed.");
        } else if options.is_empty() {
            said.push("Which choices there are, the plug-in tells when the form is filled in.");
        } else if draw(setting) == "select" && default.is_some_and(|text| !is_option(&text)) {
            said.push("What stands there at first is none of the choices.");
        }
    }
    if draw(setting) == "grid" {
        let unknown = setting.columns().is_empty();
        said.extend(
            unknown.then_some("Which columns there are, the plug-in tells when the form is filled in."),
        );
        for (member, sentence) in [
            ("DisableInsert", "Rows cannot be added."),
            ("DisableUpdate", "Rows cannot be changed."),
            ("DisableDelete", "Rows cannot be deleted."),
        ] {
            said.extend(is(member).then_some(sentence));
        }
    }
    match setting.control() {
        "VariableBox" => said.push("A text, or the name of a variable."),
        "Filter" => said.push("A filter that is put together in the form."),
        "HTML Editor" | "HTMLEditor" | "HtmlEditor" => said.push("Text with its formats, as HTML."),
        _ => {}
    }
    said
}

/// Members that nothing else here shows, such as the least and the most of a number, and the language of a script.
fn others(setting: &Setting) -> Vec<Value> {
    if setting.secure() {
        return Vec::new();
    }
    let language = |name: &str| name == "Mode" && draw(setting) == "script";
    let told = setting.members.iter().filter(|member| {
        (!KNOWN.contains(&member.name.as_str()) && member.name != "Value" && member.name != "Visible")
            || language(&member.name)
    });
    let told = told.filter_map(|member| Some((member.name.as_str(), member.value.to_text()?)));
    let words = |(name, text): (&str, String)| {
        let text = view::clip(&text, MOST_OF_A_MEMBER);
        if language(name) {
            said(&[("Language ", false), (&text, true), (".", false)])
        } else {
            said(&[(name, true), (" is ", false), (&text, true), (".", false)])
        }
    };
    told.take(MOST_MEMBERS).map(words).collect()
}
