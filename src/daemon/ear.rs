//! Hears what the system reports about changes, from its thread, and keeps it for the loop: hints to folders, in bounded space.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{ErrorKind, EventKind};

use super::listing::Scope;

/// More hinted folders than this are no longer told apart.
const MANY_FOLDERS: usize = 10_000;
/// As many paths are named in the log.
const SAMPLE: usize = 5;

/// What the watcher's thread leaves for the loop.
#[derive(Default)]
pub(super) struct Ear {
    heard: Mutex<Heard>,
    rung: Condvar,
}

#[derive(Default)]
pub(super) struct Heard {
    /// Folders to list again, or files, which are none.
    pub(super) folders: BTreeSet<PathBuf>,
    /// Some of the paths named.
    pub(super) sample: BTreeSet<PathBuf>,
    /// How often others were named.
    pub(super) others: usize,
    /// Whether something happened that was not reported.
    pub(super) overflow: bool,
    /// Why the watch is of no more use.
    pub(super) broken: Option<String>,
}

impl Ear {
    /// Sleeps until something is heard, but not longer than this.
    pub(super) fn wait(&self, at_most: Duration) {
        let heard = self.lock();
        if heard.is_silent() {
            let _ = self.rung.wait_timeout(heard, at_most);
        }
    }

    /// Everything heard since it was asked last.
    pub(super) fn take(&self) -> Heard {
        std::mem::take(&mut *self.lock())
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(|lock| lock.into_inner())
    }

    /// Takes what the system reports, on its thread: notes it and rings, nothing more.
    pub(super) fn hear(&self, scope: &Scope, event: notify::Result<notify::Event>) {
        let mut heard = self.lock();
        match event {
            Ok(event) if event.need_rescan() => heard.overflow = true,
            Ok(event) if says_something(event.kind) => {
                for path in event.paths.iter().filter(|path| scope.holds(path)) {
                    heard.add(path);
                }
            }
            Ok(_) => {}
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                heard.broken = Some(reason(&error))
            }
            // Whatever else failed, the tree may differ from what was heard.
            Err(_) => heard.overflow = true,
        }
        if !heard.is_silent() {
            self.rung.notify_one();
        }
    }
}

impl Heard {
    pub(super) fn is_silent(&self) -> bool {
        self.folders.is_empty() && !self.overflow && self.broken.is_none()
    }

    fn add(&mut self, path: &Path) {
        if self.folders.len() >= MANY_FOLDERS {
            self.overflow = true;
        } else {
            self.folders.insert(path.to_owned());
            self.folders.extend(path.parent().map(Path::to_owned));
        }
        if self.sample.len() < SAMPLE {
            self.sample.insert(path.to_owned());
        } else if !self.sample.contains(path) {
            self.others += 1;
        }
    }
}

/// Reading is not a change; a build would wake itself for ever.
fn says_something(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        _ => true,
    }
}

/// What a failed watch means to whoever reads the log.
pub(super) fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => {
            "the system's limit of watches is reached; raise `fs.inotify.max_user_watches`".into()
        }
        ErrorKind::PathNotFound => "the folder is not there".into(),
        ErrorKind::Io(error) if error.kind() == io::ErrorKind::NotFound => "the folder is not there".into(),
        _ => error.to_string(),
    }
}
