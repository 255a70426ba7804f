//! What the code inside a package tells: the entry point, what is bundled and what is missing, and which settings
//! the code reads.
//!
//! 1. [`bundle`] reads every referenced file once.
//! 2. [`entry_point`] looks for the class and walks over its bases and interfaces.
//! 3. [`neighbours`] compares what is referred to with what is bundled; [`provided`] knows what need not be.
//! 4. [`keys`] compares the form with the strings of the code.
//! 5. [`options`] tells whether the code may fill the lists of the form.
//!
//! All of it takes time in proportion to the package, whatever the package holds.

mod bundle;
mod entry_point;
mod facts;
mod keys;
mod neighbours;
mod options;
mod provided;

#[cfg(test)]
mod tests;

pub use facts::{AssemblyFacts, CodeFacts, CodeFile, EntryPoint, FileContent};

use crate::package::Package;

use bundle::Bundle;

/// The facts about the code of a package. Every file is read once.
pub fn facts(package: &Package<'_>) -> CodeFacts {
    let bundle = Bundle::read(package);
    let (entry_point, line) = entry_point::find(&bundle, package.entry_point().unwrap_or_default());
    let keys = keys::compare(&bundle, &line, package);
    let mut facts = CodeFacts {
        files: Vec::new(),
        entry_point,
        missing: neighbours::missing(&bundle),
        bundled_twice: neighbours::bundled_twice(&bundle),
        never_referenced: neighbours::never_referenced(&bundle),
        keys_not_in_code: keys.not_in_code,
        keys_without_control: keys.without_control,
        fills_options: options::may_be_filled(package),
    };
    facts.files = bundle.into_files();
    facts
}
