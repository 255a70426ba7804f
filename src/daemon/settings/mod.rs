//! What a daemon is to do: which registry to follow, where its sites go, what to take in, whom to tell.
//!
//! [`read`] takes it from `daemon.yaml`; the command line makes the same from flags.

mod file;
mod value;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use file::read;
pub use value::{author, duration, place};

/// Everything a daemon is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The daemon's own folder: lock, mirror, journals, what is known of findings.
    pub state: Option<PathBuf>,
    /// What to follow.
    pub registry: Followed,
    /// Where sites go.
    pub targets: Vec<TargetSettings>,
    /// Where packages are dropped.
    pub inboxes: Vec<InboxSettings>,
    /// Whom to tell.
    pub hooks: Vec<HookSettings>,
    /// Which sites are served, and where.
    pub serve: Vec<ServeSettings>,
    /// Where the daemon tells how it stands.
    pub operate: Option<SocketAddr>,
    /// The secret key that manifests are signed with.
    pub sign_key: Option<PathBuf>,
}

/// The registry that is followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    /// A folder of files; sites are made of it where it is given.
    pub folder: Option<PathBuf>,
    /// Looks at the folder in intervals even where the system reports changes.
    pub poll: bool,
    /// A branch of a repository elsewhere. Beside a folder it is only fetched, to tell how far the folder is behind.
    pub remote: Option<RemoteSettings>,
}

/// A branch of a repository elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteSettings {
    /// What `git fetch` takes: https, ssh, file, or a path.
    pub url: String,
    /// The branch.
    pub branch: String,
    /// Time between two fetches.
    pub every: Duration,
}

/// One place that a site goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSettings {
    /// What it is called in logs and metrics; no other target is called so.
    pub name: String,
    /// The audience, as `registry.yaml` names it; `None` where it declares no sites.
    pub site: Option<String>,
    /// Where it goes.
    pub place: Place,
    /// Whether the bundles are left out.
    pub without_bundles: bool,
}

/// Where a site goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of generations, of which one is current.
    Folder {
        /// The folder.
        path: PathBuf,
        /// How readers find the current generation.
        current: Current,
    },
    /// A branch of a Git repository that holds nothing but the site.
    Branch {
        /// What `git push` takes.
        remote: String,
        /// The branch.
        branch: String,
        /// Whether each publication is a commit on the last one; else the branch is one commit without parents.
        history: bool,
    },
    /// A bucket, or a folder of one: `s3://bucket/below`, `az://container/below`, `gs://bucket/below`.
    Store {
        /// The address.
        url: String,
        /// The store's own options, such as `endpoint` and `region`; secrets come from the environment.
        options: Vec<(String, String)>,
    },
}

/// How readers find the current generation of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Current {
    /// Through the link `current`.
    #[default]
    Link,
    /// Through the file `current.txt`, which holds the generation's folder: where the system has no links.
    Pointer,
}

/// A folder that packages are dropped into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxSettings {
    /// The folder.
    pub folder: PathBuf,
    /// The category of connectors that are new.
    pub category: Option<String>,
    /// The owners of connectors that are new.
    pub owners: Vec<String>,
    /// Whether branches are pushed to the remote, so that a pull request can be opened; `None`: where there is one.
    pub push: Option<bool>,
    /// Who the commits are by: `Name <address>`.
    pub author: Option<String>,
}

/// What a hook is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// Something is wrong that was not before.
    Finding,
    /// Something is no longer wrong.
    Recovery,
    /// A day that something is due has come: `upgrade_by`, `from`, the end of a waiver, usage that became too old.
    Deadline,
}

/// A program or an address that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookSettings {
    /// Of what.
    pub on: BTreeSet<Occasion>,
    /// Whom.
    pub whom: Whom,
}

/// Who is told, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// A program with its arguments, on its standard input; no shell is involved.
    Command(Vec<String>),
    /// An address, with POST.
    Url(String),
}

/// A port, and which site it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeSettings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The audience's site; `None` where `registry.yaml` declares none.
    pub site: Option<String>,
    /// Names, besides the loopback ones, under which it may be asked.
    pub names: Vec<String>,
    /// Which site a request is shown, by what a reverse proxy says of its reader; instead of `site`.
    pub by_header: Option<HeaderSettings>,
}

/// How a reverse proxy says which site its reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderSettings {
    /// The header that names the site.
    pub name: String,
    /// The sites that it may name.
    pub sites: Vec<String>,
    /// A file with the secret that the proxy sends as `X-Connectory-Proxy-Secret`, so that nobody else can say who reads.
    pub secret_file: PathBuf,
}
