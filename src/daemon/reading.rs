//! The registry, read once and handed to every target; what is broken is as it last was.

use std::path::PathBuf;

use jiff::civil::Date;

use super::Outcome;
use super::rebuild::outcome;
use crate::model::{Chronicle, Registry, Revision};
use crate::pipeline::{BuildError, Checked, LastGood, Pipeline, Shown};
use crate::source::{self, Mixed, Opened, RepoPath, SourceError, Tree};

/// What sites are made of at one moment.
pub struct Reading {
    /// The registry as it is shown.
    pub registry: Registry,
    /// What happened to it.
    pub chronicle: Chronicle,
    /// Which state of it was read.
    pub revision: Revision,
    /// Its files.
    pub tree: Box<dyn Tree + Send>,
    /// Where it lies in its repository.
    pub folder: RepoPath,
    /// The day that deadlines are counted from.
    pub today: Date,
}

/// Where a registry is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whence {
    /// A folder, as its files are.
    Folder(PathBuf),
    /// A repository without files of its own, at a commit.
    Mirror {
        /// The repository.
        repository: PathBuf,
        /// The commit, or what names it.
        revision: String,
    },
}

impl Whence {
    /// Opens the registry.
    ///
    /// # Errors
    /// It is not there.
    pub fn open(&self) -> Result<Opened, SourceError> {
        match self {
            Whence::Folder(folder) => source::open(folder, None),
            Whence::Mirror { repository, revision } => source::open(repository, Some(revision)),
        }
    }
}

/// Reads a registry again and again. What it remembers changes no result, but for what is kept of broken items.
pub struct Reader {
    pipeline: Pipeline,
    last_good: LastGood,
}

impl Reader {
    /// A reader that read nothing yet.
    ///
    /// # Errors
    /// When an embedded template is broken.
    pub fn new() -> Result<Reader, BuildError> {
        Ok(Reader { pipeline: Pipeline::new()?, last_good: LastGood::default() })
    }

    /// Makes sites of what was read.
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Reads and checks the registry for a day. Without a reading, what is broken does not hold together with the rest: the whole
    /// last site stays.
    ///
    /// # Errors
    /// When the disk or Git does not answer.
    pub fn read(&mut self, whence: &Whence, today: Date) -> Result<(Outcome, Option<Reading>), BuildError> {
        let opened = whence.open()?;
        let Checked { registry, report } = self.pipeline.read(&opened, today)?;
        let mut outcome = outcome(&report, opened.tree.as_ref());
        let checked = Checked { registry, report };
        let shown = self.pipeline.show(&mut self.last_good, &opened, &checked, today)?;
        let Some(Shown { registry, elsewhere, .. }) = shown else {
            outcome.withheld = true;
            return Ok((outcome, None));
        };
        let chronicle = self.pipeline.chronicle(&opened)?;
        let revision = self.pipeline.revision(&opened)?;
        let Opened { tree, folder, .. } = opened;
        let tree: Box<dyn Tree + Send> = match elsewhere.is_empty() {
            true => tree,
            false => Box::new(Mixed::new(tree, elsewhere)),
        };
        Ok((outcome, Some(Reading { registry, chronicle, revision, tree, folder, today })))
    }
}
