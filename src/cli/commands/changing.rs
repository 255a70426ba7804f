//! What all commands that change a registry have in common.
//!
//! 1. Load the registry and plan the change; nothing is written yet.
//! 2. Read the registry as it would be, and check it as a change under review. New errors refuse the change; what is the point
//!    of it is told.
//! 3. Show what is done; where something is destroyed, ask.
//! 4. Write, and commit or say how to. CODEOWNERS, where it was current, is kept so.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::registry::RegistryArguments;
use super::shown::{plural, print_diff, quoted, shown};
use super::{codeowners, findings};
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::emit::Format;
use crate::diag::{Diagnostic, Report, Severity};
use crate::edit::{self, CodeownersFile, Plan};
use crate::model::Registry;
use crate::pipeline::{Pipeline, Proposed};
use crate::source::{self, Commission, Identity, Opened, Prepared, RepoPath, Tree, WorkTree};

/// How a change is made.
#[derive(Debug, Args)]
pub(in crate::cli) struct ChangeArguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Write nothing, and print what would change as a diff
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    committing: CommitArguments,
}

/// Whether the change is committed, too.
#[derive(Debug, Args)]
struct CommitArguments {
    /// Commit what changed, and nothing else that is staged or edited
    #[arg(long)]
    commit: bool,
    /// The message of the commit, instead of what the command does
    #[arg(long, short, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    message: Option<String>,
    /// Commit on a new branch of this name, and switch to it
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    branch: Option<String>,
}

/// Whether a person agreed beforehand to what is destroyed.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct Consent {
    /// Do not ask before something is destroyed
    #[arg(long, short)]
    yes: bool,
}

/// The registry that is changed, as it is.
pub(in crate::cli) struct Subject<'s> {
    /// What it holds.
    pub(in crate::cli) registry: &'s Registry,
    /// Its files.
    pub(in crate::cli) tree: &'s dyn Tree,
    /// The repository it lies in, and where.
    pub(in crate::cli) opened: &'s Opened,
    /// The day of the change.
    pub(in crate::cli) today: Date,
}

impl ChangeArguments {
    /// Makes the change that `plan` plans. Exit code: clean when it is made, or nothing was to be done; findings when it would
    /// bring errors, or nobody agreed to it.
    pub(in crate::cli) fn run(
        &self,
        consent: &Consent,
        context: &Context,
        plan: impl FnOnce(&Subject<'_>) -> Result<Plan, Failure>,
    ) -> Result<Exit, Failure> {
        let opened = self.registry.open(None)?;
        if !opened.is_on_disk {
            return Err("a bare repository has no files to change; run this in a clone".into());
        }
        let tree = WorkTree::open(&self.registry.folder()?)?;
        self.finish_another(&tree, context)?;
        let today = self.registry.today(context);
        let mut pipeline = Pipeline::new()?;
        let before = pipeline.read(&opened, today)?;
        let subject =
            Subject { registry: &before.registry, tree: opened.tree.as_ref(), opened: &opened, today };
        let plan = plan(&subject)?;
        if plan.changes.is_empty() {
            tell(&plan, context);
            context.tell("nothing to change");
            return Ok(Exit::Clean);
        }
        let proposed = pipeline.propose(&opened, &before, &plan.changes, today)?;
        let owners = edit::outdated(&before.registry, &proposed.registry);
        let mut making = Making { arguments: self, opened: &opened, plan: &plan, proposed, owners };
        if let Some(exit) = making.judge(consent, context)? {
            return Ok(exit);
        }
        let identity = context.identity();
        let prepared = self.committing.prepare(&making, &identity)?;
        plan.changes.apply(&tree)?;
        making.write_owners()?;
        match prepared {
            Some(prepared) => {
                let id = prepared.commit(&context.now())?;
                let branch = self.committing.branch.iter().map(|branch| format!(" on {branch}"));
                context.tell(&format!("committed {}{}", &id[..7], branch.collect::<String>()));
            }
            None => making.next(context)?,
        }
        Ok(Exit::Clean)
    }

    /// Finishes what another run began and was kept from finishing: this change is planned over the whole of that.
    fn finish_another(&self, tree: &WorkTree, context: &Context) -> Result<(), Failure> {
        if self.dry_run {
            return match source::is_change_unfinished(tree) {
                true => {
                    Err("a change was begun and is not finished; run `connectory check --fix` first".into())
                }
                false => Ok(()),
            };
        }
        if let Some(finished) = source::finish_changes(tree)? {
            let files = plural(finished.files.len(), "file");
            context.tell(&format!("a change of {files} was interrupted; it is finished now"));
        }
        Ok(())
    }
}

impl CommitArguments {
    /// Looks for everything that could be in the way of a commit, if one is asked for, before a file is written.
    fn prepare<'o>(&self, making: &Making<'o>, identity: &Identity) -> Result<Option<Prepared<'o>>, Failure> {
        if !self.commit && self.branch.is_none() && self.message.is_none() {
            return Ok(None);
        }
        let Some(repository) = &making.opened.repository else {
            return Err(
                "there is no Git repository to commit to; run `git init` first, or leave out --commit".into(),
            );
        };
        let message = self.message.as_deref().unwrap_or(&making.plan.summary);
        let beside = making.owners.as_ref().map(|file| &file.path);
        let commission = Commission { message, branch: self.branch.as_deref(), identity, beside };
        Ok(Some(repository.prepare_commit(&making.plan.changes, &commission)?))
    }
}

/// A plan on its way to the disk.
struct Making<'m> {
    arguments: &'m ChangeArguments,
    opened: &'m Opened,
    plan: &'m Plan,
    /// The registry as it would be.
    proposed: Proposed,
    /// CODEOWNERS, where the change makes it another: it lies outside of the registry, and changes along with it.
    owners: Option<CodeownersFile>,
}

impl Making<'_> {
    /// Shows what is planned and what comes of it. The exit code, unless it is to be made.
    fn judge(&mut self, consent: &Consent, context: &Context) -> Result<Option<Exit>, Failure> {
        let (plan, current) = (self.plan, self.owners.is_some());
        let concerns = |finding: &Diagnostic| {
            !plan.moot.contains(&finding.code) && (!current || finding.code != "codeowners-stale")
        };
        self.proposed.report.retain(concerns);
        let findings = self.proposed.report.diagnostics();
        let refusing = findings.iter().filter(|finding| self.refuses(finding)).count();
        if refusing > 0 {
            let mut report = self.proposed.report.clone();
            report.retain(|finding| self.refuses(finding));
            self.show(&report, context);
            tell_notes(plan, context);
            context.tell(&format!(
                "nothing was changed: the registry would have {}",
                plural(refusing, "new error")
            ));
            return Ok(Some(Exit::Findings));
        }
        if self.arguments.dry_run {
            print_diff(&self.diff(), context)?;
        }
        tell(plan, context);
        if let Some(file) = &self.owners {
            context.tell(&format!("bring `{}` up to date", file.path));
        }
        if !findings.is_empty() {
            self.show(&self.proposed.report, context);
        }
        if self.arguments.dry_run {
            let files = plural(plan.changes.len() + usize::from(current), "file");
            context.tell(&format!("dry run: nothing was changed; {files} would be"));
            return Ok(Some(Exit::Clean));
        }
        let announced = |finding: &Diagnostic| {
            finding.severity == Severity::Error && plan.announced.contains(&finding.code)
        };
        let asks = plan.destroys || findings.iter().any(announced);
        if asks && !consent.yes && !agreed(context)? {
            context.tell("nothing was changed");
            return Ok(Some(Exit::Findings));
        }
        Ok(None)
    }

    /// What would change.
    fn diff(&self) -> String {
        let owners = self.owners.iter().filter_map(|file| Some(codeowners::diff(file, file.after.as_ref()?)));
        self.plan.changes.diff(&self.opened.folder) + &owners.collect::<String>()
    }

    /// Brings CODEOWNERS up to date. What a crash keeps from it is found by `check`.
    fn write_owners(&self) -> Result<(), Failure> {
        if let Some((path, text)) = self.owners_on_disk()? {
            source::write_file(&path, text.as_bytes(), true)?;
        }
        Ok(())
    }

    /// Where CODEOWNERS lies, and what it is to hold, where it changes.
    fn owners_on_disk(&self) -> Result<Option<(PathBuf, &str)>, Failure> {
        let Some(file) = &self.owners else { return Ok(None) };
        let path = codeowners::on_disk(file, &self.arguments.registry.folder()?)?;
        Ok(file.after.as_deref().map(|text| (path, text)))
    }

    /// Whether the change is not made because of a finding. What somebody else may agree to is for the pull request.
    fn refuses(&self, finding: &Diagnostic) -> bool {
        finding.severity == Severity::Error
            && finding.needs.is_empty()
            && !self.plan.announced.contains(&finding.code)
    }

    /// Prints what would be found.
    fn show(&self, report: &Report, context: &Context) {
        let text_of = |path: &RepoPath| self.proposed.texts.get(path).cloned();
        let (rules, root) = (findings::rules(), RepoPath::root());
        let report = Report::new(report.diagnostics().to_vec());
        let mut printing = findings::printing(&report, &root, &text_of, &rules);
        let folder = self.arguments.registry.shown(self.opened);
        printing.folder = &folder;
        context.tell_text(&findings::text(&printing, Format::Human));
    }

    /// Says what to do next.
    fn next(&self, context: &Context) -> Result<(), Failure> {
        if self.opened.repository.is_none() {
            context.tell("next: connectory check");
            return Ok(());
        }
        if self.plan.summary.is_empty() {
            return Ok(());
        }
        let folder = self.arguments.registry.shown(self.opened);
        let mut files = quoted(if folder.is_empty() { "." } else { &folder });
        if let Some((path, _)) = self.owners_on_disk()? {
            files += &format!(" {}", quoted(&shown(&path)));
        }
        context.tell_lines(&format!(
            "next: git switch -c {}\n      git add -- {files}\n      git commit -m {}",
            branch_name(&self.plan.summary),
            quoted(&self.plan.summary),
        ));
        Ok(())
    }
}

/// Says what is done, and what to know.
fn tell(plan: &Plan, context: &Context) {
    for step in &plan.steps {
        context.tell(step);
    }
    tell_notes(plan, context);
}

fn tell_notes(plan: &Plan, context: &Context) {
    for note in &plan.notes {
        let head = if note.starts_with(' ') { "" } else { "note: " };
        context.tell(&format!("{head}{note}"));
    }
}

/// Asks whether to go on. Where nobody can be asked, the answer is how to agree beforehand.
fn agreed(context: &Context) -> Result<bool, Failure> {
    if !context.is_terminal() {
        return Err("this takes something away that applications or people may need; look at it with --dry-run, then give \
                    --yes"
            .into());
    }
    context.confirm("go on?")
}

/// A name for a branch made of a commit's first line.
fn branch_name(summary: &str) -> String {
    let mut name = String::new();
    for c in summary.chars().map(|c| c.to_ascii_lowercase()) {
        match c {
            'a'..='z' | '0'..='9' | '.' => name.push(c),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    name.truncate(60);
    // Git takes no name that ends in these.
    name.trim_end_matches(['-', '.']).replace("..", "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_named_by_what_is_done_to_what() {
        assert_eq!(branch_name("Add sql-server 1.38"), "add-sql-server-1.38");
        assert_eq!(branch_name("Rename `a` to `b`..."), "rename-a-to-b");
        assert_eq!(branch_name(&"x".repeat(99)).len(), 60);
    }
}
