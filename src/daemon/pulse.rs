//! The sign of life beside a site: by it the site's pages find out that they may be out of date.
//!
//! It is as old as the last turn of the loop: a daemon that hangs gives none. `templates/site.js` reads it.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Board, Clock, Status, TargetStatus, Turn};

/// After this many seconds without another sign the site counts as out of date.
const VALID: i64 = 45;

/// What is put beside a target's site now. It tells no commit and names nothing of the registry, and nothing of other targets.
pub(super) fn body(board: &Board, target: &TargetStatus, clock: &dyn Clock) -> Vec<u8> {
    let now = clock.now();
    let quiet = board.quiet(clock).and_then(|quiet| SignedDuration::try_from(quiet).ok());
    let at = quiet.and_then(|quiet| now.checked_sub(quiet).ok()).unwrap_or(now);
    let mut pulse = json!({
        "schema": 1,
        "state": "current",
        "at": at.to_string(),
        "valid_seconds": VALID,
    });
    if let Some(since) = stale(&board.current(), target, now) {
        pulse["state"] = "stale".into();
        pulse["since"] = since.unwrap_or(at).to_string().into();
    }
    pulse.to_string().into_bytes()
}

/// Whether this target's site may be older than the registry, and since when.
fn stale(status: &Status, target: &TargetStatus, now: Timestamp) -> Option<Option<Timestamp>> {
    if status.is_stale(now) {
        return Some(status.source.seen);
    }
    let is_kept_back = matches!(status.turn, Turn::Failed(_) | Turn::Held(_));
    (is_kept_back || target.failures > 0).then_some(status.since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::SourceStatus;
    use crate::daemon::serve::asking::Turned;

    fn told(board: &Board, target: &TargetStatus, clock: &Turned) -> (String, String, Option<String>) {
        let pulse: serde_json::Value = serde_json::from_slice(&body(board, target, clock)).unwrap();
        let text = |name: &str| pulse[name].as_str().map(str::to_owned);
        (text("state").unwrap(), text("at").unwrap(), text("since"))
    }

    fn at(second: i64) -> String {
        Timestamp::from_second(second).unwrap().to_string()
    }

    #[test]
    fn a_sign_of_life_is_as_old_as_the_last_turn_of_the_loop() {
        let (board, clock) = (Board::new(), Turned::default());
        let target = TargetStatus::default();
        board.beat(&clock);
        clock.by(70);
        assert_eq!(told(&board, &target, &clock), ("current".into(), at(1_000), None));
        board.beat(&clock);
        assert_eq!(told(&board, &target, &clock), ("current".into(), at(1_070), None));
    }

    #[test]
    fn a_site_is_out_of_date_when_it_or_the_registry_is_not_what_it_should_be_and_not_for_another_target() {
        let (board, clock) = (Board::new(), Turned::default());
        clock.by(100);
        board.beat(&clock);
        let mut target = TargetStatus { name: "a".into(), ..TargetStatus::default() };
        let other = TargetStatus { name: "b".into(), failures: 3, ..TargetStatus::default() };
        board.update(|status| {
            status.turn = Turn::Done;
            status.targets = vec![target.clone(), other];
            status.settle(clock.now());
        });
        assert_eq!(told(&board, &target, &clock).0, "current");
        target.failures = 1;
        assert_eq!(told(&board, &target, &clock), ("stale".into(), at(1_100), Some(at(1_100))));
        target.failures = 0;
        board.update(|status| {
            let seen = Timestamp::from_second(1_010).ok();
            status.source = SourceStatus { seen, stale_after: 60, ..SourceStatus::default() };
        });
        assert_eq!(told(&board, &target, &clock).2, Some(at(1_010)));
        board.update(|status| {
            status.source = SourceStatus::default();
            status.turn = Turn::Held("many files vanished".into());
        });
        assert_eq!(told(&board, &target, &clock).0, "stale");
    }
}
