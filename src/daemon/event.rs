//! What the daemon tells whoever prints: each event is one line.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::diag::printable;
use crate::plan::SitePath;

/// Why the daemon looks again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The daemon started.
    Start,
    /// Files changed; a few of their paths, and how many more.
    Files(Vec<PathBuf>, usize),
    /// More happened than the system could report.
    Overflow,
    /// The watched folder is another one than before.
    RootReplaced,
    /// A full look found changes that no event had named.
    Missed(usize),
    /// A full look found changes, without events.
    Polled(usize),
    /// Git's HEAD names another commit.
    HeadMoved,
    /// The last build failed or was held.
    Retry,
    /// The remote names another commit.
    Fetched(String),
    /// Another day came.
    NewDay,
    /// Somebody asked for it.
    Asked,
}

/// What a build did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildReport {
    /// What woke the daemon.
    pub causes: Vec<Cause>,
    /// The first 20 files that were made again.
    pub written: Vec<SitePath>,
    /// How many files were made again.
    pub written_count: usize,
    /// How many files stayed.
    pub kept: usize,
    /// How many files went.
    pub removed: usize,
    /// Faults in the registry.
    pub errors: usize,
    /// Doubts about the registry.
    pub warnings: usize,
    /// From the end of waiting to the published site.
    pub took: Duration,
}

/// Something worth a line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The system reports changes below this folder.
    Watching(PathBuf),
    /// The system does not report changes; the daemon looks by itself.
    Polling {
        /// Why.
        why: String,
        /// Time between two looks.
        every: Duration,
    },
    /// A full look found changes that no event had named.
    Missed {
        /// In this look.
        now: usize,
        /// Since the start.
        total: usize,
    },
    /// The site was built and published.
    Built(BuildReport),
    /// The registry was read, and what was read was handed to the targets.
    Read(BuildReport),
    /// A target holds what was read.
    Published {
        /// The target.
        target: String,
        /// Files written.
        written: usize,
        /// Files left alone.
        kept: usize,
        /// Files removed.
        removed: usize,
        /// From being handed to being published.
        took: Duration,
    },
    /// A target could not be published to; what it holds stays.
    TargetFailed {
        /// The target.
        target: String,
        /// What went wrong.
        message: String,
        /// Time until the next try, unless something changes first.
        retry_in: Duration,
    },
    /// A dropped file was decided on; it lies in `accepted/` or `rejected/` now.
    Dropped {
        /// The inbox.
        inbox: String,
        /// The file, as it was dropped.
        file: String,
        /// Whether it is accepted.
        accepted: bool,
        /// The branch that holds it.
        branch: Option<String>,
        /// What became of it, and where to read more.
        message: String,
    },
    /// A dropped file is neither accepted nor rejected, and why; it stays in the inbox.
    Waits {
        /// The inbox.
        inbox: String,
        /// Which file, and why.
        message: String,
    },
    /// Something else worth a line.
    Note(String),
    /// The build says that its site must not replace the last one.
    Withheld(BuildReport),
    /// The build failed; the last site stays.
    Failed {
        /// What went wrong.
        message: String,
        /// Time until the next try, unless something changes first.
        retry_in: Duration,
    },
    /// Many files vanished; the last site stays.
    Held {
        /// Files there are.
        files: usize,
        /// Files there were.
        of: usize,
    },
    /// The loop ended on request.
    Stopped,
}

/// As many changed files are named in a line.
const SHOWN: usize = 3;

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Start => f.write_str("start"),
            Cause::Files(paths, more) => {
                let named: Vec<String> =
                    paths.iter().take(SHOWN).map(|p| printable(&p.display().to_string())).collect();
                f.write_str(&named.join(", "))?;
                match more + paths.len() - named.len() {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Cause::Overflow => f.write_str("more changes than the system could report"),
            Cause::RootReplaced => f.write_str("the folder was replaced"),
            Cause::Missed(files) => write!(f, "{files} changes that no event had named"),
            Cause::Polled(files) => write!(f, "{files} changes"),
            Cause::HeadMoved => f.write_str("Git's HEAD moved"),
            Cause::Retry => f.write_str("another try"),
            Cause::Fetched(commit) => write!(f, "commit {}", &commit[..commit.len().min(12)]),
            Cause::NewDay => f.write_str("a new day"),
            Cause::Asked => f.write_str("asked to"),
        }
    }
}

impl fmt::Display for BuildReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let causes: Vec<String> = self.causes.iter().map(Cause::to_string).collect();
        write!(
            f,
            "{} made again, {} kept, {} removed in {} ms, {}, {} (woken by: {})",
            self.written_count,
            self.kept,
            self.removed,
            self.took.as_millis(),
            counted(self.errors, "error"),
            counted(self.warnings, "warning"),
            causes.join("; ")
        )?;
        // Of a first build everything is new; a list of it tells nothing.
        if self.kept == 0 && self.causes == [Cause::Start] {
            return Ok(());
        }
        for path in &self.written {
            write!(f, "\n  {path}")?;
        }
        match self.written_count - self.written.len() {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Watching(root) => write!(f, "watching `{}`", root.display()),
            Event::Polling { why, every } => {
                write!(f, "looking for changes every {} s: {why}", every.as_secs_f32())
            }
            Event::Missed { now, total } => {
                write!(f, "a full look found {now} changes that no event had named ({total} since the start)")
            }
            Event::Built(report) => write!(f, "{report}"),
            Event::Read(report) => {
                let causes: Vec<String> = report.causes.iter().map(Cause::to_string).collect();
                write!(
                    f,
                    "the registry was read in {} ms: {}, {} (woken by: {})",
                    report.took.as_millis(),
                    counted(report.errors, "error"),
                    counted(report.warnings, "warning"),
                    causes.join("; ")
                )
            }
            Event::Published { target, written, kept, removed, took } => write!(
                f,
                "{target}: {written} written, {kept} kept, {removed} removed in {} ms",
                took.as_millis()
            ),
            Event::TargetFailed { target, message, retry_in } => write!(
                f,
                "{target}: not published, the last site stays: {message}; next try in {} s",
                retry_in.as_secs()
            ),
            Event::Dropped { inbox, file, accepted, message, .. } => {
                let verdict = if *accepted { "accepted" } else { "rejected" };
                let (inbox, file) = (printable(inbox), printable(file));
                write!(f, "inbox {inbox}: {verdict} `{file}`: {}", printable(message))
            }
            Event::Waits { inbox, message } => {
                write!(f, "inbox {}: {}", printable(inbox), printable(message))
            }
            Event::Note(line) => f.write_str(line),
            Event::Withheld(report) => write!(f, "not published, the last site stays: {report}"),
            Event::Failed { message, retry_in } => write!(
                f,
                "the build failed, the last site stays: {message}; next try in {} s or at the next change",
                retry_in.as_secs()
            ),
            Event::Held { files, of } => write!(
                f,
                "only {files} of {of} files are left and Git's HEAD did not move; the last site stays until they are back, HEAD moves, or the rest is unchanged for a minute"
            ),
            Event::Stopped => f.write_str("stopped"),
        }
    }
}
