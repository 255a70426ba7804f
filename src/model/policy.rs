//! What `registry.yaml` says: titles, limits, and how strict the checks are.

use globset::GlobMatcher;
use jiff::civil::Date;

use super::Theme;
use crate::source::{PackagePlace, Spanned};

/// The registry's own settings.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Shown at the top of every page.
    pub title: String,
    /// One or two sentences below it.
    pub description: String,
    /// Where the site will stand, for absolute links.
    pub url: Option<String>,
    /// Links to the repository's host.
    pub repository: Option<RepositoryLinks>,
    /// How the site looks.
    pub theme: Theme,
    /// The category of a connector that names none.
    pub default_category: Option<Spanned<String>>,
    /// Observations older than this many days permit no deletion.
    pub usage_max_age_days: Option<u32>,
    /// Where packages are that do not lie beside their YAML files.
    pub package_store: Option<Spanned<PackagePlace>>,
    /// Whether that is all that was meant: not where the file could not be read, or where that field has a fault.
    pub knows_package_store: bool,
    /// How large things may be.
    pub limits: Limits,
    /// Levels that differ from the rules' own.
    pub levels: Vec<(Spanned<String>, Level)>,
    /// Findings that are accepted for a time.
    pub waivers: Vec<Waiver>,
    /// One static site per audience.
    pub sites: Vec<Site>,
    /// Whether `sites` is all that was meant: not where the file could not be read, or where a fault may hide some of it.
    pub knows_sites: bool,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            title: "Connectors".to_owned(),
            description: String::new(),
            url: None,
            repository: None,
            theme: Theme::default(),
            default_category: None,
            usage_max_age_days: None,
            package_store: None,
            knows_package_store: true,
            limits: Limits::default(),
            levels: Vec::new(),
            waivers: Vec::new(),
            sites: Vec::new(),
            knows_sites: true,
        }
    }
}

/// Links to the repository's host.
#[derive(Debug, Clone)]
pub struct RepositoryLinks {
    /// The repository's page.
    pub url: String,
    /// The address that edits a file; `{path}` stands for its path in the repository.
    pub edit: Option<String>,
}

/// How large things may be, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A package as it lies in the registry.
    pub package: u64,
    /// What a package unpacks to.
    pub unpacked: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { package: 64 << 20, unpacked: 512 << 20 }
    }
}

/// How a rule's findings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported; the check still passes.
    Warn,
    /// Reported; the check fails.
    Deny,
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        })
    }
}

/// A finding that is accepted for a time.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The rule's code.
    pub rule: Spanned<String>,
    /// The paths it covers.
    pub path: GlobMatcher,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// One audience's site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its name, which is that of a folder, too.
    pub name: Spanned<String>,
    /// The groups whose applications it shows; `None` for all.
    pub sees: Option<Vec<Spanned<String>>>,
}
