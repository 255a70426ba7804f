//! A connector for people: what it is, its versions, who uses it.

use super::super::looking::{behind, distance, status};
use super::{Look, count, listed};
use crate::cli::table::{Table, bold, details};
use crate::diag::printable;
use crate::model::{Behind, Connector, Help};

/// The most lines of the help that are shown.
const MOST_OF_THE_HELP: usize = 8;

/// The connector as text.
pub(super) fn text(look: &Look<'_>, connector: &Connector, width: Option<u16>) -> String {
    let title = format!("{} ({})", connector.name.value, connector.slug);
    let mut text = bold(&printable(&title));
    text += &about(look, connector, width);
    if let Some(help) = &connector.help {
        text += &format!("\n{}{}", bold("Help"), beginning(help, connector));
    }
    text += &format!("\n{}", bold(&format!("Versions ({})", connector.versions.len())));
    text += &versions(look, connector, width);
    text += &applications(look, connector, width);
    text
}

fn about(look: &Look<'_>, connector: &Connector, width: Option<u16>) -> String {
    let category = connector.category.as_ref().map(|id| match look.registry.category(id.value.as_str()) {
        Some(category) => format!("{} ({})", id.value, category.name.value),
        None => id.value.clone(),
    });
    let logs =
        connector.logs.map(|logs| format!("{} allowed, kept for {} days", logs.allowed, logs.duration_days));
    let lines = [
        ("description", connector.description.value.clone()),
        ("category", category.unwrap_or_default()),
        ("owners", listed(connector.owners.iter().map(|owner| owner.value.as_str()))),
        ("tags", listed(connector.tags.iter().map(String::as_str))),
        (
            "current",
            connector.current().map_or("none is active".to_owned(), |current| current.number.to_string()),
        ),
        ("replaced by", connector.replaced_by.as_ref().map_or(String::new(), |slug| slug.value.clone())),
        ("former slugs", listed(connector.aliases.iter().map(|alias| alias.value.as_str()))),
        ("id", connector.id.as_ref().map_or(String::new(), |id| id.value.clone())),
        ("documentation", connector.help_url.clone().unwrap_or_default()),
        ("logs", logs.unwrap_or_default()),
        ("folder", connector.folder.to_string()),
    ];
    details(lines, width)
}

/// The help up to its second heading, and where the rest is.
fn beginning(help: &Help, connector: &Connector) -> String {
    let lines: Vec<&str> = help.lines().filter(|line| !line.trim().is_empty()).collect();
    let headings = lines.iter().enumerate().filter(|(_, line)| line.starts_with('#'));
    let second = headings.map(|(at, _)| at).nth(1).unwrap_or(lines.len());
    let shown = second.min(MOST_OF_THE_HELP);
    let mut text: String = lines.iter().take(shown).map(|line| format!("{}\n", printable(line))).collect();
    if lines.len() > shown {
        text += &format!("({} more in {}/help.md)\n", count(lines.len() - shown, "line"), connector.folder);
    }
    text
}

fn versions(look: &Look<'_>, connector: &Connector, width: Option<u16>) -> String {
    let mut table = Table::new(["Version", "Status", "Added", "Used by", "Breaks"]).numbers(&["Used by"]);
    for version in connector.versions.iter().rev() {
        table.row([
            version.number.to_string(),
            status(connector, version).to_owned(),
            version.date().map_or(String::new(), |date| date.to_string()),
            look.usage.applications_of_version(&connector.slug, &version.number).len().to_string(),
            version.breaking.as_ref().map_or(String::new(), |breaking| breaking.summary.clone()),
        ]);
    }
    if connector.versions.is_empty() { String::new() } else { table.text(width) }
}

fn applications(look: &Look<'_>, connector: &Connector, width: Option<u16>) -> String {
    let (all, late) =
        (look.usage.applications_of(&connector.slug).len(), behind(&look.usage, connector).len());
    if all == 0 {
        return "\nno application uses it\n".to_owned();
    }
    let mut table = Table::new(["Application", "Version", "Behind", "Connection"]);
    let versions: Vec<_> = look.usage.versions_of(&connector.slug).collect();
    for (application, used) in versions.into_iter().rev().flat_map(|(_, uses)| uses) {
        table.row([
            application.slug.to_string(),
            used.version.value.to_string(),
            distance(Behind::of(connector, &used.version.value)),
            used.connection.as_ref().map_or(String::new(), |connection| connection.value.clone()),
        ]);
    }
    let title = if late == 0 {
        format!("Applications ({all})")
    } else {
        format!("Applications ({all}, {late} behind)")
    };
    format!("\n{}{}", bold(&title), table.text(width))
}
