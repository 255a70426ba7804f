//! What programs read gives back every text as it was.

use connectory::diag::emit::Format;
use connectory::diag::printable;
use serde_json::Value;

use super::people::{bare, read};
use super::{Attack, attacks};

/// What a finding has of which field, as JSON pointers.
const FINDING: [(&str, &str); 10] = [
    ("/message", "message"),
    ("/label", "label"),
    ("/related/0/label", "related"),
    ("/notes/0", "note"),
    ("/fix", "fix"),
    ("/impact/seen/0/name", "name"),
    ("/impact/seen/0/groups/0", "group"),
    ("/impact/seen/0/version", "version"),
    ("/impact/seen/0/todo/0", "todo"),
    ("/edits/0/text", "edit"),
];

/// What the report has of which field.
const HEAD: [(&str, &str); 11] = [
    ("/not_run/0/reason", "reason"),
    ("/overview/since", "since"),
    ("/overview/base", "base"),
    ("/overview/command", "command"),
    ("/overview/others/0", "other"),
    ("/overview/rows/0/connector", "connector"),
    ("/overview/rows/0/what", "what"),
    ("/overview/rows/0/from", "from"),
    ("/overview/rows/0/to", "to"),
    ("/overview/rows/0/verdict", "verdict"),
    ("/overview/rows/0/owners/0", "owner"),
];

/// The text at a pointer.
fn at<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer}"))
}

#[test]
fn programs_get_every_text_as_it_was() {
    for attack in attacks() {
        let whole = attack.json(Format::Json);
        let lines = attack.emit(Format::Jsonl);
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4);
        for head in [&whole, &lines[0]] {
            for (pointer, field) in HEAD {
                assert_eq!(at(head, pointer), attack.text(field));
            }
            assert_eq!(at(head, "/folder"), attack.folder());
        }
        for finding in whole["findings"].as_array().unwrap().iter().chain(&lines[1..]) {
            for (pointer, field) in FINDING {
                assert_eq!(at(finding, pointer), attack.text(field));
            }
            let paths = [("/path", "a"), ("/related/0/path", "b"), ("/impact/seen/0/file", "applications")];
            for (pointer, folder) in paths {
                assert_eq!(at(finding, pointer), attack.path(folder).as_str());
            }
        }
    }
}

/// What a reader of SARIF makes of a plain text: escaped brackets and doubled braces stand for themselves.
fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text.chars().peekable());
    while let Some(c) = rest.next() {
        let escaped = match (c, rest.peek()) {
            ('\\', Some('\\' | '[' | ']')) | ('{', Some('{')) | ('}', Some('}')) => rest.next(),
            _ => None,
        };
        out.push(escaped.unwrap_or(c));
    }
    out
}

/// A relative reference with its numbers undone.
fn decoded(uri: &str) -> String {
    let bytes = uri.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at] == b'%' {
            out.push(u8::from_str_radix(&uri[at + 1..at + 3], 16).unwrap());
            at += 3;
        } else {
            assert!(bytes[at].is_ascii_alphanumeric() || b"-._~/".contains(&bytes[at]), "{uri}");
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn code_scanning_gets_every_text_as_it_was() {
    for attack in attacks() {
        let log = attack.json(Format::Sarif);
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 3);
        for result in results {
            message(&attack, result);
            let uri = at(result, "/locations/0/physicalLocation/artifactLocation/uri");
            assert_eq!(decoded(uri), format!("{}/{}", attack.folder(), attack.path("a")));
            let label = at(result, "/relatedLocations/0/message/text");
            assert_eq!(unescaped(label), attack.text("related"));
            assert_eq!(unescaped(at(result, "/fixes/0/description/text")), attack.text("fix"));
            let inserted = at(result, "/fixes/0/artifactChanges/0/replacements/0/insertedContent/text");
            assert_eq!(inserted, attack.text("edit"));
        }
        let told = at(run, "/invocations/0/toolExecutionNotifications/0/message/text");
        assert!(unescaped(told).ends_with(&attack.text("reason")));
    }
}

/// A result's message has all texts, and in neither form a link or a placeholder.
fn message(attack: &Attack, result: &Value) {
    let text = at(result, "/message/text");
    assert!(!text.replace("{{", "").replace("}}", "").contains(['{', '}']), "a placeholder: {text}");
    assert!(!text.replace("\\]", "").contains("]("), "a link: {text}");
    let text = unescaped(text);
    for field in attack.fields() {
        let unowned = result["ruleId"] == "connector-id-duplicate" && field.ends_with("(needs)");
        assert!(unowned || text.contains(&field), "{field:?} in {text:?}");
    }
    let (seen, markup) = read(at(result, "/message/markdown"));
    assert!(markup.is_empty(), "{markup:?}");
    let seen = bare(&seen.replace("{{", "{").replace("}}", "}"));
    assert!(seen.contains(&bare(&printable(&attack.text("message")))), "{seen}");
}

#[test]
fn gitlab_gets_every_text_as_it_was() {
    for attack in attacks() {
        let report = attack.json(Format::Gitlab);
        let issues = report.as_array().unwrap();
        assert_eq!(issues.len(), 4);
        for issue in &issues[..3] {
            let description = issue["description"].as_str().unwrap();
            assert!(
                description.contains(&attack.text("message")) && description.contains(&attack.text("fix"))
            );
            let expected = format!("{}/{}", attack.folder(), attack.path("a"));
            assert_eq!(issue["location"]["path"].as_str(), Some(expected.as_str()));
        }
        assert!(issues[3]["description"].as_str().unwrap().ends_with(&attack.text("reason")));
    }
}
