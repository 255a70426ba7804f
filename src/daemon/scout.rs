//! Who finds out that the registry is another one: by looking at a folder, or by fetching.

use std::time::Duration;

use super::{Cause, Hold, Verdict, Watch};

/// Tells the loop that there is something to look at.
pub trait Scout {
    /// What happened since the last look.
    fn look(&mut self, now: Duration) -> Vec<Cause>;

    /// Sleeps until something is heard, but not longer than this.
    fn wait(&self, at_most: Duration);

    /// Whether there is anything to build yet.
    fn is_ready(&self) -> bool {
        true
    }

    /// Whether somebody is in the middle of changing much, so that it is worth to wait.
    fn is_busy(&self) -> bool {
        false
    }

    /// Whether what there is may be built. Asked once before each build.
    fn judge(&mut self, _now: Duration) -> Verdict {
        Verdict::Build
    }
}

/// A folder, whose losses are not believed at once.
pub struct FolderScout<'a> {
    watch: Watch<'a>,
    hold: Hold,
}

impl<'a> FolderScout<'a> {
    /// Follows what `watch` watches.
    pub fn new(watch: Watch<'a>) -> FolderScout<'a> {
        FolderScout { watch, hold: Hold::new() }
    }
}

impl Scout for FolderScout<'_> {
    fn look(&mut self, now: Duration) -> Vec<Cause> {
        self.watch.look(now)
    }

    fn wait(&self, at_most: Duration) {
        self.watch.wait(at_most);
    }

    fn is_busy(&self) -> bool {
        self.watch.git_is_busy()
    }

    fn judge(&mut self, now: Duration) -> Verdict {
        self.watch.settle(now);
        self.hold.judge(now, self.watch.files(), self.watch.head().as_deref())
    }
}
