//! `connectory check --fix`: mends what can be mended without harm, or shows how.

use clap::Args;
use jiff::civil::Date;

use crate::cli::commands::registry::RegistryArguments;
use crate::cli::commands::shown::{plural, print_diff};
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::Diagnostic;
use crate::edit::{self, Mended};
use crate::pipeline::Pipeline;
use crate::source::{Changes, Opened, WorkTree, finish_changes, is_change_unfinished};

/// What one finding's edits uncover is mended, too, so often.
const MOST_ROUNDS: usize = 100;

/// As many files of a finished change are named.
const MOST_SHOWN: usize = 20;

/// Whether to mend.
#[derive(Debug, Args)]
pub(super) struct FixArguments {
    /// Mend what is safe (quotes, digests, order of fields, names of packages, space at line ends), then check again
    #[arg(long)]
    fix: bool,
    /// With --fix: write nothing, and print what would change as a diff that `git apply` takes. Exit code 1 if anything would
    #[arg(long, requires = "fix")]
    diff: bool,
}

/// What is to be mended.
pub(super) struct Subject<'s> {
    pub(super) registry: &'s RegistryArguments,
    pub(super) revision: Option<&'s str>,
    pub(super) opened: &'s Opened,
    pub(super) pipeline: &'s mut Pipeline,
    pub(super) today: Date,
    /// Which findings.
    pub(super) wanted: &'s dyn Fn(&Diagnostic) -> bool,
}

impl FixArguments {
    /// Mends `subject` if that was asked for. The exit code, unless a check is to follow.
    pub(super) fn run(&self, subject: Subject<'_>, context: &Context) -> Result<Option<Exit>, Failure> {
        if !self.fix {
            return Ok(None);
        }
        let tree = subject.work_tree()?;
        self.finish(&tree, context)?;
        let folder = subject.opened.folder.clone();
        let (changes, mended) = subject.mend(&tree)?;
        for (code, path) in &mended.left {
            context.tell(&format!("left as it is: {path}: mending {code} would change what the file says"));
        }
        let counted = |verb: &str| match (mended.findings, changes.len()) {
            (0, _) => "nothing to mend".to_owned(),
            (findings, files) => {
                format!("{verb} {} in {}", plural(findings, "finding"), plural(files, "file"))
            }
        };
        if self.diff {
            print_diff(&changes.diff(&folder), context)?;
            context.tell(&counted("would mend"));
            return Ok(Some(if changes.is_empty() { Exit::Clean } else { Exit::Findings }));
        }
        changes.apply(&tree)?;
        context.tell(&counted("mended"));
        Ok(None)
    }

    /// Finishes a change that another run began.
    fn finish(&self, tree: &WorkTree, context: &Context) -> Result<(), Failure> {
        if self.diff && is_change_unfinished(tree) {
            return Err("a change was begun and is not finished; run `connectory check --fix` first".into());
        }
        let finished = if self.diff { None } else { finish_changes(tree)? };
        if let Some(finished) = finished {
            context.tell(&format!(
                "finished a change that was interrupted, of {}",
                plural(finished.files.len(), "path")
            ));
            let (shown, more) = finished.files.split_at(finished.files.len().min(MOST_SHOWN));
            shown.iter().for_each(|file| context.tell(&format!("  {file}")));
            if !more.is_empty() {
                context.tell(&format!("  and {} more", more.len()));
            }
        }
        Ok(())
    }
}

impl Subject<'_> {
    /// The files that can be written.
    fn work_tree(&self) -> Result<WorkTree, Failure> {
        if let Some(revision) = self.revision {
            return Err(format!(
                "--fix writes files, and those of `{revision}` are history; leave out --rev"
            )
            .into());
        }
        if self.opened.repository.as_ref().is_some_and(|repository| repository.is_bare()) {
            return Err("--fix writes files, and a bare repository has none; run it in a clone".into());
        }
        Ok(WorkTree::open(&self.registry.folder()?)?)
    }

    /// Mends until nothing more is offered; nothing is written yet.
    fn mend(self, tree: &WorkTree) -> Result<(Changes, Mended), Failure> {
        let (mut changes, mut sum) = (Changes::default(), Mended::default());
        let mut checked = self.pipeline.read(self.opened, self.today)?;
        for _ in 0..MOST_ROUNDS {
            let wanted = checked.report.diagnostics().iter().filter(|finding| (self.wanted)(finding));
            let mended = edit::mend(wanted, tree, &mut changes)?;
            sum.findings += mended.findings;
            sum.left = mended.left;
            if mended.findings == 0 {
                break;
            }
            checked = self.pipeline.read_tree(&changes.over(tree), self.today)?;
        }
        Ok((changes, sum))
    }
}
