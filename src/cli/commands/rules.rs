//! `connectory rules`

use std::fmt::Write;

use clap::Args;
use serde_json::json;

use crate::check::{Entry, RULES};
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::emit::pretty;

/// How the list is written.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: one document, schema 1
    Json,
    /// The pages of all rules, one after the other
    Markdown,
}

/// Levels are those in force without a registry.yaml.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// How to write the list
    #[arg(long, default_value = "human")]
    format: Format,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let text = match arguments.format {
        Format::Human => human(),
        Format::Json => json(),
        Format::Markdown => markdown(),
    };
    context.print(&text)?;
    Ok(Exit::Clean)
}

fn human() -> String {
    let width = RULES.iter().map(|entry| entry.code.len()).max().unwrap_or(0);
    let mut out = String::new();
    for entry in RULES {
        let fixed = if entry.adjustable { "" } else { ", fixed" };
        let level = format!("{}{fixed}", entry.level);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{:<width$}  {level:<11}  {}", entry.code, entry.what());
    }
    out
}

fn json() -> String {
    let rules = RULES.iter().map(|entry| {
        json!({
            "code": entry.code,
            "level": entry.level.to_string(),
            "adjustable": entry.adjustable,
            "what": entry.what(),
            "page": entry.page,
        })
    });
    let document = json!({ "schema": 1, "rules": rules.collect::<Vec<_>>() });
    pretty(&document)
}

fn markdown() -> String {
    let mut out = String::from(
        "# Rules\n\nWhat `connectory check` looks for, in the order of `connectory rules`. `connectory explain CODE` prints one of \
         these pages.\n\n<!-- Made by `connectory rules --format markdown`. -->\n\n| code | level | may be adjusted | what |\n| --- | --- | --- | --- |\n",
    );
    for entry in RULES {
        let Entry { code, level, .. } = entry;
        let adjustable = if entry.adjustable { "yes" } else { "no" };
        let _ = writeln!(
            out,
            "| [{code}](#{code}) | {level} | {adjustable} | {} |",
            entry.what().replace('|', "\\|")
        );
    }
    for entry in RULES {
        let Entry { code, level, .. } = entry;
        let (adjusting, body) = (entry.adjusting(), entry.body());
        let _ = writeln!(out, "\n## {code}\n\nLevel {level}; {adjusting}.\n\n{body}");
    }
    out
}
