//! What people read, be it through a runner or a page, shows every text in its place, made printable.

use connectory::diag::emit::Format;
use connectory::diag::{Diagnostic, Report, printable};
use connectory::source::MemoryTree;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use super::{Attack, attacks, shows};
use crate::emitters::runners::{self, Command, Runner};
use crate::emitters::{emit, many};

#[test]
fn the_runners_give_back_every_text() {
    for attack in attacks() {
        let runs: [(Format, Runner, &str); 2] =
            [(Format::Github, runners::github, "file"), (Format::Azure, runners::azure, "sourcepath")];
        for (format, runner, file) in runs {
            let text = attack.emit(format);
            let commands: Vec<Command> = text.lines().map(|line| runner(line).unwrap()).collect();
            assert_eq!(commands.len(), 4);
            for (at, command) in commands[..3].iter().enumerate() {
                let expected = format!("{}/{}", attack.folder(), attack.path("a"));
                assert_eq!(command.properties[file], printable(&expected));
                let missing =
                    |text: &String| !(shows(&command.data, text) || at == 0 && text.ends_with("(needs)"));
                let missing: Vec<String> = attack.fields().into_iter().filter(missing).collect();
                assert!(missing.is_empty(), "{missing:?} in {}", command.data);
                let own = if format == Format::Github { 6 } else { 5 };
                let lines = attack.0.contains('\n');
                assert!(command.properties.len() == own || lines, "{:?}", command.properties);
            }
            assert!(shows(&commands[3].data, &attack.text("reason")));
        }
    }
}

#[test]
fn people_are_shown_every_text_on_lines_of_ours() {
    for attack in attacks() {
        let human = attack.emit(Format::Human);
        let texts = attack.fields().into_iter().chain([attack.text("reason")]);
        let missing: Vec<String> = texts.filter(|text| !shows(&human, text)).collect();
        assert!(missing.is_empty(), "{missing:?} in {human}");
        let concise = attack.emit(Format::Concise);
        let lines: Vec<&str> = concise.lines().collect();
        assert_eq!(lines.len(), 3 + 1 + 1, "{concise}");
        assert!(lines[..3].iter().all(|line| shows(line, &attack.text("message"))), "{concise}");
        assert!(shows(lines[3], &attack.text("reason")) && shows(lines[4], &attack.text("needs")));
    }
}

#[test]
fn a_test_report_holds_every_text_in_its_element() {
    for attack in attacks() {
        let text = attack.emit(Format::Junit);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let names: Vec<&str> = document
            .descendants()
            .filter(|node| node.is_element())
            .map(|node| node.tag_name().name())
            .collect();
        let case = "testcase";
        let expected = [
            "testsuites",
            "testsuite",
            case,
            "failure",
            case,
            "failure",
            case,
            case,
            "system-out",
            case,
            "skipped",
        ];
        assert_eq!(names, expected, "{text}");
        assert!(document.descendants().all(|node| !node.is_comment() && !node.is_pi()));
        for node in
            document.descendants().filter(|node| ["failure", "system-out"].contains(&node.tag_name().name()))
        {
            let shown = node.text().unwrap();
            let unowned = !shown.contains("[slug-duplicate]") && !shown.contains("[help-missing]");
            for field in attack.fields().iter().filter(|field| !(unowned && field.ends_with("(needs)"))) {
                // These two are no characters of XML.
                let field = field.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}");
                assert!(shows(shown, &field), "{field:?} in {shown}");
            }
        }
    }
}

/// What a reader sees of a comment, and everything in it that our own comments do not have.
pub(super) fn read(text: &str) -> (String, Vec<String>) {
    let (mut seen, mut strange) = (String::new(), Vec::new());
    for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(text) | Event::Code(text) => seen.push_str(&text),
            Event::SoftBreak | Event::End(_) => seen.push('\n'),
            Event::Start(
                Tag::Paragraph
                | Tag::Strong
                | Tag::List(None)
                | Tag::Item
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::HtmlBlock
                | Tag::Heading { level: HeadingLevel::H3, .. },
            ) => {}
            Event::InlineHtml(html) if ["<code>", "</code>"].contains(&&*html) => {}
            Event::Html(html) if &*html == "<!-- connectory-check -->\n" => strange.push("marker".to_owned()),
            other => strange.push(format!("{other:?}")),
        }
    }
    (seen, strange)
}

/// A text without what Markdown may take from it: blanks and backticks.
pub(super) fn bare(text: &str) -> String {
    text.replace("(blank)", "").chars().filter(|c| !c.is_whitespace() && *c != '`').collect()
}

#[test]
fn a_comment_holds_every_text_as_code_or_plain_words() {
    for attack in attacks() {
        let comment = attack.emit(Format::Markdown);
        let (seen, strange) = read(&comment);
        assert_eq!(strange, ["marker"], "{comment}");
        let overview = [
            "since",
            "base",
            "connector",
            "what",
            "from",
            "to",
            "verdict",
            "owner",
            "other",
            "command",
            "reason",
        ];
        let texts = attack.fields().into_iter().chain(overview.map(|field| attack.text(field)));
        let seen = bare(&seen);
        let missing: Vec<String> = texts
            .filter(|text| {
                let inside = printable(&format!("x{text}"));
                !seen.contains(&bare(&printable(text))) && !seen.contains(&bare(&inside[1..]))
            })
            .collect();
        assert!(missing.is_empty(), "{missing:?} in {comment}");
        // What a host makes a link or a mention of stands in code.
        let outside: String = comment.split('`').step_by(2).collect();
        let links = ["@everyone", "#12", "www.", "https:"];
        assert!(!attack.0.starts_with('@') || !links.iter().any(|link| outside.contains(link)), "{comment}");
        assert_eq!(comment.lines().count(), Attack("x").emit(Format::Markdown).lines().count(), "{comment}");
    }
}

#[test]
fn a_comment_of_long_hostile_texts_stays_below_the_limit() {
    for attack in ["|", "\u{e0041}", "` a", "\u{1f600}", "<"] {
        let mut report = many(&Attack("x").report(), 60);
        let mut found: Vec<Diagnostic> = report.diagnostics().to_vec();
        for diagnostic in &mut found {
            diagnostic.message = attack.repeat(5_000);
            diagnostic.notes = vec![attack.repeat(5_000); 30];
            diagnostic.needs = vec![attack.repeat(5_000)];
        }
        report = Report::new(found);
        let mut overview = Attack("x").report().overview.unwrap();
        overview.command = attack.repeat(5_000);
        overview.since = attack.repeat(5_000);
        overview.rows[0].verdict = Some(attack.repeat(5_000));
        report.overview = Some(overview);
        let text = emit(Format::Markdown, &report, &MemoryTree::new(), &[]);
        assert!(text.len() <= 60_000, "{} bytes of {attack}", text.len());
        assert!(text.starts_with("**") && text.contains("The same check on your machine: "), "{attack}");
        assert!(text.contains("### Needs a named person\n\n- **"), "{attack}: {text}");
    }
}
