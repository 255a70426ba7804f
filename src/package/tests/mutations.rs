//! A broken package is refused or read, never anything else.
//!
//! 1. Take a package, made by hand or real, and break it near a record: flip, put in, take out, or copy over.
//! 2. Read it. It must not panic and must not take long.
//! 3. What is read all the same is written and read again, and must then stay the same bytes.

use std::time::{Duration, Instant};

use super::random::Random;
use super::{fixture, real};
use crate::package::nbfx::Reader;
use crate::package::{Container, Limits, read, write, write_as};

/// The longest one read may take. A read takes far less than a millisecond; the rest is for a busy machine.
const BOUND: Duration = Duration::from_secs(5);

/// A package to break, and where its records are.
struct Victim {
    sound: Vec<u8>,
    broken: Vec<u8>,
    records: Vec<usize>,
}

impl Victim {
    fn new(sound: Vec<u8>) -> Self {
        let mut reader = Reader::new(&sound, &Limits::default());
        let mut records = Vec::new();
        while let Some((at, _)) = reader.next_event().unwrap() {
            records.push(at as usize);
        }
        Self { broken: sound.clone(), records, sound }
    }

    /// A place in or just after the head of some record.
    fn place(&self, random: &mut Random) -> usize {
        let record = self.records[random.below(self.records.len())];
        (record + random.below(6)).min(self.broken.len() - 1)
    }

    /// Breaks the package in one place; says from where on it differs and how.
    fn break_once(&mut self, random: &mut Random) {
        let at = self.place(random);
        let count = 1 + random.below(8);
        match random.below(8) {
            0..=2 => self.broken[at] ^= 1 << random.below(8),
            3 | 4 => self.broken[at] = random.below(256) as u8,
            5 => {
                let bytes: Vec<u8> = (0..count).map(|_| random.below(256) as u8).collect();
                self.broken.splice(at..at, bytes);
            }
            6 => {
                let end = (at + count).min(self.broken.len() - 1);
                self.broken.drain(at.min(end)..end);
            }
            _ => {
                let from = self.place(random);
                let end = (from + 16 * count).min(self.broken.len());
                let bytes = self.broken[from..end].to_vec();
                self.broken.splice(at..at, bytes);
            }
        }
    }

    fn heal(&mut self) {
        self.broken.clear();
        self.broken.extend_from_slice(&self.sound);
    }
}

#[test]
fn a_broken_package_is_refused_or_read_and_written_alike() {
    let count =
        std::env::var("CONNECTORY_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let mut victims = vec![Victim::new(write(&fixture::small())), Victim::new(fixture::bytes())];
    victims.extend(real::real_packages().into_iter().map(|(_, bytes)| Victim::new(bytes)));
    let mut random = Random(2026);
    let (mut accepted, mut slowest) = (0_u64, Duration::ZERO);
    for round in 0..count {
        // The least package takes the least time and is soonest broken in a new way: three rounds in four are its.
        let among = 1 + random.below(victims.len());
        let which = if random.below(4) == 0 { random.below(among) } else { 0 };
        let victim = &mut victims[which];
        for _ in 0..1 + random.below(3) {
            victim.break_once(&mut random);
        }
        let started = Instant::now();
        let outcome = read(&victim.broken, &Limits::default());
        slowest = slowest.max(started.elapsed());
        assert!(slowest < BOUND, "round {round} took {slowest:?}");
        match outcome {
            Ok(package) => {
                accepted += 1;
                if which < 2 || accepted.is_multiple_of(64) {
                    let written = write(&package);
                    assert_stable(&written, round);
                    // What JSON cannot hold it says; what it takes comes back.
                    if let Ok(json) = write_as(&package, Container::Json) {
                        match read(&json, &Limits::default()) {
                            Ok(back) => {
                                assert!(write(&back) == written, "round {round}: JSON lost something")
                            }
                            Err(error) => panic!("round {round}: JSON is refused: {error}"),
                        }
                    }
                }
            }
            Err(error) => assert!(error.offset <= victim.broken.len() as u64, "round {round}: {error}"),
        }
        victim.heal();
    }
    fixture::say(&format!("{count} mutations, {accepted} accepted, slowest read {slowest:?}"));
}

/// What was written once must be read and written as the same bytes from then on.
fn assert_stable(written: &[u8], round: u64) {
    match read(written, &Limits::default()) {
        Ok(package) => assert!(write(&package) == written, "round {round}: written differently again"),
        Err(error) => panic!("round {round}: cannot be read again: {error}"),
    }
}
