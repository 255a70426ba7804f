//! One finding.

use crate::source::{RepoPath, Span};

/// How bad a finding is. Errors fail a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It must be mended.
    Error,
    /// It should be looked at.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// Where something stands: a file, and the bytes in it where they are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: RepoPath,
    /// The bytes; `None` for the file as a whole.
    pub span: Option<Span>,
}

impl Place {
    /// A file as a whole.
    pub fn file(path: &RepoPath) -> Place {
        Place { path: path.clone(), span: None }
    }

    /// Some bytes of a file.
    pub fn at(path: &RepoPath, span: Span) -> Place {
        Place { path: path.clone(), span: Some(span) }
    }
}

/// A further place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub label: String,
}

/// A finding: what is wrong, where, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's stable code, in kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, with actual and expected: lower case, no full stop, values in backticks.
    pub message: String,
    /// The one primary place.
    pub place: Place,
    /// A few words at the primary place.
    pub label: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Further facts, one a line.
    pub notes: Vec<String>,
    /// What to write, or to run.
    pub fix: Option<String>,
}

impl Diagnostic {
    /// A finding at `place`.
    pub fn new(
        code: &'static str,
        severity: Severity,
        place: Place,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            place,
            label: None,
            related: Vec::new(),
            notes: Vec::new(),
            fix: None,
        }
    }

    /// Adds a few words at the primary place.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Diagnostic {
        self.label = Some(label.into());
        self
    }

    /// Adds a further place.
    pub fn related(&mut self, place: Place, label: impl Into<String>) -> &mut Diagnostic {
        self.related.push(Related { place, label: label.into() });
        self
    }

    /// Adds a fact.
    pub fn note(&mut self, note: impl Into<String>) -> &mut Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Says what to write.
    pub fn fix(&mut self, fix: impl Into<String>) -> &mut Diagnostic {
        self.fix = Some(fix.into());
        self
    }
}
