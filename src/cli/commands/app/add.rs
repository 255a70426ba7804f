//! `connectory app add`

use clap::Args;
use jiff::civil::Date;

use super::super::changing::{ChangeArguments, Consent, Subject};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::Plan;
use crate::edit::application::{self, Addition, Said, USES};

/// A use is SLUG@VERSION. The keys that the application fills in stand behind a colon, the connection's name behind `as`:
/// --uses 'sql-server@1.3:Server,Database as Plant DB'. Exit code: 0 added, 1 it would bring errors, 2 it is there already,
/// or something it names is not.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Its name on the platform
    name: String,
    /// A connector that it uses; may be given several times
    #[arg(long, value_name = USES, required = true)]
    uses: Vec<String>,
    /// The name of its file, by which commands know it; made of the name where it is not given
    #[arg(long)]
    slug: Option<String>,
    /// The folder in `applications/` to put it in
    #[arg(long)]
    folder: Option<String>,
    /// A group that may see it; may be given several times; none for administrators only
    #[arg(long, value_name = "GROUP")]
    access: Vec<String>,
    /// Who answers for it
    #[arg(long)]
    owner: Option<String>,
    /// Its own version
    #[arg(long)]
    version: Option<String>,
    /// Its own category
    #[arg(long)]
    category: Option<String>,
    /// Where it runs
    #[arg(long)]
    url: Option<String>,
    /// It is published
    #[arg(long)]
    published: bool,
    /// The day on which this was read from the platform, instead of today
    #[arg(long, value_name = "DATE")]
    observed: Option<Date>,
    /// The platform it was read from
    #[arg(long)]
    source: Option<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.change.run(&arguments.consent, context, |subject| arguments.plan(subject))
}

impl Arguments {
    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Failure> {
        let uses = self.uses.iter().map(|text| application::read_use(subject.registry, text));
        let said = Said {
            name: self.name.trim().to_owned(),
            version: self.version.clone(),
            category: self.category.clone(),
            owner: self.owner.clone(),
            published: self.published.then_some(true),
            url: self.url.clone(),
            access: (!self.access.is_empty()).then(|| self.access.clone()),
            observed: Some(self.observed.unwrap_or(subject.today)),
            source: self.source.clone(),
            uses: uses.collect::<Result<_, _>>()?,
        };
        let addition = Addition { said, slug: self.slug.clone(), folder: self.folder.clone() };
        Ok(application::add(subject.registry, subject.tree, &addition)?)
    }
}
