//! What a generation holds: every file with what it is, and the stamp by which a change of it is noticed.
//!
//! A file a line, so that a ledger is read and written without being in memory twice.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::plan::{Fingerprint, Held, SitePath};

const FORMAT: u32 = 1;
/// More bytes than this are no line of a ledger.
const MOST_LINE: usize = 16 << 10;

/// By what a change of a file is noticed without reading it, beside its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Time of the last change, in nanoseconds since 1970.
    modified: u64,
    /// The file's number in its file system; 0 where it has none.
    inode: u64,
}

impl Stamp {
    pub(super) fn of(found: &Metadata) -> Stamp {
        let modified = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = modified.and_then(|since| u64::try_from(since.as_nanos()).ok());
        Stamp { modified: modified.unwrap_or_default(), inode: inode(found) }
    }
}

#[cfg(unix)]
fn inode(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// One file of a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: SitePath,
    pub(super) held: Held,
    pub(super) stamp: Stamp,
    /// For how many generations no page asked for it any more; 0 for a file of the site.
    pub(super) age: u8,
}

impl Entry {
    /// Whether the file there is the one that was recorded. One that only looks changed is read.
    pub(super) fn is_at(&self, file: &Path) -> bool {
        let Ok(found) = fs::symlink_metadata(file) else { return false };
        if !found.is_file() || found.len() != self.held.size {
            return false;
        }
        Stamp::of(&found) == self.stamp || self.has_its_bytes(file)
    }

    fn has_its_bytes(&self, file: &Path) -> bool {
        fs::read(file).is_ok_and(|bytes| Fingerprint::of(&bytes) == self.held.sha256)
    }
}

/// Every file of a generation, in the order of paths.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record(pub(super) Vec<Entry>);

#[derive(Serialize, Deserialize)]
struct Head {
    connectory: u32,
    count: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    fingerprint: String,
    sha256: String,
    size: u64,
    stamp: Stamp,
    #[serde(default, skip_serializing_if = "is_none")]
    retired: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(age: &u8) -> bool {
    *age == 0
}

impl Record {
    /// Takes entries in any order.
    pub(super) fn of(mut entries: Vec<Entry>) -> Record {
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Record(entries)
    }

    /// The file at this path, of the site or retired.
    pub(super) fn any(&self, path: &SitePath) -> Option<&Entry> {
        self.0.binary_search_by(|entry| entry.path.cmp(path)).ok().map(|at| &self.0[at])
    }

    /// The file of the site at this path.
    pub(super) fn get(&self, path: &SitePath) -> Option<&Entry> {
        self.any(path).filter(|entry| entry.age == 0)
    }

    /// The files of the site.
    pub(super) fn site(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(|entry| entry.age == 0)
    }

    /// Writes the ledger: JSON, a file a line.
    pub(super) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let head = Head { connectory: FORMAT, count: self.0.len() };
        write!(to, "[{}", json(&head))?;
        for Entry { path, held, stamp, age } in &self.0 {
            let line = Line {
                path: path.to_string(),
                fingerprint: held.fingerprint.to_hex(),
                sha256: held.sha256.to_hex(),
                size: held.size,
                stamp: *stamp,
                retired: *age,
            };
            write!(to, ",\n{}", json(&line))?;
        }
        writeln!(to, "\n]")
    }

    /// Reads a ledger; `None` for one that is not whole.
    pub(super) fn read(path: &Path) -> io::Result<Option<Record>> {
        let mut lines = BufReader::new(File::open(path)?).lines();
        let Some(head) = lines.next().transpose()? else { return Ok(None) };
        let head =
            head.strip_prefix('[').map(|head| serde_json::from_str::<Head>(head.trim_end_matches(',')));
        let Some(Ok(Head { connectory: FORMAT, count })) = head else { return Ok(None) };
        let mut entries = Vec::new();
        for line in lines {
            let line = line?;
            match line.as_str() {
                "]" => break,
                line if line.len() > MOST_LINE => return Ok(None),
                line => match entry(line.trim_end_matches(',')) {
                    Some(entry) => entries.push(entry),
                    None => return Ok(None),
                },
            }
        }
        // Whoever wrote it: no path leaves the folder (`SitePath`), and none comes twice.
        let is_ordered = entries.windows(2).all(|pair| pair[0].path < pair[1].path);
        Ok((entries.len() == count && is_ordered).then_some(Record(entries)))
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers can be written")
}

fn entry(line: &str) -> Option<Entry> {
    let line: Line = serde_json::from_str(line).ok()?;
    let held = Held {
        fingerprint: Fingerprint::from_hex(&line.fingerprint)?,
        sha256: Fingerprint::from_hex(&line.sha256)?,
        size: line.size,
    };
    Some(Entry { path: SitePath::new(&line.path)?, held, stamp: line.stamp, age: line.retired })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(record: &Record) -> String {
        let mut text = Vec::new();
        record.write(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    fn record() -> Record {
        let entry = |path: &str, age| {
            let stamp = Stamp { modified: 1_790_000_000_123_456_789, inode: 9 };
            let held = Held::of(Fingerprint::of(b"from"), path.as_bytes());
            Entry { path: SitePath::known(path), held, stamp, age }
        };
        Record::of(vec![entry("index.html", 0), entry("assets/é &-0a1b2c3d.css", 2)])
    }

    #[test]
    fn what_a_ledger_says_reads_back_and_is_json() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger");
        for record in [record(), Record::default()] {
            let text = print(&record);
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
            fs::write(&file, &text).unwrap();
            assert_eq!(Record::read(&file).unwrap(), Some(record));
        }
    }

    #[test]
    fn a_ledger_that_is_cut_short_anywhere_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (file, text) = (folder.path().join("ledger"), print(&record()));
        // Without its last bracket it still says everything.
        for end in 0..text.len() - 3 {
            fs::write(&file, &text.as_bytes()[..end]).unwrap();
            assert!(!matches!(Record::read(&file), Ok(Some(_))), "{end}");
        }
        fs::write(&file, text.replace("index.html", "../x")).unwrap();
        assert_eq!(Record::read(&file).unwrap(), None);
    }
}
