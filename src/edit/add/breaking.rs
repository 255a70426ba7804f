//! What a version breaks, drafted for the `breaking:` block of its file.

use std::collections::BTreeSet;

use crate::model::PackageFacts;
use crate::model::change::{Change, Comparison, Grade, Kind, Message, Reach, Subject};
use crate::package::Setting;

use super::prose::{capital, clean, ended, line, listed, plain_words, sentence, words};

/// As many steps of the guide are written.
const MOST: usize = 20;
/// As many changes are told in the summary that are no deed of [`DEEDS`].
const MOST_OTHERS: usize = 3;

/// The summary: who must do what, in one line without markup.
pub(super) fn summary(comparison: &Comparison, before: &PackageFacts, after: &PackageFacts) -> String {
    let (mut groups, mut others) = (vec![Vec::new(); DEEDS.len()], Vec::new());
    let mut seen = BTreeSet::new();
    for change in comparison.of_grade(Grade::Breaking) {
        match DEEDS.iter().position(|deed| deed.kinds.contains(&change.kind)) {
            Some(at) if seen.insert((at, &change.subject)) => groups[at].push(&change.subject),
            Some(_) => {}
            None => others.push(change.message()),
        }
    }
    let mut clauses = Vec::new();
    for (subjects, deed) in groups.iter().zip(&DEEDS).filter(|(subjects, _)| !subjects.is_empty()) {
        let names = listed(subjects.len(), |at| called(subjects[at], before, after));
        clauses.push(format!("{names} {}", deed.words[usize::from(subjects.len() > 1)]));
    }
    let shown = others.len().min(MOST_OTHERS);
    clauses.extend(others[..shown].iter().map(|message| plain_words(message)));
    if others.len() > shown {
        clauses.push(format!("and {} more changes", others.len() - shown));
    }
    ended(&capital(&clauses.join("; ")))
}

/// What breaks in one way.
struct Deed {
    kinds: &'static [Kind],
    /// What is said of one setting, and of several.
    words: [&'static str; 2],
}

const DEEDS: [Deed; 4] = [
    Deed {
        kinds: &[Kind::AddedRequired, Kind::Required, Kind::DefaultDropped, Kind::ShownRequired],
        words: ["must be filled in", "must be filled in"],
    },
    Deed { kinds: &[Kind::Removed], words: ["is gone", "are gone"] },
    Deed { kinds: &[Kind::Control], words: ["must be entered again", "must be entered again"] },
    Deed {
        kinds: &[Kind::OptionRemoved, Kind::CustomTextRefused],
        words: ["takes fewer values", "take fewer values"],
    },
];

/// What people call the setting that a change is about.
fn called(subject: &Subject, before: &PackageFacts, after: &PackageFacts) -> String {
    let form = |key: &str| setting(after, key).or_else(|| setting(before, key));
    let caption = |setting: Option<&Setting>, key: &str| {
        let caption = setting.and_then(Setting::caption).map(clean).unwrap_or_default();
        if caption.is_empty() { clean(key) } else { caption }
    };
    match subject {
        Subject::Setting(key) => caption(form(key), key),
        Subject::Column { setting, column } => {
            let found = form(setting);
            let inside = found.and_then(|found| found.columns().iter().find(|one| one.key() == Some(column)));
            format!("{} of {}", caption(inside, column), caption(found, setting))
        }
        other => plain_words(&other.named()),
    }
}

fn setting<'f>(facts: &'f PackageFacts, key: &str) -> Option<&'f Setting> {
    facts.form.leaves().find(|setting| setting.key() == Some(key))
}

/// The guide: what each application has to do, as Markdown.
pub(super) fn guide(comparison: &Comparison, after: &PackageFacts) -> String {
    let mut seen = BTreeSet::new();
    let (mut gone, mut deeds) = (Vec::new(), Vec::new());
    for change in comparison.of_grade(Grade::Breaking) {
        let Some(todo) = change.todo(Reach::Surely) else { continue };
        if change.kind == Kind::Removed {
            gone.push(&change.subject);
        } else if seen.insert(todo.clone()) {
            deeds.push((change, todo));
        }
    }
    let shown = deeds.iter().take(MOST);
    let mut steps: Vec<String> = shown.map(|(change, todo)| explained(change, todo, after)).collect();
    if let Some(more @ 1..) = deeds.len().checked_sub(MOST) {
        steps.push(format!("And {more} more steps: compare the two versions."));
    }
    if !gone.is_empty() {
        let names = listed(gone.len(), |at| words(&gone[at].named()));
        steps.push(format!("Do without {names}."));
    }
    match steps.as_slice() {
        [one] => format!("{one}\n"),
        many => many.iter().map(|step| format!("- {step}\n")).collect(),
    }
}

/// A deed, and what the form says of the setting that is to be filled in.
fn explained(change: &Change, todo: &Message, after: &PackageFacts) -> String {
    let help = match &change.subject {
        Subject::Setting(key) if DEEDS[0].kinds.contains(&change.kind) => {
            setting(after, key).and_then(Setting::help_text).map(line).unwrap_or_default()
        }
        _ => String::new(),
    };
    match help.as_str() {
        "" => sentence(todo),
        help => format!("{}: {}", capital(&words(todo)), ended(help)),
    }
}
