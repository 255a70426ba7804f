//! `connectory build`

use std::path::{Path, PathBuf};

use clap::Args;

use super::findings;
use super::registry::RegistryArguments;
use super::signing::SigningArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon;
use crate::diag::emit::Format;
use crate::model::{Registry, Sight, Whose};
use crate::pipeline::{Building, Delivery, Pipeline, is_unfinished};
use crate::publish::FolderSink;

/// What is wrong with the registry is reported and left out; everything else is built, unless a change of several files
/// is not finished, or a fault of registry.yaml may hide for whom the site is and none is named. Exit code: 0 clean, 1 errors
/// found, 2 the site could not be built.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Build the registry as it was at this commit, without touching the work tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Where to put the site: a new or empty folder, or one that this command wrote before
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Build the site of this audience, as registry.yaml declares it
    #[arg(long, value_name = "NAME", conflicts_with = "all_sites")]
    site: Option<String>,
    /// Build the site of every audience, each in a folder of its name below DIR
    #[arg(long)]
    all_sites: bool,
    /// Leave out the bundles: zips of the current packages for App Designer's bulk upload
    #[arg(long)]
    no_bundles: bool,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let key = arguments.signing.key(context)?;
    let opened = arguments.registry.open(arguments.rev.as_deref())?;
    let mut pipeline = Pipeline::new()?;
    let today = arguments.registry.today(context);
    let checked = pipeline.read(&opened, today)?;
    let tree = opened.tree.as_ref();
    if !checked.report.diagnostics().is_empty() {
        let (text_of, rules) = (findings::text_of(tree), findings::rules());
        let printing = findings::printing(&checked.report, &opened.folder, &text_of, &rules);
        context.tell_text(&findings::text(&printing, Format::Human));
    }
    if is_unfinished(&checked.report) {
        context.tell("nothing is built: a change of several files is not finished");
        return Ok(findings::exit(&checked.report));
    }
    let (chronicle, revision) = (pipeline.chronicle(&opened)?, pipeline.revision(&opened)?);
    let delivery = Delivery { key: key.as_ref(), without_bundles: arguments.no_bundles };
    for (out, sight) in sites(&arguments, &checked.registry)? {
        let building = Building {
            registry: &checked.registry,
            chronicle: &chronicle,
            tree,
            sight: &sight,
            not_found_root: None,
            today,
            revision: &revision,
            folder: &opened.folder,
            delivery,
        };
        let published =
            daemon::publish(&pipeline, &building, &mut FolderSink::open(&out)?.for_audience(&sight)?)?;
        context.tell(&format!(
            "{}: {} files written, {} unchanged, {} removed",
            out.display(),
            published.written.len(),
            published.kept,
            published.removed.len()
        ));
    }
    Ok(findings::exit(&checked.report))
}

/// The folders to build, and what each may show.
fn sites(arguments: &Arguments, registry: &Registry) -> Result<Vec<(PathBuf, Sight)>, Failure> {
    let out: &Path = &arguments.out;
    if !arguments.all_sites {
        let whose = arguments.site.clone().map_or(Whose::TheOnly, Whose::Named);
        return Ok(vec![(out.to_owned(), whose.sight(registry)?)]);
    }
    let declared = &registry.policy.sites;
    if declared.is_empty() {
        return Err(
            "registry.yaml declares no site; build the one that shows everything, without --all-sites".into(),
        );
    }
    Ok(declared.iter().map(|site| (out.join(&site.name.value), Sight::of(site))).collect())
}
