//! Applications and what they use.

use super::*;

pub(super) fn applications() -> Vec<Case> {
    vec![
        case("application-duplicate", |small| {
            small.with("applications/site/pump-house.yaml", "name: Other\n")
        }),
        case("application-connector-unknown", |small| small.replace(APPLICATION, SLUG, "flow-metre")),
        case("application-version-unknown", |small| small.replace(APPLICATION, "1.0", "1.2")),
        twins(
            "application-version-unknown",
            "none",
            Small::valid().append(REGISTRY, "rules: { connector-without-version: allow }\n"),
            Small::valid()
                .append(REGISTRY, "rules: { connector-without-version: allow }\n")
                .bare_connector("connectors/level-gauge", OTHER_ID, "Level Gauge")
                .replace(APPLICATION, SLUG, "level-gauge"),
        ),
        case("version-withdrawn-in-use", |small| {
            let lines = "status: withdrawn\nreason: It writes the password to the log.\n";
            small.append("connectors/flow-meter/versions/1.0.yaml", lines)
        }),
        case("setting-required-not-filled", |small| small.replace(APPLICATION, "Host, Port", "Port")),
        case("setting-not-in-version", |small| small.replace(APPLICATION, "Port", "Prot")),
        variant("setting-not-in-version", "far", |small| small.replace(APPLICATION, "Port", "Encryption")),
        case("group-unknown", |small| small.replace(APPLICATION, "[operations]", "[operation]")),
        variant("group-unknown", "right", |small| {
            small.replace(ACCESS, "  operations: [ViewConnector]", "  visitors: [ViewConnector]")
        }),
        case("version-not-quoted", |small| small.replace(APPLICATION, "\"1.0\"", "1.0")),
        variant("version-not-quoted", "whole", |small| {
            small.version(FOLDER, "2", &package(ID, NAME, "2")).replace(APPLICATION, "\"1.0\"", "2")
        }),
    ]
}

pub(super) fn observations() -> Vec<Case> {
    let aged = |days: u32| Small::valid().append(REGISTRY, &format!("usage_max_age_days: {days}\n"));
    let observed = |day: &str| Small::valid().replace(APPLICATION, "2026-10-30", day);
    let second = |name: &str| {
        Small::valid().with("applications/site/pump-house-2.yaml", format!("name: {name}\nsource: prod\n"))
    };
    let connections = |second: &str| {
        Small::valid().append(
            APPLICATION,
            &format!(
                "    connection: Plant\n  - connector: meter\n    version: \"1.1\"\n    connection: {second}\n"
            ),
        )
        .append(CONNECTOR, "aliases: [meter]\n")
    };
    vec![
        twins("observation-stale", "", aged(2), aged(1)),
        twins("observation-in-future", "", observed("2026-11-02"), observed("2026-11-03")),
        twins(
            "application-name-duplicate",
            "",
            second("pump house").append(APPLICATION, "source: test\n"),
            second("pump house").append(APPLICATION, "source: prod\n"),
        ),
        twins("connection-duplicate", "", connections("Plant 2"), connections("Plant")),
    ]
}

/// A package of the sample registry as version 1.0 of another connector.
fn sampled(file: &str, id: &str, name: &str) -> Package<'static> {
    let bytes = std::fs::read(project().join("registry/connectors").join(file)).unwrap();
    let package = connectory::package::read(&bytes, &Limits::default()).unwrap().into_owned();
    let version = VersionNumber::parse("1.0").unwrap();
    package.with("Id", id).with("Name", name).with_body("Version", Body::Version(version))
}

/// Two connectors in one application: the first brings Sample.Sql 1.4, the second what `file` brings.
fn together_with(file: &str) -> Small {
    let own = sampled("sql-server/versions/1.25.xmp", ID, NAME);
    Small::with_two_connectors()
        .version(FOLDER, "1.0", &own)
        .version("connectors/level-gauge", "1.0", &sampled(file, OTHER_ID, "Level Gauge"))
        .replace(
            APPLICATION,
            "    settings: [Host, Port]\n",
            "  - connector: level-gauge\n    version: \"1.0\"\n",
        )
}

pub(super) fn versions() -> Vec<Case> {
    let breaking = |until: &str| {
        let lines =
            "breaking:\n  summary: Port is now required.\n  guide: |\n    1. Fill in `Port`.\n    2. Test.\n";
        Small::valid().append(VERSION, &format!("{lines}  upgrade_by: {until}\n"))
    };
    let deprecated = |from: &str| {
        Small::valid().append(REGISTRY, "rules: { version-deprecated-in-use: warn }\n").append(
            "connectors/flow-meter/versions/1.0.yaml",
            &format!("status: deprecated\nreason: It waits for ever.\nreplaced_by: \"1.1\"\nfrom: {from}\n"),
        )
    };
    vec![
        twins(
            "assembly-conflict",
            "",
            together_with("postgresql/versions/1.51.xmp"),
            together_with("postgresql/versions/1.7.xmp"),
        ),
        twins("upgrade-overdue", "", breaking("2026-11-01"), breaking("2026-10-31")),
        twins("version-deprecated-in-use", "", deprecated("2026-11-02"), deprecated("2026-11-01")),
    ]
}
