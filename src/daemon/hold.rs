//! Decides whether a registry that lost many files is believed. An unmounted disk looks like "everything was deleted".
//!
//! 1. Up to 30 % of the files gone, or a handful: believed.
//! 2. More: held, until Git's HEAD moved (then Git deleted them) or the files are back. For a minute after HEAD moved any loss that leaves
//!    some files is believed, for the events of a large checkout come in late.
//! 3. A loss that leaves some files and stays exactly the same for a minute is believed too: someone removed a folder by hand.
//! 4. An empty registry is never believed without Git.

use std::time::Duration;

/// A loss of fewer files is believed, as long as some are left.
const HANDFUL: usize = 10;
/// A loss that does not change for this long is meant.
const STEADY: Duration = Duration::from_secs(60);

/// Whether to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The files are what they seem.
    Build,
    /// Keep the last site.
    Wait {
        /// Files there are.
        files: usize,
        /// Files there were.
        of: usize,
    },
}

/// What the registry was when it was last believed.
#[derive(Debug, Default)]
pub struct Hold {
    files: usize,
    head: Option<String>,
    moved: Option<Duration>,
    steady: Option<(usize, Duration)>,
}

impl Hold {
    /// Believes nothing yet: the first look is always believed.
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at the number of files and where Git's HEAD is.
    pub fn judge(&mut self, now: Duration, files: usize, head: Option<&str>) -> Verdict {
        let lost = self.files.saturating_sub(files);
        let many = lost * 10 > self.files * 3 && (lost >= HANDFUL || files == 0);
        if head.is_some() && head != self.head.as_deref() {
            // HEAD seen for the first time did not move.
            self.moved = self.head.is_some().then_some(now);
            self.head = head.map(str::to_owned);
        }
        // A commit may delete everything; what vanishes after it, with Git's own folder or to the last file, Git did not delete.
        let by_git = head.is_some()
            && self.moved.is_some_and(|moved| now == moved || (files > 0 && now < moved + STEADY));
        if !many || by_git || self.is_steady(now, files) {
            self.files = files;
            self.steady = None;
            return Verdict::Build;
        }
        Verdict::Wait { files, of: self.files }
    }

    /// Whether a look is being held, so that it must be judged again by and by.
    pub fn is_holding(&self) -> bool {
        self.steady.is_some()
    }

    fn is_steady(&mut self, now: Duration, files: usize) -> bool {
        match self.steady {
            Some((same, since)) if same == files => files > 0 && now >= since + STEADY,
            _ => {
                self.steady = Some((files, now));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn settled(files: usize) -> Hold {
        let mut hold = Hold::new();
        assert_eq!(hold.judge(s(0), files, Some("a")), Verdict::Build);
        hold
    }

    #[test]
    fn a_small_loss_is_believed() {
        assert_eq!(settled(100).judge(s(1), 70, Some("a")), Verdict::Build);
        assert_eq!(settled(5).judge(s(1), 1, Some("a")), Verdict::Build);
        assert_eq!(settled(0).judge(s(1), 0, None), Verdict::Build);
    }

    #[test]
    fn an_empty_registry_is_held_until_the_files_are_back() {
        let mut hold = settled(5);
        let wait = Verdict::Wait { files: 0, of: 5 };
        assert_eq!(hold.judge(s(1), 0, None), wait);
        assert_eq!(hold.judge(s(10_000), 0, None), wait);
        assert!(hold.is_holding());
        assert_eq!(hold.judge(s(10_001), 5, Some("a")), Verdict::Build);
        assert!(!hold.is_holding());
    }

    #[test]
    fn git_may_delete_everything() {
        let mut hold = settled(100);
        assert_eq!(hold.judge(s(1), 60, Some("b")), Verdict::Build);
        assert_eq!(hold.judge(s(2), 1, Some("b")), Verdict::Build);
        assert_eq!(hold.judge(s(3), 60, Some("b")), Verdict::Build);
        let wait = Verdict::Wait { files: 0, of: 60 };
        assert_eq!(hold.judge(s(4), 0, Some("b")), wait);
        assert_eq!(hold.judge(s(5), 0, None), wait);
        assert_eq!(hold.judge(s(6), 60, Some("b")), Verdict::Build);
        let wait = Verdict::Wait { files: 1, of: 60 };
        assert_eq!(hold.judge(s(100), 1, Some("b")), wait);
    }

    #[test]
    fn a_large_loss_is_believed_when_it_stays_the_same() {
        let mut hold = settled(100);
        assert_eq!(hold.judge(s(1), 50, Some("a")), Verdict::Wait { files: 50, of: 100 });
        assert_eq!(hold.judge(s(40), 40, Some("a")), Verdict::Wait { files: 40, of: 100 });
        assert_eq!(hold.judge(s(99), 40, Some("a")), Verdict::Wait { files: 40, of: 100 });
        assert_eq!(hold.judge(s(100), 40, Some("a")), Verdict::Build);
        assert_eq!(hold.judge(s(101), 39, Some("a")), Verdict::Build);
    }
}
