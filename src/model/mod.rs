//! The registry as it is meant: connectors, versions, categories, applications, and who uses what.

mod access;
mod application;
pub mod change;
mod connector;
mod facts;
mod ids;
mod policy;
mod registry;
mod usage;
mod version;

pub use access::Access;
pub use application::{Application, Use};
pub use connector::{Breaking, Connector, ConnectorVersion, Logs, PackageState, Picture, Retirement, Status};
pub use facts::{ArchiveFacts, Offered, PackageFacts, ReferenceFacts};
pub use ids::{CategoryId, Slug};
pub use policy::{Level, Limits, Policy, RepositoryLinks, Site, Waiver};
pub use registry::{Category, Registry};
pub use usage::{Behind, Usage};
pub use version::VersionNumber;
