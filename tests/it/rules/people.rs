//! Categories, owners, groups, rights and waivers.

use super::*;

pub(super) fn people() -> Vec<Case> {
    vec![
        case("category-unused", |small| small.append(CATEGORIES, "- id: web\n  name: Web Services\n")),
        case("category-name-duplicate", |small| small.replace(CATEGORIES, "Default", "devices")),
        case("connector-without-owner", |small| small.replace(CONNECTOR, "owners: [\"@edge\"]\n", "")),
        variant("connector-without-owner", "empty", |small| small.replace(CONNECTOR, "[\"@edge\"]", "[]")),
        case("owner-unknown", |small| small.replace(CONNECTOR, "@edge", "@egde")),
        variant("owner-unknown", "person", |small| small.replace(CONNECTOR, "\"@edge\"", "alicia")),
        variant("owner-unknown", "team", |small| small.replace(CONNECTOR, "@edge", "@acme/historians")),
        case("group-empty", |small| small.replace(ACCESS, "  edge: [dave]", "  edge: []")),
        variant("group-unknown", "site", |small| {
            small.append(REGISTRY, "sites:\n  - { name: visitors, sees: [operations, visitors] }\n")
        }),
        case("right-unknown", |small| small.replace(ACCESS, "[ViewConnector]", "[ViewConnectors]")),
        variant("right-unknown", "owners", |small| small.append(ACCESS, "owners_may: [Everything]\n")),
        case("administrator-missing", |small| {
            small.replace(ACCESS, "administrators: [carol]", "administrators: []")
        }),
    ]
}

/// The small registry with a waiver of `rule` in `path`, and with the fault that it waives.
fn waived(rule: &str, path: &str) -> Small {
    let waiver = format!(
        "waivers:\n  - rule: {rule}\n    path: {path}\n    reason: written in March\n    owner: \"@edge\"\n    \
         expires: 2027-03-31\n"
    );
    Small::valid().append(REGISTRY, &waiver)
}

pub(super) fn waivers() -> Vec<Case> {
    let without_help = |rule, path| waived(rule, path).without(HELP);
    vec![
        twins(
            "waiver-unused",
            "",
            without_help("help-missing", "connectors/flow-meter/**"),
            waived("help-missing", "connectors/flow-meter/**"),
        ),
        twins(
            "waiver-unused",
            "path",
            without_help("help-missing", "connectors/*/connector.yaml"),
            waived("help-missing", "connectors/flow-metre/**"),
        ),
    ]
}

const CODEOWNERS: &str = ".github/CODEOWNERS";
const SECTION: &str = "\
* @everybody

# begin: made by `connectory codeowners`
/access.yaml @carol
/categories.yaml @carol
/registry.yaml @carol
/connectors/flow-meter/ @edge
# end
";

/// The small registry in a repository whose host asks its owners, and the same after `edit`.
fn asked(name: &'static str, edit: fn(Small) -> Small) -> Case {
    let right = Small::valid().with(CODEOWNERS, SECTION);
    twins("codeowners-stale", name, right.clone(), edit(right))
}

pub(super) fn code_owners() -> Vec<Case> {
    vec![
        asked("", |small| small.replace(CONNECTOR, "[\"@edge\"]", "[\"@platform\", \"@acme/edge\"]")),
        asked("new", |small| small.connector("connectors/level-gauge", OTHER_ID, "Level Gauge")),
        asked("nobody", |small| small.replace(CONNECTOR, "\"@edge\"", "edge")),
        asked("gone", |small| small.replace(CODEOWNERS, "# end", "/connectors/old/ @edge\n# end")),
        asked("administrator", |small| {
            small.replace(ACCESS, "administrators: [carol]", "administrators: [carol, dave]")
        }),
        asked("order", |small| {
            let line = "/registry.yaml @carol\n";
            small.replace(CODEOWNERS, line, "").replace(CODEOWNERS, "# end", &format!("{line}# end"))
        }),
        asked("unmarked", |small| small.replace(CODEOWNERS, "# end\n", "")),
    ]
}

#[test]
fn a_codeowners_file_that_others_wrote_is_nobodys_business() {
    let foreign = SECTION.replace("# begin", "# Begin").replace("@edge", "@old");
    assert_eq!(report(&Small::valid().with(CODEOWNERS, foreign)), "no findings\n");
    // Nothing follows from owners who could not be read.
    let unread = Small::valid().with(CODEOWNERS, SECTION).append(CONNECTOR, "owner: x\n");
    assert_eq!(codes(&unread), ["field-unknown"]);
    let windows = SECTION.replace('\n', "\r\n");
    assert_eq!(report(&Small::valid().with("docs/CODEOWNERS", windows)), "no findings\n");
}

#[test]
fn owners_are_named_with_and_without_at_and_organisation() {
    for owner in ["@edge", "edge", "@acme/edge", "alice", "\"@carol\""] {
        let owner = owner.trim_matches('"');
        let small = Small::valid().replace(CONNECTOR, "@edge", owner);
        assert_eq!(report(&small), "no findings\n", "{owner}");
    }
}

#[test]
fn without_groups_nobody_knows_who_an_owner_is() {
    let small = Small::valid()
        .without(ACCESS)
        .replace(APPLICATION, "[operations]", "[]")
        .replace(CONNECTOR, "@edge", "@whoever");
    assert_eq!(report(&small), "no findings\n");
}

#[test]
fn a_waiver_is_not_called_unused_while_something_cannot_be_read() {
    let small = waived("help-missing", "connectors/flow-meter/**").append(APPLICATION, "colour: blue\n");
    assert_eq!(codes(&small), ["field-unknown"]);
}

#[test]
fn a_waiver_of_a_rule_that_was_not_run_may_be_needed() {
    use connectory::check::unused_waivers;
    let (registry, _) = crate::support::checked(&waived("help-missing", "connectors/flow-meter/**"));
    let unused = |ran| unused_waivers(&registry, &[], crate::support::TODAY, &move |_: &str| ran).len();
    assert_eq!([unused(true), unused(false)], [1, 0]);
}

#[test]
fn no_category_is_unused_while_a_connector_cannot_be_read() {
    let small = Small::valid()
        .append(CATEGORIES, "- id: web\n  name: Web Services\n")
        .append(CONNECTOR, "descripton: Reads a meter.\n");
    assert_eq!(codes(&small), ["field-unknown"]);
}
