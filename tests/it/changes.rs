//! Changes shown as a diff are those that Git makes of it.

use std::path::Path;
use std::process::Command;

use connectory::source::{Changes, Held, RepoPath, Tree, WorkTree};
use proptest::prelude::*;

use crate::support::{path, write};

/// Runs `git apply` on `diff` in `repository`, without anybody's configuration.
fn git_apply(repository: &Path, diff: &str) {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(repository).env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", repository);
        let output = git.env("XDG_CONFIG_HOME", repository).output().unwrap();
        assert!(output.status.success(), "{}\n{diff}", String::from_utf8_lossy(&output.stderr));
    };
    let patch = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(patch.path(), diff).unwrap();
    git(&["init", "--quiet"]);
    git(&["apply", "--whitespace=nowarn", patch.path().to_str().unwrap()]);
}

/// The files in the registry's folder of `repository`, but for those of Git.
fn files(repository: &Path) -> Vec<(RepoPath, Vec<u8>)> {
    let tree = WorkTree::open(&repository.join("plant")).unwrap();
    let read =
        |entry: connectory::source::Entry| (entry.path.clone(), tree.read(&entry.path, 1 << 20).unwrap());
    tree.list().unwrap().into_iter().map(read).collect()
}

/// Two equal registries, in the folder `plant` of a repository each: one changed by us, the other by Git.
fn both_ways(before: &[(&str, &[u8])], changes: &Changes) -> String {
    let (ours, gits) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (at, bytes) in before {
        for repository in [&ours, &gits] {
            write(&repository.path().join("plant").join(at), bytes);
        }
    }
    let diff = changes.diff(&path("plant"));
    changes.apply(&WorkTree::open(&ours.path().join("plant")).unwrap()).unwrap();
    git_apply(gits.path(), &diff);
    assert_eq!(files(ours.path()), files(gits.path()), "{diff}");
    diff
}

#[test]
fn git_makes_of_a_diff_what_we_make_of_the_changes() {
    let binary: &[u8] = b"\0\x01\xff";
    let text = b"a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nh: 8\n".to_vec();
    let edited = String::from_utf8(text.clone()).unwrap().replace("a: 1", "a: 0").replace("h: 8\n", "h: 9");
    let before: [(&str, &[u8]); 7] = [
        ("a.yaml", &text),
        ("connectors/My file.yaml", &text),
        ("moved.yaml", &text),
        ("moved.xmp", binary),
        ("gone.yaml", b"x: 1\r\ny: 2"),
        ("M\u{fc}hle \"1\".yaml", b"x: 1\r\nlone \r stays\r\ny: 2"),
        ("empty.yaml", b""),
    ];
    let mut changes = Changes::default();
    for at in ["a.yaml", "connectors/My file.yaml"] {
        changes.write(&path(at), text.clone(), edited.clone().into_bytes());
    }
    changes.rename(&path("moved.yaml"), &path("new/1.1.yaml"), Held::Bytes(text.clone()));
    changes.write(&path("new/1.1.yaml"), text.clone(), edited.into_bytes());
    let digest = connectory::source::Digest::of(binary);
    changes.rename(&path("moved.xmp"), &path("new/1.1 of it.xmp"), Held::Digest(digest));
    changes.remove(&path("gone.yaml"), Held::Bytes(before[4].1.to_vec()));
    changes.write(&path(before[5].0), before[5].1.to_vec(), b"x: 1\r\nlone \r stays\r\ny: 3\r\n".to_vec());
    changes.remove(&path("empty.yaml"), Held::Bytes(Vec::new()));
    changes.create(&path("new.yaml"), b"z: 1\n".to_vec());
    changes.create(&path("nothing.yaml"), Vec::new());
    crate::support::same_as_before("changes-diff", &both_ways(&before, &changes));
}

#[test]
fn a_file_that_is_no_text_is_only_named() {
    let mut changes = Changes::default();
    changes.remove(&path("1.1.xmp"), Held::Bytes(b"\0\xff".to_vec()));
    changes.create(&path("1.2.xmp"), b"\0\xff".to_vec());
    let expected = "diff --git a/1.1.xmp b/1.1.xmp\ndeleted file mode 100644\nBinary files a/1.1.xmp and /dev/null differ\n\
        diff --git a/1.2.xmp b/1.2.xmp\nnew file mode 100644\nBinary files /dev/null and b/1.2.xmp differ\n";
    assert_eq!(changes.diff(&RepoPath::root()), expected);
}

#[test]
fn a_removed_line_that_was_moved_past_added_ones_is_counted_where_it_stands() {
    let (before, after) = ("\n\n\nx\n\na", "x\n\r\n\r\na\n\r\nx\n");
    let mut changes = Changes::default();
    changes.write(&path("a.yaml"), before.into(), after.into());
    both_ways(&[("a.yaml", before.as_bytes())], &changes);
}

fn text() -> impl Strategy<Value = String> {
    let pieces =
        ["a", "b", " ", "\n", "\r\n", "\r", "-", "+", "--- a/x\n", "@@ -1 +1 @@\n", "\\", "\t", "\u{2028}"];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn git_takes_the_diff_of_any_two_texts(before in text(), after in text()) {
        prop_assume!(before != after);
        let mut changes = Changes::default();
        changes.write(&path("a.yaml"), before.clone().into_bytes(), after.into_bytes());
        both_ways(&[("a.yaml", before.as_bytes())], &changes);
    }
}
