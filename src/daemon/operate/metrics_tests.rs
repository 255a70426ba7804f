use super::*;
use crate::daemon::serve::asking::Turned;
use crate::daemon::{Counts, Finding, InboxStatus, ItemStatus, SourceStatus, Standing};

/// A text that must do no harm as a label.
const NAME: &str = "s3://a\"b\\c\nd";

fn board() -> Board {
    let board = Board::new();
    let at = Timestamp::from_second(1_700_000_000).ok();
    let finding = Finding {
        severity: Severity::Error,
        code: "a-rule".into(),
        message: "secret words".into(),
        path: Some("connectors/neo4j/connector.yaml".into()),
        line: None,
        column: None,
        help: None,
    };
    board.update(|status| {
        status.state = State::Degraded;
        status.since = at;
        (status.errors, status.warnings) = (2, 5);
        status.source = SourceStatus {
            commit: Some("0123456789abcdef".into()),
            generation: Some(17),
            seen: at,
            behind: Some(3),
            missed: 4,
            polls: true,
            ..SourceStatus::default()
        };
        let findings = vec![Standing { finding, since: at }];
        status.items = vec![ItemStatus { item: "neo4j".into(), is_kept: true, findings }];
        status.targets = vec![
            TargetStatus { name: NAME.into(), ..TargetStatus::default() },
            TargetStatus {
                name: "pages".into(),
                state: TargetState::Current,
                published: at,
                files: 60_000,
                took_ms: 1_500,
                publications: 9,
                failed_publications: 2,
                ..TargetStatus::default()
            },
        ];
        let inbox = InboxStatus { waiting: 1, accepted: 2, rejected: 3, ..InboxStatus::default() };
        status.inboxes = vec![inbox.clone(), InboxStatus { problem: Some("gone".into()), ..inbox }];
        status.counts = Counts { builds: 11, failed_builds: 1, ..Counts::default() };
    });
    board
}

fn told() -> String {
    let (board, clock) = (board(), Turned::default());
    board.beat(&clock);
    clock.by(30);
    text(&board, &clock).unwrap()
}

/// The part of OpenMetrics 1.0 that is spoken here, strictly; returns each family with its kind and samples.
fn parse(text: &str) -> Vec<(String, String, Vec<String>)> {
    let body = text.strip_suffix("# EOF\n").expect("it ends with its mark");
    assert!(!body.contains("# EOF") && !body.contains('\r') && !body.contains("\n\n"));
    let mut families: Vec<(String, String, Vec<String>)> = Vec::new();
    let mut helped = String::new();
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            helped = rest.split_once(' ').expect("a help has words").0.to_owned();
            assert!(families.iter().all(|(name, ..)| *name != helped), "{helped} comes twice");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(name, helped);
            assert!(["gauge", "counter"].contains(&kind), "{line}");
            families.push((name.to_owned(), kind.to_owned(), Vec::new()));
        } else if let Some(rest) = line.strip_prefix("# UNIT ") {
            let (name, unit) = rest.split_once(' ').unwrap();
            let (last, _, samples) = families.last().unwrap();
            assert!(last == name && name.ends_with(&format!("_{unit}")) && samples.is_empty(), "{line}");
        } else {
            sample(line, families.last_mut().expect("a sample belongs to a family"));
        }
    }
    families
}

fn sample(line: &str, (family, kind, samples): &mut (String, String, Vec<String>)) {
    let end = line.find(['{', ' ']).expect("a sample has a value");
    let expected = if kind == "counter" { format!("{family}_total") } else { family.clone() };
    assert_eq!(line[..end], expected, "{line}");
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    assert!(line[..end].starts_with("connectory_") && line[..end].chars().all(legal), "{line}");
    let value = match line[end..].strip_prefix('{') {
        Some(labels) => after_labels(labels),
        None => &line[end..],
    };
    let value: f64 = value.strip_prefix(' ').expect("one space").parse().expect("a number");
    assert!(value.is_finite() && value >= 0.0, "{line}");
    assert!(
        !samples.iter().any(|other| other.rsplit_once(' ').unwrap().0 == line.rsplit_once(' ').unwrap().0)
    );
    samples.push(line.to_owned());
}

/// Reads `name="value",...}` and returns what follows.
fn after_labels(mut rest: &str) -> &str {
    loop {
        let (name, after) = rest.split_once("=\"").expect("a label has a value");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
        let mut escaped = false;
        let end = after.char_indices().find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            if escaped {
                assert!(matches!(c, '\\' | '"' | 'n'), "{after}");
            }
            escaped = *c == '\\' && !escaped;
            ends
        });
        rest = &after[end.expect("a value ends").0 + 1..];
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return rest.strip_prefix('}').expect("labels end"),
        }
    }
}

#[test]
fn what_is_told_is_openmetrics() {
    let families = parse(&told());
    assert!(families.len() > 25);
    let has = |line: &str| families.iter().any(|(.., samples)| samples.iter().any(|sample| sample == line));
    for line in [
        "connectory_state{state=\"degraded\"} 1.0",
        "connectory_state{state=\"current\"} 0.0",
        "connectory_findings{severity=\"warning\"} 5.0",
        "connectory_items_failing 1.0",
        "connectory_source_missed_changes_total 4.0",
        "connectory_publications_total{target=\"pages\"} 9.0",
        "connectory_failed_publications_total{target=\"pages\"} 2.0",
        "connectory_target_publication_seconds{target=\"pages\"} 1.5",
        "connectory_target_state{target=\"pages\",state=\"current\"} 1.0",
        "connectory_target_files{target=\"s3://a\\\"b\\\\c\\nd\"} 0.0",
        "connectory_inbox_accepted_total 4.0",
        "connectory_inbox_broken 1.0",
        "connectory_loop_quiet_seconds 30.0",
        "connectory_process_start_time_seconds 1000.0",
        "connectory_source_seen_timestamp_seconds 1700000000.0",
    ] {
        assert!(has(line), "{line}\n{}", told());
    }
}

#[test]
fn names_are_those_of_the_table_and_no_others() {
    let table = include_str!("metrics.rs").lines().filter_map(|line| line.strip_prefix("//! | `connectory_"));
    let table: Vec<(String, String)> = table
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            (format!("connectory_{}", cells[0].trim_end_matches('`')), cells[1].to_owned())
        })
        .collect();
    let mut told: Vec<_> = parse(&told()).into_iter().map(|(name, kind, _)| (name, kind)).collect();
    let mut table = table;
    table.sort();
    told.sort();
    assert_eq!(told, table);
}

#[test]
fn no_id_of_the_registry_and_no_text_of_a_finding_is_told() {
    let told = told();
    for hidden in ["neo4j", "0123456789abcdef", "secret words", "a-rule"] {
        assert!(!told.contains(hidden), "{hidden}");
    }
}

#[test]
fn what_is_not_known_has_no_sample() {
    let families = parse(&text(&Board::new(), &Turned::default()).unwrap());
    let empty: Vec<&str> =
        families.iter().filter(|(.., samples)| samples.is_empty()).map(|(name, ..)| name.as_str()).collect();
    for name in [
        "connectory_source_seen_timestamp_seconds",
        "connectory_source_behind_commits",
        "connectory_target_files",
    ] {
        assert!(empty.contains(&name), "{name}: {empty:?}");
    }
}
