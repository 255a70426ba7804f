//! What is bundled, what is missing, and what is there for nothing.

use super::package;
use crate::package::clr::tests::case;
use crate::package::code::{CodeFacts, FileContent, facts};
use crate::package::{Reference, ReferenceType};

fn missing(facts: &CodeFacts) -> Vec<String> {
    facts.missing.iter().map(|other| format!("{} {}", other.name, other.version)).collect()
}

#[test]
fn what_is_referred_to_and_nowhere_is_missing() {
    // Not mscorlib, which the framework has, nor XMPro.Integration.Framework, which the platform has.
    let all = facts(&package("X", &["Case.Base"]));
    assert_eq!(missing(&all), ["Case.Absent 1.2.3.4"]);
    assert_eq!(all.missing[0].public_key_token.as_deref(), Some("a5474d99594c474f"));
    assert_eq!(missing(&facts(&package("X", &[]))), ["Case.Absent 1.2.3.4", "Case.Base 1.2.3.4"]);
}

#[test]
fn an_assembly_in_two_files_is_bundled_twice_and_resource_assemblies_are_not_their_main_one() {
    let twice = facts(&package("X", &["Case.Base", "Case.Base", "Case.Plug.resources"]));
    assert_eq!(twice.bundled_twice, ["Case.Base"]);
    assert_eq!(facts(&package("X", &["Case.Base"])).bundled_twice, Vec::<String>::new());
}

#[test]
fn what_nobody_refers_to_is_named_by_its_file() {
    let all = ["Case.Base", "Case.Unused", "Case.Plug.resources"];
    assert_eq!(facts(&package("X", &all)).never_referenced, ["Case.Unused.dll"]);
}

#[test]
fn nothing_is_called_unneeded_while_a_file_is_damaged() {
    let damaged = Reference::new("Cut.dll", ReferenceType::Reference, case("Case.Base")[..900].to_vec());
    let package = package("X", &["Case.Unused"]);
    let mut references = package.references().to_vec();
    references.push(damaged);
    let facts = facts(&package.with_references(references));
    assert_eq!(facts.never_referenced, Vec::<String>::new());
    let damaged =
        FileContent::Damaged { offset: 900, what: "the file ends inside its section `.text`".to_owned() };
    assert_eq!(facts.files[2].content, damaged);
}

#[test]
fn every_file_is_told_for_what_it_is() {
    let zip = Reference::new("Files.zip", ReferenceType::Zip, b"PK\x03\x04".to_vec());
    let nil = Reference::new("Empty.dll", ReferenceType::Resource, Vec::new());
    let facts = facts(&package("X", &[]).with_references(vec![zip, nil]));
    assert!(facts.files.iter().all(|file| file.content == FileContent::Other));
    assert!(facts.plug_in().is_none());
}

#[test]
fn ten_thousand_files_and_references_take_no_longer_than_reading_them() {
    let base = case("Case.Base");
    let references =
        (0..10_000).map(|at| Reference::new(&format!("{at}.dll"), ReferenceType::Agent, &base[..]));
    let package = package("Case.Base.Nothing", &[]).with_references(references.collect());
    let started = std::time::Instant::now();
    let facts = facts(&package);
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "took {:?}", started.elapsed());
    assert_eq!(facts.bundled_twice, ["Case.Base"]);
}
