//! Whoever makes the change may not do so.

use crate::check::{Context, Findings, Rule, Since};
use crate::diag::Place;
use crate::model::{ConnectorDelta, Registry, Right};
use crate::source::RepoPath;

/// Whoever makes the change may not do so.
pub(super) struct RightMissing;

impl Rule for RightMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        let access = &since.before.access;
        let holds = |right: Right| since.actors.iter().any(|actor| access.holds(actor, right));
        for delta in &since.delta.connectors {
            for need in needs(delta) {
                let owns =
                    |actor: &String| delta.before.is_some_and(|before| before.is_owned_by(actor, access));
                let owners_may = access.owners_may(need.right);
                let as_owner = owners_may && since.actors.iter().any(owns);
                if !as_owner && !holds(need.right) {
                    let before = delta.before.filter(|_| owners_may);
                    let owners = before.map_or(&[][..], |before| &before.owners);
                    report(since, need, owners.iter().map(|owner| owner.to_string()).collect(), findings);
                }
            }
        }
        let categories = Registry::categories_file();
        if since.delta.touches(&categories) && !holds(Right::ManageConnectorCategories) {
            let what = "change the categories".to_owned();
            let need =
                Need { right: Right::ManageConnectorCategories, place: Place::file(&categories), what };
            report(since, need, Vec::new(), findings);
        }
    }
}

/// A right that the change needs.
struct Need {
    right: Right,
    place: Place,
    what: String,
}

/// What the change of one connector needs, each right once.
fn needs(delta: &ConnectorDelta<'_>) -> Vec<Need> {
    let connector = delta.either();
    let slug = &connector.slug;
    let need = |right, place, what| Need { right, place, what };
    let whole = Place::file(&connector.file);
    match (delta.before, delta.after) {
        (None, _) => {
            return vec![need(Right::CreateConnector, whole, format!("add the connector `{slug}`"))];
        }
        (_, None) => {
            return vec![need(Right::DeleteConnector, whole, format!("delete the connector `{slug}`"))];
        }
        _ => {}
    }
    let mut needs = Vec::new();
    if let Some(version) = delta.removed().next() {
        let what = format!("delete `{slug}` {}", version.number);
        needs.push(need(Right::DeleteConnector, Place::file(&version.file), what));
    }
    let new: Vec<_> = delta.added().collect();
    if let Some(version) = new.first() {
        let what = format!("add version {} to `{slug}`", version.number);
        needs.push(need(Right::CreateVersion, Place::file(&version.file), what));
    }
    let of_new =
        |path: &RepoPath| new.iter().any(|version| *path == version.file || *path == version.package_path);
    let of_gone = |path: &RepoPath| {
        delta.removed().any(|version| *path == version.file || *path == version.package_path)
    };
    let mut others = delta.files.iter().filter(|path| !of_new(path) && !of_gone(path));
    if let Some(path) = others.next() {
        let what = format!("change `{slug}`");
        needs.push(need(Right::EditConnector, Place::file(path), what));
    }
    needs
}

fn report(since: &Since<'_>, need: Need, owners: Vec<String>, findings: &mut Findings<'_>) {
    let actors: Vec<String> = since.actors.iter().map(|actor| format!("`{actor}`")).collect();
    let Need { right, place, what } = need;
    let needed = match right {
        Right::CreateVersion => "`EditConnector`, or `CreateVersion`".to_owned(),
        _ => format!("`{}`", right.name()),
    };
    let message = format!("{} may not {what}: it needs {needed}", actors.join(" and "));
    findings
        .at(place, message)
        .needs(owners.into_iter().chain(since.before.access.holders(right)))
        .fix("let one of them agree, and name them with --actor");
}
