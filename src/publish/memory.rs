//! Publishes into memory, for the server: a generation is built aside and swapped in as a whole.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::{fs, io};

use super::{AFTERLIFE, PublishError, Published, Sink, is_hash_named};
use crate::plan::{Grounds, Held, SitePath};

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
pub enum Content {
    /// In memory.
    Memory(Arc<[u8]>),
    /// In the file at this path of this folder, which does not change for as long as its generation is kept.
    Disk(Arc<Path>, SitePath),
}

/// One file of a generation.
#[derive(Debug, Clone)]
pub struct File {
    /// Its bytes as built.
    pub content: Content,
    /// What the file was made from, and what it is.
    pub held: Held,
    /// Names the bytes; 32 hexadecimal digits without quotes.
    pub etag: Arc<str>,
}

impl File {
    /// A file of these bytes, of which `held` tells the truth.
    pub fn new(bytes: Vec<u8>, held: Held) -> Self {
        File::of(Content::Memory(bytes.into()), held)
    }

    /// A file whose bytes are there, of which `held` tells the truth.
    pub fn of(content: Content, held: Held) -> Self {
        let mut etag = held.sha256.to_hex();
        etag.truncate(32);
        File { content, held, etag: etag.into() }
    }

    /// The bytes.
    ///
    /// # Errors
    /// The disk does not answer, or the generation is kept no longer.
    pub fn bytes(&self) -> io::Result<Arc<[u8]>> {
        match &self.content {
            Content::Memory(bytes) => Ok(Arc::clone(bytes)),
            Content::Disk(folder, path) => fs::read(folder.join(path.as_str())).map(Arc::from),
        }
    }
}

/// The whole site at one moment.
#[derive(Debug, Default)]
pub struct Generation {
    /// Counts the generations that differ from the one before; 0 is the empty site before the first.
    pub number: u64,
    /// What a clean build would hold, and nothing else.
    pub files: BTreeMap<SitePath, File>,
    /// Hash-named files that pages of the last generations may still ask for, with the last generation that held them.
    pub(super) retired: BTreeMap<SitePath, (File, u64)>,
}

impl Generation {
    /// The file at this path, of this generation or a hash-named one of the last.
    pub fn file(&self, path: &SitePath) -> Option<&File> {
        self.files.get(path).or_else(|| self.retired.get(path).map(|(file, _)| file))
    }
}

/// A cheap handle to whatever generation is current.
#[derive(Debug, Clone, Default)]
pub struct Site(Arc<RwLock<Arc<Generation>>>);

impl Site {
    /// The current generation; it stays whole for as long as it is held.
    pub fn current(&self) -> Arc<Generation> {
        let current = self.0.read().unwrap_or_else(|lock| lock.into_inner());
        Arc::clone(&current)
    }

    pub(super) fn swap(&self, next: Generation) {
        let mut current = self.0.write().unwrap_or_else(|lock| lock.into_inner());
        *current = Arc::new(next);
    }
}

/// A site in memory.
#[derive(Debug, Default)]
pub struct MemorySink {
    site: Site,
    /// On what the current generation stands, where this sink made it.
    grounds: Option<Grounds>,
    next: Option<Next>,
}

#[derive(Debug, Default)]
struct Next {
    files: BTreeMap<SitePath, File>,
    grounds: Option<Grounds>,
}

impl MemorySink {
    /// An empty site.
    pub fn new() -> Self {
        Self::default()
    }

    /// What publishes into a site that readers look at already.
    pub fn on(site: Site) -> Self {
        MemorySink { site, ..MemorySink::default() }
    }

    /// The handle readers look through.
    pub fn site(&self) -> Site {
        self.site.clone()
    }
}

impl Sink for MemorySink {
    fn held(&self, path: &SitePath) -> Option<Held> {
        let current = self.site.current();
        current.files.get(path).map(|file| file.held)
    }

    fn grounds(&self) -> Option<&Grounds> {
        self.grounds.as_ref()
    }

    fn stand_on(&mut self, grounds: Grounds) {
        if let Some(next) = &mut self.next {
            next.grounds = Some(grounds);
        }
    }

    fn begin(&mut self) -> Result<(), PublishError> {
        self.next = Some(Next::default());
        Ok(())
    }

    fn put(&mut self, path: SitePath, file: Held, body: Option<Vec<u8>>) -> Result<(), PublishError> {
        let next = &mut self.next.as_mut().ok_or(PublishError::NotBegun)?.files;
        if next.contains_key(&path) {
            return Err(PublishError::BadPath(path, "it came twice"));
        }
        let current = self.site.current();
        let held = current.files.get(&path);
        let file = match (body, held) {
            // The same bytes stay the same allocation.
            (Some(_), Some(held)) if held.held.sha256 == file.sha256 => File { held: file, ..held.clone() },
            (Some(bytes), _) => File::new(bytes, file),
            (None, Some(held)) if held.held == file => held.clone(),
            (None, _) => return Err(PublishError::NotHeld(path)),
        };
        next.insert(path, file);
        Ok(())
    }

    fn finish(&mut self) -> Result<Published, PublishError> {
        let Next { files, grounds } = self.next.take().ok_or(PublishError::NotBegun)?;
        let before = self.site.current();
        let published = compare(&before.files, &files);
        let changed = !published.written.is_empty() || !published.removed.is_empty();
        let number = before.number + u64::from(changed || before.number == 0);
        let mut retired = before.retired.clone();
        for path in published.removed.iter().filter(|path| is_hash_named(path)) {
            retired.insert(path.clone(), (before.files[path].clone(), before.number));
        }
        retired.retain(|path, (_, last)| number - *last <= u64::from(AFTERLIFE) && !files.contains_key(path));
        self.site.swap(Generation { number, files, retired });
        self.grounds = grounds;
        Ok(published)
    }

    fn abandon(&mut self) {
        self.next = None;
    }
}

fn compare(before: &BTreeMap<SitePath, File>, after: &BTreeMap<SitePath, File>) -> Published {
    let same = |path, file: &File| before.get(path).is_some_and(|held: &File| held.etag == file.etag);
    let written: Vec<SitePath> =
        after.iter().filter(|(path, file)| !same(path, file)).map(|(path, _)| path.clone()).collect();
    let removed = before.keys().filter(|path| !after.contains_key(path)).cloned().collect();
    Published { kept: after.len() - written.len(), written, removed }
}

#[cfg(test)]
impl Site {
    /// Shows these files, wherever their bytes are.
    pub(crate) fn show(&self, number: u64, files: BTreeMap<SitePath, File>) {
        self.swap(Generation { number, files, ..Generation::default() });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::plan::Fingerprint;

    fn publish(sink: &mut MemorySink, files: &[(&str, &str)]) -> Published {
        sink.begin().unwrap();
        for (path, text) in files {
            let path = SitePath::new(path).unwrap();
            let file = Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes());
            let body = (sink.held(&path) != Some(file)).then(|| text.as_bytes().to_vec());
            sink.put(path, file, body).unwrap();
        }
        sink.finish().unwrap()
    }

    #[test]
    fn a_reader_never_sees_two_generations_mixed() {
        let mut sink = MemorySink::new();
        let names: Vec<String> = (0..20).map(|n| format!("{n}.html")).collect();
        let write = |sink: &mut MemorySink, text: &str| {
            let files: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), text)).collect();
            publish(sink, &files)
        };
        write(&mut sink, "0");
        let (site, done) = (sink.site(), AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let now = site.current();
                    let first = now.files.values().next().unwrap();
                    assert!(now.files.len() == 20 && now.files.values().all(|f| f.etag == first.etag));
                }
            });
            for turn in 1..200 {
                write(&mut sink, &turn.to_string());
            }
            done.store(true, Ordering::Relaxed);
        });
        assert_eq!(sink.site().current().number, 200);
    }

    #[test]
    fn an_abandoned_generation_leaves_the_last_one() {
        let mut sink = MemorySink::new();
        publish(&mut sink, &[("index.html", "a")]);
        sink.begin().unwrap();
        sink.abandon();
        assert_eq!(sink.site().current().files.len(), 1);
        assert!(matches!(sink.finish(), Err(PublishError::NotBegun)));
    }

    #[test]
    fn the_number_moves_only_with_the_bytes() {
        let mut sink = MemorySink::new();
        publish(&mut sink, &[("a", "1"), ("b", "1")]);
        let second = publish(&mut sink, &[("a", "1"), ("b", "1")]);
        assert_eq!((second.kept, sink.site().current().number), (2, 1));
        let third = publish(&mut sink, &[("a", "2")]);
        assert_eq!((third.written.len(), third.removed.len()), (1, 1));
        assert_eq!(sink.site().current().number, 2);
    }

    #[test]
    fn a_hash_named_file_outlives_its_last_page_by_three_generations() {
        let mut sink = MemorySink::new();
        let style = SitePath::new("assets/s-00000001.css").unwrap();
        publish(&mut sink, &[("assets/s-00000001.css", "s"), ("a", "1")]);
        for turn in 2..=4 {
            publish(&mut sink, &[("a", &turn.to_string())]);
            assert!(sink.site().current().file(&style).is_some(), "{turn}");
            assert!(!sink.site().current().files.contains_key(&style));
        }
        publish(&mut sink, &[("a", "5")]);
        assert!(sink.site().current().file(&style).is_none());
    }

    #[test]
    fn a_file_without_a_body_must_be_held() {
        let mut sink = MemorySink::new();
        sink.begin().unwrap();
        let path = SitePath::new("a").unwrap();
        let put = sink.put(path, Held::of(Fingerprint::of(b"x"), b"x"), None);
        assert!(matches!(put, Err(PublishError::NotHeld(_))));
    }
}
