//! The site as a whole: the same input gives the same bytes, and a change remakes the pages that show it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use connectory::daemon::Rebuild;
use connectory::model::Whose;
use connectory::pipeline::Pipeline;
use connectory::publish::{FolderSink, MemorySink, Published, Sink};
use connectory::source;
use jiff::civil::{Date, date};

use crate::support::site::{Site, built, publish};

const TODAY: Date = date(2026, 11, 1);

/// A copy of the sample registry in a repository of its own, committed.
struct Sample {
    folder: tempfile::TempDir,
}

impl Sample {
    fn new() -> Sample {
        let folder = tempfile::tempdir().expect("a folder");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("registry");
        copy(&sample, &folder.path().join("registry"));
        git2::Repository::init(folder.path()).expect("a repository");
        let sample = Sample { folder };
        sample.commit(1_700_000_000);
        sample
    }

    fn registry(&self) -> PathBuf {
        self.folder.path().join("registry")
    }

    /// Commits everything that lies there.
    fn commit(&self, seconds: i64) {
        let repository = git2::Repository::open(self.folder.path()).expect("a repository");
        let mut index = repository.index().expect("an index");
        index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("added");
        index.update_all(["*"], None).expect("updated");
        index.write().expect("written");
        let tree = repository.find_tree(index.write_tree().expect("a tree")).expect("a tree");
        let author = git2::Signature::new("Tester", "tester@example.com", &git2::Time::new(seconds, 0));
        let author = author.expect("a signature");
        let parent = repository.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        repository.commit(Some("HEAD"), &author, &author, "change", &tree, &parents).expect("a commit");
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.registry().join(path);
        let text = std::fs::read_to_string(&path).expect("a text");
        assert!(text.contains(from), "{} does not hold {from:?}", path.display());
        std::fs::write(&path, text.replacen(from, to, 1)).expect("written");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("walked");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).expect("made");
        } else {
            std::fs::copy(entry.path(), &target).expect("copied");
        }
    }
}

/// Builds what everybody sees of the registry in `folder` at `revision`, from nothing.
fn build(folder: &Path, revision: Option<&str>) -> Site {
    built(folder, revision, &Whose::Everyone, TODAY)
}

fn same(left: &Site, right: &Site) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    let different: Vec<&String> =
        left.iter().filter(|(path, bytes)| right[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(different.is_empty(), "these differ: {different:?}");
}

#[test]
fn the_same_registry_gives_the_same_bytes_wherever_it_lies() {
    let sample = Sample::new();
    let first = build(&sample.registry(), None);
    assert!(first.len() > 100, "only {} files", first.len());
    same(&first, &build(&sample.registry(), None));
    same(&first, &build(&sample.registry(), Some("HEAD")));

    let elsewhere = tempfile::tempdir().expect("a folder");
    let url = sample.folder.path().to_str().expect("a text");
    git2::Repository::clone(url, elsewhere.path().join("clone")).expect("a clone");
    same(&first, &build(&elsewhere.path().join("clone/registry"), None));

    let bare = elsewhere.path().join("bare.git");
    git2::build::RepoBuilder::new().bare(true).clone(url, &bare).expect("a bare clone");
    same(&first, &build(&bare, None));
}

#[test]
fn a_past_catalogue_is_built_without_touching_the_work_tree() {
    let sample = Sample::new();
    let before = build(&sample.registry(), None);
    sample.edit("registry.yaml", "title: Plant connectors", "title: Other connectors");
    sample.commit(1_700_100_000);
    sample.edit("registry.yaml", "title: Other connectors", "title: Not committed");
    same(&before, &build(&sample.registry(), Some("HEAD~1")));
    let home = |site: Site| String::from_utf8(site["index.html"].clone()).expect("a text");
    assert!(home(build(&sample.registry(), Some("HEAD"))).contains("Other connectors"));
    assert!(home(build(&sample.registry(), None)).contains("Not committed"));
}

#[test]
fn a_folder_holds_the_same_as_memory_and_keeps_what_is_unchanged() {
    let sample = Sample::new();
    let out = tempfile::tempdir().expect("a folder");
    let again = || -> Published {
        let opened = source::open(&sample.registry(), None).expect("opens");
        let mut pipeline = Pipeline::new().expect("templates parse");
        let checked = pipeline.read(&opened, TODAY).expect("reads");
        let mut sink = FolderSink::open(out.path()).expect("opens");
        publish(&mut pipeline, &opened, &checked.registry, &Whose::Everyone, TODAY, &mut sink)
    };
    again();
    let expected = build(&sample.registry(), None);
    for (path, bytes) in &expected {
        assert_eq!(&std::fs::read(out.path().join(path)).expect("a file"), bytes, "{path}");
    }
    let again = again();
    assert_eq!((again.written, again.kept, again.removed), (vec![], expected.len(), vec![]));
}

/// A site that follows its registry, as `serve` does, without the waiting.
struct Following {
    rebuild: Rebuild,
    sink: MemorySink,
}

impl Following {
    fn new(sample: &Sample) -> Following {
        let rebuild = Rebuild::new(sample.registry(), Some(TODAY), None).expect("templates parse");
        Following { rebuild, sink: MemorySink::new() }
    }

    /// One turn: what was rendered again, and how many errors there are.
    fn turn(&mut self) -> (Vec<String>, usize) {
        self.sink.begin().expect("begins");
        let outcome = self.rebuild.build(&mut self.sink, TODAY).expect("builds");
        if outcome.withheld {
            self.sink.abandon();
            return (Vec::new(), outcome.errors);
        }
        let published = self.sink.finish().expect("finishes");
        (published.written.iter().map(ToString::to_string).collect(), outcome.errors)
    }

    fn site(&self) -> BTreeMap<String, Vec<u8>> {
        let current = self.sink.site().current();
        current.files.iter().map(|(path, file)| (path.to_string(), file.bytes().unwrap().to_vec())).collect()
    }
}

#[test]
fn changed_notes_remake_only_the_pages_that_show_them() {
    let sample = Sample::new();
    let mut following = Following::new(&sample);
    following.turn();
    let notes = "connectors/sql-server/versions/1.25.yaml";
    let text = std::fs::read_to_string(sample.registry().join(notes)).expect("a text");
    let (_, after) = text.split_once("notes: |\n").expect("the version has notes");
    let first = after.lines().next().expect("a line");
    sample.edit(notes, first, &format!("{first} And a canary."));
    let (written, errors) = following.turn();
    assert_eq!(errors, 0);
    let site = following.site();
    for (path, bytes) in &site {
        // The manifest shows the change by the digests of those that do.
        let shows = bytes.windows(8).any(|piece| piece == b"a canary") || path == "manifest.json";
        assert_eq!(shows, written.contains(path), "{path}: shows the change: {shows}");
    }
    assert!((2..=10).contains(&written.len()), "{written:?}");
    same(&site, &build(&sample.registry(), None));
    assert_eq!(following.turn().0, Vec::<String>::new());
}

#[test]
fn what_is_broken_keeps_its_last_good_state_and_the_rest_goes_on() {
    let sample = Sample::new();
    let mut following = Following::new(&sample);
    following.turn();
    let before = following.site();

    sample.edit("connectors/sql-server/connector.yaml", "name:", "name: [");
    let (written, errors) = following.turn();
    assert_eq!(errors, 1);
    let marked = following.site();
    assert!(written.contains(&"connectors/sql-server/1.25.html".to_owned()), "{written:?}");
    for path in written.iter().filter(|path| *path != "manifest.json") {
        let (was, is) = (text(&before[path]), text(&marked[path]));
        assert_eq!(
            unmarked(&is).replace(char::is_whitespace, ""),
            was.replace(char::is_whitespace, ""),
            "{path}"
        );
        assert!(was != is, "{path}");
    }

    sample.edit("connectors/s3/connector.yaml", "description: ", "description: Changed beside it. ");
    let (written, errors) = following.turn();
    assert_eq!(errors, 1);
    assert!(written.contains(&"connectors/s3.html".to_owned()), "{written:?}");
    assert_eq!(following.site()["connectors/sql-server.html"], marked["connectors/sql-server.html"]);

    sample.edit("connectors/sql-server/connector.yaml", "name: [", "name:");
    assert_eq!(following.turn().1, 0);
    same(&following.site(), &build(&sample.registry(), None));
}

/// A page or file of the API without the marks of what is shown as it last was.
fn unmarked(text: &str) -> String {
    let mut text = text
        .replace(",\"failing\":true", "")
        .replace("<span class=\"badge failing\">Failing check</span>", "");
    while let Some(start) = text.find("<section class=\"notice failing\"") {
        let end = start + text[start..].find("</section>").expect("a section ends") + "</section>".len();
        text.replace_range(start..end, "");
    }
    text
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("a text")
}

#[test]
fn what_never_was_good_is_left_out_and_blocks_nothing() {
    let sample = Sample::new();
    let newcomer = sample.registry().join("connectors/newcomer");
    std::fs::create_dir_all(newcomer.join("versions")).expect("made");
    for (file, bytes) in [("connector.yaml", "name: Newcomer\n"), ("versions/1.0.yaml", "notes: First.\n")] {
        std::fs::write(newcomer.join(file), bytes).expect("written");
    }
    let mut following = Following::new(&sample);
    assert!(following.turn().1 > 0);
    let site = following.site();
    let known = |(path, bytes): (&String, &Vec<u8>)| {
        path.contains("newcomer") || String::from_utf8_lossy(bytes).to_lowercase().contains("newcomer")
    };
    assert!(!site.iter().any(known), "it stands nowhere");
    assert!(!text(&site["api/v1/index.json"]).contains("failing"));
    assert!(site.contains_key("connectors/neo4j.html"));
    sample.edit("connectors/neo4j/connector.yaml", "description: ", "description: Changed beside it. ");
    let (written, errors) = following.turn();
    assert!(errors > 0 && written.contains(&"connectors/neo4j.html".to_owned()), "{errors} {written:?}");
}

#[test]
fn a_version_that_went_away_while_in_use_blocks_nothing_but_its_application() {
    let sample = Sample::new();
    let mut following = Following::new(&sample);
    following.turn();
    let before = following.site();
    for file in ["1.25.yaml", "1.25.xmp"] {
        std::fs::remove_file(sample.registry().join("connectors/sql-server/versions").join(file))
            .expect("removed");
    }
    let (_, errors) = following.turn();
    assert!(errors > 0);
    let site = following.site();
    assert!(!site.contains_key("connectors/sql-server/1.25.html"));
    let failing: Vec<&String> = site
        .iter()
        .filter(|(path, bytes)| path.starts_with("applications/") && text(bytes).contains("notice failing"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(failing, ["applications/pump-simulator.html"]);
    let applications = |site: &BTreeMap<String, Vec<u8>>| {
        site.keys().filter(|path| path.contains("applications/")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(applications(&before), applications(&site));
}

#[test]
fn a_removed_connector_leaves_no_page_behind() {
    let sample = Sample::new();
    let mut following = Following::new(&sample);
    following.turn();
    for folder in ["connectors/neo4j", "applications"] {
        std::fs::remove_dir_all(sample.registry().join(folder)).expect("removed");
    }
    let (_, errors) = following.turn();
    assert_eq!(errors, 0);
    assert!(!following.site().keys().any(|path| path.contains("neo4j")));
    same(&following.site(), &build(&sample.registry(), None));
}

#[test]
fn a_package_kept_in_another_form_is_offered_in_the_binary_one() {
    use connectory::package::{self, Container, Limits};
    let sample = Sample::new();
    let before = build(&sample.registry(), None);
    let version = "connectors/sql-server/versions/1.3002";
    let file = sample.registry().join(format!("{version}.xmp"));
    let binary = std::fs::read(&file).expect("read");
    for form in [Container::Zip, Container::Json] {
        let kept = std::fs::read(&file).expect("read");
        let package = package::read(&binary, &Limits::default()).expect("a package");
        let bytes = package::write_as(&package, form).expect("written");
        std::fs::write(&file, &bytes).expect("written");
        let digest = |bytes: &[u8]| source::Digest::of(bytes).to_string();
        sample.edit(&format!("{version}.yaml"), &digest(&kept), &digest(&bytes));
        // Whoever looks at the site sees no difference: the same download, its size and its digest.
        same(&before, &build(&sample.registry(), None));
    }
    assert!(before["connectors/sql-server/sql-server-1.3002.xmp"] == binary);
}

#[test]
fn locale_and_time_zone_change_no_byte() {
    let sample = Sample::new();
    let out = tempfile::tempdir().expect("a folder");
    let made = |name: &str, zone: &str, locale: &str| -> Site {
        let folder = out.path().join(name);
        let mut program = crate::support::program();
        program.args(["build", "--site", "admin", "--as-of", "2026-11-01", "--registry"]);
        program.arg(sample.registry()).arg("--out").arg(&folder);
        program.envs([("TZ", zone), ("LC_ALL", locale), ("LANG", locale), ("LANGUAGE", locale)]);
        let built = program.output().expect("runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        crate::support::held::files_in(&folder)
    };
    let east = made("east", "Pacific/Kiritimati", "tr_TR.UTF-8");
    assert!(east.contains_key("index.html"));
    same(&east, &made("west", "America/Los_Angeles", "C"));
}

/// Builds the sample with the words of a command line into `out`.
fn run(sample: &Sample, out: &Path, words: &[&str], password: Option<&str>) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_connectory"));
    command.args(["build", "--as-of", "2026-11-01", "--site", "admin", "--registry"]).arg(sample.registry());
    command.arg("--out").arg(out).args(words).env_remove("CONNECTORY_SIGN_PASSWORD");
    password.map(|password| command.env("CONNECTORY_SIGN_PASSWORD", password));
    command.output().expect("runs")
}

#[test]
fn the_manifest_lists_every_other_file_and_nothing_depends_on_it() {
    use connectory::plan::manifest::{self, Manifest};
    let sample = Sample::new();
    let site = build(&sample.registry(), None);
    let manifest = Manifest::parse(&site[manifest::NAME]).expect("a manifest");
    let listed: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let others: Vec<&str> = site.keys().map(String::as_str).filter(|path| *path != manifest::NAME).collect();
    assert_eq!(listed, others);
    for file in &manifest.files {
        let bytes = &site[file.path.as_str()];
        assert_eq!(
            (file.size, file.sha256.to_hex()),
            (bytes.len() as u64, source::Digest::of(bytes).to_string())
        );
    }
    assert_eq!((manifest.title.as_str(), manifest.as_of), ("Plant connectors", TODAY));
    let opened = source::open(&sample.registry(), None).expect("opens");
    assert_eq!(manifest.revision, Pipeline::new().expect("parses").revision(&opened).expect("told"));
    let digest = source::Digest::of(&site[manifest::NAME]).to_string();
    assert!(site.values().all(|bytes| !bytes.windows(12).any(|piece| piece == &digest.as_bytes()[..12])));
}

#[test]
fn a_signed_site_is_verified_and_built_again_to_the_same_bytes() {
    let (sample, place) = (Sample::new(), tempfile::tempdir().expect("a folder"));
    let pair = minisign::KeyPair::generate_encrypted_keypair(Some("open sesame".to_owned())).expect("keys");
    let (secret, public) = (place.path().join("secret.key"), place.path().join("public.key"));
    let boxed = pair.sk.to_box(None).expect("boxed").into_string();
    std::fs::write(&secret, &boxed).expect("written");
    std::fs::write(&public, pair.pk.to_box().expect("boxed").into_string()).expect("written");
    let words = ["--sign-key", secret.to_str().expect("a text")];
    let (out, other) = (place.path().join("site"), place.path().join("other"));
    for (out, password) in [(&out, None), (&out, Some("guess"))] {
        let refused = run(&sample, out, &words, password);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(2) && told.contains("CONNECTORY_SIGN_PASSWORD"), "{told}");
        assert!(!out.exists(), "nothing is built that cannot be signed");
    }
    let said = run(&sample, &out, &words, Some("open sesame"));
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    let again = run(&sample, &out, &words, Some("open sesame"));
    assert!(String::from_utf8_lossy(&again.stderr).contains(": 0 files written"), "{again:?}");
    run(&sample, &other, &words, Some("open sesame"));
    let files = ["manifest.json", "manifest.json.minisig"];
    for file in files {
        let read = |folder: &Path| std::fs::read(folder.join(file)).expect("a file");
        assert_eq!(read(&out), read(&other), "{file}");
    }
    let half = boxed.lines().nth(1).expect("a key")[..40].to_owned();
    for output in [&said, &again] {
        let text = [output.stdout.clone(), output.stderr.clone()].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains(&half) && !text.contains("open sesame"), "{text}");
    }
    let verified = std::process::Command::new(env!("CARGO_BIN_EXE_connectory"))
        .arg("verify")
        .arg(&out)
        .arg("--key")
        .arg(&public)
        .output()
        .expect("runs");
    assert_eq!(verified.status.code(), Some(0), "{verified:?}");
    // Without a key, the signature of another manifest would be left: it goes.
    run(&sample, &out, &[], None);
    assert!(!out.join("manifest.json.minisig").exists());
}
