//! The choices of a control.

use std::collections::HashMap;

use super::super::message::Message;
use super::super::{Affects, Change, Kind};
use super::scope::Scope;
use crate::package::{Setting, SettingOption};

/// Choices that are new, gone, renamed or in another order, and whether others may be typed.
pub(super) fn changes(before: &Setting, after: &Setting, scope: &Scope<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (before.options(), after.options());
    if old.is_empty() != new.is_empty() {
        let message = if new.is_empty() {
            Message::words(" names no choices any more; the plug-in may")
        } else {
            Message::words(" names its choices now: ")
                .values(new.iter().map(|option| option.value.as_str()), "and")
        };
        changes.push(scope.change(Kind::OptionSource, scope.some(), message));
    } else if old != new {
        lists(&old, &new, custom(after), scope, changes);
    }
    let (kind, affects, words) = match (custom(before), custom(after)) {
        (true, false) => {
            (Kind::CustomTextRefused, scope.some(), " takes no other values than the choices any more")
        }
        (false, true) => {
            (Kind::CustomTextAllowed, Affects::Nobody, " takes other values than the choices, too")
        }
        _ => return,
    };
    changes.push(scope.change(kind, affects, Message::words(words)));
}

/// Whether values may be typed that are no choices.
fn custom(setting: &Setting) -> bool {
    ["AllowCustomText", "AllowCustomTokens"].iter().any(|name| setting.bool_member(name) == Some(true))
}

fn lists(
    old: &[SettingOption],
    new: &[SettingOption],
    custom: bool,
    scope: &Scope<'_>,
    changes: &mut Vec<Change>,
) {
    let (known, kept) = (shown(old), shown(new));
    let values = |options: &'_ [SettingOption], without: &HashMap<&str, &str>| -> Vec<String> {
        let options = options.iter().filter(|option| !without.contains_key(option.value.as_str()));
        options.map(|option| option.value.clone()).collect()
    };
    let mut push = |kind, affects, words: &str, values: &[String]| {
        let message = Message::words(words).values(values.iter().map(String::as_str), "and");
        changes.push(scope.change(kind, affects, message));
    };
    let (gone, more) = (values(old, &kept), values(new, &known));
    match (gone.is_empty(), custom) {
        (true, _) => {}
        (false, false) => push(Kind::OptionRemoved, scope.some(), " no longer offers ", &gone),
        (false, true) => push(Kind::OptionStillAllowed, Affects::Nobody, " no longer offers ", &gone),
    }
    if !more.is_empty() {
        push(Kind::OptionAdded, Affects::Nobody, " also offers ", &more);
    }
    let relabelled: Vec<String> = new
        .iter()
        .filter(|option| known.get(option.value.as_str()).is_some_and(|shown| *shown != option.display))
        .map(|option| option.value.clone())
        .collect();
    if !relabelled.is_empty() {
        push(Kind::OptionRelabelled, Affects::Nobody, " shows other words for ", &relabelled);
    }
    let common = |options: &[SettingOption], others: &HashMap<&str, &str>| -> Vec<String> {
        let options = options.iter().filter(|option| others.contains_key(option.value.as_str()));
        options.map(|option| option.value.clone()).collect()
    };
    if common(old, &kept) != common(new, &known) {
        let message = Message::words(" offers its choices in another order");
        changes.push(scope.change(Kind::OptionsReordered, Affects::Nobody, message));
    }
}

/// What a person sees, by what is stored.
fn shown(options: &[SettingOption]) -> HashMap<&str, &str> {
    // Of several with one value the first counts.
    options.iter().rev().map(|option| (option.value.as_str(), option.display.as_str())).collect()
}
