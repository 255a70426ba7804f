//! What a person wants, as files: `package.yaml` to a package and back.

pub mod package_file;
