//! Which control of one form is which of the other.
//!
//! 1. By key; of several with the same key the first is the first.
//! 2. Of those left over, by caption, where each form has one with it.
//! 3. By place: as far behind the same neighbour, with the same control, where no other one like it is new or gone
//!    there. A guess, so secrets are never paired with what is none.
//!
//! Each step gives the same pairs whichever form comes first.

use std::collections::{BTreeMap, HashMap};

use super::leaf::Leaf;

/// The pairs of two lists of controls.
pub(super) struct Pairs<'f> {
    before: Vec<Leaf<'f>>,
    after: Vec<Leaf<'f>>,
    /// For each of `before` its place in `after`.
    to_after: Vec<Option<usize>>,
    /// For each of `after` its place in `before`.
    to_before: Vec<Option<usize>>,
}

/// One control, or one pair.
pub(super) enum Step<'f> {
    /// It is in both.
    Pair {
        /// As it was.
        before: Leaf<'f>,
        /// As it is.
        after: Leaf<'f>,
        /// Whether its key is another.
        renamed: bool,
    },
    /// Only in the later one.
    Added(Leaf<'f>),
    /// Only in the earlier one.
    Removed(Leaf<'f>),
}

/// Pairs two lists.
pub(super) fn pair<'f>(before: &[Leaf<'f>], after: &[Leaf<'f>]) -> Pairs<'f> {
    let mut pairs = Pairs {
        before: before.to_vec(),
        after: after.to_vec(),
        to_after: vec![None; before.len()],
        to_before: vec![None; after.len()],
    };
    let (old, new) = (numbered(before), numbered(after));
    pairs.join(&old, &new);
    let caption = |leaf: &Leaf<'_>| {
        let caption = leaf.setting.caption().unwrap_or_default().trim().to_lowercase();
        (!caption.is_empty()).then_some((caption, leaf.setting.secure()))
    };
    let old = left_over(before, &pairs.to_after, |_, leaf| caption(leaf));
    let new = left_over(after, &pairs.to_before, |_, leaf| caption(leaf));
    pairs.join(&old, &new);
    let (old_gaps, new_gaps) = pairs.gaps();
    let place = |gaps: &[Gap], at: usize, leaf: &Leaf<'_>| -> Option<Mark> {
        Some((gaps.get(at).copied()?, leaf.setting.control().to_owned(), leaf.setting.secure()))
    };
    let old = left_over(before, &pairs.to_after, |at, leaf| place(&old_gaps, at, leaf));
    let new = left_over(after, &pairs.to_before, |at, leaf| place(&new_gaps, at, leaf));
    let (old, new) = (with_distance(old, &old_gaps), with_distance(new, &new_gaps));
    pairs.join(&old, &new);
    pairs
}

/// Between which pairs something stands, each pair by its place in the earlier list; None at the ends.
type Gap = (Option<usize>, Option<usize>);

/// A gap, a control that stands once in it, and whether it is secret.
type Mark = (Gap, String, bool);

/// The same with how far behind the beginning of its gap each stands.
fn with_distance(places: HashMap<Mark, usize>, gaps: &[Gap]) -> HashMap<(Mark, usize), usize> {
    let mut starts: HashMap<Gap, usize> = HashMap::new();
    let distances: Vec<usize> =
        gaps.iter().enumerate().map(|(at, gap)| at - *starts.entry(*gap).or_insert(at)).collect();
    let distance = |at: usize| distances.get(at).copied().unwrap_or_default();
    places.into_iter().map(|(mark, at)| ((mark, distance(at)), at)).collect()
}

/// Places by key and number among those with that key.
fn numbered<'f>(leaves: &[Leaf<'f>]) -> HashMap<(&'f str, usize), usize> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut places = HashMap::new();
    for (at, leaf) in leaves.iter().enumerate() {
        let number = seen.entry(leaf.key).or_default();
        places.insert((leaf.key, *number), at);
        *number += 1;
    }
    places
}

/// Places of those without a partner by what `of` says of them, where only one has it.
fn left_over<'f, K: Eq + std::hash::Hash>(
    leaves: &[Leaf<'f>],
    paired: &[Option<usize>],
    of: impl Fn(usize, &Leaf<'f>) -> Option<K>,
) -> HashMap<K, usize> {
    let mut places: HashMap<K, Option<usize>> = HashMap::new();
    for (at, leaf) in leaves.iter().enumerate().filter(|(at, _)| paired.get(*at) == Some(&None)) {
        if let Some(mark) = of(at, leaf) {
            places.entry(mark).and_modify(|place| *place = None).or_insert(Some(at));
        }
    }
    places.into_iter().filter_map(|(mark, place)| Some((mark, place?))).collect()
}

impl<'f> Pairs<'f> {
    /// Pairs what has the same mark.
    fn join<K: Eq + std::hash::Hash>(&mut self, before: &HashMap<K, usize>, after: &HashMap<K, usize>) {
        for (mark, &old) in before {
            if let Some(&new) = after.get(mark) {
                self.to_after[old] = Some(new);
                self.to_before[new] = Some(old);
            }
        }
    }

    /// For each place of both lists the nearest pairs before and behind it.
    fn gaps(&self) -> (Vec<Gap>, Vec<Gap>) {
        let ids_before: Vec<Option<usize>> =
            self.to_after.iter().enumerate().map(|(at, new)| new.map(|_| at)).collect();
        (gaps(&ids_before), gaps(&self.to_before))
    }

    /// Whether those that are in both, and that `counts` takes, stand in another order.
    pub(super) fn order_changed(&self, counts: impl Fn(&Leaf<'f>, &Leaf<'f>) -> bool) -> bool {
        let pairs = self.after.iter().zip(&self.to_before).filter_map(|(new, old)| Some((new, (*old)?)));
        let taken =
            |(new, old): &(&Leaf<'f>, usize)| self.before.get(*old).is_some_and(|old| counts(old, new));
        !pairs.filter(taken).map(|(_, old)| old).is_sorted()
    }

    /// Everything in the order of the later list; what is gone stands behind what it stood behind.
    pub(super) fn steps(&self) -> Vec<Step<'f>> {
        let mut gone: BTreeMap<Option<usize>, Vec<Leaf<'f>>> = BTreeMap::new();
        let mut last = None;
        for (leaf, place) in self.before.iter().zip(&self.to_after) {
            match place {
                Some(_) => last = *place,
                None => gone.entry(last).or_default().push(*leaf),
            }
        }
        let mut steps: Vec<Step<'f>> = gone.remove(&None).into_iter().flatten().map(Step::Removed).collect();
        for (at, (leaf, place)) in self.after.iter().zip(&self.to_before).enumerate() {
            let former = place.and_then(|old| self.before.get(old));
            steps.push(match former {
                Some(old) => Step::Pair { before: *old, after: *leaf, renamed: old.key != leaf.key },
                None => Step::Added(*leaf),
            });
            steps.extend(gone.remove(&Some(at)).into_iter().flatten().map(Step::Removed));
        }
        steps
    }
}

fn gaps(ids: &[Option<usize>]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::with_capacity(ids.len());
    let mut last = None;
    for id in ids {
        gaps.push((last, None));
        last = id.or(last);
    }
    let mut next = None;
    for (gap, id) in gaps.iter_mut().zip(ids).rev() {
        gap.1 = next;
        next = id.or(next);
    }
    gaps
}
