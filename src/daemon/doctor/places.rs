//! Where sites go, and where packages come from.
#![expect(
    clippy::disallowed_methods,
    reason = "whether a folder can be written to is found out by writing to it"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::Check;
use crate::daemon::settings::{InboxSettings, TargetSettings};
use crate::daemon::{Clock, targets};

/// The file by which it is found out whether a folder can be written to.
const PROBE: &str = ".connectory-doctor";

/// A target: that it can be reached and is ours, or free.
pub(super) fn target(settings: &TargetSettings, state: &Path, runs: bool, clock: &Arc<dyn Clock>) -> Check {
    let about = settings.name.clone();
    let mut target = targets::target(settings, state, None, Arc::clone(clock));
    let place = target.status.place.clone();
    match (target.sink)() {
        Ok(_) => Check::fine(about, format!("{place} can be published to")),
        Err(what) if runs && what.contains("is being published to by") => Check::fine(about, what),
        Err(what) => Check::broken(about, what, "see that it is there, and that this user may write to it"),
    }
}

/// An inbox: that packages can be taken out of it.
pub(super) fn inbox(settings: &InboxSettings) -> Check {
    let (folder, shown) = (&settings.folder, settings.folder.display());
    if !folder.is_dir() {
        let fix = format!("run `mkdir -p {shown}`, owned by the user that the daemon runs as");
        return Check::broken("inbox", format!("there is no folder `{shown}`"), fix);
    }
    let probe = folder.join(PROBE);
    match fs::File::create(&probe).and_then(|_| fs::remove_file(&probe)) {
        Ok(()) => Check::fine("inbox", format!("`{shown}` can be written to")),
        Err(error) => {
            let fix = "let the user that the daemon runs as write to it, for what was taken is moved";
            Check::broken("inbox", format!("`{shown}` cannot be written to: {error}"), fix)
        }
    }
}
