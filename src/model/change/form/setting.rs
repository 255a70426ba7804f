//! One control that is in both forms, and controls that are in one.

use super::super::message::Message;
use super::super::{Affects, Change, Kind};
use super::scope::Scope;
use super::{leaf, options, pair};
use crate::package::{Member, Setting, Value};

/// Members that are compared one by one, each with its meaning.
const KNOWN: [&str; 15] = [
    "Caption",
    "HelpText",
    "Key",
    "Postback",
    "Required",
    "Visible",
    "Value",
    "Secure",
    "Options",
    "AllowCustomText",
    "AllowCustomTokens",
    "Columns",
    "Settings",
    "UniqueKey",
    "Script",
];

/// Members that change how a control looks, and nothing else.
const LOOKS: [&str; 11] = [
    "ActiveIndex",
    "DisableAutocomplete",
    "FontSize",
    "GroupType",
    "Mode",
    "ScriptBoxHeight",
    "ScriptBoxWidth",
    "ScriptKeywords",
    "ShowGridLines",
    "ShowHeader",
    "Theme",
];

/// Controls that store plain text.
const TEXT: [&str; 4] = ["TextBox", "VariableBox", "DropDown", "ScriptBox"];
/// Controls that store rows.
const ROWS: [&str; 2] = ["Grid", "EditList"];

/// What changed in one control.
pub(super) fn changes(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    let fits = control(before, after, scope, changes);
    let needed = needs(before, after, scope, changes);
    if fits && !needed {
        changes.extend(default(before, after, scope));
    }
    if before.control() == after.control() {
        options::changes(before, after, scope, changes);
        columns(before, after, scope, changes);
    }
    behaviour(before, after, scope, changes);
    words(before, after, scope, changes);
    others(before, after, scope, changes);
}

/// A control that is new.
pub(super) fn added(setting: &Setting, scope: &Scope<'_>) -> Change {
    let message = Message::words(" was added ").then(described(setting, scope));
    if setting.fails_when_empty() {
        let message = message.say(": it must be filled in and has no default");
        return scope.change(Kind::AddedRequired, scope.without_from_the_start(), message);
    }
    let message = match setting.default_text() {
        // A secret does not belong on a screen, even one that someone left in a package.
        Some(_) if holds_secrets(setting) => message.say(" with a default"),
        Some(default) => message.say(" with the default ").value(&default),
        None => message.say(": it may stay empty"),
    };
    scope.change(Kind::Added, Affects::Nobody, message)
}

/// A control that is gone.
pub(super) fn removed(setting: &Setting, scope: &Scope<'_>) -> Change {
    let message = Message::words(" was removed ").then(described(setting, scope));
    scope.change(Kind::Removed, scope.with(), message)
}

/// Names of members that differ, without those in `except`: in the order of the earlier list, then those that are new.
pub(super) fn different<'m>(before: &'m [Member], after: &'m [Member], except: &[&str]) -> Vec<&'m str> {
    let value = |members: &'m [Member], name: &str| {
        let member = members.iter().find(|member| member.name == name)?;
        Some(&member.value).filter(|value| !is_nothing(value))
    };
    let names = before.iter().chain(after).map(|member| member.name.as_str());
    let mut found: Vec<&str> = Vec::new();
    for name in names.filter(|name| !except.contains(name)) {
        if !same(value(before, name), value(after, name)) && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// `(TextBox, labelled Server)`; the label only where it is not the key.
fn described(setting: &Setting, scope: &Scope<'_>) -> Message {
    let message = Message::words("(").value(setting.control());
    let told = |caption: &&str| !caption.trim().is_empty() && !scope.is_named(caption);
    let message = match setting.caption().filter(told) {
        Some(caption) => message.say(", labelled ").value(caption),
        None => message,
    };
    message.say(")")
}

/// Tells another control; gives whether what is stored still fits.
fn control(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) -> bool {
    let (old, new) = (before.control(), after.control());
    if old == new {
        return true;
    }
    let both = |controls: &[&str]| controls.contains(&old) && controls.contains(&new);
    let narrowed = new == "DropDown" && after.bool_member("AllowCustomText") != Some(true);
    let fits = (both(&TEXT) && !narrowed) || both(&ROWS);
    let (kind, affects) = match fits {
        true => (Kind::ControlAlike, scope.some()),
        // A text may by chance be one of the choices.
        false if both(&TEXT) => (Kind::Control, scope.some()),
        false => (Kind::Control, scope.with()),
    };
    let message = Message::words(" changed its control from ").value(old).say(" to ").value(new);
    changes.push(scope.change(kind, affects, message));
    fits
}

/// Tells whether it must be filled in; gives whether that is new.
fn needs(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) -> bool {
    let mut push = |kind, affects, words: &str| {
        changes.push(scope.change(kind, affects, Message::words(words)));
    };
    if after.fails_when_empty() && !before.fails_when_empty() {
        if !before.required() {
            push(Kind::Required, scope.without(), " must be filled in now and has no default");
        } else if before.has_default() {
            push(Kind::DefaultDropped, scope.without(), " must be filled in, and its default is gone");
        } else {
            push(Kind::ShownRequired, scope.without(), " is shown now and must be filled in");
        }
        return true;
    }
    match (before.required(), after.required()) {
        (false, true) if after.has_default() => {
            push(Kind::RequiredWithDefault, Affects::Nobody, " is required now and has a default");
        }
        (false, true) => {
            push(Kind::RequiredWithDefault, Affects::Nobody, " is required now as soon as it is shown");
        }
        (true, false) => push(Kind::Optional, Affects::Nobody, " need not be filled in any more"),
        _ => {}
    }
    false
}

fn default(before: &Setting, after: &Setting, scope: &Scope<'_>) -> Option<Change> {
    let value = |setting| Setting::value(setting).filter(|value| !is_nothing(value));
    if same(value(before), value(after)) {
        return None;
    }
    let message = match (before.default_text(), after.default_text()) {
        _ if holds_secrets(before) || holds_secrets(after) => Message::words(" has another default"),
        (None, Some(new)) => Message::words(" has the default ").value(&new).say(" now and had none"),
        (Some(old), None) => Message::words(" has no default any more; it was ").value(&old),
        (Some(old), Some(new)) => {
            Message::words(" has the default ").value(&new).say(" now and had ").value(&old)
        }
        (None, None) => Message::words(" has another default"),
    };
    Some(scope.change(Kind::Default, scope.without(), message))
}

/// Rows: the columns as settings of their own, and what tells rows apart.
fn columns(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) {
    if before.unique_key() != after.unique_key() {
        let named = |setting: &Setting, message: Message| match setting.unique_key() {
            [] => message.say("nothing"),
            keys => message.values(keys.iter().map(String::as_str), "and"),
        };
        let message = named(after, Message::words(" tells its rows apart by "));
        let message = named(before, message.say(" now and did so by "));
        changes.push(scope.change(Kind::UniqueKey, scope.some(), message));
    }
    if scope.is_column() {
        return;
    }
    let pairs = pair::pair(&leaf::columns(before), &leaf::columns(after));
    let reordered = pairs.order_changed(|_, _| true);
    for step in pairs.steps() {
        match step {
            pair::Step::Pair { before, after, renamed } => {
                let scope = scope.column(after.key);
                if renamed {
                    changes.push(scope.renamed(&before, &after));
                }
                self::changes(before.setting, after.setting, &scope, changes);
            }
            pair::Step::Added(leaf) => changes.push(added(leaf.setting, &scope.column(leaf.key))),
            pair::Step::Removed(leaf) => changes.push(removed(leaf.setting, &scope.column(leaf.key))),
        }
    }
    if reordered {
        let message = Message::words(" has its columns in another order");
        changes.push(scope.change(Kind::Reordered, Affects::Nobody, message));
    }
}

/// What is secret, what is seen, what is sent at once, and the script it opens with.
fn behaviour(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) {
    let mut push = |kind, affects, words: &str| {
        changes.push(scope.change(kind, affects, Message::words(words)));
    };
    match (before.secure(), after.secure()) {
        (true, false) => push(Kind::Unsecured, scope.with(), " is no longer secure"),
        (false, true) => push(Kind::Secured, scope.with(), " is secure now"),
        _ => {}
    }
    // That it is shown and must be filled in now was told already.
    let told = after.fails_when_empty() && before.required() && !before.has_default();
    match (before.visible(), after.visible()) {
        (false, true) if told => {}
        (true, false) => push(Kind::Hidden, scope.with(), " is hidden at first"),
        (false, true) => push(Kind::Shown, Affects::Nobody, " is shown from the start"),
        _ => {}
    }
    match (before.postback(), after.postback()) {
        (true, false) => {
            push(Kind::Postback, Affects::Nobody, " is not sent to the plug-in at once any more")
        }
        (false, true) => push(Kind::Postback, Affects::Nobody, " is sent to the plug-in at once"),
        _ => {}
    }
    let script = |setting| Setting::member(setting, "Script").filter(|value| !is_nothing(value));
    if !same(script(before), script(after)) {
        push(Kind::Script, scope.without(), " opens with another script");
    }
}

/// What only people read.
fn words(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (before.caption().unwrap_or_default(), after.caption().unwrap_or_default());
    if old != new {
        let message = match (old, new) {
            ("", _) => Message::words(" is labelled ").value(new).say(" now and had no label"),
            (_, "") => Message::words(" has no label any more; it was ").value(old),
            _ => Message::words(" is labelled ").value(new).say(" now and was labelled ").value(old),
        };
        changes.push(scope.change(Kind::Caption, Affects::Nobody, message));
    }
    let (old, new) = (before.help_text().unwrap_or_default(), after.help_text().unwrap_or_default());
    if old != new {
        let words = match (old, new) {
            ("", _) => " has an explanation now",
            (_, "") => " has no explanation any more",
            _ => " is explained in other words",
        };
        changes.push(scope.change(Kind::Help, Affects::Nobody, Message::words(words)));
    }
}

/// Members that nothing above looks at.
fn others(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) {
    let known = KNOWN.iter().filter(|name| !(scope.is_column() && **name == "Columns"));
    let known: Vec<&str> = known.copied().collect();
    let names = different(&before.members, &after.members, &known);
    // A control of another kind has other members; that it is another is told already.
    if before.control() != after.control() {
        return;
    }
    let (looks, more): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| LOOKS.contains(name));
    for (kind, affects, names) in
        [(Kind::Look, Affects::Nobody, looks), (Kind::Member, Affects::Everyone, more)]
    {
        if !names.is_empty() {
            let message = Message::words(" has another ").values(names, "and");
            changes.push(scope.change(kind, affects, message));
        }
    }
}

/// Whether what stands in it is nobody's to read: it is a secret, or rows with a column that is one.
fn holds_secrets(setting: &Setting) -> bool {
    setting.secure() || setting.columns().iter().any(Setting::secure)
}

/// Absent, nil, empty and false are the same to whoever reads a form.
fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Nil | Value::Empty | Value::Bool(false))
}

fn same(before: Option<&Value>, after: Option<&Value>) -> bool {
    // A number that is none equals nothing, not even itself; its text does.
    before == after || format!("{before:?}") == format!("{after:?}")
}
