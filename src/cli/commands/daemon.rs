//! `connectory daemon`

mod flags;
mod log;
mod system;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::Args;

use super::findings;
use super::signing;
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon::settings::{self, Followed, Settings};
use crate::daemon::{self, Board, Equipment, Event, Reader, Requests, StateError, StateFolder, Surroundings};
use crate::diag::Report;
use crate::diag::emit::Format;
use crate::source::{self, RepoPath};
pub(super) use flags::{Flags, target};
use log::Log;
use system::Manager;

/// The variable in which the system names a service's folder.
const STATE_DIRECTORY: &str = "STATE_DIRECTORY";
/// More bytes than this are no settings.
const MOST: u64 = 1 << 20;

/// What it is to do stands in FILE (docs/daemon.md), or in the options. SIGHUP reads FILE again; SIGTERM ends it within five
/// seconds. Exit code: 0 ended, 2 it could not begin, 75 another daemon has the state folder.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The settings: registry, targets, inboxes, hooks, what is served
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
    /// The form of the log, on standard error
    #[arg(long, value_name = "FORM", default_value = "text")]
    log: Log,
}

/// Runs the command until it is asked to end.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let Some(mut settings) = arguments.settings(context)? else { return Ok(Exit::Trouble) };
    let folder = state_folder(&settings, arguments.config.as_deref(), context)?;
    let Some(state) = taken(&folder, "daemon", context)? else { return Ok(Exit::TryLater) };
    let requests = Arc::new(Requests::default());
    system::listen(&requests)?;
    let around = Surroundings {
        board: Board::new(),
        clock: Arc::new(context.clock()),
        say: Arc::new(log::sayer(arguments.log, context, context.clock())),
    };
    let (mut reader, manager) = (Reader::new()?, Manager::new());
    let mut before = None;
    loop {
        let equipment = Equipment {
            state: &state,
            around: around.clone(),
            key: signing::key(settings.sign_key.as_deref(), context)?.map(Arc::new),
            requests: Arc::clone(&requests),
            alive: &|| manager.alive(),
        };
        match (daemon::run(&settings, &mut reader, &equipment), before.take()) {
            // New settings that cannot be begun are as good as settings with errors.
            (Err(error), Some(before)) => {
                (around.say)(Event::Note(format!("those settings stay that were: {error}")));
                settings = before;
                continue;
            }
            (ended, _) => ended?,
        }
        if requests.stop.load(Ordering::Relaxed) {
            manager.stopping();
            return Ok(Exit::Clean);
        }
        manager.reloading();
        requests.reload.store(false, Ordering::Relaxed);
        if let Some(after) = arguments.again(context, &around) {
            before = Some(std::mem::replace(&mut settings, after));
        }
    }
}

/// The daemon's own folder, if no other process has it; who has it is told.
pub(super) fn taken(folder: &Path, who: &str, context: &Context) -> Result<Option<StateFolder>, Failure> {
    let owner = format!("the {who} with process id {}", std::process::id());
    match StateFolder::take(folder, &owner) {
        Ok(state) => Ok(Some(state)),
        Err(error @ StateError::Taken { .. }) => {
            context.fail(&error);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Where the daemon's own folder is.
pub(super) fn state_folder(
    settings: &Settings,
    config: Option<&Path>,
    context: &Context,
) -> Result<PathBuf, Failure> {
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
    Ok(home.join("connectory").join(name_of(config, &settings.registry)))
}

/// Daemons of different registries do not meet in one folder.
fn name_of(config: Option<&Path>, registry: &Followed) -> String {
    let of = format!("{:?}", (config.map(std::path::absolute), registry.folder.as_ref(), &registry.remote));
    source::Digest::of(of.as_bytes()).to_string()[..16].to_owned()
}

impl Arguments {
    /// The settings; nothing where they have errors, which are told.
    fn settings(&self, context: &Context) -> Result<Option<Settings>, Failure> {
        match &self.config {
            Some(file) => from_file(file, context),
            None => self.flags.settings().map(Some),
        }
    }

    /// The settings read again; nothing where they have any fault, which is told.
    fn again(&self, context: &Context, around: &Surroundings) -> Option<Settings> {
        let read = self.settings(context);
        let read = read.and_then(|settings| {
            let key = settings.as_ref().and_then(|settings| settings.sign_key.as_deref());
            signing::key(key, context).map(|_| settings)
        });
        let (after, note) = match read {
            Ok(Some(after)) => (Some(after), "the settings were read again".to_owned()),
            Ok(None) => (None, "the settings have errors; those that were stay".to_owned()),
            Err(error) => (None, format!("those settings stay that were: {error}")),
        };
        (around.say)(Event::Note(note));
        after
    }
}

/// The settings in a file; nothing where they have errors, which are told.
pub(super) fn from_file(file: &Path, context: &Context) -> Result<Option<Settings>, Failure> {
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
