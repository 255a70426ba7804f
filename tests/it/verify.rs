//! `connectory verify` on a whole site. How it speaks is held by a transcript.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::schema::{faults, schema, strict};
use crate::support::{Small, said};

struct Copied {
    folder: TempDir,
}

impl Copied {
    /// A site, as `build` writes it.
    fn new() -> Copied {
        let folder = tempfile::tempdir().unwrap();
        Small::with_two_connectors().write_to(&folder.path().join("registry"));
        let words = ["build", "--registry", "registry", "--out", "site", "--as-of", "2026-11-01"];
        let (_, told, code) = said(&words, folder.path());
        assert_eq!(code, 0, "{told}");
        Copied { folder }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join("site").join(path)
    }

    /// The document that is printed of it, which is what its schema says.
    fn document(&self) -> (Value, i32) {
        let (printed, _, code) = said(&["verify", "site", "--format", "json"], self.folder.path());
        let document: Value = serde_json::from_str(&printed).unwrap();
        let faults = faults(&strict(schema("verify.schema.json"), &[]), &document);
        assert!(faults.is_empty(), "{faults:#?}");
        (document, code)
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = walkdir::WalkDir::new(self.at("")).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file());
        files.map(|entry| entry.path().to_owned()).collect()
    }
}

fn is_own(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "manifest.json" || name == ".connectory")
}

#[test]
fn whichever_file_is_changed_it_is_named() {
    let copied = Copied::new();
    assert_eq!((&copied.document().0["sound"], copied.document().1), (&Value::from(true), 0));
    let files: Vec<PathBuf> = copied.files().into_iter().filter(|path| !is_own(path)).collect();
    assert!(files.len() > 20);
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let mut changed = bytes.clone();
        match changed.last_mut() {
            Some(last) => *last ^= 1,
            None => changed.push(0),
        }
        std::fs::write(&file, changed).unwrap();
        let (document, code) = copied.document();
        let path = file.strip_prefix(copied.at("")).unwrap().to_str().unwrap();
        let found = document["faults"].as_array().unwrap();
        assert_eq!((found.len(), &found[0]["path"], code), (1, &Value::from(path), 1));
        std::fs::write(&file, bytes).unwrap();
    }
    assert_eq!(copied.document().1, 0);
}

#[test]
fn a_build_trusts_what_it_wrote_and_reads_no_page_of_it() {
    let copied = Copied::new();
    let (manifest, page) = (std::fs::read(copied.at("manifest.json")).unwrap(), copied.at("index.html"));
    let other = "x".repeat(std::fs::metadata(&page).unwrap().len() as usize);
    std::fs::write(&page, &other).unwrap();
    let words = ["build", "--registry", "registry", "--out", "site", "--as-of", "2026-11-01"];
    let (_, told, _) = said(&words, copied.folder.path());
    assert!(told.contains(": 0 files written"), "{told}");
    assert_eq!(std::fs::read_to_string(&page).unwrap(), other, "the size is as it was written");
    assert!(std::fs::read(copied.at("manifest.json")).unwrap() == manifest);
    let (document, _) = copied.document();
    assert_eq!(document["faults"][0]["path"], "index.html");
}

#[test]
fn every_kind_of_fault_is_one_of_the_schema() {
    let copied = Copied::new();
    std::fs::write(copied.at("extra.html"), "x").unwrap();
    std::fs::write(copied.at("usage.html"), "x").unwrap();
    std::fs::remove_file(copied.at("404.html")).unwrap();
    let (document, code) = copied.document();
    let kinds: Vec<&str> =
        document["faults"].as_array().unwrap().iter().map(|fault| fault["kind"].as_str().unwrap()).collect();
    assert_eq!((kinds, code), (vec!["missing", "unexpected", "size"], 1));
    std::fs::write(copied.at("manifest.json"), "no manifest").unwrap();
    let (document, code) = copied.document();
    assert_eq!(
        (&document["faults"][0]["kind"], &document["title"], code),
        (&Value::from("manifest"), &Value::Null, 1)
    );
}

#[cfg(unix)]
#[test]
fn names_of_files_do_no_harm_to_a_terminal() {
    let copied = Copied::new();
    let hostile = "a\u{1b}[31m\n##[error]all files are fine\u{202e}.html";
    std::fs::write(copied.at(hostile), "x").unwrap();
    let (printed, told, code) = said(&["verify", "site"], copied.folder.path());
    assert_eq!(code, 1);
    for text in [printed, told] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("##["), "{text}");
        assert!(text.lines().all(|line| !line.starts_with("all files")), "{text}");
    }
}

#[test]
fn a_manifest_too_large_to_be_one_is_not_read() {
    let copied = Copied::new();
    let file = std::fs::File::create(copied.at("manifest.json")).unwrap();
    file.set_len(1 << 40).unwrap();
    let (_, told, code) = said(&["verify", "site"], copied.folder.path());
    assert_eq!(code, 2);
    assert!(told.contains("holds more than 268435456 bytes"), "{told}");
}
