use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;
use crate::plan::Fingerprint;

fn path(text: &str) -> SitePath {
    SitePath::new(text).unwrap()
}

fn open(root: &Path) -> GenerationSink {
    GenerationSink::open(root, Swap::Link, "a test").unwrap()
}

fn publish(sink: &mut GenerationSink, files: &[(&str, &str)]) -> Result<Published, PublishError> {
    sink.begin()?;
    for (name, text) in files {
        let file = Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes());
        let body = (sink.held(&path(name)) != Some(file)).then(|| text.as_bytes().to_vec());
        sink.put(path(name), file, body)?;
    }
    sink.finish()
}

/// What readers see through `current`, without hash-named files of older generations.
fn seen(root: &Path, files: &[(&str, &str)]) -> bool {
    let current = root.join("current");
    files.iter().all(|(name, text)| fs::read_to_string(current.join(name)).is_ok_and(|held| held == *text))
}

const ONE: [(&str, &str); 3] = [("assets/s-00000001.css", "s1"), ("index.html", "1"), ("a/b.html", "same")];
const TWO: [(&str, &str); 3] = [("assets/s-00000002.css", "s2"), ("index.html", "2"), ("a/b.html", "same")];

#[test]
fn a_publication_is_seen_at_once_and_what_stays_is_the_same_file() {
    let root = tempfile::tempdir().unwrap();
    let mut sink = open(root.path());
    assert_eq!(publish(&mut sink, &ONE).unwrap().written.len(), 3);
    assert!(seen(root.path(), &ONE));
    let second = publish(&mut sink, &TWO).unwrap();
    assert_eq!((second.written.len(), second.kept, second.removed.len()), (2, 1, 1));
    assert!(seen(root.path(), &TWO));
    assert!(seen(root.path(), &ONE[..1]), "readers of the older page have its style");
    let same = publish(&mut sink, &TWO).unwrap();
    assert_eq!(
        (same.written.len(), same.kept, sink.ledger.number),
        (0, 3, 2),
        "nothing changed: no generation"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let inode = |number: u64| fs::metadata(sink.folder(number).join("a/b.html")).unwrap().ino();
        assert_eq!(inode(1), inode(2));
    }
}

#[test]
fn three_old_generations_are_kept_and_their_assets_as_long() {
    let root = tempfile::tempdir().unwrap();
    let mut sink = open(root.path());
    publish(&mut sink, &ONE).unwrap();
    for turn in 2..=6 {
        publish(&mut sink, &[("assets/s-00000002.css", "s2"), ("index.html", &turn.to_string())]).unwrap();
        assert_eq!(seen(root.path(), &ONE[..1]), turn <= 4, "{turn}");
    }
    let folders = fs::read_dir(root.path().join(GENERATIONS)).unwrap().count();
    assert_eq!(folders, 4);
    let site = sink.site().current();
    assert_eq!((site.number, site.files.len()), (6, 2));
}

#[test]
fn killed_at_any_step_the_last_generation_is_whole_and_the_next_publication_puts_the_rest_right() {
    for second_kill in [None, Some(3), Some(7)] {
        for steps in 0.. {
            let root = tempfile::tempdir().unwrap();
            publish(&mut open(root.path()), &ONE).unwrap();
            let mut sink = open(root.path());
            sink.disk.steps_left = Some(steps);
            let killed = publish(&mut sink, &TWO);
            let done = sink.disk.steps_left != Some(0);
            drop(sink);
            let is_new = seen(root.path(), &TWO[1..2]);
            assert!(killed.is_err() || is_new);
            assert!(seen(root.path(), if is_new { &TWO } else { &ONE }), "{steps}");
            if let Some(steps) = second_kill {
                let mut sink = open(root.path());
                sink.disk.steps_left = Some(steps);
                let _ = publish(&mut sink, &ONE);
                assert!(seen(root.path(), &ONE) || seen(root.path(), &TWO), "{steps}");
            }
            let mut sink = open(root.path());
            publish(&mut sink, &TWO).unwrap();
            assert!(seen(root.path(), &TWO));
            let leftovers = walkdir::WalkDir::new(root.path()).into_iter().flatten();
            let leftovers = leftovers.filter(|entry| entry.file_name().to_string_lossy().ends_with(".new"));
            assert_eq!(leftovers.count(), 0, "{steps}");
            if done {
                break;
            }
        }
    }
}

#[test]
fn one_publisher_at_a_time_and_one_that_was_taken_for_dead_swaps_nothing() {
    let root = tempfile::tempdir().unwrap();
    let mut first = open(root.path());
    publish(&mut first, &ONE).unwrap();
    let second = GenerationSink::open(root.path(), Swap::Link, "another").unwrap_err();
    assert!(matches!(&second, PublishError::Taken { owner, .. } if owner == "a test"), "{second}");
    // On a file system whose locks do not hold, another one came meanwhile.
    fs::write(root.path().join("lock"), "99 another\n").unwrap();
    assert!(matches!(publish(&mut first, &TWO), Err(PublishError::Taken { .. })));
    assert!(seen(root.path(), &ONE));
}

#[test]
fn what_was_not_written_by_us_is_neither_overwritten_nor_removed() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("theirs"), "x").unwrap();
    let refused = GenerationSink::open(root.path(), Swap::Link, "a test").unwrap_err();
    assert!(matches!(refused, PublishError::ForeignFolder(_)));
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    fs::remove_file(root.path().join("theirs")).unwrap();
    let mut sink = open(root.path());
    fs::create_dir(root.path().join("generations")).unwrap();
    fs::write(root.path().join("generations/notes"), "x").unwrap();
    fs::write(root.path().join("theirs"), "x").unwrap();
    publish(&mut sink, &ONE).unwrap();
    assert!(root.path().join("generations/notes").exists() && root.path().join("theirs").exists());
}

#[test]
fn a_file_that_somebody_changed_is_made_again() {
    let root = tempfile::tempdir().unwrap();
    let mut sink = open(root.path());
    publish(&mut sink, &ONE).unwrap();
    let file = root.path().join("current/a/b.html");
    fs::remove_file(&file).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::write(&file, "evil").unwrap();
    assert_eq!(sink.held(&path("a/b.html")), None);
    publish(&mut sink, &TWO).unwrap();
    assert!(seen(root.path(), &TWO));
}

#[test]
fn a_folder_is_for_the_readers_it_was_made_for() {
    let root = tempfile::tempdir().unwrap();
    let mut sink = open(root.path());
    sink.meant_for(&Sight::All).unwrap();
    drop(sink);
    let mut sink = open(root.path());
    sink.meant_for(&Sight::All).unwrap();
    let refused = sink.meant_for(&Sight::Nothing).unwrap_err().to_string();
    assert!(refused.contains("give another folder"), "{refused}");
}

#[test]
fn a_pointer_names_the_current_generation_where_there_are_no_links() {
    let root = tempfile::tempdir().unwrap();
    let mut sink = GenerationSink::open(root.path(), Swap::Pointer, "a test").unwrap();
    for number in 1..3 {
        publish(&mut sink, &[("index.html", &number.to_string())]).unwrap();
        let pointer = fs::read_to_string(root.path().join("current.txt")).unwrap();
        assert_eq!(pointer, format!("generations/00000{number}\n"));
    }
    assert!(!root.path().join("current").exists());
}

#[test]
fn the_sign_of_life_lies_beside_the_site_and_is_no_part_of_it() {
    let root = tempfile::tempdir().unwrap();
    let mut sink = open(root.path());
    sink.pulse(b"{}").unwrap();
    publish(&mut sink, &ONE).unwrap();
    sink.pulse(b"{}").unwrap();
    assert!(root.path().join("current/pulse.json").exists());
    assert_eq!(publish(&mut sink, &ONE).unwrap().kept, 3);
    assert!(!sink.site().current().files.contains_key(&path(PULSE)));
}

#[test]
fn readers_of_a_page_always_find_its_parts_while_generations_are_swapped() {
    let root = tempfile::tempdir().unwrap();
    let swaps: u32 = std::env::var("CONNECTORY_SWAPS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let mut sink = open(root.path());
    let turn = |sink: &mut GenerationSink, number: u32| {
        let (style, page) =
            (format!("assets/s-{number:08x}.css"), format!("{number:08x} assets/s-{number:08x}.css"));
        let text = format!("{number:08x}");
        publish(sink, &[(&style, &text), ("index.html", &page), ("same.html", "same")]).unwrap();
    };
    turn(&mut sink, 0);
    let (done, reads, swapped) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let current = root.path().join("current");
                while !done.load(Ordering::Relaxed) {
                    let before = swapped.load(Ordering::SeqCst);
                    let page = fs::read_to_string(current.join("index.html")).expect("a page");
                    let (number, style) = page.split_once(' ').expect("a whole page");
                    match fs::read_to_string(current.join(style)) {
                        Ok(style) => assert_eq!(style, number),
                        // Who sleeps over more generations than are kept loads the page again.
                        Err(_) => {
                            assert!(swapped.load(Ordering::SeqCst) >= before + KEPT, "a style is missing")
                        }
                    }
                    reads.fetch_add(2, Ordering::Relaxed);
                }
            });
        }
        for number in 1..=swaps {
            turn(&mut sink, number);
            swapped.fetch_add(1, Ordering::SeqCst);
            while reads.load(Ordering::Relaxed) < u64::from(number) * 100 {
                std::thread::yield_now();
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(reads.load(Ordering::Relaxed) >= u64::from(swaps) * 100);
}
