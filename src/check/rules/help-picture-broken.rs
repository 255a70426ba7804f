//! A picture in a help text is not shown.

use std::collections::{BTreeSet, HashSet};

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::help::picture_name;
use crate::model::{Connector, Shot};
use crate::source::RepoPath;

/// A picture in a help text is not shown.
pub(super) struct HelpPictureBroken;

/// For as many pictures of a text is something near looked for: a text of a stranger may hold any number.
const MOST_GUESSES: usize = 10;

impl Rule for HelpPictureBroken {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(help) = &connector.help else { continue };
            let Ok(file) = connector.folder.join("help.md") else { continue };
            let beside = Beside::of(connector);
            // What is there and cannot be read is reported there.
            let unread = |shot: &Shot| {
                let path = connector.folder.join(&picture_name(&shot.from));
                path.is_ok_and(|path| context.registry.faulty.contains(&path))
            };
            let broken = help.shots.iter().filter(|shot| !beside.shows(shot) && !unread(shot));
            for (count, shot) in broken.enumerate() {
                let (message, fix) = beside.fault(connector, shot, count < MOST_GUESSES);
                findings.at(Place::at(&file, shot.span), message).fix(fix);
            }
        }
    }
}

/// The pictures of one connector.
struct Beside<'r> {
    shown: BTreeSet<&'r str>,
    lying: HashSet<&'r RepoPath>,
}

impl<'r> Beside<'r> {
    fn of(connector: &'r Connector) -> Beside<'r> {
        let shown = connector.pictures.iter().filter_map(|picture| picture.name_in(&connector.folder));
        let lying = connector.pictures.iter().map(|picture| &picture.path);
        Beside { shown: shown.collect(), lying: lying.collect() }
    }

    fn shows(&self, shot: &Shot) -> bool {
        self.shown.contains(picture_name(&shot.from).as_str())
    }

    /// What is wrong with a picture that is not shown, and what to write.
    fn fault(&self, connector: &Connector, shot: &Shot, guess: bool) -> (String, String) {
        let name = picture_name(&shot.from);
        if name.contains(':') || name.starts_with("//") {
            let message = "a picture that lies elsewhere is never shown; expected one in assets/";
            return (
                message.to_owned(),
                "put it into assets/ beside the help and write `assets/...`".to_owned(),
            );
        }
        if connector.folder.join(&name).is_ok_and(|path| self.lying.contains(&path)) {
            let message = format!("`{name}` is never shown: its format may hold a script");
            return (message, "save it as .png, .jpg, .gif or .webp".to_owned());
        }
        let known: Vec<&str> = if guess { self.shown.iter().copied().collect() } else { Vec::new() };
        let fix = match nearest(&name, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("put it into `{}/assets/` and write `{}`", connector.folder, in_assets(&name)),
        };
        (format!("there is no picture `{name}`"), fix)
    }
}

/// Where a picture of this name should lie.
fn in_assets(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    if name.starts_with("assets/") { name.to_owned() } else { format!("assets/{last}") }
}
