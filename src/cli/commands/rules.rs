//! `connectory rules`

use std::fmt::Write;

use clap::Args;
use serde_json::json;

use super::format::Format;
use crate::check::RULES;
use crate::cli::context::{Context, Exit, Failure};

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
    let mut text = serde_json::to_string_pretty(&document).expect("a JSON value always serialises");
    text.push('\n');
    text
}
