//! What a folder of generations promises, on a real disk.

mod folder;
mod kills;
mod life;
mod readers;

use std::collections::BTreeMap;

use super::*;
use crate::plan::Fingerprint;

pub(super) type Files<'a> = &'a [(&'a str, &'a str)];
/// Every file of a site and its text.
pub(super) type Seen = BTreeMap<String, String>;

pub(super) const OWNER: &str = "process 17 on plant";

pub(super) const FIRST: Files<'_> = &[
    ("assets/s-00000001.css", "one"),
    ("connectors/a/index.html", "a1"),
    ("connectors/b/index.html", "b1"),
    ("index.html", "top1"),
    ("turn", "a file first"),
    ("manifest.json", "first"),
];
/// The same sizes in part, a file that becomes a folder, a folder that goes.
pub(super) const SECOND: Files<'_> = &[
    ("assets/s-00000002.css", "two"),
    ("connectors/a/index.html", "a2"),
    ("index.html", "top2"),
    ("turn/index.html", "a folder now"),
    ("manifest.json", "second"),
];

pub(super) fn path(text: &str) -> SitePath {
    SitePath::new(text).unwrap()
}

pub(super) fn held(text: &str) -> Held {
    Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes())
}

pub(super) fn open(folder: &Path) -> GenerationSink {
    GenerationSink::open(folder, Swap::Link, OWNER).unwrap()
}

pub(super) fn fill(sink: &mut GenerationSink, files: Files<'_>) -> Result<Published, PublishError> {
    sink.begin()?;
    for (name, text) in files {
        let body = (sink.held(&path(name)) != Some(held(text))).then(|| text.as_bytes().to_vec());
        sink.put(path(name), held(text), body)?;
    }
    sink.finish()
}

pub(super) fn build(folder: &Path, files: Files<'_>) -> Published {
    fill(&mut open(folder), files).unwrap()
}

pub(super) fn texts(files: Files<'_>) -> Seen {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Every file below a folder.
pub(super) fn listing(folder: &Path) -> Seen {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| !entry.file_type().is_dir());
    let file = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(entry.path()).unwrap_or_default())
    };
    files.map(file).collect()
}

/// What readers see, but for what is retired; that nothing else lies there than the ledger says is looked at, too.
pub(super) fn seen(folder: &Path) -> Option<Seen> {
    let shown = Swap::Link.shown(folder).unwrap()?;
    let record = Record::read(&layout::ledger(folder, shown)).unwrap().expect("a whole ledger");
    let mut files = listing(&fs::canonicalize(folder.join("current")).unwrap());
    files.remove(PULSE);
    let listed: Vec<&str> = record.0.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), listed);
    files.retain(|name, _| record.get(&path(name)).is_some());
    Some(files)
}

pub(super) fn generations(folder: &Path) -> Vec<u64> {
    layout::numbers(&folder.join(GENERATIONS)).unwrap()
}
