//! A folder in which commands run one after the other, and what of their words depends on the machine.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};

use jiff::Zoned;
use tempfile::TempDir;

use super::page::{Command, Said};
use super::terminal;
use crate::support::review::without_commits;

const IDENTITY: &str = "[user]\n\tname = Ann\n\temail = ann@example.com\n[init]\n\tdefaultBranch = main\n";

/// A session at a shell.
pub(super) struct Session {
    folder: TempDir,
    home: TempDir,
}

impl Session {
    /// Begins in a folder.
    pub(super) fn begin(folder: TempDir) -> Session {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(".gitconfig"), IDENTITY).unwrap();
        Session { folder, home }
    }

    /// Runs a command.
    pub(super) fn run(&self, command: &Command<'_>) -> Said {
        let shell = self.shell(command.line);
        let (bytes, code) =
            if command.in_terminal { terminal::run(shell, &command.answers) } else { piped(shell) };
        let text = String::from_utf8(bytes).expect("what is said is a text");
        Said { text: self.on_any_machine(&text), code: code.expect("no signal ended it") }
    }

    fn shell(&self, line: &str) -> process::Command {
        let program = Path::new(env!("CARGO_BIN_EXE_connectory")).parent().unwrap().to_owned();
        let others = std::env::var_os("PATH").unwrap_or_default();
        let folders = [program].into_iter().chain(std::env::split_paths(&others)).collect::<Vec<PathBuf>>();
        let mut shell = process::Command::new("sh");
        shell.args(["-c", line]).current_dir(self.folder.path()).env_clear();
        shell.env("PATH", std::env::join_paths(folders).unwrap()).env("HOME", self.home.path());
        shell.envs([("TERM", "xterm"), ("NO_COLOR", "1"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")]);
        shell
    }

    fn on_any_machine(&self, text: &str) -> String {
        let folder = self.folder.path().canonicalize().unwrap();
        let today = Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date();
        let text = text.replace("\r\n", "\n").replace(folder.to_str().unwrap(), "<folder>");
        without_commits(&text).replace(&today.to_string(), "<today>")
    }
}

/// What a command says without a terminal: both its outputs, in the order in which they came, and its exit code.
fn piped(mut shell: process::Command) -> (Vec<u8>, Option<i32>) {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let both = (writer.try_clone().unwrap(), writer);
    let mut child = shell.stdin(Stdio::null()).stdout(both.0).stderr(both.1).spawn().unwrap();
    // Its ends of the pipe must go, or there is no end of the output.
    drop(shell);
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    (bytes, child.wait().unwrap().code())
}
