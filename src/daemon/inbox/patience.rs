//! When a dropped file is looked into, told of, and given up: a decision over what was seen and the time, and nothing else.
//!
//! 1. While size, time of change or inode differ from one look to the next, somebody is writing.
//! 2. Once they stay for [`QUIET`], the file is read. If it is whole, it is taken.
//! 3. One that is not whole and stays so is told after [`TOLD`], and refused after [`UNFINISHED`]; one that no further byte could mend
//!    is refused after [`BROKEN`]. Any change of it begins anew.

use std::time::Duration;

/// A file that did not change for so long is read.
pub(super) const QUIET: Duration = Duration::from_secs(2);
/// One that is not whole and did not change for so long is told.
pub(super) const TOLD: Duration = Duration::from_secs(60);
/// One that no further byte could mend and that did not change for so long is refused.
pub(super) const BROKEN: Duration = Duration::from_secs(60);
/// One whose end is missing and that did not change for so long is refused.
pub(super) const UNFINISHED: Duration = Duration::from_secs(15 * 60);
/// Time between two tries to read a file that cannot be read.
pub(super) const AGAIN: Duration = Duration::from_secs(10);

/// What tells, without reading, that a file is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sight {
    /// Size in bytes.
    pub(super) size: u64,
    /// Time of its last change, since the epoch.
    pub(super) modified: Duration,
    /// Inode; 0 where the system has none.
    pub(super) inode: u64,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its end is missing.
    Unfinished(String),
    /// It is no package, whatever might follow.
    Broken(String),
    /// It could not be read.
    Locked(String),
}

/// What is to be done with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing yet.
    Wait,
    /// It is to be read.
    Read,
    /// Nothing yet, but people should know why.
    Tell(String),
    /// It is to be refused.
    Refuse(String),
}

/// A file in the inbox.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    sight: Sight,
    /// Since when it is as it is.
    since: Duration,
    /// What was found when it was read as it is, and when.
    found: Option<(Duration, Fault)>,
}

impl Watched {
    /// A file that is seen for the first time.
    pub(super) fn new(sight: Sight, now: Duration) -> Watched {
        Watched { sight, since: now, found: None }
    }

    /// What is to be done with it, as it looks now.
    pub(super) fn see(&mut self, sight: Sight, now: Duration) -> Next {
        if sight != self.sight {
            *self = Watched::new(sight, now);
        }
        let quiet = now.saturating_sub(self.since);
        match &self.found {
            _ if quiet < QUIET => Next::Wait,
            None => Next::Read,
            Some((at, Fault::Locked(_))) if now.saturating_sub(*at) >= AGAIN => Next::Read,
            Some((_, Fault::Unfinished(why))) if quiet >= UNFINISHED => Next::Refuse(why.clone()),
            Some((_, Fault::Broken(why))) if quiet >= BROKEN => Next::Refuse(why.clone()),
            Some((_, Fault::Unfinished(why) | Fault::Broken(why) | Fault::Locked(why))) if quiet >= TOLD => {
                Next::Tell(why.clone())
            }
            Some(_) => Next::Wait,
        }
    }

    /// It was read, as it was seen last, and is not to be taken.
    pub(super) fn found(&mut self, fault: Fault, now: Duration) {
        self.found = Some((now, fault));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(size: u64) -> Sight {
        Sight { size, modified: Duration::from_secs(size), inode: 1 }
    }

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn why() -> String {
        "the end is missing".to_owned()
    }

    #[test]
    fn a_file_is_read_when_it_was_quiet_for_two_seconds() {
        let mut file = Watched::new(of(1), at(0));
        for (now, size, next) in [
            (1000, 1, Next::Wait),
            (1999, 1, Next::Wait),
            (2000, 2, Next::Wait),
            (3999, 2, Next::Wait),
            (4000, 2, Next::Read),
            (4001, 2, Next::Read),
            (4002, 3, Next::Wait),
        ] {
            assert_eq!(file.see(of(size), at(now)), next, "{now}");
        }
        let other = Sight { inode: 2, ..of(3) };
        assert_eq!(file.see(of(3), at(9000)), Next::Read);
        assert_eq!(file.see(other, at(9000)), Next::Wait, "another file of the same name");
    }

    #[test]
    fn what_is_not_whole_is_told_and_then_refused() {
        let table = [
            (Fault::Unfinished(why()), 59_999, Next::Wait),
            (Fault::Unfinished(why()), 60_000, Next::Tell(why())),
            (Fault::Unfinished(why()), 899_999, Next::Tell(why())),
            (Fault::Unfinished(why()), 900_000, Next::Refuse(why())),
            (Fault::Broken(why()), 59_999, Next::Wait),
            (Fault::Broken(why()), 60_000, Next::Refuse(why())),
            (Fault::Locked(why()), 11_999, Next::Wait),
            (Fault::Locked(why()), 12_000, Next::Read),
        ];
        for (fault, now, next) in table {
            let mut file = Watched::new(of(1), at(0));
            assert_eq!(file.see(of(1), at(2000)), Next::Read);
            file.found(fault.clone(), at(2000));
            assert_eq!(file.see(of(1), at(now)), next, "{fault:?} at {now}");
            assert_eq!(file.see(of(2), at(now)), Next::Wait, "it goes on");
            assert_eq!(file.see(of(2), at(now + 2000)), Next::Read, "and is read again");
        }
    }

    #[test]
    fn what_cannot_be_read_is_never_refused_and_is_told() {
        let mut file = Watched::new(of(1), at(0));
        let (mut reads, mut told) = (0, 0);
        for now in (2000..4_000_000).step_by(1000) {
            match file.see(of(1), at(now)) {
                Next::Read => {
                    reads += 1;
                    file.found(Fault::Locked(why()), at(now));
                }
                Next::Tell(_) => told += 1,
                Next::Wait => assert!(now < 60_000, "{now}"),
                Next::Refuse(why) => panic!("refused at {now}: {why}"),
            }
        }
        assert!(reads > 390 && told > 3000, "{reads} {told}");
    }

    proptest! {
        /// Whatever happens to a file and whenever it is looked at: it is read only after two seconds without a change, and refused only
        /// when what was read is still there, after its time.
        #[test]
        fn nothing_is_read_or_refused_before_its_time(
            looks in proptest::collection::vec((0u64..400_000, 0u64..3, 0u8..3), 1..60),
        ) {
            let (mut now, mut last, mut since) = (0, 0, 0);
            let mut file = Watched::new(of(0), at(0));
            let mut read: Option<(u64, Fault)> = None;
            for (pause, size, fault) in looks {
                now += pause;
                if size != last {
                    (last, since, read) = (size, now, None);
                }
                match file.see(of(size), at(now)) {
                    Next::Read => {
                        prop_assert!(now - since >= 2000);
                        let again = read.as_ref().is_none_or(|(at, fault)| {
                            matches!(fault, Fault::Locked(_)) && now - at >= 10_000
                        });
                        prop_assert!(again, "it was read as it is already");
                        let fault = match fault {
                            0 => Fault::Unfinished(why()),
                            1 => Fault::Broken(why()),
                            _ => Fault::Locked(why()),
                        };
                        file.found(fault.clone(), at(now));
                        read = Some((now, fault));
                    }
                    Next::Refuse(_) => match &read {
                        Some((_, Fault::Unfinished(_))) => prop_assert!(now - since >= 900_000),
                        Some((_, Fault::Broken(_))) => prop_assert!(now - since >= 60_000),
                        other => prop_assert!(false, "refused after {other:?}"),
                    },
                    Next::Tell(_) => prop_assert!(now - since >= 60_000 && read.is_some()),
                    Next::Wait => {}
                }
            }
        }
    }
}
