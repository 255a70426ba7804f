//! Which use of an application's file is which of those that were told.
//!
//! 1. By the connection's name.
//! 2. What was told without a name is a use with the same version, best with the same keys; else one of another version,
//!    which moved. What was told with a name may be one that had none so far.
//! 3. Told without a name it says what is used, not how often: further uses of the same version stay, and where one
//!    version only was told, they have moved to it.

use crate::edit::application::SaidUse;
use crate::model::{Use, VersionNumber};

use super::groups::same_items;

/// The uses of a file and those that were told.
#[derive(Debug, Default)]
pub(super) struct Pairs<'p> {
    /// Those that stay, by their place in the file, in that order.
    pub(super) kept: Vec<(usize, &'p SaidUse)>,
    /// Those that go.
    pub(super) gone: Vec<usize>,
    /// Those that are new.
    pub(super) new: Vec<&'p SaidUse>,
}

/// A use of the file, with the slug of its connector.
pub(super) type Own<'p> = (String, &'p Use);

/// Pairs them.
pub(super) fn pair<'p>(own: &[Own<'p>], told: &'p [SaidUse]) -> Pairs<'p> {
    let mut partner: Vec<Option<&SaidUse>> = vec![None; own.len()];
    let mut met = vec![false; told.len()];
    for fits in ROUNDS {
        for (said, met) in told.iter().zip(&mut met).filter(|(_, met)| !**met) {
            let free = own.iter().enumerate().filter(|(at, (slug, used))| {
                partner[*at].is_none() && *slug == said.connector && fits(used, said)
            });
            // One without a name first: a name that somebody wrote stays where it is.
            if let Some((at, _)) = free.min_by_key(|(_, (_, used))| used.connection.is_some()) {
                partner[at] = Some(said);
                *met = true;
            }
        }
    }
    for ((slug, used), partner) in own.iter().zip(&mut partner).filter(|(_, partner)| partner.is_none()) {
        *partner = covering(slug, used, told);
    }
    let mut pairs = Pairs::default();
    for (at, partner) in partner.into_iter().enumerate() {
        match partner {
            Some(said) => pairs.kept.push((at, said)),
            None => pairs.gone.push(at),
        }
    }
    pairs.new = told.iter().zip(met).filter(|(_, met)| !met).map(|(said, _)| said).collect();
    pairs
}

/// Whether a use of the file may be the one that was told; the first rounds choose first.
const ROUNDS: [fn(&Use, &SaidUse) -> bool; 6] = [
    |used, said| said.connection.is_some() && name(used) == said.connection.as_deref(),
    |used, said| said.connection.is_none() && same_version(used, said) && same_keys(used, said),
    |used, said| said.connection.is_none() && same_version(used, said),
    |used, said| name(used).is_none() && same_version(used, said),
    |_, said| said.connection.is_none(),
    |used, _| name(used).is_none(),
];

/// What was told without a name that covers a further use.
fn covering<'p>(slug: &str, used: &Use, told: &'p [SaidUse]) -> Option<&'p SaidUse> {
    let loose: Vec<&SaidUse> =
        told.iter().filter(|said| said.connector == slug && said.connection.is_none()).collect();
    let same = loose.iter().filter(|said| same_version(used, said));
    match same.max_by_key(|said| same_keys(used, said)) {
        Some(said) => Some(said),
        None if loose.iter().all(|said| said.version == loose[0].version) => loose.first().copied(),
        None => None,
    }
}

fn name(used: &Use) -> Option<&str> {
    used.connection.as_ref().map(|name| name.value.as_str())
}

/// Whether a use is of the version that was told.
pub(super) fn same_version(used: &Use, said: &SaidUse) -> bool {
    VersionNumber::parse(&said.version).is_ok_and(|number| number == used.version.value)
}

/// Whether nothing else was told of the keys.
pub(super) fn same_keys(used: &Use, said: &SaidUse) -> bool {
    let Some(told) = &said.settings else { return true };
    let Some(own) = &used.settings else { return false };
    let own: Vec<String> = own.iter().map(|key| key.value.clone()).collect();
    same_items(told, &own)
}
