//! What editors do to YAML files without asking: a byte order mark, other line ends, tabs. None of it is a fault, and
//! no place is told wrong by it.

use connectory::diag::Place;
use connectory::source::LineIndex;

use crate::loading::meaning;
use crate::support::{Small, checked, report, text_of};

const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const APPLICATION: &str = "applications/pump-house.yaml";
const VERSION: &str = "connectors/flow-meter/versions/1.1.yaml";

/// The registry with every text file changed.
fn rewritten(small: &Small, change: impl Fn(&str) -> String) -> Small {
    let mut rewritten = small.clone();
    for (at, bytes) in small.files() {
        if at.extension() != Some("xmp") {
            rewritten = rewritten.with(at.as_str(), change(&String::from_utf8(bytes).unwrap()));
        }
    }
    rewritten
}

/// What an editor on Windows makes of a text.
fn windows(text: &str) -> String {
    format!("\u{feff}{}", text.replace('\n', "\r\n"))
}

/// A registry with a fault in every file that has places; the first line of each has one that begins where the file
/// does, or nearly so.
fn faulty() -> Small {
    Small::valid()
        .replace("registry.yaml", "schema: 1", "shema: 1")
        .append("registry.yaml", "rules:\n  help-mising: allow\n")
        .replace("categories.yaml", "- id: default", "- idd: default")
        .append("categories.yaml", "- { id: device, name: \"Über\" }\n")
        .replace("access.yaml", "groups:", "grups:")
        .append(
            CONNECTOR,
            "tags: [flow,  me\u{200b}ter]\naliases: [ä, b]\ndescripton: |\n  Zähler\n  für Öl\n",
        )
        .replace(APPLICATION, "name:", "nam:")
        .replace(APPLICATION, "Host, Port", "\"Hößt\", Prot")
        .replace(VERSION, "2026-03-02", "02.03.2026")
}

/// Every finding with its places, each a file with line and column of its first and last character.
fn places(small: &Small) -> Vec<String> {
    let shown = |place: &Place| {
        let text = text_of(small, &place.path).unwrap_or_default();
        let index = LineIndex::new(&text);
        let ends = place.span.map(|span| (index.at(span.start), index.at(span.end)));
        let ends =
            ends.map(|(start, end)| format!(":{}:{}-{}:{}", start.line, start.column, end.line, end.column));
        format!("{}{}", place.path, ends.unwrap_or_default())
    };
    let (_, report) = checked(small);
    let found = report.diagnostics().iter().map(|found| {
        let related: Vec<String> = found.related.iter().map(|related| shown(&related.place)).collect();
        format!("{} {} {}", found.code, shown(&found.place), related.join(" "))
    });
    found.collect()
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let small = Small::with_two_connectors();
    let windows = rewritten(&small, windows);
    assert_eq!(report(&windows), "no findings\n");
    assert_eq!(meaning(&checked(&windows).0), meaning(&checked(&small).0));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_move_no_place() {
    let expected = places(&faulty());
    assert!(expected.len() > 8, "{expected:#?}");
    assert!(expected.iter().any(|found| found.contains("registry.yaml:1:1-1:6")), "{expected:#?}");
    for (name, change) in [
        ("both", windows as fn(&str) -> String),
        ("line ends", |text: &str| text.replace('\n', "\r\n")),
        ("mark", |text: &str| format!("\u{feff}{text}")),
    ] {
        assert_eq!(places(&rewritten(&faulty(), change)), expected, "{name}");
    }
}

#[test]
fn the_report_shows_the_same_lines() {
    let shown = report(&rewritten(&faulty(), windows));
    assert_eq!(shown, report(&faulty()));
    assert!(!shown.contains('\r') && !shown.contains('\u{feff}'), "{shown:?}");
}

#[test]
fn tabs_where_yaml_takes_them_change_nothing() {
    let small = Small::with_two_connectors().append(CONNECTOR, "tags: [flow, meter]\n");
    let tabbed = rewritten(&small, |text| {
        let is_yaml = !text.starts_with("## ");
        let text = if is_yaml {
            let text = text.replace(", ", ",\t").replace("[", "[\t").replace("]", "\t]");
            text.replace('\n', "\t# a\tcomment\n")
        } else {
            text.to_owned()
        };
        if is_yaml { format!("#\tthe first line\n{text}\n\t# the last\tone\n") } else { text }
    });
    assert_eq!(report(&tabbed), "no findings\n");
    assert_eq!(meaning(&checked(&tabbed).0), meaning(&checked(&small).0));
}

#[test]
fn a_place_behind_tabs_is_counted_in_characters() {
    let small = Small::valid().append(VERSION, "requires:\t{\tother:\t[ b ]\t}\t# the\tend\n");
    assert_eq!(places(&small), [format!("field-type {VERSION}:4:20-4:25 ")]);
}

#[test]
fn tabs_in_a_longer_text_are_part_of_it() {
    let small = Small::valid().replace(VERSION, "notes: Better.", "notes: |\n  one\ttwo\n  \tthree");
    let (registry, found) = checked(&small);
    assert_eq!(found.diagnostics(), []);
    assert_eq!(registry.connectors[0].versions[1].notes, "one\ttwo\n\tthree\n");
}
