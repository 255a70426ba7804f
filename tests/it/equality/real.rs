//! The whole daemon as a process, with no clock but the machine's: what it publishes comes to be what a clean build makes.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::judge::{Clean, published, same};
use super::world::World;
use super::{files, git};
use crate::support::dice::{Dice, asked};
use crate::support::{program, tell};

/// Longer than a full look, a second look and a publication take; only a failing test waits for it.
const BOUND: Duration = Duration::from_secs(90);
/// Bursts of a sequence.
const BURSTS: usize = 3;

/// A daemon that ends with the test.
struct Daemon(Child);

impl Daemon {
    fn start(world: &World) -> Daemon {
        let mut command: Command = program();
        command.args(["daemon", "--no-bundles", "--registry"]).arg(&world.registry);
        command.arg("--state").arg(world.beside.join("state"));
        command.arg("--publish").arg(world.beside.join("site"));
        let log = std::fs::File::create(world.beside.join("log")).unwrap();
        Daemon(command.stderr(log).spawn().unwrap())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until what is published is what a clean build makes; the day may change meanwhile.
fn wait_for_equality(world: &World) {
    let since = Instant::now();
    loop {
        let today = jiff::Zoned::now().date();
        let (clean, found) = (Clean::build(&world.registry, today), published(&world.beside.join("site")));
        let clean = clean.expect("it was put right");
        // The history may tell of a fault that the files have no more.
        let is_sound = || clean.sound().into_iter().all(|path| found.get(path) == clean.site.get(path));
        if found == clean.site || clean.report.errors() > 0 && is_sound() {
            return;
        }
        if since.elapsed() > BOUND {
            tell(&std::fs::read_to_string(world.beside.join("log")).unwrap());
            return same(&found, &clean.site);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_running_daemon_comes_to_publish_what_a_clean_build_makes() {
    for seed in 0..asked("CONNECTORY_SEQUENCES", 200).div_ceil(100) {
        let mut dice = Dice::of(seed + 1_000_000);
        let mut world = World::new(&mut dice);
        let mut daemon = Some(Daemon::start(&world));
        // One that finds no registry at its start does not start.
        wait_for_equality(&world);
        for burst in 0..BURSTS {
            for _ in 0..1 + dice.below(20) {
                match dice.once_in(3) {
                    true => git::happen(&mut world, &mut dice),
                    false => files::happen(&mut world, &mut dice),
                }
                if dice.once_in(4) {
                    std::thread::sleep(Duration::from_millis(dice.below(400) as u64));
                }
            }
            git::give_up(&mut world);
            world.put_right();
            if burst == 1 {
                // Killed in the middle, another one goes on.
                drop(daemon.take());
                daemon = Some(Daemon::start(&world));
            }
            wait_for_equality(&world);
        }
    }
}
