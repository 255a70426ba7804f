//! The document inside a package: the DataContract `Agent`, its references and what they tell.

mod content;
mod package;
mod reading;
mod reference;
mod role;
mod version;
mod writing;

pub use content::Content;
pub use package::{Body, Package, PackageMember};
pub use reference::{Reference, ReferenceType};
pub use role::PackageRole;
pub use version::VersionNumber;

pub(crate) use reading::{check, read, refuse_another, require};
pub(crate) use reference::Part as ReferencePart;
pub(crate) use writing::write;
