//! One turn of the loop: read the registry again, keep the last good state of what is broken, fill the sink.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::findings::MOST_COUNTED;
use super::{Outcome, Reader, WatchOptions, Whence};
use crate::load;
use crate::model::{Registry, Sight, Whose};
use crate::pipeline::{BuildError, Building, Delivery, Pipeline, SigningKey};
use crate::publish::{Published, Sink};
use crate::source::{self, History, MemoryTree};

/// Builds one site into `sink` as one generation: what `build` does.
///
/// # Errors
/// When a file cannot be read, a template fails or the sink refuses; the last generation stays.
pub fn publish(
    pipeline: &Pipeline,
    building: &Building<'_>,
    sink: &mut dyn Sink,
) -> Result<Published, BuildError> {
    sink.begin().map_err(receiver)?;
    let filled = fill(pipeline, building, sink);
    if let Err(error) = filled {
        sink.abandon();
        return Err(error);
    }
    sink.finish().map_err(receiver)
}

/// Puts every file of the site into a generation that was begun.
pub(super) fn fill(
    pipeline: &Pipeline,
    building: &Building<'_>,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let stood = sink.grounds().cloned();
    // The sink answers and takes in turn: the pipeline never does both at once.
    let sink = std::cell::RefCell::new(sink);
    let held = |path: &crate::plan::SitePath| sink.borrow().held(path);
    let mut emit = |output: crate::pipeline::Output| {
        sink.borrow_mut().put(output.path, output.file, output.body).map_err(receiver)
    };
    let grounds = pipeline.build(building, stood.as_ref(), &held, &mut emit)?;
    sink.borrow_mut().stand_on(grounds);
    Ok(())
}

fn receiver(error: crate::publish::PublishError) -> BuildError {
    BuildError::Receiver(error.to_string())
}

/// A registry that is built again and again.
pub struct Rebuild {
    folder: PathBuf,
    not_found_root: Option<&'static str>,
    as_of: Option<Date>,
    whose: Whose,
    reader: Reader,
    key: Option<SigningKey>,
    without_bundles: bool,
}

impl Rebuild {
    /// Builds the registry in `folder`, for the day `as_of` or each build's own.
    ///
    /// # Errors
    /// When an embedded template is broken.
    pub fn new(
        folder: PathBuf,
        as_of: Option<Date>,
        not_found_root: Option<&'static str>,
    ) -> Result<Rebuild, BuildError> {
        let reader = Reader::new()?;
        Ok(Rebuild {
            folder,
            not_found_root,
            as_of,
            whose: Whose::Everyone,
            reader,
            key: None,
            without_bundles: false,
        })
    }

    /// The same for the site of an audience.
    pub fn for_whom(self, whose: Whose) -> Rebuild {
        Rebuild { whose, ..self }
    }

    /// The same with a signed manifest.
    pub fn signed(self, key: Option<SigningKey>) -> Rebuild {
        Rebuild { key, ..self }
    }

    /// The same without bundles of packages, if `without`.
    pub fn without_bundles(self, without: bool) -> Rebuild {
        Rebuild { without_bundles: without, ..self }
    }

    fn delivery(&self) -> Delivery<'_> {
        Delivery { key: self.key.as_ref(), without_bundles: self.without_bundles }
    }

    /// What the site's audience may see as things stand; a site that `registry.yaml` does not declare is refused before anything is
    /// begun. While that file has faults, what it declares is not known (`None`), and each build says so.
    ///
    /// # Errors
    /// There is no such site, or none was named among several; or the registry is not there.
    pub fn sight(&self) -> Result<Option<Sight>, BuildError> {
        let opened = source::open(&self.folder, None)?;
        let (file, mut alone) = (Registry::policy_file(), MemoryTree::new());
        alone.put(file.clone(), opened.tree.read(&file, MOST_COUNTED)?);
        let loaded = load::load(&alone, &History::default(), &mut load::Memory::default())?;
        let is_known = loaded.registry.policy.knows_sites;
        Ok(is_known.then(|| self.whose.sight(&loaded.registry)).transpose()?)
    }

    /// What to watch: the registry's folder, but for the site's own folder if it lies inside.
    pub fn options(&self, poll: bool, out: Option<&Path>) -> WatchOptions {
        let ignore = out.map(Path::to_owned).into_iter().collect();
        WatchOptions { ignore, poll, ..WatchOptions::new(&self.folder) }
    }

    /// One build into a sink that was begun. What has errors is shown as it last was; when even that would not hold
    /// together, the whole last site stays.
    ///
    /// # Errors
    /// When the disk, Git or a template does not do its part, in words.
    pub fn build(&mut self, sink: &mut dyn Sink, today: Date) -> Result<Outcome, String> {
        self.turn(sink, self.as_of.unwrap_or(today)).map_err(|error| error.to_string())
    }

    fn turn(&mut self, sink: &mut dyn Sink, today: Date) -> Result<Outcome, BuildError> {
        let whence = Whence::Folder(self.folder.clone());
        let (outcome, reading) = self.reader.read(&whence, today)?;
        let Some(reading) = reading else { return Ok(outcome) };
        let sight = self.whose.sight(&reading.registry)?;
        let building = reading.building(&sight, self.not_found_root, self.delivery());
        fill(self.reader.pipeline(), &building, sink)?;
        Ok(outcome)
    }
}
