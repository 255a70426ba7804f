//! Packages made and taken apart, as a shell sees it.

use std::path::{Path, PathBuf};
use std::process::Output;

use connectory::diag::Report;
use connectory::diag::emit::Format;
use connectory::edit::package_file::{self, Sizes};
use connectory::package::{self, Limits};
use connectory::source::MemoryTree;
use tempfile::TempDir;

use super::support::real::real_packages;
use super::support::{path, printed, same_as_before, sample};

/// The id of what these tests begin.
const ID: &str = "0f6fd8a4-5a36-4b4e-8a35-1a4c6a3b7a10";

fn connectory(arguments: &[&str], folder: &Path) -> Output {
    crate::support::program().args(arguments).current_dir(folder).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with a package in it that may be packed.
fn packable() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = connectory(&["new", "connector", "Acme.Historian", "--id", ID], folder.path());
    assert_eq!(code(&made), 0, "{}", err(&made));
    let bin = folder.path().join("Acme.Historian/bin/Release");
    std::fs::create_dir_all(&bin).unwrap();
    std::fs::write(bin.join("Acme.Historian.dll"), "MZ XMPro.Integration.Framework").unwrap();
    folder
}

#[test]
fn every_package_comes_back_from_its_folder_as_the_same_bytes() {
    let version = |path: &str| {
        let path = sample().join("connectors").join(path);
        (path.clone(), std::fs::read(path).unwrap())
    };
    let samples = [version("devices/opc-ua/versions/2.01.xmp"), version("csv-files/versions/1.2.xmp")];
    for (name, bytes) in real_packages().into_iter().chain(samples) {
        let folder = tempfile::tempdir().unwrap();
        let name = name.canonicalize().unwrap();
        let unpacked = connectory(&["unpack", text(&name), "--out", "made"], folder.path());
        assert_eq!(code(&unpacked), 0, "{}", err(&unpacked));
        let packed = connectory(&["pack", "made", "--out", "again.xmp"], folder.path());
        assert_eq!(code(&packed), 0, "{}", err(&packed));
        assert!(std::fs::read(folder.path().join("again.xmp")).unwrap() == bytes, "{}", name.display());
        assert_eq!(names(folder.path()), ["again.xmp", "made"]);
    }
}

#[test]
fn a_sample_unpacked_is_short_and_readable() {
    let folder = tempfile::tempdir().unwrap();
    let file = sample().join("connectors/sql-server/versions/1.3002.xmp");
    let unpacked = connectory(&["unpack", text(&file), "--out", "."], folder.path());
    assert_eq!(code(&unpacked), 0, "{}", err(&unpacked));
    assert_eq!(names(folder.path()), ["Sample.Sql.dll", "Sample.SqlServer.dll", "icon.png", "package.yaml"]);
    same_as_before("unpacked-sample", &std::fs::read_to_string(folder.path().join("package.yaml")).unwrap());
}

#[test]
fn what_was_begun_can_be_packed_once_the_dll_is_there() {
    let folder = packable();
    let yaml = folder.path().join("Acme.Historian/package.yaml");
    same_as_before("new-connector", &std::fs::read_to_string(&yaml).unwrap());
    let packed = connectory(&["pack", "Acme.Historian", "--out", "a.xmp"], folder.path());
    assert_eq!((code(&packed), err(&packed).contains("Acme.Historian 1, ")), (0, true), "{}", err(&packed));
    assert!(!err(&packed).contains("warning"), "{}", err(&packed));
    let bytes = std::fs::read(folder.path().join("a.xmp")).unwrap();
    let package = package::read(&bytes, &Limits::default()).unwrap();
    assert_eq!(
        (package.id(), package.name(), package.entry_point()),
        (ID, "Acme.Historian", Some("Acme.Historian.Connector"))
    );
    assert_eq!(package.settings().leaves().count(), 2);
}

#[test]
fn a_project_gives_its_names_and_where_its_dll_is() {
    let folder = tempfile::tempdir().unwrap();
    let project = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net461</TargetFramework>\
        <AssemblyName>Acme.Sql</AssemblyName><RootNamespace>Acme</RootNamespace></PropertyGroup></Project>";
    std::fs::write(folder.path().join("SQL Connector.csproj"), project).unwrap();
    let dll = folder.path().join("bin/Release/net461/Acme.Sql.dll");
    std::fs::create_dir_all(dll.parent().unwrap()).unwrap();
    std::fs::write(&dll, "MZ").unwrap();
    let made = connectory(&["new", "connector", "."], folder.path());
    assert_eq!(code(&made), 0, "{}", err(&made));
    let packed = connectory(&["pack", ".", "--out", "a.xmp"], folder.path());
    assert_eq!(code(&packed), 0, "{}", err(&packed));
    let bytes = std::fs::read(folder.path().join("a.xmp")).unwrap();
    let package = package::read(&bytes, &Limits::default()).unwrap();
    assert_eq!((package.name(), package.entry_point()), ("SQL Connector", Some("Acme.Connector")));
    assert_eq!(package.references()[0].name, "Acme.Sql.dll");
    // A fresh id each time.
    let other = tempfile::tempdir().unwrap();
    assert_eq!(code(&connectory(&["new", "connector", "x"], other.path())), 0);
    assert!(!std::fs::read_to_string(other.path().join("x/package.yaml")).unwrap().contains(package.id()));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let folder = packable();
    let yaml = folder.path().join("Acme.Historian/package.yaml");
    let before = std::fs::read(&yaml).unwrap();
    let again = connectory(&["new", "connector", "Acme.Historian"], folder.path());
    assert_eq!((code(&again), err(&again).contains("there already")), (2, true), "{}", err(&again));
    assert_eq!(std::fs::read(&yaml).unwrap(), before);

    std::fs::write(folder.path().join("a.xmp"), "precious").unwrap();
    let pack = |more: &[&str]| {
        connectory(
            &[&["pack", "Acme.Historian/package.yaml", "--out", "a.xmp"], more].concat(),
            folder.path(),
        )
    };
    let refused = pack(&[]);
    assert_eq!(
        (code(&refused), err(&refused).contains("give --force to replace it")),
        (2, true),
        "{}",
        err(&refused)
    );
    assert_eq!(std::fs::read(folder.path().join("a.xmp")).unwrap(), b"precious");
    assert_eq!(code(&pack(&["--force"])), 0);
    assert_eq!(code(&pack(&[])), 0, "the same bytes are no loss");

    let full = connectory(&["unpack", "a.xmp", "--out", "Acme.Historian"], folder.path());
    assert_eq!((code(&full), err(&full).contains("not empty")), (2, true), "{}", err(&full));
    assert_eq!(names(folder.path()), ["Acme.Historian", "a.xmp"]);
}

#[test]
fn every_form_is_packed_and_unpacked_to_the_same_folder() {
    let folder = packable();
    for form in ["binary", "zip", "json"] {
        let packed = format!("packed.{form}");
        let pack = ["pack", "Acme.Historian", "--container", form, "--out", &packed];
        assert_eq!(code(&connectory(&pack, folder.path())), 0);
        let unpacked = connectory(&["unpack", &packed, "--out", form], folder.path());
        assert_eq!(code(&unpacked), 0, "{}", err(&unpacked));
        assert!(!err(&unpacked).contains("warning"), "{}", err(&unpacked));
        let again = ["pack", form, "--container", form, "--out", &packed];
        // Without --force only the very same bytes are taken.
        assert_eq!(code(&connectory(&again, folder.path())), 0);
    }
    let text = |form| std::fs::read(folder.path().join(form).join("package.yaml")).unwrap();
    assert_eq!((text("binary"), text("binary")), (text("zip"), text("json")));
}

#[test]
fn errors_are_shown_where_they_stand_and_nothing_is_written() {
    let folder = packable();
    let yaml = folder.path().join("Acme.Historian/package.yaml");
    let text = std::fs::read_to_string(&yaml)
        .unwrap()
        .replace("key: Password", "key: Server")
        .replace("control: TextBox", "controll: TextBox");
    std::fs::write(&yaml, text).unwrap();
    let refused = connectory(&["pack", "Acme.Historian", "--out", "a.xmp"], folder.path());
    assert_eq!(code(&refused), 1);
    assert!(
        err(&refused).contains("did you mean `control`?") && err(&refused).contains("--> package.yaml:"),
        "{}",
        err(&refused)
    );
    assert_eq!(names(folder.path()), ["Acme.Historian"]);
}

#[test]
fn a_package_with_a_hostile_name_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let version = package::VersionNumber::parse("1").unwrap();
    let hostile = package::Reference::new("../escaped.dll", package::ReferenceType::Agent, vec![1]);
    let bytes = package::write(&package::Package::new(ID, "Name", version).with_references(vec![hostile]));
    std::fs::write(folder.path().join("a.xmp"), bytes).unwrap();
    let refused = connectory(&["unpack", "a.xmp", "--out", "made"], folder.path());
    assert_eq!((code(&refused), err(&refused).contains("separator")), (1, true), "{}", err(&refused));
    assert_eq!(names(folder.path()), ["a.xmp"]);
    let none = connectory(&["unpack", "missing.xmp", "--out", "made"], folder.path());
    assert_eq!(code(&none), 2);
}

#[test]
fn wrong_words_are_wrong_usage() {
    let folder = packable();
    for (arguments, said) in [
        (
            &["pack", "Acme.Historian", "--out", "a.xmp", "--container", "tar"] as &[&str],
            "possible values: binary, zip, json",
        ),
        (&["pack", "nowhere", "--out", "a.xmp"], "connectory new connector"),
        (&["new", "connector", "x", "--id", "7"], "no GUID"),
        (&["schema", "registri"], "package"),
    ] {
        let refused = connectory(arguments, folder.path());
        assert_eq!((code(&refused), err(&refused).contains(said)), (2, true), "{}", err(&refused));
    }
    assert_eq!(names(folder.path()), ["Acme.Historian"]);
}

#[test]
fn the_schema_is_printed() {
    let printed = connectory(&["schema", "package"], Path::new("."));
    let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(schema, package_file::schema());
}

/// A `package.yaml` with one fault, by the name of its snapshot.
const FAULTS: &[(&str, &str, &str)] = &[
    ("reference-missing", "bin/Acme.Core.dll", "bin/Acme.Cor.dll"),
    ("reference-missing-pattern", "bin/Acme.Core.dll", "obj/*.dll"),
    ("reference-path", "bin/Acme.Core.dll", "../Acme.Core.dll"),
    ("reference-path-backslash", "bin/Acme.Core.dll", "bin\\Acme.Core.dll"),
    ("reference-name", "bin/Acme.Core.dll", "lib/acme.DLL"),
    ("plug-in-count", "plug_in: bin", "reference: bin"),
    ("plug-in-count-two", "reference: bin/Acme.Core.dll", "plug_in: bin/Acme.Core.dll"),
    ("package-id-invalid", "0f6fd8a4-", "0f6fd8a4"),
    ("package-id-invalid-case", "0f6fd8a4-", "0F6FD8A4-"),
    ("package-version-digits", "\"1.38\"", "\"1.38000000000000000001\""),
    ("package-version-not-quoted", "\"1.38\"", "1.30"),
    ("entry-point-missing", "entry_point: Acme.Connector\n", ""),
    ("package-key-duplicate", "key: Mode", "key: Server"),
    ("unique-key-unknown", "unique_key: [Name]", "unique_key: [Nme]"),
    ("default-not-an-option", "default: fast", "default: fats"),
    ("control-unknown", "control: DropDown", "control: Dropdwn"),
    (
        "group-empty",
        "control: DropDown\n    key: Mode\n    default: fast\n    options: [fast, slow]",
        "control: Group\n    caption: Later",
    ),
    ("setting-field-unknown", "required: true", "requird: true"),
    ("setting-field-type", "required: true", "required: \"true\""),
    ("icon-unreadable", "icon: icon.png", "icon: bin/Acme.dll"),
];

const FAULTLESS: &str = r#"schema: 1
id: 0f6fd8a4-5a36-4b4e-8a35-1a4c6a3b7a10
name: Acme
version: "1.38"
entry_point: Acme.Connector
icon: icon.png
references:
  - plug_in: bin/Acme.dll
  - reference: bin/Acme.Core.dll
settings:
  - control: TextBox
    key: Server
    required: true
  - control: DropDown
    key: Mode
    default: fast
    options: [fast, slow]
  - control: Grid
    key: Tags
    unique_key: [Name]
    columns:
      - { control: TextBox, key: Name }
"#;

/// The report on a `package.yaml`, beside the files it may name.
fn report(yaml: &str) -> String {
    let mut tree = MemoryTree::new();
    tree.put(path("package.yaml"), yaml);
    tree.put(path("icon.png"), b"\x89PNG\r\n\x1a\n".as_slice());
    for file in ["bin/Acme.dll", "bin/Acme.Core.dll", "lib/acme.DLL"] {
        tree.put(path(file), file);
    }
    let read = package_file::read(&tree, &path("package.yaml"), &Sizes::default()).unwrap();
    printed(&Report::new(read.diagnostics), &tree, Format::Human)
}

#[test]
fn every_fault_reads_well() {
    assert_eq!(report(FAULTLESS), "no findings\n");
    for (name, from, to) in FAULTS {
        assert!(FAULTLESS.contains(from), "{name}");
        same_as_before(&format!("pack-{name}"), &report(&FAULTLESS.replace(from, to)));
    }
}

#[test]
fn a_pattern_takes_what_nothing_else_names_by_name() {
    let yaml = FAULTLESS.replace("reference: bin/Acme.Core.dll", "reference: bin/*.dll");
    let mut tree = MemoryTree::new();
    tree.put(path("package.yaml"), yaml);
    tree.put(path("icon.png"), b"\x89PNG\r\n\x1a\n".as_slice());
    for file in
        ["bin/Acme.dll", "bin/B.dll", "bin/A.dll", "bin/deep/C.dll", "bin/A.txt", "bin/[x].dll", "A.dll"]
    {
        tree.put(path(file), file);
    }
    let read = package_file::read(&tree, &path("package.yaml"), &Sizes::default()).unwrap();
    let package = read.package.unwrap();
    let names: Vec<&str> = package.references().iter().map(|reference| reference.name.as_str()).collect();
    assert_eq!(names, ["Acme.dll", "A.dll", "B.dll", "[x].dll"]);
}

#[test]
fn an_empty_folder_is_filled_and_stays_the_same_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = sample().join("connectors/csv-files/versions/1.2.xmp");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let unpacked = connectory(&["unpack", text(&file), "--out", "empty/"], folder.path());
    assert_eq!(code(&unpacked), 0, "{}", err(&unpacked));
    assert_eq!(names(folder.path()), ["empty"]);
    assert!(folder.path().join("empty/package.yaml").is_file());
}
