//! What is fuzzed: each target takes any bytes, must not panic, and holds what was read to a promise.

use connectory::diag::Severity;
use connectory::edit::import::{self, Import, Mapping};
use connectory::edit::{
    self,
    package_file::{self, Sizes},
};
use connectory::load::{self, Memory};
use connectory::model::change::Comparison;
use connectory::model::{Offered, PackageFacts};
use connectory::package::{
    self, Container, Limits, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber, bulk,
    clr,
};
use connectory::source::{Changes, History, MemoryTree, RepoPath, Tree};

/// What takes an input and panics when a promise is broken.
pub(crate) type Target = fn(&[u8]);

/// The targets by name. `tests/fuzz/run` runs each for a while; `tests/it/corpus.rs` runs each over what is in
/// `tests/fuzz/corpus`.
pub(crate) const TARGETS: &[(&str, Target)] = &[
    ("nbfx", nbfx),
    ("json", json),
    ("zip", zip),
    ("bulk", bulk),
    ("clr", clr),
    ("code", code),
    ("package-yaml", package_yaml),
    ("registry-yaml", registry_yaml),
    ("usage", usage),
];

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

/// A package read from JSON is the same package in the binary form, and its own JSON says the same again.
fn json(bytes: &[u8]) {
    // Other forms have targets of their own; a brace makes sure that it is this one.
    let bytes = [b"{", bytes.strip_prefix(b"{").unwrap_or(bytes)].concat();
    stays_itself(&bytes, Container::Json);
}

/// A package read from a zip is the same package in the binary form, and its own zip says the same again.
fn zip(bytes: &[u8]) {
    let bytes = [b"PK\x03\x04", bytes.strip_prefix(b"PK\x03\x04").unwrap_or(bytes)].concat();
    stays_itself(&bytes, Container::Zip);
}

fn stays_itself(bytes: &[u8], container: Container) {
    let limits = Limits::default();
    let Ok(first) = package::read(bytes, &limits) else { return };
    let binary = package::write(&first);
    // What this form can say and the binary one cannot is refused there, such as an element nested too deep.
    let Ok(again) = package::read(&binary, &limits) else { return };
    assert!(package::write(&again) == binary, "the binary form changes when it is read");
    let Ok(written) = package::write_as(&again, container) else { return };
    let back = package::read(&written, &limits).expect("what was written can be read");
    assert!(package::write(&back) == binary, "the package changed on its way through {container}");
}

/// A bulk upload that can be read can be written, and holds the same packages.
fn bulk(bytes: &[u8]) {
    let limits = Limits::default();
    let Ok(packages) = bulk::read(bytes, &limits) else { return };
    let written = bulk::write(&packages).expect("what was read can be written");
    let mut again = bulk::read(&written, &limits).expect("what was written can be read");
    let mut packages = packages;
    for list in [&mut packages, &mut again] {
        list.sort_by(|a, b| a.name.cmp(&b.name));
    }
    assert!(packages == again, "the packages changed on their way");
}

/// A package.yaml is read or refused with places; what is a package is unpacked to one that packs to the same bytes.
fn package_yaml(bytes: &[u8]) {
    let path = |text: &str| RepoPath::new(text).expect("a path");
    let mut tree = MemoryTree::new();
    tree.put(path(package_file::NAME), bytes.to_vec());
    tree.put(path("Plug.dll"), b"MZ".to_vec());
    tree.put(path("lib/More.dll"), b"MZ".to_vec());
    let sizes = Sizes::default();
    let read = package_file::read(&tree, &path(package_file::NAME), &sizes).expect("memory is no disk");
    let faulty = read.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let Some(package) = read.package.filter(|_| !faulty) else {
        assert!(faulty, "nothing came of it, and nobody is told why");
        return;
    };
    let binary = package::write(&package);
    let Ok(files) = package_file::unpack(&package) else { return };
    let mut folder = MemoryTree::new();
    for file in files {
        folder.put(path(&file.name), file.bytes);
    }
    let again = package_file::read(&folder, &path(package_file::NAME), &sizes).expect("memory is no disk");
    let again = again.package.expect("what was unpacked can be packed");
    assert!(package::write(&again) == binary, "packing gives other bytes");
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

/// Any YAML in any place of a registry is read or refused, and mended without changing what it says.
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
    let mended = edit::mend(&loaded.diagnostics, &tree, &mut Changes::default()).expect("memory is no disk");
    assert!(mended.left.is_empty(), "what is offered to be mended would change what a file says");
}

/// What is imported, by the mapping that stands before the first NUL, makes a registry without errors, which a second import
/// does not change.
fn usage(bytes: &[u8]) {
    let path = |text: &str| RepoPath::new(text).expect("a path");
    let (mapping, bytes) = match bytes.iter().position(|byte| *byte == 0) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (&b""[..], bytes),
    };
    let (mapping, _) = Mapping::read(&path("map.yaml"), mapping);
    let mapping = mapping.unwrap_or_default();
    let mut tree = MemoryTree::new();
    for (file, text) in [
        ("registry.yaml", "schema: 1\ntitle: T\n"),
        ("connectors/a/connector.yaml", "id: 00000000-0000-4000-8000-000000000001\nname: Meter\n"),
        ("connectors/a/versions/1.0.yaml", "notes: One.\n"),
        ("connectors/a/versions/1.1.yaml", "notes: Two.\n"),
        (
            "applications/b.yaml",
            "name: B # one\nconnectors:\n  - { connector: a, version: '1.0', settings: [K] } # two\n",
        ),
    ] {
        tree.put(path(file), text);
    }
    let load = |tree: &dyn Tree| {
        load::load(tree, &History::default(), &mut Memory::default()).expect("memory is no disk").registry
    };
    let import = Import { name: "usage", bytes, mapping: &mapping, folder: Some("c"), complete: false };
    let Ok(plan) = import::plan(&load(&tree), &tree, &import) else { return };
    let after = plan.changes.over(&tree);
    let registry = load(&after);
    assert!(registry.faulty.is_empty(), "errors in {:?}", registry.faulty);
    let again = import::plan(&registry, &after, &import).expect("what was imported can be imported again");
    assert!(again.changes.is_empty(), "a second import changes something");
}

fn facts(package: &Package<'_>) -> PackageFacts {
    PackageFacts::of(package, Container::Binary, Offered::of(b""), Offered::of(b""))
}
