//! JUnit's XML, as CI servers show it: each rule is a test. It fails by errors, as the check does; warnings are printed by a
//! test that passes. What was not run is skipped.

use std::fmt::Write;

use super::places::Places;
use super::{Printing, words};
use crate::diag::{Diagnostic, Severity, printable};

/// One suite of all rules that ran or could not.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let codes = codes(printing);
    let cases: String = codes.iter().map(|code| case(code, printing, &places)).collect();
    let failing = |code: &&&str| of(printing, code).any(|found| found.severity == Severity::Error);
    let failures = codes.iter().filter(failing).count();
    let skipped = codes.iter().filter(|code| skip(code, printing).is_some()).count();
    let tests = codes.len();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"connectory\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n\
         <testsuite name=\"connectory check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" \
         skipped=\"{skipped}\">\n{cases}</testsuite>\n</testsuites>\n"
    )
}

/// Every rule of which something is known, in the order of the table.
fn codes<'p>(printing: &Printing<'p>) -> Vec<&'p str> {
    let report = printing.report;
    let found = report.diagnostics().iter().map(|diagnostic| diagnostic.code);
    let not_run = report.not_run.iter().flat_map(|not_run| &not_run.codes);
    let mut codes: Vec<&str> = found.chain(report.passed.iter().chain(not_run).copied()).collect();
    let listed = |code: &str| printing.rules.iter().position(|rule| rule.code == code);
    codes.sort_by_key(|code| (listed(code).unwrap_or(usize::MAX), *code));
    codes.dedup();
    codes
}

fn of<'p>(printing: &Printing<'p>, code: &str) -> impl Iterator<Item = &'p Diagnostic> {
    printing.report.diagnostics().iter().filter(move |diagnostic| diagnostic.code == code)
}

/// Why a rule was not run, unless it found something all the same.
fn skip<'p>(code: &str, printing: &Printing<'p>) -> Option<&'p str> {
    let mut all = printing.report.not_run.iter();
    let not_run = all.find(|not_run| not_run.codes.contains(&code))?;
    of(printing, code).next().is_none().then_some(&not_run.reason)
}

fn case(code: &str, printing: &Printing<'_>, places: &Places<'_>) -> String {
    let mut out = format!("<testcase classname=\"connectory\" name=\"{}\">", xml(code));
    if let Some(reason) = skip(code, printing) {
        let _ = write!(out, "<skipped>{}</skipped>", xml(&format!("not run: {reason}")));
    }
    let (errors, warnings): (Vec<_>, Vec<_>) =
        of(printing, code).partition(|found| found.severity == Severity::Error);
    if let Some(first) = errors.first() {
        let more = if errors.len() > 1 { format!(" (and {} more)", errors.len() - 1) } else { String::new() };
        let message = xml(&format!("{}{more}", first.message));
        let _ =
            write!(out, "<failure type=\"error\" message=\"{message}\">{}</failure>", all(&errors, places));
    }
    if !warnings.is_empty() {
        let _ = write!(out, "<system-out>{}</system-out>", all(&warnings, places));
    }
    out + "</testcase>\n"
}

/// Findings as text, each with its place and what else is said of it.
fn all(findings: &[&Diagnostic], places: &Places<'_>) -> String {
    let texts = findings.iter().map(|diagnostic| {
        let (place, title) = (places.shown(&diagnostic.place), words::title(diagnostic));
        let mut text = xml(&format!("{place}: {title} "));
        text.push_str(
            &words::lines(diagnostic, places).iter().map(|line| xml(line)).collect::<Vec<_>>().join("\n  "),
        );
        text + "\n"
    });
    texts.collect()
}

/// Text and attributes. XML holds no control characters, not even by number.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_default()),
            _ => out.push(c),
        }
    }
    out
}
