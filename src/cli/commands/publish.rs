//! `connectory publish`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::registry::RegistryArguments;
use super::signing::SigningArguments;
use super::{daemon, signing};
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon::settings::{Followed, RemoteSettings, Settings};
use crate::daemon::{MIRROR, Reader, Reading, StateFolder, Whence, targets};
use crate::source::{self, Mirror};

/// Does by hand, once, what the daemon does again and again. What has errors in the registry is told and published as it last
/// was; a target that fails does not stop the others. Exit code: 0 published, 1 published and errors found, 2 a target was not
/// published to, 75 a daemon has the state folder.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Publish the registry as it was at this commit, without touching the work tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Publish there: a folder, branch:NAME@REMOTE, s3://BUCKET/FOLDER, az://..., gs://...; may be repeated
    #[arg(long, value_name = "[SITE=]PLACE", required_unless_present = "config", conflicts_with = "config")]
    to: Vec<String>,
    /// Publish to the targets of these settings of a daemon, which does not run
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only to the target of this name; may be repeated
    #[arg(long, value_name = "NAME", requires = "config")]
    target: Vec<String>,
    /// Where what is known of places elsewhere is kept
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    state: Option<PathBuf>,
    /// Leave out the bundles: zips of the current packages for App Designer's bulk upload
    #[arg(long)]
    no_bundles: bool,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let Some(settings) = arguments.settings(context)? else { return Ok(Exit::Trouble) };
    let folder = daemon::state_folder(&settings, arguments.config.as_deref(), context)?;
    let Some(state) = daemon::taken(&folder, "publication", context)? else { return Ok(Exit::TryLater) };
    let mut reader = Reader::new()?;
    let today = arguments.registry.today(context);
    let (outcome, reading) = reader.read(&arguments.whence(&settings, &state, context)?, today)?;
    if outcome.errors > 0 {
        context.tell(&format!("the registry has {} errors; `connectory check` tells them", outcome.errors));
    }
    let Some(reading) = reading else {
        context.tell("nothing is published: what is broken does not hold together with the rest");
        return Ok(Exit::Findings);
    };
    match (arguments.publish(&settings, &reader, &reading, &state, context)?, outcome.errors) {
        (false, _) => Ok(Exit::Trouble),
        (true, 0) => Ok(Exit::Clean),
        (true, _) => Ok(Exit::Findings),
    }
}

impl Arguments {
    /// What is published where; nothing where the settings have errors, which are told.
    fn settings(&self, context: &Context) -> Result<Option<Settings>, Failure> {
        if let Some(file) = &self.config {
            return daemon::from_file(file, context);
        }
        let here = std::env::current_dir()?;
        let targets = self.to.iter().map(|text| daemon::target(text, &here, self.no_bundles));
        let folder = std::path::absolute(&self.registry.registry)?;
        Ok(Some(Settings {
            state: self.state.clone(),
            registry: Followed { folder: Some(folder), ..Followed::default() },
            targets: targets.collect::<Result<_, _>>()?,
            ..Settings::default()
        }))
    }

    /// Which registry is published: the one of the settings, of a remote as it is now; or the one of the options.
    fn whence(&self, settings: &Settings, state: &StateFolder, context: &Context) -> Result<Whence, Failure> {
        let registry = &settings.registry;
        let (repository, head) = match (&self.config, &registry.folder, &registry.remote) {
            (Some(_), Some(folder), _) => (source::find(folder)?, None),
            (Some(_), None, Some(remote)) => (fetched(remote, state, context)?, Some("HEAD")),
            _ => (self.registry.folder()?, None),
        };
        Ok(match self.rev.as_deref().or(head) {
            Some(revision) => Whence::Mirror { repository, revision: revision.to_owned() },
            None => Whence::Folder(repository),
        })
    }

    /// Publishes to one target after the other; says whether all of them were published to.
    fn publish(
        &self,
        settings: &Settings,
        reader: &Reader,
        reading: &Reading,
        state: &StateFolder,
        context: &Context,
    ) -> Result<bool, Failure> {
        let known: Vec<&str> = settings.targets.iter().map(|target| target.name.as_str()).collect();
        if let Some(unknown) = self.target.iter().find(|name| !known.contains(&name.as_str())) {
            return Err(format!("there is no target `{unknown}`; there are {}", known.join(", ")).into());
        }
        let key = match &settings.sign_key {
            Some(file) => signing::key(Some(file), context)?,
            None => self.signing.key(context)?,
        };
        let key = key.map(Arc::new);
        let mut is_whole = true;
        let asked = |name: &String| self.target.is_empty() || self.target.contains(name);
        for settings in settings.targets.iter().filter(|target| asked(&target.name)) {
            let mut target = targets::target(settings, &state.at(""), key.clone(), Arc::new(context.clock()));
            match target.publish(reader.pipeline(), &mut None, reading) {
                Ok(published) => context.tell(&format!(
                    "{}: {} files written, {} unchanged, {} removed",
                    settings.name,
                    published.written.len(),
                    published.kept,
                    published.removed.len()
                )),
                Err(why) => {
                    is_whole = false;
                    context.tell(&format!("{}: not published: {why}", settings.name));
                }
            }
        }
        Ok(is_whole)
    }
}

/// The mirror of a remote, brought up to it.
fn fetched(remote: &RemoteSettings, state: &StateFolder, context: &Context) -> Result<PathBuf, Failure> {
    let mirror = Mirror::new(&state.at(MIRROR), &remote.url, &remote.branch);
    let look = mirror.fetch(context.now().timestamp());
    match look.problem(&remote.branch) {
        // An older commit is not what was asked for.
        Some(problem) if !look.is_seen() => return Err(format!("{}: {problem}", mirror.place()).into()),
        Some(problem) => context.tell(&format!("{}: {problem}", mirror.place())),
        None => {}
    }
    Ok(mirror.folder().to_owned())
}
