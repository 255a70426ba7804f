//! From settings to places that can be published to.

use std::path::Path;
use std::sync::Arc;

use super::settings::{Current, Place, TargetSettings};
use super::{Target, TargetStatus};
use crate::model::Whose;
use crate::pipeline::SigningKey;
use crate::publish::{GenerationSink, Sink, Site, Swap};
use crate::source::without_password;

/// The target that `settings` describe. `state` is the daemon's own folder, where what is known of a place elsewhere is kept.
pub fn target(settings: &TargetSettings, state: &Path, key: Option<Arc<SigningKey>>) -> Target {
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
        sink: Box::new(move || open(&place, &state)),
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

fn open(place: &Place, _state: &Path) -> Result<Box<dyn Sink>, String> {
    match place {
        Place::Folder { path, current } => {
            let swap = match current {
                Current::Link => Swap::Link,
                Current::Pointer => Swap::Pointer,
            };
            let sink = GenerationSink::open(path, swap, &owner()).map_err(|error| error.to_string())?;
            Ok(Box::new(sink))
        }
        Place::Branch { .. } | Place::Store { .. } => {
            Err("this kind of place cannot be published to yet".to_owned())
        }
    }
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
