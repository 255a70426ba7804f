//! Whether the daemon lives, and whether what it serves can be relied on.

use std::time::Duration;

use crate::daemon::{State, Status};

/// A loop that did not turn for this long hangs.
const HANGS: Duration = Duration::from_secs(60);

/// Whether the loop turns. Before its first turn it is not asked to.
pub(super) fn alive(_status: &Status, quiet: Option<Duration>) -> Result<(), String> {
    match quiet {
        Some(quiet) if quiet >= HANGS => Err(format!("the loop did not turn for {} s", quiet.as_secs())),
        _ => Ok(()),
    }
}

/// Whether every site was published and may count as what the registry says, or as the last good one.
pub(super) fn ready(status: &Status, quiet: Option<Duration>) -> Result<(), String> {
    alive(status, quiet)?;
    if quiet.is_none() {
        return Err("starting: the loop did not turn yet".to_owned());
    }
    let waiting = status.targets.iter().filter(|target| target.published.is_none());
    let waiting: Vec<String> = waiting.map(|target| waits(&target.name, target.problem.as_deref())).collect();
    let why = match &status.message {
        Some(message) => format!(": {message}"),
        None => String::new(),
    };
    match status.state {
        State::Starting | State::Stale | State::Held => {
            let all = std::iter::once(format!("{}{why}", status.state.word())).chain(waiting);
            Err(all.collect::<Vec<_>>().join("\n"))
        }
        _ if !waiting.is_empty() => Err(waiting.join("\n")),
        _ => Ok(()),
    }
}

fn waits(name: &str, problem: Option<&str>) -> String {
    let why = problem.map(|problem| format!(": {problem}")).unwrap_or_default();
    format!("{name} was not published to yet{why}")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::daemon::TargetStatus;

    fn status(state: State, published: &[bool]) -> Status {
        let target = |(at, published): (usize, &bool)| TargetStatus {
            name: format!("t{at}"),
            published: published.then_some(Timestamp::UNIX_EPOCH),
            ..TargetStatus::default()
        };
        let targets = published.iter().enumerate().map(target).collect();
        Status { state, targets, ..Status::default() }
    }

    const NOW: Option<Duration> = Some(Duration::ZERO);

    #[test]
    fn a_loop_that_hangs_is_not_alive() {
        let status = Status::default();
        assert_eq!(alive(&status, None), Ok(()));
        assert_eq!(alive(&status, Some(Duration::from_secs(59))), Ok(()));
        let told = alive(&status, Some(Duration::from_secs(60)));
        assert_eq!(told, Err("the loop did not turn for 60 s".to_owned()));
        assert_eq!(ready(&self::status(State::Current, &[true]), Some(Duration::from_secs(60))), told);
    }

    #[test]
    fn a_daemon_is_ready_once_everything_was_published_and_is_seen() {
        for state in [State::Current, State::Building, State::Degraded] {
            assert_eq!(ready(&status(state, &[true, true]), NOW), Ok(()), "{state:?}");
            assert_eq!(
                ready(&status(state, &[true, true]), None),
                Err("starting: the loop did not turn yet".into())
            );
            let told = ready(&status(state, &[true, false]), NOW);
            assert_eq!(told, Err("t1 was not published to yet".into()), "{state:?}");
        }
        let mut held = status(State::Held, &[true]);
        held.message = Some("only 1 of 9 files".into());
        assert_eq!(ready(&held, NOW), Err("held: only 1 of 9 files".into()));
        for state in [State::Starting, State::Stale] {
            assert!(ready(&status(state, &[true]), NOW).unwrap_err().starts_with(state.word()), "{state:?}");
        }
    }
}
