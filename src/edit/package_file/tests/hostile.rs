//! Files made to do harm.

use proptest::prelude::*;
use proptest::sample::Index;

use super::arbitrary::{self, words};
use super::{NAME, path};
use crate::edit::package_file::{NewFile, Sizes, UnpackError, read, unpack};
use crate::package::{Package, Reference, ReferenceType, VersionNumber};
use crate::source::{MemoryTree, WorkTree};

const HEAD: &str =
    "schema: 1\nid: 943b64d8-cb48-4b42-b7b3-8432f12f2059\nname: A\nversion: \"1\"\nentry_point: A.B\n";

fn codes(text: &str) -> Vec<&'static str> {
    let mut tree = MemoryTree::new();
    tree.put(path(NAME), text);
    tree.put(path("A.dll"), "A");
    let read = read(&tree, &path(NAME), &Sizes::default()).expect("memory answers");
    assert!(read.package.is_none());
    let mut codes: Vec<_> = read.diagnostics.iter().map(|found| found.code).collect();
    codes.dedup();
    codes
}

#[test]
fn yaml_that_could_grow_is_refused() {
    assert_eq!(codes(&"[".repeat(1 << 20)), ["yaml-unsupported"]);
    assert_eq!(codes(&"a".repeat((1 << 20) + 1)), ["yaml-too-large"]);
    assert_eq!(codes("a: &x [1]\nb: [*x, *x]\n"), ["yaml-unsupported"]);
    let nested = format!("{HEAD}settings: {}{}", "[{ control: Group, settings: ".repeat(40), "}]".repeat(40));
    assert_eq!(codes(&nested), ["yaml-unsupported"]);
    assert_eq!(codes(""), ["yaml-syntax"]);
    assert_eq!(codes("- a\n"), ["field-type"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_to_a_file_panics(made in arbitrary::package(), cuts in prop::collection::vec((any::<Index>(), any::<Index>(), words()), 1..4)) {
        let Ok(files) = unpack(&made) else { return Ok(()) };
        let mut text = String::from_utf8_lossy(&files[0].bytes).into_owned();
        for (at, length, put) in cuts {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = at.index(starts.len());
            let to = (from + length.index(12)).min(starts.len() - 1);
            text.replace_range(starts[from]..starts[to], &put);
        }
        let mut tree = super::tree(&files);
        tree.put(path(NAME), text);
        let read = read(&tree, &path(NAME), &Sizes::default()).expect("memory answers");
        prop_assert!(read.package.is_some() || !read.diagnostics.is_empty());
    }
}

#[test]
fn many_members_take_no_time_worth_noticing() {
    let many: String = (0..60_000).map(|at| format!("  M{at}: 1\n")).collect();
    assert_eq!(codes(&format!("{HEAD}members:\n{many}")), ["field-value"]);
    let many = "Id, ".repeat(100_000);
    assert_eq!(codes(&format!("{HEAD}layout: [{many}]\n")), ["field-value"]);
}

#[test]
fn too_many_bytes_are_refused_and_named() {
    let mut tree = MemoryTree::new();
    tree.put(path(NAME), format!("{HEAD}references:\n  - plug_in: A.dll\n  - reference: B.dll\n"));
    tree.put(path("A.dll"), vec![0; 10]);
    tree.put(path("B.dll"), vec![0; 10]);
    let found = |file, files| {
        let read = read(&tree, &path(NAME), &Sizes { file, files }).expect("memory answers");
        read.diagnostics.iter().map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(10, 20), Vec::<String>::new());
    assert_eq!(found(9, 20).len(), 2);
    assert_eq!(found(10, 19), ["with `B.dll` the files have more than 19 bytes together"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_never_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("{HEAD}icon: icon.png\nreferences:\n  - plug_in: A.dll\n  - reference: 'out/*'\n");
    std::fs::write(folder.path().join(NAME), text).expect("written");
    for (to, name) in [("/etc/passwd", "A.dll"), ("/etc/passwd", "icon.png"), ("/etc", "out")] {
        std::os::unix::fs::symlink(to, folder.path().join(name)).expect("made");
    }
    let tree = WorkTree::open(folder.path()).expect("opens");
    let read = read(&tree, &path(NAME), &Sizes::default()).expect("the disk answers");
    let codes: Vec<_> = read.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["reference-refused", "reference-refused", "reference-missing"]);
}

fn with(names: &[&str]) -> Result<Vec<NewFile>, UnpackError> {
    let references = names.iter().map(|name| Reference::new(name, ReferenceType::Agent, vec![1])).collect();
    let version = VersionNumber::parse("1").expect("a version");
    let icon = "data:image/png;base64,iVBORw0KGgo=";
    unpack(&Package::new("id", "name", version).with("Icon", icon).with_references(references))
}

#[test]
fn names_in_a_package_are_refused_and_never_changed() {
    assert_eq!(with(&["a.dll", "b.dll"]).expect("unpacks").len(), 4);
    let hostile = [
        "",
        "/etc/passwd",
        "../a",
        "..",
        "a/b",
        "a\\b",
        "C:\\a",
        "a:b",
        "con",
        "NUL.dll",
        "a.",
        "a ",
        "a\u{202e}b",
        "a\0",
        "a\nb",
        "a\u{200b}",
        ".git",
        "package.yaml",
        "PACKAGE.YAML",
        "Icon.PNG",
    ];
    for name in hostile {
        let refused = with(&[name]).expect_err(name);
        assert!(matches!(&refused, UnpackError::Name { name: named, .. } if named == name), "{refused}");
    }
    assert!(matches!(with(&["a.dll", "A.DLL"]), Err(UnpackError::Name { .. })));
}

#[test]
fn what_package_yaml_cannot_say_is_refused_and_named() {
    let deep = (0..30).fold(crate::package::Setting::new("TextBox").build(), |inside, _| {
        crate::package::Setting::new("Group").settings([inside]).build()
    });
    let version = VersionNumber::parse("1").expect("a version");
    let package =
        Package::new("id", "name", version).with_settings(crate::package::SettingsForm::new([deep]));
    let refused = unpack(&package).expect_err("refused").to_string();
    assert!(refused.contains("nested more than 32 deep"), "{refused}");
}
