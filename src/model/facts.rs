//! What a package says of itself: all that pages and rules need, without its binary contents.

use crate::package::{Icon, PackageRole, ReferenceType, SettingsForm};
use crate::source::Digest;

/// The facts of one package.
#[derive(Debug, Clone)]
pub struct PackageFacts {
    /// SHA-256 of the whole file.
    pub digest: Digest,
    /// Size of the file in bytes.
    pub size: u64,
    /// The package's unique id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version, the shortest decimal that names the stored number.
    pub version: String,
    /// Its category on the platform.
    pub category: Option<String>,
    /// Its description.
    pub description: String,
    /// `Namespace.Class` in the plug-in DLL.
    pub entry_point: String,
    /// Its help page.
    pub help_url: Option<String>,
    /// The platform it is for, such as `NetCore`.
    pub platform: String,
    /// The document's `Type`, such as `Edge`.
    pub kind: String,
    /// Connector or agent.
    pub role: PackageRole,
    /// Its picture.
    pub icon: Option<Icon>,
    /// Input endpoints.
    pub input_endpoints: Vec<String>,
    /// Output endpoints.
    pub output_endpoints: Vec<String>,
    /// The files inside.
    pub references: Vec<ReferenceFacts>,
    /// The form a person fills in.
    pub form: SettingsForm,
}

/// One file inside a package.
#[derive(Debug, Clone)]
pub struct ReferenceFacts {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: ReferenceType,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub digest: Digest,
}
