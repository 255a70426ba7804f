//! Whether a copy of a site is what was published: every file that its manifest lists, and nothing else, but for what pages of the last
//! generations ask for, which is named by its own hash, and the daemon's sign of life.
//!
//! 1. [`Copy::open`] reads the manifest and its signature.
//! 2. [`Copy::verify`] checks the signature, then the manifest, then that it is no older than what is known, then the files.
//!    Where one of the first two is wrong, nothing after it is worth looking at.
//!
//! A copy is data of somebody else: no link in it is followed, and no path of it leaves the folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::branch::is_of_branch;
use super::disk::fail;
use super::ledger::{MANIFEST, PENDING, STAGING};
use super::{PULSE, PublicKey, PublishError, hash_of_name};
use crate::plan::manifest::{self, Listed, Manifest, NoManifest};
use crate::plan::{Fingerprint, SitePath};

/// More bytes than this are no signature.
const MOST_SIGNATURE: u64 = 4 << 10;

/// A copy of a site, or of its manifest alone.
#[derive(Debug)]
pub struct Copy {
    /// The folder, unless it is the manifest alone.
    folder: Option<PathBuf>,
    bytes: Vec<u8>,
    signature: Option<String>,
}

/// What is expected of a copy beside that it is whole.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'e> {
    /// Who must have signed it.
    pub key: Option<&'e PublicKey>,
    /// Which generation it must have at least.
    pub at_least: Option<u64>,
    /// The manifest that is known already.
    pub known: Option<&'e Manifest>,
}

/// What was found.
#[derive(Debug)]
pub struct Verified {
    /// The manifest, where it could be read and nothing was wrong with its signature.
    pub manifest: Option<Manifest>,
    /// Whether it was signed.
    pub signed: Signed,
    /// How many files were compared.
    pub files: usize,
    /// What is wrong, in the order of paths.
    pub faults: Vec<Fault>,
}

/// What is known of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// It was made with the key, over this comment.
    By(String),
    /// It is wrong, or not there although there is a key.
    Wrong,
    /// There is one, and no key was given.
    NotAsked,
    /// There is none, and no key was given.
    Missing,
}

/// Something that is wrong with a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of thing, for programs.
    pub kind: &'static str,
    /// The file, below the folder.
    pub path: String,
    /// What is wrong with it, after its path.
    pub what: String,
}

impl Fault {
    fn new(kind: &'static str, path: &str, what: impl Into<String>) -> Fault {
        Fault { kind, path: path.to_owned(), what: what.into() }
    }
}

impl Copy {
    /// Opens a copy: a folder that holds `manifest.json`, or a manifest, with its signature beside it.
    ///
    /// # Errors
    /// There is no manifest, or the disk does not answer.
    pub fn open(path: &Path) -> Result<Copy, PublishError> {
        let folder = path.is_dir().then(|| path.to_owned());
        let file = folder.as_ref().map_or_else(|| path.to_owned(), |folder| folder.join(manifest::NAME));
        let bytes = read(&file, manifest::MOST)?;
        let mut beside = file.into_os_string();
        beside.push(".minisig");
        let beside = PathBuf::from(beside);
        let signature = match fs::symlink_metadata(&beside) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // What is no text is no signature: that is said where it is checked.
            _ => Some(String::from_utf8_lossy(&read(&beside, MOST_SIGNATURE)?).into_owned()),
        };
        Ok(Copy { folder, bytes, signature })
    }

    /// Whether it is more than a manifest.
    pub fn is_whole(&self) -> bool {
        self.folder.is_some()
    }

    /// Reads the manifest, whoever made it.
    ///
    /// # Errors
    /// It is none, or one of an unknown form.
    pub fn manifest(&self) -> Result<Manifest, NoManifest> {
        Manifest::parse(&self.bytes)
    }

    /// Compares the copy with its manifest, and that with what is expected.
    ///
    /// # Errors
    /// The manifest is of a form that this version does not know, or a folder cannot be listed.
    pub fn verify(&self, expected: &Expected<'_>) -> Result<Verified, VerifyError> {
        let mut verified = Verified { manifest: None, signed: Signed::Missing, files: 0, faults: Vec::new() };
        verified.signed = match self.signed(expected.key) {
            Ok(signed) => signed,
            Err(fault) => {
                verified.faults.push(fault);
                Signed::Wrong
            }
        };
        if verified.signed == Signed::Wrong {
            return Ok(verified);
        }
        let manifest = match self.manifest() {
            Ok(manifest) => manifest,
            Err(unknown @ NoManifest::Unknown(_)) => return Err(unknown.into()),
            Err(NoManifest::Malformed(why)) => {
                verified.faults.push(Fault::new("manifest", manifest::NAME, format!("is not sound: {why}")));
                return Ok(verified);
            }
        };
        verified.faults.extend(rolled_back(&manifest, expected));
        if let Some(folder) = &self.folder {
            verified.faults.extend(compare(folder, &manifest.files)?);
            verified.files = manifest.files.len();
        }
        verified.manifest = Some(manifest);
        Ok(verified)
    }

    fn signed(&self, key: Option<&PublicKey>) -> Result<Signed, Fault> {
        match (key, &self.signature) {
            (None, None) => Ok(Signed::Missing),
            (None, Some(_)) => Ok(Signed::NotAsked),
            (Some(_), None) => Err(Fault::new(
                "signature",
                manifest::SIGNATURE,
                "is missing: nothing says who made the manifest",
            )),
            (Some(key), Some(signature)) => key
                .verify(&self.bytes, signature)
                .map(Signed::By)
                .map_err(|why| Fault::new("signature", manifest::SIGNATURE, format!("does not hold: {why}"))),
        }
    }
}

/// Why a copy cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The disk.
    #[error(transparent)]
    Disk(#[from] PublishError),
    /// The manifest.
    #[error("{}: {}", manifest::NAME, .0)]
    Manifest(#[from] NoManifest),
}

/// Whether the manifest is older than what is known, of another history, or of another audience.
fn rolled_back(found: &Manifest, expected: &Expected<'_>) -> Option<Fault> {
    let fault = |what: String| Some(Fault::new("rollback", manifest::NAME, what));
    if let Some(known) = expected.known.filter(|known| known.sight != found.sight) {
        let (found, known) = (manifest::sees(&found.sight), manifest::sees(&known.sight));
        return fault(format!(
            "is of a site that sees {found}, and the known one of a site that sees {known}"
        ));
    }
    let known = expected.known.map(|known| &known.revision);
    let unknown = known.is_some_and(|known| known.generation.is_none());
    if unknown {
        return fault("cannot be compared: the known manifest has no generation".to_owned());
    }
    let least = known.and_then(|known| known.generation).into_iter().chain(expected.at_least).max()?;
    match found.revision.generation {
        None => fault(format!("has no generation; expected {least} or a higher one")),
        Some(found) if found < least => fault(format!(
            "is of generation {found}; expected {least} or a higher one: this copy is older than what is known"
        )),
        Some(generation) => {
            let other = known.filter(|known| {
                known.generation == Some(generation) && known.commit != found.revision.commit
            });
            other.and_then(|_| fault(format!("is of generation {generation} like the known one, but of another commit: the history was rewritten")))
        }
    }
}

/// What of a folder is not as it is listed, in the order of paths.
fn compare(folder: &Path, listed: &[Listed]) -> Result<Vec<Fault>, PublishError> {
    let mut faults = Vec::new();
    let mut is_there = vec![false; listed.len()];
    for entry in walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            fail("look at", &path, error.into())
        })?;
        let Some(path) = below(folder, entry.path()) else { continue };
        if entry.file_type().is_dir() {
            continue;
        }
        let Ok(at) = listed.binary_search_by(|file| file.path.as_str().cmp(&path)) else {
            let size = entry.metadata().map_or(0, |found| found.len());
            let is_ours = [manifest::NAME, manifest::SIGNATURE, PULSE].contains(&path.as_str())
                || is_of_branch(&path, size)
                || is_named_by_its_bytes(&path, entry.path());
            if !is_ours || !entry.file_type().is_file() {
                faults.push(Fault::new(
                    "unexpected",
                    &path,
                    "is not part of the site: the manifest does not list it",
                ));
            }
            continue;
        };
        is_there[at] = true;
        faults.extend(differs(&entry, &path, &listed[at]));
    }
    let missing = listed.iter().zip(is_there).filter(|(_, is_there)| !is_there);
    faults.extend(missing.map(|(file, _)| Fault::new("missing", file.path.as_str(), "is missing")));
    faults.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(faults)
}

/// Whether it is a file as only pages of an earlier generation ask for: no page of this one does, and its name allows it no other bytes.
fn is_named_by_its_bytes(path: &str, file: &Path) -> bool {
    let Some(hash) = SitePath::new(path).as_ref().and_then(hash_of_name).map(str::to_owned) else {
        return false;
    };
    let size = fs::symlink_metadata(file).map(|found| found.len());
    let sha256 = size.and_then(|size| digest(file, size));
    sha256.is_ok_and(|sha256| sha256.to_hex().starts_with(&hash))
}

/// A path below the folder, with `/` between its parts; `None` for what a folder sink keeps for itself.
fn below(folder: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(folder).ok()?.iter().map(|part| part.to_string_lossy());
    let parts: Vec<_> = parts.collect();
    let own = parts.first().is_some_and(|first| [MANIFEST, PENDING, STAGING].contains(&first.as_ref()));
    (!own).then(|| parts.join("/"))
}

fn differs(entry: &walkdir::DirEntry, path: &str, listed: &Listed) -> Option<Fault> {
    if !entry.file_type().is_file() {
        return Some(Fault::new("no-file", path, "is a link or another thing that is no file"));
    }
    let found = entry.metadata().map_err(io::Error::from).and_then(|metadata| {
        if metadata.len() == listed.size {
            digest(entry.path(), listed.size).map(Ok)
        } else {
            Ok(Err(metadata.len()))
        }
    });
    match found {
        Err(error) => Some(Fault::new("unreadable", path, format!("cannot be read: {error}"))),
        Ok(Err(size)) => {
            Some(Fault::new("size", path, format!("has {size} bytes; the manifest says {}", listed.size)))
        }
        Ok(Ok(sha256)) if sha256 != listed.sha256 => {
            let (found, listed) = (sha256.to_hex(), listed.sha256.to_hex());
            Some(Fault::new(
                "digest",
                path,
                format!("has other bytes: its sha256 is {found}; the manifest says {listed}"),
            ))
        }
        Ok(Ok(_)) => None,
    }
}

/// SHA-256 of a file of `size` bytes.
fn digest(path: &Path, size: u64) -> io::Result<Fingerprint> {
    let mut file = File::open(path)?.take(size.saturating_add(1));
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 64 << 10]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(Fingerprint::from_bytes(hasher.finalize().into())),
            count => hasher.update(&piece[..count]),
        }
    }
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, PublishError> {
    let failed = |source| fail("read", path, source);
    let large = || failed(io::Error::other(format!("it holds more than {most} bytes")));
    let found = fs::symlink_metadata(path).map_err(failed)?;
    if !found.is_file() {
        return Err(failed(io::Error::other("it is no file")));
    }
    if found.len() > most {
        return Err(large());
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most { Err(large()) } else { Ok(bytes) }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
