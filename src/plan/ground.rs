//! On what the pages of an item stand, so that pages need not be made to find out that they are the same as before.
//!
//! The pages of a connector stand on all that it was read from, on the applications that use it, on what it names as its
//! replacements, and on what every page stands on: the settings of the registry, its templates, the day, the audience. Those of an
//! application stand on the connectors that it uses. All other pages stand on everything.
//!
//! Grounds are made of bytes, never of times, so that they are the same on every machine. One that is not known (a file could not be
//! read) is never the same as another.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Debug, Write as _};

use sha2::{Digest as _, Sha256};

use super::fingerprint::Fingerprint;
use super::route::Item;
use super::shown::Shown;
use super::{Entry, Options, Plan};
use crate::model::{Application, Connector};

/// The sources of the program: another program may make other pages of the same registry.
const SOURCES: &str = env!("CONNECTORY_SOURCES");

/// On what a site stood when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds {
    /// What the pages of a connector (`connectors/<slug>`) or an application (`applications/<slug>`) stand on, and all others (`*`).
    known: BTreeMap<String, Fingerprint>,
}

/// What stands for all pages that are of no single item.
const WHOLE: &str = "*";

impl Grounds {
    /// What is known, by the name of what stands on it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fingerprint)> {
        self.known.iter().map(|(name, ground)| (name.as_str(), ground))
    }
}

impl FromIterator<(String, Fingerprint)> for Grounds {
    fn from_iter<I: IntoIterator<Item = (String, Fingerprint)>>(known: I) -> Grounds {
        Grounds { known: known.into_iter().collect() }
    }
}

impl Plan<'_> {
    /// What the pages stand on now.
    pub fn grounds(&self) -> Grounds {
        Laid::of(&self.shown, self.options).grounds
    }

    /// Whether the page of an entry stands on the same as when `before` was laid, where `now` is [`Plan::grounds`]: then it is the
    /// same page.
    pub fn stands(entry: &Entry<'_>, before: &Grounds, now: &Grounds) -> bool {
        let name = match entry.route.item() {
            Some(Item::Connector(connector)) => Cow::Owned(of_connector(connector)),
            Some(Item::Application(application)) => Cow::Owned(of_application(application)),
            None => Cow::Borrowed(WHOLE),
        };
        now.known.get(&*name).is_some_and(|ground| before.known.get(&*name) == Some(ground))
    }
}

fn of_connector(connector: &Connector) -> String {
    format!("connectors/{}", connector.slug)
}

fn of_application(application: &Application) -> String {
    format!("applications/{}", application.slug)
}

/// Everything that pages stand on, laid out once.
struct Laid<'l, 'r> {
    shown: &'l Shown<'r>,
    /// What every page stands on.
    common: Fingerprint,
    aliases: HashMap<&'r str, Vec<&'r str>>,
    grounds: Grounds,
}

impl<'l, 'r> Laid<'l, 'r> {
    fn of(shown: &'l Shown<'r>, options: &Options) -> Laid<'l, 'r> {
        let mut aliases: HashMap<&str, Vec<&str>> = HashMap::new();
        for (alias, connector) in &shown.aliases {
            aliases.entry(connector.slug.as_str()).or_default().push(alias);
        }
        let common = common(shown, options);
        let mut laid = Laid { shown, common, aliases, grounds: Grounds::default() };
        let connectors = shown.connectors.iter().map(|found| (of_connector(found), laid.connector(found)));
        let applications =
            shown.applications.iter().map(|found| (of_application(found), laid.application(found)));
        let all: Vec<(String, Option<Fingerprint>)> = connectors.chain(applications).collect();
        let whole = laid.whole(&all, options);
        let known = all.into_iter().chain([(WHOLE.to_owned(), whole)]);
        laid.grounds.known = known.filter_map(|(name, ground)| Some((name, ground?))).collect();
        laid
    }

    fn connector(&self, connector: &Connector) -> Option<Fingerprint> {
        let mut ground = self.begin();
        self.origin(connector, &mut ground)?;
        for seen in connector.versions.iter().filter_map(|version| version.first_seen.as_ref()) {
            ground.add(&(seen, self.shown.commit(&seen.commit)));
        }
        for application in self.shown.usage.applications_of(&connector.slug) {
            ground.add(&(application.origin?, self.shown.registry.keeps_application(application)));
        }
        self.replacements(connector, &mut ground)?;
        ground.add(&self.aliases.get(connector.slug.as_str()));
        Some(ground.finish())
    }

    fn application(&self, application: &Application) -> Option<Fingerprint> {
        let mut ground = self.begin();
        ground.add(&(application.origin?, self.shown.registry.keeps_application(application)));
        for used in &application.uses {
            let Some(connector) = self.shown.usage.connector(&used.connector) else { continue };
            self.origin(connector, &mut ground)?;
            self.replacements(connector, &mut ground)?;
        }
        Some(ground.finish())
    }

    /// What the pages stand on that are of no single item.
    fn whole(&self, items: &[(String, Option<Fingerprint>)], options: &Options) -> Option<Fingerprint> {
        let mut ground = self.begin();
        for (name, item) in items {
            ground.add(&(name, (*item)?));
        }
        let registry = self.shown.registry;
        ground.add(&(&registry.unreadable, &registry.faulty, &registry.kept, &options.revision));
        ground.add(self.shown.chronicle);
        // What has no page of its own may be counted.
        for connector in &registry.connectors {
            ground.add(&(&connector.folder, connector.origin?));
        }
        for application in &registry.applications {
            ground.add(&(&application.file, application.origin?));
        }
        Some(ground.finish())
    }

    /// The connectors that are named in place of this one or of a version of it.
    fn replacements(&self, connector: &Connector, ground: &mut Ground) -> Option<()> {
        let of_versions = connector.versions.iter().filter_map(|version| version.status.retirement());
        let of_versions = of_versions.filter_map(|retirement| retirement.replaced_by.as_ref());
        for named in connector.replaced_by.iter().chain(of_versions) {
            match self.shown.connector(&named.value) {
                Some(found) => self.origin(found, ground)?,
                None => ground.add(&()),
            }
        }
        Some(())
    }

    /// What a connector was read from, and whether it is shown as it last was.
    fn origin(&self, connector: &Connector, ground: &mut Ground) -> Option<()> {
        ground.add(&(&connector.slug, connector.origin?, self.shown.registry.keeps(connector)));
        Some(())
    }

    fn begin(&self) -> Ground {
        let mut ground = Ground::default();
        ground.add(&self.common);
        ground
    }
}

/// What every page stands on.
fn common(shown: &Shown<'_>, options: &Options) -> Fingerprint {
    let Options { templates, not_found_root, today, revision: _, folder, bundles } = options;
    let mut ground = Ground::default();
    ground.add(&(SOURCES, templates, not_found_root, today, folder, bundles));
    ground.add(&(&shown.registry.policy, &shown.registry.categories, shown.sight));
    ground.add(shown.deletions(*today));
    ground.finish()
}

/// A ground that is being laid.
#[derive(Default)]
struct Ground(Sha256);

impl Ground {
    /// Adds all that there is in a value.
    fn add(&mut self, value: &dyn Debug) {
        writeln!(self, "{value:?}").expect("a digest takes everything");
    }

    fn finish(self) -> Fingerprint {
        Fingerprint::from_bytes(self.0.finalize().into())
    }
}

impl fmt::Write for Ground {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
