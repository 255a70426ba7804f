//! What the registry has under the names that rows use.

use std::collections::{HashMap, HashSet};

use crate::edit::application::check_editable;
use crate::edit::find;
use crate::edit::slug::slug_of;
use crate::model::{Application, Connector, ConnectorVersion, Registry, VersionNumber};

/// Names of a registry, each found at once.
pub(super) struct Lookup<'r> {
    registry: &'r Registry,
    /// Connectors by slug and former slug.
    slugs: HashMap<&'r str, &'r Connector>,
    ids: HashMap<String, &'r Connector>,
    names: HashMap<String, Vec<&'r Connector>>,
    applications: HashMap<String, Vec<&'r Application>>,
    /// The stems of all files of applications, be they readable or not, in lower case.
    stems: HashSet<String>,
}

/// Which application a row is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'w> {
    pub(super) name: &'w str,
    pub(super) slug: Option<&'w str>,
    pub(super) source: Option<&'w str>,
}

/// The application that a row is about.
#[derive(Debug, Clone)]
pub(super) enum Target<'r> {
    /// One that is there.
    There(&'r Application),
    /// A new one, with its slug.
    New(String),
}

impl<'r> Lookup<'r> {
    /// Of a registry; `stems` are those of all files of applications.
    pub(super) fn of(registry: &'r Registry, stems: impl Iterator<Item = String>) -> Lookup<'r> {
        let mut lookup = Lookup {
            registry,
            slugs: HashMap::new(),
            ids: HashMap::new(),
            names: HashMap::new(),
            applications: HashMap::new(),
            stems: stems.map(|stem| stem.to_lowercase()).collect(),
        };
        for connector in &registry.connectors {
            lookup.slugs.entry(connector.slug.as_str()).or_insert(connector);
            lookup.names.entry(folded(&connector.name)).or_default().push(connector);
            if let Some(id) = &connector.id {
                lookup.ids.entry(id.to_lowercase()).or_insert(connector);
            }
        }
        for connector in &registry.connectors {
            for alias in &connector.aliases {
                lookup.slugs.entry(alias.value.as_str()).or_insert(connector);
            }
        }
        for application in &registry.applications {
            lookup.applications.entry(folded(&application.name)).or_default().push(application);
        }
        lookup
    }

    /// The connector with this slug, former slug, id or name.
    pub(super) fn connector(&self, text: &str) -> Result<&'r Connector, String> {
        let lower = text.to_lowercase();
        let exact =
            self.slugs.get(text).or_else(|| self.slugs.get(lower.as_str())).or_else(|| self.ids.get(&lower));
        if let Some(connector) = exact {
            return Ok(connector);
        }
        match self.names.get(&folded(text)).map(Vec::as_slice) {
            Some([one]) => Ok(one),
            Some(several) => {
                let slugs: Vec<String> = several.iter().map(|other| format!("`{}`", other.slug)).collect();
                Err(format!(
                    "{} connectors are called `{text}`; write the slug: {}",
                    several.len(),
                    slugs.join(", ")
                ))
            }
            None => Err(find::connector_or(self.registry, text, "add it first (connectory add)")
                .err()
                .map_or_else(String::new, |error| error.to_string())),
        }
    }

    /// The version of a connector.
    pub(super) fn version(
        &self,
        connector: &'r Connector,
        text: &str,
    ) -> Result<&'r ConnectorVersion, String> {
        let number = VersionNumber::parse(text).map_err(|what| {
            let comma = text.contains(',').then(|| text.replace(',', "."));
            match comma.filter(|text| VersionNumber::parse(text).is_ok()) {
                Some(point) => format!("version `{text}` has a comma; write {point}"),
                None => format!("version `{text}` {what}"),
            }
        })?;
        connector.version(&number).ok_or_else(|| {
            let has = find::versions(connector);
            format!(
                "`{}` has no version `{text}`; {has}; add its package first (connectory add)",
                connector.slug
            )
        })
    }

    /// The application that a row is about.
    pub(super) fn application(&self, wanted: Wanted<'_>) -> Result<Target<'r>, String> {
        if let Some(slug) = wanted.slug {
            return match self.registry.application(slug) {
                Some(there) => self.there(there),
                None => self.fresh(slug.to_owned()),
            };
        }
        let named = self.applications.get(&folded(wanted.name)).map_or(&[][..], Vec::as_slice);
        let of = |source: Option<&str>| {
            let same = named.iter().filter(move |app| app.source.as_deref() == source);
            same.copied().collect::<Vec<_>>()
        };
        let found = match wanted.source {
            None => named.to_vec(),
            // One that says no platform may be of any.
            source => Some(of(source)).filter(|found| !found.is_empty()).unwrap_or_else(|| of(None)),
        };
        match found.as_slice() {
            [one] => self.there(one),
            [] => self.new_one(wanted),
            several => {
                let slugs: Vec<String> = several.iter().map(|app| format!("`{}`", app.slug)).collect();
                Err(format!(
                    "{} applications are called `{}`; say which one in the column `application_slug`: {}",
                    several.len(),
                    wanted.name,
                    slugs.join(", ")
                ))
            }
        }
    }

    /// One that is there, if all of its file could be read.
    fn there(&self, application: &'r Application) -> Result<Target<'r>, String> {
        match check_editable(self.registry, application) {
            Ok(()) => Ok(Target::There(application)),
            Err(error) => Err(error.to_string()),
        }
    }

    /// A new application of this name, by a slug that is free.
    fn new_one(&self, wanted: Wanted<'_>) -> Result<Target<'r>, String> {
        let Some(slug) = slug_of(wanted.name) else {
            let name = wanted.name;
            return Err(format!(
                "no slug can be made of `{name}`; give one in the column `application_slug`"
            ));
        };
        let Some(other) = self.registry.application(&slug) else { return self.fresh(slug) };
        // The same name on another platform is another application.
        let elsewhere =
            wanted.source.filter(|source| other.source.as_deref().is_some_and(|own| own != *source));
        let longer = elsewhere.and_then(|source| slug_of(&format!("{} {source}", wanted.name)));
        match longer.filter(|longer| *longer != slug && self.registry.application(longer).is_none()) {
            Some(longer) => self.fresh(longer),
            None => Err(format!(
                "its slug `{slug}` is that of `{}` ({}); give another one in the column `application_slug`",
                other.name, other.file
            )),
        }
    }

    /// A new application, unless there is a file of its slug that could not be read.
    fn fresh(&self, slug: String) -> Result<Target<'r>, String> {
        match self.stems.contains(&slug) {
            true => Err(format!(
                "the application `{slug}` is there, but cannot be read; mend it first (connectory check)"
            )),
            false => Ok(Target::New(slug)),
        }
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
