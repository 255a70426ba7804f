use super::*;
use crate::plan::manifest::{Revision, Sight, Writing};
use crate::plan::{Held, SitePath};

const FILES: [(&str, &str); 3] = [("a/b.html", "page"), ("a/b.xmp", "package"), ("index.html", "home")];

fn manifest_of(generation: Option<u64>, commit: &str) -> Vec<u8> {
    let revision = Revision { commit: Some(commit.to_owned()), generation };
    let mut writing = Writing::begin("Plant", &Sight::All, jiff::civil::date(2026, 11, 1), &revision);
    for (path, text) in FILES {
        let file = Held::of(Fingerprint::of(b"x"), text.as_bytes());
        writing.add(&SitePath::new(path).unwrap(), &file);
    }
    writing.finish()
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    for (path, text) in FILES {
        fs::write(folder.path().join(path), text).unwrap();
    }
    fs::write(folder.path().join(manifest::NAME), manifest_of(Some(3), "c")).unwrap();
    fs::write(folder.path().join(MANIFEST), "ours").unwrap();
    fs::create_dir(folder.path().join(STAGING)).unwrap();
    fs::write(folder.path().join(STAGING).join("0"), "ours").unwrap();
    folder
}

fn faults(folder: &Path, expected: &Expected<'_>) -> Vec<(&'static str, String)> {
    let verified = Copy::open(folder).unwrap().verify(expected).unwrap();
    verified.faults.into_iter().map(|fault| (fault.kind, fault.path)).collect()
}

fn one(kind: &'static str, path: &str) -> Vec<(&'static str, String)> {
    vec![(kind, path.to_owned())]
}

#[test]
fn a_sound_copy_has_no_fault() {
    let verified = Copy::open(site().path()).unwrap().verify(&Expected::default()).unwrap();
    assert_eq!((verified.faults, verified.files, verified.signed), (vec![], 3, Signed::Missing));
    assert_eq!(verified.manifest.unwrap().revision.generation, Some(3));
}

#[test]
fn every_difference_is_told_with_its_file() {
    let told = |change: &dyn Fn(&Path)| {
        let site = site();
        change(site.path());
        faults(site.path(), &Expected::default())
    };
    assert_eq!(told(&|site| fs::write(site.join("a/b.html"), "PAGE").unwrap()), one("digest", "a/b.html"));
    assert_eq!(told(&|site| fs::write(site.join("a/b.html"), "pages").unwrap()), one("size", "a/b.html"));
    assert_eq!(told(&|site| fs::remove_file(site.join("a/b.xmp")).unwrap()), one("missing", "a/b.xmp"));
    assert_eq!(
        told(&|site| fs::write(site.join("a/extra.js"), "x").unwrap()),
        one("unexpected", "a/extra.js")
    );
    assert_eq!(
        told(&|site| fs::write(site.join("a/.connectory"), "x").unwrap()),
        one("unexpected", "a/.connectory")
    );
    let replaced = told(&|site| {
        fs::remove_file(site.join("index.html")).unwrap();
        fs::create_dir(site.join("index.html")).unwrap();
    });
    assert_eq!(replaced, one("missing", "index.html"));
}

#[test]
fn what_pages_of_earlier_generations_ask_for_is_no_intruder() {
    let (site, text) = (site(), "body {}");
    let hash = Fingerprint::of(text.as_bytes()).short();
    let own = format!("assets/site-{hash}.css");
    fs::create_dir(site.path().join("assets")).unwrap();
    fs::write(site.path().join(&own), text).unwrap();
    fs::write(site.path().join("pulse.json"), "{}").unwrap();
    assert_eq!(faults(site.path(), &Expected::default()), []);
    fs::write(site.path().join(&own), "body{} ").unwrap();
    assert_eq!(faults(site.path(), &Expected::default()), one("unexpected", &own), "other bytes");
    fs::rename(site.path().join(&own), site.path().join("assets/site.css")).unwrap();
    assert_eq!(faults(site.path(), &Expected::default()), one("unexpected", "assets/site.css"));
    fs::rename(site.path().join("assets/site.css"), site.path().join("a/pulse.json")).unwrap();
    assert_eq!(faults(site.path(), &Expected::default()), one("unexpected", "a/pulse.json"));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (site, elsewhere) = (site(), tempfile::tempdir().unwrap());
    fs::write(elsewhere.path().join("home"), "home").unwrap();
    fs::remove_file(site.path().join("index.html")).unwrap();
    symlink(elsewhere.path().join("home"), site.path().join("index.html")).unwrap();
    assert_eq!(faults(site.path(), &Expected::default()), one("no-file", "index.html"));

    fs::rename(site.path().join("a"), elsewhere.path().join("a")).unwrap();
    symlink(elsewhere.path().join("a"), site.path().join("a")).unwrap();
    let found = faults(site.path(), &Expected::default());
    let kinds: Vec<_> = found.iter().map(|(kind, path)| (*kind, path.as_str())).collect();
    let expected =
        [("unexpected", "a"), ("missing", "a/b.html"), ("missing", "a/b.xmp"), ("no-file", "index.html")];
    assert_eq!(kinds, expected);

    let manifest = site.path().join(manifest::NAME);
    fs::rename(&manifest, elsewhere.path().join("m")).unwrap();
    symlink(elsewhere.path().join("m"), &manifest).unwrap();
    assert!(Copy::open(site.path()).unwrap_err().to_string().ends_with("it is no file"));
}

#[test]
fn an_older_copy_is_refused() {
    let site = site();
    let at_least =
        |at_least| faults(site.path(), &Expected { at_least: Some(at_least), ..Expected::default() });
    assert_eq!((at_least(2), at_least(3)), (vec![], vec![]));
    assert_eq!(at_least(4), one("rollback", manifest::NAME));
    let known = |generation, commit| {
        let known = Manifest::parse(&manifest_of(generation, commit)).unwrap();
        faults(site.path(), &Expected { known: Some(&known), ..Expected::default() })
    };
    assert_eq!((known(Some(2), "b"), known(Some(3), "c")), (vec![], vec![]));
    for (generation, commit) in [(Some(4), "d"), (Some(3), "another"), (None, "b")] {
        assert_eq!(known(generation, commit), one("rollback", manifest::NAME), "{generation:?} {commit}");
    }
    fs::write(site.path().join(manifest::NAME), manifest_of(None, "c")).unwrap();
    assert_eq!(at_least(0), one("rollback", manifest::NAME));
}

#[test]
fn nothing_is_believed_that_the_key_did_not_sign() {
    let (site, pair) = (site(), minisign::KeyPair::generate_unencrypted_keypair().unwrap());
    let key = PublicKey::read(&pair.pk.to_base64()).unwrap();
    let asked = Expected { key: Some(&key), ..Expected::default() };
    assert_eq!(faults(site.path(), &asked), one("signature", manifest::SIGNATURE));
    let reader = io::Cursor::new(manifest_of(Some(3), "c"));
    let signature = minisign::sign(None, &pair.sk, reader, Some("generation 3"), None).unwrap();
    fs::write(site.path().join(manifest::SIGNATURE), signature.into_string()).unwrap();
    let verified = Copy::open(site.path()).unwrap().verify(&asked).unwrap();
    assert_eq!((verified.signed, verified.faults), (Signed::By("generation 3".to_owned()), vec![]));
    let unasked = Copy::open(site.path()).unwrap().verify(&Expected::default()).unwrap();
    assert_eq!(unasked.signed, Signed::NotAsked);

    fs::write(site.path().join(manifest::NAME), b"[[[[ not even a manifest").unwrap();
    let verified = Copy::open(site.path()).unwrap().verify(&asked).unwrap();
    assert!(verified.manifest.is_none());
    assert_eq!(verified.faults[0].what, "does not hold: it is not the signature of these bytes");
    assert_eq!(faults(site.path(), &Expected::default()), one("manifest", manifest::NAME));
}

#[test]
fn a_manifest_alone_is_checked_for_what_it_is() {
    let site = site();
    fs::remove_file(site.path().join("index.html")).unwrap();
    let copy = Copy::open(&site.path().join(manifest::NAME)).unwrap();
    assert!(!copy.is_whole());
    let verified = copy.verify(&Expected::default()).unwrap();
    assert_eq!((verified.files, verified.faults), (0, vec![]));
    fs::write(site.path().join(manifest::NAME), r#"{"schema":7}"#).unwrap();
    let error = Copy::open(site.path()).unwrap().verify(&Expected::default()).unwrap_err();
    assert!(error.to_string().starts_with("manifest.json: its schema is 7"), "{error}");
}
