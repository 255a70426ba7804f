//! What was read before, so that unchanged files are not read again. Nothing of it changes what loading finds.

use std::collections::HashMap;
use std::sync::Arc;

use super::part::{Key, Part};
use crate::diag::Diagnostic;
use crate::model::{Application, Connector, PackageState, Picture};
use crate::source::{Blobs, Entry, RepoPath, Stamp};

/// What was read before: packages and pictures by the stamp of their file, connectors and applications by those of all
/// their files.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) packages: HashMap<Stamp, PackageState>,
    pub(super) pictures: HashMap<Stamp, Picture>,
    pub(super) connectors: Known<Connector>,
    pub(super) applications: Known<Application>,
    /// The blobs that Git knows files on disk to be.
    pub(super) blobs: HashMap<Stamp, Stamp>,
}

/// What was read of each folder or file.
pub(super) type Known<T> = HashMap<RepoPath, (Key, Read<T>)>;

/// An item, and what loading found wrong with it.
pub(super) type Read<T> = (Arc<T>, Arc<[Diagnostic]>);

impl Memory {
    /// Takes what is known of blobs in Git for known of the files on disk that Git knows to be those blobs, so that an
    /// unchanged file is not read again.
    pub fn know(&mut self, entries: &[Entry], blobs: &Blobs) {
        // Of files as they were before nobody asks any more.
        self.blobs.clear();
        for entry in entries {
            let Some(blob) = blobs.get(&entry.path) else { continue };
            self.blobs.insert(entry.stamp, *blob);
            if let Some(state) = self.packages.get(blob).cloned() {
                self.packages.insert(entry.stamp, state);
            }
            if let Some(picture) = self.pictures.get(blob).cloned() {
                self.pictures.insert(entry.stamp, picture);
            }
        }
    }

    /// What is known of files in Git: of blobs that were read, and of files on disk that Git knows to be some.
    pub fn lent(&self, entries: &[Entry], blobs: &Blobs) -> Memory {
        let mut lent = Memory::default();
        for entry in entries {
            let blob = *blobs.get(&entry.path).unwrap_or(&entry.stamp);
            if let Some(state) = self.packages.get(&entry.stamp) {
                lent.packages.insert(blob, state.clone());
            }
            if let Some(picture) = self.pictures.get(&entry.stamp) {
                lent.pictures.insert(blob, picture.clone());
            }
        }
        // What is known by its digest is so wherever it is kept.
        let by_digest = self.packages.iter().filter(|(stamp, _)| matches!(stamp, Stamp::Bytes(_)));
        lent.packages.extend(by_digest.map(|(stamp, state)| (*stamp, state.clone())));
        lent
    }

    /// The stamp that is the same for a file on disk and for the blob that it is.
    pub(super) fn stamp(&self, entry: &Entry) -> Stamp {
        *self.blobs.get(&entry.stamp).unwrap_or(&entry.stamp)
    }

    pub(super) fn connectors(&mut self) -> &mut Known<Connector> {
        &mut self.connectors
    }

    pub(super) fn applications(&mut self) -> &mut Known<Application> {
        &mut self.applications
    }

    /// Remembers what was read of the folder or file `path`, and hands on what is wrong with it.
    pub(super) fn take<T>(
        &mut self,
        path: &RepoPath,
        part: Part<T>,
        diagnostics: &mut Vec<Diagnostic>,
        known: fn(&mut Memory) -> &mut Known<T>,
    ) {
        self.packages.extend(part.packages);
        self.pictures.extend(part.pictures);
        diagnostics.extend(part.diagnostics.iter().cloned());
        if let (Some(key), Some(item)) = (part.key, part.item) {
            known(self).insert(path.clone(), (key, (item, part.diagnostics)));
        }
    }
}
