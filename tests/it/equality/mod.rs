//! After any sequence of events, once it is quiet, the site of the daemon is what a clean build makes of the tree, byte for byte.
//!
//! 1. [`world`]: a small registry in a repository, on a real disk. What happens to it by hand ([`files`]) and by Git ([`git`]).
//! 2. [`follower`]: the daemon's own loop, a step at a time, with the system's real events and a clock that is turned by hand; days
//!    pass, the daemon is started again.
//! 3. After each quiet: without errors in the registry every file is compared; with errors what belongs to connectors without any.
//! 4. [`real`]: a few sequences before the whole daemon as a process, with no clock but the machine's.
//!
//! A failure tells its seed and what had happened: `CONNECTORY_SEED` runs that sequence alone, `CONNECTORY_SEQUENCES` says how many
//! are run.

mod files;
mod follower;
mod git;
mod judge;
mod real;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::dice::{Dice, asked};
use crate::support::tell;
use follower::Following;
use judge::Compared;
use world::World;

/// How many operations a sequence has.
const LENGTH: usize = 50;

/// Runs sequences side by side; says what was compared in all of them.
fn run_all(of: &(dyn Fn(u64) -> Compared + Sync)) -> Compared {
    if let Ok(seed) = std::env::var("CONNECTORY_SEED") {
        return of(seed.parse().expect("CONNECTORY_SEED is a number"));
    }
    let (count, next) = (asked("CONNECTORY_SEQUENCES", 200), AtomicU64::new(0));
    let work = || {
        let mut compared = Compared::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= count {
                return compared;
            }
            compared.add(&of(seed));
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        let mut all = Compared::default();
        for worker in workers {
            match worker.join() {
                Ok(compared) => all.add(&compared),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

/// One sequence from its beginning to a mended end.
fn sequence(seed: u64) -> Compared {
    let mut dice = Dice::of(seed);
    let mut world = World::new(&mut dice);
    let mut compared = Compared::default();
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut left = LENGTH;
        while left > 0 {
            Following::new(&world, &mut dice).live(&mut world, &mut dice, &mut left, &mut compared);
        }
    }));
    if let Err(panic) = ran {
        tell(&format!("CONNECTORY_SEED={seed} fails after:\n  {}", world.told.join("\n  ")));
        std::panic::resume_unwind(panic);
    }
    compared
}

#[test]
fn after_any_operations_the_site_is_that_of_a_clean_build() {
    let compared = run_all(&sequence);
    tell(&format!("equality: {compared}"));
    // Of one sequence that is run again nothing can be said.
    assert!(
        compared.quiets < 100 || compared.whole * 2 > compared.quiets,
        "too few trees without errors: {compared}"
    );
}
