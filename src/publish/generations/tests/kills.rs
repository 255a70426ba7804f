//! Killed before any step, in any publication, opening or recovery: what is shown is whole, and the next one finds its way.

use super::*;

/// One opening and publication that is killed after so many steps; says whether it was.
fn killed(folder: &Path, steps: usize, files: Files<'_>) -> bool {
    let mut disk = Disk::new(folder.to_owned());
    disk.steps_left = Some(steps);
    let Ok(mut sink) = GenerationSink::open_on(disk, Swap::Link, OWNER) else { return true };
    let _ = fill(&mut sink, files);
    sink.disk.steps_left == Some(0)
}

/// Nothing lies in the folder but what belongs there.
fn assert_tidy(folder: &Path) {
    assert!(listing(&folder.join(STAGING)).is_empty());
    assert!(generations(folder).len() <= 4, "{:#?}", listing(folder));
    assert_eq!(generations(folder), layout::numbers(&folder.join(LEDGERS)).unwrap());
}

#[test]
fn killed_at_any_step_the_last_generation_stays_and_the_next_one_comes() {
    let mut kills = 0;
    let histories: [&[Files<'_>]; 3] = [&[], &[FIRST], &[FIRST, SECOND, FIRST, SECOND, FIRST]];
    for before in histories {
        for steps in 0.. {
            let out = tempfile::tempdir().unwrap();
            before.iter().for_each(|files| drop(build(out.path(), files)));
            let was_killed = killed(out.path(), steps, SECOND);
            let found = seen(out.path());
            let is_either =
                found.as_ref() == Some(&texts(SECOND)) || found == before.last().map(|files| texts(files));
            assert!(is_either, "killed at step {steps}: {found:#?}");
            let then = if steps % 2 == 0 { FIRST } else { SECOND };
            build(out.path(), then);
            assert_eq!(seen(out.path()).unwrap(), texts(then), "killed at step {steps}");
            assert_tidy(out.path());
            if !was_killed {
                break;
            }
            kills += 1;
        }
    }
    assert!(kills > 80, "{kills}");
}

#[test]
fn killed_while_it_recovers_it_recovers_the_next_time() {
    let mut kills = 0;
    for first in (0..).step_by(2) {
        let mut was_killed = false;
        for second in (first % 3..).step_by(3) {
            let out = tempfile::tempdir().unwrap();
            build(out.path(), FIRST);
            was_killed = killed(out.path(), first, SECOND);
            let between = seen(out.path()).unwrap();
            let is_killed_again = killed(out.path(), second, FIRST);
            let found = seen(out.path()).unwrap();
            assert!(found == between || found == texts(FIRST), "killed at {first}, then at {second}");
            build(out.path(), SECOND);
            assert_eq!(seen(out.path()).unwrap(), texts(SECOND), "killed at {first}, then at {second}");
            assert_tidy(out.path());
            if !is_killed_again {
                break;
            }
            kills += 1;
        }
        if !was_killed {
            break;
        }
    }
    assert!(kills > 60, "{kills}");
}

#[test]
fn a_failed_publication_is_mended_by_the_same_sink() {
    let out = tempfile::tempdir().unwrap();
    let mut sink = open(out.path());
    fill(&mut sink, FIRST).unwrap();
    for steps in 0..40 {
        sink.disk.steps_left = Some(steps);
        let _ = fill(&mut sink, SECOND);
        sink.disk.steps_left = None;
        fill(&mut sink, FIRST).unwrap();
        assert_eq!(seen(out.path()).unwrap(), texts(FIRST), "failed at step {steps}");
        let shown = sink.site().current();
        assert!(shown.files.values().all(|file| file.bytes().is_ok()), "failed at step {steps}");
    }
}

#[test]
fn killed_while_it_is_emptied_nothing_is_left_for_others() {
    for steps in 0.. {
        let out = tempfile::tempdir().unwrap();
        let mut sink = open(out.path()).renewing();
        sink.meant_for(&Sight::All).unwrap();
        for turn in ["1", "2"] {
            fill(&mut sink, &[("a/index.html", "secret"), ("index.html", turn)]).unwrap();
        }
        sink.disk.steps_left = Some(steps);
        let done = sink.meant_for(&Sight::Nothing);
        drop(sink);
        let is_left = listing(out.path()).values().any(|text| text == "secret");
        assert!(done.is_err() || !is_left, "{steps}");
        let mut sink = open(out.path()).renewing();
        // As long as anything is left, it is known whom it is for.
        assert!(!is_left || sink.marker.sight == Some(Sight::All), "{steps}");
        sink.meant_for(&Sight::Nothing).unwrap();
        assert!(listing(out.path()).values().all(|text| text != "secret"), "{steps}");
        if done.is_ok() {
            return;
        }
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A site of some files, among them those that are a folder in another.
    fn site(&mut self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for name in ["a", "b/c", "b/d/e", "f/index.html", "index.html", "manifest.json"] {
            match self.below(5) {
                0 => {}
                1 => files.push((format!("{name}/under"), self.below(3).to_string())),
                _ => files.push((name.to_owned(), self.below(3).to_string())),
            }
        }
        for asset in 0..self.below(4) {
            files.push((format!("assets/s-0000000{asset}.css"), asset.to_string()));
        }
        files.sort();
        files
    }
}

#[test]
fn after_any_sequence_the_current_generation_is_one_that_was_published() {
    let mut kills = 0;
    for seed in 0..60 {
        let (mut dice, out) = (Dice(seed), tempfile::tempdir().unwrap());
        let mut shown: Option<Seen> = None;
        let mut sink = None;
        for turn in 0..12 {
            let site = dice.site();
            let files: Vec<(&str, &str)> = site.iter().map(|(path, text)| (&**path, &**text)).collect();
            let mut publisher = sink.take().unwrap_or_else(|| open(out.path()));
            let steps = dice.below(90) as usize;
            publisher.disk.steps_left = (dice.below(2) == 0).then_some(steps);
            let done = fill(&mut publisher, &files).is_ok();
            let found = seen(out.path());
            assert!(found == Some(texts(&files)) || !done && found == shown, "seed {seed}, turn {turn}");
            kills += usize::from(publisher.disk.steps_left == Some(0));
            publisher.disk.steps_left = None;
            shown = found;
            // Sometimes the same process goes on, sometimes another one.
            sink = (dice.below(2) == 0).then_some(publisher);
        }
        drop(sink);
        build(out.path(), FIRST);
        assert_eq!(seen(out.path()).unwrap(), texts(FIRST));
        assert_tidy(out.path());
    }
    assert!(kills > 100, "{kills}");
}
