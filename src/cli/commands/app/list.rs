//! `connectory app list`. For programs, schema 1: fields are only ever added (`docs/schemas/looking.schema.json`).
//! `applications` holds, by slug, what `connectory show` says of each; of its `uses` those that were asked for.

use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::super::format::Format;
use super::super::known;
use super::super::looking::{Dates, LookArguments, distance, value};
use crate::cli::context::{Context, Exit, Failure};
use crate::cli::table::Table;
use crate::diag::emit::pretty;
use crate::model::{Application, Behind, Connector, Registry, Usage, Use, VersionNumber};

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
            let all = listed.iter().map(|(app, uses)| value::application(app, uses, &listing.usage));
            let all: Vec<Value> = all.collect();
            pretty(&json!({ "schema": 1, "kind": "applications", "applications": all }))
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
    usage: Usage<'l>,
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
        Ok(Listing { registry, usage: Usage::of(registry), connector, version, behind, stale, today })
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
        let connector = self.usage.connector(&used.connector);
        let same = |wanted: &Connector| connector.is_some_and(|found| std::ptr::eq(found, wanted));
        self.connector.is_none_or(same)
            && self.version.is_none_or(|number| used.version.value == *number)
            && (!self.behind || self.behind_of(used).is_some())
    }

    fn behind_of(&self, used: &Use) -> Option<Behind> {
        Behind::of(self.usage.connector(&used.connector)?, &used.version)
    }

    fn is_stale(&self, application: &Application) -> bool {
        let most = self.registry.policy.usage_max_age_days;
        most.is_some_and(|most| application.age(self.today).is_none_or(|age| age > i64::from(most)))
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
                row(
                    format!("{}@{}", used.connector, used.version),
                    connection,
                    distance(self.behind_of(used)),
                );
            }
        }
        table
    }
}
