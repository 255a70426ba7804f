//! The daemon's settings as options.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::context::Failure;
use crate::daemon::settings::{
    self, Followed, HookSettings, InboxSettings, Occasion, RemoteSettings, ServeSettings, Settings,
    TargetSettings, Whom,
};
use crate::source;

/// What may be said without a file.
#[derive(Debug, Args)]
pub(in crate::cli) struct Flags {
    /// Follow the registry in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    registry: Option<PathBuf>,
    /// Look at the files in intervals instead of relying on the system's events (for network drives)
    #[arg(long, conflicts_with = "config")]
    poll: bool,
    /// Follow a branch of this Git repository
    #[arg(long, value_name = "ADDRESS", conflicts_with = "config")]
    remote: Option<String>,
    /// The branch of --remote
    #[arg(long, value_name = "NAME", default_value = "main", conflicts_with = "config")]
    branch: String,
    /// Time between two fetches of --remote
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = settings::duration, conflicts_with = "config")]
    every: Duration,
    /// The daemon's own folder
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    state: Option<PathBuf>,
    /// Publish there: a folder, branch:NAME@REMOTE, s3://BUCKET/FOLDER, az://..., gs://...; may be repeated
    #[arg(long, value_name = "[SITE=]PLACE", conflicts_with = "config")]
    publish: Vec<String>,
    /// Take in packages that are dropped into this folder; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    inbox: Vec<PathBuf>,
    /// Tell this program of new findings, recoveries and deadlines, as JSON; may be repeated
    #[arg(long, value_name = "PROGRAM", conflicts_with = "config")]
    hook: Vec<String>,
    /// Serve the site at this address, such as 127.0.0.1:8090; may be repeated
    #[arg(long, value_name = "[SITE=]ADDRESS", conflicts_with = "config")]
    serve: Vec<String>,
    /// Tell at this address how the daemon stands: /livez, /readyz, /status, /metrics
    #[arg(long, value_name = "ADDRESS", conflicts_with = "config")]
    operate: Option<SocketAddr>,
    /// Leave out the bundles: zips of the current packages for App Designer's bulk upload
    #[arg(long, conflicts_with = "config")]
    no_bundles: bool,
    /// Sign manifests with this secret key, for `connectory verify --key`
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    sign_key: Option<PathBuf>,
}

impl Flags {
    /// The settings that they come to.
    pub(in crate::cli) fn settings(&self) -> Result<Settings, Failure> {
        let here = std::env::current_dir()?;
        let folder = match (&self.registry, &self.remote) {
            (Some(folder), _) => Some(source::find(folder)?),
            (None, Some(_)) => None,
            (None, None) => Some(source::find(&here)?),
        };
        let (branch, every) = (self.branch.clone(), self.every);
        let remote = self.remote.clone().map(|url| RemoteSettings { url, branch, every });
        let targets: Result<Vec<_>, Failure> =
            self.publish.iter().map(|text| target(text, &here, self.no_bundles)).collect();
        let serve: Result<Vec<_>, Failure> = self.serve.iter().map(|text| served(text)).collect();
        let inbox = |folder: &PathBuf| InboxSettings { folder: folder.clone(), ..InboxSettings::default() };
        let on = [Occasion::Finding, Occasion::Recovery, Occasion::Deadline];
        let hook =
            |program: &String| HookSettings { on: on.into(), whom: Whom::Command(vec![program.clone()]) };
        Ok(Settings {
            state: self.state.clone(),
            registry: Followed { folder, poll: self.poll, remote },
            targets: targets?,
            inboxes: self.inbox.iter().map(inbox).collect(),
            hooks: self.hook.iter().map(hook).collect(),
            serve: serve?,
            operate: self.operate,
            sign_key: self.sign_key.clone(),
        })
    }
}

/// The target that `[SITE=]PLACE` means.
pub(in crate::cli) fn target(
    text: &str,
    here: &std::path::Path,
    without_bundles: bool,
) -> Result<TargetSettings, Failure> {
    let (site, place) = for_site(text);
    let place = settings::place(place, here).map_err(|what| format!("`{place}` {what}"))?;
    Ok(TargetSettings { name: text.to_owned(), site, place, without_bundles })
}

fn served(text: &str) -> Result<ServeSettings, Failure> {
    let (site, address) = for_site(text);
    let listen = address
        .parse()
        .map_err(|_| format!("`{address}` is no address to listen on; write it like 127.0.0.1:8090"))?;
    Ok(ServeSettings { listen, site, names: Vec::new(), by_header: None })
}

/// `SITE=REST` or `REST`; a site's name holds none of the characters that a place begins with.
fn for_site(text: &str) -> (Option<String>, &str) {
    match text.split_once('=') {
        Some((site, rest)) if !site.is_empty() && !site.contains(['/', ':', '.', '\\']) => {
            (Some(site.to_owned()), rest)
        }
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_stands_before_its_place() {
        let table = [
            ("public=/srv/www", (Some("public"), "/srv/www")),
            ("/srv/a=b", (None, "/srv/a=b")),
            ("s3://bucket/a=b", (None, "s3://bucket/a=b")),
            ("public=branch:site@x", (Some("public"), "branch:site@x")),
            ("127.0.0.1:1", (None, "127.0.0.1:1")),
            ("operations=127.0.0.1:1", (Some("operations"), "127.0.0.1:1")),
            ("=x", (None, "=x")),
        ];
        for (text, (site, rest)) in table {
            assert_eq!(for_site(text), (site.map(str::to_owned), rest), "{text}");
        }
    }
}
