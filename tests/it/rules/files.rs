//! The YAML and the files themselves.

use super::*;

pub(super) fn yaml() -> Vec<Case> {
    vec![
        case("yaml-syntax", |small| small.append(CONNECTOR, "tags: [flow, meter\n")),
        variant("yaml-syntax", "tab", |small| small.append(CONNECTOR, "logs:\n\tallowed: 100\n")),
        variant("yaml-syntax", "encoding", |small| {
            let mut bytes = small.bytes(CONNECTOR);
            bytes.extend(b"description: Durchflu\xdf\n");
            small.with(CONNECTOR, bytes)
        }),
        variant("yaml-syntax", "empty", |small| small.with(CATEGORIES, "")),
        case("yaml-unsupported", |small| small.append(CONNECTOR, "tags: &words [flow]\n")),
        variant("yaml-unsupported", "documents", |small| small.append(APPLICATION, "---\nname: Second\n")),
        case("yaml-too-large", |small| {
            small.append(APPLICATION, &format!("# {}\n", "long ".repeat(220_000)))
        }),
        case("key-duplicate", |small| small.append(CONNECTOR, "name: Flow meter\n")),
        case("field-unknown", |small| small.append(CONNECTOR, "descripton: Reads a flow meter.\n")),
        variant("field-unknown", "far", |small| small.append(APPLICATION, "colour: blue\n")),
        case("field-missing", |small| small.replace(CONNECTOR, "name: Flow Meter\n", "")),
        variant("field-missing", "in-list", |small| {
            small.append(APPLICATION, "  - connector: flow-meter\n    connection: Second\n")
        }),
        case("field-type", |small| small.append(CONNECTOR, "tags: flow\n")),
        variant("field-type", "text", |small| {
            small.replace(CONNECTOR, "Reads a meter.", "[Reads, a, meter]")
        }),
        case("field-value", |small| small.replace(VERSION, "2026-03-02", "02.03.2026")),
        variant("field-value", "digest", |small| small.replace(VERSION, "sha256: ", "sha256: 0x")),
        variant("field-value", "status", |small| small.append(VERSION, "status: retired\n")),
        case("text-invisible", |small| small.append(CONNECTOR, "tags: [flow, me\u{200b}ter]\n")),
        variant("text-invisible", "direction", |small| {
            small.replace(APPLICATION, "owner: alice", "owner: \u{202e}ecila")
        }),
        variant("text-invisible", "escape", |small| {
            small.replace(CATEGORIES, "name: Devices", "name: \"Devices\\e[31m\"")
        }),
        variant("text-invisible", "line-end", |small| {
            small.append(CONNECTOR, "tags:\n  - |\n    flow\n    meter\n")
        }),
        variant("field-value", "store", |small| small.append(REGISTRY, "package_store: //host/packages\n")),
        variant("field-value", "address", |small| small.append(CONNECTOR, "help_url: javascript:alert(1)\n")),
    ]
}

/// The small registry with the package of version 1.1 in its package store.
fn stored() -> Small {
    let whole = Small::valid().bytes(PACKAGE);
    Small::valid().without(PACKAGE).with_store(&[(connectory::source::Digest::of(&whole), &whole)])
}

pub(super) fn files() -> Vec<Case> {
    let crowd = |count: usize| {
        (1..count).fold(Small::valid(), |small, at| {
            small.with(&format!("applications/simulator-{at}.yaml"), format!("name: Simulator {at}\n"))
        })
    };
    let slug = |variant: &'static str, folder: &str| {
        let small = Small::valid().connector(folder, OTHER_ID, "Level Gauge");
        twins("slug-invalid", variant, Small::with_two_connectors(), small)
    };
    let picture = |size: usize| Small::valid().with("connectors/flow-meter/assets/shot.png", vec![0; size]);
    vec![
        case("slug-invalid", |small| small.with("applications/Pump House 2.yaml", "name: Pump House 2\n")),
        twins(
            "slug-invalid",
            "connector",
            Small::with_two_connectors(),
            Small::valid().connector("connectors/Level_Gauge", OTHER_ID, "Level Gauge"),
        ),
        slug("device", "connectors/CON"),
        slug("device-mixed", "connectors/Aux"),
        slug("device-port", "connectors/com1"),
        slug("case-only", "connectors/Flow-Meter"),
        slug("case-only-elsewhere", "connectors/site/FLOW-METER"),
        case("file-unknown", |small| small.with("connectors/flow-meter/notes.txt", "To do.\n")),
        variant("file-unknown", "yml", |small| small.with("applications/mill.yml", "name: Mill\n")),
        case("file-refused", |small| small.with_odd("connectors/flow-meter/icon.png", EntryKind::Symlink)),
        variant("file-refused", "submodule", |small| {
            small.with_odd("connectors/flow-meter/assets", EntryKind::Submodule)
        }),
        variant("file-refused", "name", |small| {
            small.with_odd("applications/M\u{fffd}hle.yaml", EntryKind::Unnameable)
        }),
        case("change-unfinished", |small| small.with(".connectory-change/plan.json", "{}")),
        variant("change-unfinished", "link", |small| {
            small.with_odd(".Connectory-Change/plan.json", EntryKind::Symlink)
        }),
        case("file-unreadable", |small| small.with(HELP, b"## Context\n\nDurchflu\xdf\n".to_vec())),
        twins(
            "file-unreadable",
            "store",
            stored(),
            stored().replace(REGISTRY, "package_store: packages", "package_store: elsewhere"),
        ),
        variant("file-unreadable", "locked", |small| small.locked(PACKAGE)),
        case("text-too-large", |small| small.append(HELP, &"And so on. ".repeat(100_000))),
        twins("picture-too-large", "", picture(1 << 20), picture((1 << 20) + 1)),
        twins("folder-crowded", "", crowd(1000), crowd(1001)),
    ]
}
