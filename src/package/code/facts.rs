//! The facts about a package's code, small enough to keep for every version of a registry.

use crate::package::clr::{AssemblyReference, AssemblyVersion};
use crate::package::{ReferenceType, Shared, share_each};

use super::provided;

/// What the code of a package tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeFacts {
    /// Every referenced file, in the order of the package.
    pub files: Vec<Shared<CodeFile>>,
    /// What the class named as entry point is.
    pub entry_point: EntryPoint,
    /// Assemblies that something bundled refers to and that are neither bundled, nor the framework's own, nor the
    /// platform's. By name; each once, with the highest version asked for.
    pub missing: Vec<AssemblyReference>,
    /// Simple names of assemblies that are bundled more than once (with the same culture), sorted.
    pub bundled_twice: Vec<String>,
    /// Names of bundled files that hold an assembly which no other bundled assembly refers to; the plug-in and
    /// resource assemblies (those with a culture) aside. In the order of the package. Empty when a file is damaged,
    /// because that one may refer to any.
    pub never_referenced: Vec<String>,
    /// Keys of the form that are no string literal of the plug-in's code, in the order of the form. The bundled
    /// libraries that hold bases of the entry point count as its code. Groups and columns have no part in it. A hint:
    /// code may compose a key, or take all settings at once. Empty when no plug-in could be read.
    pub keys_not_in_code: Vec<String>,
    /// Keys that the plug-in's code reads by an indexer and for which the form has no control, in the order of the
    /// code. A hint: an indexer may belong to anything. Empty unless the code reads at least one key of the form so,
    /// and where another class of the plug-in implements an interface of the platform, because that one may have a form
    /// of its own. Keys of groups and columns have a control here.
    pub keys_without_control: Vec<String>,
    /// Whether a bundled file names the options of a control, and so may fill them when the form opens. Looked for only
    /// where the form has a list without options; false otherwise.
    pub fills_options: bool,
}

/// One referenced file.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeFile {
    /// Its name in the package.
    pub name: String,
    /// What the package says it is for.
    pub kind: ReferenceType,
    /// What it is.
    pub content: FileContent,
}

/// What a referenced file is.
#[derive(Clone, Debug, PartialEq)]
pub enum FileContent {
    /// A .NET assembly.
    Assembly(Box<AssemblyFacts>),
    /// A Windows executable or library without .NET metadata.
    Native,
    /// Anything else: a zip, a text.
    Other,
    /// Begins like a .NET assembly and cannot be read as one.
    Damaged {
        /// Offset in the file.
        offset: u64,
        /// What is wrong there.
        what: String,
    },
}

/// An assembly, without its types and strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssemblyFacts {
    /// Its simple name.
    pub name: String,
    /// Its version.
    pub version: AssemblyVersion,
    /// Its culture; empty when neutral.
    pub culture: String,
    /// What its `TargetFrameworkAttribute` says: `.NETFramework,Version=v4.6.1`.
    pub target_framework: Option<String>,
    /// The metadata version, such as `v4.0.30319`.
    pub runtime: String,
    /// Whether it carries a public key.
    pub strong_named: bool,
    /// Whether an Authenticode signature is attached. It is not verified.
    pub signed: bool,
    /// Whether it also holds native code.
    pub mixed_mode: bool,
    /// Whether it is a debug build.
    pub debug_build: bool,
    /// The assemblies it refers to, in the order of the file.
    pub references: Vec<AssemblyReference>,
}

/// What the class named as entry point is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EntryPoint {
    /// The package names no entry point.
    #[default]
    Unnamed,
    /// There is no plug-in that could be read, or the class is in none while another plug-in is damaged.
    Unknown,
    /// No plug-in of the package has the class.
    Missing {
        /// The public class that was probably meant, by its name; None when nothing is near.
        similar: Option<String>,
    },
    /// The class is there.
    Found {
        /// The package's file it is in.
        file: String,
        /// Whether App Designer can see it: public, all the way out.
        public: bool,
        /// Whether it is a class that can be made: neither abstract nor an interface nor generic.
        concrete: bool,
        /// Whether it has a public constructor without parameters.
        default_constructor: bool,
        /// Full names of all interfaces it implements: its own, those of its bases and those that these extend, as
        /// far as bundled assemblies tell. Sorted, each once.
        interfaces: Vec<String>,
        /// Full names of bases or interfaces that lie in assemblies which are not bundled, so that more may be
        /// implemented than is known. `System.Object` aside. Sorted, each once.
        outside: Vec<String>,
    },
}

impl CodeFacts {
    /// The assemblies, with the names of their files, in the order of the package.
    pub fn assemblies(&self) -> impl Iterator<Item = (&CodeFile, &AssemblyFacts)> {
        self.files.iter().filter_map(|file| match &file.content {
            FileContent::Assembly(facts) => Some((&**file, &**facts)),
            _ => None,
        })
    }

    /// Makes the files that are equal in `before` the same memory.
    pub(crate) fn share_files(&mut self, before: &CodeFacts) {
        share_each(&mut self.files, &before.files);
    }

    /// Names of bundled files that hold an assembly of the platform's own frameworks, in the order of the package.
    pub fn bundled_frameworks(&self) -> Vec<&str> {
        let framework = |name: &str| provided::is_framework(&name.to_ascii_lowercase());
        let files = self.assemblies().filter(|(_, assembly)| framework(&assembly.name));
        files.map(|(file, _)| file.name.as_str()).collect()
    }

    /// The plug-in: the first assembly of the kind `Agent`.
    pub fn plug_in(&self) -> Option<&AssemblyFacts> {
        self.assemblies().find(|(file, _)| file.kind == ReferenceType::Agent).map(|(_, facts)| facts)
    }
}
