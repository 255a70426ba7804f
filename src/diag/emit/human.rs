//! The report as people read it: rustc's layout, with the lines of the file.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diag::escape::unhook;
use crate::diag::{Diagnostic, Place, Report, Severity, printable, same_length};
use crate::source::RepoPath;

/// Prints every finding and the summary. `text_of` gives a file's text where it can be shown; `styled` adds colours.
pub fn emit(report: &Report, text_of: &dyn Fn(&RepoPath) -> Option<String>, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in report.diagnostics() {
        out.push_str(&one(diagnostic, text_of, &renderer));
        out.push_str("\n\n");
    }
    out.push_str(&report.summary());
    out.push('\n');
    // Colours are escape sequences of our own; the text inside them was made printable before.
    unhook(&out)
}

fn one(
    diagnostic: &Diagnostic,
    text_of: &dyn Fn(&RepoPath) -> Option<String>,
    renderer: &Renderer,
) -> String {
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
        group = add_file(group, path, annotations, text_of);
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(printable(note)));
    }
    if let Some(fix) = &diagnostic.fix {
        group = group.element(Level::HELP.message(printable(fix)));
    }
    renderer.render(&[group])
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
    text_of: &dyn Fn(&RepoPath) -> Option<String>,
) -> Group<'g> {
    let shown = printable(path.as_str());
    let spanned = annotations.iter().any(|(place, _, _)| place.span.is_some());
    let text = if spanned { text_of(path) } else { None };
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
