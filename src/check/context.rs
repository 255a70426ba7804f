//! What a rule sees, and where it reports.

use jiff::civil::Date;

use crate::diag::{Diagnostic, Place, Severity};
use crate::model::{Registry, Usage};

/// All that a rule may look at. Time comes in as a value.
pub struct Context<'r> {
    /// The registry.
    pub registry: &'r Registry,
    /// Which applications use what.
    pub usage: Usage<'r>,
    /// The day for which the check is made.
    pub today: Date,
}

impl<'r> Context<'r> {
    /// The context of a check of `registry`, made for the day `today`.
    pub fn new(registry: &'r Registry, today: Date) -> Context<'r> {
        Context { registry, usage: Usage::of(registry), today }
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
