//! A branch elsewhere is followed: what is pushed to it is on the site, and what happens to it is told.

use std::fs;
use std::path::PathBuf;

use super::running::Daemon;
use crate::support::{Small, TestRepository};

/// A repository elsewhere, and a place for the daemon.
struct Elsewhere {
    remote: TestRepository,
    here: tempfile::TempDir,
    last: std::cell::Cell<Option<git2::Oid>>,
}

impl Elsewhere {
    fn new() -> Elsewhere {
        Elsewhere { remote: TestRepository::bare(), here: tempfile::tempdir().unwrap(), last: None.into() }
    }

    /// A commit of a registry with this title.
    fn push(&self, title: &str) {
        let small = Small::new().replace("registry.yaml", "title: ", &format!("title: {title} "));
        let files = small.files();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        let parents: Vec<_> = self.last.get().into_iter().collect();
        self.last.set(Some(self.remote.commit(parents.len() as i64, &parents, &files)));
    }

    fn url(&self) -> String {
        format!("file://{}", self.remote.path().display())
    }

    fn page(&self) -> String {
        fs::read_to_string(self.here.path().join("site/index.html")).unwrap_or_default()
    }

    fn daemon(&self) -> Daemon {
        let arguments = ["--remote", &self.url(), "--every", "1s", "--publish", "site", "--state", "state"];
        Daemon::start(self.here.path(), &arguments)
    }

    fn away(&self) -> PathBuf {
        self.remote.path().with_extension("away")
    }
}

#[test]
fn what_is_pushed_is_on_the_site() {
    let two = Elsewhere::new();
    two.push("first");
    let daemon = two.daemon();
    daemon.until("the first commit is on the site", || two.page().contains("first"));
    two.push("second");
    daemon.until("the second commit is on the site", || two.page().contains("second"));
}
