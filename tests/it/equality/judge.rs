//! What the daemon's site is held to.

use std::fmt;
use std::path::Path;

use connectory::daemon;
use connectory::diag::{Report, Severity};
use connectory::model::{Registry, Whose};
use connectory::pipeline::{Building, Checked, Delivery, Pipeline};
use connectory::plan::manifest::Manifest;
use connectory::publish::MemorySink;
use connectory::source;
use jiff::civil::Date;

use super::world::World;
use crate::support::site::{Site, files};

/// What was compared.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// After so many quiets.
    pub(super) quiets: usize,
    /// Of them with every file.
    pub(super) whole: usize,
    /// With what belongs to connectors without errors.
    pub(super) parts: usize,
    /// With the last site, which stays because what is broken does not hold together with the rest.
    pub(super) withheld: usize,
    /// So often the daemon was started.
    pub(super) starts: usize,
    /// So many changes no event had named.
    pub(super) missed: usize,
}

impl Compared {
    pub(super) fn add(&mut self, other: &Compared) {
        self.quiets += other.quiets;
        self.whole += other.whole;
        self.parts += other.parts;
        self.withheld += other.withheld;
        self.starts += other.starts;
        self.missed += other.missed;
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Compared { quiets, whole, parts, withheld, starts, missed } = self;
        write!(
            f,
            "{quiets} quiets: {whole} whole sites, {parts} in parts, {withheld} withheld; {starts} starts, {missed} changes missed by events"
        )
    }
}

/// What readers of a folder find: what its manifest lists, and the manifest.
pub(super) fn published(folder: &Path) -> Site {
    // Another generation may become current meanwhile.
    let folder = std::fs::canonicalize(folder.join("current")).unwrap_or_else(|_| folder.to_owned());
    let Ok(bytes) = std::fs::read(folder.join("manifest.json")) else { return Site::new() };
    let listed = Manifest::parse(&bytes).unwrap().files;
    let read = |path: &str| (path.to_owned(), std::fs::read(folder.join(path)).unwrap());
    let mut site: Site = listed.iter().map(|file| read(file.path.as_str())).collect();
    site.insert("manifest.json".to_owned(), bytes);
    site
}

/// What a clean build makes of the registry in a folder.
pub(super) struct Clean {
    pub(super) site: Site,
    pub(super) registry: Registry,
    pub(super) report: Report,
}

impl Clean {
    /// Nothing, where there is no folder to read.
    pub(super) fn build(folder: &Path, today: Date) -> Option<Clean> {
        let opened = source::open(folder, None).ok()?;
        let mut pipeline = Pipeline::new().unwrap();
        let Checked { registry, report } = pipeline.read(&opened, today).unwrap();
        let (chronicle, revision) =
            (pipeline.chronicle(&opened).unwrap(), pipeline.revision(&opened).unwrap());
        // A site that registry.yaml may be wrong about is built for nobody; what lies in it can be compared all the same.
        let sight = Whose::TheOnly.sight(&registry).or_else(|_| Whose::Everyone.sight(&registry)).unwrap();
        let building = Building {
            registry: &registry,
            chronicle: &chronicle,
            tree: opened.tree.as_ref(),
            sight: &sight,
            not_found_root: None,
            today,
            revision: &revision,
            folder: &opened.folder,
            delivery: Delivery { key: None, without_bundles: true },
        };
        let mut sink = MemorySink::new();
        daemon::publish(&pipeline, &building, &mut sink).unwrap();
        Some(Clean { site: files(&sink), registry, report })
    }

    /// The files of the site that tell of nothing but a connector without errors.
    pub(super) fn sound(&self) -> Vec<&String> {
        let diagnostics = self.report.diagnostics().iter();
        let errors: Vec<_> = diagnostics.filter(|found| found.severity == Severity::Error).collect();
        // What is wrong with the registry's own files is shown as it last was, and with it whatever is at odds with that.
        if errors.iter().any(|error| error.place.path.parts().count() == 1) {
            return Vec::new();
        }
        // Of two folders of one name, of which one has errors, either may be shown.
        let has_errors =
            |slug: &str| errors.iter().any(|error| error.place.path.parts().any(|part| part == slug));
        let sound = self.registry.connectors.iter().filter(|connector| !has_errors(connector.slug.as_str()));
        let packages: Vec<String> =
            sound.map(|connector| format!("connectors/{}/", connector.slug)).collect();
        let is_of = |path: &&String| {
            path.ends_with(".xmp") && packages.iter().any(|package| path.starts_with(package))
        };
        self.site.keys().filter(is_of).collect()
    }
}

/// What the daemon shows.
pub(super) struct Shown<'s> {
    pub(super) site: &'s Site,
    /// What it showed before, where it published nothing since.
    pub(super) last: Option<&'s Site>,
    /// Whether the last thing it did was not to publish.
    pub(super) is_withheld: bool,
}

impl Compared {
    /// Holds what is shown to what a clean build makes now.
    pub(super) fn judge(&mut self, world: &World, shown: &Shown<'_>) {
        self.quiets += 1;
        let clean = Clean::build(&world.registry, world.today);
        let Some(clean) = clean.filter(|clean| clean.report.errors() == 0 || !shown.is_withheld) else {
            self.withheld += 1;
            return shown.last.into_iter().for_each(|last| same(shown.site, last));
        };
        if clean.report.errors() == 0 {
            self.whole += 1;
            return same(shown.site, &clean.site);
        }
        self.parts += 1;
        for path in clean.sound() {
            let is_same = shown.site.get(path) == clean.site.get(path);
            assert!(is_same, "{path} differs, of a connector without errors");
        }
    }
}

/// Holds two sites to be the same.
pub(super) fn same(found: &Site, expected: &Site) {
    let paths: std::collections::BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let differ: Vec<_> = paths.into_iter().filter(|path| found.get(*path) != expected.get(*path)).collect();
    let first = differ.iter().find(|path| !path.ends_with("manifest.json")).or(differ.first());
    let text = |site: &Site, path: &String| {
        site.get(path).map_or("nothing".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    if let Some(first) = first {
        let (found, expected) = (text(found, first), text(expected, first));
        let at = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
        panic!("{} files differ from a clean build: {differ:?}; `{first}` first there: {at:?}", differ.len());
    }
}
