//! Swaps against readers: nothing is missing, torn or mixed.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;

/// How many swaps the test makes, where not as many as it does anyway.
const SWAPS: &str = "CONNECTORY_SWAPS";
/// After each swap, readers read so many files before the next one.
const READS: u64 = 50;
const PAGES: usize = 4;

#[derive(Default)]
struct Counts {
    swaps: AtomicU64,
    reads: AtomicU64,
    late: AtomicU64,
    done: AtomicBool,
}

impl Counts {
    /// One look of a reader at a page and what it asks for. One that slept through more than three swaps may miss something.
    fn look(&self, what: &str, read: impl Fn() -> io::Result<u64>) {
        let before = self.swaps.load(Ordering::SeqCst);
        let read = read();
        let passed = self.swaps.load(Ordering::SeqCst) - before;
        match read {
            Ok(files) => self.reads.fetch_add(files, Ordering::SeqCst),
            Err(_) if passed >= 3 => self.late.fetch_add(1, Ordering::SeqCst),
            Err(error) => {
                self.done.store(true, Ordering::SeqCst);
                panic!("{what}, while {passed} generations came: {error}")
            }
        };
    }
}

fn style(turn: u64) -> String {
    format!("assets/s-{turn:08x}.css")
}

fn page(turn: u64, number: usize) -> String {
    format!("<{turn} {number} {}>", "x".repeat(3000))
}

fn site(turn: u64) -> Vec<(String, String)> {
    let pages = (0..PAGES).map(|number| (format!("{number}/index.html"), page(turn, number)));
    let files = [(style(turn), turn.to_string()), ("same.html".to_owned(), "same".to_owned())];
    files.into_iter().chain(pages).collect()
}

/// The turn that a page is of, if it is whole.
fn turn_of(text: &str, number: usize) -> io::Result<u64> {
    let turn = text.strip_prefix('<').and_then(|text| text.split(' ').next()?.parse().ok());
    let whole = turn.filter(|turn| text == page(*turn, number));
    whole.ok_or_else(|| io::Error::other(format!("a torn page of {} bytes", text.len())))
}

fn is_same(read: &str, turn: u64) -> io::Result<()> {
    if read == turn.to_string() { Ok(()) } else { Err(io::Error::other(format!("{read} with {turn}"))) }
}

#[test]
fn readers_miss_nothing_while_generations_are_swapped() {
    let out = tempfile::tempdir().unwrap();
    let (current, counts) = (out.path().join("current"), Counts::default());
    let mut sink = open(out.path());
    let mut publish = |turn| {
        let site = site(turn);
        let files: Vec<(&str, &str)> = site.iter().map(|(path, text)| (&**path, &**text)).collect();
        fill(&mut sink, &files).map(|_| sink.site())
    };
    let shown = publish(0).unwrap();
    let by_address = || {
        let text = fs::read_to_string(current.join("1/index.html"))?;
        let turn = turn_of(&text, 1)?;
        is_same(&fs::read_to_string(current.join(style(turn)))?, turn)?;
        fs::read_to_string(current.join("same.html")).map(|_| 3)
    };
    let by_folder = || {
        let folder = fs::canonicalize(&current)?;
        let turn = fs::read_to_string(folder.join("0/index.html")).and_then(|text| turn_of(&text, 0))?;
        for number in 1..PAGES {
            let other = fs::read_to_string(folder.join(format!("{number}/index.html")))?;
            is_same(&turn_of(&other, number)?.to_string(), turn)?;
        }
        is_same(&fs::read_to_string(folder.join(style(turn)))?, turn).map(|()| PAGES as u64 + 1)
    };
    let by_handle = || {
        let text = |name: &str| {
            let current = shown.current();
            let file = current.file(&path(name)).ok_or(io::ErrorKind::NotFound)?;
            Ok::<_, io::Error>(String::from_utf8_lossy(&file.bytes()?).into_owned())
        };
        let turn = turn_of(&text("2/index.html")?, 2)?;
        is_same(&text(&style(turn))?, turn).map(|()| 2)
    };
    let swaps = std::env::var(SWAPS).ok().and_then(|swaps| swaps.parse().ok()).unwrap_or(2_000);
    let reading = |what, read: &dyn Fn() -> io::Result<u64>| {
        while !counts.done.load(Ordering::SeqCst) {
            counts.look(what, read);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| reading("a page by its address", &by_address));
        scope.spawn(|| reading("a folder of pages", &by_folder));
        scope.spawn(|| reading("a page by the server's handle", &by_handle));
        for turn in 1..=swaps {
            if counts.done.load(Ordering::SeqCst) {
                break;
            }
            publish(turn).unwrap();
            counts.swaps.store(turn, Ordering::SeqCst);
            while counts.reads.load(Ordering::SeqCst) < turn * READS && !counts.done.load(Ordering::SeqCst) {
                std::thread::sleep(std::time::Duration::from_micros(100));
            }
        }
        counts.done.store(true, Ordering::SeqCst);
    });
    let (reads, late) = (counts.reads.load(Ordering::SeqCst), counts.late.load(Ordering::SeqCst));
    assert!(reads >= swaps * READS && late * 100 < reads, "{reads} reads, {late} too late");
    assert_eq!(generations(out.path()).len(), 4);
}
