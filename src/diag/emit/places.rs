//! Places of findings as lines and columns. Each file is read and indexed once, however many findings it has.

use std::collections::BTreeMap;

use super::Printing;
use crate::diag::{Edit, Place};
use crate::source::{LineColumn, LineIndex, RepoPath, Span};

/// The lines and columns of a report.
pub(super) struct Places<'p> {
    printing: &'p Printing<'p>,
    ends: BTreeMap<(&'p RepoPath, Span), Ends>,
}

/// Where something begins, and one past where it ends.
pub(super) type Ends = (LineColumn, LineColumn);

impl<'p> Places<'p> {
    /// Finds every place that the findings, and the edits that mend them, name.
    pub(super) fn of(printing: &'p Printing<'p>) -> Places<'p> {
        let mut files: BTreeMap<&RepoPath, Vec<Span>> = BTreeMap::new();
        for (path, span) in spans(printing) {
            files.entry(path).or_default().push(span);
        }
        let mut ends = BTreeMap::new();
        for (path, spans) in files {
            let Some(text) = (printing.text_of)(path) else { continue };
            let index = LineIndex::new(&text);
            ends.extend(
                spans.into_iter().map(|span| ((path, span), (index.at(span.start), index.at(span.end)))),
            );
        }
        Places { printing, ends }
    }

    /// The ends of some bytes of a file, where they are known.
    pub(super) fn ends(&self, path: &RepoPath, span: Option<Span>) -> Option<Ends> {
        self.ends.get(&(path, span?)).copied()
    }

    /// The file's path in the repository.
    pub(super) fn path(&self, path: &RepoPath) -> String {
        self.printing.path(path)
    }

    /// `folder/file:line:column`, or the file alone.
    pub(super) fn shown(&self, place: &Place) -> String {
        let path = self.path(&place.path);
        match self.ends(&place.path, place.span) {
            Some((start, _)) => format!("{path}:{}:{}", start.line, start.column),
            None => path,
        }
    }
}

fn spans<'p>(printing: &'p Printing<'p>) -> impl Iterator<Item = (&'p RepoPath, Span)> {
    printing.report.diagnostics().iter().flat_map(|diagnostic| {
        let related = diagnostic.related.iter().map(|related| &related.place);
        let places = std::iter::once(&diagnostic.place).chain(related);
        let edits = diagnostic.edits.iter().filter_map(|edit| match edit {
            Edit::Replace { path, span, .. } => Some((path, *span)),
            Edit::Create { .. } | Edit::Rename { .. } => None,
        });
        places.filter_map(|place| Some((&place.path, place.span?))).chain(edits)
    })
}
