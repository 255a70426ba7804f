//! A value that versions have in common.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A handle of a value. Clones are the same memory until one of them is changed. The versions of a connector are much alike,
/// and [`Shared::share`] makes what is equal in two of them one.
#[derive(Clone, Default)]
pub struct Shared<T>(Arc<T>);

impl<T: PartialEq> Shared<T> {
    /// Where `other` holds the same, takes that instead of a copy of its own.
    pub fn share(&mut self, other: &Shared<T>) {
        if !self.is(other) && self == other {
            self.0 = Arc::clone(&other.0);
        }
    }
}

impl<T> Shared<T> {
    /// Whether both are the same memory.
    pub fn is(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    /// The same memory is the same value, without a look at it.
    fn eq(&self, other: &Shared<T>) -> bool {
        self.is(other) || *self.0 == *other.0
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    /// The value to change; that of a clone stays as it is.
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl From<&str> for Shared<String> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl PartialEq<str> for Shared<String> {
    fn eq(&self, other: &str) -> bool {
        *self.0 == other
    }
}

impl PartialEq<&str> for Shared<String> {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<String> for Shared<String> {
    fn eq(&self, other: &String) -> bool {
        *self.0 == *other
    }
}

impl<T: fmt::Display> fmt::Display for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: serde::Serialize> serde::Serialize for Shared<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Shares what stands at the same place of both lists.
pub(crate) fn share_each<T: PartialEq>(list: &mut [Shared<T>], before: &[Shared<T>]) {
    for (here, there) in list.iter_mut().zip(before) {
        here.share(there);
    }
}
