//! Branches on their way to a repository elsewhere, where a pull request can be opened.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::source::{CommandError, GitCommand, without_password};

/// A push may take so long.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// Brings branches elsewhere.
pub trait Push: Send {
    /// Brings a branch there. One that is there with this commit, or with more on top of it, is there.
    ///
    /// # Errors
    /// It could not be brought there, and why; it is tried again.
    fn push(&mut self, branch: &str, commit: &str) -> Result<(), String>;

    /// Where it goes, without a password.
    fn place(&self) -> String;
}

/// Pushes with the user's own `git`.
#[derive(Debug, Clone)]
pub struct GitPush {
    git: GitCommand,
    url: String,
}

impl GitPush {
    /// From `repository` to `url`, which may be the name of a remote.
    pub fn new(repository: &Path, url: &str) -> GitPush {
        GitPush { git: GitCommand::at(repository).within(TIME_LIMIT), url: url.to_owned() }
    }

    /// The same, given up once `stop` is set.
    pub fn until(self, stop: Arc<AtomicBool>) -> GitPush {
        GitPush { git: self.git.until(stop), ..self }
    }

    fn git(&self, arguments: &[&str]) -> Result<String, CommandError> {
        self.git.run(arguments)
    }

    /// What the branch is there; empty where there is none.
    fn there(&self, full: &str) -> Result<String, CommandError> {
        let listed = self.git(&["ls-remote", "--", &self.url, full])?;
        let mut lines = listed.lines().filter_map(|line| line.split_once('\t'));
        Ok(lines.find(|(_, name)| *name == full).map(|(id, _)| id.to_owned()).unwrap_or_default())
    }

    /// Whether `there`, which is another commit, has `commit` below it.
    fn contains(&self, full: &str, there: &str, commit: &str) -> Result<bool, CommandError> {
        self.git(&["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", &self.url, full])?;
        match self.git(&["merge-base", "--is-ancestor", commit, there]) {
            Ok(_) => Ok(true),
            Err(CommandError::Failed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Push for GitPush {
    fn push(&mut self, branch: &str, commit: &str) -> Result<(), String> {
        let full = format!("refs/heads/{branch}");
        let there = self.there(&full).map_err(|error| error.to_string())?;
        if there == commit {
            return Ok(());
        }
        if there.is_empty() {
            let what = format!("{commit}:{full}");
            return self
                .git(&["push", "--quiet", "--", &self.url, &what])
                .map(drop)
                .map_err(|error| error.to_string());
        }
        match self.contains(&full, &there, commit).map_err(|error| error.to_string())? {
            true => Ok(()),
            false => Err(format!(
                "the branch `{branch}` is at {} already, with other commits; delete or rename it there",
                self.place()
            )),
        }
    }

    fn place(&self) -> String {
        without_password(&self.url)
    }
}
