//! What became of a look at a branch elsewhere, and how people are told.

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It was fetched for the first time, or for the first time from there.
    First,
    /// Nothing is new.
    Same,
    /// Commits came.
    Ahead {
        /// The commit that was held before.
        before: String,
    },
    /// The branch no longer contains the commit that was held before: its history was rewritten.
    Rewritten {
        /// The commit that was held before.
        before: String,
    },
    /// The repository is there, the branch is not.
    BranchGone {
        /// The branch that its `HEAD` names.
        instead: Option<String>,
    },
    /// It cannot be fetched, and why.
    Failed(String),
}

/// A look at a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What was found.
    pub fetched: Fetched,
    /// The commit that is held now.
    pub commit: Option<String>,
    /// Whether the history ends before the first commit, because it does so there.
    pub is_shallow: bool,
    /// Why the mirror had to be made anew.
    pub renewed: Option<String>,
}

impl Look {
    /// Whether the branch was seen as it is.
    pub fn is_seen(&self) -> bool {
        !matches!(self.fetched, Fetched::BranchGone { .. } | Fetched::Failed(_))
    }

    /// Whether another commit is held than before.
    pub fn is_news(&self) -> bool {
        matches!(self.fetched, Fetched::First | Fetched::Ahead { .. } | Fetched::Rewritten { .. })
    }

    /// Why the branch is not seen, or is otherwise than it should be, in a line; `branch` is its name.
    pub fn problem(&self, branch: &str) -> Option<String> {
        let stays = match &self.commit {
            Some(commit) => format!("; commit {} stays", short(commit)),
            None => String::new(),
        };
        match &self.fetched {
            Fetched::BranchGone { instead: Some(instead) } if instead != branch => Some(format!(
                "there is no branch `{branch}`; push it again, or follow another one, such as `{instead}`{stays}"
            )),
            Fetched::BranchGone { .. } => {
                Some(format!("there is no branch `{branch}`; push it, or follow another one{stays}"))
            }
            Fetched::Failed(why) => Some(format!("{why}{stays}")),
            Fetched::Rewritten { before } => Some(format!(
                "the history of `{branch}` was rewritten: commit {} is no longer part of it",
                short(before)
            )),
            _ if self.is_shallow => Some(
                "the repository is shallow: versions are dated from where its history begins; run `git fetch --unshallow` there"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

/// A commit as people read it.
fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
