//! `connectory search`

#[path = "search/hits.rs"]
mod hits;
#[path = "search/json.rs"]
mod json;
#[path = "search/pieces.rs"]
mod pieces;
#[path = "search/words.rs"]
mod words;

use clap::Args;

use super::format::Format;
use super::looking::{Dates, LookArguments};
use crate::cli::context::{Context, Exit, Failure};
use crate::cli::table::Table;
use crate::diag::emit::pretty;
use crate::model::Usage;
use hits::{Found, Hit};

/// A connector is found when it holds every word: in its slug, name, former slugs, tags, category, owners, description or help,
/// or in the settings, files and entry points of any version. Case does not matter. For a word that no connector holds,
/// words that are almost the same count. Best first. Exit code: 0 found, 1 nothing found, 2 the registry could not be read.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// What to look for
    #[arg(required = true, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    words: Vec<String>,
    /// Show at most so many connectors
    #[arg(long, value_name = "COUNT", default_value = "20", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    #[command(flatten)]
    look: LookArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let registry = arguments.look.load(Dates::Spared, context)?;
    let words = words::of(&arguments.words);
    if words.is_empty() {
        return Err("there is no word to look for; write some, such as connectory search sql server".into());
    }
    let hits = hits::search(&registry, &words);
    let shown = &hits[..hits.len().min(arguments.limit as usize)];
    match arguments.look.format {
        Format::Json => {
            let usage = Usage::of(&registry);
            context.print(&pretty(&json::document(&words, shown, hits.len(), &usage)))?;
        }
        Format::Human if shown.is_empty() => {}
        Format::Human => context.print(&table(shown).text(context.width()))?,
    }
    if hits.is_empty() {
        context.tell(&format!("no connector holds {}", words::quoted(&words)));
        return Ok(Exit::Findings);
    }
    if hits.len() > shown.len() {
        context.tell(&format!(
            "{} of {}, the best; --limit {} shows all",
            shown.len(),
            hits.len(),
            hits.len()
        ));
    }
    Ok(Exit::Clean)
}

fn table(hits: &[Hit<'_>]) -> Table<3> {
    let mut table = Table::new(["Slug", "Name", "Found in"]);
    for hit in hits {
        let found: Vec<String> = hit.found.iter().map(said).collect();
        table.row([hit.connector.slug.to_string(), hit.connector.name.value.clone(), found.join("; ")]);
    }
    table
}

/// Where a word was found, for people.
fn said(found: &Found<'_>) -> String {
    let version = found.piece.version.map_or(String::new(), |number| format!(" of {number}"));
    let place = found.piece.place.word();
    if found.piece.place.says_itself() {
        return place.to_owned();
    }
    format!("{place}{version}: {}", found.excerpt())
}
