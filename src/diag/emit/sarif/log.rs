//! The parts of SARIF that we write, by its names (OASIS SARIF 2.1.0, section 3).

use std::collections::BTreeMap;

use serde::Serialize;

/// Paths are told relative to the top of the repository, which whoever reads the log knows.
pub(super) const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
pub(super) struct Log<'d> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'d>; 1],
}

impl<'d> Log<'d> {
    /// A log of one run.
    pub(super) fn new(run: Run<'d>) -> Log<'d> {
        let schema = "https://json.schemastore.org/sarif-2.1.0.json";
        Log { schema, version: "2.1.0", runs: [run] }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'d> {
    tool: Tool<'d>,
    invocations: [Invocation<'d>; 1],
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    /// Columns count characters, not the 16-bit units of some editors.
    column_kind: &'static str,
    results: Vec<Finding<'d>>,
}

impl<'d> Run<'d> {
    /// What a tool found.
    pub(super) fn new(tool: Tool<'d>, invocation: Invocation<'d>, results: Vec<Finding<'d>>) -> Run<'d> {
        let description = Text { text: "The top of the repository".to_owned() };
        Run {
            tool,
            invocations: [invocation],
            original_uri_base_ids: [(ROOT, Base { description })].into(),
            column_kind: "unicodeCodePoints",
            results,
        }
    }
}

#[derive(Serialize)]
struct Base {
    description: Text,
}

#[derive(Serialize)]
pub(super) struct Tool<'d> {
    pub(super) driver: Driver<'d>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'d> {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) rules: Vec<Descriptor<'d>>,
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'d> {
    pub(super) id: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<Help<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default_configuration: Option<Configuration>,
}

impl<'d> Descriptor<'d> {
    /// A rule of which only the code is known.
    pub(super) fn unexplained(id: &'d str) -> Descriptor<'d> {
        Descriptor { id, short_description: None, help: None, default_configuration: None }
    }
}

#[derive(Serialize)]
pub(super) struct Text {
    pub(super) text: String,
}

impl Text {
    /// What is said, such that a reader finds neither links nor placeholders in it.
    pub(super) fn literal(text: &str) -> Text {
        Text { text: braces(&brackets(text)) }
    }
}

/// Braces stand for themselves when they are doubled (3.11.5).
pub(super) fn braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// `[text](target)` is a link (3.11.6). Where a text could be read as one, or as having escapes already, its brackets
/// and backslashes are escaped.
fn brackets(text: &str) -> String {
    if !["](", "\\[", "\\]", "\\\\"].iter().any(|doubtful| text.contains(doubtful)) {
        return text.to_owned();
    }
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

#[derive(Serialize)]
pub(super) struct Help<'d> {
    pub(super) text: &'d str,
    pub(super) markdown: &'d str,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: Level,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Error,
    Warning,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'d> {
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: Vec<Notification<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification<'d> {
    pub(super) level: Level,
    pub(super) message: Text,
    pub(super) associated_rule: RuleReference<'d>,
}

#[derive(Serialize)]
pub(super) struct RuleReference<'d> {
    pub(super) id: &'d str,
    pub(super) index: usize,
}

/// What the format calls a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Finding<'d> {
    pub(super) rule_id: &'d str,
    pub(super) rule_index: usize,
    pub(super) level: Level,
    pub(super) message: Message,
    pub(super) locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location>,
    pub(super) partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fixes: Vec<Fix<'d>>,
}

#[derive(Serialize)]
pub(super) struct Message {
    pub(super) text: String,
    pub(super) markdown: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    pub(super) physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Physical {
    pub(super) artifact_location: Artifact,
    /// None for a file as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    pub(super) uri: String,
    pub(super) uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: usize,
    pub(super) start_column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fix<'d> {
    pub(super) description: Text,
    pub(super) artifact_changes: Vec<ArtifactChange<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactChange<'d> {
    pub(super) artifact_location: Artifact,
    pub(super) replacements: Vec<Replacement<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Replacement<'d> {
    pub(super) deleted_region: Region,
    pub(super) inserted_content: Content<'d>,
}

#[derive(Serialize)]
pub(super) struct Content<'d> {
    pub(super) text: &'d str,
}
