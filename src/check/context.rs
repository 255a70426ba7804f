//! What a rule sees, and where it reports.

use jiff::civil::Date;

use crate::diag::{Diagnostic, Place, Severity};
use crate::model::{Delta, Past, Reader, Registry, Usage};

/// All that a rule may look at. Time comes in as a value.
pub struct Context<'r> {
    /// The registry.
    pub registry: &'r Registry,
    /// Which applications use what.
    pub usage: Usage<'r>,
    /// The day for which the check is made.
    pub today: Date,
    /// What lay in the registry before; `None` where the history is not known, or not whole.
    pub past: Option<&'r Past>,
    /// The change under review; `None` where the registry is checked as it is.
    pub since: Option<Since<'r>>,
}

/// A change, and what it is compared with.
pub struct Since<'r> {
    /// The registry that the change goes to. Its rights, waivers and levels count, not those of the change.
    pub before: &'r Registry,
    /// What the change does to it.
    pub delta: Delta<'r>,
    /// Who makes the change, and whoever agreed to it; empty where nobody is named.
    pub actors: &'r [String],
}

impl<'r> Context<'r> {
    /// The context of a check of `registry`, made for the day `today`.
    pub fn new(registry: &'r Registry, today: Date) -> Context<'r> {
        Context { registry, usage: Usage::of(registry), today, past: None, since: None }
    }

    /// The same with the history of the registry.
    pub fn with_past(self, past: Option<&'r Past>) -> Context<'r> {
        Context { past, ..self }
    }

    /// The same as the review of a change.
    pub fn with_since(self, since: Option<Since<'r>>) -> Context<'r> {
        Context { since, ..self }
    }

    /// The connector called `slug` before the change, by that slug or a former one.
    pub(super) fn before(&self, slug: &str) -> Option<&'r crate::model::Connector> {
        self.since.as_ref().and_then(|since| since.before.connector(slug))
    }

    /// Whose eyes the report is for: whoever makes the change, with the rights that they have without it.
    pub(super) fn reader(&self) -> Reader<'_> {
        match &self.since {
            Some(since) if !since.actors.is_empty() && since.before.access.written => {
                Reader::People(&since.before.access, since.actors)
            }
            _ => Reader::All,
        }
    }
}

/// A check that cannot fail, keeps no state and reads only its context.
pub trait Rule: Sync {
    /// Reports every fault of its kind.
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>);
}

/// Where one rule reports.
pub struct Findings<'f> {
    code: &'static str,
    severity: Severity,
    diagnostics: &'f mut Vec<Diagnostic>,
}

impl<'f> Findings<'f> {
    /// Findings of the rule `code` go to `diagnostics`.
    pub fn new(code: &'static str, severity: Severity, diagnostics: &'f mut Vec<Diagnostic>) -> Findings<'f> {
        Findings { code, severity, diagnostics }
    }

    /// Reports a fault at `place`; notes, places and a fix may be added to what it returns.
    pub fn at(&mut self, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(self.code, self.severity, place, message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }
}
