//! The registry as it is meant: connectors, versions, categories, applications, and who uses what.

mod access;
pub(crate) mod address;
mod application;
mod audience;
pub mod change;
mod chronicle;
pub mod code_owners;
mod conflict;
mod connector;
mod deletion;
mod delta;
mod facts;
pub(crate) mod help;
mod ids;
mod past;
mod policy;
mod registry;
mod shared_list;
mod theme;
mod usage;
mod version;

pub use access::{Access, RIGHTS, Reader, Right};
pub use application::{Application, Use};
pub use audience::{Audience, NoSite, Restrict, Sight, Whose};
pub use chronicle::{Authored, Chronicle, Deed, Happening, PastUse, Revision};
pub use conflict::{Brought, Conflict, conflicts};
pub use connector::{
    Breaking, Connector, ConnectorVersion, Kept, Logs, PackageState, Picture, Retirement, Status,
};
pub use deletion::{Deletion, Deletions, stale};
pub use delta::{ConnectorDelta, Delta, VersionDelta};
pub use facts::{ArchiveFacts, Offered, PackageFacts, ReferenceFacts};
pub use help::{Heading, Help, Shot};
pub use ids::{CategoryId, Slug};
pub use past::{Past, PastConnector, PastPackage};
pub use policy::{Level, Limits, Policy, RepositoryLinks, Site, Waiver};
pub use registry::{Category, OwnTemplate, Registry};
pub use shared_list::SharedList;
pub use theme::{Colour, Theme};
pub use usage::{Behind, Usage};
pub use version::VersionNumber;
