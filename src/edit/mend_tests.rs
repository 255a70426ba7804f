use super::*;
use crate::diag::{Place, Severity};
use crate::source::MemoryTree;

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).expect("a path")
}

fn finding(edits: Vec<Edit>) -> Diagnostic {
    let mut finding = Diagnostic::new("a-rule", Severity::Warning, Place::file(&path("a.yaml")), "wrong");
    finding.edits = edits;
    finding
}

fn replace(at: &str, start: usize, end: usize, text: &str) -> Edit {
    Edit::Replace { path: path(at), span: Span::new(start, end), text: text.to_owned() }
}

fn rename(from: &str, to: &str) -> Edit {
    Edit::Rename { from: path(from), to: path(to) }
}

fn create(at: &str, text: &str) -> Edit {
    Edit::Create { path: path(at), text: text.to_owned() }
}

/// `a.yaml`, and a package beside it.
fn tree() -> MemoryTree {
    let mut tree = MemoryTree::new();
    tree.put(path("a.yaml"), "a: 1.0\nb: 2.0 \nc: |\n  x \n");
    tree.put(path("x.xmp"), "package");
    tree
}

/// What findings with these edits make of [`tree`]: how many were mended, how many did not prove safe, the files.
fn mended(findings: Vec<Vec<Edit>>) -> (usize, usize, Vec<(String, String)>) {
    let findings: Vec<Diagnostic> = findings.into_iter().map(finding).collect();
    let (tree, mut changes) = (tree(), Changes::default());
    let mended = mend(&findings, &tree, &mut changes).expect("memory answers");
    let after = changes.over(&tree);
    let read = |entry: crate::source::Entry| {
        let bytes = after.read(&entry.path, 1 << 20).expect("read");
        (entry.path.to_string(), String::from_utf8(bytes).expect("a text"))
    };
    let files = after.list().expect("lists").into_iter().map(read).collect();
    (mended.findings, mended.left.len(), files)
}

fn text(findings: Vec<Vec<Edit>>) -> (usize, usize, String) {
    let (mended, left, files) = mended(findings);
    (mended, left, files[0].1.clone())
}

#[test]
fn all_edits_of_a_file_are_made_together() {
    let edits = vec![
        vec![replace("a.yaml", 10, 13, "\"2.0\""), replace("a.yaml", 13, 14, "")],
        vec![replace("a.yaml", 3, 6, "\"1.0\"")],
        vec![replace("a.yaml", 0, 0, "d: 4\n")],
    ];
    let expected = "d: 4\na: \"1.0\"\nb: \"2.0\"\nc: |\n  x \n";
    assert_eq!(text(edits), (3, 0, expected.to_owned()));
}

#[test]
fn what_overlaps_waits_for_the_next_look() {
    let first = vec![replace("a.yaml", 3, 6, "\"1.0\"")];
    for other in [(3, 6), (0, 4), (5, 9), (3, 3), (4, 5)] {
        let second = vec![replace("a.yaml", 13, 14, ""), replace("a.yaml", other.0, other.1, "1")];
        let (mended, left, text) = text(vec![first.clone(), second]);
        assert_eq!((mended, left, text.as_str()), (1, 0, "a: \"1.0\"\nb: 2.0 \nc: |\n  x \n"), "{other:?}");
    }
    let moved = vec![rename("a.yaml", "b.yaml")];
    assert_eq!(text(vec![first.clone(), moved.clone()]).0, 1);
    assert_eq!(text(vec![moved, first]).0, 1);
}

#[test]
fn what_would_change_a_value_is_not_made_and_said() {
    let before = tree().read(&path("a.yaml"), 99).map(|bytes| String::from_utf8(bytes).expect("a text"));
    let before = before.expect("read");
    let harmful = [
        replace("a.yaml", 3, 6, "1"),
        replace("a.yaml", 22, 23, ""),
        replace("a.yaml", 0, 0, "a: 1\n"),
        replace("a.yaml", 0, 0, "d: [\n"),
        replace("a.yaml", 0, 0, "# comment"),
        replace("a.yaml", 0, 7, ""),
        replace("a.yaml", 3, 4000, ""),
        replace("a.yaml", 90, 91, ""),
    ];
    for edit in harmful {
        let whole = vec![edit.clone(), create("n.yaml", "")];
        let (mended, left, files) = mended(vec![whole]);
        assert_eq!((mended, left, files.len()), (0, 1, 2), "{edit:?}");
        assert_eq!(files[0].1, before, "{edit:?}");
    }
}

#[test]
fn what_is_harmless_is_made_beside_what_is_not() {
    let mut other = tree();
    other.put(path("b.yaml"), "a: 1 \n");
    let findings = [finding(vec![replace("a.yaml", 3, 6, "1")]), finding(vec![replace("b.yaml", 4, 5, "")])];
    let mut changes = Changes::default();
    let mended = mend(&findings, &other, &mut changes).expect("memory answers");
    assert_eq!((mended.findings, mended.left), (1, vec![("a-rule", path("a.yaml"))]));
    assert_eq!(changes.over(&other).read(&path("b.yaml"), 99).expect("read"), b"a: 1\n");
}

#[test]
fn nothing_is_made_over_what_is_there() {
    for edit in [rename("x.xmp", "a.yaml"), create("x.xmp", "new")] {
        let (mended, _, files) = mended(vec![vec![edit]]);
        assert_eq!((mended, files.len(), files[1].1.as_str()), (0, 2, "package"));
    }
    let twice = vec![vec![rename("x.xmp", "y.xmp")], vec![rename("a.yaml", "y.xmp")]];
    let (mended, _, files) = mended(twice);
    assert_eq!((mended, files[1].0.as_str(), files[1].1.as_str()), (1, "y.xmp", "package"));
}
