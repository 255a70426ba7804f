//! Looks whether a daemon with these settings would do its work on this machine: every check, also after one that fails.
//!
//! Nothing is published, taken in or told. What a running daemon has is said to be had by it, which is no fault.

mod machine;
mod places;
mod registry;

use std::path::Path;
use std::sync::Arc;

use super::settings::Settings;
use super::{Clock, StateError, StateFolder};

/// How a check went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// As it should be; what was seen.
    Fine(String),
    /// It works, but not as well as it could.
    Doubtful {
        /// What was seen.
        what: String,
        /// What to do.
        fix: String,
    },
    /// It does not work.
    Broken {
        /// What was seen.
        what: String,
        /// What to do.
        fix: String,
    },
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at: `git`, `registry`, a target's name.
    pub about: String,
    /// How it is.
    pub health: Health,
}

impl Check {
    fn fine(about: impl Into<String>, what: impl Into<String>) -> Check {
        Check { about: about.into(), health: Health::Fine(what.into()) }
    }

    fn doubtful(about: impl Into<String>, what: impl Into<String>, fix: impl Into<String>) -> Check {
        Check { about: about.into(), health: Health::Doubtful { what: what.into(), fix: fix.into() } }
    }

    fn broken(about: impl Into<String>, what: impl Into<String>, fix: impl Into<String>) -> Check {
        Check { about: about.into(), health: Health::Broken { what: what.into(), fix: fix.into() } }
    }
}

/// Looks at everything that the settings ask for.
pub fn examine(settings: &Settings, state: &Path, clock: &Arc<dyn Clock>) -> Vec<Check> {
    let mut checks = vec![machine::git(settings)];
    let (held, runs) = state_folder(state);
    checks.push(held);
    checks.extend(registry::checks(settings, clock.today()));
    checks.extend(settings.targets.iter().map(|target| places::target(target, state, runs, clock)));
    checks.extend(settings.inboxes.iter().map(places::inbox));
    checks.extend(settings.hooks.iter().filter_map(machine::hook));
    checks.extend(settings.serve.iter().map(|serve| machine::port("serve", serve.listen, runs)));
    checks.extend(settings.operate.map(|at| machine::port("operate", at, runs)));
    let headers = settings.serve.iter().filter_map(|serve| serve.by_header.as_ref());
    checks.extend(headers.map(|header| machine::secret("by_header", &header.secret_file)));
    checks.extend(settings.sign_key.as_deref().map(|key| machine::secret("sign_key", key)));
    checks
}

/// The daemon's own folder, and whether a daemon has it now.
fn state_folder(state: &Path) -> (Check, bool) {
    let shown = state.display();
    match StateFolder::take(state, "connectory doctor") {
        Ok(_) => (Check::fine("state", format!("`{shown}` can be written to; no daemon has it")), false),
        Err(StateError::Taken { owner, .. }) => {
            (Check::fine("state", format!("`{shown}` is in use by {owner}")), true)
        }
        Err(error) => {
            let fix = "give a folder that this user may write to, with `state:` or --state";
            (Check::broken("state", error.to_string(), fix), false)
        }
    }
}
