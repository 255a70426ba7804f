//! The registry that is measured: connectors in groups of a hundred, some versions each, half as many applications. The same
//! numbers give the same bytes.

use connectory::package::{
    self, Content, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber,
};
use connectory::source::Digest;

/// The bytes of a package's DLL.
const DLL_BYTES: usize = 16 << 10;

/// Hands on every file of a registry with its path.
pub(crate) fn registry(connectors: usize, versions: usize, put: &mut dyn FnMut(&str, Vec<u8>)) {
    put("registry.yaml", b"schema: 1\ntitle: Bench\n".to_vec());
    let categories = (0..10).map(|at| format!("- {{ id: category-{at}, name: Category {at} }}\n"));
    put("categories.yaml", categories.collect::<String>().into_bytes());
    for connector in 0..connectors {
        put_connector(connector, versions, put);
    }
    for application in 0..connectors / 2 {
        let uses = (0..3).map(|at| {
            let connector = (application * 7 + at) % connectors;
            format!("  - connector: connector-{connector}\n    version: \"1.{}\"\n", connector % versions + 1)
        });
        let yaml = format!("name: Application {application}\nconnectors:\n{}", uses.collect::<String>());
        put(
            &format!("applications/group-{}/application-{application}.yaml", application / 100),
            yaml.into_bytes(),
        );
    }
}

fn put_connector(connector: usize, versions: usize, put: &mut dyn FnMut(&str, Vec<u8>)) {
    let folder = format!("connectors/group-{}/connector-{connector}", connector / 100);
    let yaml = format!(
        "id: {}\nname: Connector {connector}\ndescription: Reads and writes.\ncategory: category-{}\n",
        id(connector),
        connector % 10
    );
    put(&format!("{folder}/connector.yaml"), yaml.into_bytes());
    let help =
        "## Context\n\nText.\n\n## Configuration\n\n- one\n- two\n\n## Example\n\n```\ncode\n```\n".repeat(4);
    put(&format!("{folder}/help.md"), help.into_bytes());
    for version in 1..=versions {
        let bytes = package_bytes(connector, &format!("1.{version}"), DLL_BYTES);
        let yaml =
            format!("sha256: {}\nadded: 2026-01-0{version}\nnotes: Version {version}.\n", Digest::of(&bytes));
        put(&format!("{folder}/versions/1.{version}.yaml"), yaml.into_bytes());
        put(&format!("{folder}/versions/1.{version}.xmp"), bytes);
    }
}

/// A package with a form of 15 settings and a DLL of `size` bytes.
pub(crate) fn package_bytes(connector: usize, version: &str, size: usize) -> Vec<u8> {
    let content: Vec<u8> = (0..size).map(|at| (at * 31 + connector) as u8).collect();
    let settings = (0..15).map(|at| {
        let control = ["TextBox", "NumberBox", "CheckBox"][at % 3];
        Setting::new(control)
            .key(&format!("Key{at}"))
            .caption(&format!("Caption {at}"))
            .required(at < 3)
            .build()
    });
    let number = VersionNumber::parse(version).expect("a version");
    let package = Package::new(&id(connector), &format!("Connector {connector}"), number)
        .with("Description", "Reads and writes values.")
        .with("EntryPoint", "Bench.Connector")
        .with_settings(SettingsForm::new(settings))
        .with_references(vec![Reference::new("Bench.dll", ReferenceType::Agent, Content::from(content))]);
    package::write(&package)
}

fn id(connector: usize) -> String {
    format!("00000000-0000-4000-8000-{connector:012x}")
}
