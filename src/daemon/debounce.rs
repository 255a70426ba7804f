//! Decides when a burst of changes is over. Time comes in as a value: the time since the daemon started.
//!
//! 1. A change starts a burst; 300 ms without another one end it, 5 s after the first one it ends anyway.
//! 2. While Git holds `.git/index.lock` it is changing many files: wait, but at most 30 s, for a killed Git leaves its lock behind.
//! 3. When the lock goes, the burst starts anew, for Git moves HEAD only then.

use std::time::Duration;

/// No change for this long ends a burst.
const QUIET: Duration = Duration::from_millis(300);
/// A burst is never waited for longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// A lock older than this is no longer believed.
const LOCK_PATIENCE: Duration = Duration::from_secs(30);
/// How often to see whether the lock is gone.
const LOCK_LOOK: Duration = Duration::from_millis(100);

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing changed; wait for a change.
    Idle,
    /// Ask again at this time, or after a change.
    WakeAt(Duration),
    /// Build now. Said once a burst.
    Build,
}

/// A burst of changes being waited out.
#[derive(Debug, Default)]
pub struct Debounce {
    burst: Option<Burst>,
    locked_since: Option<Duration>,
}

#[derive(Debug, Clone, Copy)]
struct Burst {
    first: Duration,
    last: Duration,
}

impl Debounce {
    /// No burst, no lock.
    pub fn new() -> Self {
        Self::default()
    }

    /// Something changed.
    pub fn event(&mut self, now: Duration) {
        let first = self.burst.map_or(now, |burst| burst.first);
        self.burst = Some(Burst { first, last: now });
    }

    /// Whether Git's index lock is there.
    pub fn lock(&mut self, now: Duration, present: bool) {
        match (present, self.locked_since) {
            (true, None) => self.locked_since = Some(now),
            (false, Some(_)) => {
                self.locked_since = None;
                let anew = Burst { first: now, last: now };
                self.burst = self.burst.map(|_| anew);
            }
            _ => {}
        }
    }

    /// Whether a burst is waited for, so that it matters whether Git is busy.
    pub fn is_waiting(&self) -> bool {
        self.burst.is_some()
    }

    /// What to do at this time.
    pub fn next(&mut self, now: Duration) -> Next {
        let Some(burst) = self.burst else {
            return Next::Idle;
        };
        if let Some(since) = self.locked_since
            && now < since + LOCK_PATIENCE
        {
            return Next::WakeAt((now + LOCK_LOOK).min(since + LOCK_PATIENCE));
        }
        let due = (burst.last + QUIET).min(burst.first + PATIENCE);
        if now < due {
            return Next::WakeAt(due);
        }
        self.burst = None;
        Next::Build
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    enum Input {
        Change,
        Lock(bool),
        Ask(Next),
    }
    use Input::{Ask, Change, Lock};

    #[test]
    fn a_burst_ends_when_it_is_quiet_or_old_and_git_is_done() {
        let long: Vec<(u64, Input)> = (0..25)
            .map(|n| (n * 200, Change))
            .chain([(4_999, Ask(Next::WakeAt(ms(5_000)))), (5_000, Ask(Next::Build))])
            .collect();
        let table = [
            ("nothing happens", vec![(0, Ask(Next::Idle)), (9_000, Ask(Next::Idle))]),
            (
                "one change",
                vec![
                    (10, Change),
                    (10, Ask(Next::WakeAt(ms(310)))),
                    (309, Ask(Next::WakeAt(ms(310)))),
                    (310, Ask(Next::Build)),
                    (310, Ask(Next::Idle)),
                ],
            ),
            (
                "a second change waits again",
                vec![(0, Change), (299, Change), (300, Ask(Next::WakeAt(ms(599)))), (599, Ask(Next::Build))],
            ),
            ("an endless burst", long),
            (
                "git at work",
                vec![
                    (0, Lock(true)),
                    (0, Change),
                    (1_000, Ask(Next::WakeAt(ms(1_100)))),
                    (7_000, Ask(Next::WakeAt(ms(7_100)))),
                    (8_000, Lock(false)),
                    (8_000, Ask(Next::WakeAt(ms(8_300)))),
                    (8_300, Ask(Next::Build)),
                ],
            ),
            (
                "a lock left behind",
                vec![
                    (0, Lock(true)),
                    (0, Change),
                    (29_950, Ask(Next::WakeAt(ms(30_000)))),
                    (30_000, Ask(Next::Build)),
                    (31_000, Change),
                    (31_000, Lock(true)),
                    (31_300, Ask(Next::Build)),
                ],
            ),
            ("a lock without a change", vec![(0, Lock(true)), (1, Lock(false)), (9_000, Ask(Next::Idle))]),
        ];
        for (name, steps) in table {
            let mut debounce = Debounce::new();
            for (at, step) in steps {
                match step {
                    Change => debounce.event(ms(at)),
                    Lock(present) => debounce.lock(ms(at), present),
                    Ask(next) => assert_eq!(debounce.next(ms(at)), next, "{name} at {at} ms"),
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_change_is_lost_and_none_waits_longer_than_promised(
            steps in proptest::collection::vec((0_u64..2_000, 0_u8..4), 1..80)
        ) {
            let (mut debounce, mut now, mut waiting) = (Debounce::new(), 0, None);
            for (pause, what) in steps {
                let until = now + pause;
                // The daemon asks again whenever it was told to.
                while let Next::WakeAt(at) = debounce.next(ms(now)) {
                    prop_assert!(at > ms(now));
                    prop_assert!(now - waiting.unwrap_or(now) <= 35_000);
                    if at > ms(until) { break }
                    now = u64::try_from(at.as_millis()).unwrap();
                }
                if !debounce.is_waiting() { waiting = None }
                now = until;
                match what {
                    0 | 1 => {
                        debounce.event(ms(now));
                        waiting.get_or_insert(now);
                    }
                    2 => debounce.lock(ms(now), true),
                    _ => debounce.lock(ms(now), false),
                }
                prop_assert_eq!(debounce.is_waiting(), waiting.is_some());
            }
        }
    }
}
