//! Real packages, and broken ones.

use crate::package::clr::tests::mutations::{assemblies, break_once};
use crate::package::code::{CodeFacts, EntryPoint, FileContent, facts};
use crate::package::tests::{random::Random, real};
use crate::package::{Limits, PackageRole, Reference, ReferenceType, read};

fn real_facts() -> Vec<(String, PackageRole, CodeFacts)> {
    let of = |(path, bytes): (std::path::PathBuf, Vec<u8>)| {
        let package = read(&bytes, &Limits::default()).unwrap();
        let facts = facts(&package);
        (path.display().to_string(), package.role_by(&facts), facts)
    };
    real::real_packages().into_iter().map(of).collect()
}

/// What App Designer runs must look so. That the packages at hand do was also checked by hand, with monodis 6.8.
#[test]
fn a_real_package_has_an_entry_point_that_can_be_made() {
    for (path, role, facts) in real_facts() {
        let EntryPoint::Found { file, public, concrete, default_constructor, interfaces, .. } =
            &facts.entry_point
        else {
            panic!("{path}: {:?}", facts.entry_point);
        };
        assert!(public & concrete & default_constructor, "{path}");
        assert!(facts.files.iter().any(|other| other.name == *file), "{path}");
        let namespace = if role == PackageRole::Agent { "XMIoT.Framework." } else { "XMPro.Integration." };
        assert!(
            interfaces.iter().any(|interface| interface.starts_with(namespace)),
            "{path}: {interfaces:?}"
        );
        assert!(facts.plug_in().is_some_and(|facts| facts.target_framework.is_some()), "{path}");
    }
}

#[test]
fn every_file_of_a_real_package_is_read() {
    for (path, _, facts) in real_facts() {
        for file in &facts.files {
            let damaged = matches!(file.content, FileContent::Damaged { .. });
            assert!(!damaged, "{path}: {:?}", file.content);
        }
        assert!(facts.assemblies().count() > 0, "{path}");
    }
}

#[test]
fn the_facts_of_broken_assemblies_are_found_without_a_panic() {
    let victims = assemblies();
    let mut random = Random(22);
    for _ in 0..1_000 {
        let broken = (0..1 + random.below(3)).map(|at| {
            let mut bytes = victims[random.below(victims.len())].clone();
            (0..random.below(6)).for_each(|_| break_once(&mut bytes, &mut random));
            let kind = if at == 0 { ReferenceType::Agent } else { ReferenceType::Reference };
            Reference::new("Broken.dll", kind, bytes)
        });
        let package = super::package("Case.Plug.GoodConnector", &[]).with_references(broken.collect());
        let facts = facts(&package);
        assert_eq!(facts.files.len(), package.references().len());
        package.role_by(&facts);
    }
}
