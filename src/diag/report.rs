//! All findings of one check, in a stable order, and what else is to be said of it.

use super::{Diagnostic, Overview, Severity};

/// Findings, worst first, then by file and place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    /// The codes of the rules that ran and found nothing, in the order of the table.
    pub passed: Vec<&'static str>,
    /// What could not be checked.
    pub not_run: Vec<NotRun>,
    /// What the change under review does; `None` where none was named.
    pub overview: Option<Overview>,
}

/// Checks that could not be made. They are never counted as passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRun {
    /// The codes of the rules.
    pub codes: Vec<&'static str>,
    /// Why, and what would let them run: lower case, no full stop.
    pub reason: String,
}

impl Report {
    /// Sorts `diagnostics` and drops exact repetitions.
    pub fn new(mut diagnostics: Vec<Diagnostic>) -> Report {
        diagnostics.sort_by(|a, b| {
            (a.severity, &a.place, a.code, &a.message).cmp(&(b.severity, &b.place, b.code, &b.message))
        });
        diagnostics.dedup();
        Report { diagnostics, ..Report::default() }
    }

    /// The findings.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Keeps only the findings that `keep` takes.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    /// How many are errors; those that somebody may agree to are errors, too.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many are warnings.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// `2 errors, 1 needs review by @edge, 1 warning; 14 checks passed, 1 not run`, or `no findings`. What follows the
    /// semicolon is said where it is known.
    pub fn summary(&self) -> String {
        let ran = self.ran();
        if ran.is_empty() { self.found() } else { format!("{}; {ran}", self.found()) }
    }

    fn ran(&self) -> String {
        let passed = match self.passed.len() {
            0 => None,
            1 => Some("1 check passed".to_owned()),
            many => Some(format!("{many} checks passed")),
        };
        let not_run: usize = self.not_run.iter().map(|not_run| not_run.codes.len()).sum();
        let not_run = (not_run > 0).then(|| format!("{not_run} not run"));
        passed.into_iter().chain(not_run).collect::<Vec<_>>().join(", ")
    }

    fn found(&self) -> String {
        let counted = |count: usize, word: &str| match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            many => Some(format!("{many} {word}s")),
        };
        let in_review = self.in_review();
        let parts = [
            counted(self.errors() - in_review, "error"),
            self.review(in_review),
            counted(self.warnings(), "warning"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
    }

    /// How many errors somebody may agree to.
    pub fn in_review(&self) -> usize {
        self.reviews().count()
    }

    fn reviews(&self) -> impl Iterator<Item = &Diagnostic> {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.filter(|diagnostic| !diagnostic.needs.is_empty())
    }

    fn review(&self, count: usize) -> Option<String> {
        let mut who: Vec<String> = self.reviews().map(|diagnostic| diagnostic.needs.join(" or ")).collect();
        who.sort();
        who.dedup();
        let verb = if count == 1 { "needs" } else { "need" };
        (count > 0).then(|| format!("{count} {verb} review by {}", who.join(" and by ")))
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}
