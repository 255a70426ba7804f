//! Reviews of changes in repositories made on the spot.

use connectory::diag::Report;
use connectory::diag::emit::{Format, Printing};
use connectory::pipeline::{Pipeline, Request, Reviewed};
use connectory::source::{Opened, open};
use git2::Oid;

use super::{Small, TODAY, TestRepository};

/// A repository in which states of a registry are committed, and changes to it reviewed.
pub(crate) struct History {
    /// The repository; the registry is its top.
    pub(crate) repository: TestRepository,
    day: std::cell::Cell<i64>,
}

impl History {
    /// A repository without commits.
    pub(crate) fn new() -> History {
        History { repository: TestRepository::new(), day: std::cell::Cell::new(0) }
    }

    /// Commits a state after `parents`, a day later than the commit before.
    pub(crate) fn commit(&self, parents: &[Oid], state: &Small) -> Oid {
        self.commit_in("", parents, state)
    }

    /// The same with the registry in `folder`, which ends with a `/` unless it is the top.
    pub(crate) fn commit_in(&self, folder: &str, parents: &[Oid], state: &Small) -> Oid {
        let files = state.files();
        let files: Vec<(String, Vec<u8>)> =
            files.into_iter().map(|(path, bytes)| (format!("{folder}{path}"), bytes)).collect();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        let day = self.day.replace(self.day.get() + 1);
        self.repository.commit(day, parents, &files)
    }

    /// The registry at a commit.
    pub(crate) fn opened(&self, head: Oid) -> Opened {
        open(self.repository.path(), Some(&head.to_string())).unwrap()
    }

    /// Reviews the change that ends at `head` and goes to `since`.
    pub(crate) fn review(&self, head: Oid, since: Option<Oid>, actors: &[&str]) -> Reviewed {
        let since = since.map(|since| since.to_string());
        review(&self.opened(head), since.as_deref(), actors)
    }
}

/// Reviews what is opened.
pub(crate) fn review(opened: &Opened, since: Option<&str>, actors: &[&str]) -> Reviewed {
    let actors: Vec<String> = actors.iter().map(|&actor| actor.to_owned()).collect();
    let request = Request { since, actors: &actors, today: TODAY };
    Pipeline::new().unwrap().review(opened, &request).unwrap()
}

/// Reviews the change from one state to another.
pub(crate) fn change(before: &Small, after: &Small, actors: &[&str]) -> Reviewed {
    let history = History::new();
    let base = history.commit(&[], before);
    let head = history.commit(&[base], after);
    history.review(head, Some(base), actors)
}

/// What people read of a review, without the account of what passed and what did not run.
pub(crate) fn shown(reviewed: &Reviewed) -> String {
    let report = Report::new(reviewed.report.diagnostics().to_vec());
    let text_of = |path: &_| reviewed.texts.get(path).cloned();
    let shown = Format::Human.emit(&Printing::new(&report, &text_of));
    without_commits(&shown)
}

/// The text with `<commit>` for every commit, whose id depends on every byte of the registry.
pub(crate) fn without_commits(text: &str) -> String {
    let is_commit = |word: &str| {
        [7, 40].contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let pieces = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).map(|piece| {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_commit(word) { piece.replacen(word, "<commit>", 1) } else { piece.to_owned() }
    });
    pieces.collect()
}

/// The codes of the findings.
pub(crate) fn found(reviewed: &Reviewed) -> Vec<&'static str> {
    reviewed.report.diagnostics().iter().map(|diagnostic| diagnostic.code).collect()
}
