//! The flow of a check: of the registry as it is, or of a change to it.
//!
//! 1. What the change goes to: the base, its history, its registry.
//! 2. What the change would be once merged: that is loaded and checked, not what lies in the branch.
//! 3. Levels and waivers are the base's; so are the rights, which the rules look at themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::Pipeline;
use crate::check::{self, Context, Needs, RULES, Since};
use crate::diag::{Diagnostic, Edit, NotRun, Place, Report, Severity};
use crate::load::{self, Loaded};
use crate::model::{Delta, Past, Registry};
use crate::source::{Base, Blobs, Merged, Opened, RepoPath, Repository, SourceError, Tree, changed};

/// The most bytes of a file that is shown in a report.
const MOST_SHOWN: u64 = 1 << 20;

/// What is to be checked, and as whom.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// The revision that the change goes to; `None` checks the registry as it is.
    pub since: Option<&'r str>,
    /// Who makes the change, and whoever agreed to it.
    pub actors: &'r [String],
    /// The day to check for.
    pub today: Date,
}

/// What a check says, with all that is needed to show it.
#[derive(Debug)]
pub struct Reviewed {
    /// The registry, as it would be once merged.
    pub registry: Registry,
    /// The findings.
    pub report: Report,
    /// The texts of the files in which something was found.
    pub texts: BTreeMap<RepoPath, String>,
    /// Why the change could not be compared; `None` where it was, or was not asked for.
    pub incomparable: Option<String>,
}

impl Pipeline {
    /// Checks a registry, or a change to it.
    ///
    /// # Errors
    /// When the disk or Git does not answer. A revision that cannot be compared with is no error: everything else is
    /// checked, and what was not is said.
    pub fn review(&mut self, opened: &Opened, request: &Request<'_>) -> Result<Reviewed, SourceError> {
        let Some(since) = request.since else {
            opened.date(&mut self.history)?;
            let past = self.past(opened)?;
            let tree = opened.tree.as_ref();
            let Loaded { registry, diagnostics } = self.loaded(tree, request.today)?;
            let context = Context::new(&registry, request.today).with_past(past.as_deref());
            let report = check::judge(&registry.policy, diagnostics, &context);
            drop(context);
            let texts = texts(tree, &report);
            return Ok(Reviewed { registry, report, texts, incomparable: None });
        };
        match base(opened, since) {
            Ok((repository, base)) => self.compared(opened, repository, base, request),
            Err(SourceError::Missing(why)) => {
                let mut reviewed = self.review(opened, &Request { since: None, ..*request })?;
                reviewed.report.not_run = incomparable(reviewed.report.not_run, &why);
                Ok(Reviewed { incomparable: Some(why), ..reviewed })
            }
            Err(error) => Err(error),
        }
    }

    fn compared(
        &mut self,
        opened: &Opened,
        repository: &Repository,
        base: Base,
        request: &Request<'_>,
    ) -> Result<Reviewed, SourceError> {
        self.history.walk(repository, &base.commit, &opened.folder)?;
        let past = self.past_of(repository, &base.commit)?;
        let Some(tree) = &base.tree else {
            // The change brings the registry: there is nothing that it could break.
            let mut reviewed = self.review(opened, &Request { since: None, ..*request })?;
            let why = format!("`{}` holds no registry yet", request.since.unwrap_or_default());
            reviewed.report.not_run = incomparable(reviewed.report.not_run, &why);
            return Ok(reviewed);
        };
        let before = load::load(tree, &self.history, &mut self.memory)?.registry;
        let merged = Merged::of(opened.tree.as_ref(), &base)?;
        let after: &dyn Tree = merged.as_ref().map_or(opened.tree.as_ref(), |merged| merged);
        let entries = after.list()?;
        let blobs = if opened.is_on_disk { repository.blobs(&entries) } else { Blobs::new() };
        self.memory.know(&entries, &blobs);
        let files = changed(tree, after, &blobs)?;
        opened.date(&mut self.history)?;
        let mut loaded = self.loaded(after, request.today)?;
        let conflicts = merged.iter().flat_map(|merged| &merged.conflicts);
        loaded.diagnostics.extend(conflicts.map(|path| conflict(path, request.since.unwrap_or_default())));
        let Loaded { registry, diagnostics } = loaded;
        let delta = Delta::between(&before, &registry, files);
        let since = Since { before: &before, delta, actors: request.actors };
        let context =
            Context::new(&registry, request.today).with_past(past.as_deref()).with_since(Some(since));
        let mut report = check::judge(&before.policy, diagnostics, &context);
        drop(context);
        if let Some(overview) = &mut report.overview {
            overview.since = request.since.unwrap_or_default().to_owned();
            overview.base.clone_from(&base.commit);
        }
        let texts = texts(after, &report);
        Ok(Reviewed { registry, report, texts, incomparable: None })
    }

    /// What the history tells that was walked to the registry's commit; `None` where it is not whole.
    pub(super) fn past(&mut self, opened: &Opened) -> Result<Option<Arc<Past>>, SourceError> {
        match (&opened.repository, &opened.commit) {
            (Some(repository), Some(commit)) => self.past_of(repository, commit),
            _ => Ok(None),
        }
    }

    /// The same up to another commit, to which it was walked.
    fn past_of(&mut self, repository: &Repository, commit: &str) -> Result<Option<Arc<Past>>, SourceError> {
        if repository.is_shallow() {
            return Ok(None);
        }
        if let Some((_, past)) = self.past.as_ref().filter(|(known, _)| known == commit) {
            return Ok(Some(past.clone()));
        }
        let past = Arc::new(load::past(repository, &self.history)?);
        self.past = Some((commit.to_owned(), past.clone()));
        Ok(Some(past))
    }
}

/// The repository, and the revision to compare with.
fn base<'o>(opened: &'o Opened, since: &str) -> Result<(&'o Repository, Base), SourceError> {
    let Some(repository) = &opened.repository else {
        return Err(SourceError::Missing(format!(
            "the registry lies in no Git repository, so there is no `{since}` to compare with"
        )));
    };
    let Some(head) = &opened.commit else {
        return Err(SourceError::Missing(format!(
            "the repository has no commit yet, so there is no `{since}` to compare with"
        )));
    };
    Ok((repository, repository.base(since, head)?))
}

/// The texts of all files in which something was found.
pub(super) fn texts(tree: &dyn Tree, report: &Report) -> BTreeMap<RepoPath, String> {
    let mut paths: BTreeSet<&RepoPath> = BTreeSet::new();
    for diagnostic in report.diagnostics() {
        let related = diagnostic.related.iter().map(|related| &related.place);
        let places = std::iter::once(&diagnostic.place).chain(related);
        paths.extend(places.filter(|place| place.span.is_some()).map(|place| &place.path));
        paths.extend(diagnostic.edits.iter().filter_map(|edit| match edit {
            Edit::Replace { path, .. } => Some(path),
            _ => None,
        }));
    }
    let text = |path: &RepoPath| String::from_utf8(tree.read(path, MOST_SHOWN).ok()?).ok();
    paths.into_iter().filter_map(|path| Some((path.clone(), text(path)?))).collect()
}

fn conflict(path: &RepoPath, since: &str) -> Diagnostic {
    let message = format!("both this change and `{since}` changed the file since they parted");
    let mut finding = Diagnostic::new("merge-conflict", Severity::Error, Place::file(path), message);
    finding.fix(format!("merge `{since}` into the change, and check again"));
    finding
}

/// The same account with one reason for all that needs something to compare with.
fn incomparable(not_run: Vec<NotRun>, why: &str) -> Vec<NotRun> {
    let needs = |code: &str| check::entry(code).map_or(Needs::Nothing, |entry| entry.needs);
    let about_change = |code: &&'static str| matches!(needs(code), Needs::Since | Needs::Actor);
    let codes = RULES.iter().map(|entry| entry.code).filter(about_change).collect();
    let others = not_run.into_iter().filter(|other| !other.codes.iter().any(about_change));
    others.chain([NotRun { codes, reason: why.to_owned() }]).collect()
}
