//! The registry, read once and handed to every target; what is broken is as it last was.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::civil::Date;

use super::findings::outcome;
use super::validation::found::{found, key};
use super::{About, Found, Outcome};
use crate::model::{Chronicle, Registry, Revision, Sight};
use crate::pipeline::{BuildError, Building, Delivery, LastGood, Pipeline, Shown};
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

impl Reading {
    /// What the site is made of that is for those who may see `sight`.
    pub fn building<'b>(
        &'b self,
        sight: &'b Sight,
        not_found_root: Option<&'b str>,
        delivery: Delivery<'b>,
    ) -> Building<'b> {
        Building {
            registry: &self.registry,
            chronicle: &self.chronicle,
            tree: self.tree.as_ref(),
            sight,
            not_found_root,
            today: self.today,
            revision: &self.revision,
            folder: &self.folder,
            delivery,
        }
    }
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

/// What a look at the registry comes to.
pub struct Looked {
    /// In brief.
    pub outcome: Outcome,
    /// What sites are made of; nothing where the whole last site is to stay.
    pub reading: Option<Reading>,
    /// What is wrong, worst first, and with which item.
    pub found: Vec<Found>,
    /// Items that are shown as they last were, such as `connectors/mqtt`.
    pub kept: BTreeSet<String>,
    /// Which registry it is. Where it lies is for those to say who chose it.
    pub about: About,
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

    /// Reads and checks the registry for a day. Without a reading, a change of several files is not finished: the whole last site
    /// stays.
    ///
    /// # Errors
    /// When the disk or Git does not answer.
    pub fn read(&mut self, whence: &Whence, today: Date) -> Result<(Outcome, Option<Reading>), BuildError> {
        let looked = self.look(whence, today)?;
        Ok((looked.outcome, looked.reading))
    }

    /// The same with every finding, by what it is about.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn look(&mut self, whence: &Whence, today: Date) -> Result<Looked, BuildError> {
        let opened = whence.open()?;
        let checked = self.pipeline.read(&opened, today)?;
        let mut looked = Looked {
            outcome: outcome(&checked.report, opened.tree.as_ref()),
            found: found(&checked.report, &checked.registry, opened.tree.as_ref()),
            about: About {
                title: checked.registry.policy.title.clone(),
                place: String::new(),
                commit: opened.commit.clone(),
            },
            kept: BTreeSet::new(),
            reading: None,
        };
        let shown = self.pipeline.show(&mut self.last_good, &opened, &checked, today)?;
        let Some(Shown { registry, kept, elsewhere, .. }) = shown else {
            looked.outcome.withheld = true;
            return Ok(looked);
        };
        let chronicle = self.pipeline.chronicle(&opened)?;
        let revision = self.pipeline.revision(&opened)?;
        let Opened { tree, folder, .. } = opened;
        let tree: Box<dyn Tree + Send> = match elsewhere.is_empty() {
            true => tree,
            false => Box::new(Mixed::new(tree, elsewhere)),
        };
        looked.kept = kept.into_iter().map(key).collect();
        looked.reading = Some(Reading { registry, chronicle, revision, tree, folder, today });
        Ok(looked)
    }
}
