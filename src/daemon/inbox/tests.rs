use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::patience::Fault;
use super::{Inbox, Push, whole};
use crate::daemon::settings::InboxSettings;
use crate::daemon::{Board, Clock, Event, InboxStatus, Surroundings, Whence};
use crate::package::{self, Container, Limits, bulk};

/// A clock that stands until it is turned.
#[derive(Clone, Default)]
struct Turned(Arc<Mutex<Duration>>);

impl Turned {
    fn turn(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Turned {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_790_000_000).unwrap() + self.elapsed()
    }

    fn today(&self) -> Date {
        date(2026, 11, 24)
    }
}

/// A small registry in a repository, an inbox beside it, and a clock.
struct Plant {
    root: tempfile::TempDir,
    git: git2::Repository,
    clock: Turned,
    said: Arc<Mutex<Vec<String>>>,
    board: Board,
}

const CSV: &[u8] = include_bytes!("../../../registry/connectors/csv-files/versions/1.1.xmp");

impl Plant {
    fn new() -> Plant {
        let root = tempfile::tempdir().unwrap();
        let git = git2::Repository::init(root.path().join("plant")).unwrap();
        let registry = root.path().join("plant/registry");
        fs::create_dir_all(&registry).unwrap();
        let files = [
            ("registry.yaml", "schema: 1\ntitle: Plant connectors\ndefault_category: default\n"),
            ("categories.yaml", "- id: default\n  name: Default\n"),
            ("access.yaml", "groups:\n  platform: [carol]\nadministrators: [carol]\n"),
        ];
        for (name, text) in files {
            fs::write(registry.join(name), text).unwrap();
        }
        let mut index = git.index().unwrap();
        index.add_all(["registry"], git2::IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = git.find_tree(index.write_tree().unwrap()).unwrap();
        let who = git2::Signature::new("Ann", "ann@example.com", &git2::Time::new(1_767_225_600, 0)).unwrap();
        git.commit(Some("HEAD"), &who, &who, "Begin", &tree, &[]).unwrap();
        drop(tree);
        Plant { root, git, clock: Turned::default(), said: Arc::default(), board: Board::new() }
    }

    fn inbox(&self, push: Option<Box<dyn Push>>) -> Inbox {
        let said = Arc::clone(&self.said);
        let say = move |event: Event| said.lock().unwrap().push(event.to_string());
        let around = Surroundings {
            board: self.board.clone(),
            clock: Arc::new(self.clock.clone()),
            say: Arc::new(say),
        };
        let settings =
            InboxSettings { folder: self.at(""), owners: vec!["@carol".into()], ..InboxSettings::default() };
        self.board.update(|status| status.inboxes.clear());
        Inbox::new(
            &settings,
            Whence::Folder(self.root.path().join("plant/registry")),
            push,
            "process 1",
            around,
        )
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.root.path().join("inbox").join(name)
    }

    fn drop(&self, name: &str, bytes: &[u8]) {
        fs::create_dir_all(self.at("")).unwrap();
        fs::write(self.at(name), bytes).unwrap();
    }

    /// Looks, lets time pass, looks again.
    fn pass(&self, inbox: &mut Inbox, seconds: u64) {
        inbox.step();
        self.clock.turn(Duration::from_secs(seconds));
        inbox.step();
    }

    fn status(&self) -> InboxStatus {
        self.board.current().inboxes[0].clone()
    }

    fn branches(&self) -> Vec<(String, usize)> {
        let mut branches = Vec::new();
        for found in self.git.branches(None).unwrap() {
            let (branch, _) = found.unwrap();
            let name = branch.name().unwrap().unwrap().to_owned();
            let mut walk = self.git.revwalk().unwrap();
            walk.push(branch.get().target().unwrap()).unwrap();
            walk.hide_head().unwrap();
            branches.push((name, walk.count()));
        }
        branches.retain(|(name, _)| name.starts_with("add/"));
        branches
    }

    /// Every file of the inbox whose bytes are these, from its top.
    fn places(&self, bytes: &[u8]) -> Vec<String> {
        let all = walkdir::WalkDir::new(self.at("")).sort_by_file_name();
        let files = all.into_iter().map(|entry| entry.unwrap()).filter(|entry| entry.file_type().is_file());
        let same = files.filter(|entry| fs::read(entry.path()).unwrap() == bytes);
        same.map(|entry| entry.path().strip_prefix(self.at("")).unwrap().display().to_string()).collect()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_kill_at_any_step_loses_no_drop_and_makes_no_second_branch() {
    let broken = &CSV[..CSV.len() - 1];
    let mut killed = 0;
    for steps in 0.. {
        let plant = Plant::new();
        plant.drop("csv.xmp", CSV);
        plant.drop("broken.xmp", broken);
        let mut first = plant.inbox(None);
        first.steps_left = Some(steps);
        for _ in 0..3 {
            plant.pass(&mut first, 900);
            assert_eq!(plant.places(CSV).len(), 1, "after {steps} steps: {:?}", plant.places(CSV));
            assert_eq!(plant.places(broken).len(), 1, "after {steps} steps: {:?}", plant.places(broken));
            let is_accepted = plant.places(CSV)[0].starts_with("accepted/");
            assert!(!is_accepted || plant.branches().len() == 1, "accepted without a branch, {steps}");
        }
        let is_done = first.steps_left != Some(0);
        drop(first);
        let mut second = plant.inbox(None);
        for _ in 0..3 {
            plant.pass(&mut second, 900);
        }
        assert_eq!(plant.branches(), [("add/csv-files-1.1".to_owned(), 1)], "after {steps} steps");
        assert_eq!(plant.places(CSV), ["accepted/csv.xmp"], "after {steps} steps");
        assert_eq!(plant.places(broken), ["rejected/broken.xmp"], "after {steps} steps");
        for (folder, name) in [("accepted", "csv.xmp"), ("rejected", "broken.xmp")] {
            let all = [name.to_owned(), format!("{name}.report.json"), format!("{name}.report.txt")];
            assert_eq!(names(&plant.at(folder)), all, "after {steps} steps");
        }
        assert_eq!(plant.status().waiting, 0);
        if is_done {
            break;
        }
        killed += 1;
    }
    assert!(killed >= 13, "{killed}");
}

/// A zip of one package that refers to `inner`, an archive itself, with nothing packed: `inner` lies in it as it is.
fn nested(inner: &[u8]) -> Vec<u8> {
    let version = package::VersionNumber::parse("1.0").unwrap();
    let reference = package::Reference::new("Files.zip", package::ReferenceType::Zip, inner.to_vec());
    let package = package::Package::new("3f1c6f0a-52a5-4f0e-9d0c-6b1f8a2c7e11", "Nested", version)
        .with_references(vec![reference]);
    let packed = package::write_as(&package, Container::Zip).unwrap();
    let mut packed = zip::ZipArchive::new(std::io::Cursor::new(packed)).unwrap();
    let mut stored = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..packed.len() {
        let mut file = packed.by_index(at).unwrap();
        stored.start_file(file.name().unwrap().into_owned(), options).unwrap();
        std::io::copy(&mut file, &mut stored).unwrap();
    }
    let stored = stored.finish().unwrap().into_inner();
    assert!(
        stored.windows(inner.len()).any(|window| window == inner),
        "the inner archive lies in it as it is"
    );
    stored
}

#[test]
fn no_prefix_of_a_package_is_taken_for_a_whole_one_in_any_form() {
    let limits = Limits::default();
    let package = package::read(CSV, &limits).unwrap();
    let export = package::write_as(&package, Container::Json).unwrap();
    let zip = package::write_as(&package, Container::Zip).unwrap();
    let entry = |name: &str| bulk::BulkEntry { name: name.to_owned(), bytes: CSV.to_vec() };
    let many = bulk::write(&[entry("a.xmp"), entry("b.xmp")]).unwrap();
    let nested = nested(&many);
    for (form, bytes) in
        [("xmp", CSV), ("json", &export), ("zip", &zip), ("bulk", &many), ("nested", &nested)]
    {
        assert_eq!(whole::fault(bytes, &limits), None, "{form}");
        // All that is near the end, and of the rest a part.
        let lengths = (0..bytes.len()).filter(|at| at % 61 == 0 || *at < 200 || bytes.len() - at < 200);
        for length in lengths {
            let fault = whole::fault(&bytes[..length], &limits);
            let is_all = form == "json" && bytes[length..].trim_ascii().is_empty();
            match fault {
                None => assert!(is_all, "{form}: {length} of {} bytes are taken for all", bytes.len()),
                Some(Fault::Unfinished(_)) => {}
                Some(other) => panic!("{form}: {length} of {} bytes: {other:?}", bytes.len()),
            }
            // Room that was taken before it was filled.
            let mut filled = bytes[..length].to_vec();
            filled.resize(bytes.len(), 0);
            let fault = whole::fault(&filled, &limits);
            assert!(fault.is_some() || filled == bytes, "{form}: {length} bytes and zeros are taken for all");
        }
    }
}

#[test]
fn what_was_taken_before_it_was_whole_goes_back() {
    let plant = Plant::new();
    plant.drop("csv.xmp", &CSV[..CSV.len() / 2]);
    let mut inbox = plant.inbox(None);
    inbox.step();
    fs::rename(plant.at("csv.xmp"), plant.at("taken/csv.xmp")).unwrap();
    inbox.step();
    assert_eq!(plant.places(&CSV[..CSV.len() / 2]), ["csv.xmp"]);
    fs::write(plant.at("csv.xmp"), CSV).unwrap();
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.places(CSV), ["accepted/csv.xmp"]);
}

#[test]
fn a_part_of_every_sample_in_every_form_is_known_for_one() {
    let limits = Limits::default();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("registry/connectors");
    let samples = walkdir::WalkDir::new(samples).into_iter().map(|entry| entry.unwrap().into_path());
    let samples = samples.filter(|path| path.extension().is_some_and(|extension| extension == "xmp"));
    let mut parts = 0;
    for path in samples {
        let bytes = fs::read(&path).unwrap();
        let package = package::read(&bytes, &limits).unwrap();
        for form in [Container::Binary, Container::Json, Container::Zip] {
            let whole_bytes = package::write_as(&package, form).unwrap();
            let size = whole_bytes.len();
            for length in (0..size).filter(|at| at % 1499 == 0 || size - at < 30) {
                let is_all = form == Container::Json && whole_bytes[length..].trim_ascii().is_empty();
                let fault = whole::fault(&whole_bytes[..length], &limits);
                assert!(
                    is_all || matches!(fault, Some(Fault::Unfinished(_))),
                    "{path:?} {form}: {length} of {size}: {fault:?}"
                );
                parts += 1;
            }
        }
    }
    assert!(parts > 4000, "{parts}");
}
