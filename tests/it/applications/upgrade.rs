//! `upgrade`.

use connectory::edit::EditError;
use connectory::edit::Plan;
use connectory::edit::upgrade::{self, Wish};
use connectory::model::Registry;
use connectory::source::Tree;

use super::{after, refusal, small};
use crate::support::{Small, checked};

const AT: &str = "applications/pump-house.yaml";

fn wish<'w>(connector: Option<&'w str>, version: Option<&'w str>) -> Wish<'w> {
    Wish { application: "pump-house", connector, version, ..Wish::default() }
}

fn planner<'w>(wish: Wish<'w>) -> impl FnOnce(&Registry, &dyn Tree) -> Result<Plan, EditError> + 'w {
    move |registry, tree| upgrade::plan(registry, tree, &wish).map(|upgrade| upgrade.plan)
}

fn plan(small: &Small, wish: Wish<'_>) -> Result<Plan, EditError> {
    planner(wish)(&checked(small).0, small)
}

fn with(small: Small, application: &str) -> Small {
    small.with(AT, application)
}

#[test]
fn the_version_is_written_in_place_and_the_keys_are_those_of_the_target() {
    let application = "\
# About the pump house.
name: Pump House   # in the valley
owner: alice
observed: 2026-10-30
connectors:
  # The old one.
  - connector: flow-meter
    connection: Inlet   # upstream
    version: 1.0   # since ever
    settings: [ Port, Host ]   # in this order
";
    let expected = "\
# About the pump house.
name: Pump House   # in the valley
owner: alice
observed: 2026-10-30
connectors:
  # The old one.
  - connector: flow-meter
    connection: Inlet   # upstream
    version: \"2.0\"   # since ever
    settings: [ Port, Server, Unit ]   # in this order
";
    assert_eq!(after(&with(small(), application), AT, planner(wish(None, None))), expected);
}

#[test]
fn a_list_on_lines_of_its_own_keeps_what_stands_beside_its_items() {
    let application = "\
name: Pump House\r
connectors:\r
- connector: flow-meter\r
  version: '1.1'\r
  settings:\r
  # whom to ask\r
  - Note   # gone\r
  # where\r
  - Host   # of the meter\r
  - Port\r
";
    let expected = "\
name: Pump House\r
connectors:\r
- connector: flow-meter\r
  version: \"2.0\"\r
  settings:\r
  # where\r
  - Server   # of the meter\r
  - Port\r
  - Unit\r
";
    assert_eq!(after(&with(small(), application), AT, planner(wish(Some("flow-meter"), None))), expected);
}

#[test]
fn keys_that_were_not_observed_are_not_written() {
    let application = "name: P\nconnectors: [{ connector: flow-meter, version: \"1.0\" }]\n";
    let expected = "name: P\nconnectors: [{ connector: flow-meter, version: \"2.0\" }]\n";
    assert_eq!(after(&with(small(), application), AT, planner(wish(None, None))), expected);
}

const TWO: &str = "\
name: Pump House
connectors:
  - connector: flow-meter
    version: \"1.0\"
    connection: Inlet
  - connector: level-gauge
    version: \"1.0\"
  - connector: flow-meter
    version: \"1.1\"
    connection: Outlet
";

#[test]
fn every_connection_of_the_connector_moves_or_the_one_that_is_named() {
    let small = with(small(), TWO);
    let all = after(&small, AT, planner(wish(Some("flow-meter"), None)));
    assert_eq!(all, TWO.replacen("\"1.0\"", "\"2.0\"", 1).replace("\"1.1\"", "\"2.0\""));
    let one = Wish { connection: Some("outlet"), ..wish(Some("flow-meter"), None) };
    assert_eq!(after(&small, AT, planner(one)), TWO.replace("\"1.1\"", "\"2.0\""));
    let without = Wish { connection: Some("Inlet"), ..wish(None, None) };
    assert_eq!(after(&small, AT, planner(without)), TWO.replacen("\"1.0\"", "\"2.0\"", 1));
}

#[test]
fn a_version_that_one_connection_has_already_moves_the_others() {
    let small = with(small(), TWO);
    let plan = plan(&small, wish(Some("flow-meter"), Some("1.10"))).unwrap();
    assert_eq!(plan.steps, ["move `Pump House` from `flow-meter` 1.0 to 1.1 (connection `Inlet`)"]);
    assert_eq!(plan.notes[0], "`Pump House` uses `flow-meter` 1.1 already (connection `Outlet`)");
}

#[test]
fn of_several_connectors_that_are_behind_one_is_named_or_all_are_meant() {
    let small = with(small(), TWO);
    let what = "`Pump House` is behind with `flow-meter` 1.0 -> 2.0, `level-gauge` 1.0 -> 1.1 and `flow-meter` 1.1 -> 2.0; \
                name one of them (connectory upgrade pump-house flow-meter), or move all with --all";
    assert_eq!(refusal(plan(&small, wish(None, None))), what);
    let all = after(&small, AT, planner(Wish { all: true, ..wish(None, None) }));
    let expected =
        TWO.replacen("\"1.0\"", "\"2.0\"", 1).replace("\"1.0\"", "\"1.x\"").replace("\"1.1\"", "\"2.0\"");
    assert_eq!(all, expected.replace("1.x", "1.1"));
    let plan = plan(&small, Wish { all: true, ..wish(None, None) }).unwrap();
    assert_eq!(plan.summary, "Upgrade pump-house: flow-meter 2.0, level-gauge 1.1, flow-meter 2.0");
}

#[test]
fn what_is_current_stays_and_is_told() {
    let application = "name: P\nconnectors: [{ connector: flow-meter, version: \"2.00\" }]\n";
    let small = with(small(), application);
    for wish in [wish(None, None), Wish { all: true, ..wish(None, None) }] {
        let plan = plan(&small, wish).unwrap();
        assert!(plan.changes.is_empty() && plan.steps.is_empty());
        assert_eq!(plan.notes, ["`P` is behind with nothing"]);
    }
    let plan = plan(&small, wish(Some("flow-meter"), None)).unwrap();
    assert!(plan.changes.is_empty());
    assert_eq!(plan.notes, ["`P` uses `flow-meter` 2.00 already"]);
}

#[test]
fn an_upgrade_never_goes_down() {
    let small = small().replace(AT, "\"1.0\"", "\"1.1\"");
    let what = "`Pump House` uses `flow-meter` 1.1, which is above 1.0; an upgrade never goes down";
    assert_eq!(refusal(plan(&small, wish(Some("flow-meter"), Some("1.0")))), what);
}

const RETIRED: &str = "status: withdrawn\nreason: It loses readings.\nreplaced_by: \"1.1\"\n";

#[test]
fn a_withdrawn_target_is_refused_and_a_deprecated_one_told() {
    let at = "connectors/flow-meter/versions/2.0.yaml";
    let withdrawn = small().append(at, RETIRED);
    let what = "`flow-meter` 2.0 is withdrawn: It loses readings.; `1.1` replaces it";
    assert_eq!(refusal(plan(&withdrawn, wish(Some("flow-meter"), Some("2.0")))), what);
    let current = plan(&withdrawn, wish(None, None)).unwrap();
    assert_eq!(current.steps, ["move `Pump House` from `flow-meter` 1.0 to 1.1"], "the highest active one");
    let deprecated = small().append(at, &RETIRED.replace("withdrawn", "deprecated"));
    let plan = plan(&deprecated, wish(Some("flow-meter"), Some("2.0"))).unwrap();
    assert_eq!(plan.notes[0], "`flow-meter` 2.0 is deprecated: It loses readings.; `1.1` replaces it");
}

#[test]
fn where_no_version_is_active_one_must_be_named() {
    let small = ["1.0", "1.1", "2.0"].iter().fold(small(), |small, number| {
        small.append(
            &format!("connectors/flow-meter/versions/{number}.yaml"),
            &RETIRED.replace("withdrawn", "deprecated"),
        )
    });
    let what = "`flow-meter` has no active version to move to; name one: flow-meter@VERSION";
    assert_eq!(refusal(plan(&small, wish(Some("flow-meter"), None))), what);
    assert_eq!(plan(&small, wish(Some("flow-meter"), Some("1.1"))).unwrap().steps.len(), 1);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let small = with(small(), TWO);
    let refused = |wish| refusal(plan(&small, wish));
    assert_eq!(
        refused(wish(Some("flow-metre"), None)),
        "the registry has no connector `flow-metre`; did you mean `flow-meter`?"
    );
    assert_eq!(
        refused(wish(Some("flow-meter"), Some("3"))),
        "`flow-meter` has no version `3`; its versions are 1.0, 1.1, 2.0"
    );
    let other = Wish { connection: Some("Drain"), ..wish(Some("flow-meter"), None) };
    assert_eq!(refused(other), "`Pump House` has no connection `Drain` here; it has `Inlet` and `Outlet`");
    let one = with(small.clone(), "name: P\nconnectors: [{ connector: flow-meter, version: \"1.0\" }]\n");
    let what = "`P` does not use `level-gauge`; it uses `flow-meter`";
    assert_eq!(refusal(plan(&one, wish(Some("level-gauge"), None))), what);
    let none = with(small, "name: P\n");
    let what = "`P` does not use `level-gauge`; it uses no connector";
    assert_eq!(refusal(plan(&none, wish(Some("level-gauge"), None))), what);
}

#[test]
fn a_file_with_errors_is_not_changed_blindly() {
    let small = small().append(AT, "colour: red\n");
    let what = "applications/pump-house.yaml has errors; mend them first (connectory check)";
    assert_eq!(refusal(plan(&small, wish(None, None))), what);
}

#[test]
fn a_former_slug_leads_to_the_connector_and_stays_as_it_is_written() {
    let small = small().append("connectors/flow-meter/connector.yaml", "aliases: [old-meter]\n");
    let application = "name: P\nconnectors: [{ connector: old-meter, version: \"1.0\" }]\n";
    let small = with(small, application);
    let text = after(&small, AT, planner(wish(Some("old-meter"), None)));
    assert_eq!(text, application.replace("1.0", "2.0"));
}
