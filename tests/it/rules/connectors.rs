//! Connectors, their help, and their versions.

use super::*;

pub(super) fn connectors() -> Vec<Case> {
    let two = Small::with_two_connectors;
    let named = |name: &str| {
        Small::valid()
            .replace(CONNECTOR, NAME, name)
            .version(FOLDER, "1.0", &package(ID, name, "1.0"))
            .version(FOLDER, "1.1", &package(ID, name, "1.1"))
    };
    let second = |folder, id, name| Small::valid().connector(folder, id, name);
    vec![
        twins("connector-id-duplicate", "", two(), second("connectors/level-gauge", ID, "Level Gauge")),
        case("connector-id-invalid", |small| small.replace(CONNECTOR, ID, &ID.to_uppercase())),
        twins(
            "connector-id-invalid",
            "no-guid",
            two(),
            second("connectors/level-gauge", "level-gauge-1", "Level Gauge"),
        ),
        twins(
            "connector-name-duplicate",
            "",
            two(),
            second("connectors/level-gauge", OTHER_ID, "flow meter"),
        ),
        twins("slug-duplicate", "", two(), second("connectors/site/flow-meter", OTHER_ID, "Level Gauge")),
        twins(
            "name-confusable",
            "",
            Small::valid(),
            // The second letter is Cyrillic.
            named("Fl\u{43e}w Meter"),
        ),
        twins("name-confusable", "alike", two(), second("connectors/level-gauge", OTHER_ID, "FIow Meter")),
        variant("name-confusable", "category", |small| {
            small.replace(CATEGORIES, "name: Default", "name: Devi\u{441}es")
        }),
        twins(
            "slug-duplicate",
            "alias",
            two(),
            two().append("connectors/level-gauge/connector.yaml", "aliases: [gauge, flow-meter]\n"),
        ),
        twins(
            "connector-without-version",
            "",
            two(),
            Small::valid().bare_connector("connectors/level-gauge", OTHER_ID, "Level Gauge"),
        ),
        case("category-undeclared", |small| small.replace(CONNECTOR, "category: device", "category: devcie")),
        variant("category-undeclared", "default", |small| {
            small.replace(REGISTRY, "default_category: default", "default_category: other")
        }),
        case("category-duplicate", |small| small.append(CATEGORIES, "- id: device\n  name: More devices\n")),
        variant("replaced-by-unknown", "connector", |small| {
            small.append(CONNECTOR, "replaced_by: flow-metre\n")
        }),
        case("help-missing", |small| small.without(HELP)),
        variant("help-missing", "empty", |small| small.with(HELP, " \n\n")),
        case("help-section-missing", |small| small.replace(HELP, "## Example", "An example:")),
        variant("help-section-missing", "all", |small| {
            small.with(HELP, "Reads a flow meter; `Host` is its address.\n")
        }),
        twins(
            "connector-too-deep",
            "",
            Small::valid().connector("connectors/a/b/c/level-gauge", OTHER_ID, "Level Gauge"),
            Small::valid().connector("connectors/a/b/c/d/level-gauge", OTHER_ID, "Level Gauge"),
        ),
    ]
}

pub(super) fn versions() -> Vec<Case> {
    vec![
        case("version-duplicate", |small| small.version(FOLDER, "1.10", &package(ID, NAME, "1.1"))),
        case("version-undescribed", |small| small.without(VERSION)),
        case("version-invalid", |small| small.version(FOLDER, "1.2-beta", &package(ID, NAME, "1.2"))),
        twins(
            "status-reason-missing",
            "",
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits for ever.\n"),
            Small::valid().append(VERSION, "status: deprecated\n"),
        ),
        twins(
            "replaced-by-unknown",
            "",
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits.\nreplaced_by: \"1.0\"\n"),
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits.\nreplaced_by: \"1.2\"\n"),
        ),
        twins(
            "version-not-quoted",
            "replacement",
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits.\nreplaced_by: \"1.0\"\n"),
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits.\nreplaced_by: 1.0\n"),
        ),
    ]
}
