//! Writes a registry to be measured into a new folder: `cargo run --example make-registry -- [--git] CONNECTORS DIR`.
//!
//! With `--git` the folder is a repository as well, whose commits bring the files five hundred at a time, five versions one after
//! the other. Dates and names are fixed: the same number gives the same commits.

#![allow(clippy::disallowed_methods, reason = "a tool that makes files")]

#[path = "../benches/workload.rs"]
mod workload;

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Versions of each connector.
const VERSIONS: usize = 5;
/// Files of a commit.
const COMMIT: usize = 500;
/// When the first commit was made, in seconds, and how much later each of the others.
const BEGINNING: usize = 1_609_459_200;
const PAUSE: usize = 6 * 3600;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let git = arguments.first().is_some_and(|first| first == "--git");
    if git {
        arguments.remove(0);
    }
    let [connectors, folder] = arguments.as_slice() else {
        return Err(
            "write the number of connectors and the folder, and --git before them for a repository".into()
        );
    };
    let (connectors, folder) = (connectors.parse()?, Path::new(folder));
    fs::create_dir(folder)?;
    let mut repository = if git { Some(Repository::begin(folder)?) } else { None };
    let mut outcome = Ok(());
    workload::registry(connectors, VERSIONS, &mut |path, bytes| {
        if outcome.is_ok() {
            outcome = put(folder, path, &bytes, repository.as_mut());
        }
    });
    outcome?;
    repository.map_or(Ok(()), |repository| repository.end(folder))?;
    Ok(())
}

fn put(folder: &Path, path: &str, bytes: &[u8], repository: Option<&mut Repository>) -> io::Result<()> {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap_or(folder))?;
    fs::write(&file, bytes)?;
    repository.map_or(Ok(()), |repository| repository.add(path, bytes))
}

/// A repository whose commits go to `git fast-import` as they are made.
struct Repository {
    import: Child,
    input: BufWriter<ChildStdin>,
    files: usize,
}

impl Repository {
    fn begin(folder: &Path) -> io::Result<Self> {
        run(git(folder).args(["init", "--quiet", "--initial-branch=main"]))?;
        // Packages do not compress, and what is measured is not Git's compression.
        for setting in [["core.compression", "1"], ["gc.auto", "0"]] {
            run(git(folder).arg("config").args(setting))?;
        }
        let mut import = git(folder).args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn()?;
        let input = import.stdin.take().ok_or_else(|| io::Error::other("git fast-import takes no input"))?;
        Ok(Self { import, input: BufWriter::new(input), files: 0 })
    }

    fn add(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if self.files.is_multiple_of(COMMIT) {
            let number = self.files / COMMIT;
            let when = BEGINNING + number * PAUSE;
            let message = format!("Part {}", number + 1);
            write!(
                self.input,
                "commit refs/heads/main\ncommitter Bench <bench@example.com> {when} +0000\ndata {}\n{message}\n",
                message.len()
            )?;
        }
        self.files += 1;
        write!(self.input, "M 100644 inline {path}\ndata {}\n", bytes.len())?;
        self.input.write_all(bytes)?;
        self.input.write_all(b"\n")
    }

    /// Waits for the commits and has Git know the files of the work tree.
    fn end(mut self, folder: &Path) -> io::Result<()> {
        self.input.flush()?;
        drop(self.input);
        succeeded(self.import.wait()?)?;
        run(git(folder).args(["read-tree", "HEAD"]))?;
        run(git(folder).args(["update-index", "--refresh", "-q"]))
    }
}

/// Git on this folder, without anybody's settings.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

fn run(command: &mut Command) -> io::Result<()> {
    succeeded(command.status()?)
}

fn succeeded(status: std::process::ExitStatus) -> io::Result<()> {
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("git: {status}"))) }
}
