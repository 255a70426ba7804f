//! An assembly's metadata as values.

use std::fmt;

/// A .NET assembly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assembly {
    /// Its simple name, `Acme.Modbus`. A module without a manifest has its module's name.
    pub name: String,
    /// Its version.
    pub version: AssemblyVersion,
    /// Its culture; empty when neutral. Resource assemblies have one.
    pub culture: String,
    /// What its `TargetFrameworkAttribute` says: `.NETFramework,Version=v4.6.1`. None when it has no such attribute.
    pub target_framework: Option<String>,
    /// The metadata version, such as `v4.0.30319`.
    pub runtime: String,
    /// Whether it carries a public key, which is what a strong name begins with.
    pub strong_named: bool,
    /// Whether an Authenticode signature is attached. It is not verified.
    pub signed: bool,
    /// Whether it also holds native code.
    pub mixed_mode: bool,
    /// Whether `DebuggableAttribute` turns the optimiser off: a debug build.
    pub debug_build: bool,
    /// The assemblies it refers to, in the order of the file.
    pub references: Vec<AssemblyReference>,
    /// Its types, in the order of the file, without `<Module>`.
    pub types: Vec<TypeDefinition>,
    /// The string literals of its code (the `#US` heap), in order, each once.
    pub user_strings: Vec<String>,
    /// The string literals its code hands to an indexer (`parameters["Key"]`), in order, each once.
    pub indexed_strings: Vec<String>,
}

/// The four numbers of an assembly's version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssemblyVersion(pub [u16; 4]);

/// An assembly that another one needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssemblyReference {
    /// Its simple name.
    pub name: String,
    /// The version it was built against.
    pub version: AssemblyVersion,
    /// Its public key token as lower-case hex; None when it has no strong name.
    pub public_key_token: Option<String>,
}

/// The name of a type: `Namespace.Name`, nested types as `Outer/Inner`, generic ones without their arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeName {
    /// `Namespace.Name`.
    pub full_name: String,
    /// The simple name of the assembly it lies in; None when that is the assembly itself.
    pub assembly: Option<String>,
}

/// A type that an assembly defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDefinition {
    /// `Namespace.Name`.
    pub full_name: String,
    /// Whether everyone sees it. A nested type is public when those around it are too.
    pub public: bool,
    /// Whether it cannot be instantiated. Interfaces and static classes are abstract.
    pub is_abstract: bool,
    /// Whether it is an interface.
    pub is_interface: bool,
    /// Whether it has type parameters, so that nobody can make one by its name alone.
    pub is_generic: bool,
    /// What it extends; None for `System.Object` and interfaces.
    pub base: Option<TypeName>,
    /// The interfaces it names itself; a compiler may leave those out that its bases have.
    pub interfaces: Vec<TypeName>,
    /// Whether it has a public constructor without parameters.
    pub default_constructor: bool,
}

impl fmt::Display for AssemblyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, build, revision] = self.0;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}
