//! While something is broken, the site shows its last good state.
//!
//! The items are connectors (by folder), applications (by file) and the registry's own three files. An item is broken
//! when an error is placed in it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::is_unfinished;
use crate::check::{self, Context};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::{Access, Application, Category, Connector, Policy, Registry};
use crate::source::RepoPath;

/// Every item as it was when it last had no error.
#[derive(Debug, Default)]
pub struct LastGood {
    policy: Option<Policy>,
    categories: Option<Vec<Category>>,
    access: Option<Access>,
    connectors: BTreeMap<RepoPath, Connector>,
    applications: BTreeMap<RepoPath, Application>,
}

impl LastGood {
    /// The registry to show for `registry` and its `report`: each broken item as it last was good; one that never was,
    /// as it is now. Remembers what is good now.
    ///
    /// `None` when the mixture has an error of its own, such as an application on a version that went away, or when a change
    /// of several files is not finished: then only the whole last site is right.
    pub fn show(&mut self, registry: &Registry, report: &Report, today: Date) -> Option<Registry> {
        if is_unfinished(report) {
            return None;
        }
        let broken = Broken(report.diagnostics());
        let shown = self.mixed(registry, &broken);
        let sound = report.errors() == 0 || self.holds_together(&shown, today);
        if sound {
            self.learn(registry, &broken);
        }
        sound.then_some(shown)
    }

    fn mixed(&self, registry: &Registry, broken: &Broken<'_>) -> Registry {
        let mut shown = registry.clone();
        if let (true, Some(policy)) = (broken.file("registry.yaml"), &self.policy) {
            shown.policy = policy.clone();
        }
        if let (true, Some(categories)) = (broken.file("categories.yaml"), &self.categories) {
            shown.categories = categories.clone();
        }
        if let (true, Some(access)) = (broken.file("access.yaml"), &self.access) {
            shown.access = access.clone();
        }
        let lost = self.connectors.values().filter(|connector| broken.within(&connector.folder));
        shown.connectors.retain(|c| !(broken.within(&c.folder) && self.connectors.contains_key(&c.folder)));
        shown.connectors.extend(lost.cloned());
        shown.connectors.sort_by(|a, b| (&a.slug, &a.folder).cmp(&(&b.slug, &b.folder)));
        let lost = self.applications.values().filter(|application| broken.within(&application.file));
        shown.applications.retain(|a| !(broken.within(&a.file) && self.applications.contains_key(&a.file)));
        shown.applications.extend(lost.cloned());
        shown.applications.sort_by(|a, b| (&a.slug, &a.file).cmp(&(&b.slug, &b.file)));
        // What is shown as it last was has no fault; rules that draw conclusions from absence may look at it again.
        shown.faulty.retain(|path| !self.replaces(path));
        shown.unreadable.retain(|slug| shown.connectors.iter().all(|connector| connector.slug != *slug));
        shown
    }

    /// Whether the item that holds `path` is known from before.
    fn replaces(&self, path: &RepoPath) -> bool {
        match path.as_str() {
            "registry.yaml" => self.policy.is_some(),
            "categories.yaml" => self.categories.is_some(),
            "access.yaml" => self.access.is_some(),
            _ => {
                self.applications.contains_key(path)
                    || self.connectors.keys().any(|folder| path.is_in(folder))
            }
        }
    }

    /// Whether every error of the mixture lies in an item that never was good, and so is nothing new.
    fn holds_together(&self, shown: &Registry, today: Date) -> bool {
        let errors = check::settle(&shown.policy, check::check(&Context::new(shown, today)), today);
        let mut errors = errors.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.all(|diagnostic| !self.replaces(&diagnostic.place.path))
    }

    fn learn(&mut self, registry: &Registry, broken: &Broken<'_>) {
        if !broken.file("registry.yaml") {
            self.policy = Some(registry.policy.clone());
        }
        if !broken.file("categories.yaml") {
            self.categories = Some(registry.categories.clone());
        }
        if !broken.file("access.yaml") {
            self.access = Some(registry.access.clone());
        }
        self.connectors.retain(|folder, _| broken.within(folder));
        let good = registry.connectors.iter().filter(|connector| !broken.within(&connector.folder));
        self.connectors.extend(good.map(|connector| (connector.folder.clone(), connector.clone())));
        self.applications.retain(|file, _| broken.within(file));
        let good = registry.applications.iter().filter(|application| !broken.within(&application.file));
        self.applications.extend(good.map(|application| (application.file.clone(), application.clone())));
    }
}

/// Where the errors are.
struct Broken<'r>(&'r [Diagnostic]);

impl Broken<'_> {
    fn any(&self, lies: impl Fn(&RepoPath) -> bool) -> bool {
        let errors = self.0.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.into_iter().any(|diagnostic| lies(&diagnostic.place.path))
    }

    fn within(&self, folder: &RepoPath) -> bool {
        self.any(|path| path.is_in(folder))
    }

    fn file(&self, name: &str) -> bool {
        self.any(|path| path.as_str() == name)
    }
}
