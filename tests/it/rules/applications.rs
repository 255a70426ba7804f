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
