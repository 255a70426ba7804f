//! What is fuzzed: each target takes any bytes, must not panic, and holds what was read to a promise.

use connectory::load::{self, Memory};
use connectory::model::PackageFacts;
use connectory::model::change::Comparison;
use connectory::package::{
    self, Limits, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber, clr,
};
use connectory::source::{Digest, History, MemoryTree, RepoPath};

/// The targets by name. `tests/fuzz/run` runs each for a while; `tests/it/corpus.rs` runs each over what is in
/// `tests/fuzz/corpus`.
pub const TARGETS: &[(&str, fn(&[u8]))] =
    &[("nbfx", nbfx), ("clr", clr), ("code", code), ("registry-yaml", registry_yaml)];

/// A package that can be read can be written, and then stays the same bytes; and it differs in nothing from itself.
fn nbfx(bytes: &[u8]) {
    let limits = Limits::default();
    let Ok(first) = package::read(bytes, &limits) else { return };
    let written = package::write(&first);
    let second = package::read(&written, &limits).expect("what was written can be read");
    assert!(package::write(&second) == written, "writing twice gives different bytes");
    let facts = facts(&first);
    assert!(Comparison::between(&facts, &facts).changes().is_empty(), "a package differs from itself");
}

/// An assembly is read or refused at a place inside the file.
fn clr(bytes: &[u8]) {
    if let Err(error) = clr::read(bytes, &clr::Limits::default()) {
        assert!(error.offset <= bytes.len() as u64, "refused at {} of {}", error.offset, bytes.len());
    }
}

/// Facts can be told of a package with any plug-in, and compared with those of another.
fn code(bytes: &[u8]) {
    let with = |plug_in: &[u8]| {
        let key = Setting::new("TextBox").key("Server");
        let version = VersionNumber::parse("1.0").expect("a version");
        let package = Package::new("00000000-0000-4000-8000-000000000001", "Fuzz", version)
            .with("EntryPoint", "Case.Plug.Derived")
            .with_settings(SettingsForm::new([key]))
            .with_references(vec![
                Reference::new("Plug.dll", ReferenceType::Agent, plug_in),
                Reference::new("Again.dll", ReferenceType::Reference, plug_in),
            ]);
        facts(&package)
    };
    Comparison::between(&with(bytes), &with(b"MZ"));
}

/// Any YAML in any place of a registry is read or refused; faults lie inside the file.
fn registry_yaml(bytes: &[u8]) {
    let path = |text: &str| RepoPath::new(text).expect("a path");
    let mut tree = MemoryTree::new();
    for file in [
        "registry.yaml",
        "categories.yaml",
        "access.yaml",
        "connectors/a/connector.yaml",
        "connectors/a/versions/1.0.yaml",
        "applications/b.yaml",
    ] {
        tree.put(path(file), bytes.to_vec());
    }
    let loaded = load::load(&tree, &History::default(), &mut Memory::default()).expect("memory is no disk");
    assert!(!loaded.diagnostics.is_empty(), "one text cannot be right in all places");
}

fn facts(package: &Package<'_>) -> PackageFacts {
    PackageFacts::of(package, Digest::of(b""), 0)
}
