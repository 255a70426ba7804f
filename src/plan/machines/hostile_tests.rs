use icalendar::parser::{read_calendar, unfold};
use roxmltree::{Document, Node};

use super::tests::{child, entries, files, text, with_address};
use crate::model::{Sight, Status};

/// The text that a value of a calendar stands for.
fn unescaped(value: &str) -> String {
    let mut chars = value.chars();
    let mut text = String::new();
    while let Some(c) = chars.next() {
        text.push(match c {
            '\\' => match chars.next().expect("a backslash escapes something") {
                'n' => '\n',
                c => c,
            },
            ',' | ';' => panic!("`{value}` ends before its end"),
            c => c,
        });
    }
    text
}

/// Payloads in every text that a file for programs shows: what parsers read is the text, less what is never shown.
#[test]
fn hostile_text_stays_text() {
    for payload in [
        "\"><script>alert(1)</script>",
        "]]><!--",
        "&amp;&#x3c;",
        "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y",
        "a\u{0}\u{1}\u{b}\u{1f}\u{7f}\u{202e}\u{fffe}b",
        "javascript:alert(1)",
        "a;b,c\\n\\",
        "\u{2028}\u{2029}\u{85}z",
    ] {
        let mut registry = with_address("https://example.com");
        registry.policy.title = payload.to_owned();
        registry.categories[0].name.value = payload.to_owned();
        let connector = &mut registry.connectors[2];
        connector.name.value = payload.to_owned();
        connector.description.value = payload.to_owned();
        let version = &mut connector.versions[4];
        version.notes = payload.to_owned();
        let breaking = version.breaking.as_mut().unwrap();
        (breaking.summary, breaking.guide) = (payload.to_owned(), payload.to_owned());
        if let Status::Withdrawn(end) = &mut connector.versions[0].status {
            end.reason.value = payload.to_owned();
        }
        let kept: String =
            payload.chars().filter(|&c| !crate::model::help::is_dropped(c) && c != '\u{fffe}').collect();
        let files = files(&registry, &Sight::All);
        for (path, root) in [
            ("feed.atom", "feed"),
            ("categories/database.atom", "feed"),
            ("connectors/sql-server.atom", "feed"),
            ("badges/sql-server.svg", "svg"),
            ("opensearch.xml", "OpenSearchDescription"),
        ] {
            let given = text(&files, path);
            let document = Document::parse(&given).unwrap_or_else(|error| panic!("{path}: {error}\n{given}"));
            assert_eq!(document.root_element().tag_name().name(), root);
            let known = [
                "feed",
                "title",
                "id",
                "author",
                "name",
                "generator",
                "link",
                "updated",
                "published",
                "entry",
                "summary",
                "content",
                "svg",
                "clipPath",
                "rect",
                "g",
                "text",
                "OpenSearchDescription",
                "ShortName",
                "LongName",
                "Description",
                "InputEncoding",
                "Url",
            ];
            for node in document.descendants().filter(Node::is_element) {
                assert!(known.contains(&node.tag_name().name()), "{path}: {}", node.tag_name().name());
                assert!(
                    node.attributes().all(|attribute| !attribute.name().starts_with("on")
                        && (attribute.name() == "aria-label"
                            || !attribute.value().starts_with("javascript"))),
                    "{path}"
                );
            }
        }
        let feed = text(&files, "connectors/sql-server.atom");
        let document = Document::parse(&feed).unwrap();
        assert_eq!(child(entries(&document)[0], "title").text().unwrap(), format!("{kept} 1.38 (breaking)"));

        let given = text(&files, "deadlines.ics");
        let unfolded = unfold(&given);
        let calendar = read_calendar(&unfolded).unwrap();
        assert_eq!(calendar.components.len(), 3, "{given}");
        assert!(given.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])));
        // The parser takes away some of the escapes and not others: the lines themselves are compared.
        let lines = given.replace("\r\n ", "");
        let last = lines.rsplit("\r\n").find_map(|line| line.strip_prefix("SUMMARY:"));
        let expected = kept.replace(['\u{2028}', '\u{2029}'], "\n");
        assert_eq!(unescaped(last.expect("a summary")), format!("Upgrade {expected} to 1.38 or higher"));
    }
}
