//! `connectory app list`. For programs, schema 1; fields are only ever added:
//!
//! | field | what it holds |
//! | --- | --- |
//! | `applications` | by slug; a list of: |
//! | `slug`, `name` | the file's stem, and what people call it |
//! | `owner`, `source` | as written; null where nothing is |
//! | `observed` | the day on which it was read from the platform; null where nobody said |
//! | `stale` | whether that is longer ago than `usage_max_age_days` allows |
//! | `uses` | in the file's order; a list of: |
//! | `connector`, `version` | the connector's slug and the number as the file writes it |
//! | `connection` | the connection's name; null where none is written |
//! | `status` | `active`, `deprecated`, `withdrawn`; `unknown` where the registry has no such version |
//! | `behind` | null where it is not; else `versions` and `breaks` up to `current` |

use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::super::format::Format;
use super::super::known;
use super::super::looking::{Dates, LookArguments};
use crate::cli::context::{Context, Exit, Failure};
use crate::cli::table::Table;
use crate::diag::emit::pretty;
use crate::diag::plural;
use crate::model::{Application, Behind, Connector, Registry, Use, VersionNumber};

/// A row for each connector that an application uses. Exit code: 0 listed, also where nothing is there to be listed; 2 the
/// registry could not be read, or has no such connector.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Only what uses this connector, or this version of it
    #[arg(long, value_name = "SLUG[@VERSION]")]
    connector: Option<String>,
    /// Only what uses a version below the connector's current one
    #[arg(long)]
    behind: bool,
    /// Only those that were observed longer ago than `usage_max_age_days` allows, or that nobody knows when
    #[arg(long)]
    stale: bool,
    #[command(flatten)]
    look: LookArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let registry = arguments.look.load(Dates::Spared, context)?;
    let listing = Listing::of(arguments, &registry, arguments.look.registry.today(context))?;
    let listed = listing.applications();
    let text = match arguments.look.format {
        Format::Json => {
            let all: Vec<Value> = listed.iter().map(|(app, uses)| listing.value(app, uses)).collect();
            pretty(&json!({ "schema": 1, "applications": all }))
        }
        Format::Human if listed.is_empty() => String::new(),
        Format::Human => listing.table(&listed).text(context.width()),
    };
    context.print(&text)?;
    if listed.is_empty() {
        let filtered = arguments.connector.is_some() || arguments.behind || arguments.stale;
        let which = if filtered { "no such application" } else { "no application yet" };
        context.tell(&format!("the registry has {which}"));
    }
    Ok(Exit::Clean)
}

/// What is listed.
struct Listing<'l> {
    registry: &'l Registry,
    connector: Option<&'l Connector>,
    version: Option<&'l VersionNumber>,
    behind: bool,
    stale: bool,
    today: Date,
}

impl<'l> Listing<'l> {
    fn of(arguments: &Arguments, registry: &'l Registry, today: Date) -> Result<Listing<'l>, Failure> {
        let (mut connector, mut version) = (None, None);
        if let Some(text) = &arguments.connector {
            let (slug, number) =
                text.split_once('@').map_or((text.as_str(), None), |(slug, n)| (slug, Some(n)));
            let found = known::connector(registry, slug, "name one by its folder")?;
            connector = Some(found);
            if let Some(number) = number {
                version = Some(&known::version(found, number)?.number);
            }
        }
        if arguments.stale && registry.policy.usage_max_age_days.is_none() {
            return Err("registry.yaml sets no `usage_max_age_days`, so no observation is too old".into());
        }
        let (behind, stale) = (arguments.behind, arguments.stale);
        Ok(Listing { registry, connector, version, behind, stale, today })
    }

    /// The applications and of each the uses that are listed.
    fn applications(&self) -> Vec<(&'l Application, Vec<&'l Use>)> {
        let filters_uses = self.connector.is_some() || self.behind;
        let applications = self.registry.applications.iter().filter(|app| !self.stale || self.is_stale(app));
        let listed = applications.map(|app| {
            let uses: Vec<&Use> = app.uses.iter().filter(|used| self.shows(used)).collect();
            (app, uses)
        });
        listed.filter(|(_, uses)| !filters_uses || !uses.is_empty()).collect()
    }

    fn shows(&self, used: &Use) -> bool {
        let connector = self.registry.connector(&used.connector);
        let same = |wanted: &Connector| connector.is_some_and(|found| std::ptr::eq(found, wanted));
        self.connector.is_none_or(same)
            && self.version.is_none_or(|number| used.version.value == *number)
            && (!self.behind || self.behind_of(used).is_some())
    }

    fn behind_of(&self, used: &Use) -> Option<Behind> {
        Behind::of(self.registry.connector(&used.connector)?, &used.version)
    }

    fn is_stale(&self, application: &Application) -> bool {
        let Some(most) = self.registry.policy.usage_max_age_days else { return false };
        let age = |day: Date| i64::from((self.today - day).get_days());
        application.observed.as_ref().is_none_or(|observed| age(observed.value) > i64::from(most))
    }

    fn table(&self, listed: &[(&Application, Vec<&Use>)]) -> Table<6> {
        let mut table = Table::new(["Slug", "Name", "Uses", "Connection", "Behind", "Observed"]);
        for (application, uses) in listed {
            let observed = application.observed.as_ref().map(ToString::to_string).unwrap_or_default();
            let stale = if self.is_stale(application) && !observed.is_empty() { ", stale" } else { "" };
            let mut row = |uses: String, connection: String, behind: String| {
                let (slug, name) = (application.slug.to_string(), application.name.value.clone());
                table.row([slug, name, uses, connection, behind, format!("{observed}{stale}")]);
            };
            if uses.is_empty() {
                row(String::new(), String::new(), String::new());
            }
            for used in uses {
                let connection = used.connection.as_ref().map(ToString::to_string).unwrap_or_default();
                row(format!("{}@{}", used.connector, used.version), connection, self.how_far(used));
            }
        }
        table
    }

    /// How far a use is behind, in words.
    fn how_far(&self, used: &Use) -> String {
        match self.behind_of(used) {
            None => String::new(),
            Some(Behind { versions, breaks: 0 }) => plural(versions, "version"),
            Some(Behind { versions, breaks }) => {
                format!("{}, {}", plural(versions, "version"), plural(breaks, "break"))
            }
        }
    }

    fn value(&self, application: &Application, uses: &[&Use]) -> Value {
        json!({
            "slug": application.slug.as_str(),
            "name": application.name.value,
            "owner": application.owner,
            "source": application.source,
            "observed": application.observed.as_ref().map(ToString::to_string),
            "stale": self.is_stale(application),
            "uses": uses.iter().map(|used| self.use_value(used)).collect::<Vec<_>>(),
        })
    }

    fn use_value(&self, used: &Use) -> Value {
        let connector = self.registry.connector(&used.connector);
        let version = connector.and_then(|connector| connector.version(&used.version));
        let current = connector.and_then(Connector::current).map(|version| version.number.as_str());
        let behind = self.behind_of(used).map(
            |behind| json!({ "versions": behind.versions, "breaks": behind.breaks, "current": current }),
        );
        json!({
            "connector": connector.map_or(used.connector.as_str(), |connector| connector.slug.as_str()),
            "version": used.version.as_str(),
            "connection": used.connection.as_ref().map(|name| name.value.as_str()),
            "status": version.map_or("unknown", |version| version.status.word()),
            "behind": behind,
        })
    }
}
