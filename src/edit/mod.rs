//! From what a person wants to files: values, words and findings in, bytes out. Nothing here touches a disk.

mod codeowners;
pub mod find;
pub mod init;
mod mend;
pub mod package_file;
mod plan;
pub mod schema;
#[allow(dead_code, reason = "the commands that name new files come with the next commits")]
mod slug;

pub use codeowners::{CodeownersFile, codeowners};
pub use mend::{Mended, mend};
pub use plan::{EditError, Plan};
