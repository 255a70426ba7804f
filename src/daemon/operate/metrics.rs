//! How the daemon stands, in numbers (OpenMetrics). Names stay; no id of a connector or a commit is ever a label.
//!
//! | name | kind | labels | what |
//! | --- | --- | --- | --- |
//! | `connectory_build_info` | gauge | `version` | Which program this is |
//! | `connectory_process_start_time_seconds` | gauge | | When the process started, since 1970 |
//! | `connectory_process_resident_memory_bytes` | gauge | | Memory in use; on Linux |
//! | `connectory_process_open_descriptors` | gauge | | Open files, sockets and the like; on Linux |
//! | `connectory_loop_quiet_seconds` | gauge | | For how long the loop did not turn |
//! | `connectory_state` | gauge | `state` | 1 for the state the daemon is in, 0 for the others |
//! | `connectory_state_since_timestamp_seconds` | gauge | | Since when it is in that state |
//! | `connectory_findings` | gauge | `severity` | What the last build told the author |
//! | `connectory_items_failing` | gauge | | Items of the registry with an error |
//! | `connectory_items_kept` | gauge | | Items that sites show as they last were |
//! | `connectory_source_seen_timestamp_seconds` | gauge | | When the registry was seen last as it is |
//! | `connectory_source_generation` | gauge | | Commits up to the one that was read last |
//! | `connectory_source_behind_commits` | gauge | | Commits that a folder is behind its remote |
//! | `connectory_source_polls` | gauge | | 1 where the system reports no changes, so that the daemon looks in intervals |
//! | `connectory_source_missed_changes` | counter | | Changes that full looks found and no event had named |
//! | `connectory_builds` | counter | | How often the registry was read and checked |
//! | `connectory_failed_builds` | counter | | How often that failed |
//! | `connectory_fetches` | counter | | How often the remote was fetched |
//! | `connectory_failed_fetches` | counter | | How often that failed |
//! | `connectory_publications` | counter | `target` | Publications that succeeded |
//! | `connectory_failed_publications` | counter | `target` | Publications that failed |
//! | `connectory_target_state` | gauge | `target`, `state` | 1 for the state the target is in, 0 for the others |
//! | `connectory_target_published_timestamp_seconds` | gauge | `target` | When the target was published to last |
//! | `connectory_target_publication_seconds` | gauge | `target` | How long the last publication took |
//! | `connectory_target_files` | gauge | `target` | Files that the target holds |
//! | `connectory_inbox_accepted` | counter | | Dropped files that were taken |
//! | `connectory_inbox_rejected` | counter | | Dropped files that were refused |
//! | `connectory_inbox_waiting` | gauge | | Dropped files that wait |
//! | `connectory_inbox_broken` | gauge | | Inboxes that do not work |
//! | `connectory_hooks` | counter | | How often a hook was told |
//! | `connectory_failed_hooks` | counter | | How often that failed |
//!
//! A counter's samples end with `_total`. What is not known has no sample.

use std::fmt;

use jiff::Timestamp;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, text::encode};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::exemplar::Exemplar;
use prometheus_client::registry::{Registry, Unit};

use super::process;
use crate::daemon::{Board, Clock, Severity, State, Status, TargetState, TargetStatus};

/// The media type.
pub(super) const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Everything in numbers.
pub(super) fn text(board: &Board, clock: &dyn Clock) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("connectory");
    registry.register_collector(Box::new(Scrape(families(board, clock))));
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

type Labels = Vec<(&'static str, String)>;

/// Samples of one name.
#[derive(Debug)]
struct Family {
    name: &'static str,
    help: &'static str,
    unit: Option<Unit>,
    is_counter: bool,
    samples: Vec<(Labels, f64)>,
}

impl Family {
    fn gauge(
        name: &'static str,
        help: &'static str,
        samples: impl IntoIterator<Item = (Labels, f64)>,
    ) -> Self {
        Family { name, help, unit: None, is_counter: false, samples: samples.into_iter().collect() }
    }

    fn one(name: &'static str, help: &'static str, value: Option<f64>) -> Self {
        Family::gauge(name, help, value.map(|value| (Labels::new(), value)))
    }

    fn counter(name: &'static str, help: &'static str, value: u64) -> Self {
        Family { is_counter: true, ..Family::one(name, help, Some(number(value))) }
    }

    fn seconds(self) -> Self {
        Family { unit: Some(Unit::Seconds), ..self }
    }

    fn put(&self, into: &mut MetricEncoder<'_>, value: f64) -> fmt::Result {
        match self.is_counter {
            true => into.encode_counter(&value, None::<&Exemplar<Labels, f64>>),
            false => into.encode_gauge(&value),
        }
    }
}

#[derive(Debug)]
struct Scrape(Vec<Family>);

impl Collector for Scrape {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        for family in &self.0 {
            let kind = if family.is_counter { MetricType::Counter } else { MetricType::Gauge };
            let mut metric =
                encoder.encode_descriptor(family.name, family.help, family.unit.as_ref(), kind)?;
            for (labels, value) in &family.samples {
                if labels.is_empty() {
                    family.put(&mut metric, *value)?;
                } else {
                    family.put(&mut metric.encode_family(labels)?, *value)?;
                }
            }
        }
        Ok(())
    }
}

fn families(board: &Board, clock: &dyn Clock) -> Vec<Family> {
    let status = board.current();
    let mut families = of_process(board, clock);
    families.extend(of_registry(&status));
    families.extend(of_targets(&status));
    families.extend(of_others(&status));
    families
}

fn of_process(board: &Board, clock: &dyn Clock) -> Vec<Family> {
    let started = clock.now().as_second() - i64::try_from(clock.elapsed().as_secs()).unwrap_or(0);
    let version = (vec![("version", env!("CARGO_PKG_VERSION").to_owned())], 1.0);
    let (memory, open) = (process::resident_bytes(), process::open_descriptors());
    let memory = Family::one("process_resident_memory", "Memory in use", memory.map(number));
    let quiet = board.quiet(clock).map(|quiet| quiet.as_secs_f64());
    vec![
        Family::gauge("build_info", "Which program this is", [version]),
        Family::one("process_start_time", "When the process started, since 1970", Some(started as f64))
            .seconds(),
        Family { unit: Some(Unit::Bytes), ..memory },
        Family::one("process_open_descriptors", "Open files, sockets and the like", open.map(number)),
        Family::one("loop_quiet", "For how long the loop did not turn", quiet).seconds(),
    ]
}

fn of_registry(status: &Status) -> Vec<Family> {
    let source = &status.source;
    let state =
        State::ALL.map(|state| (vec![("state", state.word().to_owned())], flag(state == status.state)));
    let found = |severity: &str, count| (vec![("severity", severity.to_owned())], count as f64);
    let findings = [found("error", status.errors), found("warning", status.warnings)];
    let is_error = |standing: &crate::daemon::Standing| standing.finding.severity == Severity::Error;
    let failing = status.items.iter().filter(|item| item.findings.iter().any(is_error)).count();
    let kept = status.items.iter().filter(|item| item.is_kept).count();
    let missed = source.missed as u64;
    vec![
        Family::gauge("state", "1 for the state the daemon is in", state),
        Family::one("state_since_timestamp", "Since when it is in that state", second(status.since))
            .seconds(),
        Family::gauge("findings", "What the last build told the author", findings),
        Family::one("items_failing", "Items of the registry with an error", Some(failing as f64)),
        Family::one("items_kept", "Items that sites show as they last were", Some(kept as f64)),
        Family::one("source_seen_timestamp", "When the registry was seen last", second(source.seen))
            .seconds(),
        Family::one("source_generation", "Commits up to the one read last", source.generation.map(number)),
        Family::one("source_behind_commits", "Commits behind the remote", source.behind.map(number)),
        Family::one("source_polls", "1 where the daemon looks in intervals", Some(flag(source.polls))),
        Family::counter("source_missed_changes", "Changes that no event had named", missed),
    ]
}

fn of_targets(status: &Status) -> Vec<Family> {
    let each = |value: &dyn Fn(&TargetStatus) -> Option<f64>| -> Vec<(Labels, f64)> {
        let sample = |target: &TargetStatus| Some((vec![("target", label(&target.name))], value(target)?));
        status.targets.iter().filter_map(sample).collect()
    };
    let states = status.targets.iter().flat_map(|target| {
        TargetState::ALL.map(|state| {
            let labels = vec![("target", label(&target.name)), ("state", state.word().to_owned())];
            (labels, flag(state == target.state))
        })
    });
    let took = |target: &TargetStatus| target.published.map(|_| target.took_ms as f64 / 1000.0);
    let sent = each(&|target| Some(number(target.publications)));
    let failed = each(&|target| Some(number(target.failed_publications)));
    let sent = Family::gauge("publications", "Publications that succeeded", sent);
    let failed = Family::gauge("failed_publications", "Publications that failed", failed);
    let published = each(&|target| second(target.published));
    let files = each(&|target| Some(target.files as f64));
    vec![
        Family { is_counter: true, ..sent },
        Family { is_counter: true, ..failed },
        Family::gauge("target_state", "1 for the state the target is in", states),
        Family::gauge("target_published_timestamp", "When it was published to last", published).seconds(),
        Family::gauge("target_publication", "How long the last publication took", each(&took)).seconds(),
        Family::gauge("target_files", "Files that the target holds", files),
    ]
}

fn of_others(status: &Status) -> Vec<Family> {
    let counts = &status.counts;
    let inboxes = &status.inboxes;
    let waiting: usize = inboxes.iter().map(|inbox| inbox.waiting).sum();
    let broken = inboxes.iter().filter(|inbox| inbox.problem.is_some()).count();
    let accepted = inboxes.iter().map(|inbox| inbox.accepted).sum();
    let rejected = inboxes.iter().map(|inbox| inbox.rejected).sum();
    vec![
        Family::counter("builds", "How often the registry was read and checked", counts.builds),
        Family::counter("failed_builds", "How often that failed", counts.failed_builds),
        Family::counter("fetches", "How often the remote was fetched", counts.fetches),
        Family::counter("failed_fetches", "How often that failed", counts.failed_fetches),
        Family::counter("inbox_accepted", "Dropped files that were taken", accepted),
        Family::counter("inbox_rejected", "Dropped files that were refused", rejected),
        Family::one("inbox_waiting", "Dropped files that wait", Some(waiting as f64)),
        Family::one("inbox_broken", "Inboxes that do not work", Some(broken as f64)),
        Family::counter("hooks", "How often a hook was told", counts.hooks),
        Family::counter("failed_hooks", "How often that failed", counts.failed_hooks),
    ]
}

/// A text as the format holds it between quotation marks.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Counts up to 2^53 are told exactly.
fn number(count: u64) -> f64 {
    count as f64
}

fn flag(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

fn second(at: Option<Timestamp>) -> Option<f64> {
    at.map(|at| at.as_second() as f64)
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
