//! From settings to places that can be published to.

use std::path::Path;
use std::sync::Arc;

use super::settings::{Current, Place, TargetSettings};
use super::{Target, TargetStatus};
use crate::model::Whose;
use crate::pipeline::SigningKey;
use crate::publish::{self, GenerationSink, PublishError, Sink};
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
        Place::Folder { path, current } => folder(path, *current),
        Place::Branch { .. } | Place::Store { .. } => {
            Err("this kind of place cannot be published to yet".to_owned())
        }
    }
}

fn folder(path: &Path, current: Current) -> Result<Box<dyn Sink>, String> {
    let current = match current {
        Current::Link => publish::Current::Link,
        Current::Pointer => publish::Current::Pointer,
    };
    let sink = GenerationSink::open(path, current, &owner()).map_err(|error| error.to_string())?;
    Ok(Box::new(sink))
}

/// A folder of the daemon's own, from which a site is served: it needs no link, and goes to another audience at once.
///
/// # Errors
/// Another process has it, it is somebody else's, or the disk does not answer.
pub fn on_disk(folder: &Path) -> Result<GenerationSink, PublishError> {
    Ok(GenerationSink::open(folder, publish::Current::Pointer, &owner())?.renewing())
}

/// Who publishes, for others who would.
fn owner() -> String {
    format!(
        "the process with id {}{}",
        std::process::id(),
        host().map(|host| format!(" on {host}")).unwrap_or_default()
    )
}

/// What this machine calls itself, where that is a file. A folder may be one of a network.
fn host() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
