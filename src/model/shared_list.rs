//! A list whose items are the same memory in every copy of it.

use std::cmp::Ordering;
use std::iter::Map;
use std::ops::{Index, IndexMut};
use std::slice;
use std::sync::Arc;

/// A list that costs a pointer an item to copy. An item is copied once somebody changes it.
#[derive(Debug)]
pub struct SharedList<T>(Vec<Arc<T>>);

impl<T> SharedList<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The items, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The items as they are shared.
    pub fn shared(&self) -> &[Arc<T>] {
        &self.0
    }

    /// The item at this place.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at).map(AsRef::as_ref)
    }

    /// The first item.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last item.
    pub fn last(&self) -> Option<&T> {
        self.0.last().map(AsRef::as_ref)
    }

    /// Each item with the one after it.
    pub fn pairs(&self) -> impl Iterator<Item = (&T, &T)> {
        self.0.windows(2).map(|pair| (pair[0].as_ref(), pair[1].as_ref()))
    }

    /// Adds an item at the end, one that others may share.
    pub fn push(&mut self, item: impl Into<Arc<T>>) {
        self.0.push(item.into());
    }

    /// Adds an item at this place.
    pub fn insert(&mut self, at: usize, item: impl Into<Arc<T>>) {
        self.0.insert(at, item.into());
    }

    /// Takes the item at this place out.
    pub fn remove(&mut self, at: usize) -> Arc<T> {
        self.0.remove(at)
    }

    /// Keeps the first of them.
    pub fn truncate(&mut self, most: usize) {
        self.0.truncate(most);
    }

    /// Takes all of them out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps those that are asked for.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.0.retain(|item| keep(item));
    }

    /// Brings them in order; equal ones stay as they stand.
    pub fn sort_by(&mut self, mut order: impl FnMut(&T, &T) -> Ordering) {
        self.0.sort_by(|a, b| order(a, b));
    }

    /// Where the item is, in a list that is in this order.
    ///
    /// # Errors
    /// Where it would stand.
    pub fn binary_search_by(&self, mut order: impl FnMut(&T) -> Ordering) -> Result<usize, usize> {
        self.0.binary_search_by(|item| order(item))
    }
}

/// What walks over a [`SharedList`] list.
pub(super) type Iter<'s, T> = Map<slice::Iter<'s, Arc<T>>, fn(&'s Arc<T>) -> &'s T>;

impl<T: Clone> SharedList<T> {
    /// The items, to be changed: each is copied where others share it.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(Arc::make_mut)
    }

    /// The last item, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.0.last_mut().map(Arc::make_mut)
    }
}

impl<T> Clone for SharedList<T> {
    fn clone(&self) -> Self {
        SharedList(self.0.clone())
    }
}

impl<T> Default for SharedList<T> {
    fn default() -> Self {
        SharedList(Vec::new())
    }
}

impl<T> Index<usize> for SharedList<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.0[at]
    }
}

impl<T: Clone> IndexMut<usize> for SharedList<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        Arc::make_mut(&mut self.0[at])
    }
}

impl<'s, T> IntoIterator for &'s SharedList<T> {
    type Item = &'s T;
    type IntoIter = Iter<'s, T>;

    fn into_iter(self) -> Iter<'s, T> {
        self.iter()
    }
}

impl<T> IntoIterator for SharedList<T> {
    type Item = Arc<T>;
    type IntoIter = std::vec::IntoIter<Arc<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T, A: Into<Arc<T>>> FromIterator<A> for SharedList<T> {
    fn from_iter<I: IntoIterator<Item = A>>(items: I) -> Self {
        SharedList(items.into_iter().map(Into::into).collect())
    }
}

impl<T, A: Into<Arc<T>>> Extend<A> for SharedList<T> {
    fn extend<I: IntoIterator<Item = A>>(&mut self, items: I) {
        self.0.extend(items.into_iter().map(Into::into));
    }
}

impl<T, const N: usize> From<[T; N]> for SharedList<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T> From<Vec<T>> for SharedList<T> {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_what_nobody_changed() {
        let list: SharedList<String> = vec!["a".to_owned(), "b".to_owned()].into();
        let mut copy = list.clone();
        copy[0].push('!');
        assert_eq!((list[0].as_str(), copy[0].as_str()), ("a", "a!"));
        let same = |at: usize| Arc::ptr_eq(&list.shared()[at], &copy.shared()[at]);
        assert_eq!((same(0), same(1)), (false, true));
    }
}
