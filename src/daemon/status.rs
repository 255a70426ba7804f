//! Everything that is told of the daemon, and the one state that it comes to: the worst counts.

use jiff::Timestamp;
use serde::Serialize;

use super::Finding;

/// How the daemon stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing was published yet.
    #[default]
    Starting,
    /// The site is what the registry says.
    Current,
    /// A build or a publication is under way.
    Building,
    /// The last build failed or was withheld, or a target could not be reached; an older site is shown there.
    Degraded,
    /// The registry was not seen for too long; the site may be older than it.
    Stale,
    /// Many files vanished; an older site is shown.
    Held,
}

impl State {
    /// All there are.
    pub const ALL: [State; 6] =
        [State::Starting, State::Current, State::Building, State::Degraded, State::Stale, State::Held];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Starting => "starting",
            State::Current => "current",
            State::Building => "building",
            State::Degraded => "degraded",
            State::Stale => "stale",
            State::Held => "held",
        }
    }
}

/// What the daemon knows about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// How it stands.
    pub state: State,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Why it stands so, unless it is current.
    pub message: Option<String>,
    /// Errors in the registry at the last build.
    pub errors: usize,
    /// Warnings at the last build.
    pub warnings: usize,
    /// What the last build told the author.
    pub findings: Vec<Finding>,
    /// What is followed.
    pub source: SourceStatus,
    /// Where sites go.
    pub targets: Vec<TargetStatus>,
    /// What is wrong, item by item, and since when.
    pub items: Vec<ItemStatus>,
    /// Where packages are dropped.
    pub inboxes: Vec<InboxStatus>,
    /// What was counted since the start.
    pub counts: Counts,
    /// What became of the last turn.
    #[serde(skip)]
    pub turn: Turn,
}

/// What became of the last look at the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Turn {
    /// There was none yet.
    #[default]
    None,
    /// It is under way.
    Running,
    /// It was read; what follows is for the targets to tell.
    Done,
    /// It failed or was withheld, and why.
    Failed(String),
    /// It is not believed, and why.
    Held(String),
}

impl Status {
    /// Makes the state and its message what the last turn, the source and the targets come to; the worst counts.
    pub fn settle(&mut self, now: Timestamp) {
        let (state, message) = self.verdict(now);
        if state != self.state || self.since.is_none() {
            self.since = Some(now);
        }
        (self.state, self.message) = (state, message);
    }

    fn verdict(&self, now: Timestamp) -> (State, Option<String>) {
        match &self.turn {
            Turn::Held(why) => return (State::Held, Some(why.clone())),
            Turn::Failed(why) => return (State::Degraded, Some(why.clone())),
            _ => {}
        }
        if let Some(target) = self.targets.iter().find(|target| target.failures > 0) {
            let why = target.problem.as_deref().unwrap_or("it could not be published to");
            return (State::Degraded, Some(format!("{}: {why}", target.name)));
        }
        if self.is_stale(now) {
            let why = self.source.problem.as_deref().unwrap_or("the registry was not seen for too long");
            return (State::Stale, Some(why.to_owned()));
        }
        let is_waiting = |target: &TargetStatus| target.published.is_none();
        let is_busy = |target: &TargetStatus| target.state == TargetState::Publishing;
        match &self.turn {
            Turn::None => (State::Starting, self.source.problem.clone()),
            // A site that never was is starting; one that is being replaced is building.
            _ if self.targets.iter().any(is_waiting) => (State::Starting, None),
            Turn::Running => (State::Building, None),
            _ if self.targets.iter().any(is_busy) => (State::Building, None),
            _ => (State::Current, None),
        }
    }

    /// Whether the registry was not seen for longer than it may be. Where nothing is said of it, it always is seen.
    pub(super) fn is_stale(&self, now: Timestamp) -> bool {
        let Some(seen) = self.source.seen else { return false };
        let unseen = u64::try_from(now.as_second().saturating_sub(seen.as_second())).unwrap_or(0);
        self.source.stale_after > 0 && unseen > self.source.stale_after
    }
}

/// What is followed, and how well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceStatus {
    /// The folder or the address, without a password.
    pub place: String,
    /// The commit that was read last.
    pub commit: Option<String>,
    /// How many commits lie before it, itself counted, along first parents.
    pub generation: Option<u64>,
    /// When the registry was seen last as it is.
    pub seen: Option<Timestamp>,
    /// After how many seconds without being seen the sites count as stale.
    pub stale_after: u64,
    /// Why it cannot be seen, or is seen otherwise than it should be.
    pub problem: Option<String>,
    /// How many commits a folder is behind its remote.
    pub behind: Option<u64>,
    /// How many changes full looks found that no event had named.
    pub missed: usize,
    /// Whether the system reports no changes, so that the daemon looks in intervals.
    pub polls: bool,
}

/// How a target stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetState {
    /// It was not published to yet.
    #[default]
    Waiting,
    /// A publication is under way.
    Publishing,
    /// It holds what the registry says.
    Current,
    /// The last publication failed; it holds an older site.
    Failed,
}

impl TargetState {
    /// All there are.
    pub const ALL: [TargetState; 4] =
        [TargetState::Waiting, TargetState::Publishing, TargetState::Current, TargetState::Failed];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            TargetState::Waiting => "waiting",
            TargetState::Publishing => "publishing",
            TargetState::Current => "current",
            TargetState::Failed => "failed",
        }
    }
}

/// A place that a site goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TargetStatus {
    /// Its name in the settings.
    pub name: String,
    /// The audience.
    pub site: Option<String>,
    /// Where it is, without a password.
    pub place: String,
    /// How it stands.
    pub state: TargetState,
    /// The commit of what it holds.
    pub commit: Option<String>,
    /// The generation of what it holds.
    pub generation: Option<u64>,
    /// When that was published.
    pub published: Option<Timestamp>,
    /// How many files it holds.
    pub files: usize,
    /// How many of them the last publication wrote.
    pub written: usize,
    /// How many milliseconds the last publication took.
    pub took_ms: u64,
    /// Why the last publication failed.
    pub problem: Option<String>,
    /// How many failed one after the other.
    pub failures: u32,
    /// How many succeeded since the start.
    pub publications: u64,
    /// How many failed since the start.
    pub failed_publications: u64,
}

/// What is wrong with one item of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemStatus {
    /// A connector's slug, an application's, or the path of one of the registry's own files.
    pub item: String,
    /// Whether the sites show it as it last was.
    pub is_kept: bool,
    /// What is wrong, worst first.
    pub findings: Vec<Standing>,
}

/// A finding, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// What is wrong.
    #[serde(flatten)]
    pub finding: Finding,
    /// When it was found first.
    pub since: Option<Timestamp>,
}

/// A folder that packages are dropped into.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InboxStatus {
    /// The folder.
    pub folder: String,
    /// How many dropped files wait: to be complete, or for Git.
    pub waiting: usize,
    /// How many were taken since the start.
    pub accepted: u64,
    /// How many were refused since the start.
    pub rejected: u64,
    /// Why it does not work.
    pub problem: Option<String>,
}

/// What was counted since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// How often the registry was read and checked.
    pub builds: u64,
    /// How often that failed.
    pub failed_builds: u64,
    /// How many publications succeeded.
    pub publications: u64,
    /// How many failed.
    pub failed_publications: u64,
    /// How often the remote was fetched.
    pub fetches: u64,
    /// How often that failed.
    pub failed_fetches: u64,
    /// How often a hook was told.
    pub hooks: u64,
    /// How often that failed.
    pub failed_hooks: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_worst_counts_and_its_beginning_is_told() {
        let mut status = Status::default();
        status.settle(at(1));
        assert_eq!((status.state, status.since), (State::Starting, Some(at(1))));
        status.turn = Turn::Done;
        status.targets =
            vec![TargetStatus { name: "a".into(), published: Some(at(2)), ..TargetStatus::default() }];
        status.settle(at(2));
        assert_eq!((status.state, status.since), (State::Current, Some(at(2))));
        status.settle(at(3));
        assert_eq!(status.since, Some(at(2)), "the same state goes on");
        status.source = SourceStatus { seen: Some(at(3)), stale_after: 60, ..SourceStatus::default() };
        status.settle(at(63));
        assert_eq!(status.state, State::Current);
        status.settle(at(64));
        assert_eq!(status.state, State::Stale);
        status.targets[0].failures = 1;
        status.targets[0].problem = Some("no room".into());
        status.settle(at(65));
        assert_eq!((status.state, status.message.as_deref()), (State::Degraded, Some("a: no room")));
        status.turn = Turn::Held("only 1 of 9 files".into());
        status.settle(at(66));
        assert_eq!((status.state, status.message.as_deref()), (State::Held, Some("only 1 of 9 files")));
    }
}
