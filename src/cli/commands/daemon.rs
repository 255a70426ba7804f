//! `connectory daemon`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;

use super::findings;
use super::signing;
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon::settings::{
    self, Followed, HookSettings, InboxSettings, Occasion, RemoteSettings, ServeSettings, Settings,
    TargetSettings, Whom,
};
use crate::daemon::{self, Board, Equipment, Event, Reader, Requests, StateError, StateFolder, Surroundings};
use crate::diag::Report;
use crate::diag::emit::Format;
use crate::source::{self, RepoPath};

/// The variable in which the system names a service's folder.
const STATE_DIRECTORY: &str = "STATE_DIRECTORY";
/// Once asked to end, the process ends within this time, whatever it is at.
const END: Duration = Duration::from_millis(4500);
/// More bytes than this are no settings.
const MOST: u64 = 1 << 20;

/// What it is to do stands in FILE (docs/daemon.md), or in the options. SIGHUP reads FILE again; SIGTERM ends it within five
/// seconds. Exit code: 0 ended, 2 it could not begin, 75 another daemon has the state folder.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The settings: registry, targets, inboxes, hooks, what is served
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
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

/// Runs the command until it is asked to end.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let Some(mut settings) = arguments.settings(context)? else { return Ok(Exit::Trouble) };
    let owner = format!("the daemon with process id {}", std::process::id());
    let state = match StateFolder::take(&folder(&settings, &arguments, context)?, &owner) {
        Ok(state) => state,
        Err(error @ StateError::Taken { .. }) => {
            context.fail(&error);
            return Ok(Exit::TryLater);
        }
        Err(error) => return Err(error.into()),
    };
    let requests = Arc::new(Requests::default());
    listen(&requests)?;
    let told = *context;
    let around = Surroundings {
        board: Board::new(),
        clock: Arc::new(context.clock()),
        say: Arc::new(move |event: Event| told.tell_lines(&event.to_string())),
    };
    let mut reader = Reader::new()?;
    loop {
        let key = signing::key(settings.sign_key.as_deref(), context)?.map(Arc::new);
        let (around, requests) = (around.clone(), Arc::clone(&requests));
        let equipment =
            Equipment { state: &state, around, key, requests: Arc::clone(&requests), alive: &|| {} };
        daemon::run(&settings, &mut reader, &equipment)?;
        if requests.stop.load(Ordering::Relaxed) {
            return Ok(Exit::Clean);
        }
        requests.reload.store(false, Ordering::Relaxed);
        match arguments.settings(context) {
            Ok(Some(after)) => settings = after,
            Ok(None) => context.tell("the settings have errors; those before stay"),
            Err(error) => context.tell(&format!("the settings cannot be read, those before stay: {error}")),
        }
    }
}

/// Hears what the system asks of the process.
fn listen(requests: &Arc<Requests>) -> Result<(), Failure> {
    let (stop, reload) = (Arc::new(false.into()), Arc::new(false.into()));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::clone(&reload))?;
    let requests = Arc::clone(requests);
    let hear = move || loop {
        std::thread::sleep(Duration::from_millis(50));
        if reload.swap(false, Ordering::Relaxed) {
            requests.reload.store(true, Ordering::Relaxed);
        }
        if stop.load(Ordering::Relaxed) {
            requests.stop.store(true, Ordering::Relaxed);
            std::thread::sleep(END);
            // What is cut off now is as after a crash, which nothing here minds.
            std::process::exit(0);
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(hear)?;
    Ok(())
}

/// The daemon's own folder.
fn folder(settings: &Settings, arguments: &Arguments, context: &Context) -> Result<PathBuf, Failure> {
    if let Some(state) = &settings.state {
        return Ok(state.clone());
    }
    if let Some(state) = context.variable(STATE_DIRECTORY) {
        return Ok(PathBuf::from(state));
    }
    let home = context.variable("XDG_STATE_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&context.variable("HOME")?).join(".local/state")));
    let home =
        home.ok_or("where the daemon may keep its state is not known; give --state DIR, or `state:`")?;
    // Daemons of different registries do not meet in one folder.
    let of = format!("{:?}", (arguments.config.as_ref().map(std::path::absolute), &settings.registry));
    let digest = source::Digest::of(of.as_bytes()).to_string();
    Ok(home.join("connectory").join(&digest[..16]))
}

impl Arguments {
    /// The settings; nothing where they have errors, which are told.
    fn settings(&self, context: &Context) -> Result<Option<Settings>, Failure> {
        match &self.config {
            Some(file) => from_file(file, context),
            None => self.flags().map(Some),
        }
    }

    fn flags(&self) -> Result<Settings, Failure> {
        let here = std::env::current_dir()?;
        let folder = match (&self.registry, &self.remote) {
            (Some(folder), _) => Some(source::find(folder)?),
            (None, Some(_)) => None,
            (None, None) => Some(source::find(&here)?),
        };
        let remote = self.remote.clone().map(|url| RemoteSettings {
            url,
            branch: self.branch.clone(),
            every: self.every,
        });
        let mut settings = Settings {
            state: self.state.clone(),
            registry: Followed { folder, poll: self.poll, remote },
            operate: self.operate,
            sign_key: self.sign_key.clone(),
            ..Settings::default()
        };
        for text in &self.publish {
            let (site, place) = for_site(text);
            let place = settings::place(place, &here).map_err(|what| format!("--publish {text}: {what}"))?;
            settings.targets.push(TargetSettings {
                name: text.clone(),
                site,
                place,
                without_bundles: self.no_bundles,
            });
        }
        for text in &self.serve {
            let (site, address) = for_site(text);
            let listen = address.parse().map_err(|_| {
                format!("--serve {text}: no address to listen on; write it like 127.0.0.1:8090")
            })?;
            settings.serve.push(ServeSettings { listen, site, names: Vec::new(), by_header: None });
        }
        let inbox = |folder: &PathBuf| InboxSettings { folder: folder.clone(), ..InboxSettings::default() };
        settings.inboxes = self.inbox.iter().map(inbox).collect();
        let on = [Occasion::Finding, Occasion::Recovery, Occasion::Deadline];
        let hook =
            |program: &String| HookSettings { on: on.into(), whom: Whom::Command(vec![program.clone()]) };
        settings.hooks = self.hook.iter().map(hook).collect();
        Ok(settings)
    }
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

fn from_file(file: &Path, context: &Context) -> Result<Option<Settings>, Failure> {
    let bytes = context.read_within(file, MOST)?;
    let file = std::path::absolute(file)?;
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("daemon.yaml");
    let path = RepoPath::new(name).or_else(|_| RepoPath::new("daemon.yaml"))?;
    let (settings, diagnostics) = settings::read(&path, file.parent().unwrap_or(Path::new(".")), &bytes);
    let report = Report::new(diagnostics);
    if !report.diagnostics().is_empty() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (text_of, root) = (|_: &RepoPath| Some(text.clone()), RepoPath::root());
        let printing = findings::printing(&report, &root, &text_of, &[]);
        context.tell_text(&findings::text(&printing, Format::Human));
    }
    Ok(settings)
}
