//! Packages: the file, what it says of itself, its form, its code.

use super::*;

pub(super) fn packages() -> Vec<Case> {
    let pointer =
        |oid: &str| format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12345\n");
    let large = package(ID, NAME, "1.1").with_references(vec![Reference::new(
        "Sample.Meter.dll",
        ReferenceType::Agent,
        b"XMPro.Integration.Framework ".repeat(900),
    )]);
    let agent = package(ID, NAME, "1.1").with_references(vec![Reference::new(
        "Sample.Meter.dll",
        ReferenceType::Agent,
        b"XMIoT.Framework ".to_vec(),
    )]);
    let twice = form([Setting::new("TextBox").key("Host").caption("Second host")]);
    let grid = |second: &'static str| {
        let columns = [Setting::new("TextBox").key("Name"), Setting::new("TextBox").key(second)];
        let grid = Setting::new("Grid").key("Tags").caption("Tags").columns(columns);
        Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.1").with_settings(form([grid])))
    };
    let limited = || Small::valid().append(REGISTRY, "limits: { package: 8KiB }\n");
    let declared = connectory::source::Digest::of(&Small::valid().bytes(PACKAGE)).to_string();
    vec![
        case("package-missing", |small| small.without(PACKAGE)),
        twins("package-lfs-pointer", "", Small::valid(), Small::valid().with(PACKAGE, pointer(&declared))),
        twins(
            "package-lfs-pointer",
            "other",
            Small::valid(),
            Small::valid().with(PACKAGE, pointer(&"0".repeat(64))),
        ),
        twins("package-too-large", "", limited(), limited().version(FOLDER, "1.1", &large)),
        case("package-unreadable", |small| {
            small.version_of_bytes(FOLDER, "1.1", b"PK\x03\x04 and so on".to_vec())
        }),
        variant("package-unreadable", "cut", |small| {
            let whole = small.bytes(PACKAGE);
            small.version_of_bytes(FOLDER, "1.1", &whole[..whole.len() - 20])
        }),
        case("package-digest-mismatch", |small| {
            let other = package(ID, NAME, "1.1").with("Description", "Replaced after it was published");
            small.with(PACKAGE, connectory::package::write(&other))
        }),
        variant("package-digest-mismatch", "damaged", |small| {
            let whole = small.bytes(PACKAGE);
            small.with(PACKAGE, &whole[..whole.len() - 20])
        }),
        case("package-digest-missing", |small| small.with(VERSION, "notes: Better.\n")),
        case("package-id-mismatch", |small| small.version(FOLDER, "1.1", &package(OTHER_ID, NAME, "1.1"))),
        case("package-version-mismatch", |small| small.version(FOLDER, "1.1", &package(ID, NAME, "1.2"))),
        case("package-name-mismatch", |small| small.replace(CONNECTOR, NAME, "Flow meter 2")),
        twins(
            "package-is-agent",
            "",
            Small::valid(),
            Small::valid().version(FOLDER, "1.1", &agent.with_settings(form([]))),
        ),
        twins(
            "setting-key-duplicate",
            "",
            Small::valid(),
            Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.1").with_settings(twice)),
        ),
        twins("setting-key-duplicate", "column", grid("Address"), grid("Name")),
    ]
}

/// A package of the sample registry, whose code is sound, as version 1.1 of the small registry's connector.
fn with_code() -> Package<'static> {
    let file = project().join("registry/connectors/sql-server/versions/1.25.xmp");
    let bytes = std::fs::read(file).unwrap();
    let package = connectory::package::read(&bytes, &Limits::default()).unwrap().into_owned();
    let version = VersionNumber::parse("1.1").unwrap();
    package.with("Id", ID).with("Name", NAME).with_body("Version", Body::Version(version))
}

pub(super) fn code() -> Vec<Case> {
    let assembly =
        |name: &str| std::fs::read(project().join("tests/fixtures/assemblies").join(name)).unwrap();
    let small = |package: &Package<'_>| Small::valid().version(FOLDER, "1.1", package);
    let case = |code, fails: Package<'_>| twins(code, "", small(&with_code()), small(&fails));
    let references = |first: Option<Reference<'static>>, more: Option<Reference<'static>>| {
        let own = with_code().references().to_vec();
        with_code().with_references(first.into_iter().chain(own).chain(more).collect())
    };
    let base = || Reference::new("Case.Base.dll", ReferenceType::Agent, assembly("Case.Base.dll"));
    let broken = Reference::new("Broken.dll", ReferenceType::Reference, b"MZ and nothing more".to_vec());
    let again = with_code().references().last().unwrap().clone();
    let alone = with_code().references().first().unwrap().clone();
    let mut settings = with_code().settings().settings.clone();
    settings.push(Setting::new("TextBox").key("Unheard").caption("Unheard").build());
    vec![
        case("entry-point-missing", with_code().with("EntryPoint", "Sample.SqlServer.SqlServerConector")),
        case(
            "entry-point-unusable",
            references(None, Some(base())).with("EntryPoint", "Case.Base.BaseConnector"),
        ),
        case("assembly-damaged", references(None, Some(broken))),
        case("assembly-missing", with_code().with_references(vec![alone])),
        case("assembly-bundled-twice", references(None, Some(again))),
        case("package-debug-build", references(Some(base()), None)),
        case("setting-key-not-in-code", with_code().with_settings(SettingsForm::new(settings))),
    ]
}
