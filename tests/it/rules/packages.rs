//! Packages: the file, what it says of itself, its form, its code.

use connectory::package::{Container, write_as};

use super::*;

pub(super) fn packages() -> Vec<Case> {
    let sized = |oid: &str, size: usize| {
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {size}\n")
    };
    let pointer = |oid: &str| sized(oid, 12345);
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
        let columns = ["Name", second].map(|key| Setting::new("TextBox").key(key).caption(key));
        let grid = Setting::new("Grid").key("Tags").caption("Tags").columns(columns).unique_key(["Name"]);
        Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.1").with_settings(form([grid])))
    };
    let limited = || Small::valid().append(REGISTRY, "limits: { package: 8KiB }\n");
    let declared = connectory::source::Digest::of(&Small::valid().bytes(PACKAGE)).to_string();
    let kept = |bytes: &[u8], pointed: usize| {
        let digest = connectory::source::Digest::of(&Small::valid().bytes(PACKAGE));
        Small::valid().with_lfs(digest, bytes).with(PACKAGE, sized(&digest.to_string(), pointed))
    };
    let whole = Small::valid().bytes(PACKAGE);
    let digest = connectory::source::Digest::of(&whole);
    let stored = |packages: &[(connectory::source::Digest, &[u8])]| {
        Small::valid().without(PACKAGE).with_store(packages)
    };
    let other: Vec<u8> = whole.iter().map(|byte| byte ^ 1).collect();
    let size = whole.len();
    vec![
        twins("package-damaged", "", kept(&whole, size), kept(&other, size)),
        twins("package-damaged", "size", kept(&whole, size), kept(&whole[1..], size)),
        twins("package-damaged", "stored", stored(&[(digest, &whole)]), stored(&[(digest, &other)])),
        twins("package-missing", "stored", stored(&[(digest, &whole)]), stored(&[])),
        twins(
            "package-missing",
            "no-digest",
            stored(&[(digest, &whole)]),
            stored(&[(digest, &whole)]).with(VERSION, "added: 2026-03-02\nnotes: Better.\n"),
        ),
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
        twins(
            "package-not-binary",
            "",
            Small::valid(),
            Small::valid().version_of_bytes(
                FOLDER,
                "1.1",
                write_as(&package(ID, NAME, "1.1"), Container::Zip).unwrap(),
            ),
        ),
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
