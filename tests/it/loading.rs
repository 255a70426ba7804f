//! Whatever the files hold: nothing panics, one broken thing never hides another, every fault is told at once.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use connectory::diag::emit::Format;
use connectory::model::Registry;
use connectory::source::{Entry, EntryKind, MemoryTree, RepoPath, SourceError, Tree, WorkTree};

use crate::support::{
    ID, NAME, Small, checked, codes, package, path, printed, report, same_as_before, write,
};

const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const SECOND: &str = "connectors/level-gauge/connector.yaml";
const APPLICATION: &str = "applications/pump-house.yaml";

fn slugs(registry: &Registry) -> Vec<&str> {
    registry.connectors.iter().map(|connector| connector.slug.as_str()).collect()
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let small = Small::valid().append(CONNECTOR, "descripton: Reads.\ntags: flow\nhelp: none\n");
    let mut found = codes(&small);
    found.sort_unstable();
    assert_eq!(found, ["field-type", "field-unknown", "field-unknown"]);
    same_as_before("loading-three-faults-at-once", &report(&small));
}

#[test]
fn a_broken_connector_hides_neither_the_others_nor_blames_who_uses_it() {
    let breakages: [&[u8]; 6] = [b"", b"\0\0\0", b"- a list", b"id: [", b"\xff\xfe", b"just text"];
    for broken in breakages {
        let small = Small::with_two_connectors().with(CONNECTOR, broken);
        let (registry, report) = checked(&small);
        assert_eq!(slugs(&registry), ["level-gauge"], "{broken:?}");
        assert!(registry.unreadable.contains("flow-meter"));
        assert_eq!(report.diagnostics().len(), 1, "{broken:?}: {report:?}");
        assert_eq!(report.diagnostics()[0].place.path, path(CONNECTOR));
    }
}

#[test]
fn a_file_that_is_no_file_is_one_finding_wherever_it_stands() {
    let all = Small::with_two_connectors();
    for (at, _) in all.files() {
        let small = all.clone().with_odd(at.as_str(), EntryKind::Symlink);
        assert_eq!(codes(&small), ["file-refused"], "{at}\n{}", report(&small));
    }
}

#[test]
fn a_broken_file_of_the_registry_itself_starts_no_cascade() {
    for at in ["registry.yaml", "categories.yaml", "access.yaml", APPLICATION] {
        for broken in ["", "[", "\0", "just text"] {
            let small = Small::valid().with(at, broken);
            assert_eq!(codes(&small).len(), 1, "{at} = {broken:?}\n{}", report(&small));
        }
    }
}

#[test]
fn hostile_yaml_is_refused_quickly_and_alone() {
    let aliases = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |text, at| {
        format!("{text}a{at}: &a{at} [*a{0}, *a{0}, *a{0}]\n", at - 1)
    });
    let hostile = [
        "[".repeat(1 << 20),
        "{".repeat((1 << 20) - 1),
        "- ".repeat(1 << 19),
        "? ".repeat(1 << 19),
        "a: {".repeat(1 << 18),
        "a:\n".to_owned() + &(1..2000).map(|at| " ".repeat(at) + "a:\n").take(1400).collect::<String>(),
        aliases,
        format!("{}: x\n", "k".repeat((1 << 20) - 5)),
        format!("\"{}", "x".repeat((1 << 20) - 1)),
        "!".repeat(1 << 20),
        "&".repeat(1 << 20),
        "\0".repeat(1 << 20),
        "%YAML 9.9\n---\n".repeat(1 << 16),
        "---\n".repeat(1 << 18),
        "x\n".repeat(1 << 19),
        "a: 1\n".repeat(200_000),
        format!("[{}]", "1,".repeat(400_000)),
        "#".repeat(1 << 20),
        "|\n".to_owned() + &" \n".repeat(1 << 18),
        "<<: {a: 1}\n".repeat(1000),
    ];
    for text in hostile {
        let begun = Instant::now();
        let small = Small::with_two_connectors().with(SECOND, text.clone());
        let (registry, report) = checked(&small);
        let beginning: String = text.chars().take(20).collect();
        assert!(slugs(&registry).contains(&"flow-meter"), "{beginning:?}");
        assert!(report.errors() >= 1, "{beginning:?}");
        assert!(report.diagnostics().iter().all(|found| found.place.path == path(SECOND)), "{beginning:?}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{beginning:?} took {:?}", begun.elapsed());
    }
}

/// All of a registry but the places, and what it was read from.
pub(crate) fn meaning(registry: &Registry) -> String {
    let mut registry = registry.clone();
    registry.connectors.iter_mut().for_each(|connector| connector.origin = None);
    registry.applications.iter_mut().for_each(|application| application.origin = None);
    let text = format!("{registry:#?}");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.retain(|line| !["start: ", "end: "].iter().any(|place| line.trim_start().starts_with(place)));
    lines.join("\n")
}

#[test]
fn a_registry_of_empty_files_is_told_file_by_file() {
    let mut empty = Small::valid();
    for (at, _) in Small::valid().files() {
        empty = empty.with(at.as_str(), "");
    }
    same_as_before("loading-every-file-empty", &report(&empty));
}

#[test]
fn an_empty_folder_lacks_only_its_registry_file() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(codes(&WorkTree::open(folder.path()).unwrap()), ["registry-file-missing"]);
    assert_eq!(codes(&MemoryTree::new()), ["registry-file-missing"]);
}

#[test]
fn files_that_belong_nowhere_are_named() {
    let small = Small::valid()
        .with("notes.md", "x")
        .with("connectors/README.txt", "x")
        .with("connectors/flow-meter/versions/1.2.zip", "x")
        .with("connectors/flow-meter/versions/old/1.0.xmp", "x")
        .with("connectors/stray.xmp", "x")
        .with("applications/list.csv", "x")
        .with("connectors/flow-meter/registry.yml", "x");
    assert_eq!(codes(&small), ["file-unknown"; 7]);
    same_as_before("loading-unknown-files", &report(&small));
}

#[test]
fn a_level_of_the_registry_counts() {
    let small = |level: &str| {
        Small::valid().without("connectors/flow-meter/help.md").append("registry.yaml", &rules(level))
    };
    let counts = |level| {
        let report = checked(&small(level)).1;
        (report.errors(), report.warnings())
    };
    assert_eq!((counts("allow"), counts("warn"), counts("deny")), ((0, 0), (0, 1), (1, 0)));
}

fn rules(level: &str) -> String {
    format!("rules:\n  help-missing: {level}\n")
}

fn waiver(rule: &str, glob: &str, expires: &str) -> String {
    format!(
        "waivers:\n  - rule: {rule}\n    path: {glob}\n    reason: soon\n    owner: bob\n    expires: {expires}\n"
    )
}

#[test]
fn a_waiver_holds_for_its_paths_and_up_to_its_last_day() {
    let without_help = Small::with_two_connectors()
        .without("connectors/flow-meter/help.md")
        .without("connectors/level-gauge/help.md");
    let with =
        |glob, expires| without_help.clone().append("registry.yaml", &waiver("help-missing", glob, expires));
    assert_eq!(codes(&with("connectors/**", "2026-11-01")), [""; 0]);
    assert_eq!(codes(&with("connectors/flow-*/**", "2027-01-01")), ["help-missing"]);
    // A folder is none of the files in it: nothing is waived, and that is said.
    let nothing = codes(&with("connectors/flow-meter", "2027-01-01"));
    assert_eq!(nothing, ["help-missing", "help-missing", "waiver-unused"]);
    let mut expired = codes(&with("connectors/**", "2026-10-31"));
    expired.sort_unstable();
    assert_eq!(expired, ["help-missing", "help-missing", "waiver-expired"]);
}

#[test]
fn what_cannot_be_adjusted_can_be_neither_waived_nor_allowed() {
    let other = package(ID, NAME, "1.1").with("Description", "Replaced");
    let small = Small::valid()
        .with("connectors/flow-meter/versions/1.1.xmp", connectory::package::write(&other))
        .append("registry.yaml", "rules: { package-digest-mismatch: allow }\n")
        .append("registry.yaml", &waiver("package-digest-mismatch", "'**'", "2027-01-01"));
    assert_eq!(codes(&small), ["package-digest-mismatch", "rule-unknown", "rule-unknown"]);
}

/// A folder on disk that holds the small registry.
fn on_disk(small: &Small) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (at, bytes) in small.files() {
        write(&folder.path().join(at.as_str()), &bytes);
    }
    folder
}

#[test]
fn a_folder_on_disk_reads_like_one_in_memory() {
    let small = Small::with_two_connectors();
    let folder = on_disk(&small);
    let tree = WorkTree::open(folder.path()).unwrap();
    assert_eq!(report(&tree), "no findings\n");
    assert_eq!(meaning(&checked(&tree).0), meaning(&checked(&small).0));
}

#[cfg(unix)]
#[test]
fn links_and_names_that_others_cannot_hold_are_refused_where_they_lie() {
    use std::os::unix::ffi::OsStrExt;
    let folder = on_disk(&Small::valid());
    let at = |name: &[u8]| folder.path().join(std::ffi::OsStr::from_bytes(name));
    std::os::unix::fs::symlink("/etc", at(b"connectors/flow-meter/assets")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", at(b"applications/passwd.yaml")).unwrap();
    write(&at(b"applications/M\xfchle.yaml"), b"name: M\n");
    write(&at(b"applications/a:b.yaml"), b"name: M\n");
    write(&at(b"applications/back\\slash.yaml"), b"name: M\n");
    write(&at(b"connectors/a\x1b[31m\nred/connector.yaml"), b"id: x\n");
    write(&at(b"connectors/a\x1b[31m\nred/help.md"), b"x\n");
    let tree = WorkTree::open(folder.path()).unwrap();
    assert_eq!(codes(&tree), ["file-refused"; 6]);
    same_as_before("loading-refused-names-and-links", &report(&tree));
}

/// A part of the sample registry: what `kept` keeps of it, with one file that is another.
struct Mutated<'s> {
    sample: &'s [(Entry, Vec<u8>)],
    at: RepoPath,
    bytes: Vec<u8>,
}

impl Mutated<'_> {
    /// The registry's own files, three connectors, and the folder of the mutated file: reading all would take long.
    fn keeps(&self, path: &RepoPath) -> bool {
        let folder = self.at.parent();
        let folder = if folder.name() == "versions" { folder.parent() } else { folder };
        let always = ["connectors/s3", "connectors/neo4j", "connectors/messaging/kafka"];
        path.parent() == RepoPath::root()
            || path.parent() == folder
            || path.is_in(&folder) && folder.as_str().starts_with("connectors/")
            || always.iter().any(|kept| path.is_in(&RepoPath::new(kept).unwrap()))
    }
}

impl Tree for Mutated<'_> {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let entries = self.sample.iter().map(|(entry, _)| entry);
        Ok(entries.filter(|entry| self.keeps(&entry.path)).cloned().collect())
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        let found =
            self.sample.iter().find(|(entry, _)| entry.path == *path).map(|(_, bytes)| bytes).unwrap();
        let bytes = if self.at == *path { &self.bytes } else { found };
        assert!(bytes.len() as u64 <= limit);
        Ok(bytes.clone())
    }
}

/// Marsaglia's xorshift: the same numbers on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    /// Bytes that mean something to YAML come up often.
    fn byte(&mut self) -> u8 {
        const TELLING: &[u8] = b"\n\n  :-[]{}\"'#&*!|>%@`,?\t\r\0\xff\xc3~0.";
        if self.below(4) == 0 { self.below(256) as u8 } else { TELLING[self.below(TELLING.len())] }
    }

    fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            match self.below(4) {
                0 => bytes.insert(at, self.byte()),
                1 if at < bytes.len() => bytes[at] = self.byte(),
                2 if at < bytes.len() => drop(bytes.drain(at..(at + 1 + self.below(40)).min(bytes.len()))),
                _ => {
                    let piece = bytes[at..(at + self.below(60)).min(bytes.len())].to_vec();
                    let to = self.below(bytes.len() + 1);
                    bytes.splice(to..to, piece);
                }
            }
        }
        bytes
    }
}

#[test]
fn no_damage_to_one_file_of_the_sample_panics_or_takes_another_connector_away() {
    let tree = WorkTree::open(&crate::support::sample()).unwrap();
    let read = |entry: Entry| {
        let bytes = tree.read(&entry.path, 1 << 20).unwrap();
        (entry, bytes)
    };
    let sample: Vec<(Entry, Vec<u8>)> = tree.list().unwrap().into_iter().map(read).collect();
    let yaml: Vec<usize> =
        (0..sample.len()).filter(|at| sample[*at].0.path.extension() == Some("yaml")).collect();
    let whole = checked(&tree).0;
    // Packages are unchanged by their stamps, so that only the first round reads them.
    let mut memory = connectory::load::Memory::default();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..2000 {
        let chosen = yaml[dice.below(yaml.len())];
        let (at, bytes) = (sample[chosen].0.path.clone(), dice.mutate(&sample[chosen].1));
        let mutated = Mutated { sample: &sample, at, bytes };
        let loaded =
            connectory::load::load(&mutated, &connectory::source::History::default(), &mut memory).unwrap();
        let context = connectory::check::Context::new(&loaded.registry, crate::support::TODAY);
        let mut found = loaded.diagnostics;
        found.extend(connectory::check::check(&context));
        let report = connectory::diag::Report::new(found);
        for format in Format::ALL {
            printed(&report, &mutated, *format);
        }
        let shown = printed(&report, &mutated, Format::Human);
        let left: BTreeSet<&str> = slugs(&loaded.registry).into_iter().collect();
        for connector in &whole.connectors {
            let lost = mutated.keeps(&connector.file) && !left.contains(connector.slug.as_str());
            assert!(
                !lost || connector.file == mutated.at,
                "{} is lost by {}\n{shown}",
                connector.slug,
                mutated.at
            );
        }
    }
}
