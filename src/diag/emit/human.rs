//! The report as people read it: rustc's layout, with the lines of the file.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Printing, words};
use crate::diag::escape::unhook;
use crate::diag::{Diagnostic, Place, Severity, printable, same_length};
use crate::source::RepoPath;

/// Every finding, what was not run, and the summary.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let renderer = if printing.colours { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let report = printing.report;
    let mut out = String::new();
    // Colours are escape sequences of our own; the text inside them was made printable before. Commands are broken up piece
    // by piece, each of whole lines: there may be thousands.
    for diagnostic in report.diagnostics() {
        out.push_str(&unhook(&one(diagnostic, printing, &renderer)));
        out.push_str("\n\n");
    }
    for not_run in &report.not_run {
        out.push_str(&unhook(&printable(&words::not_run_in_short(not_run))));
        out.push_str("\n\n");
    }
    out.push_str(&unhook(&printable(&report.summary())));
    out.push('\n');
    out
}

fn one(diagnostic: &Diagnostic, printing: &Printing<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = printable(&diagnostic.message);
    let label = diagnostic.label.as_deref().map(printable);
    let mut places = vec![(&diagnostic.place, label, true)];
    for related in &diagnostic.related {
        places.push((&related.place, Some(printable(&related.label)), false));
    }
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code));
    for (path, annotations) in by_file(places) {
        group = add_file(group, path, annotations, printing);
    }
    for note in notes(diagnostic) {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(fix) = &diagnostic.fix {
        group = group.element(Level::HELP.message(printable(fix)));
    }
    renderer.render(&[group])
}

/// The notes, whom it affects (one note of several lines), and whose word it needs.
fn notes(diagnostic: &Diagnostic) -> Vec<String> {
    let mut notes: Vec<String> = diagnostic.notes.iter().map(|note| printable(note)).collect();
    if let Some(impact) = &diagnostic.impact {
        let lines = words::affects(impact);
        notes.push(lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n"));
    }
    notes.extend(words::needs(diagnostic).map(|needs| printable(&needs)));
    notes
}

type Annotated<'d> = (&'d Place, Option<String>, bool);

/// Places of the same file together, in order of first mention.
fn by_file(places: Vec<Annotated<'_>>) -> Vec<(&RepoPath, Vec<Annotated<'_>>)> {
    let mut files: Vec<(&RepoPath, Vec<Annotated<'_>>)> = Vec::new();
    for place in places {
        match files.iter_mut().find(|(path, _)| *path == &place.0.path) {
            Some((_, of_file)) => of_file.push(place),
            None => files.push((&place.0.path, vec![place])),
        }
    }
    files
}

fn add_file<'g>(
    group: Group<'g>,
    path: &RepoPath,
    annotations: Vec<Annotated<'_>>,
    printing: &Printing<'_>,
) -> Group<'g> {
    let shown = printable(&printing.path(path));
    let spanned = annotations.iter().any(|(place, _, _)| place.span.is_some());
    let text = if spanned { (printing.text_of)(path) } else { None };
    let Some(text) = text else {
        // A file without lines has no place for a label: it becomes a note, with the file's name for a related one.
        let mut group = group;
        if annotations.iter().any(|(_, _, primary)| *primary) {
            group = group.element(Origin::path(shown.clone()));
        }
        for (_, label, primary) in annotations {
            let line = label.map(|label| if primary { label } else { format!("{label}: {shown}") });
            group = line.into_iter().fold(group, |group, line| group.element(Level::NOTE.message(line)));
        }
        return group;
    };
    // A byte order mark is no character of the first line.
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = same_length(&text[mark..]);
    let at = |byte: usize| byte.saturating_sub(mark).min(text.len());
    let marks = annotations.into_iter().filter_map(|(place, label, primary)| {
        let span = place.span?;
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let start = at(span.start);
        Some(kind.span(start..at(span.end).max(start)).label(label))
    });
    let marks: Vec<_> = marks.collect();
    group.element(Snippet::source(text).path(shown).annotations(marks))
}
