//! The daemon's settings as options.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::cli::context::Failure;
use crate::daemon::settings::{
    self, Current, Followed, HeaderSettings, HookSettings, InboxSettings, Occasion, Place, RemoteSettings,
    ServeSettings, Settings, TargetSettings, Whom,
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
    /// Folders name their current generation in the file current.txt instead of a link
    #[arg(long, conflicts_with = "config")]
    pointer: bool,
    /// Branches keep each publication as a commit on the last one
    #[arg(long, conflicts_with = "config")]
    history: bool,
    /// An option of object stores, such as region=eu-central-1; may be repeated
    #[arg(long, value_name = "NAME=VALUE", conflicts_with = "config")]
    store_option: Vec<String>,
    /// Take in packages that are dropped into this folder; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    inbox: Vec<PathBuf>,
    /// The category of connectors that are new in an inbox
    #[arg(long, value_name = "CATEGORY", requires = "inbox")]
    inbox_category: Option<String>,
    /// An owner of connectors that are new in an inbox; may be repeated
    #[arg(long, value_name = "OWNER", requires = "inbox")]
    inbox_owner: Vec<String>,
    /// Who the commits of an inbox are by, such as `Inbox <inbox@example.com>`
    #[arg(long, value_name = "AUTHOR", requires = "inbox", value_parser = settings::author)]
    inbox_author: Option<String>,
    /// Keep the branches of an inbox here instead of pushing them to --remote
    #[arg(long, requires = "inbox")]
    no_push: bool,
    /// Tell this program, or this https address, of new findings, recoveries and deadlines, as JSON; may be repeated
    #[arg(long, value_name = "PROGRAM|URL", conflicts_with = "config")]
    hook: Vec<String>,
    /// Serve the site at this address, such as 127.0.0.1:8090; several sites, such as a,b=127.0.0.1:8090, by what a
    /// reverse proxy says of its reader; may be repeated
    #[arg(long, value_name = "[SITE=]ADDRESS", conflicts_with = "config")]
    serve: Vec<String>,
    /// A name under which --serve may be asked, besides the loopback ones; may be repeated
    #[arg(long, value_name = "HOST", requires = "serve")]
    serve_name: Vec<String>,
    /// The header by which a reverse proxy names the site
    #[arg(long, value_name = "NAME", default_value = "X-Connectory-Site", conflicts_with = "config")]
    by_header: String,
    /// The file with the secret that a reverse proxy sends as X-Connectory-Proxy-Secret
    #[arg(long, value_name = "FILE", requires = "serve")]
    proxy_secret: Option<PathBuf>,
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
            self.publish.iter().map(|text| self.place(target(text, &here, self.no_bundles)?)).collect();
        let serve: Result<Vec<_>, Failure> = self.serve.iter().map(|text| self.served(text)).collect();
        Ok(Settings {
            state: self.state.clone(),
            registry: Followed { folder, poll: self.poll, remote },
            targets: targets?,
            inboxes: self.inbox.iter().map(|folder| self.inbox(folder)).collect(),
            hooks: self.hook.iter().map(|whom| hook(whom)).collect(),
            serve: serve?,
            operate: self.operate,
            sign_key: self.sign_key.clone(),
        })
    }

    fn served(&self, text: &str) -> Result<ServeSettings, Failure> {
        let (site, address) = for_site(text);
        let listen = address
            .parse()
            .map_err(|_| format!("`{address}` is no address to listen on; write it like 127.0.0.1:8090"))?;
        let sites: Vec<String> = site.iter().flat_map(|sites| sites.split(',')).map(str::to_owned).collect();
        let (site, by_header) = match (sites.as_slice(), &self.proxy_secret) {
            ([] | [_], _) => (site, None),
            (_, Some(secret_file)) => {
                let (name, secret_file) = (self.by_header.clone(), secret_file.clone());
                (None, Some(HeaderSettings { name, sites, secret_file }))
            }
            (_, None) => {
                return Err(format!("`{text}` names several sites: give --proxy-secret FILE, so that nobody but a reverse proxy can choose").into());
            }
        };
        Ok(ServeSettings { listen, site, names: self.serve_name.clone(), by_header })
    }

    fn inbox(&self, folder: &Path) -> InboxSettings {
        InboxSettings {
            folder: folder.to_owned(),
            category: self.inbox_category.clone(),
            owners: self.inbox_owner.clone(),
            push: self.no_push.then_some(false),
            author: self.inbox_author.clone(),
        }
    }

    /// The target, with what is said of its kind of place.
    fn place(&self, mut target: TargetSettings) -> Result<TargetSettings, Failure> {
        match &mut target.place {
            Place::Folder { current, .. } if self.pointer => *current = Current::Pointer,
            Place::Branch { history, .. } => *history = self.history,
            Place::Store { options, .. } => {
                for option in &self.store_option {
                    let (name, value) = option.split_once('=').ok_or_else(|| {
                        format!("`{option}` is no option; write it like region=eu-central-1")
                    })?;
                    options.push((name.to_owned(), value.to_owned()));
                }
            }
            Place::Folder { .. } => {}
        }
        Ok(target)
    }
}

/// Whom to tell, of everything.
fn hook(whom: &str) -> HookSettings {
    let on = [Occasion::Finding, Occasion::Recovery, Occasion::Deadline].into();
    let whom = match whom.starts_with("https://") || whom.starts_with("http://") {
        true => Whom::Url(whom.to_owned()),
        false => Whom::Command(vec![whom.to_owned()]),
    };
    HookSettings { on, whom }
}

/// The target that `[SITE=]PLACE` means.
pub(in crate::cli) fn target(
    text: &str,
    here: &Path,
    without_bundles: bool,
) -> Result<TargetSettings, Failure> {
    let (site, place) = for_site(text);
    let place = settings::place(place, here).map_err(|what| format!("`{place}` {what}"))?;
    Ok(TargetSettings { name: text.to_owned(), site, place, without_bundles })
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
