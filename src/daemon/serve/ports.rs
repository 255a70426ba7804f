//! From settings to ports: each shows one audience's site, or the one that a proxy names. Ports of one site share it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::Desk;
use super::door::{ByHeader, Door, Shown};
use super::file::Manner;
use super::packed::Packed;
use super::{Hosts, ServeOptions, Server};
use crate::daemon::run::DaemonError;
use crate::daemon::settings::{ServeSettings, Settings};
use crate::daemon::{Event, StateFolder, Surroundings, Target, TargetStatus};
use crate::model::Whose;
use crate::publish::{MemorySink, Sink};

/// The ports that are open, until they are dropped.
pub(in crate::daemon) struct Ports {
    /// What is to be kept current for them.
    pub(in crate::daemon) targets: Vec<Target>,
    /// Stopped when dropped.
    servers: Vec<Server>,
}

impl Ports {
    /// Opens all that the settings name.
    ///
    /// # Errors
    /// An address is taken, or what a proxy says could not be relied on.
    pub(in crate::daemon) fn open(
        settings: &Settings,
        _state: &StateFolder,
        around: &Surroundings,
    ) -> Result<Ports, DaemonError> {
        let mut sites = Sites { shown: BTreeMap::new(), targets: Vec::new() };
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

fn door(serve: &ServeSettings, sites: &mut Sites) -> Result<Door, DaemonError> {
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
struct Sites {
    shown: BTreeMap<Option<String>, Shown>,
    targets: Vec<Target>,
}

impl Sites {
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
        let sink = MemorySink::new();
        let shown = Shown { site: sink.site(), target: name.clone() };
        self.shown.insert(key.clone(), shown.clone());
        let status = TargetStatus { name, site: key, place: place.to_owned(), ..TargetStatus::default() };
        self.targets.push(target(status, sink));
        shown
    }
}

/// What is served, as a target of its own.
fn target(status: TargetStatus, sink: MemorySink) -> Target {
    let site = sink.site();
    Target {
        whose: status.site.clone().map_or(Whose::TheOnly, Whose::Named),
        status,
        key: None,
        without_bundles: false,
        not_found_root: Some("/"),
        sink: Box::new(move || Ok(Box::new(MemorySink::on(site.clone())) as Box<dyn Sink>)),
    }
}
