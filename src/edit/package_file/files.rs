//! The files that a `package.yaml` names: found in one listing, read one by one, within limits.

use std::cell::OnceCell;

use crate::source::{Entry, EntryKind, RepoPath, SourceError, Span, Tree};
use crate::yaml::Reader;

/// How much is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// The most bytes of one file.
    pub file: u64,
    /// The most bytes of all files together.
    pub files: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Sizes { file: 256 << 20, files: 512 << 20 }
    }
}

/// The files around a `package.yaml`: listed once, when the first is asked for.
pub(super) struct Files<'t> {
    tree: &'t dyn Tree,
    path: &'t RepoPath,
    sizes: &'t Sizes,
    left: u64,
    listed: OnceCell<Vec<Entry>>,
}

impl<'t> Files<'t> {
    /// The files of `tree` for the file at `path`, of which nothing was read yet.
    pub(super) fn new(tree: &'t dyn Tree, path: &'t RepoPath, sizes: &'t Sizes) -> Files<'t> {
        Files { tree, path, sizes, left: sizes.files, listed: OnceCell::new() }
    }

    /// The folder that holds the file.
    pub(super) fn folder(&self) -> RepoPath {
        self.path.parent()
    }

    /// Whether a path is that of the file itself.
    pub(super) fn is_own(&self, path: &RepoPath) -> bool {
        path == self.path
    }

    /// Everything in the tree.
    pub(super) fn list(&self) -> Result<&[Entry], SourceError> {
        if self.listed.get().is_none() {
            // Nobody else sets it: the cell is this struct's own, and listing does not come back here.
            let _ = self.listed.set(self.tree.list()?);
        }
        Ok(self.listed.get().map(Vec::as_slice).unwrap_or_default())
    }

    /// The ordinary file at `path`; reports what is there instead, or what is near.
    pub(super) fn find(
        &self,
        path: &RepoPath,
        span: Span,
        reader: &mut Reader<'_>,
    ) -> Result<Option<&Entry>, SourceError> {
        let entries = self.list()?;
        match entries.iter().find(|entry| entry.path == *path) {
            Some(entry) if entry.kind == EntryKind::File => return Ok(Some(entry)),
            Some(entry) => {
                let what = match entry.kind {
                    EntryKind::Symlink => "a symbolic link, which is never followed",
                    _ => "no ordinary file",
                };
                reader
                    .at("reference-refused", span, format!("`{path}` is {what}"))
                    .fix("name the file itself");
            }
            None => {
                let near = near(path, entries);
                let finding = reader.at("reference-missing", span, format!("there is no file `{path}`"));
                match near {
                    Some(near) => finding.fix(format!("did you mean `{near}`?")),
                    None => finding.fix("build the project first, or mend the path"),
                };
            }
        }
        Ok(None)
    }

    /// The bytes of a file that was found; reports one that is too large.
    pub(super) fn read(
        &mut self,
        path: &RepoPath,
        span: Span,
        reader: &mut Reader<'_>,
    ) -> Result<Option<Vec<u8>>, SourceError> {
        let limit = self.sizes.file.min(self.left);
        match self.tree.read(path, limit) {
            Ok(bytes) => {
                self.left -= bytes.len() as u64;
                Ok(Some(bytes))
            }
            Err(SourceError::TooLarge { size, .. }) => {
                let message = if size > self.sizes.file {
                    format!("`{path}` has {size} bytes; {} is the most", self.sizes.file)
                } else {
                    format!("with `{path}` the files have more than {} bytes together", self.sizes.files)
                };
                reader.at("reference-too-large", span, message);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// The file that was probably meant: the same but for case, or of a like name.
fn near<'e>(path: &RepoPath, entries: &'e [Entry]) -> Option<&'e RepoPath> {
    let likeness = |entry: &'e Entry| {
        let (name, whole) = (
            strsim::jaro_winkler(entry.path.name(), path.name()),
            strsim::jaro_winkler(entry.path.as_str(), path.as_str()),
        );
        (name * 2.0 + whole, entry)
    };
    let files = entries.iter().filter(|entry| entry.kind == EntryKind::File);
    // Beyond that many files a search for a likeness takes longer than it helps.
    let best = files.take(20_000).map(likeness).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 2.6).then_some(&best.1.path)
}
