//! Folders that changes leave empty: Git keeps none, so none stays behind.
#![expect(clippy::disallowed_methods, reason = "source/ writes what a person asked for")]

use std::collections::BTreeSet;
use std::fs;

use super::Changes;
use crate::source::{RepoPath, WorkTree};

/// Takes away the folders that lost their last file by `changes`, and those above that held nothing else. One that was empty
/// before held no such file and stays; so does a link to a folder.
pub(super) fn clear_emptied(changes: &Changes, tree: &WorkTree) {
    let left = changes.iter().filter_map(|change| {
        let before = &change.before.as_ref()?.path;
        let stays = change.after.as_ref().is_some_and(|after| after.path == *before);
        (!stays).then(|| before.parent())
    });
    for folder in left.collect::<BTreeSet<RepoPath>>() {
        clear(folder, tree);
    }
}

fn clear(mut folder: RepoPath, tree: &WorkTree) {
    while !folder.as_str().is_empty() {
        let on_disk = tree.on_disk(&folder);
        let is_folder = fs::symlink_metadata(&on_disk).is_ok_and(|metadata| metadata.is_dir());
        // Only an empty folder can be removed this way. One that cannot does no harm.
        if !is_folder || fs::remove_dir(&on_disk).is_err() {
            return;
        }
        folder = folder.parent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Held;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("a path")
    }

    /// A registry with these files, each holding its name, and these empty folders.
    fn tree(files: &[&str], folders: &[&str]) -> (tempfile::TempDir, WorkTree) {
        let folder = tempfile::tempdir().expect("a folder");
        for at in files {
            let at_disk = folder.path().join(at);
            fs::create_dir_all(at_disk.parent().expect("a folder above")).expect("made");
            fs::write(at_disk, at).expect("written");
        }
        folders.iter().for_each(|at| fs::create_dir_all(folder.path().join(at)).expect("made"));
        let tree = WorkTree::open(folder.path()).expect("opens");
        (folder, tree)
    }

    fn removing(files: &[&str]) -> Changes {
        let mut changes = Changes::default();
        files.iter().for_each(|at| changes.remove(&path(at), Held::Bytes(at.as_bytes().to_vec())));
        changes
    }

    /// Every folder that is there.
    fn folders(root: &std::path::Path) -> Vec<String> {
        let walk = walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name();
        let found = walk.into_iter().map(|entry| entry.expect("walked"));
        let found = found.filter(|entry| !entry.file_type().is_file());
        found.map(|entry| entry.path().strip_prefix(root).expect("below").display().to_string()).collect()
    }

    #[test]
    fn a_folder_goes_with_its_last_file_and_the_folders_above_it() {
        let (folder, tree) = tree(&["a/b/c/x", "a/b/d/y", "a/z", "e/f/w"], &[]);
        removing(&["a/b/c/x", "a/b/d/y", "e/f/w"]).apply(&tree).expect("made");
        assert_eq!(folders(folder.path()), ["a"]);
    }

    #[test]
    fn a_folder_goes_with_the_last_file_that_moves_out_of_it() {
        let (folder, tree) = tree(&["a/b/x"], &[]);
        let mut changes = Changes::default();
        changes.rename(&path("a/b/x"), &path("a/c/x"), Held::Bytes(b"a/b/x".to_vec()));
        changes.apply(&tree).expect("made");
        assert_eq!(folders(folder.path()), ["a", "a/c"]);
    }

    #[test]
    fn what_was_empty_before_and_what_holds_more_stays() {
        let (folder, tree) = tree(&["a/x", "b/y", "b/.hidden", "c/z"], &["a/empty", "d"]);
        removing(&["a/x", "b/y"]).apply(&tree).expect("made");
        assert_eq!(folders(folder.path()), ["a", "a/empty", "b", "c", "d"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_stays() {
        let (folder, tree) = tree(&["a/x"], &["elsewhere"]);
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), folder.path().join("a/link"))
            .expect("made");
        removing(&["a/x"]).apply(&tree).expect("made");
        assert_eq!(folders(folder.path()), ["a", "a/link", "elsewhere"]);
    }
}
