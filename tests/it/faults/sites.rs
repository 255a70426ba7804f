//! A site that is built into a folder, and publications to each kind of place.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use connectory::publish::{Copy, Expected, Fault};

use super::Case;
use crate::support::held::{Files, files_in};
use crate::support::{Small, program};

/// The registry's state before, and after.
fn states() -> [Small; 2] {
    let before = Small::with_two_connectors();
    let after = before
        .clone()
        .replace("connectors/flow-meter/connector.yaml", "Reads a meter.", "Reads a flow meter.")
        .without("connectors/level-gauge/versions/1.1.yaml")
        .without("connectors/level-gauge/versions/1.1.xmp");
    [before, after]
}

fn put(small: &Small, folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    small.write_to(folder);
}

fn connectory(folder: &Path, words: &[&str]) -> Command {
    let mut command = program();
    command.args(words).args(["--registry", "registry", "--as-of", "2026-11-01", "--no-bundles"]);
    command.current_dir(folder);
    command
}

fn run(mut command: Command) {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", super::text(&output.stderr));
}

/// What a clean build makes of both states.
fn sites() -> [Files; 2] {
    let folder = tempfile::tempdir().unwrap();
    states().map(|small| {
        put(&small, &folder.path().join("registry"));
        let _ = fs::remove_dir_all(folder.path().join("clean"));
        run(connectory(folder.path(), &["build", "--out", "clean"]));
        let mut site = files_in(&folder.path().join("clean"));
        site.retain(|path, _| !path.starts_with(".connectory"));
        site
    })
}

/// Whether a site is one of those. Scripts and styles of an older one may still be there, for readers of an older page.
fn is_one_of(found: &Files, sites: &[&Files]) -> Result<(), String> {
    let differs = |site: &Files| -> Vec<String> {
        let paths: BTreeSet<&String> = found.keys().chain(site.keys()).collect();
        let is_older = |path: &str| path.starts_with("assets/") && !site.contains_key(path);
        let differing = paths.into_iter().filter(|path| found.get(*path) != site.get(*path));
        differing.filter(|path| !is_older(path)).cloned().collect()
    };
    let differences: Vec<_> = sites.iter().map(|site| differs(site)).collect();
    match differences.iter().any(Vec::is_empty) {
        true => Ok(()),
        false => Err(format!("it is none of the sites there are; different: {differences:?}")),
    }
}

/// Whether every page is whole and everything is there that it shows, in a folder whose files are replaced one by one.
fn is_readable(found: &Files, sites: &[Files; 2]) -> Result<(), String> {
    for (path, bytes) in found.iter().filter(|(path, _)| !path.starts_with(".connectory")) {
        if !sites.iter().any(|site| site.get(path) == Some(bytes)) {
            return Err(format!("`{path}` is not whole"));
        }
        let text = if path.ends_with(".html") { super::text(bytes) } else { String::new() };
        for part in text.split("assets/").skip(1) {
            let name = part.split(['"', '\'', ' ', ')', '<', '?', '#']).next().unwrap_or_default();
            let asset = format!("assets/{name}");
            if sites.iter().any(|site| site.contains_key(&asset)) && !found.contains_key(&asset) {
                return Err(format!("`{path}` shows `{asset}`, which is not there"));
            }
        }
    }
    Ok(())
}

#[test]
fn whatever_fails_while_a_site_is_built_readers_find_whole_pages_and_the_next_build_puts_it_right() {
    let sites = sites();
    let [before, after] = states();
    for (name, share, is_first) in [("build, the first", 10, true), ("build", 25, false)] {
        let setup = |folder: &Path| {
            if !is_first {
                put(&before, &folder.join("registry"));
                run(connectory(folder, &["build", "--out", "site"]));
            }
            put(&after, &folder.join("registry"));
        };
        let command = |folder: &Path| connectory(folder, &["build", "--out", "site"]);
        let found = |folder: &Path| match folder.join("site").exists() {
            true => files_in(&folder.join("site")),
            false => Files::new(),
        };
        let left = |folder: &Path, code: Option<i32>| match code {
            Some(1) => is_whole(&folder.join("site")),
            _ => is_readable(&found(folder), &sites),
        };
        let done = |folder: &Path| {
            let mut found = found(folder);
            found.remove(".connectory").ok_or("the record of the folder is missing")?;
            is_one_of(&found, &[&sites[1]])
        };
        Case { name, share, speaks: true, setup: &setup, command: &command, left: &left, done: &done }.run();
    }
}

/// The site of a run that ended and found errors, because it could not read what it needed: it is whole.
fn is_whole(folder: &Path) -> Result<(), String> {
    let copy = Copy::open(folder).map_err(|error| error.to_string())?;
    let verified = copy.verify(&Expected::default()).map_err(|error| error.to_string())?;
    // Scripts and styles of an older one may still be there.
    let is_fault = |fault: &&Fault| !(fault.kind == "unexpected" && fault.path.starts_with("assets/"));
    match verified.faults.iter().find(is_fault) {
        None => Ok(()),
        Some(fault) => Err(format!("{} {}", fault.path, fault.what)),
    }
}

/// What lies in a folder of generations beside the current one.
fn strays(folder: &Path) -> Result<(), String> {
    let names = |folder: &Path| -> BTreeSet<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let own = [".connectory", "lock", "generations", "ledgers", "current", ".connectory-new"];
    let mut stray: Vec<_> = names(folder).into_iter().filter(|name| !own.contains(&name.as_str())).collect();
    stray.extend(files_in(&folder.join(".connectory-new")).into_keys());
    let generations = names(&folder.join("generations"));
    let ledgers = names(&folder.join("ledgers"));
    let ledgers: BTreeSet<String> =
        ledgers.iter().map(|name| name.trim_end_matches(".json").to_owned()).collect();
    match stray.is_empty() && generations == ledgers {
        true => Ok(()),
        false => Err(format!("strays: {stray:?}, generations {generations:?}, ledgers {ledgers:?}")),
    }
}

#[test]
fn whatever_fails_while_generations_are_published_readers_find_one_of_them_whole() {
    let sites = sites();
    let [before, after] = states();
    for (name, share, is_first) in [("publish, the first", 10, true), ("publish", 25, false)] {
        let publish = |folder: &Path| connectory(folder, &["publish", "--to", "site", "--state", "state"]);
        let setup = |folder: &Path| {
            if !is_first {
                put(&before, &folder.join("registry"));
                run(publish(folder));
            }
            put(&after, &folder.join("registry"));
        };
        let left = |folder: &Path, code: Option<i32>| match folder.join("site/current").exists() {
            true if code == Some(1) => is_whole(&folder.join("site/current")),
            true => is_one_of(&files_in(&folder.join("site/current/.")), &[&sites[0], &sites[1]]),
            false if is_first => Ok(()),
            false => Err("nothing is current any more".to_owned()),
        };
        let done = |folder: &Path| {
            is_one_of(&files_in(&folder.join("site/current/.")), &[&sites[1]])?;
            strays(&folder.join("site"))
        };
        Case { name, share, speaks: true, setup: &setup, command: &publish, left: &left, done: &done }.run();
    }
}

/// Git on the repository that is published to, with an index of its own.
fn git(folder: &Path, words: &[&str]) -> Result<(), String> {
    let mut git = Command::new("git");
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    git.env("GIT_INDEX_FILE", folder.join("shown.index"));
    let output = git.arg("--git-dir=remote.git").args(words).current_dir(folder).output().unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("git {words:?}: {}", super::text(&output.stderr))),
    }
}

/// What whoever fetches the branch finds.
fn on_branch(folder: &Path) -> Result<Files, String> {
    let shown = tempfile::tempdir().unwrap();
    git(folder, &["fsck", "--connectivity-only", "--no-dangling"])?;
    let tree = format!("--work-tree={}", shown.path().display());
    git(folder, &[&tree, "read-tree", "site"])?;
    git(folder, &[&tree, "checkout-index", "--all"])?;
    let mut found = files_in(shown.path());
    // What tells a host of pages to leave them as they are, and whose the branch is.
    [".nojekyll", ".connectory"].iter().for_each(|own| _ = found.remove(*own));
    Ok(found)
}

#[test]
fn whatever_fails_while_a_branch_is_published_readers_find_one_site_whole() {
    let sites = sites();
    let [before, after] = states();
    let publish = |folder: &Path| {
        connectory(folder, &["publish", "--to", "branch:site@remote.git", "--state", "state"])
    };
    let setup = |folder: &Path| {
        git(folder, &["init", "--quiet", "--bare", "remote.git"]).unwrap();
        put(&before, &folder.join("registry"));
        run(publish(folder));
        put(&after, &folder.join("registry"));
    };
    let left = |folder: &Path, code: Option<i32>| match code {
        // It ended, and could not read all of the registry.
        Some(1) => on_branch(folder).map(|_| ()),
        _ => is_one_of(&on_branch(folder)?, &[&sites[0], &sites[1]]),
    };
    let done = |folder: &Path| is_one_of(&on_branch(folder)?, &[&sites[1]]);
    let name = "branch";
    Case { name, share: 5, speaks: true, setup: &setup, command: &publish, left: &left, done: &done }.run();
}
