//! A report as of a change under review, in each format as its reader sees it.

use connectory::diag::emit::{Format, RuleInfo};
use connectory::diag::{Affected, Diagnostic, Edit, Impact, NotRun, Overview, Place, Report, Row, Severity};
use connectory::source::{MemoryTree, Span};

use super::{emit, many};
use crate::support::{path, same_as_before};

const VERSION: &str = "connectors/modbus-tcp/versions/1.05.yaml";
const BEFORE: &str = "connectors/modbus-tcp/versions/1.04.xmp";
const POLICY: &str = "registry.yaml";

/// The files that the findings point into.
pub(super) fn tree() -> MemoryTree {
    let mut tree = MemoryTree::new();
    tree.put(path(VERSION), "# The second half of 2026\nversion: 1.05\nadded: 2026-11-01\n");
    tree.put(path(BEFORE), b"\x56\xff".as_slice());
    tree.put(path(POLICY), "schema: 1\ntitle: Plant\nmaintainers: [\"@platform\"]\n");
    tree
}

/// The bytes of `text` in a file of the tree.
fn at(file: &str, text: &str) -> Place {
    let whole = crate::support::text_of(&tree(), &path(file)).unwrap();
    let start = whole.find(text).unwrap();
    Place::at(&path(file), Span::new(start, start + text.len()))
}

fn impact() -> Impact {
    let affected = |name: &str, file: &str, groups: &[&str], todo: &[&str]| Affected {
        name: name.to_owned(),
        file: path(file),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        version: "1.04".to_owned(),
        todo: todo.iter().map(|&todo| todo.to_owned()).collect(),
    };
    Impact {
        seen: vec![
            affected(
                "Pump Simulator",
                "applications/pump-simulator.yaml",
                &["operations"],
                &["fill in `Instance`", "choose another `Mode` than `Fast`"],
            ),
            affected("Tank Farm", "applications/tank-farm.yaml", &[], &[]),
        ],
        hidden: 1,
        of: 7,
    }
}

/// Two errors, one that may be agreed to, two warnings, and what a change under review is said of.
pub(super) fn report() -> Report {
    let mut replaced = Diagnostic::new(
        "version-replaced",
        Severity::Error,
        Place::file(&path(BEFORE)),
        "the package of `modbus-tcp` 1.04 differs from the published one",
    );
    replaced
        .note("published sha256 `9f2c…e1` (commit 4be1d0c, 2026-03-02), this change `07aa…93`")
        .fix("publish it as a new version: `connectory add modbus.xmp --version 1.05`")
        .impact(Impact { hidden: 2, of: 7, ..Impact::default() });
    let mut breaks = Diagnostic::new(
        "break-undeclared",
        Severity::Error,
        at(VERSION, "1.05"),
        "`modbus-tcp` 1.05 asks for `Instance`, which 1.04 did not have; nothing says so",
    );
    breaks.label("no `breaking:` beside it").fix("declare it under `breaking:`").impact(impact());
    let mut policy = Diagnostic::new(
        "policy-changed",
        Severity::Error,
        at(POLICY, "title: Plant"),
        "`title` was `Plant 1` and is `Plant`; only an administrator changes the policy",
    );
    policy.needs(["@platform", "carol"]).related(at(POLICY, "maintainers"), "administrators stand here");
    let mut quoted = Diagnostic::new(
        "version-not-quoted",
        Severity::Warning,
        at(VERSION, "1.05"),
        "version `1.05` is read by YAML as 1.05",
    );
    let Place { path: file, span } = at(VERSION, "1.05");
    let span = span.unwrap();
    quoted.fix("write \"1.05\"").edit(Edit::Replace { path: file, span, text: "\"1.05\"".to_owned() });
    let mut named = Diagnostic::new(
        "package-name-mismatch",
        Severity::Warning,
        Place::file(&path(BEFORE)),
        "the file is named 1.04 and holds version 1.4",
    );
    named.edit(Edit::Rename { from: path(BEFORE), to: path("connectors/modbus-tcp/versions/1.4.xmp") });
    let mut report = Report::new(vec![named, quoted, policy, breaks, replaced]);
    report.passed = vec!["connector-id-duplicate", "slug-duplicate"];
    report.not_run = vec![NotRun {
        codes: vec!["id-reused", "version-deleted"],
        reason: "the history ends at 4be1d0c, a shallow clone; run `git fetch --unshallow`".to_owned(),
    }];
    report.overview = Some(overview());
    report
}

fn overview() -> Overview {
    let row = |connector: &str, what: &str, from: Option<&str>, to: Option<&str>| Row {
        connector: connector.to_owned(),
        what: what.to_owned(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
        verdict: None,
        behind: 0,
        hidden: 0,
        owners: vec!["@edge".to_owned()],
    };
    Overview {
        since: "origin/main".to_owned(),
        base: "4be1d0c1c0ffee5eedc0de0123456789abcdef01".to_owned(),
        rows: vec![
            Row {
                verdict: Some("breaking: applications that move to it have to do something".to_owned()),
                behind: 5,
                hidden: 2,
                ..row("modbus-tcp", "new version", Some("1.04"), Some("1.05"))
            },
            row("mqtt", "deprecated", Some("2.1"), Some("2.1")),
            row("opc-ua", "new", None, Some("1")),
            Row { hidden: 1, owners: Vec::new(), ..row("s3", "removed", Some("3"), None) },
        ],
        others: vec![
            "category `Files` goes".to_owned(),
            "`carol` may no longer publish in `Edge`".to_owned(),
        ],
        command: "connectory check --since 4be1d0c1c0ffee5eedc0de0123456789abcdef01".to_owned(),
    }
}

/// The rules that the report names, as the table would.
pub(super) fn rules() -> Vec<RuleInfo<'static>> {
    let rule = |code, severity, what: &str| RuleInfo {
        code,
        severity,
        what: what.to_owned(),
        page: "# a page\n\n**What.** It says more.\n",
    };
    vec![
        rule("version-replaced", Severity::Error, "A published package was replaced."),
        rule("break-undeclared", Severity::Error, "A new version breaks applications and does not say so."),
        rule("connector-id-duplicate", Severity::Error, "Two connectors have one id."),
        rule("slug-duplicate", Severity::Error, "Two connectors have one slug."),
        rule("policy-changed", Severity::Error, "The policy changes."),
        rule("version-not-quoted", Severity::Warning, "A version is not quoted."),
        rule("id-reused", Severity::Error, "A connector has the id of one that was removed."),
    ]
}

#[test]
fn every_format_reads_well() {
    for format in Format::ALL {
        let text = emit(*format, &report(), &tree(), &rules());
        let text = text.replace(
            &format!("\"semanticVersion\": \"{}\"", env!("CARGO_PKG_VERSION")),
            "\"semanticVersion\": \"0.0.0\"",
        );
        same_as_before(&format!("emit-{}", format.word()), &text);
    }
}

#[test]
fn a_clean_report_reads_well() {
    let mut report = Report::new(Vec::new());
    report.passed = vec!["connector-id-duplicate", "slug-duplicate"];
    let texts = Format::ALL.iter().map(|format| {
        let text = emit(*format, &report, &tree(), &rules());
        format!("== {}\n{text}", format.word())
    });
    let human: Vec<String> = texts.filter(|text| !text.starts_with("== sarif")).collect();
    same_as_before("emit-clean", &human.concat());
}

#[test]
fn logs_get_fifty_annotations_errors_first_and_the_number_of_the_others() {
    let report = many(&report(), 130);
    for (format, start, last) in [
        (Format::Github, ["::error ", "::warning "], "::notice::and 80 more"),
        (
            Format::Azure,
            ["##vso[task.logissue type=error;", "##vso[task.logissue type=warning;"],
            "and 80 more",
        ),
    ] {
        let text = emit(format, &report, &tree(), &rules());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[50]), (51, last));
        assert!(lines[..50].iter().all(|line| line.starts_with(start[0])), "errors come first\n{text}");
        let few = emit(format, &many(&report, 50), &tree(), &rules());
        assert!(few.lines().count() == 50 && !few.contains(" more\n"));
        assert!(emit(format, &many(&super::reviewed::report(), 5), &tree(), &[]).contains(start[1]));
    }
}

#[test]
fn a_comment_says_all_that_fits_and_counts_the_rest() {
    let mut report = many(&report(), 3000);
    let mut overview = overview();
    overview.rows = overview.rows.iter().cycle().take(2000).cloned().collect();
    overview.others = vec!["category `Files` goes".to_owned(); 1000];
    report.overview = Some(overview);
    report.not_run = self::report().not_run.into_iter().cycle().take(500).collect();
    let text = emit(Format::Markdown, &report, &tree(), &rules());
    assert!(text.len() <= 60_000 && text.len() > 40_000, "{} bytes", text.len());
    assert!(
        text.starts_with("**1200 errors, 600 need review by `@platform` or carol, 1200 warnings"),
        "{text}"
    );
    assert!(text.ends_with("\n<!-- connectory-check -->\n"));
    for section in [
        "| Connector |",
        "### Must be fixed",
        "### Needs a named person",
        "### For information",
        "### Who is affected",
        "### What else changes",
        "### Not checked",
        "The same check on your machine: `connectory check --since 4be1d0c",
    ] {
        assert!(text.contains(section), "{section} is missing");
    }
    let counted = text.lines().filter(|line| line.ends_with(" more") && line.contains("and ")).count();
    assert_eq!(counted, 6, "the applications are the same, so all of them stand there");
}

#[test]
fn moving_a_finding_keeps_its_fingerprint() {
    let print = |format, text: &str, pointer: &str| {
        let mut tree = tree();
        tree.put(path(POLICY), text);
        let place = Place::at(&path(POLICY), Span::new(text.find("title").unwrap(), text.len()));
        let report =
            Report::new(vec![Diagnostic::new("field-value", Severity::Error, place, "`title` is empty")]);
        let document: serde_json::Value =
            serde_json::from_str(&emit(format, &report, &tree, &rules())).unwrap();
        (document.pointer(pointer).unwrap().clone(), document)
    };
    for (format, pointer) in
        [(Format::Gitlab, "/0/fingerprint"), (Format::Sarif, "/runs/0/results/0/partialFingerprints")]
    {
        let before = print(format, "title: \"\"\n", pointer);
        let after = print(format, "schema: 1\n\n\ntitle: \"\"\n", pointer);
        assert_eq!(before.0, after.0);
        assert_ne!(before.1, after.1, "the line is another");
    }
}
