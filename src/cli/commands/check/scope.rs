//! Which findings a person asked for.

use clap::Args;

use crate::check::{RULES, entry, nearest};
use crate::cli::context::Failure;
use crate::diag::{Diagnostic, Report};
use crate::source::RepoPath;

/// A part of the findings.
#[derive(Debug, Args)]
pub(super) struct ScopeArguments {
    /// Only findings with this code; again for several
    #[arg(long, value_name = "CODE")]
    rule: Vec<String>,
    /// Only findings in these files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
}

/// The part, checked.
pub(super) struct Scope {
    codes: Vec<String>,
    paths: Vec<RepoPath>,
}

impl ScopeArguments {
    /// Checks codes and paths. `shown` is where the registry lies for a person who stands in the current folder.
    pub(super) fn scope(&self, shown: &str) -> Result<Scope, Failure> {
        if let Some(code) = self.rule.iter().find(|code| entry(code).is_none()) {
            let known: Vec<&str> = RULES.iter().map(|entry| entry.code).collect();
            let hint = nearest(code, &known)
                .map_or("`connectory rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
            return Err(format!("there is no code `{code}`; {hint}").into());
        }
        let path = |text: &String| {
            let below = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
            let inside = below.strip_prefix(shown).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            let inside = inside.map_or(below, |rest| rest.trim_start_matches('/'));
            let inside = if inside == "." { "" } else { inside };
            RepoPath::new(inside).map_err(|error| format!("{text}: no path in the registry: {error}"))
        };
        let paths = self.paths.iter().map(path).collect::<Result<_, String>>()?;
        Ok(Scope { codes: self.rule.clone(), paths })
    }
}

impl Scope {
    /// Whether a finding is asked for.
    pub(super) fn holds(&self, finding: &Diagnostic) -> bool {
        let of_code = self.codes.is_empty() || self.codes.iter().any(|code| code == finding.code);
        let in_path = |path: &RepoPath| finding.place.path.is_in(path);
        of_code && (self.paths.is_empty() || self.paths.iter().any(in_path))
    }

    /// Takes out of a report what was not asked for.
    pub(super) fn narrow(&self, report: &mut Report) {
        report.retain(|finding| self.holds(finding));
        if !self.codes.is_empty() {
            let asked = |code: &&'static str| self.codes.iter().any(|asked| asked == code);
            report.passed.retain(asked);
            report.not_run.iter_mut().for_each(|not_run| not_run.codes.retain(asked));
            report.not_run.retain(|not_run| !not_run.codes.is_empty());
        }
    }
}
