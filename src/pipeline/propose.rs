//! What a change of files would make of a registry, before it is made.
//!
//! 1. The registry is read as if the change were made, and every rule runs over it: those that look at a change, too, with
//!    the files as they are for its base.
//! 2. What a check finds today anyway is no fault of the change. Of each code and file only what is found more often counts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::review::texts;
use super::{Checked, Pipeline};
use crate::check::{self, Context, Since};
use crate::diag::{Diagnostic, Report};
use crate::load::Loaded;
use crate::model::{Delta, Registry};
use crate::source::{Changes, Opened, RepoPath, SourceError};

/// A registry as a change would make it.
#[derive(Debug)]
pub struct Proposed {
    /// The registry.
    pub registry: Registry,
    /// What is found now and was not before; the overview says what the change does.
    pub report: Report,
    /// The texts of the files in which something was found.
    pub texts: BTreeMap<RepoPath, String>,
}

impl Pipeline {
    /// What `changes` would make of the registry that was read as `before`.
    ///
    /// # Errors
    /// When the disk or Git does not answer.
    pub fn propose(
        &mut self,
        opened: &Opened,
        before: &Checked,
        changes: &Changes,
        today: Date,
    ) -> Result<Proposed, SourceError> {
        let past = self.past(opened)?;
        let tree = changes.over(opened.tree.as_ref());
        let Loaded { registry, diagnostics } = self.loaded(&tree, today)?;
        let delta = Delta::between(&before.registry, &registry, touched(changes));
        let since = Since { before: &before.registry, delta, actors: &[] };
        let context = Context::new(&registry, today).with_past(past.as_deref()).with_since(Some(since));
        let mut report = check::judge(&before.registry.policy, diagnostics, &context);
        drop(context);
        let fresh = fresh(&before.report, &report, changes);
        let mut at = 0..;
        report.retain(|_| at.next().is_some_and(|at: usize| fresh.contains(&at)));
        report.passed.clear();
        report.not_run.clear();
        let texts = texts(&tree, &report);
        Ok(Proposed { registry, report, texts })
    }
}

/// The files that are other ones after `changes`, by their paths before and after.
fn touched(changes: &Changes) -> BTreeSet<RepoPath> {
    let before = changes.iter().filter_map(|change| change.before.as_ref().map(|before| &before.path));
    let after = changes.iter().filter_map(|change| change.after.as_ref().map(|after| &after.path));
    before.chain(after).cloned().collect()
}

/// Which findings of `after`, by their place in it, were not there before.
fn fresh(before: &Report, after: &Report, changes: &Changes) -> BTreeSet<usize> {
    let moved: BTreeMap<&RepoPath, &RepoPath> = changes
        .iter()
        .filter_map(|change| Some((&change.before.as_ref()?.path, &change.after.as_ref()?.path)))
        .collect();
    let mut known: BTreeMap<(&str, &RepoPath), Vec<&str>> = BTreeMap::new();
    for finding in before.diagnostics() {
        let path = moved.get(&finding.place.path).copied().unwrap_or(&finding.place.path);
        known.entry((finding.code, path)).or_default().push(&finding.message);
    }
    let mut groups: BTreeMap<(&str, &RepoPath), Vec<(usize, &Diagnostic)>> = BTreeMap::new();
    for (at, finding) in after.diagnostics().iter().enumerate() {
        groups.entry((finding.code, &finding.place.path)).or_default().push((at, finding));
    }
    let mut fresh = BTreeSet::new();
    for (key, findings) in groups {
        let mut known = known.remove(&key).unwrap_or_default();
        let more = findings.len().saturating_sub(known.len());
        // Those that say something else than before come first; one that only counts differently is none of them.
        let unheard = findings.iter().filter(|(_, finding)| {
            let heard = known.iter().position(|message| *message == finding.message);
            heard.map(|at| known.swap_remove(at)).is_none()
        });
        fresh.extend(unheard.map(|(at, _)| *at).take(more));
    }
    fresh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Place, Severity};
    use crate::source::{Digest, Held};

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("a path")
    }

    fn finding(code: &'static str, at: &str, message: &str) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, Place::file(&path(at)), message)
    }

    fn messages(before: Vec<Diagnostic>, after: Vec<Diagnostic>, changes: &Changes) -> Vec<String> {
        let (before, after) = (Report::new(before), Report::new(after));
        let fresh = fresh(&before, &after, changes);
        fresh.into_iter().map(|at| after.diagnostics()[at].message.clone()).collect()
    }

    #[test]
    fn only_what_is_found_more_often_is_new() {
        let none = Changes::default();
        let old = || finding("a", "x", "one");
        assert!(messages(vec![old()], vec![old()], &none).is_empty());
        assert!(
            messages(vec![old()], vec![finding("a", "x", "one of 2")], &none).is_empty(),
            "only reworded"
        );
        assert_eq!(messages(vec![old()], vec![old(), finding("a", "x", "two")], &none), ["two"]);
        assert_eq!(messages(vec![old()], vec![old(), finding("a", "y", "one")], &none), ["one"]);
        assert_eq!(messages(vec![old()], vec![old(), finding("b", "x", "one")], &none), ["one"]);
    }

    #[test]
    fn a_finding_moves_with_its_file() {
        let mut changes = Changes::default();
        changes.rename(&path("x"), &path("y"), Held::Digest(Digest::of(b"")));
        let (before, after) = (finding("a", "x", "one"), finding("a", "y", "one"));
        assert!(messages(vec![before], vec![after], &changes).is_empty());
    }
}
