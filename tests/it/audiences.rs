//! What one audience may not see changes nothing that another one is shown.
//!
//! Two repositories hold the same catalogue and the same open applications; one of them also holds, now and in its history,
//! applications that the audience may not see. Every word of those is a canary.

use std::collections::BTreeSet;

use connectory::daemon::{Reader, Whence};
use connectory::model::Whose;
use connectory::package;

use crate::support::site::{Site, built, of_reading, unpacked};
use crate::support::{ID, NAME, Small, TODAY, TestRepository, form, program};

/// Files that tell which commit they were built from, and so may differ.
const OF_THE_COMMIT: [&str; 3] = ["about.html", "manifest.json", "status.json"];

const SITES: &str = "
sites:
  - { name: admin, sees: all }
  - { name: operations, sees: [operations] }
  - { name: public, sees: [] }
";

const SECRETIVE: &str = "waivers:
  - { rule: application-without-owner, path: applications/zyxcanary-*.yaml, reason: Zyxcanary, owner: \"@zyxcanary\", expires: 2027-01-01 }
";

/// Every application that hides has this in each of its words.
const CANARY: &str = "zyxcanary";

fn hidden(access: &str, version: &str, settings: &str) -> String {
    format!(
        "name: Zyxcanary reactor\nversion: \"zyxcanary 9\"\ncategory: Zyxcanary category\nowner: zyxcanary-owner\n\
         published: true\nurl: https://zyxcanary.example.com/\naccess: {access}\nobserved: 2026-10-29\nsource: zyxcanary-source\n\
         connectors:\n  - connector: flow-meter\n    version: \"{version}\"\n    connection: Zyxcanary line\n    settings: {settings}\n"
    )
}

/// The catalogue with two connectors, one version deprecated, one that breaks, and one open application.
fn catalogue() -> Small {
    let folder = "connectors/flow-meter";
    let newer = package::Setting::new("TextBox").key("Unit").caption("Unit").required(true);
    let package = crate::support::package(ID, NAME, "1.2").with_settings(form([newer]));
    Small::with_two_connectors()
        .append("registry.yaml", SITES)
        .append(
            "connectors/flow-meter/versions/1.0.yaml",
            "status: deprecated\nreason: It is slow.\nfrom: 2026-12-01\n",
        )
        .version(folder, "1.2", &package)
        .append(
            "connectors/flow-meter/versions/1.2.yaml",
            "breaking:\n  summary: Unit is required.\n  upgrade_by: 2026-12-24\n  guide: Fill in Unit.\n",
        )
}

/// What only the secretive registry holds: applications of others, on versions that nobody else uses.
fn secretive(small: Small) -> Small {
    small
        .append("registry.yaml", SECRETIVE)
        .with("applications/zyxcanary-one.yaml", hidden("[]", "1.1", "[Host, Zyxcanarykey]"))
        .with("applications/zyxcanary-two.yaml", hidden("[engineering]", "1.2", "[Host]"))
}

/// Commits states on the days given, and tells where.
fn committed(states: &[(i64, &str, Small)]) -> TestRepository {
    let repository = TestRepository::bare();
    let mut parents = Vec::new();
    for (day, message, small) in states {
        let files = small.files();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        parents = vec![repository.commit_saying(*day, &parents, &files, message)];
    }
    repository
}

fn open() -> TestRepository {
    committed(&[(0, "Begin", Small::with_two_connectors()), (9, "Add 1.2", catalogue())])
}

fn secret() -> TestRepository {
    let begun = Small::with_two_connectors()
        .with("applications/zyxcanary-gone.yaml", hidden("[]", "1.0", "[Zyxcanarykey]"));
    let once_open = Small::with_two_connectors()
        .with("applications/zyxcanary-one.yaml", hidden("[operations]", "1.1", "[Host]"));
    committed(&[
        (0, "Begin zyxcanary", begun),
        (3, "Zyxcanary was open for a day", once_open),
        (5, "Zyxcanary hides", secretive(Small::with_two_connectors())),
        (9, "Add 1.2 for zyxcanary", secretive(catalogue())),
        (
            11,
            "Zyxcanary again",
            secretive(catalogue()).append("applications/zyxcanary-one.yaml", "# zyxcanary\n"),
        ),
    ])
}

/// The same registry with what it hides broken: an application that was right, and one that never was.
fn broken(repository: &TestRepository) {
    let broken = secretive(catalogue())
        .with("applications/zyxcanary-two.yaml", "name: [Zyxcanary\n")
        .with("applications/zyxcanary-new.yaml", hidden("[]", "77.7", "[Zyxcanarykey]"));
    let files = broken.files();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let head = repository.git().head().unwrap().peel_to_commit().unwrap().id();
    repository.commit_saying(12, &[head], &files, "Zyxcanary breaks");
}

/// The site that a daemon publishes, which keeps what is broken as it last was.
fn kept(repository: &TestRepository, name: &str) -> Site {
    let whence = Whence::Folder(repository.path().to_owned());
    let mut reader = Reader::new().unwrap();
    let (_, reading) = reader.read(&whence, TODAY).unwrap();
    of_reading(reader.pipeline(), &reading.unwrap(), &Whose::Named(name.to_owned()))
}

#[test]
fn what_is_hidden_and_broken_changes_no_byte_of_what_others_are_shown() {
    let (open, secret) = (open(), secret());
    broken(&secret);
    for name in ["operations", "public"] {
        let (one, other) = (kept(&open, name), kept(&secret, name));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{name}");
        for (path, bytes) in one.iter().filter(|(path, _)| !OF_THE_COMMIT.contains(&path.as_str())) {
            assert!(other[path] == *bytes, "{name}: {path}");
        }
        for (path, bytes) in &other {
            assert!(!String::from_utf8_lossy(bytes).to_lowercase().contains(CANARY), "{name}: {path}");
        }
    }
    let admin = kept(&secret, "admin");
    let page = String::from_utf8_lossy(&admin["applications/zyxcanary-two.html"]);
    assert!(page.contains("Failing check") && page.contains("Zyxcanary reactor"), "{page}");
    assert!(!admin.contains_key("applications/zyxcanary-new.html"));
}

fn site(repository: &TestRepository, name: &str) -> Site {
    built(repository.path(), None, &Whose::Named(name.to_owned()), TODAY)
}

/// A text that tells of a commit, without the commit.
fn without_commit(bytes: &[u8], repository: &TestRepository) -> Vec<String> {
    let id = repository.run(&["rev-parse", "HEAD"]).trim().to_owned();
    let generation = repository.run(&["rev-list", "--first-parent", "--count", "HEAD"]).trim().to_owned();
    let mut text = String::from_utf8(bytes.to_vec()).unwrap();
    for length in [40, 12, 10, 8, 7] {
        text = text.replace(&id[..length], "COMMIT");
    }
    // The manifest lists the other two.
    let is_own =
        |line: &&str| !OF_THE_COMMIT.iter().any(|own| line.starts_with(&format!("{{\"path\":\"{own}\"")));
    let lines = text.lines().filter(is_own);
    let plain = |line: &str| {
        let told = [format!("\"generation\":{generation}"), format!("Generation</dt><dd>{generation}")];
        told.iter().fold(line.to_owned(), |line, told| line.replace(told, "GENERATION"))
    };
    lines.map(plain).collect()
}

#[test]
fn an_audience_is_shown_the_same_whatever_it_may_not_see() {
    let (open, secret) = (open(), secret());
    for name in ["operations", "public"] {
        let (one, other) = (site(&open, name), site(&secret, name));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{name}");
        let differ: Vec<&String> = one
            .iter()
            .filter(|(path, bytes)| !OF_THE_COMMIT.contains(&path.as_str()) && other[*path] != **bytes)
            .map(|(path, _)| path)
            .collect();
        assert_eq!(differ, [""; 0], "{name}");
        for path in OF_THE_COMMIT.iter().filter(|path| one.contains_key(**path)) {
            let texts = [without_commit(&one[*path], &open), without_commit(&other[*path], &secret)];
            let differ: Vec<_> = texts[0].iter().zip(&texts[1]).filter(|(one, other)| one != other).collect();
            assert!(differ.is_empty() && texts[0].len() == texts[1].len(), "{name}: {path}: {differ:#?}");
        }
    }
}

#[test]
fn no_word_of_what_is_hidden_is_in_any_byte() {
    let secret = secret();
    for name in ["operations", "public"] {
        for (path, bytes) in site(&secret, name).iter().flat_map(|(path, bytes)| unpacked(path, bytes)) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            assert!(!text.contains(CANARY) && !path.contains(CANARY), "{name}: {path}");
        }
    }
    let everything = site(&secret, "admin");
    assert!(
        everything.contains_key("applications/zyxcanary-one.html"),
        "the canaries sing where all is seen"
    );
}

#[test]
fn an_audience_that_sees_no_usage_is_told_of_none() {
    let public = site(&open(), "public");
    let told: BTreeSet<&str> = public
        .keys()
        .map(String::as_str)
        .filter(|path| path.contains("application") || path.contains("usage"))
        .filter(|path| !path.contains("schema") && !path.starts_with("rules/"))
        .collect();
    assert_eq!(told, BTreeSet::new());
    for (path, bytes) in public.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        for word in ["Pump House", "pump-house", "Not in use", "No application"] {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
}

#[test]
fn the_open_application_is_shown_to_those_who_may_see_it() {
    let shown = site(&secret(), "operations");
    assert!(shown.contains_key("applications/pump-house.html"));
    assert!(!shown.keys().any(|path| path.contains(CANARY)));
}

#[test]
fn no_audience_finds_its_site_among_files_that_show_everything() {
    let (secret, out) = (secret(), tempfile::tempdir().unwrap());
    let site = out.path().join("site");
    let build = |name: &str| {
        let mut program = program();
        program.args(["build", "--as-of", "2026-11-01", "--site", name, "--registry"]);
        program.arg(secret.path()).arg("--out").arg(&site).output().unwrap()
    };
    // Open applications alone may be replaced by fewer of them.
    for name in ["operations", "public", "operations", "admin", "admin"] {
        // The registry itself has faults, which is no reason not to build it.
        assert_eq!(build(name).status.code(), Some(1), "{name}");
    }
    for name in ["operations", "public"] {
        let refused = build(name);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("holds a site that shows everything"), "{said}");
    }
    assert!(site.join("applications/zyxcanary-one.html").is_file(), "nothing was touched");
}
