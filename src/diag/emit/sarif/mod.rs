//! SARIF 2.1.0, for code scanning: the rules with their pages, the findings, what was not run.
//!
//! 1. [`log`]: the parts of the format that we write.
//! 2. [`result`]: a finding as a result.

mod log;
mod result;

use log::{Descriptor, Driver, Help, Invocation, Level, Log, Notification, RuleReference, Run, Text, Tool};

use super::places::Places;
use super::{Printing, RuleInfo, fingerprint, pretty};
use crate::diag::{NotRun, Severity};

/// One run of the tool.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let rules = rules(printing);
    let prints = fingerprint::of(printing.report);
    let findings = printing.report.diagnostics().iter().zip(prints);
    let results = findings.map(|(diagnostic, print)| {
        result::result(diagnostic, index(&rules, diagnostic.code), print, &places)
    });
    let results = results.collect();
    let notifications = printing.report.not_run.iter().flat_map(|not_run| notifications(not_run, &rules));
    let invocation =
        Invocation { execution_successful: true, tool_execution_notifications: notifications.collect() };
    let driver = Driver { name: env!("CARGO_PKG_NAME"), semantic_version: env!("CARGO_PKG_VERSION"), rules };
    pretty(&Log::new(Run::new(Tool { driver }, invocation, results)))
}

/// The rules of the table, then those that only findings and what was not run name.
fn rules<'p>(printing: &Printing<'p>) -> Vec<Descriptor<'p>> {
    let mut rules: Vec<Descriptor<'_>> = printing.rules.iter().map(descriptor).collect();
    let not_run = printing.report.not_run.iter().flat_map(|not_run| &not_run.codes);
    let found = printing.report.diagnostics().iter().map(|diagnostic| &diagnostic.code);
    for code in found.chain(not_run) {
        if !rules.iter().any(|rule| rule.id == *code) {
            rules.push(Descriptor::unexplained(code));
        }
    }
    rules
}

fn descriptor<'p>(rule: &RuleInfo<'p>) -> Descriptor<'p> {
    Descriptor {
        id: rule.code,
        short_description: Some(Text { text: rule.what.clone() }),
        // Those that do not know Markdown show the text; the page reads well as it is.
        help: Some(Help { text: rule.page, markdown: rule.page }),
        default_configuration: Some(log::Configuration { level: level(rule.severity) }),
    }
}

fn index(rules: &[Descriptor<'_>], code: &str) -> usize {
    rules.iter().position(|rule| rule.id == code).expect("every code of the report has a rule")
}

fn notifications<'p>(not_run: &'p NotRun, rules: &[Descriptor<'_>]) -> Vec<Notification<'p>> {
    let codes = not_run.codes.iter();
    let one = |code: &&'static str| Notification {
        level: Level::Warning,
        message: Text::literal(&format!("not run: {}", not_run.reason)),
        associated_rule: RuleReference { id: code, index: index(rules, code) },
    };
    codes.map(one).collect()
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    }
}
