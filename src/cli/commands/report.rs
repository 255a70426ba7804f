//! `connectory report`: the reports of the site, computed by the same code. For programs, `docs/schemas/usage-reports.schema.json`.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::looking::{self, Dates};
use super::registry::RegistryArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::cli::table::Grid;
use crate::diag::emit::pretty;
use crate::model::{Audience, Chronicle, Whose};
use crate::pipeline::Pipeline;
use crate::plan::Seen;
use crate::plan::reports::{By, Report, Sheet};

/// What to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// How many applications use what, and how far behind they are
    Usage,
    /// Who is behind, the worst first, and what moving takes
    Stale,
    /// By when applications have to move, and which have not
    Deadlines,
    /// Which versions may be deleted, and why others may not
    Deletable,
    /// How much space the versions take that may be deleted
    Savings,
    /// Which versions ship which .NET assembly
    Assemblies,
    /// Which applications get one assembly in two versions
    Conflicts,
    /// How many applications used which version over time
    Adoption,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For spreadsheets
    Csv,
    /// For programs: one document, schema 1
    Json,
    /// For a page or a comment
    Markdown,
}

/// The same as the site tells, with every row. On a terminal the table fits its width; elsewhere every value is whole. Exit
/// code: 0 printed, also where there is nothing to report; 2 the registry could not be read, or the site has no such report.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// What to report
    what: What,
    /// What to count usage by; connector where nothing is said
    #[arg(long)]
    by: Option<By>,
    /// How to write it
    #[arg(long, default_value = "table")]
    format: Format,
    /// Report what this audience may see, as registry.yaml declares it, instead of everything
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
    /// Look at the registry as it was at this commit
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    #[command(flatten)]
    registry: RegistryArguments,
}

impl ValueEnum for By {
    fn value_variants<'a>() -> &'a [By] {
        &By::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (word, what) = self.word();
        Some(PossibleValue::new(word).help(what))
    }
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let report = report(arguments.what, arguments.by)?;
    let opened = arguments.registry.open(arguments.rev.as_deref())?;
    let registry = looking::load(&opened, Dates::Needed, context)?;
    let chronicle = match report {
        Report::Adoption => Pipeline::new()?.chronicle(&opened)?,
        _ => Chronicle::default(),
    };
    let sight = arguments.site.clone().map_or(Whose::Everyone, Whose::Named).sight(&registry)?;
    let chronicle = Audience::of_past(&chronicle, &registry, &sight);
    let registry = Audience::of(&registry, &sight);
    let today = arguments.registry.today(context);
    let seen = Seen { registry: &registry, chronicle: &chronicle };
    let sheet = report.seen(seen, today).ok_or_else(|| refusal(report, &arguments))?;
    context.print(&text(&sheet, arguments.format, today, context))?;
    if sheet.rows.is_empty() && matches!(arguments.format, Format::Table) {
        context.tell(sheet.nothing);
    }
    if !sight.is_whole() && sight.has_usage() {
        context.tell("counted are the applications that this audience may see; there may be others");
    }
    Ok(Exit::Clean)
}

fn report(what: What, by: Option<By>) -> Result<Report, Failure> {
    if by.is_some() && what != What::Usage {
        return Err("only `usage` can be counted by something; leave --by out".into());
    }
    Ok(match what {
        What::Usage => Report::Usage(by.unwrap_or(By::Connector)),
        What::Stale => Report::Stale,
        What::Deadlines => Report::Deadlines,
        What::Deletable => Report::Deletable,
        What::Savings => Report::Savings,
        What::Assemblies => Report::Assemblies,
        What::Conflicts => Report::Conflicts,
        What::Adoption => Report::Adoption,
    })
}

/// Why an audience has no such report.
fn refusal(report: Report, arguments: &Arguments) -> Failure {
    let site = arguments.site.as_deref().unwrap_or_default();
    let (name, why) = match report {
        Report::Savings => ("savings", "does not see everything and cannot tell what nobody uses"),
        other => (other.name(), "tells of no usage"),
    };
    format!("the site `{site}` {why}, so it has no report `{name}`; leave --site out, or name another").into()
}

fn text(sheet: &Sheet, format: Format, today: Date, context: &Context) -> String {
    match format {
        Format::Table => table(sheet, context),
        Format::Csv => sheet.csv(),
        Format::Json => pretty(&sheet.json(today)),
        Format::Markdown => sheet.markdown(),
    }
}

/// The rows, and below them what holds for all together.
fn table(sheet: &Sheet, context: &Context) -> String {
    if sheet.rows.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(sheet.headings());
    sheet.lines().for_each(|line| grid.row(line));
    let sums = sheet.sums().map(|(name, text)| format!("{name}: {text}\n"));
    let sums: String = sums.collect();
    let between = if sums.is_empty() { "" } else { "\n" };
    grid.text(context.width()) + between + &sums
}
