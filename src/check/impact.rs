//! Which applications a finding is about, and what each would have to do.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use crate::diag::{Affected, Impact};
use crate::model::change::{Compared, Message, UpgradePath};
use crate::model::{Application, Connector, ConnectorVersion, Slug, Use};

/// One use, and the application it stands in.
type UseBy<'r> = (&'r Application, &'r Use);

/// A connector whose users have to do something.
pub(super) struct Moving<'r> {
    /// The connector, with the versions that its users are on.
    pub(super) connector: &'r Connector,
    /// The version to which they would move; `None` where there is none.
    pub(super) target: Option<&'r ConnectorVersion>,
    /// Whether they have to move because the version they are on goes away.
    pub(super) must_move: bool,
    /// Whether only those count that have something to do.
    pub(super) busy_only: bool,
}

impl<'r> Moving<'r> {
    /// The impact on `uses`: by name for whoever reads the report, as far as they may see.
    pub(super) fn impact(&self, context: &Context<'_>, uses: &[UseBy<'_>]) -> Impact {
        let reader = context.reader();
        let mut impact = Impact { of: users(context, self.connector), ..Impact::default() };
        let compared = Compared::default();
        let mut by_application: BTreeMap<&Slug, Vec<UseBy<'_>>> = BTreeMap::new();
        for used in uses {
            by_application.entry(&used.0.slug).or_default().push(*used);
        }
        for uses in by_application.into_values() {
            let affected = self.affected(&uses, &compared);
            if self.busy_only && affected.todo.is_empty() {
                continue;
            }
            match reader.sees(uses[0].0) {
                true => impact.seen.push(affected),
                false => impact.hidden += 1,
            }
        }
        impact.seen.sort_by(|a, b| (&a.name, &a.file).cmp(&(&b.name, &b.file)));
        impact
    }

    fn affected(&self, uses: &[UseBy<'_>], compared: &Compared<'r>) -> Affected {
        let application = uses[0].0;
        let mut versions: Vec<&str> = uses.iter().map(|(_, used)| used.version.as_str()).collect();
        versions.dedup();
        let mut todo = Vec::new();
        for (_, used) in uses {
            todo.extend(self.todo(used, compared));
        }
        let mut known = BTreeSet::new();
        todo.retain(|deed| known.insert(deed.clone()));
        Affected {
            name: application.name.value.clone(),
            file: application.file.clone(),
            groups: application.access.iter().map(|group| group.value.clone()).collect(),
            version: versions.join(", "),
            todo,
        }
    }

    /// What one use has to do to move to the target.
    fn todo(&self, used: &Use, compared: &Compared<'r>) -> Vec<String> {
        let Some(target) = self.target else {
            return if self.must_move { vec!["do without the connector".to_owned()] } else { Vec::new() };
        };
        let mut todo = Vec::new();
        if self.must_move {
            todo.push(format!("move to {}", target.number));
        }
        todo.extend(self.way(target, used, compared).iter().map(ToString::to_string));
        todo
    }
}

impl<'r> Moving<'r> {
    /// What is to be done on the way to the target: version by version, as the upgrade command and the pages tell it, where it
    /// leads up through versions of the connector. A way down, or to a version of another state of it, is one step.
    fn way(&self, target: &'r ConnectorVersion, used: &Use, compared: &Compared<'r>) -> Vec<Message> {
        let is_up = used.version.value < target.number;
        if is_up && self.connector.versions.iter().any(|version| std::ptr::eq(version, target)) {
            let path = UpgradePath::with(self.connector, used, target, compared);
            let reached = path.crossed.iter().flat_map(|crossed| crossed.changes.iter().flatten());
            return reached.filter_map(|(change, reach)| change.todo(*reach)).collect();
        }
        let from = self.connector.version(&used.version).and_then(ConnectorVersion::facts);
        match (from, target.facts()) {
            (Some(from), Some(to)) => compared.between(from, to).todo(used),
            _ => Vec::new(),
        }
    }
}

/// The impact on `uses` of a connector, which have nothing to do but to know.
pub(super) fn concerning(context: &Context<'_>, connector: &Connector, uses: &[UseBy<'_>]) -> Impact {
    let moving = Moving { connector, target: None, must_move: false, busy_only: false };
    moving.impact(context, uses)
}

/// How many applications use a connector in any version, by its slug or a former one.
fn users(context: &Context<'_>, connector: &Connector) -> usize {
    let names = std::iter::once(connector.slug.as_str());
    let names = names.chain(connector.aliases.iter().map(|alias| alias.value.as_str()));
    let uses = names.flat_map(|name| context.usage.of_connector(name));
    uses.map(|(application, _)| &application.slug).collect::<BTreeSet<_>>().len()
}

/// The uses of versions below `version`, which its users may move to.
pub(super) fn below<'r>(
    context: &Context<'r>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> Vec<UseBy<'r>> {
    let uses = context.usage.of_connector(connector.slug.as_str());
    uses.filter(|(_, used)| used.version.value < version.number).collect()
}
