use jiff::civil::date;

use super::*;
use crate::load;
use crate::source::{History, MemoryTree, RepoPath};

const MAIN: &str = "schema: 1\ntitle: Plant\nusage_max_age_days: 30\nwaivers:\n\
    - { rule: help-missing, path: connectors/**, reason: Later, owner: '@edge', expires: 2026-11-10 }\n";

/// A registry with a deadline of each kind: breaking 1.2 by the 12th, 1.0 withdrawn from the 5th, the waiver until the 10th, the
/// observation of the 3rd of October counts for 30 days.
fn registry() -> Registry {
    let mut tree = MemoryTree::new();
    let mut put = |path: &str, text: &str| tree.put(RepoPath::new(path).unwrap(), text.as_bytes().to_vec());
    put("registry.yaml", MAIN);
    put("connectors/mqtt/connector.yaml", "name: MQTT\n");
    put("connectors/mqtt/versions/1.0.yaml", "status: withdrawn\nreason: Unsafe\nfrom: 2026-11-05\n");
    put("connectors/mqtt/versions/1.2.yaml", "breaking: { summary: Other keys, upgrade_by: 2026-11-12 }\n");
    let uses = |version: &str| format!("connectors:\n- {{ connector: mqtt, version: \"{version}\" }}\n");
    put(
        "applications/kiln.yaml",
        &format!("name: Kiln\nobserved: 2026-10-03\nsource: prod\n{}", uses("1.0")),
    );
    put("applications/mill.yaml", &format!("name: Mill\nobserved: 2026-11-01\n{}", uses("1.2")));
    load::load(&tree, &History::default(), &mut load::Memory::default()).unwrap().registry
}

fn brief(due: &[Deadline]) -> Vec<(&'static str, Date, Vec<&str>)> {
    due.iter()
        .map(|due| (due.kind, due.on, due.applications.iter().map(|found| found.name.as_str()).collect()))
        .collect()
}

#[test]
fn each_is_due_on_its_day_and_names_whom_it_reaches() {
    let due = due(&registry(), date(2026, 10, 1), date(2026, 12, 1));
    let expected = [
        ("observations", date(2026, 11, 3), vec!["Kiln"]),
        ("from", date(2026, 11, 5), vec!["Kiln"]),
        ("waiver", date(2026, 11, 11), vec![]),
        ("upgrade-by", date(2026, 11, 12), vec!["Kiln"]),
    ];
    assert_eq!(brief(&due), expected);
    assert_eq!(due[3].message, "applications should have moved to MQTT 1.2 by 2026-11-12; 1 has not");
    assert_eq!(due[1].message, "MQTT 1.0 is withdrawn from 2026-11-05; 1 application uses it");
}

#[test]
fn a_span_begins_after_its_first_day_and_ends_with_its_last() {
    let on = |from, to| due(&registry(), date(2026, 11, from), date(2026, 11, to)).len();
    assert_eq!((on(4, 5), on(5, 6), on(4, 4)), (1, 0, 0));
}

#[test]
fn what_was_told_is_not_told_again_and_what_was_missed_is_told_afterwards() {
    let registry = registry();
    let (told, first) = Told::default().tell(&registry, date(2026, 11, 4));
    assert_eq!(brief(&first), [], "what was before the first day is past");
    let (told, due) = told.tell(&registry, date(2026, 11, 5));
    assert_eq!(due.len(), 1);
    let restarted = Told::read(&told.written()).unwrap();
    assert_eq!(restarted, told);
    let (told, again) = restarted.tell(&registry, date(2026, 11, 5));
    assert_eq!(again, []);
    let (told, missed) = told.tell(&registry, date(2026, 11, 20));
    assert_eq!(missed.iter().map(|due| due.kind).collect::<Vec<_>>(), ["waiver", "upgrade-by"]);
    let (told, back) = told.tell(&registry, date(2026, 11, 11));
    assert_eq!(back, [], "a clock that goes back tells nothing twice");
    assert_eq!(told.tell(&registry, date(2026, 11, 20)).1, []);
}

#[test]
fn what_comes_to_a_day_that_was_told_is_told_on_that_day() {
    let mut registry = registry();
    let versions = std::mem::take(&mut registry.connectors[0].versions);
    let (told, none) = Told::default().tell(&registry, date(2026, 11, 5));
    assert_eq!(none, []);
    registry.connectors[0].versions = versions;
    let (told, due) = told.tell(&registry, date(2026, 11, 5));
    assert_eq!(due.len(), 1);
    assert_eq!(told.tell(&registry, date(2026, 11, 5)).1, []);
}

#[test]
fn a_damaged_file_is_none() {
    let text = Told { until: Some(date(2026, 11, 5)), of_the_day: ["x".to_owned()].into() }.written();
    for end in 0..text.len() {
        assert_eq!(Told::read(&text[..end]), None, "{}", &text[..end]);
    }
}
