//! How everything stands, as JSON. Fields are only ever added; `docs/schemas/status.schema.json` says what they mean.

use serde_json::{Value, json};

use crate::daemon::{Board, Clock};

/// Which program this is. The commit is known where it was named when the program was built (`CONNECTORY_COMMIT`).
pub(super) fn version() -> Value {
    json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "commit": option_env!("CONNECTORY_COMMIT"),
    })
}

/// How the daemon stands now.
pub(super) fn of(board: &Board, clock: &dyn Clock) -> Value {
    let status = board.current();
    let mut report = json!({
        "schema": 1,
        "program": version(),
        "at": clock.now().to_string(),
        "quiet_seconds": board.quiet(clock).map(|quiet| quiet.as_secs()),
    });
    let rest = serde_json::to_value(&*status).expect("a status holds nothing that JSON has no form for");
    if let (Value::Object(report), Value::Object(rest)) = (&mut report, rest) {
        report.extend(rest);
    }
    report
}
