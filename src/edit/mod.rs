//! From what a person wants to files: values, words and findings in, bytes out. Nothing here touches a disk.

pub mod init;
mod mend;
pub mod package_file;
mod plan;
#[allow(dead_code, reason = "the commands that name new files come with the next commits")]
mod slug;
pub mod schema;

pub use mend::{Mended, mend};
pub use plan::{EditError, Plan};
