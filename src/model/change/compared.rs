//! Comparisons that are made once and asked for often.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Comparison;
use crate::model::PackageFacts;

/// Comparisons by the places of the two packages, which stay where they are as long as they are borrowed.
type Made = HashMap<(usize, usize), Arc<Comparison>>;

/// The comparisons of one connector's packages. Ways of many uses cross the same versions: each two are compared once.
#[derive(Debug, Default)]
pub struct Compared<'r> {
    made: Mutex<Made>,
    packages: PhantomData<&'r PackageFacts>,
}

impl<'r> Compared<'r> {
    /// The same as [`Comparison::between`].
    pub fn between(&self, before: &'r PackageFacts, after: &'r PackageFacts) -> Arc<Comparison> {
        let pair = (ptr::from_ref(before).addr(), ptr::from_ref(after).addr());
        if let Some(known) = self.made().get(&pair) {
            return known.clone();
        }
        // Made outside of the lock: two threads may make the same one, and neither waits for the other.
        let made = Arc::new(Comparison::between(before, after));
        self.made().entry(pair).or_insert(made).clone()
    }

    /// A panic of another thread leaves nothing half made here.
    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::tests::{text, with_form};

    #[test]
    fn two_packages_are_compared_once_and_each_way_by_itself() {
        let (before, after) = (with_form([text("A")]), with_form([text("B")]));
        let compared = Compared::default();
        let made = compared.between(&before, &after);
        assert!(Arc::ptr_eq(&made, &compared.between(&before, &after)));
        assert_eq!(*made, Comparison::between(&before, &after));
        assert_eq!(*compared.between(&after, &before), Comparison::between(&after, &before));
    }
}
