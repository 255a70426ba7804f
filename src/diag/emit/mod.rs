//! Reports as text, one file a format. One line makes a format's module and its place in the list.

mod finding;
mod fingerprint;
mod places;
mod words;

use super::escape::inert_json;
use super::{Report, Severity};
use crate::source::RepoPath;

/// What is printed, and what an emitter may ask for.
#[derive(Clone, Copy)]
pub struct Printing<'p> {
    /// The report.
    pub report: &'p Report,
    /// A file's text where it can be shown, to count lines in and to show.
    pub text_of: &'p dyn Fn(&RepoPath) -> Option<String>,
    /// Where the registry lies in its repository, such as `registry`; empty where it is the repository.
    pub folder: &'p str,
    /// The rules, in the order they are listed; empty where no rules ran.
    pub rules: &'p [RuleInfo<'p>],
    /// Whether the format for people has colours.
    pub colours: bool,
}

/// What is said of a rule, beside its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo<'p> {
    /// Its code.
    pub code: &'p str,
    /// How its findings count unless the registry says otherwise.
    pub severity: Severity,
    /// What it finds, in one line.
    pub what: String,
    /// What, why, how to fix, can it be waived: Markdown.
    pub page: &'p str,
}

impl<'p> Printing<'p> {
    /// A report of a folder of its own, without colours or rules.
    pub fn new(report: &'p Report, text_of: &'p dyn Fn(&RepoPath) -> Option<String>) -> Printing<'p> {
        Printing { report, text_of, folder: "", rules: &[], colours: false }
    }

    /// A path as the repository has it.
    fn path(&self, path: &RepoPath) -> String {
        match (self.folder.trim_end_matches('/'), path.as_str()) {
            ("", "") => ".".to_owned(),
            ("", path) => path.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, path) => format!("{folder}/{path}"),
        }
    }
}

macro_rules! formats {
    ($($module:ident $name:ident $word:literal $what:literal,)*) => {
        $(mod $module;)*

        /// How a report is written.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Format {
            $(#[doc = $what] $name,)*
        }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Format] = &[$(Format::$name,)*];

            /// The word by which people name it.
            pub fn word(self) -> &'static str {
                match self { $(Format::$name => $word,)* }
            }

            /// What it is for.
            pub fn what(self) -> &'static str {
                match self { $(Format::$name => $what,)* }
            }

            /// The report in this format; it ends with a line end, or is empty.
            pub fn emit(self, printing: &Printing<'_>) -> String {
                match self { $(Format::$name => $module::emit(printing),)* }
            }
        }
    };
}

formats! {
    human Human "human" "For people: each finding with the lines of its file",
    concise Concise "concise" "For people and editors: a finding a line",
    json Json "json" "For programs: one document, schema 1",
    jsonl Jsonl "jsonl" "For programs: the same, a finding a line",
    sarif Sarif "sarif" "For code scanning: SARIF 2.1.0",
    github Github "github" "Annotations of GitHub Actions",
    azure Azure "azure" "Annotations of Azure Pipelines",
    gitlab Gitlab "gitlab" "GitLab's Code Quality report",
    junit Junit "junit" "JUnit's XML: each rule is a test",
    markdown Markdown "markdown" "The comment on a pull request",
}

/// The most annotations a log gets; what hosts show of them is less.
const MOST_ANNOTATIONS: usize = 50;

/// A value as a JSON document of several lines. What a terminal or a runner would obey in it is written as `\u` with digits.
pub(crate) fn pretty(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("texts and numbers always serialise");
    inert_json(&text) + "\n"
}
