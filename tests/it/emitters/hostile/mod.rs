//! A report whose every text would take over a terminal, a log or a page, through every format.
//!
//! Texts come back as they were from what programs read (`json`, `jsonl`, `sarif`, `gitlab`), and made printable from
//! what people read, be it through a runner or a page. XML cannot hold control characters, so `junit` is of the second kind.

mod people;
mod programs;

use connectory::diag::emit::{Format, Printing};
use connectory::diag::{
    Affected, Diagnostic, Edit, Impact, NotRun, Overview, Place, Report, Row, Severity, printable,
};
use connectory::source::{MemoryTree, RepoPath, Span};
use serde_json::Value;

use super::rules;
use super::runners::{self, Runner};
use crate::support::{path, same_as_before, text_of};

/// What a stranger could write.
const TEXTS: [&str; 24] = [
    "::error file=x,line=1::y",
    "\n::error::x",
    "\r\n  ::warning::x",
    "\u{2028}::stop-commands::x",
    "##[error]x",
    "\n##[add-mask]x",
    "##vso[task.complete result=Failed]x",
    "\n##vso[task.setvariable variable=PATH]x",
    "%0A::error::x %0D%0A##vso[task.complete]y",
    "%25 %250A %AZP25 %AZP253B %3B;%5D]%3A:%2C, 100%",
    "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{7}",
    "\u{9b}31m\u{85}\u{7f}",
    "\u{202e}txt\u{2066}\u{200b}\u{feff}\u{e0041}",
    "a\0b",
    "\u{fffe}\u{ffff}\u{fdd0}",
    "<script>alert(1)</script><img src=x onerror=y>",
    "]]> <![CDATA[ --> <!-- connectory-check -->",
    "&lt;b&gt; &amp; &#0; \"' <",
    "`` ` ``` x `",
    "a | b \\| c\n| --- |",
    "@everyone #12 GH-12 a@b.example www.evil.example https://evil.example",
    "[x](https://evil.example) ![y](//evil.example/z.png) \\[z](1) {0}",
    "# one\n\n- two\n\n    three\n\n***",
    "</failure></testcase>\u{3000}\u{a0}",
];

/// A text that ends with its field's name, so that it is found again, and begins with what a stranger wrote.
struct Attack(&'static str);

impl Attack {
    fn text(&self, field: &str) -> String {
        format!("{}({field})", self.0)
    }

    /// As much of it as a path may hold.
    fn path(&self, folder: &str) -> RepoPath {
        let allowed = |c: char| !(c.is_control() || matches!(c, '/' | '\\' | ':'));
        path(&format!("{folder}/{}x.yaml", self.0.chars().filter(|c| allowed(*c)).collect::<String>()))
    }

    /// Every text of a finding.
    fn fields(&self) -> Vec<String> {
        ["message", "label", "related", "note", "name", "group", "version", "todo", "needs", "fix"]
            .map(|field| self.text(field))
            .into()
    }

    fn tree(&self) -> MemoryTree {
        let mut tree = MemoryTree::new();
        tree.put(self.path("a"), self.text("file").as_str());
        tree
    }

    fn finding(&self, code: &'static str, severity: Severity) -> Diagnostic {
        let place = Place::at(&self.path("a"), Span::new(0, self.0.len()));
        let mut found = Diagnostic::new(code, severity, place, self.text("message"));
        found
            .label(self.text("label"))
            .related(Place::file(&self.path("b")), self.text("related"))
            .note(self.text("note"))
            .fix(self.text("fix"))
            .needs([self.text("needs")])
            .edit(Edit::Replace { path: self.path("a"), span: Span::new(0, 0), text: self.text("edit") })
            .impact(Impact {
                seen: vec![Affected {
                    name: self.text("name"),
                    file: self.path("applications"),
                    groups: vec![self.text("group")],
                    version: self.text("version"),
                    todo: vec![self.text("todo")],
                }],
                hidden: 1,
                of: 3,
            });
        found
    }

    fn report(&self) -> Report {
        let mut unowned = self.finding("connector-id-duplicate", Severity::Error);
        unowned.needs.clear();
        let mut report = Report::new(vec![
            unowned,
            self.finding("slug-duplicate", Severity::Error),
            self.finding("help-missing", Severity::Warning),
        ]);
        report.passed = vec!["version-duplicate"];
        report.not_run = vec![NotRun { codes: vec!["field-value"], reason: self.text("reason") }];
        let row = Row {
            connector: self.text("connector"),
            what: self.text("what"),
            from: Some(self.text("from")),
            to: Some(self.text("to")),
            verdict: Some(self.text("verdict")),
            behind: 1,
            hidden: 1,
            owners: vec![self.text("owner")],
        };
        report.overview = Some(Overview {
            since: self.text("since"),
            base: self.text("base"),
            rows: vec![row],
            others: vec![self.text("other")],
            command: self.text("command"),
        });
        report
    }

    fn folder(&self) -> String {
        self.path("registry").as_str().to_owned()
    }

    fn emit(&self, format: Format) -> String {
        let (tree, report, rules) = (self.tree(), self.report(), rules());
        let text_of = |path: &_| text_of(&tree, path);
        let printing = Printing { folder: &self.folder(), rules: &rules, ..Printing::new(&report, &text_of) };
        format.emit(&printing)
    }

    fn json(&self, format: Format) -> Value {
        serde_json::from_str(&self.emit(format)).unwrap_or_else(|error| panic!("{:?}: {error}", self.0))
    }
}

/// All attacks in one text, as the schemas' own tests read it.
#[test]
fn all_attacks_at_once_are_kept_for_the_published_schemas() {
    let all = Attack(Box::leak(TEXTS.concat().into_boxed_str()));
    for format in [Format::Sarif, Format::Gitlab, Format::Junit] {
        let text = super::emit(format, &all.report(), &all.tree(), &[]);
        let version = format!("\"semanticVersion\": \"{}\"", env!("CARGO_PKG_VERSION"));
        let text = text.replace(&version, "\"semanticVersion\": \"0.0.0\"");
        same_as_before(&format!("emit-hostile-{}", format.word()), &text);
    }
}

fn attacks() -> impl Iterator<Item = Attack> {
    TEXTS.into_iter().map(Attack)
}

/// Whether `shown` has `text` as people are shown it, at the start of a line or elsewhere.
fn shows(shown: &str, text: &str) -> bool {
    shown.contains(&printable(text)) || shown.contains(&printable(&format!("x{text}"))[1..])
}

#[test]
fn nothing_hidden_leaves_any_format() {
    for attack in attacks() {
        for format in Format::ALL {
            let text = attack.emit(*format);
            let hidden = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            };
            assert!(!text.contains(hidden), "{} of {:?}: {text}", format.word(), attack.0);
        }
    }
}

#[test]
fn no_log_has_a_command_that_is_not_ours() {
    for attack in attacks() {
        for format in Format::ALL {
            let text = attack.emit(*format);
            let name = |runner: Runner| -> Vec<String> {
                runners::lines(&text).filter_map(runner).map(|command| command.name).collect()
            };
            let (github, azure) = (name(runners::github), name(runners::azure));
            let expected: (&[&str], &[&str]) = match format {
                Format::Github => (&["error", "error", "warning", "notice"], &[]),
                Format::Azure => (&[], &["task.logissue"; 4]),
                _ => (&[], &[]),
            };
            assert_eq!((github, azure), (own(expected.0), own(expected.1)), "{} {text}", format.word());
        }
    }
}

fn own(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
