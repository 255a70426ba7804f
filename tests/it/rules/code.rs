//! What is inside packages: code, the files they bring, pictures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use connectory::package::{Attribute, Container, Content, Value, write_as};

use super::*;

/// A package of the sample registry, whose code is sound, as version 1.1 of the small registry's connector.
fn of_sample(path: &str) -> Package<'static> {
    let bytes = std::fs::read(project().join("registry/connectors").join(path)).unwrap();
    let package = connectory::package::read(&bytes, &Limits::default()).unwrap().into_owned();
    let version = VersionNumber::parse("1.1").unwrap();
    let mut form = package.settings().clone();
    form.settings = form.settings.drain(..).map(explained).collect();
    package.with("Id", ID).with("Name", NAME).with_body("Version", Body::Version(version)).with_settings(form)
}

/// A setting with a help text, and so are all that are in it.
fn explained(mut setting: Setting) -> Setting {
    for member in &mut setting.members {
        match &mut member.value {
            Value::Settings(settings) => *settings = settings.drain(..).map(explained).collect(),
            value if member.name == "HelpText" => *value = Value::from("What to write."),
            _ => {}
        }
    }
    setting
}

fn with_code() -> Package<'static> {
    of_sample("sql-server/versions/1.25.xmp")
}

fn assembly(name: &str) -> Vec<u8> {
    std::fs::read(project().join("tests/fixtures/assemblies").join(name)).unwrap()
}

/// The sound package with files before its own and behind them.
fn and_files(before: Option<Reference<'static>>, behind: Option<Reference<'static>>) -> Package<'static> {
    let own = with_code().references().to_vec();
    with_code().with_references(before.into_iter().chain(own).chain(behind).collect())
}

/// An assembly in which a name is another one of the same length: names stand in it as they are.
fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, w)| *w == from.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty(), "{from} is not there");
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

/// The package with its plug-in changed.
fn with_plug_in(package: Package<'static>, change: impl Fn(&[u8]) -> Vec<u8>) -> Package<'static> {
    let mut files = package.references().to_vec();
    for file in files.iter_mut().filter(|file| file.kind == ReferenceType::Agent) {
        file.content = Content::from(change(&file.content.to_vec()));
    }
    package.with_references(files)
}

/// A plug-in with classes of every kind.
fn plug(entry_point: &str) -> Package<'static> {
    let plug = renamed(&assembly("Case.Plug.dll"), "Case.Absent", "System.Core");
    let base = Reference::new("Case.Base.dll", ReferenceType::Reference, assembly("Case.Base.dll"));
    let host = Setting::new("TextBox").key("Host").caption("Host").help_text("Its address.");
    package(ID, NAME, "1.1")
        .with("EntryPoint", entry_point)
        .with_references(vec![Reference::new("Case.Plug.dll", ReferenceType::Agent, plug), base])
        .with_settings(SettingsForm::new([host.required(true)]))
}

pub(super) fn code() -> Vec<Case> {
    let without_port =
        |package: &Package<'_>| with_package(package).replace(APPLICATION, "Host, Port", "Host");
    let case = |code, fails: Package<'_>| twins(code, "", with_package(&with_code()), with_package(&fails));
    let broken = Reference::new("Broken.dll", ReferenceType::Reference, b"MZ and nothing more".to_vec());
    let again = with_code().references().last().unwrap().clone();
    let alone = with_code().references().first().unwrap().clone();
    let mut settings = with_code().settings().settings.clone();
    settings.push(Setting::new("TextBox").key("Unheard").caption("Unheard").build());
    let spans = || of_sample("historians/influxdb/versions/2.0.xmp");
    // The argument of the attribute: `DisableOptimizations` in place of `IgnoreSymbolStoreSequencePoints`.
    let debug = |bytes: &[u8]| renamed(bytes, "\u{1}\0\u{2}\0\0\0\0\0", "\u{1}\0\u{1}\u{1}\0\0\0\0");
    let csv = of_sample("csv-files/versions/1.2.xmp").references()[0].content.to_vec();
    let bundled =
        |bytes: Vec<u8>| and_files(None, Some(Reference::new("Copied.dll", ReferenceType::Reference, bytes)));
    vec![
        case("entry-point-missing", with_code().with("EntryPoint", "Sample.SqlServer.SqlServerConector")),
        twins(
            "entry-point-unusable",
            "",
            without_port(&plug("Case.Plug.GoodConnector")),
            without_port(&plug("Case.Plug.AbstractConnector")),
        ),
        twins(
            "entry-point-not-a-connector",
            "",
            without_port(&plug("Case.Plug.GoodConnector")),
            without_port(&plug("Case.Plug.Tag")),
        ),
        twins(
            "connector-interface-deprecated",
            "",
            with_package(&spans()),
            with_package(&with_plug_in(spans(), |bytes| renamed(bytes, "ITSAConnector", "ITSCConnector"))),
        ),
        case("assembly-damaged", and_files(None, Some(broken))),
        case("assembly-missing", with_code().with_references(vec![alone])),
        case("assembly-bundled-twice", and_files(None, Some(again))),
        twins(
            "framework-bundled",
            "",
            with_package(&bundled(csv.clone())),
            with_package(&bundled(renamed(&csv, "Sample.CsvFiles", "XMIoT.Framework"))),
        ),
        twins(
            "package-debug-build",
            "",
            without_port(&plug("Case.Plug.GoodConnector")),
            without_port(&with_plug_in(plug("Case.Plug.GoodConnector"), debug)),
        ),
        case("setting-key-not-in-code", with_code().with_settings(SettingsForm::new(settings))),
    ]
}

pub(super) fn files() -> Vec<Case> {
    // A package as a zip is as good a zip as any.
    let zip_of = |file: Reference<'static>| {
        write_as(&package(ID, NAME, "1.1").with_references(vec![file]), Container::Zip).unwrap()
    };
    let inner = || zip_of(Reference::new("a.txt", ReferenceType::Resource, b"a".to_vec()));
    let outer = |name: &str| zip_of(Reference::new(name, ReferenceType::Zip, inner()));
    let file = |name: &str, kind: ReferenceType, bytes: Vec<u8>| {
        with_package(&and_files(None, Some(Reference::new(name, kind, bytes))))
    };
    let typed = |code: &'static str, variant, (good, bad): (ReferenceType, ReferenceType), bytes: Vec<u8>| {
        twins(code, variant, file("Files.bin", good, bytes.clone()), file("Files.bin", bad, bytes))
    };
    let dll = || of_sample("csv-files/versions/1.2.xmp").references()[0].content.to_vec();
    let as_agent = |at: usize| {
        let mut files = with_code().references().to_vec();
        files[at].kind = ReferenceType::Agent;
        with_package(&with_code().with_references(files))
    };
    // Without code, the form tells that it is a connector.
    let mut form = form([]);
    form.attributes = vec![Attribute::namespace("a", "http://example.com/XMPro.Integration.Settings")].into();
    let form_only = || package(ID, NAME, "1.1").with_settings(form.clone());
    vec![
        twins("reference-type-wrong", "", with_package(&with_code()), {
            let mut files = with_code().references().to_vec();
            files.last_mut().unwrap().kind = ReferenceType::Zip;
            with_package(&with_code().with_references(files))
        }),
        typed("reference-type-wrong", "zip", (ReferenceType::Zip, ReferenceType::Reference), inner()),
        typed(
            "reference-type-wrong",
            "text",
            (ReferenceType::Other("Text".to_owned()), ReferenceType::Resource),
            b"nothing".to_vec(),
        ),
        twins(
            "reference-type-wrong",
            "broken",
            file("Files.zip", ReferenceType::Zip, inner()),
            file("Files.zip", ReferenceType::Zip, inner()[..40].to_vec()),
        ),
        twins("reference-type-wrong", "two-agents", as_agent(0), as_agent(1)),
        twins(
            "reference-type-wrong",
            "no-agent",
            with_package(&form_only()),
            with_package(&form_only().with_references(Vec::new())),
        ),
        twins(
            "archive-nested",
            "",
            file("Files.zip", ReferenceType::Zip, outer("table.xlsx")),
            file("Files.zip", ReferenceType::Zip, outer("table.zip")),
        ),
        typed(
            "reference-type-wrong",
            "dll",
            (ReferenceType::Other("Copy".to_owned()), ReferenceType::Zip),
            dll(),
        ),
    ]
}

/// The beginning of a PNG, which is all that is looked at.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x06\0\0\0");
    bytes
}

pub(super) fn icons() -> Vec<Case> {
    let beside = |bytes: Vec<u8>| Small::valid().with("connectors/flow-meter/icon.png", bytes);
    let inside = |uri: String| with_package(&package(ID, NAME, "1.1").with("Icon", uri.as_str()));
    let uri = |kind: &str, bytes: &[u8]| format!("data:image/{kind};base64,{}", STANDARD.encode(bytes));
    let good = || inside(uri("png", &png(64, 64)));
    let padded = |size: usize| {
        let mut bytes = png(64, 64);
        bytes.resize(size, 0);
        beside(bytes)
    };
    vec![
        twins("icon-unreadable", "", beside(png(64, 64)), beside(b"GIF89a\x40\0\x40\0".to_vec())),
        twins("icon-unreadable", "none", beside(png(64, 64)), beside(b"<html>".to_vec())),
        twins("icon-unreadable", "cut", beside(png(64, 64)), beside(png(64, 64)[..20].to_vec())),
        twins("icon-unreadable", "package", good(), inside(uri("gif", &png(64, 64)))),
        twins("icon-unreadable", "address", good(), inside("https://example.com/icon.png".to_owned())),
        twins("icon-not-square", "", beside(png(64, 64)), beside(png(64, 65))),
        twins("icon-not-square", "package", good(), inside(uri("png", &png(96, 64)))),
        twins("icon-too-large", "", padded(256 << 10), padded((256 << 10) + 1)),
        twins("icon-too-large", "pixels", beside(png(1024, 1024)), beside(png(1025, 1025))),
        twins("icon-too-large", "package", good(), inside(uri("png", &png(2048, 2048)))),
    ]
}
