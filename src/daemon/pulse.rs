//! The sign of life beside a site: by it the site's pages find out that they may be out of date.

use jiff::Timestamp;
use serde_json::json;

use super::{State, Status, TargetStatus};

/// After this many seconds without another sign the site counts as out of date.
const VALID: i64 = 45;

/// What is put beside a target's site now. It tells no commit and names nothing of the registry.
pub(super) fn body(status: &Status, target: &TargetStatus, now: Timestamp) -> Vec<u8> {
    let is_current = matches!(status.state, State::Current | State::Building | State::Starting)
        && target.problem.is_none();
    let pulse = json!({
        "schema": 1,
        "state": if is_current { "current" } else { "stale" },
        "at": now.to_string(),
        "valid_seconds": VALID,
    });
    pulse.to_string().into_bytes()
}
