//! What breaks, recovers and becomes due is told once, to programs, whatever happens in between.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use connectory::daemon::settings::{Followed, HookSettings, Occasion, Settings, Whom};
use connectory::daemon::{self, Board, Clock, Equipment, Reader, Requests, StateFolder, Surroundings};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde_json::Value;

use crate::support::process::daemon as started;
use crate::support::schema::{faults, schema};
use crate::support::{Small, TODAY};

/// Nothing is waited for longer than this.
const BOUND: Duration = Duration::from_secs(30);
const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";

fn lines(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < BOUND, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_hook_is_told_once_what_breaks_and_once_what_recovers() {
    let root = tempfile::tempdir().unwrap();
    let registry = root.path().join("registry");
    Small::valid().write_to(&registry);
    let told = root.path().join("told");
    fs::write(
        root.path().join("daemon.yaml"),
        "state: state\nregistry: { folder: registry }\ntargets:\n- { folder: out }\nhooks:\n\
         - { on: [finding, recovery], command: [sh, -c, \"cat >> told\"] }\n- { command: [sleep, \"600\"] }\n",
    )
    .unwrap();
    let run = || {
        let mut running = started(&["--config", "daemon.yaml"], root.path());
        running.hear("written");
        running
    };
    let end = |mut running: crate::support::process::Running| {
        running.signal("TERM");
        let (status, took) = running.ended();
        assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
    };
    let running = run();
    fs::write(registry.join(CONNECTOR), "name: [Torn\n").unwrap();
    until("the finding is told", || !lines(&told).is_empty());
    end(running);
    // What was told is known after a restart.
    end(run());
    assert_eq!(lines(&told).len(), 1, "{:?}", lines(&told));
    let known = fs::read_to_string(root.path().join("state/findings.json")).unwrap();
    assert!(known.contains("connectors/flow-meter"), "{known}");
    let running = run();
    Small::valid().write_to(&registry);
    until("the recovery is told", || lines(&told).len() > 1);
    end(running);
    end(run());
    let told = lines(&told);
    let schema = schema("hook.schema.json");
    let occasions: Vec<_> = told.iter().map(|one| one["occasion"].as_str().unwrap()).collect();
    assert_eq!(occasions, ["finding", "recovery"]);
    for document in &told {
        assert_eq!(faults(&schema, document), [""; 0]);
        let item = &document["items"][0];
        assert_eq!((&item["item"], &item["kind"]), (&"flow-meter".into(), &"connector".into()));
        assert_eq!(document["registry"]["title"], "Plant connectors");
    }
    assert_eq!((&told[0]["items"][0]["file"], &told[0]["items"][0]["line"]), (&CONNECTOR.into(), &1.into()));
}

/// A clock whose day a test turns.
struct Turned {
    begun: Instant,
    days: AtomicI64,
}

impl Clock for Turned {
    fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    fn now(&self) -> Timestamp {
        let midnight = self.today().to_zoned(jiff::tz::TimeZone::UTC).unwrap();
        midnight.timestamp()
    }

    fn today(&self) -> Date {
        TODAY.checked_add(Span::new().days(self.days.load(Ordering::Relaxed))).unwrap()
    }
}

#[test]
fn deadlines_are_told_when_their_day_comes_and_never_twice() {
    let root = tempfile::tempdir().unwrap();
    let registry = root.path().join("registry");
    let version = "connectors/flow-meter/versions/1.0.yaml";
    Small::valid()
        .append(version, "status: deprecated\nreason: It is slow.\nfrom: 2026-11-03\n")
        .append("registry.yaml", "usage_max_age_days: 10\n")
        .write_to(&registry);
    let told = root.path().join("told");
    let command = ["sh", "-c", "cat >> \"$1\"", "sh", told.to_str().unwrap()].map(str::to_owned).to_vec();
    let settings = Settings {
        registry: Followed { folder: Some(registry), ..Followed::default() },
        hooks: vec![HookSettings { on: [Occasion::Deadline].into(), whom: Whom::Command(command) }],
        ..Settings::default()
    };
    let clock = Arc::new(Turned { begun: Instant::now(), days: AtomicI64::new(0) });
    let run = |act: &(dyn Fn(&Board) + Sync)| {
        let state = StateFolder::take(&root.path().join("state"), "a test").unwrap();
        let requests = Arc::new(Requests::default());
        let around = Surroundings { board: Board::new(), clock: clock.clone(), say: Arc::new(|_| {}) };
        let equipment = Equipment {
            state: &state,
            around: around.clone(),
            key: None,
            requests: requests.clone(),
            alive: &|| {},
        };
        std::thread::scope(|scope| {
            scope.spawn(|| {
                until("it is read", || around.board.current().counts.builds > 0);
                act(&around.board);
                requests.stop.store(true, Ordering::Relaxed);
            });
            daemon::run(&settings, &mut Reader::new().unwrap(), &equipment).unwrap();
        });
    };
    run(&|board| {
        clock.days.store(2, Ordering::Relaxed);
        until("the day is told", || lines(&told).len() == 1);
        until("and that is all", || board.current().counts.hooks == 1);
    });
    // It was away over the day on which the observation became too old.
    clock.days.store(30, Ordering::Relaxed);
    run(&|_| until("what was missed is told", || lines(&told).len() == 2));
    run(&|board| assert_eq!(board.current().counts.hooks, 0));
    let told = lines(&told);
    let kinds: BTreeMap<&str, &str> = told
        .iter()
        .flat_map(|one| one["items"].as_array().unwrap())
        .map(|item| (item["kind"].as_str().unwrap(), item["on"].as_str().unwrap()))
        .collect();
    assert_eq!(kinds, BTreeMap::from([("from", "2026-11-03"), ("observations", "2026-11-10")]));
    assert_eq!(told[0]["items"][0]["applications"][0]["name"], "Pump House");
    assert_eq!(
        told.iter().flat_map(|one| faults(&schema("hook.schema.json"), one)).collect::<Vec<_>>(),
        [""; 0]
    );
}
