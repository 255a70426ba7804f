//! `app import`: applications that are there.

use connectory::edit::import::{self, Import, ImportError, Mapping};

use super::{after, csv, made, small};
use crate::support::{Small, TODAY, checked, path, text_of};

const AT: &str = "applications/pump-house.yaml";

const HEAD: &str = "application,connector,version,connection,settings,owner,source\n";

fn imported(small: &Small, rows: &str) -> String {
    let text = format!("{HEAD}{rows}");
    let (registry, _) = checked(small);
    let plan = csv(&registry, small, &text).unwrap_or_else(|error| panic!("{error}"));
    let once = made(small, &plan);
    let (registry, _) = checked(&once);
    let again = csv(&registry, &once, &text).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.changes.is_empty(), "a second time changes {}", again.changes.diff(&path("")));
    text_of(&once, &path(AT)).unwrap()
}

const WRITTEN: &str = "\
# Of the pump house.\r
name: Pump House   # in the valley\r
url: https://apps.example.com/app/1\r
access: [operations]\r
observed: 2026-10-30   # by hand\r
connectors:\r
  # The meter at the inlet.\r
  - { connector: flow-meter, connection: Inlet, version: 1.0 }   # old\r
  # The gauge.\r
  - connector: level-gauge   # in the tank\r
    version: '1.0'\r
    connection: Tank\r
    settings:\r
      - Port   # always\r
      - Host\r
  # The meter at the outlet.\r
  - connector: flow-meter\r
    version: \"1.1\"\r
    connection: Outlet\r
";

fn written() -> Small {
    small().with(AT, WRITTEN)
}

#[test]
fn what_moved_moves_and_everything_else_stays_as_it_is_written() {
    let rows = "\
pump house,flow-meter,1.10,Inlet,,alice,prod
Pump House,level-gauge,1.0,Tank,Port;Unit,,
Pump House,flow-meter,1.1,Drain,Host,,
";
    let rows = rows.replace("pump house", "Pump House");
    let expected = WRITTEN
        .replace("version: 1.0 }", "version: \"1.1\" }")
        .replace("access:", "owner: alice\r\nurl:")
        .replace("url: https://apps.example.com/app/1\r\nowner", "owner")
        .replace("url: [operations]", "url: https://apps.example.com/app/1\r\naccess: [operations]")
        .replace("2026-10-30", "2026-11-01")
        .replace("by hand\r\n", "by hand\r\nsource: prod\r\n")
        .replace("      - Host\r\n", "      - Unit\r\n")
        .replace(
            "  # The meter at the outlet.\r\n  - connector: flow-meter\r\n    version: \"1.1\"\r\n    connection: Outlet\r\n",
            "  - connector: flow-meter\r\n    version: \"1.1\"\r\n    connection: Drain\r\n    settings: [Host]\r\n",
        );
    assert_eq!(imported(&written(), &rows), expected);
}

#[test]
fn what_is_the_same_but_for_the_day_is_only_observed_again() {
    let rows = "\
Pump House,flow-meter,1.1,Outlet,,,
Pump House,flow-meter,1.0,Inlet,,,
Pump House,level-gauge,1,Tank,Host;Port,,
";
    assert_eq!(imported(&written(), rows), WRITTEN.replace("2026-10-30", "2026-11-01"));
}

#[test]
fn what_names_no_connection_says_what_is_used_and_not_how_often() {
    let moved = |rows: &str| imported(&written(), rows);
    let gauge = "Pump House,level-gauge,1.0,,,,\n";
    // One version only: every connection is in it.
    let all = moved(&format!("{gauge}Pump House,flow-meter,1.1,,,,\n"));
    assert_eq!(
        all,
        WRITTEN.replace("version: 1.0 }", "version: \"1.1\" }").replace("2026-10-30", "2026-11-01")
    );
    // Both versions that are there: nothing moves, however often a row says so.
    let both =
        "Pump House,flow-meter,1.0,,,,\nPump House,flow-meter,1.1,,,,\nPump House,flow-meter,1.1,,,,\n";
    assert_eq!(moved(&format!("{gauge}{both}")), WRITTEN.replace("2026-10-30", "2026-11-01"));
    // One of them and a new one: that is where the other one moved.
    let other = "Pump House,flow-meter,1.0,,,,\nPump House,flow-meter,2.0,,,,\n";
    let expected =
        WRITTEN.replace("version: \"1.1\"", "version: \"2.0\"").replace("2026-10-30", "2026-11-01");
    assert_eq!(moved(&format!("{gauge}{other}")), expected);
}

#[test]
fn a_row_that_tells_less_than_another_says_nothing_more() {
    let rows = "\
Pump House,level-gauge,1.1,,Host,,
Pump House,level-gauge,1.1,,,,
Pump House,flow-meter,1.1,,,,
";
    let text = imported(&written(), rows);
    let expected = WRITTEN
        .replace("version: 1.0 }", "version: \"1.1\" }")
        .replace("version: '1.0'", "version: \"1.1\"")
        .replace("      - Port   # always\r\n", "")
        .replace("2026-10-30", "2026-11-01");
    assert_eq!(text, expected);
}

#[test]
fn a_connection_that_had_no_name_gets_it() {
    let text = "name: Pump House\nobserved: 2026-10-30\nconnectors:\n  - connector: flow-meter   # which?\n    version: \"1.0\"\n";
    let small = small().with(AT, text);
    let expected = "name: Pump House\nobserved: 2026-11-01\nconnectors:\n  - connector: flow-meter   # which?\n    version: \"1.1\"\n    connection: Inlet\n";
    assert_eq!(imported(&small, "Pump House,flow-meter,1.1,Inlet,,,\n"), expected);
}

#[test]
fn an_application_without_a_list_or_without_a_row_for_one() {
    let small = small().with(AT, "name: Pump House\nobserved: 2026-10-30\n");
    let expected = "name: Pump House\nobserved: 2026-11-01\nconnectors:\n  - connector: flow-meter\n    version: \"1.1\"\n  - connector: level-gauge\n    version: \"1.0\"\n";
    let rows = "Pump House,level-gauge,1.0,,,,\nPump House,flow-meter,1.1,,,,\n";
    assert_eq!(imported(&small, rows), expected);
    let none = imported(&written(), "Pump House,,,,,,\n");
    assert!(none.contains("connectors: []"), "{none}");
}

#[test]
fn a_preview_counts_and_names_what_is_new_moved_observed_again_or_gone() {
    let small = written().with(
        "applications/b.yaml",
        "name: B\nobserved: 2026-10-30\nsource: prod\nconnectors:\n  - connector: flow-meter\n    version: \"1.0\"\n",
    );
    let small = small.with("applications/c.yaml", "name: C\nobserved: 2026-10-30\nsource: prod\n");
    let (registry, _) = checked(&small);
    let rows = "\
Pump House,flow-meter,1.1,Inlet,Host,alice,prod
Pump House,level-gauge,1.0,Tank,Host,,
B,flow-meter,1.0,,,,prod
New,flow-meter,2.0,,Server;Unit,,prod
";
    let plan = csv(&registry, &small, &format!("{HEAD}{rows}")).unwrap();
    let expected = [
        "new: 1 application: `New`",
        "changed: 1 application",
        "  `Pump House`: `flow-meter` 1.0 -> 1.1 (`Inlet`), other settings; `level-gauge` 1.0 (`Tank`): other settings; \
         gone `flow-meter` 1.1 (`Outlet`); other owner",
        "only observed again: 1 application",
    ];
    assert_eq!(plan.steps, expected);
    let note =
        "1 application of the same source, which the import does not name, stays: `C`; --complete removes it";
    assert_eq!(plan.notes, [note]);
    assert_eq!(plan.summary, "Import usage: 1 new, 1 changed, 1 observed again");
    assert!(!plan.destroys);
}

/// A plan of an import that is told to be complete, or not.
fn complete(small: &Small, text: &str, source: Option<&str>) -> Result<connectory::edit::Plan, ImportError> {
    let (registry, _) = checked(small);
    let mut mapping = Mapping::default().with_day(TODAY);
    if let Some(source) = source {
        mapping = mapping.with_source(source)?;
    }
    let import =
        Import { name: "u.csv", bytes: text.as_bytes(), mapping: &mapping, folder: None, complete: true };
    import::plan(&registry, small, &import)
}

#[test]
fn what_a_complete_import_does_not_name_is_gone_if_it_is_of_the_same_source() {
    let application = |name: &str, source: &str| {
        format!(
            "name: {name}\nobserved: 2026-10-30\nsource: {source}\nconnectors: [{{ connector: flow-meter, version: \"1.0\" }}]\n"
        )
    };
    let small = small()
        .with("applications/a.yaml", application("A", "prod"))
        .with("applications/b.yaml", application("B", "prod"))
        .with("applications/c.yaml", application("C", "test"));
    let text = "application,connector,version\nA,flow-meter,1.0\n";
    let plan = complete(&small, text, Some("prod")).unwrap();
    assert!(plan.destroys);
    assert_eq!(plan.steps, ["only observed again: 1 application", "removed: 1 application: `B`"]);
    let gone = made(&small, &plan);
    assert!(text_of(&gone, &path("applications/b.yaml")).is_none());
    assert!(text_of(&gone, &path("applications/c.yaml")).is_some());
    assert!(text_of(&gone, &path(AT)).is_some(), "one without a source is of none");
    let what = "--complete removes the applications of a source that the import does not name, and it names no source; give \
                --source NAME";
    assert_eq!(complete(&small, text, None).unwrap_err().to_string(), what);
}

#[test]
fn what_was_observed_later_is_left_alone() {
    let small = written();
    let (registry, _) = checked(&small);
    let text = "application,connector,version,observed\nPump House,flow-meter,2.0,2026-10-29\n";
    let plan = csv(&registry, &small, text).unwrap();
    assert!(plan.changes.is_empty());
    let note = "1 application stays, because it was observed later than the import says: `Pump House`";
    assert_eq!(plan.notes, [note]);
}

#[test]
fn the_same_name_on_another_platform_is_another_application() {
    let small = small().replace(AT, "owner: alice\n", "owner: alice\nsource: prod\n").replace(
        AT,
        "2026-10-30\n",
        "2026-10-30\n",
    );
    let small =
        small.replace(AT, "source: prod\n", "").replace(AT, "2026-10-30\n", "2026-10-30\nsource: prod\n");
    let row = "application,connector,version,source\nPump House,flow-meter,1.1,test\n";
    let text = after(&small, "applications/pump-house-test.yaml", |registry, tree| csv(registry, tree, row));
    assert!(text.contains("name: Pump House\n") && text.contains("source: test\n"), "{text}");
    let (registry, _) = checked(&small);
    let both = made(&small, &csv(&registry, &small, row).unwrap());
    let (registry, _) = checked(&both);
    assert!(csv(&registry, &both, row).unwrap().changes.is_empty());
    let unclear = "application,connector,version\nPump House,flow-meter,1.1\n";
    let Err(ImportError::Rows(faults)) = csv(&registry, &both, unclear) else { panic!("imported") };
    let what = "2 applications are called `Pump House`; say which one in the column `application_slug`: `pump-house`, `pump-house-test`";
    assert_eq!(faults[0].what, what);
}

#[test]
fn a_slug_says_which_application_is_meant_whatever_its_name() {
    let row = "application,application_slug,connector,version\nPumps,pump-house,flow-meter,1.0\n";
    let text = after(&written(), AT, |registry, tree| csv(registry, tree, row));
    assert!(text.contains("name: Pumps   # in the valley\r\n"), "{text}");
    let (registry, _) = checked(&written());
    let taken = "application,connector,version\nPump-House,flow-meter,1.0\n";
    let Err(ImportError::Rows(faults)) = csv(&registry, &written(), taken) else { panic!("imported") };
    let what = "its slug `pump-house` is that of `Pump House` (applications/pump-house.yaml); give another one in the column `application_slug`";
    assert_eq!(faults[0].what, what);
}

#[test]
fn rows_that_contradict_each_other_are_told() {
    let (registry, _) = checked(&small());
    let rows = "\
A,flow-meter,1.0,Inlet,Host;Port,alice,prod
A,flow-meter,1.1,Inlet,,,
A,flow-meter,1.0,Inlet,Port;Host,,
A,flow-meter,1.0,Inlet,Port,,
a,flow-meter,1.0,Other,,bob,
";
    let Err(ImportError::Rows(faults)) = csv(&registry, &small(), &format!("{HEAD}{rows}")) else {
        panic!("imported")
    };
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let expected = [
        "line 3, `version`: the connection `Inlet` has `1.1` here and `1.0` in line 2",
        "line 5, `settings`: the connection `Inlet` has `Port` here and `Host, Port` in line 2",
        "line 6, `application`: `a` here and `A` in line 2; an application has one",
        "line 6, `owner`: `bob` here and `alice` in line 2; an application has one",
    ];
    assert_eq!(faults, expected);
}
