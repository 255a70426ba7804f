//! An application for people: what is known of it, since when, and how far behind its connectors are.

use super::super::looking::{distance, status};
use super::{Look, count, listed};
use crate::cli::table::{Table, bold, details};
use crate::diag::printable;
use crate::model::{Application, Behind};

/// The application as text.
pub(super) fn text(look: &Look<'_>, application: &Application, width: Option<u16>) -> String {
    let mut text = bold(&printable(&format!("{} ({})", application.name.value, application.slug)));
    text += &about(look, application, width);
    text += &uses(look, application, width);
    text
}

fn about(look: &Look<'_>, application: &Application, width: Option<u16>) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let published = application.published.map_or("", |published| if published { "yes" } else { "no" });
    let access = listed(application.access.iter().map(|group| group.value.as_str()));
    let lines = [
        ("version", text(&application.version)),
        ("category", text(&application.category)),
        ("owner", text(&application.owner)),
        ("published", published.to_owned()),
        ("seen by", if access.is_empty() { "administrators only".to_owned() } else { access }),
        ("address", text(&application.url)),
        ("observed", observed(look, application)),
        ("file", application.file.to_string()),
    ];
    details(lines, width)
}

/// When and where it was observed, and whether that is too long ago to be relied on.
fn observed(look: &Look<'_>, application: &Application) -> String {
    let (Some(date), Some(days)) = (&application.observed, application.age(look.today)) else {
        return "never".to_owned();
    };
    let source = application.source.as_ref().map_or(String::new(), |source| format!(" in {source}"));
    let most = look.registry.policy.usage_max_age_days.filter(|&most| days > i64::from(most));
    let stale =
        most.map_or(String::new(), |most| format!("; older than {most} days, so it may have changed"));
    let ago = match days {
        ..0 => "a day to come".to_owned(),
        0 => "today".to_owned(),
        _ => format!("{} ago", count(days.unsigned_abs() as usize, "day")),
    };
    format!("{date}{source}, {ago}{stale}")
}

fn uses(look: &Look<'_>, application: &Application, width: Option<u16>) -> String {
    if application.uses.is_empty() {
        return "\nit uses no connector\n".to_owned();
    }
    let (mut table, mut late) =
        (Table::new(["Connector", "Version", "Status", "Current", "Behind", "Connection"]), 0);
    for used in &application.uses {
        let connector = look.usage.connector(&used.connector.value);
        let version = connector.and_then(|found| Some((found, found.version(&used.version.value)?)));
        let behind = connector.and_then(|found| Behind::of(found, &used.version.value));
        late += usize::from(behind.is_some());
        table.row([
            connector.map_or(used.connector.value.clone(), |found| found.slug.to_string()),
            used.version.value.to_string(),
            version.map_or("unknown", |(connector, version)| status(connector, version)).to_owned(),
            connector
                .and_then(|found| found.current())
                .map_or(String::new(), |found| found.number.to_string()),
            distance(behind),
            used.connection.as_ref().map_or(String::new(), |connection| connection.value.clone()),
        ]);
    }
    let all = application.uses.len();
    let title =
        if late == 0 { format!("Connectors ({all})") } else { format!("Connectors ({all}, {late} behind)") };
    format!("\n{}{}", bold(&title), table.text(width))
}
