//! The object `.connectory`: that everything beside it is a site of ours, for whom it is, who publishes to it, and what is to be
//! deleted when.
//!
//! With it and the manifest another machine can go on: what is ours is what the manifest lists, what `left` and `pending` name, and nothing
//! else. It is only ever put in place of the one that was read, so that two publishers notice each other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plan::{Fingerprint, SitePath};

/// Where it lies.
pub(super) const MARKER: &str = ".connectory";
/// The form of it that this version writes.
const FORM: u64 = 1;

/// What is known of the place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Marker {
    /// Whom the site is for, as a manifest writes it.
    pub(super) sees: Value,
    /// Who published last.
    pub(super) owner: String,
    /// Counts publications, whoever made them.
    pub(super) turn: u64,
    /// Whether the last one came to its end.
    pub(super) is_settled: bool,
    /// When this was put.
    pub(super) at: Timestamp,
    /// SHA-256 of the manifest when this was settled.
    pub(super) manifest: Option<Fingerprint>,
    /// What is no longer part of the site, and since when.
    pub(super) left: BTreeMap<SitePath, Timestamp>,
    /// While it is not settled: what may be there, or may be in no manifest soon.
    pub(super) pending: BTreeSet<SitePath>,
}

#[derive(Serialize, Deserialize)]
struct Raw {
    connectory: u64,
    sees: Value,
    owner: String,
    turn: u64,
    state: RawState,
    at: Timestamp,
    manifest: Option<String>,
    left: BTreeMap<String, Timestamp>,
    pending: BTreeSet<String>,
}

#[derive(Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum RawState {
    Publishing,
    Settled,
}

impl Marker {
    /// The bytes of the object.
    pub(super) fn print(&self) -> Vec<u8> {
        let raw = Raw {
            connectory: FORM,
            sees: self.sees.clone(),
            owner: self.owner.clone(),
            turn: self.turn,
            state: if self.is_settled { RawState::Settled } else { RawState::Publishing },
            at: self.at,
            manifest: self.manifest.map(|sha256| sha256.to_hex()),
            left: self.left.iter().map(|(path, at)| (path.to_string(), *at)).collect(),
            pending: self.pending.iter().map(SitePath::to_string).collect(),
        };
        let mut bytes = serde_json::to_vec(&raw).expect("texts and numbers can be written");
        bytes.push(b'\n');
        bytes
    }

    /// Reads it. It is data like any other: what it names may be deleted, so every path is checked.
    pub(super) fn parse(bytes: &[u8]) -> Result<Marker, String> {
        #[derive(Deserialize)]
        struct Head {
            connectory: u64,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if head.connectory != FORM {
            return Err(format!(
                "its form is {}; this version of connectory knows {FORM}: use a newer one",
                head.connectory
            ));
        }
        let raw: Raw = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let checked = |path: String| {
            SitePath::new(&path).ok_or_else(|| format!("`{}` is no path of a site", path.escape_debug()))
        };
        let left = raw.left.into_iter().map(|(path, at)| Ok((checked(path)?, at)));
        let manifest = raw.manifest.map(|hex| Fingerprint::from_hex(&hex).ok_or("its hash is none"));
        Ok(Marker {
            sees: raw.sees,
            owner: raw.owner.chars().filter(char::is_ascii_alphanumeric).take(64).collect(),
            turn: raw.turn,
            is_settled: raw.state == RawState::Settled,
            at: raw.at,
            manifest: manifest.transpose()?,
            left: left.collect::<Result<_, String>>()?,
            pending: raw.pending.into_iter().map(checked).collect::<Result<_, String>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker() -> Marker {
        Marker {
            sees: serde_json::json!(["plant"]),
            owner: "0a1b2c3d".to_owned(),
            turn: 7,
            is_settled: false,
            at: Timestamp::from_second(1_800_000_000).unwrap(),
            manifest: Some(Fingerprint::of(b"m")),
            left: [(SitePath::known("a.html"), Timestamp::UNIX_EPOCH)].into(),
            pending: [SitePath::known("é b.html")].into(),
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for is_settled in [false, true] {
            let marker = Marker { is_settled, ..marker() };
            assert_eq!(Marker::parse(&marker.print()), Ok(marker));
        }
    }

    #[test]
    fn hostile_and_unknown_ones_are_refused() {
        let text = String::from_utf8(marker().print()).unwrap();
        for (from, to, why) in [
            ("a.html", "../a.html", "no path of a site"),
            ("\"connectory\":1", "\"connectory\":2", "knows 1"),
            ("\"publishing\"", "\"else\"", "unknown variant"),
            ("\"turn\":7", "\"turn\":-7", "invalid value"),
        ] {
            assert!(text.contains(from), "{text}");
            let error = Marker::parse(text.replace(from, to).as_bytes()).unwrap_err();
            assert!(error.contains(why), "{from}: {error}");
        }
        for cut in 0..text.len() - 1 {
            assert!(Marker::parse(&text.as_bytes()[..cut]).is_err(), "{cut}");
        }
    }
}
