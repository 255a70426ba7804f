//! The referenced files of a package, each read once.

use std::collections::HashMap;

use crate::package::clr::{self, Assembly, Budget, Limits};
use crate::package::{Content, Package, ReferenceType, Shared};

use super::facts::{AssemblyFacts, CodeFile, FileContent};

/// What a package brings along.
pub(super) struct Bundle {
    pub(super) files: Vec<File>,
    /// The file of each assembly by its simple name in lower case: the first of a name, those without culture first.
    by_name: HashMap<String, usize>,
}

/// A referenced file.
pub(super) struct File {
    pub(super) name: String,
    pub(super) kind: ReferenceType,
    pub(super) content: Read,
}

/// What a file was read as.
pub(super) enum Read {
    Assembly(Box<Assembly>),
    Native,
    Other,
    Damaged { offset: u64, what: String },
}

impl Bundle {
    /// Reads the files. The limits hold for all of them together.
    pub(super) fn read(package: &Package<'_>) -> Self {
        let mut budget = Budget::new(&Limits::default());
        let files: Vec<File> = package
            .references()
            .iter()
            .map(|reference| File {
                name: reference.name.clone(),
                kind: reference.kind.clone(),
                content: read(&reference.content, &mut budget),
            })
            .collect();
        let mut bundle = Self { files, by_name: HashMap::new() };
        for neutral in [true, false] {
            for at in 0..bundle.files.len() {
                if let Some(assembly) = bundle.assembly(at)
                    && assembly.culture.is_empty() == neutral
                {
                    let name = simple(&assembly.name);
                    bundle.by_name.entry(name).or_insert(at);
                }
            }
        }
        bundle
    }

    /// The assembly that the file at `at` holds.
    pub(super) fn assembly(&self, at: usize) -> Option<&Assembly> {
        match &self.files.get(at)?.content {
            Read::Assembly(assembly) => Some(assembly),
            _ => None,
        }
    }

    /// Every assembly, with the place of its file.
    pub(super) fn assemblies(&self) -> impl Iterator<Item = (usize, &Assembly)> {
        (0..self.files.len()).filter_map(|at| Some((at, self.assembly(at)?)))
    }

    /// The plug-ins that could be read, with the places of their files.
    pub(super) fn plug_ins(&self) -> impl Iterator<Item = (usize, &Assembly)> {
        self.assemblies().filter(|(at, _)| self.is_plug_in(*at))
    }

    pub(super) fn is_plug_in(&self, at: usize) -> bool {
        self.files.get(at).is_some_and(|file| file.kind == ReferenceType::Agent)
    }

    /// Where the assembly of that simple name is.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&simple(name)).copied()
    }

    /// The files without types and strings.
    pub(super) fn into_files(self) -> Vec<Shared<CodeFile>> {
        let content = |content| match content {
            Read::Assembly(assembly) => FileContent::Assembly(Box::new(shortened(*assembly))),
            Read::Native => FileContent::Native,
            Read::Other => FileContent::Other,
            Read::Damaged { offset, what } => FileContent::Damaged { offset, what },
        };
        let file = |file: File| CodeFile { name: file.name, kind: file.kind, content: content(file.content) };
        self.files.into_iter().map(file).map(Shared::from).collect()
    }
}

/// A simple name as names are compared: without regard to case.
pub(super) fn simple(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn read(content: &Content<'_>, budget: &mut Budget) -> Read {
    // A zip of many megabytes is not copied to see that it is none.
    if !content.chunks().flatten().take(2).eq(b"MZ") {
        return Read::Other;
    }
    match clr::read_within(&content.joined(), budget) {
        Ok(clr::File::Assembly(assembly)) => Read::Assembly(assembly),
        Ok(clr::File::Native) => Read::Native,
        Ok(clr::File::Other) => Read::Other,
        Err(error) => Read::Damaged { offset: error.offset, what: error.what },
    }
}

fn shortened(assembly: Assembly) -> AssemblyFacts {
    AssemblyFacts {
        name: assembly.name,
        version: assembly.version,
        culture: assembly.culture,
        target_framework: assembly.target_framework,
        runtime: assembly.runtime,
        strong_named: assembly.strong_named,
        signed: assembly.signed,
        mixed_mode: assembly.mixed_mode,
        debug_build: assembly.debug_build,
        references: assembly.references,
    }
}
