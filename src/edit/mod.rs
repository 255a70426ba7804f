//! From what a person wants to files: values, words and findings in, bytes out. Nothing here touches a disk.

pub mod add;
pub mod application;
pub mod category;
mod codeowners;
mod committed;
mod describe;
mod fields;
pub mod find;
mod folder;
pub mod import;
pub mod init;
mod mend;
pub mod package_file;
mod plan;
mod remove;
mod rename;
mod restore;
mod retire;
pub mod schema;
mod set;
mod slug;
pub mod upgrade;

pub use codeowners::{CodeownersFile, codeowners, outdated};
pub use mend::{Mended, mend};
pub use plan::{EditError, Plan};
pub use remove::remove;
pub use rename::{Rename, rename};
pub use restore::restore;
pub use retire::{Retire, Retired, activate, retire};
pub use set::{Assignment, set};
