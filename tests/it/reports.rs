//! A report is read by people, by programs and by CI runners; what a stranger wrote harms none of them.

use connectory::diag::emit::{Format, Printing};
use serde_json::Value;

use crate::support::{OTHER_ID, Small, checked, printed, report, same_as_before, text_of};

/// All that a name could hold to take over a terminal or a CI log.
const HOSTILE: &str =
    "##[error]a ::error::b ##vso[task.complete result=Failed]c \u{1b}[31md\u{7} \u{202e}e\u{2066} \u{200b}f";

fn json(small: &Small) -> Value {
    let text = printed(&checked(small).1, small, Format::Json);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn programs_read_every_place_of_a_finding() {
    let small = Small::valid()
        .connector("connectors/level-gauge", OTHER_ID, "flow meter")
        .without("connectors/flow-meter/help.md");
    let text = printed(&checked(&small).1, &small, Format::Json);
    same_as_before("reports-json", &text);
}

/// A registry whose connector is named `HOSTILE`, and says so in one finding; that nobody sees some of it is allowed.
fn hostile() -> Small {
    let quoted = HOSTILE.replace('\u{1b}', "\\x1b").replace('\u{7}', "\\x07");
    Small::valid().append("registry.yaml", "rules: { text-invisible: allow }\n").replace(
        "connectors/flow-meter/connector.yaml",
        "name: Flow Meter",
        &format!("name: \"{quoted}\""),
    )
}

#[test]
fn a_hostile_name_does_nothing_in_the_report_people_read() {
    let shown = report(&hostile());
    same_as_before("reports-hostile-name", &shown);
    assert!(!shown.contains("##["));
    assert!(!shown.contains("##vso["));
    assert!(!shown.lines().any(|line| line.trim_start().starts_with("::error")));
    let harmful = |c: char| (c.is_control() && c != '\n') || ('\u{200b}'..='\u{206f}').contains(&c);
    assert!(!shown.contains(harmful), "{shown:?}");
}

#[test]
fn a_hostile_name_begins_no_line() {
    for name in
        ["::error::x", "##[error]x", "\\n::error::x", "\\r\\n::warning file=a::b", "\\u2028::error::x"]
    {
        let small = Small::valid()
            .replace("connectors/flow-meter/connector.yaml", "name: Flow Meter", &format!("name: \"{name}\""))
            .replace("applications/pump-house.yaml", "name: Pump House", &format!("name: \"{name}\""))
            .replace("applications/pump-house.yaml", "Host, Port", "Port");
        let shown = report(&small);
        assert!(!shown.contains("##["), "{shown}");
        assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")), "{shown}");
    }
}

#[test]
fn a_hostile_name_comes_back_from_json_as_it_was_written() {
    let found = json(&hostile());
    let message = found["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains(&format!("`{HOSTILE}`")), "{message:?}");
}

#[test]
fn a_styled_report_says_the_same_as_a_plain_one() {
    let small = hostile();
    let report_of = checked(&small).1;
    let text_of = |path: &_| text_of(&small, path);
    let printing = Printing { colours: true, ..Printing::new(&report_of, &text_of) };
    let styled = Format::Human.emit(&printing);
    let mut plain = String::new();
    let mut rest = styled.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, report(&small));
}
