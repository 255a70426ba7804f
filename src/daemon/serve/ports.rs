//! From settings to ports: each shows one audience's site, or the one that a proxy names. Ports of one site share it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::answer::Desk;
use super::door::{ByHeader, Door, Shown};
use super::file::Manner;
use super::packed::Packed;
use super::{Hosts, ServeOptions, Server};
use crate::daemon::run::DaemonError;
use crate::daemon::settings::{ServeSettings, Settings};
use crate::daemon::{Event, StateFolder, Surroundings, Target, TargetStatus, targets};
use crate::model::Whose;
use crate::publish::Site;
use crate::source::Digest;

/// The ports that are open, until they are dropped.
pub(in crate::daemon) struct Ports {
    /// What is to be kept current for them.
    pub(in crate::daemon) targets: Vec<Target>,
    servers: Vec<Server>,
}

impl Ports {
    /// Opens all that the settings name.
    ///
    /// # Errors
    /// An address is taken, or what a proxy says could not be relied on.
    pub(in crate::daemon) fn open(
        settings: &Settings,
        state: &StateFolder,
        around: &Surroundings,
    ) -> Result<Ports, DaemonError> {
        let mut sites = Sites { state, around, shown: BTreeMap::new(), targets: Vec::new() };
        let (packed, shared) = (Arc::new(Packed::new()), ServeOptions::new(0));
        let mut servers = Vec::new();
        for serve in &settings.serve {
            let door = door(serve, &mut sites)?;
            let options = ServeOptions { at: serve.listen, names: serve.names.clone(), ..shared.clone() };
            let (board, clock) = (around.board.clone(), Some(Arc::clone(&around.clock)));
            let manner = Manner::AsPublished(Arc::clone(&packed));
            let server = Server::listen(options, |at| {
                let hosts = Hosts::new(at, &serve.names);
                Desk { door, board, clock, hosts, manner }
            })?;
            if !serve.listen.ip().is_loopback() {
                (around.say)(Event::Note(format!(
                    "other machines can reach {}: {}",
                    server.at(),
                    seen(serve)
                )));
            }
            servers.push(server);
        }
        let taken = |target: &Target| settings.targets.iter().find(|other| other.name == target.status.name);
        if let Some(target) = sites.targets.iter().find_map(taken) {
            let name = &target.name;
            return Err(DaemonError::Settings(format!(
                "the target `{name}` is called like a site that is served; give it another `name`"
            )));
        }
        Ok(Ports { targets: sites.targets, servers })
    }

    /// Closes all connections and frees the addresses.
    pub(in crate::daemon) fn close(self) {
        self.servers.into_iter().for_each(Server::stop);
    }
}

#[cfg(test)]
impl Ports {
    /// Where they listen, in the order of the settings.
    pub(super) fn at(&self) -> Vec<std::net::SocketAddr> {
        self.servers.iter().map(Server::at).collect()
    }
}

/// What whoever reaches a port is shown, for the log.
fn seen(serve: &ServeSettings) -> String {
    match (&serve.by_header, &serve.site) {
        (Some(_), _) => "only a proxy on this one is answered".to_owned(),
        (None, Some(site)) => format!("whoever asks is shown the site `{site}`"),
        (None, None) => "whoever asks is shown the site".to_owned(),
    }
}

fn door(serve: &ServeSettings, sites: &mut Sites<'_>) -> Result<Door, DaemonError> {
    let place = format!("http://{}/", serve.listen);
    let Some(by) = &serve.by_header else {
        return Ok(Door::One(sites.shown(serve.site.as_deref(), &place)));
    };
    if by.sites.is_empty() {
        let text = format!("`by_header` of {} names no `sites`; write those that it may name", serve.listen);
        return Err(DaemonError::Settings(text));
    }
    let place = format!("{place} by {}", by.name);
    let shown = by.sites.iter().map(|site| (site.clone(), sites.shown(Some(site), &place))).collect();
    ByHeader::new(by, shown).map(Door::ByHeader).map_err(|error| DaemonError::Settings(error.to_string()))
}

/// Sites that are served, each once.
struct Sites<'s> {
    state: &'s StateFolder,
    around: &'s Surroundings,
    shown: BTreeMap<Option<String>, Shown>,
    targets: Vec<Target>,
}

impl Sites<'_> {
    /// The site by this name, which is seen at `place`, too.
    fn shown(&mut self, site: Option<&str>, place: &str) -> Shown {
        let key = site.map(str::to_owned);
        if let Some(shown) = self.shown.get(&key) {
            let target = self.targets.iter_mut().find(|target| target.status.name == shown.target);
            if let Some(target) = target {
                target.status.place.push_str(&format!(", {place}"));
            }
            return shown.clone();
        }
        let name = site.map_or_else(|| "served".to_owned(), |site| format!("served {site}"));
        let shown = Shown { site: Site::default(), target: name.clone() };
        self.shown.insert(key.clone(), shown.clone());
        let status = TargetStatus { name, site: key, place: place.to_owned(), ..TargetStatus::default() };
        let folder = self.state.at(&folder(site));
        self.targets.push(target(status, folder, &shown.site, self.around));
        shown
    }
}

/// Where a site is kept below the state folder. Whatever it is called, the name leads nowhere else.
fn folder(site: Option<&str>) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    match site {
        None => "served/only".to_owned(),
        Some(name) if name.len() <= 64 && name.chars().all(plain) => format!("served/site-{name}"),
        Some(name) => format!("served/named-{}", Digest::of(name.as_bytes())),
    }
}

/// What is served, as a target of its own. What it held when the daemon ended is shown at once.
fn target(status: TargetStatus, folder: PathBuf, site: &Site, around: &Surroundings) -> Target {
    let (name, site) = (status.name.clone(), site.clone());
    let mut opened = match targets::on_disk(&folder, site.clone()) {
        Ok(sink) => Some(sink),
        Err(why) => {
            (around.say)(Event::Note(format!("{name}: what was published last cannot be shown yet: {why}")));
            None
        }
    };
    Target {
        whose: status.site.clone().map_or(Whose::TheOnly, Whose::Named),
        status,
        key: None,
        without_bundles: false,
        not_found_root: Some("/"),
        sink: Box::new(move || opened.take().map_or_else(|| targets::on_disk(&folder, site.clone()), Ok)),
    }
}
