//! When to fetch next. Time is an argument: nothing here looks at a clock.

use std::time::Duration;

/// The longest pause that failures lead to, where the usual one is not longer anyway.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Whoever asks for a look has one no sooner than this after the one before.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);

/// The usual pause, a tenth more or less, so that many daemons do not all come at once; after failures it doubles.
#[derive(Debug)]
pub(super) struct Schedule {
    every: Duration,
    due: Duration,
    /// When the last look began.
    began: Option<Duration>,
    failures: u32,
    random: u64,
}

impl Schedule {
    /// A look every so often, the first one at once. The same seed gives the same times.
    pub(super) fn new(every: Duration, seed: u64) -> Schedule {
        Schedule { every, due: Duration::ZERO, began: None, failures: 0, random: seed }
    }

    /// When the next look is due.
    pub(super) fn due(&self) -> Duration {
        self.due
    }

    /// A look begins.
    pub(super) fn begin(&mut self, now: Duration) {
        self.began = Some(now);
        // Asked for meanwhile, another one follows: what this one sees may be older.
        self.due = Duration::MAX;
    }

    /// The look is over; gives the pause until the next one.
    pub(super) fn end(&mut self, now: Duration, is_answered: bool) -> Duration {
        self.failures = if is_answered { 0 } else { self.failures.saturating_add(1) };
        let doubled = 2_u32.saturating_pow(self.failures.saturating_sub(1));
        let pause = self.every.saturating_mul(doubled).min(self.every.max(LONGEST));
        let pause = self.shaken(pause);
        // What was asked for meanwhile comes sooner.
        self.due = self.due.min(now.saturating_add(pause));
        self.due.saturating_sub(now)
    }

    /// Somebody knows of news.
    pub(super) fn ask(&mut self, now: Duration) {
        let soonest = self.began.map_or(Duration::ZERO, |began| began + AT_MOST_EVERY);
        self.due = self.due.min(now.max(soonest));
    }

    /// A tenth more or less; SplitMix64 makes what looks random.
    fn shaken(&mut self, pause: Duration) -> Duration {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let thousandth = 900 + u32::try_from((mixed ^ (mixed >> 31)) % 201).unwrap_or_default();
        // Longer than the longest no failure makes it.
        let most = (self.every.saturating_mul(11) / 10).max(LONGEST);
        (pause.saturating_mul(thousandth) / 1000).min(most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    /// The pauses after looks that are answered (`+`) or not (`-`), in whole seconds.
    fn pauses(every: u64, looks: &str) -> Vec<u64> {
        let mut schedule = Schedule::new(seconds(every), 7);
        let mut now = Duration::ZERO;
        let mut pauses = Vec::new();
        for look in looks.chars() {
            schedule.begin(now);
            let pause = schedule.end(now, look == '+');
            pauses.push(pause.as_secs());
            now += pause;
        }
        pauses
    }

    #[test]
    fn failures_double_the_pause_up_to_a_quarter_of_an_hour() {
        let near = |found: &[u64], wanted: &[u64]| {
            assert_eq!(found.len(), wanted.len());
            for (found, wanted) in found.iter().zip(wanted) {
                assert!(found.abs_diff(*wanted) <= wanted.div_ceil(10), "{found} is not about {wanted}");
            }
        };
        near(&pauses(60, "++-------+"), &[60, 60, 60, 120, 240, 480, 900, 900, 900, 60]);
        near(&pauses(3600, "+--+"), &[3600, 3600, 3600, 3600]);
        assert!(pauses(60, "----------").iter().all(|pause| *pause <= 900));
    }

    #[test]
    fn a_look_that_is_asked_for_comes_at_once_but_not_twice_a_second() {
        let mut schedule = Schedule::new(seconds(3600), 1);
        assert_eq!(schedule.due(), Duration::ZERO, "the first one waits for nobody");
        schedule.begin(seconds(10));
        schedule.end(seconds(10), false);
        schedule.ask(seconds(10));
        assert_eq!(schedule.due(), seconds(11), "no failure keeps it waiting, the look before does");
        schedule.ask(seconds(20));
        assert_eq!(schedule.due(), seconds(11), "asking again puts nothing off");
        schedule.begin(seconds(20));
        schedule.ask(seconds(21));
        schedule.end(seconds(30), true);
        assert_eq!(schedule.due(), seconds(21), "what was asked for during a look is looked at after it");
    }

    #[test]
    fn a_shake_makes_no_pause_longer_than_the_longest() {
        let mut schedule = Schedule::new(seconds(205), 6_191_579_585_057_515_263);
        let mut now = Duration::ZERO;
        for _ in 0..60 {
            schedule.begin(now);
            let pause = schedule.end(now, false);
            assert!(pause <= LONGEST, "{pause:?}");
            now += pause;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_pause_is_shorter_or_longer_than_promised(
            every in 1_u64..7200, seed: u64, looks in prop::collection::vec(any::<bool>(), 1..60)
        ) {
            let every = seconds(every);
            let (mut one, mut same) = (Schedule::new(every, seed), Schedule::new(every, seed));
            let mut now = Duration::ZERO;
            for is_answered in looks {
                one.begin(now);
                same.begin(now);
                let pause = one.end(now, is_answered);
                prop_assert_eq!(pause, same.end(now, is_answered));
                prop_assert!(pause >= every * 9 / 10, "{:?}", pause);
                prop_assert!(pause <= (every * 11 / 10).max(LONGEST), "{:?}", pause);
                prop_assert!(!is_answered || pause <= every * 11 / 10, "{:?}", pause);
                now += pause;
                prop_assert_eq!(one.due(), now);
            }
        }
    }
}
