//! Removes generations that are kept no longer, or were never shown: file by file, as their ledgers list them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::layout::{self, GENERATIONS, LEDGERS, STAGING, Swap, parent};
use super::record::Record;
use super::{GenerationSink, PULSE};
use crate::publish::PublishError;
use crate::publish::tree::ancestors;

/// So many generations before the one that is shown are kept, for readers that are slow.
const KEPT: usize = 3;

impl GenerationSink {
    /// Removes every generation but the one that is shown and those just before it.
    pub(super) fn remove_old(&mut self) -> Result<(), PublishError> {
        let numbers = layout::numbers(&self.disk.at(LEDGERS))?;
        let whole = layout::numbers(&self.disk.at(GENERATIONS))?;
        let is_before = |number: &&u64| self.shown.is_none_or(|shown| **number < shown);
        let is_whole = |number: &&u64| whole.binary_search(number).is_ok();
        let kept: BTreeSet<u64> =
            numbers.iter().filter(is_before).filter(is_whole).rev().take(KEPT).copied().collect();
        for number in numbers {
            if !kept.contains(&number) && self.shown != Some(number) {
                self.remove_generation(number)?;
            }
        }
        Ok(())
    }

    /// Removes everything that readers could see.
    pub(super) fn empty(&mut self) -> Result<(), PublishError> {
        let root = self.disk.root().to_owned();
        for current in [Swap::Link, Swap::Pointer] {
            if matches!(current.shown(&root), Ok(Some(_))) {
                self.disk.remove_file(&root.join(current.name()))?;
            }
        }
        (self.shown, self.record, self.making) = (None, Record::default(), None);
        self.show_site();
        for number in layout::numbers(&root.join(LEDGERS))? {
            self.remove_generation(number)?;
        }
        self.disk.remove_tree(&root.join(STAGING))
    }

    fn remove_generation(&mut self, number: u64) -> Result<(), PublishError> {
        let root = self.disk.root().to_owned();
        let (ledger, folder) = (layout::ledger(&root, number), layout::generation(&root, number));
        match Record::read(&ledger) {
            Ok(Some(record)) => self.remove_listed(&folder, &record)?,
            // We began it, and nobody knows what is in it.
            _ => self.disk.remove_tree(&folder)?,
        }
        self.disk.remove_file(&ledger)
    }

    /// Removes what a record lists. Where somebody put something of his own beside it, that stays, with its folder.
    fn remove_listed(&mut self, folder: &Path, record: &Record) -> Result<(), PublishError> {
        if !is_real_folder(folder) {
            return Ok(());
        }
        let (mut folders, mut files) = (BTreeSet::new(), Vec::new());
        let mut last = "";
        for entry in &record.0 {
            let path = entry.path.as_str();
            if parent(path) != last {
                last = parent(path);
                // Behind a link nothing is ours.
                folders.extend(ancestors(path).take_while(|above| is_real_folder(&folder.join(above))));
            }
            let (is_ours, file) = (last.is_empty() || folders.contains(last), folder.join(path));
            // A folder made by hand where our file was is not ours.
            if is_ours && !is_real_folder(&file) {
                files.push(file);
            }
        }
        files.push(folder.join(PULSE));
        self.disk.remove_files(&files)?;
        let depth = |path: &str| path.matches('/').count();
        let deepest = folders.iter().map(|path| depth(path)).max().unwrap_or_default();
        for level in (0..=deepest).rev() {
            let those = folders.iter().filter(|path| depth(path) == level);
            let those: Vec<PathBuf> = those.map(|path| folder.join(path)).collect();
            self.disk.remove_those_empty(&those)?;
        }
        self.disk.remove_if_empty(folder)?;
        Ok(())
    }
}

fn is_real_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}
