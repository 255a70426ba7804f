//! A Git repository elsewhere: what its branches are, what they hold, and what is sent to it. Only Git itself talks to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::{Bare, CommandError, GitCommand, is_local_path, without_password};

/// A question may take this long, and what carries much this long.
const QUESTION: Duration = Duration::from_secs(60);
const CARRYING: Duration = Duration::from_secs(30 * 60);
/// A connection that brings less than a kilobyte a second for a minute is given up.
const STALLED: [&str; 4] = ["-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60"];

/// A repository elsewhere, by its address.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    url: String,
    git: GitCommand,
}

/// How much of a history is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All that there is.
    Whole,
    /// The last commit alone.
    One,
}

impl Elsewhere {
    /// The repository at `url`: what `git fetch` takes. Git is run in `folder`, which is there; a path is meant from here.
    pub fn new(url: &str, folder: &Path) -> Elsewhere {
        let path = is_local_path(url).then(|| std::path::absolute(url).ok()).flatten();
        let url = path.map_or_else(|| url.to_owned(), |path| path.display().to_string());
        Elsewhere { url, git: GitCommand::at(folder) }
    }

    /// The same through another program than `git`.
    pub fn through(self, program: &str) -> Elsewhere {
        Elsewhere { git: self.git.program(program), ..self }
    }

    /// The same, given up once `stop` is set.
    pub fn until(self, stop: Arc<AtomicBool>) -> Elsewhere {
        Elsewhere { git: self.git.until(stop), ..self }
    }

    /// The address as people may see it.
    pub fn shown(&self) -> String {
        without_password(&self.url)
    }

    /// Git, for what does not go there.
    pub fn git(&self) -> GitCommand {
        self.git.clone().within(CARRYING)
    }

    /// The commit of a branch, or of another full name that begins with `refs/`; nothing where there is none.
    ///
    /// # Errors
    /// The repository does not answer.
    pub fn tip(&self, name: &str) -> Result<Option<String>, CommandError> {
        let name = full(name);
        let listed = self.ask(&["ls-remote", "--quiet", "--", &self.url, &name])?;
        let found = listed.lines().filter_map(|line| line.split_once('\t')).find(|(_, found)| *found == name);
        Ok(found.map(|(id, _)| id.to_owned()))
    }

    /// The branch that its `HEAD` names.
    pub fn main_branch(&self) -> Option<String> {
        let listed = self.ask(&["ls-remote", "--quiet", "--symref", "--", &self.url, "HEAD"]).ok()?;
        let line = listed.lines().find_map(|line| line.strip_prefix("ref: refs/heads/"))?;
        line.split('\t').next().map(str::to_owned)
    }

    /// Fetches a branch into the name `to` of `bare`, whatever `to` was before, and nothing else.
    ///
    /// # Errors
    /// The repository does not answer or has no such branch, or `bare` is damaged; then `to` is what it was.
    pub fn fetch(&self, branch: &str, bare: &Bare, to: &str, depth: Depth) -> Result<(), CommandError> {
        let what = format!("+{}:{to}", full(branch));
        let mut arguments = STALLED.to_vec();
        arguments.extend([
            "-c",
            "fetch.writeCommitGraph=false",
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-prune",
        ]);
        arguments.extend(["--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance"]);
        // What is shallow there is shallow here, until it is no longer so there.
        arguments.push(match depth {
            Depth::One => "--depth=1",
            Depth::Whole if bare.is_shallow() => "--unshallow",
            Depth::Whole => "--update-shallow",
        });
        arguments.extend(["--", &self.url, &what]);
        bare.git(&self.git()).run(&arguments).map(drop)
    }

    /// Makes a branch there name a commit of `bare`, if it names `expected` there now: another commit, or nothing.
    ///
    /// # Errors
    /// It names something else, or the repository does not answer or take it.
    pub fn push(
        &self,
        bare: &Bare,
        commit: &str,
        branch: &str,
        expected: Option<&str>,
    ) -> Result<(), CommandError> {
        let branch = full(branch);
        let lease = format!("--force-with-lease={branch}:{}", expected.unwrap_or_default());
        let what = format!("{commit}:{branch}");
        let mut arguments = STALLED.to_vec();
        arguments.extend(["push", "--quiet", "--no-verify", "--no-follow-tags", "--no-signed"]);
        arguments.extend(["--recurse-submodules=no", &lease, "--", &self.url, &what]);
        bare.git(&self.git()).run(&arguments).map(drop)
    }

    /// Asks without a repository of ours: if that is damaged, the answer is none the worse.
    fn ask(&self, arguments: &[&str]) -> Result<String, CommandError> {
        let nowhere = PathBuf::from("no-repository");
        let git = self.git.clone().within(QUESTION).with("GIT_DIR", nowhere);
        git.run(&[&STALLED[..], arguments].concat())
    }
}

fn full(name: &str) -> String {
    if name.starts_with("refs/") { name.to_owned() } else { format!("refs/heads/{name}") }
}
