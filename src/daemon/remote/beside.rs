//! A folder that sites are made of, and beside it the branch that it should follow.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Remote;
use crate::daemon::{Cause, FolderScout, Scout, Verdict};

/// The folder is what counts.
pub struct Beside<'a> {
    folder: FolderScout<'a>,
    remote: Remote,
}

impl<'a> Beside<'a> {
    /// Follows the folder, and keeps an eye on the branch.
    pub fn new(folder: FolderScout<'a>, remote: Remote) -> Beside<'a> {
        Beside { folder, remote }
    }
}

impl Scout for Beside<'_> {
    fn look(&mut self, now: Duration) -> Vec<Cause> {
        // Who asked is answered by whoever builds.
        if self.remote.requests.look.load(Ordering::Relaxed) {
            self.remote.ask();
        }
        self.folder.look(now)
    }

    fn wait(&self, at_most: Duration) {
        self.folder.wait(at_most);
    }

    fn is_busy(&self) -> bool {
        self.folder.is_busy()
    }

    fn judge(&mut self, now: Duration) -> Verdict {
        self.folder.judge(now)
    }
}
