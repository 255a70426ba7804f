//! Every setting through all versions: only what changed is told, so that 300 settings in 200 versions stay a small table.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::model::Connector;
use crate::package::{Setting, SettingsForm};
use crate::plan::{form, shown};

/// A setting by its key; a column by that of its grid and its own.
type Key<'c> = (&'c str, Option<&'c str>);

/// What is told of a setting: by name, as the page's script knows it; then a word before, and a value or nothing.
type Trait = (&'static str, &'static str, Option<String>);

/// A setting that was there at least once.
#[derive(Default)]
struct Known<'c> {
    caption: &'c str,
    /// How it was when it was last there.
    last: Vec<Trait>,
    /// Whether it is there in the version that was looked at last.
    is_there: bool,
    events: Vec<Value>,
}

/// The settings in the order in which they came, and what happened to each.
pub(super) fn rows(connector: &Connector) -> Vec<Value> {
    let mut all = All::default();
    for (at, version) in shown::versions(connector).enumerate() {
        if let Some(facts) = version.facts() {
            all.look(at, version.number.as_str(), &facts.form);
        }
    }
    all.order.iter().map(|key| row(*key, &all.known[key])).collect()
}

/// Every setting that was met.
#[derive(Default)]
struct All<'c> {
    order: Vec<Key<'c>>,
    known: BTreeMap<Key<'c>, Known<'c>>,
}

impl<'c> All<'c> {
    /// Goes on to the next version: the one at place `at`, the lowest at 0.
    fn look(&mut self, at: usize, number: &str, form: &'c SettingsForm) {
        let event = |traits: &[Trait]| json!({ "at": at, "number": number, "traits": traits });
        let now = keyed(form);
        for (key, setting) in &now {
            let found = self.known.entry(*key).or_insert_with(|| {
                self.order.push(*key);
                Known::default()
            });
            let traits = traits(setting);
            let told = if found.is_there { different(&found.last, &traits) } else { notable(&traits) };
            found.events.extend((!told.is_empty()).then(|| event(&told)));
            (found.caption, found.last, found.is_there) = (form::name(setting), traits, true);
        }
        let now: BTreeSet<Key<'_>> = now.into_iter().map(|(key, _)| key).collect();
        for (_, gone) in self.known.iter_mut().filter(|(key, found)| found.is_there && !now.contains(*key)) {
            gone.is_there = false;
            gone.events.push(event(&[("gone", "removed", None)]));
        }
    }
}

fn row(key: Key<'_>, found: &Known<'_>) -> Value {
    let (grid, key) = match key {
        (grid, Some(column)) => (Some(grid), column),
        (key, None) => (None, key),
    };
    json!({ "grid": grid, "key": key, "caption": found.caption, "events": found.events })
}

/// The settings with a key, and after each its columns, in the order of the form; of two with the same key the first counts.
fn keyed(form: &SettingsForm) -> Vec<(Key<'_>, &Setting)> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for (_, setting) in form::leaves(form) {
        let Some(key) = setting.key().filter(|key| seen.insert((*key, None))) else { continue };
        found.push(((key, None), setting));
        let columns =
            setting.columns().iter().filter_map(|column| Some(((key, Some(column.key()?)), column)));
        found.extend(columns.filter(|(key, _)| seen.insert(*key)));
    }
    found
}

/// What a setting offers to choose from, as a person sees it.
fn choices(setting: &Setting) -> String {
    let options = setting.options().into_iter();
    let shown = options.map(|option| if option.display.is_empty() { option.value } else { option.display });
    shown.collect::<Vec<_>>().join(", ")
}

/// Everything that is told of a setting. What usually is so comes last in each pair of words, and is told only when it becomes
/// so.
fn traits(setting: &Setting) -> Vec<Trait> {
    let flag = |is: bool, name, yes, no| (name, if is { yes } else { no }, None);
    vec![
        ("control", "", Some(setting.control().to_owned())),
        flag(setting.required(), "required", "required", NOT_REQUIRED),
        default(setting),
        value("options", "one of ", Some(choices(setting)), NO_OPTIONS),
        flag(setting.secure(), "secret", "secret", NOT_SECRET),
        flag(!setting.visible(), "hidden", "hidden at first", NOT_HIDDEN),
    ]
}

/// The default; of a secret only that there is one.
fn default(setting: &Setting) -> Trait {
    if setting.secure() && setting.default_text().is_some_and(|text| !text.is_empty()) {
        return ("default", "a default that is kept secret", None);
    }
    value("default", "default ", form::default(setting), NO_DEFAULT)
}

/// `words` and `text`; or `otherwise`, where there is no text.
fn value(name: &'static str, words: &'static str, text: Option<String>, otherwise: &'static str) -> Trait {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => (name, words, Some(text)),
        None => (name, otherwise, None),
    }
}

// The page's script knows these words, too.
const NOT_REQUIRED: &str = "not required";
const NO_DEFAULT: &str = "no default";
const NO_OPTIONS: &str = "no options";
const NOT_SECRET: &str = "not secret";
const NOT_HIDDEN: &str = "always shown";

fn different(before: &[Trait], after: &[Trait]) -> Vec<Trait> {
    after
        .iter()
        .zip(before)
        .filter(|(after, before)| after != before)
        .map(|(after, _)| after.clone())
        .collect()
}

fn notable(traits: &[Trait]) -> Vec<Trait> {
    let usual = [NOT_REQUIRED, NO_DEFAULT, NO_OPTIONS, NOT_SECRET, NOT_HIDDEN];
    traits.iter().filter(|(_, words, _)| !usual.contains(words)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{ConnectorVersion, PackageFacts, PackageState};
    use crate::package::SettingBuilder;
    use crate::plan::fixture;

    fn version(text: &str, settings: Vec<SettingBuilder>) -> ConnectorVersion {
        let mut version = fixture::version("tank", text, false);
        let mut facts = PackageFacts::clone(version.facts().unwrap());
        facts.form = SettingsForm::new(settings);
        version.package = PackageState::Read(Arc::new(facts));
        version
    }

    fn told(rows: &[Value]) -> Vec<String> {
        let mut told = Vec::new();
        for row in rows {
            for event in row["events"].as_array().unwrap() {
                let traits = event["traits"].as_array().unwrap().iter();
                let words = traits.map(|one| [&one[1], &one[2]].map(|t| t.as_str().unwrap_or("")).concat());
                let words: Vec<String> = words.collect();
                told.push(format!(
                    "{} {}: {}",
                    row["key"].as_str().unwrap(),
                    event["number"].as_str().unwrap(),
                    words.join(", ")
                ));
            }
        }
        told
    }

    #[test]
    fn what_stands_in_a_secret_column_is_not_told() {
        let rows_of = |value: &str| {
            let columns =
                [Setting::new("TextBox").key("Name"), Setting::new("TextBox").key("Token").secure(true)];
            Setting::new("Grid").key("Rows").columns(columns).value(value)
        };
        let first = rows_of("[{\"Name\":\"a\",\"Token\":\"hunter2\"}]");
        let second = rows_of("[{\"Name\":\"b\",\"Token\":\"hunter3\"}]");
        let versions = vec![version("1", vec![first]), version("2", vec![second])];
        let told = told(&rows(&fixture::connector("tank", "Tank", "default", versions))).join("; ");
        assert!(!told.contains("hunter") && told.contains("\"a\"") && told.contains("\"b\""), "{told}");
    }

    #[test]
    fn only_what_changed_is_told() {
        let port = || Setting::new("NumberBox").key("Port");
        let secret = |value: &str| Setting::new("TextBox").key("Password").secure(true).value(value);
        let grid = |columns: &[&str]| {
            Setting::new("Grid")
                .key("Tags")
                .columns(columns.iter().map(|key| Setting::new("TextBox").key(key)))
        };
        let versions = vec![
            version("1", vec![port().value(502), secret("one"), grid(&["Name"])]),
            version("2", vec![port().value(502), secret("two"), grid(&["Name", "Unit"])]),
            version("3", vec![port().required(true), grid(&["Unit"])]),
            version("4", vec![port().required(true), secret("two")]),
        ];
        let connector = fixture::connector("tank", "Tank", "default", versions);
        assert_eq!(
            told(&rows(&connector)),
            [
                "Port 1: NumberBox, default 502",
                "Port 3: required, no default",
                "Password 1: TextBox, a default that is kept secret, secret",
                "Password 3: removed",
                "Password 4: TextBox, a default that is kept secret, secret",
                "Tags 1: Grid",
                "Tags 4: removed",
                "Name 1: TextBox",
                "Name 3: removed",
                "Unit 2: TextBox",
                "Unit 4: removed",
            ]
        );
    }
}
