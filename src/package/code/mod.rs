//! What the code inside a package tells: the entry point, what is bundled and what is missing, and which settings
//! the code reads.

mod facts;

pub use facts::{AssemblyFacts, CodeFacts, CodeFile, EntryPoint, FileContent};
