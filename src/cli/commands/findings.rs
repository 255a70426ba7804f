//! Prints a report the way the person asked for.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::check::RULES;
use crate::cli::context::Exit;
use crate::diag::emit::{Format, Printing, RuleInfo};
use crate::diag::{Report, Severity};
use crate::model::Level;
use crate::source::{RepoPath, Tree};

/// The most bytes of a file that is shown in a report.
const MOST_SHOWN: u64 = 1 << 20;

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()).help(self.what()))
    }
}

/// What is printed of a registry's report.
pub(in crate::cli) fn printing<'p>(
    report: &'p Report,
    folder: &'p RepoPath,
    text_of: &'p dyn Fn(&RepoPath) -> Option<String>,
    rules: &'p [RuleInfo<'p>],
) -> Printing<'p> {
    // The printer takes the colours out again where there is no terminal.
    Printing { report, text_of, folder: folder.as_str(), rules, colours: true }
}

/// The report as text.
pub(in crate::cli) fn text(printing: &Printing<'_>, format: Format) -> String {
    format.emit(printing)
}

/// Texts of a tree's files, where they are texts and small enough.
pub(in crate::cli) fn text_of(tree: &dyn Tree) -> impl Fn(&RepoPath) -> Option<String> {
    |path| String::from_utf8(tree.read(path, MOST_SHOWN).ok()?).ok()
}

/// What the emitters say of the rules.
pub(in crate::cli) fn rules() -> Vec<RuleInfo<'static>> {
    let rules = RULES.iter().map(|entry| RuleInfo {
        code: entry.code,
        severity: if entry.level == Level::Deny { Severity::Error } else { Severity::Warning },
        what: entry.what(),
        page: entry.page,
    });
    rules.collect()
}

/// Clean, or findings when there are errors.
pub(in crate::cli) fn exit(report: &Report) -> Exit {
    if report.errors() == 0 { Exit::Clean } else { Exit::Findings }
}
