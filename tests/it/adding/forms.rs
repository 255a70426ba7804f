//! Whatever form a package comes in, the binary one is stored; or nothing is, and the fault is named.

use std::io::{Cursor, Write};

use connectory::package::{self, Container, bulk, bulk::BulkEntry, write_as};
use serde_json::Value;
use zip::write::SimpleFileOptions;

use super::Place;
use crate::support::real::real_packages;
use crate::support::{ID, NAME, OTHER_ID, Small, package};

const ADDED: &str = "connectors/flow-meter/versions/1.2.xmp";

fn stored(place: &Place) -> Vec<u8> {
    std::fs::read(place.path().join(ADDED)).unwrap()
}

/// The JSON export without what its files hold, and those files.
fn export() -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
    let made = package(ID, NAME, "1.2");
    let json = write_as(&made, Container::Json).unwrap();
    let mut json: Value = serde_json::from_slice(&json).unwrap();
    for reference in json["References"].as_array_mut().unwrap() {
        reference.as_object_mut().unwrap().shift_remove("Content").unwrap();
    }
    let files = made.references().iter().map(|file| (file.name.clone(), file.content.to_vec()));
    (serde_json::to_vec(&json).unwrap(), files.collect())
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_binary_package_is_stored_byte_for_byte() {
    let place = Place::of(&Small::valid());
    // An unknown member, which nobody here would write, survives.
    let bytes = package::write(&package(ID, NAME, "1.2").with("Zebra", "striped"));
    place.add(&[&place.put("Flow Meter.xmp", &bytes)]);
    assert_eq!(stored(&place), bytes);
}

#[test]
fn every_other_form_is_stored_as_its_binary_one() {
    let made = package(ID, NAME, "1.2");
    let binary = package::write(&made);
    for container in [Container::Json, Container::Zip] {
        let place = Place::of(&Small::valid());
        // The name says nothing; the bytes do.
        place.add(&[&place.put("package.xmp", write_as(&made, container).unwrap())]);
        assert_eq!(stored(&place), binary, "{container}");
    }
}

#[test]
fn an_export_takes_its_files_from_beside_it() {
    let place = Place::of(&Small::valid());
    let (json, files) = export();
    let path = place.put("out/flow.json", &json);
    let told = place.refused(&[&path]);
    assert!(told.contains("flow.json: byte "), "{told}");
    assert!(told.contains("holds no content of `Sample.Meter.dll`, and there is none beside it"), "{told}");
    for (name, bytes) in &files {
        place.put(&format!("out/{name}"), bytes);
    }
    place.add(&[&path]);
    assert_eq!(stored(&place), package::write(&package(ID, NAME, "1.2")));
}

#[test]
fn a_file_that_an_export_names_lies_beside_it_and_nowhere_else() {
    let (json, _) = export();
    for name in ["../secret.dll", "/etc/hostname", "a\\\\b.dll", "CON", ".git"] {
        let place = Place::of(&Small::valid());
        place.put("secret.dll", b"secret");
        let json = String::from_utf8(json.clone()).unwrap().replace("Sample.Meter.dll", name);
        let told = place.refused(&[&place.put("out/flow.json", json)]);
        assert!(told.contains("no file beside it can be called so"), "{name}: {told}");
    }
}

#[test]
fn a_bulk_upload_is_added_as_a_whole() {
    let place = Place::of(&Small::valid());
    let entry = |name: &str, bytes: Vec<u8>| BulkEntry { name: name.to_owned(), bytes };
    let packages = [
        entry("a.xmp", package::write(&package(ID, NAME, "1.3"))),
        entry("b.xmp", package::write(&package(ID, NAME, "1.2"))),
        entry("c.xmp", package::write(&package(OTHER_ID, "Level Gauge", "2.5"))),
    ];
    let told = place.add(&[&place.put("all.zip", bulk::write(&packages).unwrap()), "--owner", "@edge"]);
    let steps: Vec<&str> = told.lines().take_while(|line| line.starts_with("add ")).collect();
    assert_eq!(
        steps,
        [
            "add `flow-meter` 1.2: nothing changed but the version",
            "add `flow-meter` 1.3: nothing changed but the version",
            "add connector `Level Gauge` (level-gauge) to Default",
            "add `level-gauge` 2.5: the first version",
        ]
    );
    assert!(told.contains("git commit -m 'Add 3 versions of 2 connectors'"), "{told}");
}

#[test]
fn one_that_is_no_package_refuses_all_and_is_named_with_its_byte() {
    let place = Place::of(&Small::valid());
    let good = place.package("good.xmp", &package(ID, NAME, "1.2"));
    let mut cut = package::write(&package(ID, NAME, "1.3"));
    cut.truncate(cut.len() - 1);
    let end = cut.len();
    let cut = place.put("cut.xmp", cut);
    let told = place.refused(&[&good, &cut]);
    assert!(told.contains(&format!("<inbox>/cut.xmp: byte {end}: ")), "{told}");
    // All that are wrong are told at once.
    let text = place.put("notes.txt", "These are words, not a package.");
    let told = place.refused(&[&good, &text, &cut, "nowhere.xmp"]);
    assert!(told.contains("<inbox>/notes.txt: byte 0: this is text, not a package"), "{told}");
    assert!(told.contains("nowhere.xmp: No such file"), "{told}");
    assert!(told.ends_with("nothing was added: 3 of 4 files cannot be\n"), "{told}");
}

#[test]
fn one_bad_package_of_a_bulk_upload_refuses_all() {
    let place = Place::of(&Small::valid());
    let good = package::write(&package(ID, NAME, "1.2"));
    let bulk = zipped(&[("good.xmp", &good), ("bad.xmp", &good[..40])]);
    let told = place.refused(&[&place.put("all.zip", bulk)]);
    assert!(told.contains("<inbox>/all.zip: byte ") && told.contains("`bad.xmp`, byte 40: "), "{told}");
    let bulk = zipped(&[("good.xmp", &good), ("readme.txt", b"hello")]);
    let told = place.refused(&[&place.put("mixed.zip", bulk)]);
    assert!(
        told.contains("`readme.txt` is no `.xmp`; a bulk upload holds packages and nothing else"),
        "{told}"
    );
}

#[test]
fn a_folder_is_told_apart_from_a_package() {
    let place = Place::of(&Small::valid());
    place.package("new/a.xmp", &package(ID, NAME, "1.2"));
    let told = place.refused(&[place.inbox.path().join("new").to_str().unwrap()]);
    assert!(
        told.contains("<inbox>/new is a folder; name the packages in it, such as <inbox>/new/*.xmp"),
        "{told}"
    );
}

#[test]
fn limits_are_those_of_the_registry() {
    let small = Small::valid().append("registry.yaml", "limits: { package: 1kB, unpacked: 4kB }\n");
    let place = Place::of(&small);
    let made = package(ID, NAME, "1.2");
    let size = package::write(&made).len();
    assert!((1000..4000).contains(&size), "{size}");
    for (name, bytes) in
        [("a.xmp", package::write(&made)), ("a.zip", write_as(&made, Container::Zip).unwrap())]
    {
        let told = place.refused(&[&place.put(name, bytes)]);
        assert!(told.contains(&format!("the package is {size} bytes large; 1000 is the most")), "{told}");
    }
    let told = place.refused(&[&place.put("large.xmp", vec![0x40; 5000])]);
    assert!(told.contains("large.xmp: the file holds more than 4000 bytes"), "{told}");
}

#[test]
fn every_real_package_becomes_a_connector_byte_for_byte() {
    for (name, bytes) in real_packages() {
        let place = Place::of(&Small::valid());
        place.add(&[name.to_str().unwrap(), "--owner", "@edge", "--category", "device"]);
        let stored: Vec<_> = place
            .files()
            .into_iter()
            .filter(|(path, _)| !path.to_str().unwrap().contains("flow-meter"))
            .collect();
        assert!(stored.iter().any(|(_, stored)| *stored == bytes), "{}", name.display());
        let help = stored.iter().find(|(path, _)| path.ends_with("help.md")).unwrap();
        for section in ["## Context\n", "## Configuration\n", "## Example\n"] {
            assert!(String::from_utf8_lossy(&help.1).contains(section), "{}", name.display());
        }
        let told = place.add(&[name.to_str().unwrap()]);
        assert!(told.ends_with("nothing to change\n"), "{told}");
    }
}
