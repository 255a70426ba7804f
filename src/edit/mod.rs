//! From what a person wants to files: values and words in, bytes out. Nothing here touches a disk.

pub mod init;
pub mod package_file;
pub mod schema;
