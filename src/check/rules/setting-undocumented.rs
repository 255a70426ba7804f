//! The help says nothing of a setting that people must fill in.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::package::Setting;

/// The help says nothing of a setting that people must fill in.
pub(super) struct SettingUndocumented;

/// So many settings are looked for in a text: more is no form for people, and each costs a search.
const MOST_SETTINGS: usize = 200;

impl Rule for SettingUndocumented {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(help) = connector.help.as_ref().filter(|help| !help.trim().is_empty()) else { continue };
            let Some(version) = connector.shown() else { continue };
            let Some(facts) = version.facts() else { continue };
            let text = words(help);
            let said = |words: &str| words.len() > 2 && text.contains(words);
            let asked = facts.form.leaves().filter(|setting| setting.must_be_filled_in()).take(MOST_SETTINGS);
            let silent = asked.filter(|setting| {
                let names = [setting.key(), setting.caption()];
                !names.into_iter().flatten().any(|name| said(&words(name)))
            });
            let missing: Vec<String> =
                silent.filter_map(Setting::key).map(|key| format!("`{key}`")).collect();
            let Ok(file) = connector.folder.join("help.md") else { continue };
            if !missing.is_empty() {
                let heading = help.heading("Configuration");
                let place = heading.map_or(Place::file(&file), |heading| Place::at(&file, heading.span));
                let message =
                    format!("the help does not mention {} of {}", missing.join(", "), version.number);
                findings
                    .at(place, message)
                    .note("required, with no default")
                    .fix("say by key or caption what to write there");
            }
        }
    }
}

/// The words of `text` in lower case, each between blanks: what is looked for is found as whole words only.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '_') {
        if !word.is_empty() {
            words.push_str(word);
            words.push(' ');
        }
    }
    words
}
