//! While something is broken, the site shows its last good state.

use crate::check::{self, Context};
use crate::diag::{Place, Report, Severity};
use crate::model::Registry;
use crate::source::RepoPath;

use jiff::civil::Date;

/// Replaces what has errors in `registry` by what it was in `before`: a connector by its folder, an application by its
/// file, the registry's own files one by one. What was not there before is left out.
///
/// `None` when the result still has errors: then only the whole last good site is right.
pub fn keep_last_good(
    registry: &Registry,
    report: &Report,
    before: &Registry,
    today: Date,
) -> Option<Registry> {
    let errors: Vec<&Place> = report
        .diagnostics()
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| &diagnostic.place)
        .collect();
    let broken = |folder: &RepoPath| errors.iter().any(|place| place.path.is_in(folder));
    let mut mended = registry.clone();
    own_files(&mut mended, before, &errors);
    mended.connectors.retain(|connector| !broken(&connector.folder));
    let lost = before.connectors.iter().filter(|connector| broken(&connector.folder));
    mended.connectors.extend(lost.cloned());
    mended.connectors.sort_by(|a, b| (&a.slug, &a.folder).cmp(&(&b.slug, &b.folder)));
    mended.applications.retain(|application| !broken(&application.file));
    let lost = before.applications.iter().filter(|application| broken(&application.file));
    mended.applications.extend(lost.cloned());
    mended.applications.sort_by(|a, b| (&a.slug, &a.file).cmp(&(&b.slug, &b.file)));
    mended.unreadable.clear();
    let remaining = check::settle(&mended.policy, check::check(&Context::new(&mended, today)), today);
    remaining.iter().all(|diagnostic| diagnostic.severity != Severity::Error).then_some(mended)
}

/// Takes `registry.yaml`, `categories.yaml` and `access.yaml` from before where they are broken.
fn own_files(mended: &mut Registry, before: &Registry, errors: &[&Place]) {
    let broken = |name: &str| errors.iter().any(|place| place.path.as_str() == name);
    if broken("registry.yaml") {
        mended.policy = before.policy.clone();
    }
    if broken("categories.yaml") {
        mended.categories = before.categories.clone();
    }
    if broken("access.yaml") {
        mended.access = before.access.clone();
    }
}
