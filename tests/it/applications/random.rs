//! Imports of random rows over random applications.

use std::collections::{BTreeMap, BTreeSet};

use connectory::source::{MemoryTree, Tree};
use proptest::prelude::*;

use super::{csv, made, small};
use crate::support::{Small, checked};

/// A row: application, connector, version, connection, keys.
type Row = (usize, usize, usize, usize, usize);

const NAMES: [&str; 4] = ["Pump House", "Valve", "=SUM(1): # x", "Ölstand"];
const CONNECTORS: [&str; 2] = ["flow-meter", "level-gauge"];
const VERSIONS: [&str; 2] = ["1.0", "1.1"];
const CONNECTIONS: [&str; 4] = ["", "Inlet", "a \"b\", c", "- x"];
const KEYS: [&str; 4] = ["", "Host", "Port;Host", "Host;Port"];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..NAMES.len(), 0..2_usize, 0..2_usize, 0..CONNECTIONS.len(), 0..KEYS.len());
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        // A connection is in one version, with the same keys, however often it is told.
        let mut named = BTreeSet::new();
        rows.into_iter().filter(|row| row.3 == 0 || named.insert((row.0, row.1, row.3))).collect()
    })
}

fn text(rows: &[Row]) -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut out = "application,connector,version,connection,settings,source\n".to_owned();
    for (name, connector, version, connection, keys) in rows {
        let cells = [
            NAMES[*name],
            CONNECTORS[*connector],
            VERSIONS[*version],
            CONNECTIONS[*connection],
            KEYS[*keys],
            "prod",
        ];
        out += &(cells.map(cell).join(",") + "\n");
    }
    out
}

/// An application as people write them: comments, flow, any order.
fn application(uses: &[(usize, usize, usize, bool)], flow: bool, windows: bool) -> String {
    let mut out = "# Whose is this?\nname: Pump House # here\nobserved: 2026-10-01\n".to_owned();
    out += if uses.is_empty() { "connectors: [] # none\n" } else { "connectors:\n" };
    for (connector, version, connection, keys) in uses {
        let (connector, version) = (CONNECTORS[*connector], VERSIONS[*version]);
        let connection = match CONNECTIONS[*connection] {
            "" => String::new(),
            name => format!(", connection: \"{}\"", name.replace('"', "\\\"")),
        };
        let keys = if *keys { ", settings: [Port, Host]" } else { "" };
        if flow {
            out += &format!(
                "  - {{ connector: {connector}, version: \"{version}\"{connection}{keys} }} # one\n"
            );
        } else {
            let lines = format!("connector: {connector}, version: '{version}'{connection}{keys}");
            // The commas inside of values stand behind quotes or in brackets here.
            let fields =
                lines.replace(", version", "\n    version").replace(", connection", " # two\n    connection");
            out += &format!("  # three\n  - {}\n", fields.replace(", settings", "\n    settings"));
        }
    }
    if windows { out.replace('\n', "\r\n") } else { out }
}

fn files(tree: &dyn Tree) -> BTreeMap<String, Vec<u8>> {
    let listed = tree.list().unwrap().into_iter();
    listed.map(|entry| (entry.path.to_string(), tree.read(&entry.path, u64::MAX).unwrap())).collect()
}

fn imported(tree: &dyn Tree, text: &str) -> (MemoryTree, bool) {
    let (registry, _) = checked(tree);
    let plan = csv(&registry, tree, text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    (made(tree, &plan), plan.changes.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_second_import_changes_nothing_and_the_order_of_rows_no_byte(
        rows in rows(),
        uses in prop::collection::vec((0..2_usize, 0..2_usize, 0..CONNECTIONS.len(), any::<bool>()), 0..5),
        flow in any::<bool>(), windows in any::<bool>(), seed in any::<u64>(),
    ) {
        let mut named = BTreeSet::new();
        let uses: Vec<_> = uses.into_iter().filter(|used| used.2 == 0 || named.insert((used.0, used.2))).collect();
        let small: Small = small().with("applications/north/pump-house.yaml", application(&uses, flow, windows)).without("applications/pump-house.yaml");
        let before = checked(&small).1;
        prop_assert!(before.errors() == 0, "{}", crate::support::report(&small));
        let csv_text = text(&rows);
        let (once, nothing) = imported(&small, &csv_text);
        prop_assert!(!nothing);
        let (_, nothing) = imported(&once, &csv_text);
        prop_assert!(nothing, "a second import changes something\n{csv_text}");

        let mut other = rows.clone();
        other.sort_by_key(|row| (row.0 as u64 * 7 + row.1 as u64 * 11 + row.2 as u64 * 13 + row.3 as u64 * 17).wrapping_mul(seed | 1));
        let (shuffled, _) = imported(&small, &text(&other));
        prop_assert!(files(&once) == files(&shuffled), "another order, another file\n{csv_text}");

        let (registry, report) = checked(&once);
        prop_assert_eq!(report.errors(), 0);
        let touched: BTreeSet<usize> = rows.iter().map(|row| row.0).collect();
        for name in touched {
            let application = registry.applications.iter().find(|app| app.name.value == NAMES[name]).unwrap();
            let told: BTreeSet<(&str, &str)> =
                rows.iter().filter(|row| row.0 == name).map(|row| (CONNECTORS[row.1], VERSIONS[row.2])).collect();
            let held: BTreeSet<(&str, &str)> =
                application.uses.iter().map(|used| (used.connector.as_str(), used.version.as_str())).collect();
            prop_assert_eq!(told, held, "{}", NAMES[name]);
            for row in rows.iter().filter(|row| row.0 == name && row.3 > 0) {
                let there = application.uses.iter().filter(|used| {
                    used.connector.value == CONNECTORS[row.1]
                        && used.connection.as_ref().is_some_and(|own| own.value == CONNECTIONS[row.3])
                });
                prop_assert_eq!(there.count(), 1, "{}", csv_text);
            }
        }
        let after = files(&once);
        for (at, bytes) in files(&small) {
            if !at.starts_with("applications/") {
                prop_assert!(after.get(&at) == Some(&bytes), "{at} was touched");
            }
        }
        let text = String::from_utf8(after["applications/north/pump-house.yaml"].clone()).unwrap();
        prop_assert!(text.starts_with("# Whose is this?") && text.contains("name: Pump House # here"), "{text}");
        prop_assert_eq!(text.contains('\r'), windows);
        prop_assert_eq!(text.matches("\r\n").count(), text.matches('\r').count());
    }
}
