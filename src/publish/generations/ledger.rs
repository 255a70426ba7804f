//! What a generation holds, kept beside it and not in it: a line for each file, and one that says that all are there.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::plan::{Fingerprint, Held, SitePath};

/// A file of a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// What it is.
    pub(super) held: Held,
    /// When it was written, in nanoseconds since 1970: a file that somebody changed has another time.
    pub(super) modified: i64,
    /// The last generation of which it was a part. Hash-named files outlive it for a while.
    pub(super) last: u64,
}

/// Every file of a generation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    pub(super) number: u64,
    pub(super) records: BTreeMap<SitePath, Record>,
}

#[derive(Serialize, Deserialize)]
struct Line(String, String, u64, String, i64, u64);

impl Ledger {
    /// The file at `path`, if it is part of the site.
    pub(super) fn part(&self, path: &SitePath) -> Option<&Record> {
        self.records.get(path).filter(|record| record.last == self.number)
    }

    /// The parts of the site.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&SitePath, &Record)> {
        self.records.iter().filter(|(_, record)| record.last == self.number)
    }

    pub(super) fn print(&self) -> String {
        let mut text = format!("generation {}\n", self.number);
        for (path, record) in &self.records {
            let Held { fingerprint, size, sha256 } = record.held;
            let (fingerprint, sha256) = (fingerprint.to_hex(), sha256.to_hex());
            let line = Line(path.to_string(), fingerprint, size, sha256, record.modified, record.last);
            text.push_str(&serde_json::to_string(&line).expect("texts and numbers are JSON"));
            text.push('\n');
        }
        text.push_str(&format!("end {}\n", self.records.len()));
        text
    }

    /// Reads a ledger; nothing where it is not whole, so that everything is made again.
    pub(super) fn parse(text: &str) -> Option<Ledger> {
        let rest = text.strip_prefix("generation ")?;
        let (number, rest) = rest.split_once('\n')?;
        let (lines, end) = rest.strip_suffix('\n')?.rsplit_once('\n').unwrap_or(("", rest.trim_end()));
        let mut ledger = Ledger { number: number.parse().ok()?, records: BTreeMap::new() };
        for line in lines.lines() {
            let Line(path, fingerprint, size, sha256, modified, last) = serde_json::from_str(line).ok()?;
            let (fingerprint, sha256) =
                (Fingerprint::from_hex(&fingerprint)?, Fingerprint::from_hex(&sha256)?);
            let record = Record { held: Held { fingerprint, size, sha256 }, modified, last };
            ledger.records.insert(SitePath::new(&path)?, record);
        }
        (end.strip_prefix("end ")?.parse() == Ok(ledger.records.len())).then_some(ledger)
    }
}

/// When a file was written, in nanoseconds since 1970.
pub(super) fn modified(found: &Metadata) -> i64 {
    let since = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_read_as_it_was_written_and_not_at_all_when_it_is_cut_off() {
        let record = |text: &str, last| Record {
            held: Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes()),
            modified: 17,
            last,
        };
        let path = |text: &str| SitePath::new(text).unwrap();
        let records = [(path("a b.html"), record("a", 7)), (path("assets/s-00000001.css"), record("s", 5))];
        for records in [BTreeMap::from(records), BTreeMap::new()] {
            let ledger = Ledger { number: 7, records };
            let text = ledger.print();
            assert_eq!(Ledger::parse(&text), Some(ledger));
            for end in 0..text.len() {
                assert_eq!(Ledger::parse(&text[..end]), None, "{end}");
            }
        }
    }
}
