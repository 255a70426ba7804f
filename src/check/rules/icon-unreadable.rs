//! A picture of a connector cannot be shown.

use crate::check::icons::icons;
use crate::check::{Context, Findings, Rule};

/// A picture of a connector cannot be shown.
pub(super) struct IconUnreadable;

impl Rule for IconUnreadable {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for icon in icons(context) {
            if let Some(fault) = icon.fault {
                findings
                    .at(icon.place, format!("{} {fault}", icon.name))
                    .fix("put a square PNG there, or none: then two letters stand in for it");
            }
        }
    }
}
