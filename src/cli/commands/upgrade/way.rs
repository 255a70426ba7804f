//! The way of an application to higher versions, as text.

use std::fmt::Write;

use crate::diag::joined;
use crate::edit::upgrade::{Move, Upgrade};
use crate::model::ConnectorVersion;
use crate::model::change::{FillIn, Reach};
use crate::package::Setting;

/// The most lines of a version's notes, or of its guide, that are shown.
const MOST_LINES: usize = 12;
/// The most characters of a line.
const LONGEST_LINE: usize = 300;
/// The most choices of a setting that are named.
const MOST_CHOICES: usize = 8;

/// The lines for each connector and version that is left, an empty one behind each.
pub(super) fn told(upgrade: &Upgrade<'_>) -> Vec<String> {
    let mut groups: Vec<Vec<&Move<'_>>> = Vec::new();
    for moving in &upgrade.moves {
        let same = |other: &&Move<'_>| {
            other.connector.slug == moving.connector.slug
                && other.used.version.value == moving.used.version.value
        };
        match groups.iter_mut().find(|group| same(&group[0])) {
            Some(group) => group.push(moving),
            None => groups.push(vec![moving]),
        }
    }
    groups.iter().flat_map(|group| way(group)).collect()
}

/// The way of uses that have it in common.
fn way(moves: &[&Move<'_>]) -> Vec<String> {
    let first = moves[0];
    let (slug, on, target) = (&first.connector.slug, &first.used.version, &first.target.number);
    let mut out = vec![format!("{slug} {on} -> {target}"), String::new()];
    for (at, crossed) in first.path.crossed.iter().enumerate() {
        head(&mut out, crossed.version);
        let deeds = moves.iter().map(|moving| {
            let changes = moving.path.crossed[at].changes.as_deref().unwrap_or_default();
            let deeds = changes.iter().filter_map(|(change, reach)| change.deed(*reach));
            (*moving, deeds.map(|deed| deed.to_string()).collect())
        });
        let deeds: Vec<(&Move<'_>, Vec<String>)> = deeds.collect();
        out.extend(of_each(&deeds).iter().map(|line| format!("  ! {line}")));
        if crossed.changes.is_none() {
            out.push(
                "  its package cannot be compared; what it changes shows at the next version".to_owned(),
            );
        }
        out.push(String::new());
    }
    for (reach, head) in [
        (Reach::Surely, format!("to fill in with {target}:")),
        (Reach::Perhaps, format!("to fill in with {target}, where nothing is filled in yet:")),
    ] {
        let settings = moves.iter().map(|moving| {
            let settings = moving.path.fill_in.iter().filter(|setting| setting.reach == reach);
            (*moving, settings.map(fill_in).collect())
        });
        let lines = of_each(&settings.collect::<Vec<_>>());
        if !lines.is_empty() {
            out.push(head);
            out.extend(lines.iter().map(|line| format!("  {line}")));
            out.push(String::new());
        }
    }
    out
}

/// What a version says of itself.
fn head(out: &mut Vec<String>, version: &ConnectorVersion) {
    let date = version.date().map(|date| format!(", {date}")).unwrap_or_default();
    let status = version.status.retirement().map(|retirement| {
        let reason = line(&retirement.reason);
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        format!(", {}{reason}", version.status.word())
    });
    out.push(format!("{}{date}{}", version.number, status.unwrap_or_default()));
    indented(out, &version.notes);
    if let Some(breaking) = &version.breaking {
        let by = breaking.upgrade_by.map(|date| format!(" (upgrade by {date})")).unwrap_or_default();
        out.push(format!("  breaks: {}{by}", line(&breaking.summary)));
        indented(out, &breaking.guide);
    }
}

/// The lines of a text, as many as are shown.
fn indented(out: &mut Vec<String>, text: &str) {
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    // One more line takes no more room than saying that there is one more.
    let shown = if lines.len() <= MOST_LINES + 1 { lines.len() } else { MOST_LINES };
    for text in &lines[..shown] {
        out.push(format!("  {}", line(text)));
    }
    if lines.len() > shown {
        out.push(format!("  ... and {} more lines", lines.len() - shown));
    }
}

/// A text as one line, cut where it is long.
fn line(text: &str) -> String {
    let mut line: String = text.chars().take(LONGEST_LINE).collect();
    if line.len() < text.len() {
        line.push_str("...");
    }
    line.replace(['\n', '\r'], " ").trim_end().to_owned()
}

/// The lines of all uses: what all have in common once, the rest behind the names of their connections.
fn of_each(all: &[(&Move<'_>, Vec<String>)]) -> Vec<String> {
    let is_common = |line: &&String| all.iter().all(|(_, lines)| lines.contains(line));
    let mut told: Vec<String> = all[0].1.iter().filter(is_common).cloned().collect();
    for (moving, lines) in all {
        let name = match &moving.used.connection {
            Some(name) => format!("connection `{name}`"),
            None => "the connection without a name".to_owned(),
        };
        let own = lines.iter().filter(|line| !is_common(line));
        told.extend(own.map(|line| format!("{name}: {line}")));
    }
    told
}

/// A setting to fill in: its key and caption, what it is for, what may be chosen.
fn fill_in(needed: &FillIn<'_>) -> String {
    let FillIn { key, setting, former, .. } = needed;
    let mut out = (*key).to_owned();
    if let Some(caption) = setting.caption().map(str::trim).filter(|text| !text.is_empty() && text != key) {
        let _ = write!(out, " ({})", line(caption));
    }
    let mut parts = Vec::new();
    parts.extend(former.as_ref().map(|former| format!("what stood under `{former}`")));
    parts.extend(setting.secure().then(|| "a secret".to_owned()));
    parts.extend(setting.help_text().map(line).filter(|text| !text.is_empty()));
    parts.extend(choices(setting));
    if !parts.is_empty() {
        let _ = write!(out, ": {}", parts.join("; "));
    }
    out
}

fn choices(setting: &Setting) -> Option<String> {
    let options = setting.options();
    let shown = options.iter().take(MOST_CHOICES);
    let mut names: Vec<String> = shown
        .map(|option| line(if option.display.is_empty() { &option.value } else { &option.display }))
        .map(|name| format!("`{name}`"))
        .collect();
    if options.len() > names.len() {
        names.push(format!("{} more", options.len() - names.len()));
    }
    (!names.is_empty()).then(|| format!("one of {}", joined(&names).replacen(" and ", " or ", 1)))
}
