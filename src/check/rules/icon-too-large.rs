//! A picture of a connector is larger than an icon has to be.

use crate::check::icons::icons;
use crate::check::{Context, Findings, Rule};

/// The most bytes of an icon.
const MOST_BYTES: u64 = 256 << 10;
/// The most pixels of a side of it.
const MOST_PIXELS: u32 = 1024;

/// A picture of a connector is larger than an icon has to be.
pub(super) struct IconTooLarge;

impl Rule for IconTooLarge {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for icon in icons(context).into_iter().filter(|icon| icon.fault.is_none()) {
            let (width, height) = icon.pixels.unwrap_or_default();
            let message = if width > MOST_PIXELS || height > MOST_PIXELS {
                format!(
                    "{} is {width} x {height} pixels; {MOST_PIXELS} x {MOST_PIXELS} is the most",
                    icon.name
                )
            } else if icon.size > MOST_BYTES {
                format!("{} is {} bytes large; {MOST_BYTES} is the most", icon.name, icon.size)
            } else {
                continue;
            };
            findings.at(icon.place, message).fix("make it smaller: it is shown at 64 pixels or less");
        }
    }
}
