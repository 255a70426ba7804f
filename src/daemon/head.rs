//! Where Git's HEAD is and whether Git is at work, from three small files; read on a timer, for a worktree's or a parent's `.git` need not lie below
//! the watched folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::source::Digest;

/// The Git folders of a registry.
#[derive(Debug, Clone)]
pub(super) struct Head {
    own: PathBuf,
    common: PathBuf,
}

impl Head {
    /// Finds the repository the folder lies in, if any.
    pub(super) fn find(root: &Path) -> Option<Self> {
        let dot = root.ancestors().map(|folder| folder.join(".git")).find(|dot| dot.exists())?;
        let own = match fs::read_to_string(&dot) {
            // A worktree's `.git` is a file that names the folder.
            Ok(text) => dot.parent()?.join(text.strip_prefix("gitdir:")?.trim()),
            Err(_) => dot,
        };
        let common = match fs::read_to_string(own.join("commondir")) {
            Ok(text) => own.join(text.trim()),
            Err(_) => own.clone(),
        };
        Some(Head { own, common })
    }

    /// Changes whenever HEAD comes to name another commit, and when a clone comes to know more of its history.
    pub(super) fn stamp(&self) -> Option<String> {
        let commit = self.commit()?;
        Some(match fs::read(self.common.join("shallow")) {
            Ok(ends) => format!("{commit}, and nothing before {}", Digest::of(&ends)),
            Err(_) => commit,
        })
    }

    fn commit(&self) -> Option<String> {
        let head = fs::read_to_string(self.own.join("HEAD")).ok()?;
        let Some(name) = head.strip_prefix("ref:").map(str::trim) else {
            return Some(head);
        };
        let commit = match fs::read_to_string(self.common.join(name)) {
            Ok(commit) => commit,
            Err(_) => self.packed(name)?,
        };
        Some(format!("{name} {}", commit.trim()))
    }

    /// Whether Git holds the lock under which it changes many files.
    pub(super) fn is_busy(&self) -> bool {
        self.own.join("index.lock").exists()
    }

    fn packed(&self, name: &str) -> Option<String> {
        let refs = fs::read_to_string(self.common.join("packed-refs")).ok()?;
        let line = refs.lines().find(|line| line.ends_with(name))?;
        line.split(' ').next().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_moves_the_stamp_and_packing_does_not() {
        let root = tempfile::tempdir().unwrap();
        let git = root.path().join(".git");
        fs::create_dir_all(git.join("refs/heads")).unwrap();
        fs::create_dir(root.path().join("registry")).unwrap();
        fs::write(git.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        let head = Head::find(&root.path().join("registry")).unwrap();
        assert_eq!(head.stamp(), None);
        fs::write(git.join("refs/heads/main"), "1111\n").unwrap();
        let first = head.stamp().unwrap();
        fs::rename(git.join("refs/heads/main"), git.join("moved")).unwrap();
        fs::write(git.join("packed-refs"), "# pack-refs\n1111 refs/heads/main\n").unwrap();
        assert_eq!(head.stamp().unwrap(), first);
        fs::write(git.join("refs/heads/main"), "2222\n").unwrap();
        assert_ne!(head.stamp().unwrap(), first);
        assert!(!head.is_busy());
        fs::write(git.join("index.lock"), "").unwrap();
        assert!(head.is_busy());
    }

    #[test]
    fn a_history_that_becomes_longer_moves_the_stamp() {
        let root = tempfile::tempdir().unwrap();
        let git = root.path().join(".git");
        fs::create_dir(&git).unwrap();
        fs::write(git.join("HEAD"), "1111\n").unwrap();
        let whole = Head::find(root.path()).unwrap().stamp();
        fs::write(git.join("shallow"), "1111\n").unwrap();
        let one = Head::find(root.path()).unwrap().stamp();
        fs::write(git.join("shallow"), "0000\n").unwrap();
        let two = Head::find(root.path()).unwrap().stamp();
        assert!(one != two && one != whole && two != whole, "{one:?} {two:?} {whole:?}");
    }

    #[test]
    fn a_worktree_is_found_through_its_file() {
        let root = tempfile::tempdir().unwrap();
        let (tree, own) = (root.path().join("tree"), root.path().join("repo/worktrees/tree"));
        fs::create_dir_all(&tree).unwrap();
        fs::create_dir_all(&own).unwrap();
        fs::create_dir_all(root.path().join("repo/refs/heads")).unwrap();
        fs::write(tree.join(".git"), format!("gitdir: {}\n", own.display())).unwrap();
        fs::write(own.join("commondir"), "../..\n").unwrap();
        fs::write(own.join("HEAD"), "ref: refs/heads/side\n").unwrap();
        fs::write(root.path().join("repo/refs/heads/side"), "3333\n").unwrap();
        let stamp = Head::find(&tree).unwrap().stamp().unwrap();
        assert_eq!(stamp, "refs/heads/side 3333");
    }
}
