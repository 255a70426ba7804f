//! `deprecate`, `withdraw`, and the way back: whether a version may be used, and what to use instead.

use jiff::civil::Date;

use super::fields::Fields;
use super::plan::Draft;
use super::schema::Kind;
use super::{EditError, Plan, describe, find};
use crate::diag::{joined, listed};
use crate::model::{Connector, ConnectorVersion, Registry, Status, Usage, VersionNumber};
use crate::source::{RepoPath, Tree};
use crate::yaml::Out;

/// As many applications are named.
const MOST_NAMES: usize = 8;

/// How a version is retired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retired {
    /// It still works; move away.
    Deprecated,
    /// It must not be used any more.
    Withdrawn,
}

/// What is asked for.
#[derive(Debug)]
pub struct Retire<'a> {
    /// How.
    pub how: Retired,
    /// Which versions: `slug@version`.
    pub versions: &'a [String],
    /// Why.
    pub reason: &'a str,
    /// What to use instead: a version of the same connector, or another connector's slug.
    pub replaced_by: Option<&'a str>,
    /// From which day.
    pub from: Option<Date>,
}

/// A version, and the connector it is one of.
type VersionOf<'r> = (&'r Connector, &'r ConnectorVersion);

impl Retired {
    /// The word of the YAML file.
    fn status(self) -> &'static str {
        match self {
            Retired::Deprecated => "deprecated",
            Retired::Withdrawn => "withdrawn",
        }
    }

    /// What is done.
    fn verb(self) -> &'static str {
        match self {
            Retired::Deprecated => "deprecate",
            Retired::Withdrawn => "withdraw",
        }
    }
}

/// Deprecates or withdraws versions.
///
/// # Errors
/// One of them, or what replaces it, is not there or makes no sense.
pub fn retire(registry: &Registry, tree: &dyn Tree, wish: &Retire<'_>) -> Result<Plan, EditError> {
    if wish.reason.trim().is_empty() {
        let what =
            "the reason is empty; write what is wrong with the version, in a sentence its users understand";
        return Err(EditError::refused(what));
    }
    let versions = all(registry, wish.versions)?;
    let (draft, plan) = (Draft::new(tree), Plan::default());
    let mut retiring =
        Retiring { registry, wish, usage: Usage::of(registry), versions: &versions, draft, plan };
    for &(connector, version) in &versions {
        retiring.version(connector, version)?;
    }
    let Retiring { draft, mut plan, .. } = retiring;
    plan.notes = consequences(&versions, wish.how);
    plan.summary = summary(wish.how.verb(), &versions);
    plan.announced = match wish.how {
        Retired::Deprecated => &["version-deprecated-in-use"],
        Retired::Withdrawn => &["version-withdrawn-in-use"],
    };
    plan.changes = draft.finish();
    Ok(plan)
}

/// A retirement in the making.
struct Retiring<'t, 'r> {
    registry: &'r Registry,
    wish: &'t Retire<'t>,
    usage: Usage<'r>,
    versions: &'t [VersionOf<'r>],
    draft: Draft<'t>,
    plan: Plan,
}

impl Retiring<'_, '_> {
    fn version(&mut self, connector: &Connector, version: &ConnectorVersion) -> Result<(), EditError> {
        let (wish, before) = (self.wish, self.draft.changed());
        let replacement = match wish.replaced_by {
            Some(text) => Some(replacement(self.registry, connector, text, (self.versions, wish.how))?),
            None => None,
        };
        let path = describe::file(&mut self.draft, connector, version)?;
        // Since when it was something else says nothing about what it is now.
        let keeps_day = version.status.word() == wish.how.status();
        self.draft.edit(&path, |editor| {
            let mut fields = Fields::new(editor, Kind::Version);
            fields.set("status", &Out::text(wish.how.status()))?;
            fields.set("reason", &Out::text(wish.reason.trim()))?;
            if let Some(replacement) = &replacement {
                fields.set("replaced_by", replacement)?;
            }
            match wish.from {
                Some(from) => fields.set("from", &Out::Plain(from.to_string())),
                None if !keeps_day => fields.remove("from"),
                None => Ok(()),
            }
        })?;
        if self.draft.changed() > before {
            self.tell(connector, version, &path);
        }
        Ok(())
    }

    /// Says what is done, and who is affected.
    fn tell(&mut self, connector: &Connector, version: &ConnectorVersion, path: &RepoPath) {
        let (slug, number) = (&connector.slug, &version.number);
        let users = self.usage.applications_of_version(slug, number);
        let used = match users.len() {
            0 => "no application uses it".to_owned(),
            _ => format!("used by {}", listed(users.iter().map(|user| user.name.as_str()), MOST_NAMES)),
        };
        self.plan.destroys |= self.wish.how == Retired::Withdrawn && !users.is_empty();
        self.plan.steps.push(format!("{} `{slug}` {number}: {used}", self.wish.how.verb()));
        if !version.described {
            self.plan.steps.push(format!("begin `{path}`, which was not there"));
        }
    }
}

/// Makes versions active again.
///
/// # Errors
/// One of them is not there.
pub fn activate(registry: &Registry, tree: &dyn Tree, words: &[String]) -> Result<Plan, EditError> {
    let (mut draft, mut plan) = (Draft::new(tree), Plan::default());
    let is_active = |(_, version): &VersionOf<'_>| matches!(version.status, Status::Active);
    let (active, versions): (Vec<_>, Vec<_>) = all(registry, words)?.into_iter().partition(is_active);
    for (connector, version) in active {
        plan.notes.push(format!("`{}` {} is active already", connector.slug, version.number));
    }
    for &(connector, version) in &versions {
        let (slug, number) = (&connector.slug, &version.number);
        draft.edit(&version.file, |editor| {
            let mut fields = Fields::new(editor, Kind::Version);
            ["status", "reason", "replaced_by", "from"].iter().try_for_each(|name| fields.remove(name))
        })?;
        plan.steps.push(format!("activate `{slug}` {number}, which is {}", version.status.word()));
        if connector.current().is_none_or(|current| current.number < *number) {
            plan.notes.push(format!("{number} is the current version of `{slug}` then"));
        }
    }
    plan.summary = summary("activate", &versions);
    plan.changes = draft.finish();
    Ok(plan)
}

/// The versions that words name, each once.
fn all<'r>(registry: &'r Registry, words: &[String]) -> Result<Vec<VersionOf<'r>>, EditError> {
    let mut versions: Vec<VersionOf<'r>> = Vec::new();
    for word in words {
        let (connector, version) = find::named_version(registry, word)?;
        if !versions.iter().any(|(_, other)| other.file == version.file) {
            versions.push((connector, version));
        }
    }
    Ok(versions)
}

/// What to use instead of the `going` versions of `connector`, as it is written.
fn replacement(
    registry: &Registry,
    connector: &Connector,
    text: &str,
    (going, how): (&[VersionOf<'_>], Retired),
) -> Result<Out, EditError> {
    let refused = |what: String| Err(EditError::refused(what));
    if VersionNumber::parse(text).is_ok() {
        let version = find::version(connector, text)?;
        let named = format!("`{}` {}", connector.slug, version.number);
        if going.iter().any(|(_, other)| other.file == version.file) {
            return refused(format!("{named} is what you {}; name another version", how.verb()));
        }
        if matches!(version.status, Status::Withdrawn(_)) {
            return refused(format!("{named} is withdrawn and replaces nothing; name another version"));
        }
        return Ok(Out::Quoted(version.number.to_string()));
    }
    Ok(Out::text(instead(registry, connector, text)?))
}

/// The slug of the connector that replaces `connector`, or a version of it.
///
/// # Errors
/// There is none, or it makes no sense.
pub(super) fn instead<'r>(
    registry: &'r Registry,
    connector: &Connector,
    text: &str,
) -> Result<&'r str, EditError> {
    let refused = |what: String| Err(EditError::refused(what));
    let other = find::connector(registry, text)?;
    if other.slug == connector.slug {
        return refused(format!("`{text}` is the connector itself; name another one"));
    }
    if other.current().is_none() {
        return refused(format!(
            "`{text}` has no active version and replaces nothing; name another connector"
        ));
    }
    Ok(other.slug.as_str())
}

/// What follows for connectors whose versions are retired.
fn consequences(going: &[VersionOf<'_>], how: Retired) -> Vec<String> {
    let mut connectors: Vec<&Connector> = going.iter().map(|(connector, _)| *connector).collect();
    connectors.dedup_by_key(|connector| &connector.folder);
    let mut notes = Vec::new();
    for connector in connectors {
        let goes = |version: &ConnectorVersion| going.iter().any(|(_, other)| other.file == version.file);
        notes.extend(current_after(connector, &goes));
        if how == Retired::Withdrawn {
            notes.extend(orphans(connector, &goes));
        }
    }
    notes
}

/// Which version is the current one then, where that changes.
fn current_after(connector: &Connector, goes: &dyn Fn(&ConnectorVersion) -> bool) -> Option<String> {
    connector.current().filter(|current| goes(current))?;
    let stays = |version: &&ConnectorVersion| matches!(version.status, Status::Active) && !goes(version);
    let slug = &connector.slug;
    Some(match connector.versions.iter().rev().find(stays) {
        Some(left) => format!("{} is the current version of `{slug}` then", left.number),
        None => format!("`{slug}` has no active version then"),
    })
}

/// The versions that are to be replaced by one that is withdrawn.
fn orphans(connector: &Connector, goes: &dyn Fn(&ConnectorVersion) -> bool) -> Vec<String> {
    let stays = connector.versions.iter().filter(|version| !goes(version));
    let orphan = |version: &ConnectorVersion| {
        let named = version.status.retirement()?.replaced_by.as_ref()?;
        let replacement =
            connector.version(&VersionNumber::parse(named).ok()?).filter(|other| goes(other))?;
        let (slug, number) = (&connector.slug, &version.number);
        let by = &replacement.number;
        Some(format!(
            "`{slug}` {number} is to be replaced by {by}, which is withdrawn then; name another one there"
        ))
    };
    stays.filter_map(orphan).collect()
}

fn summary(verb: &str, versions: &[VersionOf<'_>]) -> String {
    let named: Vec<String> = versions
        .iter()
        .map(|(connector, version)| format!("{} {}", connector.slug, version.number))
        .collect();
    let (first, rest) = verb.split_at(1);
    format!("{}{rest} {}", first.to_uppercase(), joined(&named))
}
