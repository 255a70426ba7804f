//! What becomes of a dropped file: read, planned over the commit that is followed, and checked as any other change.
//!
//! 1. [`Judge::judge`] decides; it changes nothing. An `Err` is the world's fault: the drop waits.
//! 2. [`Judge::commit`] makes the branch. One that holds the same packages already is the same change.

use jiff::Zoned;
use jiff::civil::Date;
use serde_json::Value;

use super::told::{OnBranch, Said};
use crate::daemon::Whence;
use crate::daemon::settings::InboxSettings;
use crate::diag::emit::{Format, Printing};
use crate::diag::{Diagnostic, Report, Severity, plural, printable};
use crate::edit::add::{self, Adding, Incoming, Wish, category, owners};
use crate::edit::{self, CodeownersFile, EditError, Plan};
use crate::load;
use crate::model::{Kept, Limits, Registry};
use crate::pipeline::{Checked, Pipeline, Proposed};
use crate::source::{self, Branching, Changes, Digest, Opened, RepoPath, SourceError, is_branch_name};

/// Who commits are by, unless the settings say otherwise.
const AUTHOR: (&str, &str) = ("connectory inbox", "inbox@localhost");

/// Decides on what is dropped into one inbox.
pub(super) struct Judge {
    whence: Whence,
    settings: InboxSettings,
    /// What is remembered while there is something to decide on.
    ground: Option<Ground>,
}

/// The registry at the commit that is followed.
struct Ground {
    pipeline: Pipeline,
    opened: Opened,
    before: Checked,
    commit: String,
    today: Date,
}

/// What is to become of a dropped file.
pub(super) enum Verdict {
    /// It is kept, and nothing else.
    Refused(Said),
    /// The registry holds it.
    Known(Said),
    /// It becomes a branch.
    Change(Box<Planned>),
}

/// A change that nothing speaks against.
pub(super) struct Planned {
    /// The commit that it was planned over.
    pub(super) base: String,
    folder: RepoPath,
    changes: Changes,
    owners: Option<CodeownersFile>,
    branch: String,
    message: String,
    said: Said,
}

/// What came of making a branch.
pub(super) enum Made {
    /// It holds the packages.
    Branch(Said),
    /// A branch of that name holds another package of the version.
    Taken(Said),
}

impl Judge {
    /// One that read nothing yet.
    pub(super) fn new(whence: Whence, settings: InboxSettings) -> Judge {
        Judge { whence, settings, ground: None }
    }

    /// The registry's limits, as far as they are known.
    pub(super) fn limits(&self) -> Limits {
        self.ground.as_ref().map_or_else(Limits::default, |ground| ground.before.registry.policy.limits)
    }

    /// Forgets what is only needed while there is something to decide on.
    pub(super) fn rest(&mut self) {
        self.ground = None;
    }

    /// The commit that is followed now.
    pub(super) fn base(&self) -> Result<String, String> {
        let opened = open(&self.whence).map_err(|error| error.to_string())?;
        opened.commit.ok_or_else(|| NO_COMMIT.to_owned())
    }

    /// Reads the registry, unless it is known.
    pub(super) fn look(&mut self, today: Date) -> Result<(), String> {
        let opened = open(&self.whence).map_err(|error| error.to_string())?;
        let commit = opened.commit.clone().ok_or_else(|| NO_COMMIT.to_owned())?;
        if self.ground.as_ref().is_some_and(|ground| ground.commit == commit && ground.today == today) {
            return Ok(());
        }
        let pipeline = self.ground.take().map(|ground| ground.pipeline);
        let mut pipeline = match pipeline {
            Some(pipeline) => pipeline,
            None => Pipeline::new().map_err(|error| error.to_string())?,
        };
        let before = pipeline.read(&opened, today).map_err(|error| error.to_string())?;
        given(before.report.diagnostics())?;
        self.ground = Some(Ground { pipeline, opened, before, commit, today });
        Ok(())
    }

    /// What is to become of the file `name` with these bytes.
    pub(super) fn judge(&mut self, name: &str, bytes: Vec<u8>, today: Date) -> Result<Verdict, String> {
        self.look(today)?;
        let ground = self.ground.as_mut().expect("what was looked at is known");
        let mut verdict = match ground.verdict(name, bytes, &self.settings) {
            Ok(verdict) => verdict,
            Err(Trouble::Refused(why)) => Verdict::Refused(Said::because(why)),
            Err(Trouble::World(why)) => return Err(why),
        };
        match &mut verdict {
            Verdict::Refused(said) | Verdict::Known(said) => said.base = Some(ground.commit.clone()),
            Verdict::Change(planned) => planned.said.base = Some(planned.base.clone()),
        }
        Ok(verdict)
    }

    /// Makes the branch.
    pub(super) fn commit(&self, planned: &Planned, drop: &str, when: &Zoned) -> Result<Made, String> {
        let opened = open(&self.whence).map_err(|error| error.to_string())?;
        let repository = opened.repository.as_ref().ok_or_else(|| NO_COMMIT.to_owned())?;
        let packages = added(&planned.changes);
        let contents: Vec<&[u8]> = packages.iter().map(|(_, bytes)| *bytes).collect();
        let name = planned.branch.as_str();
        let there = repository.branch_there(name, &contents).map_err(|error| error.to_string())?;
        let said = |commit: String, is_new: bool| {
            let branch = OnBranch { name: name.to_owned(), commit, is_new, pushed: None };
            Said { branch: Some(branch), ..planned.said.clone() }
        };
        match there {
            Some(there) if there.holds => return Ok(Made::Branch(said(there.commit, false))),
            Some(there) => {
                let why = format!(
                    "the branch `{name}` (commit {}) is there already and holds another package of this version; if that one is to go, delete the branch and drop this one again; else give the package a new version",
                    there.commit
                );
                return Ok(Made::Taken(Said { base: planned.said.base.clone(), ..Said::because(why) }));
            }
            None => {}
        }
        let author = self.settings.author.as_deref().and_then(|author| {
            let (name, address) = author.split_once(" <")?;
            Some((name.trim(), address.trim_end_matches('>').trim()))
        });
        let beside =
            planned.owners.as_ref().and_then(|file| Some((&file.path, file.after.as_deref()?.as_bytes())));
        let branching = Branching {
            base: &planned.base,
            folder: &planned.folder,
            branch: name,
            message: &format!("{}{drop}", planned.message),
            author: author.unwrap_or(AUTHOR),
            beside,
        };
        let made =
            repository.commit_on(&planned.changes, &branching, when).map_err(|error| error.to_string())?;
        Ok(Made::Branch(said(made.commit, made.is_new)))
    }
}

/// Whether the disk or Git gave every file. What it did not give speaks against no drop.
fn given(findings: &[Diagnostic]) -> Result<(), String> {
    match findings.iter().find(|finding| load::is_not_given(finding)) {
        None => Ok(()),
        Some(finding) => Err(format!("{}: {}", finding.place.path, finding.message)),
    }
}

/// Said where there is nothing that a branch could go on.
pub(super) const NO_COMMIT: &str = "an inbox makes branches, and the registry lies in no Git repository with a commit; run `git init` and commit it, or leave the inbox out";

/// The registry at the commit that is followed, whatever lies in a work tree.
fn open(whence: &Whence) -> Result<Opened, SourceError> {
    match whence {
        Whence::Folder(folder) => source::open(folder, Some("HEAD")),
        mirror @ Whence::Mirror { .. } => mirror.open(),
    }
}

/// Why there is no verdict.
enum Trouble {
    /// The drop's fault.
    Refused(String),
    /// The world's.
    World(String),
}

impl From<EditError> for Trouble {
    fn from(error: EditError) -> Trouble {
        match error {
            EditError::Refused(why) => Trouble::Refused(why),
            EditError::Source(error) => Trouble::World(error.to_string()),
        }
    }
}

impl From<SourceError> for Trouble {
    fn from(error: SourceError) -> Trouble {
        Trouble::World(error.to_string())
    }
}

impl Ground {
    fn verdict(&mut self, name: &str, bytes: Vec<u8>, settings: &InboxSettings) -> Result<Verdict, Trouble> {
        let registry = &self.before.registry;
        if let Some(why) = kept_elsewhere(registry, &self.opened)? {
            return Err(Trouble::Refused(why.to_owned()));
        }
        let wish = wish(registry, settings, self.today).map_err(Trouble::World)?;
        let limits = &registry.policy.limits;
        let shown = printable(name);
        let mut beside = |_: &str| {
            Err("nothing lies beside it in an inbox; drop a zip of both, or an export with its files inside"
                .to_owned())
        };
        let packages: Vec<Incoming> = add::read(&shown, bytes, limits, &mut beside)?;
        let mut adding = Adding::sort(registry, self.opened.tree.as_ref(), packages, &wish)?;
        // What is wished for new connectors says nothing of others.
        let has_new = adding.newcomers().next().is_some();
        let plan = adding.plan(&if has_new { wish } else { Wish::on(self.today) });
        if plan.changes.is_empty() {
            let lines = plan.steps.into_iter().chain(plan.notes).collect();
            return Ok(Verdict::Known(Said { lines, ..Said::default() }));
        }
        let proposed = self.pipeline.propose(&self.opened, &self.before, &plan.changes, self.today)?;
        given(proposed.report.diagnostics()).map_err(Trouble::World)?;
        let owners = edit::outdated(registry, &proposed.registry);
        Ok(self.weigh(plan, proposed, owners))
    }

    /// Whether what the change would bring speaks against it, as for every command that changes a registry.
    fn weigh(&self, plan: Plan, mut proposed: Proposed, owners: Option<CodeownersFile>) -> Verdict {
        let concerns = |finding: &Diagnostic| {
            !plan.moot.contains(&finding.code) && (owners.is_none() || finding.code != "codeowners-stale")
        };
        proposed.report.retain(concerns);
        let refuses = |finding: &Diagnostic| {
            finding.severity == Severity::Error
                && finding.needs.is_empty()
                && !plan.announced.contains(&finding.code)
        };
        let refusing = proposed.report.diagnostics().iter().filter(|finding| refuses(finding)).count();
        let (findings, report) = self.printed(&proposed);
        let mut said = Said { findings, report, ..Said::default() };
        if refusing > 0 {
            said.lines
                .push(format!("the registry would have {}; they follow", plural(refusing, "new error")));
            said.lines.extend(lines(&plan.notes));
            said.next = vec![
                "mend the package, and drop it again".to_owned(),
                "or, where the registry is to be changed along with it, use `connectory add` in a clone"
                    .to_owned(),
            ];
            return Verdict::Refused(said);
        }
        said.lines.extend(plan.steps.iter().cloned());
        said.lines.extend(lines(&plan.notes));
        said.lines.extend(owners.iter().map(|file| format!("bring `{}` up to date", file.path)));
        let body: String = said.lines.iter().map(|line| format!("{}\n", printable(line))).collect();
        Verdict::Change(Box::new(Planned {
            base: self.commit.clone(),
            folder: self.opened.folder.clone(),
            branch: branch(&added(&plan.changes)),
            message: format!("{}\n\n{body}\n", printable(&plan.summary)),
            changes: plan.changes,
            owners,
            said,
        }))
    }

    /// What is found, for people and for programs.
    fn printed(&self, proposed: &Proposed) -> (String, Option<Value>) {
        let report = Report::new(proposed.report.diagnostics().to_vec());
        if report.diagnostics().is_empty() {
            return (String::new(), None);
        }
        let text_of = |path: &RepoPath| proposed.texts.get(path).cloned();
        let printing = Printing { folder: self.opened.folder.as_str(), ..Printing::new(&report, &text_of) };
        let json = Format::Json.emit(&printing);
        (Format::Human.emit(&printing), serde_json::from_str(&json).ok())
    }
}

/// Notes, each told from what is done.
fn lines(notes: &[String]) -> Vec<String> {
    let line = |note: &String| if note.starts_with(' ') { note.clone() } else { format!("note: {note}") };
    notes.iter().map(line).collect()
}

/// What the settings wish for connectors that are new.
fn wish(registry: &Registry, settings: &InboxSettings, today: Date) -> Result<Wish, String> {
    let of_settings = |error: EditError| format!("the inbox's settings: {error}");
    let category = settings.category.as_deref().map(|word| category(registry, word)).transpose();
    let owners = owners(&settings.owners).map_err(of_settings)?;
    Ok(Wish { category: category.map_err(of_settings)?, owners, ..Wish::on(today) })
}

/// Why packages of this registry cannot be committed as they are.
fn kept_elsewhere(registry: &Registry, opened: &Opened) -> Result<Option<&'static str>, SourceError> {
    const WHY: &str = "packages of this registry are kept in Git LFS, which only Git itself can put them into; add it in a clone, with `connectory add` and `git commit`";
    let mut versions = registry.connectors.iter().flat_map(|connector| &connector.versions);
    if versions.any(|version| version.kept == Kept::Lfs) {
        return Ok(Some(WHY));
    }
    let Some((repository, commit)) = opened.repository.as_ref().zip(opened.commit.as_deref()) else {
        return Ok(None);
    };
    let is_filtered = |line: &str| {
        let mut words = line.split_whitespace();
        words.next().is_some_and(|pattern| pattern.ends_with(".xmp"))
            && words.any(|word| word.starts_with("filter="))
    };
    let attributes = repository.attributes_at(commit)?;
    Ok(attributes.lines().any(is_filtered).then_some(WHY))
}

/// The packages that changes add, with their places.
fn added(changes: &Changes) -> Vec<(&RepoPath, &[u8])> {
    let after = changes.iter().filter_map(|change| change.after.as_ref());
    let packages = after.filter(|after| after.path.extension() == Some("xmp"));
    packages.filter_map(|after| Some((&after.path, after.bytes.as_deref()?))).collect()
}

/// The branch for packages: by what they are where it is one, else by their digest, whatever their order.
fn branch(packages: &[(&RepoPath, &[u8])]) -> String {
    let mut digests: Vec<Digest> = packages.iter().map(|(_, bytes)| Digest::of(bytes)).collect();
    digests.sort();
    let digest = Digest::of_pieces(digests.iter().map(|digest| digest.as_bytes().as_slice())).to_string();
    let several = format!("add/{}-packages-{}", packages.len(), &digest[..12]);
    let [(path, _)] = packages else { return several };
    let name = format!("add/{}-{}", path.parent().parent().name(), path.stem());
    if is_branch_name(&name) { name } else { several }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_named_by_what_it_adds_and_not_by_its_order() {
        let path = |text: &str| RepoPath::new(text).unwrap();
        let (a, b) = (path("connectors/x/a/versions/1.3002.xmp"), path("connectors/b/versions/1.0.xmp"));
        assert_eq!(branch(&[(&a, b"1")]), "add/a-1.3002");
        let both = branch(&[(&a, b"1"), (&b, b"2")]);
        assert!(both.starts_with("add/2-packages-") && is_branch_name(&both), "{both}");
        assert_eq!(branch(&[(&b, b"2"), (&a, b"1")]), both);
        assert_ne!(branch(&[(&b, b"2"), (&a, b"3")]), both);
    }
}
