//! A picture of a connector is not square.

use crate::check::icons::icons;
use crate::check::{Context, Findings, Rule};

/// A picture of a connector is not square.
pub(super) struct IconNotSquare;

impl Rule for IconNotSquare {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for icon in icons(context).into_iter().filter(|icon| icon.fault.is_none()) {
            let Some((width, height)) = icon.pixels.filter(|(width, height)| width != height) else {
                continue;
            };
            findings
                .at(icon.place, format!("{} is {width} x {height} pixels; expected a square", icon.name))
                .fix("crop it, or give it a margin");
        }
    }
}
