//! Starts inboxes, each on a thread of its own: one that waits for a push keeps no other waiting.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::judge::NO_COMMIT;
use super::{GitPush, Inbox, Push};
use crate::daemon::settings::{InboxSettings, Settings};
use crate::daemon::{Surroundings, Whence};
use crate::source::{discover, is_local_path};

/// Time between two looks at an inbox.
const LOOK: Duration = Duration::from_secs(1);
/// A request to stop is seen within this time.
const GLANCE: Duration = Duration::from_millis(50);

/// An inbox at work; dropping it stops it after the drop under way, without waiting.
pub struct InboxThread {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts every inbox of `settings`, for the registry that is read from `whence`.
///
/// # Errors
/// There is nothing that branches could go on, or an inbox lies where it cannot.
pub fn start(
    settings: &Settings,
    whence: &Whence,
    around: &Surroundings,
) -> Result<Vec<InboxThread>, String> {
    around.board.update(|status| status.inboxes.clear());
    if settings.inboxes.is_empty() {
        return Ok(Vec::new());
    }
    if let Whence::Folder(folder) = whence {
        let repository = discover(folder).map_err(|error| error.to_string())?;
        if repository.is_none_or(|repository| repository.head().is_none()) {
            return Err(format!("{}: {NO_COMMIT}", folder.display()));
        }
        settings.inboxes.iter().try_for_each(|inbox| outside(&inbox.folder, folder))?;
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for inbox in &settings.inboxes {
        let place = real(&inbox.folder);
        if let Some(other) =
            folders.iter().find(|other| place.starts_with(other) || other.starts_with(&place))
        {
            return Err(format!(
                "the inboxes `{}` and `{}` are in each other's way; give each a folder of its own",
                inbox.folder.display(),
                other.display()
            ));
        }
        folders.push(place);
    }
    let owner = format!("process {}", std::process::id());
    let begin = |inbox: &InboxSettings| {
        let stop = Arc::new(AtomicBool::new(false));
        let push = push(settings, inbox, whence, &stop)?;
        let inbox = Inbox::new(inbox, whence.clone(), push, &owner, around.clone());
        InboxThread::begin(inbox, stop).map_err(|error| error.to_string())
    };
    settings.inboxes.iter().map(begin).collect()
}

/// Refuses an inbox in the registry, whose files its own would be.
fn outside(inbox: &Path, registry: &Path) -> Result<(), String> {
    if real(inbox).starts_with(real(registry)) {
        return Err(format!(
            "the inbox `{}` lies in the registry `{}`, where dropped files would count as its own; put it beside it",
            inbox.display(),
            registry.display()
        ));
    }
    Ok(())
}

/// A path with its links resolved as far as it is there.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    there.map_or_else(
        || path.clone(),
        |(above, real)| real.join(path.strip_prefix(above).unwrap_or(Path::new(""))),
    )
}

/// How branches of an inbox are pushed, if they are: where there is a remote, unless that is not wished for.
fn push(
    settings: &Settings,
    inbox: &InboxSettings,
    whence: &Whence,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<dyn Push>>, String> {
    let repository = match whence {
        Whence::Folder(folder) => folder,
        Whence::Mirror { .. } if inbox.push == Some(false) => {
            return Err(format!(
                "the inbox `{}` has `push: false`, and nobody would find its branches in the daemon's mirror; leave that out",
                inbox.folder.display()
            ));
        }
        Whence::Mirror { repository, .. } => repository,
    };
    let remote = settings.registry.remote.as_ref().map(|remote| remote.url.as_str());
    let url = match (inbox.push, remote) {
        (Some(false), _) | (None, None) => return Ok(None),
        (_, Some(url)) => {
            // Git runs in the repository; a path is meant from here.
            let path = is_local_path(url).then(|| std::path::absolute(url).ok()).flatten();
            path.map_or_else(|| url.to_owned(), |path| path.display().to_string())
        }
        (Some(true), None) => "origin".to_owned(),
    };
    Ok(Some(Box::new(GitPush::new(repository, &url).until(Arc::clone(stop)))))
}

impl InboxThread {
    fn begin(mut inbox: Inbox, stop: Arc<AtomicBool>) -> std::io::Result<InboxThread> {
        let asked = Arc::clone(&stop);
        let run = move || {
            while !asked.load(Ordering::Relaxed) {
                if catch_unwind(AssertUnwindSafe(|| inbox.step())).is_err() {
                    inbox.stumble();
                }
                let until = Instant::now() + LOOK;
                while Instant::now() < until && !asked.load(Ordering::Relaxed) {
                    std::thread::sleep(GLANCE);
                }
            }
        };
        let thread = std::thread::Builder::new().name("inbox".to_owned()).spawn(run)?;
        Ok(InboxThread { stop, thread: Some(thread) })
    }

    /// Asks it to stop, and waits for it, but not longer than this. What is cut off then is as after a crash: the next start goes on.
    pub fn stop(mut self, at_most: Duration) {
        self.stop.store(true, Ordering::Relaxed);
        let until = Instant::now() + at_most;
        let Some(thread) = self.thread.take() else { return };
        while !thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for InboxThread {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
