//! What the folder of a session holds at first. None is checked out of a network or made by the program under test.

use connectory::package::{self, Setting};
use tempfile::TempDir;

use crate::support::review::History;
pub(super) use crate::support::sample_copied;
use crate::support::{ID, NAME, OTHER_ID, Small, form, package, write};

/// Nothing.
pub(super) fn empty() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The smallest registry, in no repository.
pub(super) fn small() -> TempDir {
    let folder = empty();
    Small::valid().write_to(folder.path());
    folder
}

/// A registry with two connectors, committed on `main`, and nothing changed since.
pub(super) fn committed() -> TempDir {
    let history = History::new();
    let commit = history.commit(&[], &Small::with_two_connectors());
    let git = history.repository.git();
    git.reset(git.find_commit(commit).unwrap().as_object(), git2::ResetType::Hard, None).unwrap();
    history.repository.into_folder()
}

/// A registry in its folder `registry`, committed on `main`, and beside it packages that are not in it.
pub(super) fn with_packages() -> TempDir {
    let history = History::new();
    let commit = history.commit_in("registry/", &[], &Small::valid());
    let git = history.repository.git();
    git.reset(git.find_commit(commit).unwrap().as_object(), git2::ResetType::Hard, None).unwrap();
    let unit = Setting::new("TextBox").key("Unit").caption("Unit").required(true).help_text("Such as l/s");
    let form = form([unit]);
    let changed = package(ID, NAME, "1.1").with("Description", "Other bytes.");
    for (name, package) in [
        ("meter-1.1.xmp", package(ID, NAME, "1.1")),
        ("meter-1.1-again.xmp", changed),
        ("meter-1.2.xmp", package(ID, NAME, "1.2").with_settings(form)),
        ("gauge-1.0.xmp", package(OTHER_ID, "Level Gauge", "1.0").with("Description", "Reads level gauges.")),
    ] {
        write(&history.repository.path().join("packages").join(name), &package::write(&package));
    }
    history.repository.into_folder()
}

/// A copy of a site in `site`, signed, with the publisher's key in `publisher.pub` and the manifest before it in
/// `known.json`.
pub(super) fn published() -> TempDir {
    use connectory::pipeline::SigningKey;
    use connectory::plan::manifest::{Revision, Writing};
    use connectory::plan::{Fingerprint, Held, SitePath};

    let files = [("connectors/gauge.html", "<h1>Gauge</h1>\n"), ("index.html", "<h1>Plant</h1>\n")];
    let manifest = |generation: u64, commit: &str| {
        let revision = Revision { commit: Some(commit.to_owned()), generation: Some(generation) };
        let mut writing = Writing::begin(
            "Plant connectors",
            &connectory::model::Sight::All,
            jiff::civil::date(2026, 11, 1),
            &revision,
        );
        for (path, text) in files {
            let file = Held::of(Fingerprint::of(b""), text.as_bytes());
            writing.add(&SitePath::new(path).unwrap(), &file);
        }
        writing.finish()
    };
    let folder = empty();
    let put = |path: &str, bytes: &[u8]| write(&folder.path().join(path), bytes);
    files.iter().for_each(|(path, text)| put(&format!("site/{path}"), text.as_bytes()));
    let pair = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    let key = SigningKey::read(&pair.sk.to_box(None).unwrap().into_string(), None).unwrap();
    let current = manifest(12, "4be1d0c");
    put("site/manifest.json.minisig", &key.sign(&current, "Plant connectors, generation 12, commit 4be1d0c"));
    put("site/manifest.json", &current);
    put("known.json", &manifest(13, "77ad2f1"));
    put("publisher.pub", pair.pk.to_box().unwrap().into_string().as_bytes());
    put("other.pub", minisign::KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64().as_bytes());
    folder
}
