//! The README's walk-through, run as it stands there by somebody who has nothing yet.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{program, project};

/// What stands above the commands in the README.
const MARK: &str =
    "<!-- tests/it/changing/walkthrough.rs runs these commands as they stand here -->\n```sh\n";
/// The last command, which does not end by itself.
const LAST: &str = "connectory serve --open";

/// The lines of the walk-through.
fn lines() -> Vec<String> {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let (_, rest) = readme.split_once(MARK).expect("the README has the walk-through");
    let (block, _) = rest.split_once("```").unwrap();
    block.lines().map(str::to_owned).collect()
}

/// A shell as a new user has one: the program on the path, this project in the home folder, a name for Git.
fn shell(home: &Path, script: &str) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_connectory")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(bin.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(home).env("HOME", home).env("PATH", path.unwrap());
    for (name, value) in [("NAME", "Ann"), ("EMAIL", "ann@example.com")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    ["GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI"].iter().for_each(|name| _ = command.env_remove(name));
    let output = command.env("GIT_CONFIG_NOSYSTEM", "1").stdin(Stdio::null()).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    said
}

/// The first page that `serve` shows of the registry in `folder`.
fn page(folder: &Path) -> String {
    let mut command = program();
    command.args(["serve", "--port", "0"]).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let get = || {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        page
    };
    // It answers before the first build is done, and says so.
    let mut page = get();
    while page.starts_with("HTTP/1.1 503") {
        std::thread::sleep(std::time::Duration::from_millis(50));
        page = get();
    }
    server.kill().unwrap();
    server.wait().unwrap();
    page
}

#[cfg(unix)]
#[test]
fn ten_commands_lead_from_nothing_to_a_checked_registry_in_the_browser() {
    let lines = lines();
    assert!(lines.len() <= 10, "{} commands", lines.len());
    let (last, before) = lines.split_last().unwrap();
    assert_eq!(last, LAST);
    let home = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(project(), home.path().join("connectory")).unwrap();
    let said = shell(home.path(), &before.join("\n"));
    assert!(!said.contains("error"), "{said}");

    let folder = home.path().join("plant");
    let count = |words: &[&str], what: &str| {
        let mut list = program();
        let output = list.args(words).args(["--format", "json"]).current_dir(&folder).output().unwrap();
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        document[what].as_array().map(Vec::len)
    };
    let counts = [
        (&["list"][..], "connectors"),
        (&["list", "--versions"], "versions"),
        (&["app", "list"], "applications"),
    ];
    assert_eq!(counts.map(|(words, what)| count(words, what)), [Some(2), Some(3), Some(1)]);
    let status = Command::new("git").args(["status", "--porcelain"]).current_dir(&folder).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&status.stdout), "", "everything is committed");
    let page = page(&folder);
    assert!(page.contains("SQL Server") && page.contains("MQTT"), "{page}");
}
