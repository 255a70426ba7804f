//! JSON Schemas (draft 2020-12) of the files that people write: for editors, which complete and explain from them.
//!
//! 1. [`fields`] makes a schema of a list of fields, [`shapes`] knows what single values look like.
//! 2. One file for each kind of YAML names its fields, as its reader in `load/` takes them.
//! 3. [`schema_line`] is the comment by which an editor finds the schema of a file.
//!
//! Where a reader takes more than a schema, the field's description says so. `tests/it/schemas.rs` holds readers and
//! schemas together.

mod access;
mod application;
mod categories;
mod connector;
mod fields;
mod registry;
mod shapes;
mod version;

use serde_json::Value;

use super::package_file;
use crate::source::RepoPath;

/// The folder of a registry that holds its schemas. Names that begin with a dot are no part of a registry.
pub const FOLDER: &str = ".schemas";

/// The kinds of YAML that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `registry.yaml`.
    Registry,
    /// `categories.yaml`.
    Categories,
    /// `access.yaml`.
    Access,
    /// `connector.yaml`.
    Connector,
    /// `versions/<number>.yaml`.
    Version,
    /// `applications/**/<slug>.yaml`.
    Application,
    /// `package.yaml`, which lies beside a project and not in a registry.
    Package,
}

impl Kind {
    /// All of them.
    pub const ALL: &[Kind] = &[
        Kind::Registry,
        Kind::Categories,
        Kind::Access,
        Kind::Connector,
        Kind::Version,
        Kind::Application,
        Kind::Package,
    ];

    /// What the file at `path` of a registry is.
    pub fn of(path: &RepoPath) -> Option<Kind> {
        let parts: Vec<&str> = path.parts().collect();
        match parts.as_slice() {
            ["registry.yaml"] => Some(Kind::Registry),
            ["categories.yaml"] => Some(Kind::Categories),
            ["access.yaml"] => Some(Kind::Access),
            ["connectors", .., "connector.yaml"] => Some(Kind::Connector),
            ["connectors", .., "versions", _] if path.extension() == Some("yaml") => Some(Kind::Version),
            ["applications", .., _] if path.extension() == Some("yaml") => Some(Kind::Application),
            _ => None,
        }
    }

    /// Its name: one word.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Registry => "registry",
            Kind::Categories => "categories",
            Kind::Access => "access",
            Kind::Connector => "connector",
            Kind::Version => "version",
            Kind::Application => "application",
            Kind::Package => "package",
        }
    }

    /// Which file it is, for people.
    pub fn what(self) -> &'static str {
        match self {
            Kind::Registry => "The file `registry.yaml`: title, policy, sites",
            Kind::Categories => "The file `categories.yaml`",
            Kind::Access => "The file `access.yaml`: groups and rights",
            Kind::Connector => "The file `connector.yaml` of each connector",
            Kind::Version => "A version: `versions/<number>.yaml`",
            Kind::Application => "An application: `applications/**/<slug>.yaml`",
            Kind::Package => "The file `package.yaml`, of which `pack` makes a package",
        }
    }

    /// The name of the file that holds its schema.
    pub fn file_name(self) -> String {
        format!("{}.schema.json", self.name())
    }

    /// Its schema. `rules` are the codes that may be waived or given another level.
    pub fn schema(self, rules: &[&str]) -> Value {
        match self {
            Kind::Registry => registry::schema(rules),
            Kind::Categories => categories::schema(),
            Kind::Access => access::schema(),
            Kind::Connector => connector::schema(),
            Kind::Version => version::schema(),
            Kind::Application => application::schema(),
            Kind::Package => package_file::schema(),
        }
    }

    /// The names of its fields, or of those of the mapping `within` it, in the order in which they are written.
    pub(super) fn order(self, within: Option<&str>) -> Vec<String> {
        let schema = self.schema(&[]);
        let mut whole = schema.get("items").unwrap_or(&schema);
        if let Some(within) = within {
            whole = &whole["properties"][within];
        }
        whole["properties"].as_object().map_or_else(Vec::new, |fields| fields.keys().cloned().collect())
    }

    /// The same as the text of a file.
    pub fn text(self, rules: &[&str]) -> String {
        format!("{:#}\n", self.schema(rules))
    }
}

/// The line, with its end, by which the YAML file at `path` of a registry begins: it names the file's schema for
/// editors. Nothing for a file that has none.
pub fn schema_line(path: &RepoPath) -> String {
    let Some(kind) = Kind::of(path) else { return String::new() };
    let up = "../".repeat(path.parts().count() - 1);
    format!("# yaml-language-server: $schema={up}{FOLDER}/{}\n", kind.file_name())
}
