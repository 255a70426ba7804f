//! Who looks for changes of a registry, and where it is read from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Beside, Remote};
use crate::daemon::settings::Settings;
use crate::daemon::{
    DaemonError, Event, FolderScout, Requests, Scout, StateFolder, Surroundings, Watch, WatchOptions, Whence,
};
use crate::pipeline::BuildError;
use crate::source;

/// A folder counts as unseen after this time without a look at it, in seconds.
const FOLDER_STALE: u64 = 60;

/// The scout that the settings ask for, and where what it follows is read from. What changes in the folders `outputs`, which the
/// daemon itself writes, is no change of the registry.
///
/// # Errors
/// The settings name no registry, or the system gives no thread.
pub(in crate::daemon) fn scout<'s>(
    settings: &Settings,
    outputs: Vec<PathBuf>,
    state: &StateFolder,
    around: &Surroundings,
    requests: &Arc<Requests>,
    say: &'s dyn Fn(Event),
) -> Result<(Box<dyn Scout + 's>, Whence), DaemonError> {
    let registry = &settings.registry;
    let folder = registry.folder.as_deref().map(source::find).transpose().map_err(BuildError::from)?;
    let remote = registry.remote.as_ref().map(|remote| {
        Remote::start(remote, state, folder.clone(), around, requests)
            .map_err(|error| DaemonError::Settings(format!("the remote cannot be followed: {error}")))
    });
    let remote = remote.transpose()?;
    match (folder, remote) {
        (None, None) => {
            let why = "no registry is named; give a folder with --registry, or a repository with --remote";
            Err(DaemonError::Settings(why.to_owned()))
        }
        (None, Some(remote)) => {
            let whence = remote.whence();
            Ok((Box::new(remote), whence))
        }
        (Some(folder), remote) => {
            introduce(&folder, around);
            let watch = WatchOptions { ignore: outputs, poll: registry.poll, ..WatchOptions::new(&folder) };
            let scout = FolderScout::new(Watch::start(watch, say));
            let whence = Whence::Folder(folder);
            Ok(match remote {
                None => (Box::new(scout), whence),
                Some(remote) => (Box::new(Beside::new(scout, remote)), whence),
            })
        }
    }
}

fn introduce(folder: &Path, around: &Surroundings) {
    around.board.update(|status| {
        status.source.place = folder.display().to_string();
        status.source.stale_after = FOLDER_STALE;
    });
}
