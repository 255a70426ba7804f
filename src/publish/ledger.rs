//! What an output folder holds and which of it is ours: the manifest `.connectory`, and `.connectory-pending` while files are being moved.
//!
//! The pending list is written before the first file of the site is touched and removed after the last one. Whatever it names is ours but of
//! unknown content, so a build after a kill neither takes it for a foreign file nor trusts it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::PublishError;
use super::disk::fail;
use super::generations::is_of_generations;
use crate::plan::{Fingerprint, Held, SitePath};

pub(super) const MANIFEST: &str = ".connectory";
pub(super) const PENDING: &str = ".connectory-pending";
pub(super) const STAGING: &str = ".connectory-new";
const FORMAT: u32 = 1;

/// The folder as the last publication left it.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Files with known content.
    pub(super) settled: BTreeMap<SitePath, Held>,
    /// Hash-named files that are no part of the site any more, but of pages that readers may still look at: what they are, and for how
    /// many publications so far.
    pub(super) retired: BTreeMap<SitePath, (Held, u8)>,
    /// Files that are ours, if they are there at all, and must be made again or removed.
    pub(super) unsettled: BTreeSet<SitePath>,
    /// Whether the folder is marked as ours yet.
    pub(super) marked: bool,
}

#[derive(Deserialize)]
struct Line {
    fingerprint: String,
    size: u64,
    sha256: String,
    #[serde(default)]
    retired: u8,
}

#[derive(Deserialize)]
struct Manifest {
    connectory: u32,
    files: BTreeMap<String, Line>,
    #[serde(default)]
    retired: BTreeMap<String, Line>,
}

impl Ledger {
    /// Reads the folder's manifest. A folder with files and no manifest is someone else's.
    pub(super) fn read(root: &Path) -> Result<Self, PublishError> {
        let path = root.join(MANIFEST);
        let Some(text) = text_of(&path)? else {
            return match is_free(root)? {
                true => Ok(Ledger::default()),
                false => Err(PublishError::ForeignFolder(root.to_owned())),
            };
        };
        if is_of_generations(&text) {
            return Err(PublishError::OtherKind { folder: root.to_owned(), found: "generations of a site" });
        }
        let (mut settled, mut retired) = parse_manifest(&text).map_err(|why| damaged(&path, why))?;
        let path = root.join(PENDING);
        let unsettled = match text_of(&path)? {
            None => BTreeSet::new(),
            Some(text) => parse_pending(&text).map_err(|why| damaged(&path, why))?,
        };
        settled.retain(|path, _| !unsettled.contains(path));
        retired.retain(|path, _| !unsettled.contains(path));
        Ok(Ledger { settled, retired, unsettled, marked: true })
    }

    /// Every path that is ours, whether its content is known or not.
    pub(super) fn ours(&self) -> BTreeSet<&SitePath> {
        self.settled.keys().chain(self.retired.keys()).chain(&self.unsettled).collect()
    }

    /// Whether a file at this path would be one of ours.
    pub(super) fn owns(&self, path: &SitePath) -> bool {
        self.settled.contains_key(path) || self.retired.contains_key(path) || self.unsettled.contains(path)
    }
}

/// The manifest's text: sorted, one file a line, no time and no machine in it.
pub(super) fn print_manifest(
    files: &BTreeMap<SitePath, Held>,
    retired: &BTreeMap<SitePath, (Held, u8)>,
) -> String {
    let mut text = format!("{{\"connectory\":{FORMAT},\"files\":{{");
    let lines = files.iter().map(|(path, file)| line(path, file, None));
    text.push_str(&joined(lines));
    if !retired.is_empty() {
        text.push_str("\n},\"retired\":{");
        let lines = retired.iter().map(|(path, (file, age))| line(path, file, Some(*age)));
        text.push_str(&joined(lines));
    }
    text.push_str("\n}}\n");
    text
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(if text.is_empty() { "\n" } else { ",\n" });
        text.push_str(&line);
    }
    text
}

fn line(path: &SitePath, file: &Held, retired: Option<u8>) -> String {
    let path = serde_json::Value::from(path.as_str());
    let (fingerprint, size, sha256) = (file.fingerprint.to_hex(), file.size, file.sha256.to_hex());
    let retired = retired.map(|age| format!(",\"retired\":{age}")).unwrap_or_default();
    format!("{path}:{{\"fingerprint\":\"{fingerprint}\",\"size\":{size},\"sha256\":\"{sha256}\"{retired}}}")
}

/// The pending list's text.
pub(super) fn print_pending<'a>(paths: impl Iterator<Item = &'a SitePath>) -> String {
    let paths: Vec<&str> = paths.map(SitePath::as_str).collect();
    serde_json::Value::from(paths).to_string()
}

/// Files of the site, and those that are no part of it any more.
type Known = (BTreeMap<SitePath, Held>, BTreeMap<SitePath, (Held, u8)>);

fn parse_manifest(text: &str) -> Result<Known, String> {
    let manifest: Manifest = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if manifest.connectory != FORMAT {
        return Err(format!("format {} is not {FORMAT}, which this version writes", manifest.connectory));
    }
    let files = manifest.files.iter().map(|(path, line)| Ok((site_path(path)?, line.held(path)?)));
    let retired = manifest.retired.iter();
    let retired = retired.map(|(path, line)| Ok((site_path(path)?, (line.held(path)?, line.retired))));
    Ok((files.collect::<Result<_, String>>()?, retired.collect::<Result<_, String>>()?))
}

impl Line {
    fn held(&self, path: &str) -> Result<Held, String> {
        let held = || {
            Some(Held {
                fingerprint: Fingerprint::from_hex(&self.fingerprint)?,
                size: self.size,
                sha256: Fingerprint::from_hex(&self.sha256)?,
            })
        };
        held().ok_or_else(|| format!("the hashes of `{path}` are not hashes"))
    }
}

fn parse_pending(text: &str) -> Result<BTreeSet<SitePath>, String> {
    let paths: Vec<String> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    paths.iter().map(|path| site_path(path)).collect()
}

fn site_path(path: &str) -> Result<SitePath, String> {
    // A manifest is data too: a path that leaves the folder must never be removed.
    SitePath::new(path).ok_or_else(|| format!("`{path}` is not a path of a site"))
}

fn damaged(path: &Path, why: String) -> PublishError {
    PublishError::Manifest { path: path.to_owned(), why }
}

fn text_of(path: &PathBuf) -> Result<Option<String>, PublishError> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(damaged(path, "it is not a file".into())),
        Ok(_) => fs::read_to_string(path).map(Some).map_err(|source| fail("read", path, source)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(fail("read", path, source)),
    }
}

fn is_free(root: &Path) -> Result<bool, PublishError> {
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(source) => return Err(fail("list", root, source)),
    };
    for entry in entries {
        let entry = entry.map_err(|source| fail("list", root, source))?;
        // A first build may have been killed before the manifest came.
        if entry.file_name() != STAGING {
            return Ok(false);
        }
    }
    Ok(true)
}
