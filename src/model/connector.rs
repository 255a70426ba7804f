//! A connector and its versions.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Help, PackageFacts, Slug, VersionNumber};
use crate::package::Measured;
use crate::source::{Digest, RepoPath, Seen, Span, Spanned};

/// A connector.
#[derive(Debug, Clone)]
pub struct Connector {
    /// The folder's name.
    pub slug: Slug,
    /// The folder.
    pub folder: RepoPath,
    /// Its `connector.yaml`.
    pub file: RepoPath,
    /// The id that every version's package carries.
    pub id: Option<Spanned<String>>,
    /// Its name; the slug where none is written.
    pub name: Spanned<String>,
    /// One or two sentences; empty, at the name, where nothing is written.
    pub description: Spanned<String>,
    /// The category's id; the registry's default where none is written.
    pub category: Option<Spanned<String>>,
    /// Who answers for it.
    pub owners: Vec<Spanned<String>>,
    /// Free words to find it by.
    pub tags: Vec<String>,
    /// Documentation elsewhere.
    pub help_url: Option<String>,
    /// App Designer's log settings.
    pub logs: Option<Logs>,
    /// The connector to use instead.
    pub replaced_by: Option<Spanned<String>>,
    /// Former slugs.
    pub aliases: Vec<Spanned<String>>,
    /// `help.md`.
    pub help: Option<Help>,
    /// `icon.png`, where there is one.
    pub icon: Option<Picture>,
    /// Pictures that the help shows: the files in `assets/`.
    pub pictures: Vec<Picture>,
    /// Its versions, lowest first.
    pub versions: Vec<ConnectorVersion>,
    /// Digest of the bytes of all that it was read from; `None` where not all of it could be read.
    pub origin: Option<Digest>,
}

/// A picture in a connector's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its file.
    pub path: RepoPath,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// What its header says; `None` when it is no picture.
    pub measured: Option<Measured>,
    /// Its bytes, where they are so few that a page may hold them itself.
    pub bytes: Option<Arc<[u8]>>,
}

impl Picture {
    /// The name under which a text of the connector in `folder` shows it; `None` for a file that is never shown, because
    /// its format may hold a script.
    pub fn name_in(&self, folder: &RepoPath) -> Option<&str> {
        let name = self.path.as_str().strip_prefix(folder.as_str())?.strip_prefix('/')?;
        let extension = self.path.extension()?.to_ascii_lowercase();
        let safe = matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp");
        (safe && name.starts_with("assets/")).then_some(name)
    }
}

/// App Designer's Logs Allowed and Logs Duration.
#[derive(Debug, Clone, Copy)]
pub struct Logs {
    /// How many are kept.
    pub allowed: u32,
    /// For how many days.
    pub duration_days: u32,
}

impl Connector {
    /// The highest active version.
    pub fn current(&self) -> Option<&ConnectorVersion> {
        self.versions.iter().rev().find(|version| matches!(version.status, Status::Active))
    }

    /// The version equal to `number`.
    pub fn version(&self, number: &VersionNumber) -> Option<&ConnectorVersion> {
        // Versions are sorted; of two that are the same number the first counts.
        let at = self.versions.partition_point(|version| version.number < *number);
        self.versions.get(at).filter(|version| version.number == *number)
    }

    /// The highest version below `number` whose package could be read: the one that people come from.
    pub fn readable_below(&self, number: &VersionNumber) -> Option<&ConnectorVersion> {
        let lower = self.versions.iter().rev().filter(|other| other.number < *number);
        lower.into_iter().find(|other| other.facts().is_some())
    }

    /// The highest version below `number`, whatever its status: applications may still be on it.
    pub fn below(&self, number: &VersionNumber) -> Option<&ConnectorVersion> {
        self.versions.iter().rfind(|version| version.number < *number)
    }

    /// The current version, or the highest where none is active.
    pub fn shown(&self) -> Option<&ConnectorVersion> {
        self.current().or(self.versions.last())
    }
}

/// One version of a connector.
#[derive(Debug, Clone)]
pub struct ConnectorVersion {
    /// Its number, as the file's stem writes it.
    pub number: VersionNumber,
    /// Its YAML file, or the package where there is none.
    pub file: RepoPath,
    /// Whether the YAML file is there.
    pub described: bool,
    /// Where a further line may be written above the fields of the YAML file: an empty place. `None` where they have no
    /// lines of their own.
    pub first_line: Option<Span>,
    /// Where its package lies, or should lie.
    pub package_path: RepoPath,
    /// The digest that the package must have.
    pub sha256: Option<Spanned<Digest>>,
    /// The day it was added, as written.
    pub added: Option<Date>,
    /// The commit that first held the package.
    pub first_seen: Option<Seen>,
    /// Release notes, Markdown.
    pub notes: String,
    /// Whether it may be used.
    pub status: Status,
    /// What it breaks.
    pub breaking: Option<Breaking>,
    /// What it needs, such as (`app_designer`, `4.4.12`).
    pub requires: Vec<(String, String)>,
    /// Where the bytes of its package are.
    pub kept: Kept,
    /// Its package.
    pub package: PackageState,
}

impl ConnectorVersion {
    /// A version of which nothing is known but where its files lie.
    pub fn undescribed(number: VersionNumber, file: RepoPath, package_path: RepoPath) -> ConnectorVersion {
        ConnectorVersion {
            number,
            file,
            described: false,
            first_line: None,
            package_path,
            sha256: None,
            added: None,
            first_seen: None,
            notes: String::new(),
            status: Status::Active,
            breaking: None,
            requires: Vec::new(),
            kept: Kept::Beside,
            package: PackageState::Missing,
        }
    }

    /// The day it was added: as written, else the day (UTC) of the commit that first held it.
    pub fn date(&self) -> Option<Date> {
        self.added.or_else(|| self.first_seen.as_ref()?.date())
    }

    /// The SHA-256 of the file that lies there, be it a package or not.
    pub fn digest(&self) -> Option<Digest> {
        match &self.package {
            PackageState::Read(facts) => Some(facts.digest),
            PackageState::Unreadable { digest, .. } => Some(*digest),
            _ => None,
        }
    }

    /// The file of the registry that stands for its package: the package, or the YAML file that names it.
    pub fn package_file(&self) -> &RepoPath {
        if self.kept == Kept::Store { &self.file } else { &self.package_path }
    }

    /// The digest under which the package store has its package; `None` where it is not kept there.
    pub fn stored(&self) -> Option<Digest> {
        self.sha256.as_ref().map(|digest| digest.value).filter(|_| self.kept == Kept::Store)
    }

    /// The package's facts, where it could be read.
    pub fn facts(&self) -> Option<&Arc<PackageFacts>> {
        match &self.package {
            PackageState::Read(facts) => Some(facts),
            _ => None,
        }
    }
}

/// Whether a version may be used.
#[derive(Debug, Clone)]
pub enum Status {
    /// It may.
    Active,
    /// It still works; move away.
    Deprecated(Retirement),
    /// It must not be used any more.
    Withdrawn(Retirement),
}

impl Status {
    /// The word that the YAML file uses.
    pub fn word(&self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Deprecated(_) => "deprecated",
            Status::Withdrawn(_) => "withdrawn",
        }
    }

    /// Why and since when, unless it is active.
    pub fn retirement(&self) -> Option<&Retirement> {
        match self {
            Status::Active => None,
            Status::Deprecated(retirement) | Status::Withdrawn(retirement) => Some(retirement),
        }
    }
}

/// Why a version is deprecated or withdrawn.
#[derive(Debug, Clone)]
pub struct Retirement {
    /// Where the status is written.
    pub status: Span,
    /// Why; empty, at the status, when nothing was written.
    pub reason: Spanned<String>,
    /// What to use instead: a version, or a connector's slug.
    pub replaced_by: Option<Spanned<String>>,
    /// From which day.
    pub from: Option<Date>,
}

/// What a version breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Breaking {
    /// The whole block.
    pub span: Span,
    /// In one sentence.
    pub summary: String,
    /// The day by which applications should have moved.
    pub upgrade_by: Option<Date>,
    /// What to do.
    pub guide: String,
}

/// Where the bytes of a version's package are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In the file beside the YAML file.
    Beside,
    /// In Git LFS: a pointer lies beside the YAML file.
    Lfs,
    /// In the registry's package store, under the digest that the YAML file says.
    Store,
}

/// What was found where a version's package should be.
#[derive(Debug, Clone)]
pub enum PackageState {
    /// Nothing.
    Missing,
    /// A link or another thing that is no file.
    NotAFile,
    /// A file above the limit.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A Git LFS pointer in place of the package.
    LfsPointer {
        /// The digest it names.
        oid: Option<Digest>,
        /// The size it names, in bytes.
        size: Option<u64>,
    },
    /// Where it is kept, something else lies under its digest.
    Damaged {
        /// What, as a sentence.
        what: String,
        /// The digest that names it.
        digest: Digest,
    },
    /// It could not be asked for; it may well be there.
    NotGiven,
    /// A file that is no package.
    Unreadable {
        /// The byte at fault, from 0.
        offset: u64,
        /// What is wrong there.
        what: String,
        /// SHA-256 of the file.
        digest: Digest,
    },
    /// A package.
    Read(Arc<PackageFacts>),
}

impl PackageState {
    /// Why there is no package, as the end of a sentence; `None` where there is one.
    pub fn fault(&self) -> Option<String> {
        Some(match self {
            PackageState::Read(_) => return None,
            PackageState::Missing => "the package is not there".to_owned(),
            PackageState::NotAFile => "this is not a file that can be read".to_owned(),
            PackageState::TooLarge { size, limit } => {
                format!("the package is {size} bytes large; {limit} is the most")
            }
            PackageState::LfsPointer { .. } => {
                "this is a Git LFS pointer, not the package it points to; run `git lfs pull`".to_owned()
            }
            PackageState::Damaged { what, digest } => {
                format!("what is kept as the package {digest} is damaged: {what}")
            }
            PackageState::NotGiven => "the package could not be read".to_owned(),
            PackageState::Unreadable { offset, what, .. } => format!("byte {offset}: {what}"),
        })
    }
}
