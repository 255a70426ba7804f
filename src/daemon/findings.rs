//! Findings of a report as the daemon tells them: with line and column in place of bytes.

use super::{Finding, Outcome, Severity};
use crate::diag::{self, Diagnostic, Report};
use crate::source::{LineIndex, RepoPath, Tree};

/// The most bytes of a file in which the line of a finding is counted.
pub(super) const MOST_COUNTED: u64 = 1 << 20;
/// As many findings are shown over a page.
const MOST_SHOWN: usize = 50;

/// What a look says about the registry.
pub(super) fn outcome(report: &Report, tree: &dyn Tree) -> Outcome {
    let mut texts = Texts::new(tree);
    let findings = report.diagnostics().iter().take(MOST_SHOWN).map(|diagnostic| texts.finding(diagnostic));
    Outcome {
        findings: findings.collect(),
        errors: report.errors(),
        warnings: report.warnings(),
        withheld: false,
    }
}

/// The texts that findings stand in. The last one is kept: findings of a file come one after the other.
pub(super) struct Texts<'t> {
    tree: &'t dyn Tree,
    last: Option<(RepoPath, Option<String>)>,
}

impl<'t> Texts<'t> {
    /// The texts of a tree.
    pub(super) fn new(tree: &'t dyn Tree) -> Texts<'t> {
        Texts { tree, last: None }
    }

    fn text(&mut self, path: &RepoPath) -> Option<&str> {
        if self.last.as_ref().is_none_or(|(last, _)| last != path) {
            let bytes = self.tree.read(path, MOST_COUNTED).ok();
            self.last = Some((path.clone(), bytes.and_then(|bytes| String::from_utf8(bytes).ok())));
        }
        self.last.as_ref()?.1.as_deref()
    }

    /// A finding with its place.
    pub(super) fn finding(&mut self, diagnostic: &Diagnostic) -> Finding {
        let place = &diagnostic.place;
        let at = place.span.and_then(|span| Some(LineIndex::new(self.text(&place.path)?).at(span.start)));
        Finding {
            severity: match diagnostic.severity {
                diag::Severity::Error => Severity::Error,
                diag::Severity::Warning => Severity::Warning,
            },
            code: diagnostic.code.to_owned(),
            message: diagnostic.message.clone(),
            path: Some(place.path.to_string()),
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
            help: diagnostic.fix.clone(),
        }
    }
}
