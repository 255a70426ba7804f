//! The categories of a registry, a row each, in the order in which people see them. For programs, schema 1; fields are only
//! ever added (`docs/schemas/looking.schema.json`):
//!
//! | field | what it holds |
//! | --- | --- |
//! | `kind` | `categories` |
//! | `categories` | in their order; a list of: |
//! | `id`, `name`, `description` | as written; `description` is null where there is none |
//! | `is_default` | whether a connector that names no category is in it |
//! | `connector_count` | how many connectors are in it |

use clap::Args;
use serde_json::json;

use super::super::format::Format;
use super::super::looking::{Dates, LookArguments};
use crate::cli::context::{Context, Exit, Failure};
use crate::cli::table::Table;
use crate::diag::emit::pretty;
use crate::model::{Category, Registry};

/// Exit code: 0 listed, also where there is none; 2 the registry could not be read.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    look: LookArguments,
}

/// Lists them.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let registry = arguments.look.load(Dates::Spared, context)?;
    match arguments.look.format {
        Format::Json => {
            let categories: Vec<_> = registry
                .categories
                .iter()
                .map(|category| {
                    json!({
                        "id": category.id.as_str(),
                        "name": category.name.value,
                        "description": category.description,
                        "is_default": is_default(&registry, category),
                        "connector_count": count(&registry, category),
                    })
                })
                .collect();
            context
                .print(&pretty(&json!({ "schema": 1, "kind": "categories", "categories": categories })))?;
        }
        Format::Human if registry.categories.is_empty() => context.tell("the registry has no category yet"),
        Format::Human => context.print(&table(&registry).text(context.width()))?,
    }
    Ok(Exit::Clean)
}

fn table(registry: &Registry) -> Table<4> {
    let mut table = Table::new(["Id", "Name", "Connectors", "Description"]).numbers(&["Connectors"]);
    for category in &registry.categories {
        let mut name = category.name.value.clone();
        if is_default(registry, category) {
            name.push_str(" (default)");
        }
        let description = category.description.clone().unwrap_or_default();
        table.row([category.id.to_string(), name, count(registry, category).to_string(), description]);
    }
    table
}

fn is_default(registry: &Registry, category: &Category) -> bool {
    let default = registry.policy.default_category.as_ref();
    default.is_some_and(|default| default.value == category.id.as_str())
}

fn count(registry: &Registry, category: &Category) -> usize {
    let own = |id: &crate::source::Spanned<String>| id.value == category.id.as_str();
    registry.connectors.iter().filter(|connector| connector.category.as_ref().is_some_and(own)).count()
}
