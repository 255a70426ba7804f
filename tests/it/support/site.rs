//! Sites, as they would be published, in memory.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use connectory::daemon::{self, Reading};
use connectory::model::{Chronicle, Registry, Revision, Sight, Whose};
use connectory::pipeline::{Building, Delivery, Pipeline};
use connectory::publish::{MemorySink, Published, Sink};
use connectory::source::{self, Opened, RepoPath, Tree};
use jiff::civil::Date;

use super::TODAY;

/// Every file of a site and its bytes.
pub(crate) type Site = BTreeMap<String, Vec<u8>>;

/// Publishes the site of one audience.
pub(crate) fn publish(
    pipeline: &mut Pipeline,
    opened: &Opened,
    registry: &Registry,
    whose: &Whose,
    today: Date,
    sink: &mut dyn Sink,
) -> Published {
    let (chronicle, revision) = (pipeline.chronicle(opened).unwrap(), pipeline.revision(opened).unwrap());
    let building = Building {
        registry,
        chronicle: &chronicle,
        tree: opened.tree.as_ref(),
        sight: &whose.sight(registry).expect("a declared site"),
        not_found_root: None,
        today,
        revision: &revision,
        folder: &opened.folder,
        delivery: Delivery::default(),
    };
    daemon::publish(pipeline, &building, sink).expect("publishes")
}

/// The site that is made of what a daemon read.
pub(crate) fn of_reading(pipeline: &Pipeline, reading: &Reading, whose: &Whose) -> Site {
    let building = Building {
        registry: &reading.registry,
        chronicle: &reading.chronicle,
        tree: reading.tree.as_ref(),
        sight: &whose.sight(&reading.registry).expect("a declared site"),
        not_found_root: None,
        today: reading.today,
        revision: &reading.revision,
        folder: &reading.folder,
        delivery: Delivery::default(),
    };
    let mut sink = MemorySink::new();
    daemon::publish(pipeline, &building, &mut sink).expect("publishes");
    files(&sink)
}

/// Builds the registry in `folder` at `revision`, from nothing.
pub(crate) fn built(folder: &Path, revision: Option<&str>, whose: &Whose, today: Date) -> Site {
    let opened = source::open(folder, revision).expect("opens");
    let mut pipeline = Pipeline::new().expect("templates parse");
    let checked = pipeline.read(&opened, today).expect("reads");
    let mut sink = MemorySink::new();
    publish(&mut pipeline, &opened, &checked.registry, whose, today, &mut sink);
    files(&sink)
}

/// The site of files that have no history, from nothing.
pub(crate) fn of_tree(tree: &dyn Tree, sight: &Sight, delivery: Delivery<'_>) -> Site {
    let mut sink = MemorySink::new();
    publish_tree(&mut Pipeline::new().unwrap(), tree, sight, delivery, &mut sink);
    files(&sink)
}

/// Publishes the site of files that have no history into a sink that may hold an earlier one.
pub(crate) fn publish_tree(
    pipeline: &mut Pipeline,
    tree: &dyn Tree,
    sight: &Sight,
    delivery: Delivery<'_>,
    sink: &mut dyn Sink,
) -> Published {
    let registry = pipeline.read_tree(tree, TODAY).unwrap().registry;
    let building = Building {
        registry: &registry,
        chronicle: &Chronicle::default(),
        tree,
        sight,
        not_found_root: None,
        today: TODAY,
        revision: &Revision::default(),
        folder: &RepoPath::root(),
        delivery,
    };
    daemon::publish(pipeline, &building, sink).unwrap()
}

/// What lies in a sink.
pub(crate) fn files(sink: &MemorySink) -> Site {
    let files = &sink.site().current().files;
    files.iter().map(|(path, file)| (path.to_string(), file.bytes().unwrap().to_vec())).collect()
}

/// The bytes of a file, and of everything in it where it is an archive.
pub(crate) fn unpacked(path: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![(path.to_owned(), bytes.to_vec())];
    if path.ends_with(".zip") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive of ours");
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).unwrap();
            let mut inner = Vec::new();
            entry.read_to_end(&mut inner).unwrap();
            all.push((format!("{path}:{}", entry.name().unwrap()), inner));
        }
    }
    all
}
