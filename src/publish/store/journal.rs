//! What is known of a store's objects, written down as it happens, so that whoever is killed goes on where it was.
//!
//! A file of lines, each with a checksum before it, to which is only ever added until it is written anew:
//!
//! 1. `turn`: from here on this publication is under way.
//! 2. `try`: the object may hold anything from here on. Written and flushed before the first of them is sent.
//! 3. `has`: the object holds this. One that gets lost means that an object is sent twice.
//! 4. `gone`: the object is deleted.
//!
//! A line that was cut off at the end is forgotten; anything else that is not as it was written makes all of it worthless, and what
//! the store itself tells has to do.
#![expect(clippy::disallowed_methods, reason = "publish/ keeps what it knows of a store, and only here")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::plan::{Fingerprint, Held, SitePath};
use crate::publish::PublishError;
use crate::publish::disk::fail;
use crate::source::{FileLock, NotLocked};

/// So many lines more than objects are worth writing the file anew.
const SLACK: usize = 1000;

/// What the store holds of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    /// The publication that was begun last.
    pub(super) turn: u64,
    /// Every object of ours; `None` where its bytes are not known.
    pub(super) objects: BTreeMap<SitePath, Option<Object>>,
}

/// The bytes of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) sha256: Fingerprint,
    pub(super) size: u64,
    /// What it was made from, where that is known.
    pub(super) fingerprint: Option<Fingerprint>,
    /// What the store calls this version.
    pub(super) etag: Option<String>,
}

impl Object {
    /// The object as a build asks for it.
    pub(super) fn held(&self) -> Option<Held> {
        Some(Held { fingerprint: self.fingerprint?, sha256: self.sha256, size: self.size })
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    Turn(u64),
    Try(String),
    Has(String, RawObject),
    Gone(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RawObject(String, u64, Option<String>, Option<String>);

impl Line {
    pub(super) fn attempt(path: &SitePath) -> Line {
        Line::Try(path.to_string())
    }

    pub(super) fn has(path: &SitePath, object: &Object) -> Line {
        let fingerprint = object.fingerprint.map(|fingerprint| fingerprint.to_hex());
        let raw = RawObject(object.sha256.to_hex(), object.size, fingerprint, object.etag.clone());
        Line::Has(path.to_string(), raw)
    }

    pub(super) fn gone(path: &SitePath) -> Line {
        Line::Gone(path.to_string())
    }
}

impl Ledger {
    /// What is known after this; nothing if it makes no sense.
    fn take(&mut self, line: Line) -> Option<()> {
        match line {
            Line::Turn(turn) => self.turn = turn,
            Line::Try(path) => _ = self.objects.insert(SitePath::new(&path)?, None),
            Line::Gone(path) => _ = self.objects.remove(&SitePath::new(&path)?),
            Line::Has(path, RawObject(sha256, size, fingerprint, etag)) => {
                let sha256 = Fingerprint::from_hex(&sha256)?;
                let fingerprint = match fingerprint {
                    Some(hex) => Some(Fingerprint::from_hex(&hex)?),
                    None => None,
                };
                let object = Object { sha256, size, fingerprint, etag };
                self.objects.insert(SitePath::new(&path)?, Some(object));
            }
        }
        Some(())
    }

    fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        let objects = self.objects.iter().map(|(path, object)| match object {
            Some(object) => Line::has(path, object),
            None => Line::attempt(path),
        });
        std::iter::once(Line::Turn(self.turn)).chain(objects)
    }
}

/// The ledger and its file.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    lines: usize,
    ledger: Ledger,
}

impl Journal {
    /// Opens the journal in a folder.
    pub(super) fn open(folder: &Path) -> Result<Journal, PublishError> {
        let path = folder.join("journal");
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read.map_err(|source| fail("read", &path, source))?,
        };
        let (ledger, sound, lines) = replayed(&bytes).unwrap_or_default();
        let failed = |source| fail("open", &path, source);
        let file = File::options().append(true).create(true).open(&path).map_err(failed)?;
        file.set_len(sound as u64).map_err(failed)?;
        Ok(Journal { file, lines, ledger, path })
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Writes down what happened.
    pub(super) fn note(&mut self, lines: impl IntoIterator<Item = Line>) -> Result<(), PublishError> {
        let mut text = String::new();
        for line in lines {
            text.push_str(&printed(&line));
            self.lines += 1;
            self.ledger.take(line).expect("what we write down ourselves makes sense");
        }
        self.file.write_all(text.as_bytes()).map_err(|source| fail("write", &self.path, source))
    }

    /// Waits until all of it is on the disk.
    pub(super) fn flush(&mut self) -> Result<(), PublishError> {
        // Tests cut between steps, not the power; flushing would only make them slow.
        let done = if cfg!(test) { Ok(()) } else { self.file.sync_data() };
        done.map_err(|source| fail("write", &self.path, source))
    }

    /// Puts another ledger in place of this one, entirely or not at all.
    pub(super) fn replace(&mut self, ledger: Ledger) -> Result<(), PublishError> {
        let beside = self.path.with_extension("new");
        let text: String = ledger.lines().map(|line| printed(&line)).collect();
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            if !cfg!(test) {
                file.sync_all()?;
            }
            fs::rename(&beside, &self.path)?;
            File::options().append(true).open(&self.path)
        };
        self.file = write().map_err(|source| fail("write", &self.path, source))?;
        (self.lines, self.ledger) = (ledger.objects.len() + 1, ledger);
        Ok(())
    }

    /// Writes the file anew if much of it is about what is no more.
    pub(super) fn tidy(&mut self) -> Result<(), PublishError> {
        match self.lines > 2 * self.ledger.objects.len() + SLACK {
            true => self.replace(self.ledger.clone()),
            false => Ok(()),
        }
    }
}

/// Takes the folder, which is made if need be, until what is given is dropped. Who has it, another process, is told otherwise.
pub(super) fn lock(folder: &Path, process: &str) -> Result<Result<FileLock, String>, PublishError> {
    fs::create_dir_all(folder).map_err(|source| fail("make the folder", folder, source))?;
    let path = folder.join("lock");
    let failed = |source| fail("lock", &path, source);
    match FileLock::take(&path) {
        Ok(mut lock) => {
            lock.note(process).map_err(failed)?;
            Ok(Ok(lock))
        }
        Err(NotLocked::Taken(owner)) => {
            Ok(Err(owner.unwrap_or_else(|| "another process on this machine".to_owned())))
        }
        Err(NotLocked::Disk(cause)) => Err(failed(cause)),
    }
}

/// What a publisher is called among others; chosen by chance when its folder is new.
pub(super) fn name_of(folder: &Path) -> Result<String, PublishError> {
    let path = folder.join("publisher");
    let is_name = |name: &String| name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(name) = fs::read_to_string(&path).ok().map(|name| name.trim().to_owned()).filter(is_name) {
        return Ok(name);
    }
    let mut chance = [0; 4];
    getrandom::fill(&mut chance)
        .map_err(|error| fail("choose a name for", &path, io::Error::other(error.to_string())))?;
    let name = Fingerprint::hex(&chance);
    let beside = path.with_extension("new");
    fs::write(&beside, &name)
        .and_then(|()| fs::rename(&beside, &path))
        .map_err(|source| fail("write", &path, source))?;
    Ok(name)
}

fn printed(line: &Line) -> String {
    let text = serde_json::to_string(line).expect("texts and numbers can be written");
    format!("{} {text}\n", Fingerprint::of(text.as_bytes()).short())
}

/// What the lines tell, how many bytes of them are sound, and how many lines; nothing if one but the last is not.
fn replayed(bytes: &[u8]) -> Option<(Ledger, usize, usize)> {
    let (mut ledger, mut sound, mut lines) = (Ledger::default(), 0, 0);
    while let Some(length) = bytes[sound..].iter().position(|byte| *byte == b'\n') {
        let line = parsed(&bytes[sound..sound + length])?;
        ledger.take(line)?;
        (sound, lines) = (sound + length + 1, lines + 1);
    }
    Some((ledger, sound, lines))
}

fn parsed(line: &[u8]) -> Option<Line> {
    let (sum, text) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    (Fingerprint::of(text.as_bytes()).short() == sum).then(|| serde_json::from_str(text).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        let held = Held::of(Fingerprint::of(b"made of"), text.as_bytes());
        let fingerprint = (text != "unknown").then_some(held.fingerprint);
        Object { sha256: held.sha256, size: held.size, fingerprint, etag: Some(format!("\"{text}\"")) }
    }

    fn lines() -> Vec<Line> {
        let path = |text| SitePath::known(text);
        vec![
            Line::Turn(3),
            Line::attempt(&path("a.html")),
            Line::attempt(&path("é \"b\".html".replace('"', "'").as_str())),
            Line::has(&path("a.html"), &object("a")),
            Line::has(&path("c.html"), &object("unknown")),
            Line::gone(&path("c.html")),
            Line::Turn(4),
        ]
    }

    /// The ledger after each number of lines.
    fn ledgers() -> Vec<Ledger> {
        let mut ledgers = vec![Ledger::default()];
        for line in lines() {
            let mut next = ledgers.last().unwrap().clone();
            next.take(line).unwrap();
            ledgers.push(next);
        }
        ledgers
    }

    #[test]
    fn what_is_written_down_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        journal.note(lines()).unwrap();
        let ledger = journal.ledger().clone();
        drop(journal);
        let mut journal = Journal::open(folder.path()).unwrap();
        assert_eq!(journal.ledger(), &ledger);
        journal.replace(ledger.clone()).unwrap();
        journal.note([Line::Turn(9)]).unwrap();
        drop(journal);
        assert_eq!(Journal::open(folder.path()).unwrap().ledger(), &Ledger { turn: 9, ..ledger });
    }

    #[test]
    fn a_line_that_was_cut_off_is_as_if_it_had_not_been_begun() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let text: String = lines().iter().map(printed).collect();
        let ledgers = ledgers();
        for cut in 0..=text.len() {
            fs::write(&path, &text.as_bytes()[..cut]).unwrap();
            let whole = text.as_bytes()[..cut].iter().filter(|byte| **byte == b'\n').count();
            let mut journal = Journal::open(folder.path()).unwrap();
            assert_eq!(journal.ledger(), &ledgers[whole], "{cut}");
            // What follows is not glued to the rest of a line.
            journal.note([Line::Turn(77)]).unwrap();
            drop(journal);
            assert_eq!(Journal::open(folder.path()).unwrap().ledger().turn, 77, "{cut}");
        }
    }

    #[test]
    fn a_damaged_journal_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let text: Vec<u8> = lines().iter().map(printed).collect::<String>().into_bytes();
        let last = text[..text.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap();
        for at in 0..text.len() {
            let mut damaged = text.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).unwrap();
            let journal = Journal::open(folder.path()).unwrap();
            // The end of the last line is all that can pass for a cut.
            let known = journal.ledger() == &Ledger::default()
                || (at == text.len() - 1 && journal.ledger() == &ledgers()[lines().len() - 1]);
            assert!(known, "{at} of {last}: {:?}", journal.ledger());
        }
    }

    #[test]
    fn the_file_does_not_grow_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        for turn in 0..3 * SLACK as u64 {
            journal.note([Line::Turn(turn)]).unwrap();
            journal.tidy().unwrap();
        }
        assert!(journal.lines <= SLACK + 1, "{}", journal.lines);
        assert_eq!(Journal::open(folder.path()).unwrap().ledger().turn, 3 * SLACK as u64 - 1);
    }
}
