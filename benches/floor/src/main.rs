//! The least that each thing could cost, written plainly: what `tests/bench` compares connectory with. Nothing is checked, kept,
//! compared or made safe here, on as many threads as there are processors.
//!
//! ```text
//! floor build CONTENT OUT     reads pages with front matter, parses, renders, writes (see pages.rs)
//! floor write SITE OUT        reads the files of a site and writes the same bytes to the same paths
//! floor hash DIR              SHA-256 of every package
//! floor check DIR             SHA-256 of every package, and a plain parse of every YAML file
//! floor walk DIR              asks the stamp of every file, but for those of .git
//! floor read DIR              that, and reads every YAML file
//! floor diff REPOSITORY       opens the repository and compares the trees of HEAD~1 and HEAD
//! ```

#![allow(clippy::disallowed_methods, reason = "a tool that makes files")]

mod pages;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_yaml::Value;
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (files, bytes) = match words.as_slice() {
        ["build", content, out] => pages::build(Path::new(content), Path::new(out))?,
        ["write", site, out] => write(Path::new(site), Path::new(out))?,
        ["hash", folder] => each(&files(folder)?, |path| if is(path, "xmp") { hash(path) } else { Ok(0) })?,
        ["check", folder] => each(&files(folder)?, |path| match () {
            () if is(path, "xmp") => hash(path),
            () if is(path, "yaml") => parse(path),
            () => Ok(0),
        })?,
        ["walk", folder] => walk(folder)?,
        ["read", folder] => {
            let files = stamped(folder)?;
            each(&files, |path| if is(path, "yaml") { Ok(fs::read(path)?.len()) } else { Ok(0) })?
        }
        ["diff", repository] => (diff(repository)?, 0),
        _ => return Err("write build, write, hash, check, walk, read or diff, and its folders".into()),
    };
    println!("{files} files, {bytes} bytes");
    // Memory is not given back piece by piece: that would take time, too.
    std::process::exit(0)
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// Every file below `folder`, but for those of a repository.
fn entries(folder: &str) -> impl Iterator<Item = Outcome<DirEntry>> {
    let walk = WalkDir::new(folder).into_iter().filter_entry(|entry| entry.file_name() != ".git");
    walk.filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir())).map(|entry| Ok(entry?))
}

fn files(folder: &str) -> Outcome<Vec<PathBuf>> {
    entries(folder).map(|entry| Ok(entry?.into_path())).collect()
}

/// How many files did something, and the sum of what each gave.
fn each(files: &[PathBuf], of: impl Fn(&Path) -> Outcome<usize> + Sync) -> Outcome<(usize, usize)> {
    let sizes: Vec<usize> = files.par_iter().map(|path| of(path)).collect::<Outcome<_>>()?;
    Ok((sizes.iter().filter(|size| **size > 0).count(), sizes.iter().sum()))
}

fn hash(path: &Path) -> Outcome<usize> {
    let bytes = fs::read(path)?;
    std::hint::black_box(Sha256::digest(&bytes));
    Ok(bytes.len())
}

fn parse(path: &Path) -> Outcome<usize> {
    let text = fs::read_to_string(path)?;
    std::hint::black_box(serde_yaml::from_str::<Value>(&text)?);
    Ok(text.len())
}

fn walk(folder: &str) -> Outcome<(usize, usize)> {
    let mut sum = (0, 0);
    for entry in entries(folder) {
        sum = (sum.0 + 1, sum.1 + entry?.metadata()?.len() as usize);
    }
    Ok(sum)
}

/// The files whose stamps were asked.
fn stamped(folder: &str) -> Outcome<Vec<PathBuf>> {
    entries(folder)
        .map(|entry| {
            let entry = entry?;
            std::hint::black_box(entry.metadata()?.modified()?);
            Ok(entry.into_path())
        })
        .collect()
}

fn write(site: &Path, out: &Path) -> Outcome<(usize, usize)> {
    let found = files(site.to_str().ok_or("a path in UTF-8")?)?;
    each(&found, |path| {
        let bytes = fs::read(path)?;
        put(&out.join(path.strip_prefix(site)?), &bytes)?;
        Ok(bytes.len())
    })
}

/// Writes a file, in a folder made first where there is none.
fn put(path: &Path, bytes: &[u8]) -> Outcome<()> {
    if fs::write(path, bytes).is_err() {
        fs::create_dir_all(path.parent().ok_or("a file in a folder")?)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

/// How many files differ.
fn diff(repository: &str) -> Outcome<usize> {
    let repository = git2::Repository::open(repository)?;
    let head = repository.head()?.peel_to_commit()?;
    let diff = repository.diff_tree_to_tree(Some(&head.parent(0)?.tree()?), Some(&head.tree()?), None)?;
    Ok(diff.deltas().len())
}
