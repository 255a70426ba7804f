//! Events as records for programs: a level, a name that stays, and fields.

use serde_json::{Map, Value, json};

use super::{BuildReport, Event};

/// How much an event matters to whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The usual.
    Info,
    /// Something to look at.
    Warning,
    /// Something does not work.
    Error,
}

impl Level {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// What stands before a line for a system's log (sd-daemon(3)).
    pub fn prefix(self) -> &'static str {
        match self {
            Level::Info => "<6>",
            Level::Warning => "<4>",
            Level::Error => "<3>",
        }
    }
}

impl Event {
    /// How much it matters.
    pub fn level(&self) -> Level {
        match self {
            Event::Failed { .. } | Event::TargetFailed { .. } | Event::Held { .. } => Level::Error,
            Event::Withheld(_) | Event::Polling { .. } | Event::Missed { .. } | Event::Waits { .. } => {
                Level::Warning
            }
            Event::Dropped { accepted: false, .. } => Level::Warning,
            Event::Read(report) | Event::Built(report) if report.errors > 0 => Level::Warning,
            _ => Level::Info,
        }
    }

    /// Its name, which stays what it is.
    pub fn name(&self) -> &'static str {
        match self {
            Event::Watching(_) => "watching",
            Event::Polling { .. } => "polling",
            Event::Missed { .. } => "missed",
            Event::Built(_) => "built",
            Event::Read(_) => "read",
            Event::Published { .. } => "published",
            Event::TargetFailed { .. } => "target-failed",
            Event::Dropped { accepted: true, .. } => "accepted",
            Event::Dropped { .. } => "rejected",
            Event::Waits { .. } => "waits",
            Event::Note(_) => "note",
            Event::Withheld(_) => "withheld",
            Event::Failed { .. } => "failed",
            Event::Held { .. } => "held",
            Event::Stopped => "stopped",
        }
    }

    /// One line of a structured log: `at`, `level`, `event`, `message`, and what belongs to the event.
    pub fn record(&self, at: jiff::Timestamp) -> String {
        let message = self.to_string();
        let mut record = Map::from_iter([
            ("at".to_owned(), json!(at.to_string())),
            ("level".to_owned(), json!(self.level().word())),
            ("event".to_owned(), json!(self.name())),
            ("message".to_owned(), json!(message.lines().next().unwrap_or_default())),
        ]);
        if let Value::Object(fields) = self.fields() {
            record.extend(fields);
        }
        Value::Object(record).to_string()
    }

    fn fields(&self) -> Value {
        match self {
            Event::Watching(root) => json!({ "folder": root.display().to_string() }),
            Event::Polling { every, .. } => json!({ "every_ms": millis(*every) }),
            Event::Missed { now, total } => json!({ "changes": now, "total": total }),
            Event::Built(report) | Event::Read(report) | Event::Withheld(report) => of_build(report),
            Event::Published { target, written, kept, removed, took } => {
                json!({ "target": target, "written": written, "kept": kept, "removed": removed, "took_ms": millis(*took) })
            }
            Event::TargetFailed { target, retry_in, .. } => {
                json!({ "target": target, "retry_in_ms": millis(*retry_in) })
            }
            Event::Failed { retry_in, .. } => json!({ "retry_in_ms": millis(*retry_in) }),
            Event::Held { files, of } => json!({ "files": files, "of": of }),
            Event::Dropped { inbox, file, branch, .. } => {
                json!({ "inbox": inbox, "file": file, "branch": branch })
            }
            Event::Waits { inbox, .. } => json!({ "inbox": inbox }),
            Event::Note(_) | Event::Stopped => Value::Null,
        }
    }
}

fn of_build(report: &BuildReport) -> Value {
    let causes: Vec<String> = report.causes.iter().map(ToString::to_string).collect();
    json!({
        "causes": causes,
        "errors": report.errors,
        "warnings": report.warnings,
        "written": report.written_count,
        "kept": report.kept,
        "removed": report.removed,
        "took_ms": millis(report.took),
    })
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_record_is_one_line_whatever_it_tells() {
        let event = Event::TargetFailed {
            target: "pages".into(),
            message: "no\nroom\u{1b}[31m".into(),
            retry_in: Duration::from_secs(2),
        };
        let line = event.record(jiff::Timestamp::UNIX_EPOCH);
        assert!(!line.contains(['\n', '\u{1b}']), "{line}");
        let record: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&record["level"], &record["event"]), (&json!("error"), &json!("target-failed")));
        assert_eq!((&record["target"], &record["retry_in_ms"]), (&json!("pages"), &json!(2000)));
        assert_eq!(record["at"], "1970-01-01T00:00:00Z");
    }

    #[test]
    fn what_became_of_a_drop_is_told_with_its_file() {
        let dropped = |accepted: bool| Event::Dropped {
            inbox: "/srv/inbox".into(),
            file: "a\u{1b}.xmp".into(),
            accepted,
            branch: accepted.then(|| "add/a-1.0".into()),
            message: "see".into(),
        };
        let record = |accepted| -> Value {
            let line = dropped(accepted).record(jiff::Timestamp::UNIX_EPOCH);
            assert!(!line.contains('\u{1b}'), "{line}");
            serde_json::from_str(&line).unwrap()
        };
        let (accepted, rejected) = (record(true), record(false));
        assert_eq!((&accepted["event"], &accepted["level"]), (&json!("accepted"), &json!("info")));
        assert_eq!(accepted["branch"], "add/a-1.0");
        assert_eq!((&rejected["event"], &rejected["level"]), (&json!("rejected"), &json!("warning")));
        assert_eq!((&rejected["file"], &rejected["branch"]), (&json!("a\u{1b}.xmp"), &Value::Null));
    }
}
