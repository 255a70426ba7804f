//! From settings to places that can be published to.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use super::settings::{Current, Place, TargetSettings};
use super::{Clock, Target, TargetStatus};
use crate::model::Whose;
use crate::pipeline::SigningKey;
use crate::publish::{BranchSink, GenerationSink, Sink, Site, StorePlace, StoreSink, Swap};
use crate::source::{Digest, without_password};

/// The target that `settings` describe. `state` is the daemon's own folder, where what is known of a place elsewhere is kept.
pub fn target(
    settings: &TargetSettings,
    state: &Path,
    key: Option<Arc<SigningKey>>,
    clock: Arc<dyn Clock>,
) -> Target {
    let (place, state) = (settings.place.clone(), state.to_owned());
    Target {
        status: TargetStatus {
            name: settings.name.clone(),
            site: settings.site.clone(),
            place: shown(&settings.place),
            ..TargetStatus::default()
        },
        whose: settings.site.clone().map_or(Whose::TheOnly, Whose::Named),
        key,
        without_bundles: settings.without_bundles,
        not_found_root: None,
        sink: Box::new(move || open(&place, &state, &clock)),
    }
}

/// A place as people may see it.
fn shown(place: &Place) -> String {
    match place {
        Place::Folder { path, .. } => path.display().to_string(),
        Place::Branch { remote, branch, .. } => format!("branch {branch} of {}", without_password(remote)),
        Place::Store { url, .. } => url.clone(),
    }
}

fn open(place: &Place, state: &Path, clock: &Arc<dyn Clock>) -> Result<Box<dyn Sink>, String> {
    match place {
        Place::Folder { path, current } => {
            let swap = match current {
                Current::Link => Swap::Link,
                Current::Pointer => Swap::Pointer,
            };
            let sink = GenerationSink::open(path, swap, &owner()).map_err(|error| error.to_string())?;
            Ok(Box::new(sink))
        }
        Place::Branch { remote, branch, history } => {
            let sink = BranchSink::open(&state.join(own(remote, branch)), remote, branch, *history);
            Ok(Box::new(sink.map_err(|error| error.to_string())?))
        }
        Place::Store { url, options } => store(url, options, &state.join("stores"), Arc::clone(clock)),
    }
}

/// The repository in the daemon's folder through which a branch is published to.
fn own(remote: &str, branch: &str) -> String {
    // Branches of one name may be of several repositories.
    let which = Digest::of(format!("{}\n{branch}", without_password(remote)).as_bytes()).to_string();
    let name: String = branch.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("branch-{name}-{}.git", &which[..8])
}

/// The site in a folder of the daemon's own, at which `site` looks from now on. It needs no link, and once it is for other readers, what
/// it holds goes.
pub(super) fn on_disk(folder: &Path, site: Site) -> Result<Box<dyn Sink>, String> {
    let sink = GenerationSink::open(folder, Swap::Pointer, &owner()).map_err(|error| error.to_string())?;
    Ok(Box::new(sink.renewing().shown_at(site)))
}

/// What another publisher is told.
fn owner() -> String {
    // A folder may be one of a network.
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { String::new() } else { format!(" on {}", host.trim()) };
    format!("the process with id {}{host}", std::process::id())
}

fn store(
    url: &str,
    options: &[(String, String)],
    folder: &Path,
    clock: Arc<dyn Clock>,
) -> Result<Box<dyn Sink>, String> {
    let text =
        |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
    let place = StorePlace {
        url: url.to_owned(),
        options: options.to_owned(),
        environment: std::env::vars_os().filter_map(text).collect(),
        folder: folder.to_owned(),
        process: owner(),
        now: Box::new(move || clock.now()),
    };
    let mut sink = StoreSink::open(place).map_err(|error| error.to_string())?;
    sink.look().map_err(|error| error.to_string())?;
    Ok(Box::new(sink))
}
