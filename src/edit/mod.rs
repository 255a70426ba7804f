//! What a person wants, as files: `package.yaml` to a package and back; findings mended.

mod mend;
pub mod package_file;

pub use mend::{Mended, mend};
