//! A right does not exist.

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{RIGHTS, Registry};

/// A right does not exist.
pub(super) struct RightUnknown;

impl Rule for RightUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let access = &context.registry.access;
        let of_groups = access.rights.iter().flat_map(|(_, rights)| rights);
        for right in of_groups.chain(&access.owners_may).filter(|right| !RIGHTS.contains(&right.as_str())) {
            let place = Place::at(&Registry::access_file(), right.span);
            let finding = findings.at(place, format!("there is no right `{right}`"));
            match nearest(right, &RIGHTS) {
                Some(near) => finding.fix(format!("did you mean `{near}`?")),
                None => finding.fix(format!("the rights are {}", RIGHTS.join(", "))),
            };
        }
    }
}
