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
    /// Which applications it is about.
    pub impact: Option<Impact>,
    /// Who may agree to it, such as `@edge` or `carol`; empty where nobody's word would do.
    pub needs: Vec<String>,
    /// What `check --fix` does about it: safe changes only, all of them or none.
    pub edits: Vec<Edit>,
}

/// Which applications a finding is about: by name as far as the reader may see them, the others as a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impact {
    /// Those the reader may see, by name.
    pub seen: Vec<Affected>,
    /// How many more there are.
    pub hidden: usize,
    /// How many applications use the connector at all, in any version.
    pub of: usize,
}

impl Impact {
    /// How many applications it is.
    pub fn count(&self) -> usize {
        self.seen.len() + self.hidden
    }
}

/// One application, and what it would have to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Its name.
    pub name: String,
    /// Its file.
    pub file: RepoPath,
    /// The groups that may see it.
    pub groups: Vec<String>,
    /// The version it uses.
    pub version: String,
    /// What it would have to do, one thing an item; empty where nothing is known to be done.
    pub todo: Vec<String>,
}

/// A change to the registry's files that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Writes `text` in place of some bytes of a file. An empty span inserts lines; they will end as the file's do.
    Replace {
        /// The file.
        path: RepoPath,
        /// The bytes that go.
        span: Span,
        /// What comes in their place.
        text: String,
    },
    /// Writes a new file.
    Create {
        /// The file, which is not there.
        path: RepoPath,
        /// What it holds.
        text: String,
    },
    /// Gives a file another name, which nothing has.
    Rename {
        /// The file.
        from: RepoPath,
        /// Its new path.
        to: RepoPath,
    },
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
            impact: None,
            needs: Vec::new(),
            edits: Vec::new(),
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

    /// Says which applications it is about.
    pub fn impact(&mut self, impact: Impact) -> &mut Diagnostic {
        self.impact = Some(impact);
        self
    }

    /// Says who may agree to it.
    pub fn needs(&mut self, who: impl IntoIterator<Item = impl Into<String>>) -> &mut Diagnostic {
        self.needs.extend(who.into_iter().map(Into::into));
        self
    }

    /// Adds a change that mends it.
    pub fn edit(&mut self, edit: Edit) -> &mut Diagnostic {
        self.edits.push(edit);
        self
    }
}
