//! What a .NET assembly says of itself, read from its bytes without running any .NET (ECMA-335 II.22-24).

mod assembly;

pub use assembly::{Assembly, AssemblyReference, AssemblyVersion, TypeDefinition, TypeName};
