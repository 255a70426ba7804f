//! What several pages of a connector need and costs time to find out: made once, for as long as its pages are made.
//!
//! Pages come in the order of their paths, so those of a connector come one after another. What was found out of the last
//! connectors is kept, and what of those before is let go: memory does not grow with the registry.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::form::Story;
use super::steps::Steps;
use crate::model::Connector;
use crate::model::change::Compared;

/// As many connectors are kept: more than threads work at once.
const MOST: usize = 32;

/// What was found out of one connector.
pub(crate) struct Kept<'r> {
    pub(crate) connector: &'r Connector,
    /// Its packages, compared.
    pub(crate) compared: Compared<'r>,
    story: OnceLock<Story<'r>>,
    steps: OnceLock<Steps<'r>>,
}

impl<'r> Kept<'r> {
    /// What became of its settings.
    pub(crate) fn story(&self) -> &Story<'r> {
        self.story.get_or_init(|| Story::of(self.connector, &self.compared))
    }

    /// What each of its versions changed.
    pub(crate) fn steps(&self) -> &Steps<'r> {
        self.steps.get_or_init(|| Steps::of(self.connector, &self.compared))
    }
}

/// The connectors whose pages were made last, the latest first.
#[derive(Default)]
pub(crate) struct Recent<'r> {
    last: Mutex<VecDeque<Arc<Kept<'r>>>>,
}

impl<'r> Recent<'r> {
    /// What is kept of a connector.
    pub(crate) fn of(&self, connector: &'r Connector) -> Arc<Kept<'r>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = last.iter().position(|kept| std::ptr::eq(kept.connector, connector)) {
            // In front, where it is found first and let go last.
            last.swap(0, at);
            return last[0].clone();
        }
        let kept = Arc::new(Kept {
            connector,
            compared: Compared::default(),
            story: OnceLock::new(),
            steps: OnceLock::new(),
        });
        last.push_front(kept.clone());
        last.truncate(MOST);
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture::{self, connector, version};

    #[test]
    fn what_was_found_out_of_a_connector_is_kept_while_its_pages_are_made_and_no_longer() {
        let mut registry = fixture::registry();
        for count in 0..=MOST {
            let slug = format!("tank-{count}");
            registry.connectors.push(connector(&slug, &slug, "default", vec![version(&slug, "1.0", true)]));
        }
        fixture::shown(&registry, |shown| {
            let of = |slug: &str| shown.kept(shown.connector(slug).unwrap()).unwrap();
            let first = of("sql-server");
            let story = std::ptr::from_ref(first.story());
            assert!(Arc::ptr_eq(&first, &of("sql-server")));
            assert!(std::ptr::eq(story, of("sql-server").story()));
            (0..MOST).for_each(|count| drop(of(&format!("tank-{count}"))));
            assert!(!Arc::ptr_eq(&first, &of("sql-server")), "memory does not grow with the registry");
        });
    }
}
