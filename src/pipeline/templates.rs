//! A registry's own templates are tried when it is read, so that what is wrong with them is found where it is checked.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Pipeline;
use crate::diag::Diagnostic;
use crate::load::{self, Loaded};
use crate::model::{Audience, Chronicle, Registry, Revision, Sight};
use crate::plan::{Options, Plan, Seen};

use crate::source::{RepoPath, SourceError, Tree};

/// As many pages of each kind are made to try a template.
const TRIED: usize = 10;

impl Pipeline {
    /// Loads a registry; what is wrong with its templates is found along with the rest.
    pub(super) fn loaded(&mut self, tree: &dyn Tree, today: Date) -> Result<Loaded, SourceError> {
        let mut loaded = load::load(tree, &self.history, &mut self.memory)?;
        if !loaded.registry.templates.is_empty() {
            loaded.diagnostics.extend(self.tried(&loaded.registry, today));
        }
        Ok(loaded)
    }

    /// What is wrong with the templates of `registry`: each fault once, by what it says and where.
    fn tried(&self, registry: &Registry, today: Date) -> Vec<Diagnostic> {
        let (renderer, mut findings) = self.renderer.with(&registry.templates);
        let options = Options {
            templates: renderer.templates(),
            not_found_root: String::new(),
            today,
            revision: Revision::default(),
            folder: RepoPath::root(),
            bundles: true,
        };
        let chronicle = Chronicle::default();
        let (seen, past) = (Audience::of(registry, &Sight::All), Audience::of(&chronicle, &Sight::All));
        let plan = Plan::new(Seen { registry: &seen, chronicle: &past }, &options);
        let mut tried: HashMap<_, usize> = HashMap::new();
        for entry in plan.entries() {
            let count = tried.entry(entry.kind()).or_default();
            *count += 1;
            if *count > TRIED {
                continue;
            }
            let fault = renderer.fault(&plan.page(&entry), &registry.templates);
            let is_new = |fault: &Diagnostic| findings.iter().all(|known| known.place != fault.place);
            findings.extend(fault.filter(is_new));
        }
        findings
    }
}
