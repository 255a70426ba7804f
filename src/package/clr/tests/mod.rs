//! The promises of the reader of assemblies.
