//! An application moves to higher versions of the connectors that it uses.
//!
//! 1. Choose the uses that move: those of one connector, of one connection, or all that are behind.
//! 2. Walk the way of each to its target ([`UpgradePath`]).
//! 3. Write the version in place and, where they were observed, the keys that the application fills in then.

mod choice;

use super::application::{self, USE_FIELDS, rewrite};
use super::plan::Draft;
use super::{EditError, Plan, find};
use crate::model::change::{KeyMove, UpgradePath};
use crate::model::{Application, Connector, ConnectorVersion, Registry, Retirement, Status, Use};
use crate::source::Tree;
use crate::yaml::{Editor, Out, Refused, Step};
use choice::Choice;

/// What a person asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'w> {
    /// The application, by slug or name.
    pub application: &'w str,
    /// The connector, by slug.
    pub connector: Option<&'w str>,
    /// The version to move to; the current one where none is given.
    pub version: Option<&'w str>,
    /// The name of the only connection that moves.
    pub connection: Option<&'w str>,
    /// Whether everything that is behind moves.
    pub all: bool,
}

/// What moves, and the changes.
#[derive(Debug)]
pub struct Upgrade<'r> {
    /// The application.
    pub application: &'r Application,
    /// Its uses that move, in the file's order.
    pub moves: Vec<Move<'r>>,
    /// The changes.
    pub plan: Plan,
}

/// One use on its way.
#[derive(Debug)]
pub struct Move<'r> {
    /// The connector.
    pub connector: &'r Connector,
    /// The use as it is.
    pub used: &'r Use,
    /// The version to which it moves.
    pub target: &'r ConnectorVersion,
    /// The way there.
    pub path: UpgradePath<'r>,
    /// Its place among the uses of the application.
    at: usize,
}

/// Plans an upgrade.
///
/// # Errors
/// What was named is not there, is not above, or it is not clear what is meant.
pub fn plan<'r>(registry: &'r Registry, tree: &dyn Tree, wish: &Wish<'_>) -> Result<Upgrade<'r>, EditError> {
    let application = find::application(registry, wish.application)?;
    application::check_editable(registry, application)?;
    let chosen = Choice { registry, application, wish }.made()?;
    let none = chosen.is_empty().then(|| format!("`{}` is behind with nothing", application.name));
    let (mut moves, mut stay, mut above) = (Vec::new(), Vec::new(), false);
    for (at, connector, used) in chosen {
        let target = target(connector, wish.version)?;
        if used.version.value >= target.number {
            above |= used.version.value > target.number;
            stay.push(stays(application, connector, used, target));
            continue;
        }
        let path = UpgradePath::of(connector, used, target);
        moves.push(Move { connector, used, target, path, at });
    }
    if above && moves.is_empty() && wish.version.is_some() {
        return Err(EditError::refused(format!("{}; an upgrade never goes down", stay.join("; "))));
    }
    let mut draft = Draft::new(tree);
    draft.edit(&application.file, |editor| moves.iter().try_for_each(|moving| moving.write(editor)))?;
    let plan = Plan {
        changes: draft.finish(),
        steps: moves.iter().map(|moving| moving.step(application)).collect(),
        notes: none
            .into_iter()
            .chain(stay)
            .chain(retired(&moves))
            .chain(by_hand(application, &moves))
            .collect(),
        summary: summary(application, &moves),
        ..Plan::default()
    };
    Ok(Upgrade { application, moves, plan })
}

/// The version to move to.
fn target<'r>(connector: &'r Connector, version: Option<&str>) -> Result<&'r ConnectorVersion, EditError> {
    let slug = &connector.slug;
    let Some(text) = version else {
        return connector.current().ok_or_else(|| {
            EditError::refused(format!("`{slug}` has no active version to move to; name one: {slug}@VERSION"))
        });
    };
    let target = find::version(connector, text)?;
    if let Status::Withdrawn(retirement) = &target.status {
        let instead = instead(connector, retirement);
        return Err(EditError::refused(format!(
            "`{slug}` {} is withdrawn{}{instead}",
            target.number,
            because(retirement)
        )));
    }
    Ok(target)
}

fn because(retirement: &Retirement) -> String {
    match retirement.reason.trim() {
        "" => String::new(),
        reason => format!(": {reason}"),
    }
}

/// What to take in place of a version, as the end of a sentence.
fn instead(connector: &Connector, retirement: &Retirement) -> String {
    match (&retirement.replaced_by, connector.current()) {
        (Some(other), _) => format!("; `{other}` replaces it"),
        (None, Some(current)) => format!("; the current version is {}", current.number),
        (None, None) => String::new(),
    }
}

/// Why a use does not move.
fn stays(application: &Application, connector: &Connector, used: &Use, target: &ConnectorVersion) -> String {
    let (name, slug, own) = (&application.name, &connector.slug, &used.version);
    let connection = connection(used);
    if used.version.value == target.number {
        format!("`{name}` uses `{slug}` {own} already{connection}")
    } else {
        format!("`{name}` uses `{slug}` {own}{connection}, which is above {}", target.number)
    }
}

fn connection(used: &Use) -> String {
    used.connection.as_ref().map(|name| format!(" (connection `{name}`)")).unwrap_or_default()
}

/// What a person should know of targets that are on their way out.
fn retired(moves: &[Move<'_>]) -> Vec<String> {
    let mut notes: Vec<String> = moves
        .iter()
        .filter_map(|Move { connector, target, .. }| {
            let retirement = target.status.retirement()?;
            let (slug, number, status) = (&connector.slug, &target.number, target.status.word());
            let because = because(retirement);
            Some(format!("`{slug}` {number} is {status}{because}{}", instead(connector, retirement)))
        })
        .collect();
    notes.dedup();
    notes
}

/// What a move in the registry does not do.
fn by_hand(application: &Application, moves: &[Move<'_>]) -> Option<String> {
    let observed = application.observed.as_ref();
    let observed = observed.map(|day| format!("; `observed` stays {day} until it is read from there again"));
    let note = format!("on the platform the move is made by hand{}", observed.unwrap_or_default());
    (!moves.is_empty()).then_some(note)
}

fn summary(application: &Application, moves: &[Move<'_>]) -> String {
    let mut all: Vec<String> =
        moves.iter().map(|moving| format!("{} {}", moving.connector.slug, moving.target.number)).collect();
    all.dedup();
    match all.as_slice() {
        [one] => format!("Upgrade {} to {one}", application.slug),
        _ => format!("Upgrade {}: {}", application.slug, all.join(", ")),
    }
}

impl Move<'_> {
    fn step(&self, application: &Application) -> String {
        let keys: Vec<&KeyMove> = self.path.keys.iter().flatten().filter(|key| key.changes()).collect();
        let keys: Vec<String> = keys
            .into_iter()
            .filter_map(|key| match (&key.before, &key.after) {
                (Some(before), Some(after)) => Some(format!("`{before}` becomes `{after}`")),
                (Some(before), None) => Some(format!("without `{before}`")),
                (None, Some(after)) => Some(format!("with `{after}`")),
                (None, None) => None,
            })
            .collect();
        let keys =
            if keys.is_empty() { String::new() } else { format!("; its settings: {}", keys.join(", ")) };
        format!(
            "move `{}` from `{}` {} to {}{}{keys}",
            application.name,
            self.connector.slug,
            self.used.version,
            self.target.number,
            connection(self.used)
        )
    }

    fn write(&self, editor: &mut Editor) -> Result<(), Refused> {
        let entry = [Step::Key("connectors"), Step::Item(self.at)];
        let field = |name| [entry.as_slice(), &[Step::Key(name)]].concat();
        let number = Out::Quoted(self.target.number.to_string());
        editor.set(&field("version"), &number, &USE_FIELDS)?;
        match &self.path.keys {
            Some(keys) => rewrite(editor, &field("settings"), keys),
            None => Ok(()),
        }
    }
}
