//! What a careful reviewer would say of a registry, or of a change to one: the rules, their levels, and waivers.

mod context;
mod fields;
mod icons;
mod impact;
mod looks;
mod overview;
mod packages;
mod rules;
mod secrets;
mod settle;
mod words;

pub(crate) use crate::diag::nearest;
pub use context::{Context, Findings, Rule, Since};
use overview::overview;
pub use rules::{Entry, Needs, RULES, entry};
pub use settle::{settle, unused_waivers};

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diag::{Diagnostic, NotRun, Report, Severity};
use crate::model::{Level, Policy};

/// What the rules said.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The rules that ran.
    pub ran: Vec<&'static str>,
    /// Those that could not, and why.
    pub not_run: Vec<NotRun>,
}

/// Runs every rule over the registry. Cannot fail: what is wrong is a finding.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    run(context).diagnostics
}

/// The same, with the account of which rules ran.
pub fn run(context: &Context<'_>) -> Outcome {
    // Rules see nothing of each other, so all processors work; what they find comes in the order of the table.
    let looked: Vec<Result<Vec<Diagnostic>, &str>> = RULES
        .par_iter()
        .map(|entry| lacks(context, entry.needs).map_or_else(|| Ok(found(entry, context)), Err))
        .collect();
    let mut outcome = Outcome::default();
    for (entry, looked) in RULES.iter().zip(looked) {
        match looked {
            // What loading finds was looked for before any rule ran.
            Ok(diagnostics) => {
                outcome.ran.push(entry.code);
                outcome.diagnostics.extend(diagnostics);
            }
            Err(reason) => match outcome.not_run.iter_mut().find(|not_run| not_run.reason == reason) {
                Some(not_run) => not_run.codes.push(entry.code),
                None => outcome.not_run.push(NotRun { codes: vec![entry.code], reason: reason.to_owned() }),
            },
        }
    }
    outcome
}

/// What one rule finds.
fn found(entry: &Entry, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Some(rule) = entry.rule {
        let severity = if entry.level == Level::Deny { Severity::Error } else { Severity::Warning };
        rule.check(context, &mut Findings::new(entry.code, severity, &mut diagnostics));
    }
    diagnostics
}

/// The whole report: what loading found and what the rules find, settled by `policy`, with what passed and what did not
/// run. The policy is that of the registry that a change goes to, where a change is under review.
pub fn judge(policy: &Policy, mut diagnostics: Vec<Diagnostic>, context: &Context<'_>) -> Report {
    let outcome = run(context);
    diagnostics.extend(outcome.diagnostics);
    let ran = |code: &str| outcome.ran.contains(&code);
    let unused = unused_waivers(context.registry, &diagnostics, context.today, &ran);
    let mut settled = settle(policy, diagnostics, context.today);
    settled.extend(unused);
    let mut report = Report::new(settled);
    let found: BTreeSet<&str> = report.diagnostics().iter().map(|diagnostic| diagnostic.code).collect();
    report.passed = outcome.ran.into_iter().filter(|code| !found.contains(code)).collect();
    report.not_run = outcome.not_run;
    report.overview = overview(context);
    report
}

/// Why a rule with these needs cannot run, and what would let it.
fn lacks(context: &Context<'_>, needs: Needs) -> Option<&'static str> {
    let access = || context.since.as_ref().is_some_and(|since| since.before.access.written);
    let actors = || context.since.as_ref().is_some_and(|since| !since.actors.is_empty());
    match needs {
        Needs::Nothing => None,
        Needs::History => context.past.is_none().then_some(
            "the history is not at hand: no Git repository, no commit, or a shallow clone (`git fetch --unshallow`)",
        ),
        Needs::Since | Needs::Actor if context.since.is_none() => {
            Some("there is nothing to compare with; name a revision with --since")
        }
        Needs::Since => None,
        Needs::Actor if !access() => Some("there is no access.yaml before the change, so nobody's rights are known"),
        Needs::Actor => (!actors()).then_some("nobody is named who makes the change; name them with --actor"),
    }
}
