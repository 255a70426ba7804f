//! What a .NET assembly says of itself, read from its bytes without running any .NET.
//!
//! The format is ECMA-335, sixth edition, partition II; the sections are named where they are read.
//!
//! 1. [`image`] finds the CLI header behind the PE headers (II.25).
//! 2. [`metadata`] finds the streams (II.24.2) and [`tables`] where each row of each table lies (II.22, II.24.2.6).
//! 3. [`identity`], [`types`], [`attributes`], [`strings`] and [`code`] each read what they are named for.
//!
//! Whatever the bytes hold, the time is that of reading them a few times over, and the memory is bounded by
//! [`Limits`]: nothing is allocated by a count that the file claims, and nothing is walked by recursion.

mod assembly;
mod attributes;
mod budget;
mod bytes;
mod code;
mod identity;
mod image;
mod metadata;
mod schema;
mod strings;
mod tables;
mod types;

#[cfg(test)]
pub(in crate::package) mod tests;

pub use assembly::{Assembly, AssemblyReference, AssemblyVersion, TypeDefinition, TypeName};
pub use budget::Limits;

pub(crate) use budget::Budget;

use crate::package::ReadError;

use image::{Image, Opened};
use metadata::Metadata;

/// What a file is to .NET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// A .NET assembly, or a module of one.
    Assembly(Box<Assembly>),
    /// A Windows executable or library without .NET metadata.
    Native,
    /// Anything that does not begin as a Windows executable does (`MZ`).
    Other,
}

/// Reads a file.
///
/// # Errors
/// The file begins as a Windows executable and is cut short, or it has a CLI header and cannot be read as an assembly.
/// Offsets count from the first byte of the file.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<File, ReadError> {
    read_within(bytes, &mut Budget::new(limits))
}

/// Reads a file like [`read`], for one of several that share a budget.
pub(crate) fn read_within(bytes: &[u8], budget: &mut Budget) -> Result<File, ReadError> {
    match image::open(bytes)? {
        Opened::Other => Ok(File::Other),
        Opened::Native => Ok(File::Native),
        Opened::Cli(image) => assembly(&image, budget).map(|assembly| File::Assembly(Box::new(assembly))),
    }
}

fn assembly(image: &Image<'_>, budget: &mut Budget) -> Result<Assembly, ReadError> {
    let metadata = Metadata::read(image)?;
    let identity = identity::identity(&metadata, budget)?;
    let attributes = attributes::of_assembly(&metadata);
    let (user_strings, indexed_strings) = strings::strings(image, &metadata, budget)?;
    Ok(Assembly {
        name: identity.name,
        version: identity.version,
        culture: identity.culture,
        target_framework: attributes.target_framework,
        runtime: metadata.runtime.clone(),
        strong_named: identity.strong_named,
        signed: image.signed,
        mixed_mode: image.mixed_mode,
        debug_build: attributes.optimiser_disabled,
        references: identity::references(&metadata, budget)?,
        types: types::types(&metadata, budget)?,
        user_strings,
        indexed_strings,
    })
}
