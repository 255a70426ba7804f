//! `package.yaml`: a package as a file that people write and review.
//!
//! 1. [`controls`] is the one table of fields: those of a package, the controls of a form, and what each has. Reading,
//!    writing, the schema and the template all walk over it, so they cannot disagree.
//! 2. [`read()`] makes a package of the file and the files it names; what is wrong is a diagnostic.
//! 3. [`unpack()`] makes the files of a package, and proves by reading them that nothing is lost.
//! 4. [`schema()`] is the table for editors, [`template()`] for somebody who begins.
//!
//! Nothing here touches a disk.

mod arrange;
mod checks;
mod controls;
mod files;
mod icon;
mod project;
mod read;
mod references;
mod schema;
mod settings;
mod template;
mod unpack;
mod values;
mod write;

#[cfg(test)]
mod tests;

pub use checks::check_id;
pub use files::Sizes;
pub use project::Project;
pub use read::{Read, read};
pub use schema::schema;
pub use template::{Start, guid, template};
pub use unpack::{NewFile, UnpackError, unpack};

/// The name of the file.
pub const NAME: &str = "package.yaml";
