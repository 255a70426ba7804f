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
            second("pump house").replace(APPLICATION, "connectors:\n", "source: test\nconnectors:\n"),
            second("pump house").replace(APPLICATION, "connectors:\n", "source: prod\nconnectors:\n"),
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

/// Two connectors in one application: the first brings Sample.Sql 1.0, the second what `file` brings.
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

/// One connector in an application by two versions: the first brings Sample.Sql 1.0, the second what `file` brings.
fn one_twice(file: &str) -> Small {
    let second =
        sampled(file, ID, NAME).with_body("Version", Body::Version(VersionNumber::parse("1.05").unwrap()));
    Small::valid()
        .version(FOLDER, "1.0", &sampled("sql-server/versions/1.25.xmp", ID, NAME))
        .version(FOLDER, "1.05", &second)
        .replace(
            APPLICATION,
            "    settings: [Host, Port]\n",
            "  - connector: flow-meter\n    version: \"1.05\"\n",
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
        twins(
            "assembly-conflict",
            "same-connector",
            one_twice("sql-server/versions/1.262.xmp"),
            one_twice("sql-server/versions/1.3.xmp"),
        ),
        twins("upgrade-overdue", "", breaking("2026-11-01"), breaking("2026-10-31")),
        twins(
            "upgrade-overdue",
            "several",
            breaking("2026-11-01").version(FOLDER, "1.2", &package(ID, NAME, "1.2")),
            breaking("2026-01-31")
                .version(FOLDER, "1.2", &package(ID, NAME, "1.2"))
                .append(
                    "connectors/flow-meter/versions/1.2.yaml",
                    "breaking: { summary: Port is gone., upgrade_by: 2026-06-30 }\n",
                )
                .append(CONNECTOR, "aliases: [meter]\n")
                .replace(APPLICATION, SLUG, "meter"),
        ),
        twins("version-deprecated-in-use", "", deprecated("2026-11-02"), deprecated("2026-11-01")),
    ]
}

#[test]
fn a_deadline_above_the_current_version_binds_nobody() {
    let small = Small::valid().append(
        VERSION,
        "status: withdrawn\nreason: It loses readings.\nbreaking: { summary: Port is required., upgrade_by: 2026-01-31 }\n",
    );
    assert_eq!(report(&small), "no findings\n");
}

#[test]
fn without_a_limit_no_observation_is_too_old() {
    assert_eq!(report(&Small::valid().replace(APPLICATION, "2026-10-30", "2001-01-01")), "no findings\n");
}

#[test]
fn a_deprecated_version_in_use_is_reported_only_when_the_registry_asks_for_it() {
    let deprecated = Small::valid()
        .append("connectors/flow-meter/versions/1.0.yaml", "status: deprecated\nreason: It waits.\n");
    let with = |level: &str| {
        let rules = format!("rules: {{ version-deprecated-in-use: {level} }}\n");
        let report = crate::support::checked(&deprecated.clone().append(REGISTRY, &rules)).1;
        (report.errors(), report.warnings())
    };
    assert_eq!(report(&deprecated), "no findings\n");
    assert_eq!([with("allow"), with("warn"), with("deny")], [(0, 0), (0, 1), (1, 0)]);
}
