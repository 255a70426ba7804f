//! Release notes, drafted from what changed since the version below.

use crate::model::PackageFacts;
use crate::model::change::{Change, Comparison, Kind, Subject};
use crate::package::Setting;

use super::prose::{code, listed, sentence, words};

/// As many lines are written.
const MOST: usize = 20;
/// As many changes are looked at for them.
const MOST_READ: usize = 200;

/// The release notes of `after`, which follows the package that `comparison` compares it with.
pub(super) fn draft(comparison: &Comparison, after: &PackageFacts) -> String {
    let (mut alone, mut reworded) = (Vec::new(), false);
    for change in comparison.changes() {
        match told(change.kind) {
            Told::Alone => alone.push(change),
            Told::Together => reworded = true,
            Told::Never => {}
        }
    }
    let mut bullets = bullets(&alone[..alone.len().min(MOST_READ)], after);
    if bullets.len() > MOST || alone.len() > MOST_READ {
        bullets.truncate(MOST);
        bullets.push("And more: compare the two versions.".to_owned());
    }
    if reworded {
        bullets.push("The form reads differently: labels, explanations or their order.".to_owned());
    }
    match bullets.as_slice() {
        [] if comparison.changes().is_empty() => "Nothing changed but the version.\n".to_owned(),
        [] => "A new build of the plug-in; the settings are as before.\n".to_owned(),
        [one] => format!("{one}\n"),
        many => many.iter().map(|bullet| format!("- {bullet}\n")).collect(),
    }
}

/// How a change is told.
enum Told {
    /// In a line of its own.
    Alone,
    /// With others that only concern how the form looks.
    Together,
    /// Not at all.
    Never,
}

fn told(kind: Kind) -> Told {
    match kind {
        Kind::Caption
        | Kind::Help
        | Kind::Look
        | Kind::Moved
        | Kind::Reordered
        | Kind::OptionRelabelled
        | Kind::OptionsReordered
        | Kind::LabelAdded
        | Kind::LabelRemoved
        | Kind::GroupAdded
        | Kind::GroupRemoved
        | Kind::GroupRenamed
        | Kind::GroupChanged => Told::Together,
        // Every version brings its own plug-in, and nobody sees when a value is sent.
        Kind::PlugIn | Kind::Postback | Kind::FormPostback => Told::Never,
        _ => Told::Alone,
    }
}

/// A sentence for each change; settings of which the same is said share one.
fn bullets(changes: &[&Change], after: &PackageFacts) -> Vec<String> {
    let mut lines: Vec<(Said, Vec<String>)> = Vec::new();
    for change in changes {
        let (said, name) = said(change, after);
        match lines.iter_mut().find(|(other, _)| *other == said) {
            Some((_, names)) => names.push(name),
            None => lines.push((said, vec![name])),
        }
    }
    let line = |(said, names): (Said, Vec<String>)| match said {
        Said::New(what, stays) => {
            let plural = if names.len() == 1 { "" } else { "s" };
            format!("New {what}{plural} {} ({stays}).", listed(names.len(), |at| names[at].clone()))
        }
        Said::Gone => {
            let are = if names.len() == 1 { "is" } else { "are" };
            format!("{} {are} gone.", listed(names.len(), |at| names[at].clone()))
        }
        Said::Sentence(sentence) => sentence,
    };
    lines.into_iter().map(line).collect()
}

/// What is said of a thing that changed.
#[derive(PartialEq)]
enum Said {
    /// It is a new setting or column, and what becomes of it when nobody fills it in.
    New(&'static str, String),
    /// It is gone.
    Gone,
    /// A sentence of its own.
    Sentence(String),
}

/// What is said of a change, and of what.
fn said(change: &Change, after: &PackageFacts) -> (Said, String) {
    let setting = |key: &String| after.form.leaves().find(|setting| setting.key() == Some(key));
    match (change.kind, &change.subject) {
        (Kind::Added | Kind::AddedRequired, Subject::Setting(key)) => {
            (Said::New("setting", stays(change.kind, setting(key))), code(key))
        }
        (Kind::Added | Kind::AddedRequired, Subject::Column { setting: table, column }) => {
            let columns = setting(table).map(Setting::columns).unwrap_or_default();
            let found = columns.iter().find(|one| one.key() == Some(column));
            let name = format!("{} of {}", code(column), code(table));
            (Said::New("column", stays(change.kind, found)), name)
        }
        (Kind::Removed, subject) => (Said::Gone, words(&subject.named())),
        _ => (Said::Sentence(sentence(change.message())), String::new()),
    }
}

/// What becomes of a new setting that nobody fills in.
fn stays(kind: Kind, setting: Option<&Setting>) -> String {
    if kind == Kind::AddedRequired {
        return "required".to_owned();
    }
    // A secret does not belong into a text, even one that someone left in a package.
    let default = setting.filter(|setting| !setting.secure()).and_then(Setting::default_text);
    match default.filter(|text| !text.trim().is_empty() && text.lines().count() == 1) {
        Some(default) => format!("{} unless filled in", code(&default)),
        None => "optional".to_owned(),
    }
}
