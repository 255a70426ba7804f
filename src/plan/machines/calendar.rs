//! `deadlines.ics` (RFC 5545): a day for each break that applications should have followed by then, and for each version that
//! is deprecated or withdrawn from then on. No application is named.

use jiff::civil::Date;

use super::{address, identity, named};
use crate::model::help::is_dropped;
use crate::model::{Connector, ConnectorVersion, Status};
use crate::plan::shown::{self, Shown};

/// A line is folded before it would have more bytes.
const WIDEST: usize = 75;
/// A calendar must hold something. This says nothing.
const NOTHING: &str = "BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
                       TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// A day that somebody should know of.
struct Deadline<'c> {
    day: Date,
    what: &'static str,
    summary: String,
    description: String,
    connector: &'c Connector,
    version: &'c ConnectorVersion,
}

/// The bytes of the calendar.
pub(super) fn file(shown: &Shown<'_>) -> Vec<u8> {
    let mut all: Vec<Deadline<'_>> = shown
        .connectors
        .iter()
        .flat_map(|connector| shown::versions(connector).flat_map(|version| deadlines(connector, version)))
        .collect();
    all.sort_by(|a, b| {
        let by = |found: &Deadline<'_>| (found.day, found.connector.slug.as_str().to_owned());
        by(a)
            .cmp(&by(b))
            .then_with(|| a.version.number.cmp(&b.version.number))
            .then_with(|| a.what.cmp(b.what))
    });
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//connectory//deadlines//EN\r\n".to_owned();
    put(&mut text, "X-WR-CALNAME", &escaped(&format!("Deadlines · {}", shown.registry.policy.title)));
    if all.is_empty() {
        text.push_str(NOTHING);
    }
    all.iter().for_each(|found| event(&mut text, shown, found));
    text.push_str("END:VCALENDAR\r\n");
    text.into_bytes()
}

fn deadlines<'c>(connector: &'c Connector, version: &'c ConnectorVersion) -> Vec<Deadline<'c>> {
    let breaking = version.breaking.as_ref().and_then(|breaking| {
        Some(Deadline {
            day: breaking.upgrade_by?,
            what: "upgrade",
            summary: format!("Upgrade {} to {} or higher", connector.name.value, version.number),
            description: [breaking.summary.trim(), breaking.guide.trim()].join("\n\n").trim().to_owned(),
            connector,
            version,
        })
    });
    let retirement = version.status.retirement().and_then(|retirement| {
        let withdrawn = matches!(version.status, Status::Withdrawn(_));
        let ends = if withdrawn { "is withdrawn" } else { "is deprecated" };
        Some(Deadline {
            day: retirement.from?,
            what: version.status.word(),
            summary: format!("{} {ends}", named(connector, version)),
            description: retirement.reason.trim().to_owned(),
            connector,
            version,
        })
    });
    breaking.into_iter().chain(retirement).collect()
}

fn event(text: &mut String, shown: &Shown<'_>, found: &Deadline<'_>) {
    // The moment at which an event was made is asked for. The version's own day stays the same.
    let made = found.version.date().unwrap_or(found.day);
    text.push_str("BEGIN:VEVENT\r\n");
    put(
        text,
        "UID",
        &identity::uuid(&[found.what, found.connector.slug.as_str(), found.version.number.as_str()]),
    );
    put(text, "DTSTAMP", &format!("{}T000000Z", compact(made)));
    put(text, "DTSTART;VALUE=DATE", &compact(found.day));
    put(text, "SUMMARY", &escaped(&found.summary));
    if !found.description.is_empty() {
        put(text, "DESCRIPTION", &escaped(&found.description));
    }
    if let Some(page) = address::absolute(shown, &shown::version_page(found.connector, found.version)) {
        put(text, "URL", &page);
    }
    put(text, "CATEGORIES", &escaped(found.what));
    put(text, "TRANSP", "TRANSPARENT");
    text.push_str("END:VEVENT\r\n");
}

fn compact(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// Text of the registry as a value: nothing in it ends the line or the value.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if is_dropped(c) => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line, folded between characters.
fn put(text: &mut String, name: &str, value: &str) {
    let mut width = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if width + c.len_utf8() > WIDEST {
            text.push_str("\r\n ");
            width = 1;
        }
        text.push(c);
        width += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_a_value() {
        assert_eq!(escaped("a,b;c\\d\r\nBEGIN:VEVENT\u{0}\u{202e}"), "a\\,b\\;c\\\\d\\nBEGIN:VEVENT");
    }

    #[test]
    fn lines_are_folded_between_characters_and_read_back() {
        for text in ["é".repeat(200), "a".repeat(75), "😀".repeat(40), "x".repeat(66), "x".repeat(67)] {
            let mut line = String::new();
            put(&mut line, "SUMMARY", &text);
            assert!(line.split("\r\n").all(|part| part.len() <= WIDEST), "{line}");
            assert_eq!(line.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
        }
    }
}
