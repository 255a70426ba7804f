//! What pages tell of the history: which commit did what, which application used what, for how long.

use std::fmt::Write;

use connectory::load::Telling;
use connectory::model::{Chronicle, Happening};
use connectory::pipeline::Pipeline;
use connectory::source::{self, History};
use git2::Oid;

use crate::support::{TestRepository, path};

const YAML: &str = "connectors/mqtt/connector.yaml";
const HELP: &str = "connectors/mqtt/help.md";
const ONE: (&str, &[u8]) = ("connectors/mqtt/versions/1.0.yaml", b"notes: one\n");
const ONE_XMP: (&str, &[u8]) = ("connectors/mqtt/versions/1.0.xmp", b"one");
const KILN: &str = "applications/kiln.yaml";

/// The bytes of an application that its groups see and that uses versions of `mqtt`.
fn application(access: &str, versions: &[&str]) -> Vec<u8> {
    let mut text = format!("name: Kiln\naccess: [{access}]\nconnectors:\n");
    for version in versions {
        let _ = writeln!(text, "  - connector: mqtt\n    version: \"{version}\"");
    }
    text.into_bytes()
}

/// A history that is walked and told commit by commit, and each time compared with one that is told afresh.
struct Told {
    repository: TestRepository,
    folder: &'static str,
    history: History,
    telling: Telling,
    days: i64,
    last: Vec<Oid>,
}

impl Told {
    fn new() -> Told {
        Told::in_folder("")
    }

    fn in_folder(folder: &'static str) -> Told {
        let (history, telling) = (History::default(), Telling::default());
        Told { repository: TestRepository::new(), folder, history, telling, days: 0, last: Vec::new() }
    }

    /// Commits exactly these files, a day later; returns what the chronicle says of it all.
    fn commit(&mut self, files: &[(&str, &[u8])]) -> String {
        let commit = self.repository.commit(self.days, &self.last, files);
        (self.days, self.last) = (self.days + 1, vec![commit]);
        self.told()
    }

    fn told(&mut self) -> String {
        let opened = self.repository.opened(self.folder);
        let (to, folder) = (self.last[0].to_string(), path(self.folder));
        self.history.walk(&opened, &to, &folder).unwrap();
        let told = lines(&self.telling.tell(&opened, &self.history).unwrap());
        let mut afresh = History::default();
        afresh.walk(&opened, &to, &folder).unwrap();
        assert_eq!(
            told,
            lines(&Telling::default().tell(&opened, &afresh).unwrap()),
            "after {} days",
            self.days
        );
        assert_eq!(self.history.generation(&to), afresh.generation(&to));
        told
    }
}

/// The chronicle, oldest first, a line for each thing; days are counted.
fn lines(chronicle: &Chronicle) -> String {
    let mut out = String::new();
    let day = |date: jiff::civil::Date| date.day() - 1;
    for deed in chronicle.deeds.iter().rev() {
        let author = &deed.commit.as_ref().unwrap().author;
        let mut what: Vec<String> = deed
            .changes
            .iter()
            .map(|(slug, happening)| match happening {
                Happening::VersionAdded(number) => format!("{slug} +{number}"),
                Happening::VersionEdited(number) => format!("{slug} ~{number}"),
                Happening::VersionRemoved(number) => format!("{slug} -{number}"),
                other => format!("{slug} {other:?}"),
            })
            .collect();
        what.extend(deed.applications.iter().map(|(slug, access)| format!("app {slug} {access:?}")));
        what.extend(deed.categories.then(|| "categories".to_owned()));
        what.extend(deed.policy.iter().cloned());
        let _ = writeln!(out, "{} {author}: {}", day(deed.date), what.join(", "));
    }
    for used in &chronicle.uses {
        let until = used.until.map_or("now".to_owned(), |until| day(until).to_string());
        let access = used.access.join("+");
        let _ = writeln!(
            out,
            "{} [{access}] used {} {} from {} to {until}",
            used.application,
            used.connector,
            used.version,
            day(used.since)
        );
    }
    out
}

#[test]
fn connectors_and_versions_come_change_and_go() {
    let mut told = Told::new();
    told.commit(&[(YAML, b"name: M\n"), ONE, ONE_XMP, ("README.md", b"x")]);
    told.commit(&[(YAML, b"name: M\n"), ONE, ONE_XMP, ("README.md", b"y")]);
    told.commit(&[(YAML, b"name: M\n"), (HELP, b"Help."), ONE, ONE_XMP]);
    told.commit(&[(YAML, b"name: M\n"), (HELP, b"Help."), (ONE.0, b"notes: other\n"), ONE_XMP]);
    let second = ("connectors/mqtt/versions/1.10.xmp", b"two".as_slice());
    told.commit(&[
        (YAML, b"name: M\n"),
        (HELP, b"Help."),
        ONE,
        ONE_XMP,
        ("connectors/mqtt/versions/2.xmp", b"2"),
    ]);
    told.commit(&[(YAML, b"name: M\n"), (HELP, b"Help."), second]);
    let all = told.commit(&[("README.md", b"z")]);
    assert_eq!(
        all,
        "0 Ann: mqtt Added, mqtt +1.0\n\
         2 Ann: mqtt Edited\n\
         3 Ann: mqtt ~1.0\n\
         4 Ann: mqtt +2, mqtt ~1.0\n\
         5 Ann: mqtt +1.10, mqtt -1.0, mqtt -2\n\
         6 Ann: mqtt Removed, mqtt -1.10\n"
    );
}

#[test]
fn a_version_that_gets_its_other_file_is_no_new_one() {
    let mut told = Told::new();
    told.commit(&[(YAML, b"name: M\n"), ONE_XMP]);
    told.commit(&[(YAML, b"name: M\n"), ONE, ONE_XMP]);
    assert_eq!(
        told.commit(&[(YAML, b"name: M\n"), ONE]),
        "0 Ann: mqtt Added, mqtt +1.0\n1 Ann: mqtt ~1.0\n2 Ann: mqtt ~1.0\n"
    );
}

#[test]
fn what_moves_between_folders_does_not_change() {
    let mut told = Told::new();
    let kiln = application("ops", &["1.0"]);
    told.commit(&[(YAML, b"name: M\n"), (HELP, b"x"), ONE, ONE_XMP, (KILN, &kiln)]);
    let moved = |file: &str| file.replace("connectors/", "connectors/messaging/assets/");
    let files = [moved(YAML), moved(HELP), moved(ONE.0), moved(ONE_XMP.0), KILN.replace("/", "/north/")];
    let bytes: [&[u8]; 5] = [b"name: M\n", b"x", ONE.1, ONE_XMP.1, &kiln];
    let files: Vec<(&str, &[u8])> = files.iter().map(String::as_str).zip(bytes).collect();
    let all = told.commit(&files);
    assert_eq!(
        all,
        "0 Ann: mqtt Added, mqtt +1.0, app kiln [\"ops\"]\nkiln [ops] used mqtt 1.0 from 0 to now\n"
    );
}

#[test]
fn uses_begin_and_end_with_the_commits_that_say_so() {
    let mut told = Told::new();
    told.commit(&[(KILN, &application("ops", &["1.0", "1.1"]))]);
    let mut seen_again = application("ops", &["1.1", "1.0"]);
    seen_again.extend(b"observed: 2026-01-01\n");
    told.commit(&[(KILN, &seen_again)]);
    told.commit(&[(KILN, &application("ops", &["1.1", "2.0"]))]);
    told.commit(&[(KILN, b"connectors: [")]);
    told.commit(&[(KILN, &application("ops", &["1.1", "2.0"]))]);
    told.commit(&[(KILN, &application("", &["2.0"]))]);
    let all = told.commit(&[("README.md", b"x")]);
    assert_eq!(
        all,
        "0 Ann: app kiln [\"ops\"]\n\
         2 Ann: app kiln [\"ops\"]\n\
         5 Ann: app kiln []\n\
         6 Ann: app kiln []\n\
         kiln [ops] used mqtt 1.0 from 0 to 2\n\
         kiln [ops] used mqtt 1.1 from 0 to 5\n\
         kiln [ops] used mqtt 2.0 from 2 to 5\n\
         kiln [] used mqtt 2.0 from 5 to 6\n"
    );
}

#[test]
fn files_that_run_the_registry_are_told_by_name() {
    let mut told = Told::new();
    told.commit(&[("registry.yaml", b"schema: 1\n"), ("categories.yaml", b"[]\n"), ("notes.txt", b"x")]);
    let all = told.commit(&[
        ("registry.yaml", b"schema: 1\n"),
        ("templates/home.html", b"x"),
        ("access.yaml", b"{}\n"),
    ]);
    assert_eq!(
        all,
        "0 Ann: categories, registry.yaml\n1 Ann: categories, access.yaml, templates/home.html\n"
    );
}

#[test]
fn a_registry_in_a_folder_is_told_of_that_folder_alone() {
    let mut told = Told::in_folder("plant");
    let plant = format!("plant/{YAML}");
    let all = told.commit(&[
        (&plant, b"name: M\n"),
        ("connectors/other/connector.yaml", b"name: O\n"),
        (KILN, b"name: K\n"),
    ]);
    assert_eq!(all, "0 Ann: mqtt Added\n");
}

#[test]
fn a_rewritten_history_is_told_afresh() {
    let mut told = Told::new();
    told.commit(&[(KILN, &application("ops", &["1.0"]))]);
    let root = told.last.clone();
    told.commit(&[(KILN, &application("ops", &["2.0"]))]);
    told.last = root;
    let all = told.commit(&[(KILN, &application("ops", &["3.0"]))]);
    assert_eq!(
        all,
        "0 Ann: app kiln [\"ops\"]\n2 Ann: app kiln [\"ops\"]\n\
         kiln [ops] used mqtt 1.0 from 0 to 2\nkiln [ops] used mqtt 3.0 from 2 to now\n"
    );
    told.last = Vec::new();
    assert_eq!(told.commit(&[(YAML, b"name: M\n")]), "3 Ann: mqtt Added\n");
}

#[test]
fn generations_count_the_commits_of_first_parents() {
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[("README.md", b"x")]);
    let side = repository.commit(1, &[first], &[("README.md", b"y")]);
    let onward = repository.commit(1, &[first], &[(YAML, b"name: M\n")]);
    let merge = repository.commit(2, &[onward, side], &[(YAML, b"name: M\n"), ("README.md", b"y")]);
    let mut history = History::default();
    for (commit, generation) in [(first, 1), (onward, 2), (merge, 3), (side, 2)] {
        history.walk(&repository.opened(""), &commit.to_string(), &path("")).unwrap();
        assert_eq!(history.generation(&commit.to_string()), Some(generation));
        assert_eq!(history.generation("0000"), None);
    }
}

#[test]
fn a_shallow_clone_claims_nothing_of_what_came_before() {
    let mut told = Told::new();
    told.commit(&[(YAML, b"name: M\n"), (KILN, &application("ops", &["1.0"]))]);
    let first = told.last[0];
    told.commit(&[(YAML, b"name: N\n"), (KILN, &application("ops", &["1.0", "1.1"]))]);
    let edge = told.last[0];
    told.commit(&[(YAML, b"name: N\n"), (KILN, &application("ops", &["1.1", "1.2"])), ONE]);
    told.repository.make_shallow_at(edge);
    (told.history, told.telling) = (History::default(), Telling::default());
    let cut = "2 Ann: mqtt +1.0, app kiln [\"ops\"]\n\
               kiln [ops] used mqtt 1.0 from 1 to 2\n\
               kiln [ops] used mqtt 1.1 from 1 to now\n\
               kiln [ops] used mqtt 1.2 from 2 to now\n";
    assert_eq!(told.told(), cut);
    assert_eq!(told.history.generation(&told.last[0].to_string()), None);
    let chronicle = told.telling.tell(&told.repository.opened(""), &told.history).unwrap();
    assert!(chronicle.is_cut);
    told.repository.deepen(first);
    assert!(told.told().starts_with("0 Ann: mqtt Added, app kiln"));
    assert_eq!(told.history.generation(&told.last[0].to_string()), Some(3));
}

#[test]
fn a_clone_of_one_commit_knows_what_is_used_now() {
    let mut told = Told::new();
    told.commit(&[(KILN, &application("ops", &["1.0"]))]);
    told.commit(&[(KILN, &application("ops", &["1.1"]))]);
    let head = told.last[0];
    told.repository.make_shallow_at(head);
    (told.history, told.telling) = (History::default(), Telling::default());
    assert_eq!(told.told(), "kiln [ops] used mqtt 1.1 from 1 to now\n");
}

#[test]
fn a_bare_repository_tells_the_same() {
    let files: [(&str, &[u8]); 3] = [("registry.yaml", b"schema: 1\ntitle: T\n"), (YAML, b"name: M\n"), ONE];
    let tell = |repository: &TestRepository| {
        repository.commit(3, &[], &files);
        let opened = source::open(repository.path(), Some("main")).unwrap();
        let mut pipeline = Pipeline::new().unwrap();
        let told = lines(&pipeline.chronicle(&opened).unwrap());
        (told, pipeline.revision(&opened).unwrap().generation)
    };
    let folder = TestRepository::new();
    folder.write(&files);
    let bare = tell(&TestRepository::bare());
    assert_eq!(bare, tell(&folder));
    assert_eq!(bare, ("3 Ann: mqtt Added, mqtt +1.0, registry.yaml\n".to_owned(), Some(1)));
}

#[test]
fn what_lies_in_no_repository_has_no_chronicle() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("registry.yaml"), "schema: 1\ntitle: T\n").unwrap();
    let opened = source::open(folder.path(), None).unwrap();
    let mut pipeline = Pipeline::new().unwrap();
    assert!(pipeline.chronicle(&opened).unwrap().deeds.is_empty());
    assert_eq!(pipeline.revision(&opened).unwrap(), Default::default());
}

#[test]
fn commits_that_claim_impossible_times_are_told() {
    let mut told = Told::new();
    told.days = 106_751_991_167_300 - 20_454;
    let commit = told.repository.commit(told.days, &[], &[(KILN, &application("ops", &["1.0"]))]);
    told.last = vec![commit];
    let chronicle = {
        told.told();
        told.telling.tell(&told.repository.opened(""), &told.history).unwrap()
    };
    assert_eq!(chronicle.deeds.len(), 1);
    let back = told.repository.commit(0, &[commit], &[(KILN, &application("ops", &["1.1"]))]);
    told.last = vec![back];
    told.told();
    let chronicle = told.telling.tell(&told.repository.opened(""), &told.history).unwrap();
    let ended = chronicle.uses.iter().find(|used| used.until.is_some()).unwrap();
    assert!(ended.until.unwrap() >= ended.since, "no use ends before it began");
}
