//! A version for people: whether it may be used, what it brings, who is on it.

use super::super::looking::status;
use super::{Look, count, listed};
use crate::cli::table::{Table, bold, details};
use crate::diag::printable;
use crate::model::change::Comparison;
use crate::model::{Connector, ConnectorVersion, PackageState};

/// The version as text.
pub(super) fn text(
    look: &Look<'_>,
    (connector, version): (&Connector, &ConnectorVersion),
    width: Option<u16>,
) -> String {
    let title =
        format!("{} {} ({}@{})", connector.name.value, version.number, connector.slug, version.number);
    let mut text = bold(&printable(&title));
    text += &about(connector, version, width);
    text += &written("What it breaks", &breaking(version));
    text += &written("Release notes", &version.notes);
    text += &applications(look, connector, version, width);
    text
}

fn about(connector: &Connector, version: &ConnectorVersion, width: Option<u16>) -> String {
    let retirement = version.status.retirement();
    let requires = version.requires.iter().map(|(what, least)| format!("{what} {least}")).collect::<Vec<_>>();
    let form = version.facts().map(|facts| count(facts.form.leaves().count(), "setting"));
    let lines = [
        ("status", status(connector, version).to_owned()),
        ("reason", retirement.map_or(String::new(), |found| found.reason.value.clone())),
        (
            "instead",
            retirement
                .and_then(|found| found.replaced_by.as_ref())
                .map_or(String::new(), |by| by.value.clone()),
        ),
        ("from", retirement.and_then(|found| found.from).map_or(String::new(), |date| date.to_string())),
        ("added", version.date().map_or(String::new(), |date| date.to_string())),
        ("requires", listed(requires.iter().map(String::as_str))),
        ("package", package(version)),
        ("sha256", version.digest().map_or(String::new(), |digest| digest.to_string())),
        ("form", form.unwrap_or_default()),
        ("changes", changes(connector, version)),
    ];
    details(lines, width)
}

/// Where the package lies, and what is there.
fn package(version: &ConnectorVersion) -> String {
    let what = match &version.package {
        PackageState::Read(facts) => format!("{}, {} bytes", facts.container, facts.size),
        other => other.fault().expect("what is no package has a fault"),
    };
    format!("{}: {what}", version.package_path)
}

/// What is different from the version below.
fn changes(connector: &Connector, version: &ConnectorVersion) -> String {
    let Some(before) = connector.below(&version.number) else { return String::new() };
    let since = format!("since {}", before.number);
    match (before.facts(), version.facts()) {
        (Some(old), Some(new)) => format!("{since}: {}", Comparison::between(old, new).verdict()),
        _ => format!("{since}: not known, because a package cannot be read"),
    }
}

fn breaking(version: &ConnectorVersion) -> String {
    let Some(breaking) = &version.breaking else { return String::new() };
    let until = breaking.upgrade_by.map_or(String::new(), |date| format!("\nto be upgraded by {date}"));
    format!("{}{until}\n{}", breaking.summary, breaking.guide)
}

/// What somebody wrote, under a title; nothing where there is nothing.
fn written(title: &str, text: &str) -> String {
    let lines: String = text.trim().lines().map(|line| format!("{}\n", printable(line))).collect();
    if lines.is_empty() { lines } else { format!("\n{}{lines}", bold(title)) }
}

fn applications(
    look: &Look<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
    width: Option<u16>,
) -> String {
    let uses = look.usage.of_version(&connector.slug, &version.number);
    if uses.is_empty() {
        return "\nno application uses this version\n".to_owned();
    }
    let mut table = Table::new(["Application", "Name", "Connection", "Observed"]);
    for (application, used) in uses {
        table.row([
            application.slug.to_string(),
            application.name.value.clone(),
            used.connection.as_ref().map_or(String::new(), |connection| connection.value.clone()),
            application.observed.as_ref().map_or(String::new(), |date| date.value.to_string()),
        ]);
    }
    let all = look.usage.applications_of_version(&connector.slug, &version.number).len();
    format!("\n{}{}", bold(&format!("Applications ({all})")), table.text(width))
}
