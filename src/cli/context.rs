//! The only printer, the only exit code, the only clock and dice of the command line.
#![expect(clippy::disallowed_methods, reason = "only the command line asks the clock, and only here")]

use std::error::Error;
use std::io::{ErrorKind, IsTerminal, Read, Write, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anstream::ColorChoice;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use crate::daemon::Clock;
use crate::diag::printable;
use crate::source::{Identity, Person};

/// The most bytes that are read from standard input.
const MOST_INPUT: u64 = 1 << 20;

/// What a command tells the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Nothing to report.
    Clean,
    /// There are findings.
    Findings,
    /// Wrong usage, or the machine did not do its part.
    Trouble,
    /// Another one is at it; try again later (EX_TEMPFAIL of sysexits.h).
    TryLater = 75,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On terminals that have them, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Any reason why a command could not do its work.
pub(super) type Failure = Box<dyn Error>;

/// The clock of the machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct SystemClock(Instant);

impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn today(&self) -> Date {
        Zoned::now().date()
    }
}

/// The outside of a command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context;

impl Context {
    /// The context of this process.
    pub(super) fn new(color: Color) -> Context {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        choice.write_global();
        Context
    }

    /// Prints a result. A reader that went away (`| head`) is no fault.
    pub(super) fn print(&self, text: &str) -> Result<(), Failure> {
        match anstream::stdout().write_all(text.as_bytes()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// How many columns a result may take: those of the terminal (`COLUMNS`, where it is set), none where it goes to a file or
    /// another program.
    pub(super) fn width(&self) -> Option<u16> {
        if !stdout().is_terminal() {
            return None;
        }
        let said =
            self.variable("COLUMNS").and_then(|columns| columns.parse().ok()).filter(|&columns| columns > 0);
        said.or_else(|| terminal_size::terminal_size_of(stdout()).map(|(width, _)| width.0))
    }

    /// Tells the person something beside the result, in one line, whatever it names.
    pub(super) fn tell(&self, line: &str) {
        complain(&format!("{}\n", printable(line)));
    }

    /// Tells the person several lines, which are ours.
    pub(super) fn tell_lines(&self, text: &str) {
        text.lines().for_each(|line| self.tell(line));
    }

    /// Tells the person a prepared text of several lines.
    pub(super) fn tell_text(&self, text: &str) {
        complain(text);
    }

    /// Says why the command could not do its work.
    pub(super) fn fail(&self, error: &dyn Error) -> Exit {
        complain(&format!("\u{1b}[1m\u{1b}[31merror\u{1b}[0m: {}\n", printable(&error.to_string())));
        let mut cause = error.source();
        while let Some(because) = cause {
            self.tell(&format!("  because: {because}"));
            cause = because.source();
        }
        Exit::Trouble
    }

    /// The clock, for what runs for long.
    pub(super) fn clock(&self) -> SystemClock {
        SystemClock(Instant::now())
    }

    /// Today, in the person's time zone.
    pub(super) fn today(&self) -> Date {
        Zoned::now().date()
    }

    /// This moment, in the person's time zone.
    pub(super) fn now(&self) -> Zoned {
        Zoned::now()
    }

    /// What the environment says of the person, as Git reads it.
    pub(super) fn identity(&self) -> Identity {
        let person = |role: &str| Person {
            name: self.variable(&format!("GIT_{role}_NAME")),
            email: self.variable(&format!("GIT_{role}_EMAIL")),
        };
        Identity { author: person("AUTHOR"), committer: person("COMMITTER") }
    }

    /// Random bytes, such as a fresh id is made of.
    pub(super) fn random(&self) -> Result<[u8; 16], Failure> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| format!("the system gives no random bytes: {error}"))?;
        Ok(bytes)
    }

    /// A variable of the environment, where it is text.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    /// Whether somebody sits in front of this who can be asked.
    pub(super) fn is_terminal(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Asks a question with a short answer; `None` where nothing was answered.
    pub(super) fn ask(&self, question: &str) -> Result<Option<String>, Failure> {
        complain(&format!("{} ", printable(question)));
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer)?;
        if !answer.ends_with('\n') {
            // The input ended: what is printed next begins on a line of its own.
            complain("\n");
        }
        let answer = answer.trim();
        Ok((!answer.is_empty()).then(|| answer.to_owned()))
    }

    /// Asks whether to go on; only a clear yes is one.
    pub(super) fn confirm(&self, question: &str) -> Result<bool, Failure> {
        let answer = self.ask(&format!("{question} [y/N]"))?.unwrap_or_default();
        Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Reads what comes from standard input, as text.
    pub(super) fn read_input(&self) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MOST_INPUT + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_INPUT {
            return Err(format!("standard input holds more than {MOST_INPUT} bytes").into());
        }
        String::from_utf8(bytes).map_err(|_| "standard input is no UTF-8 text".into())
    }

    /// Reads a file that the person named, or one beside it, unless it holds more than `most` bytes.
    pub(super) fn read_within(&self, path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(failed)?;
        file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > most {
            return Err(format!("{}: the file holds more than {most} bytes", path.display()).into());
        }
        Ok(bytes)
    }

    /// Reads a file that the person named.
    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
    }
}

/// Writes beside the result. That a log lies on a full disk, or that nobody reads it any more, is no reason to leave the work undone.
fn complain(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}
