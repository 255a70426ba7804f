//! The files inside: each by its path, or several by a pattern.
//!
//! 1. Entries are read.
//! 2. Paths and patterns become files of the tree; a pattern leaves out what other entries name.
//! 3. Names are checked.
//! 4. The bytes are read, within their limits.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};

use super::files::Files;
use crate::diag::Place;
use crate::package::{Reference, ReferenceType};
use crate::source::{Entry, EntryKind, RepoPath, SourceError, Span, Spanned, check_file_name};
use crate::yaml::{Fields, Node, Reader};

/// A kind of reference: its field, its name in the package, what it is for.
pub(super) const KINDS: [(&str, &str, &str); 4] = [
    ("plug_in", "Agent", "The plug-in DLL, which holds the entry point: its path."),
    ("reference", "Reference", "A DLL the plug-in needs: its path, or a pattern such as bin/*.dll."),
    ("resource", "Resource", "A DLL that a reference needs: its path, or a pattern."),
    ("zip", "Zip", "A zip of other files: its path."),
];

/// An entry as it was written.
struct Written {
    kind: ReferenceType,
    path: Spanned<String>,
    name: Option<Spanned<String>>,
}

/// A file that an entry stands for.
struct Chosen {
    path: RepoPath,
    name: Spanned<String>,
    kind: ReferenceType,
}

/// Reads the entries and the files they name. What is wrong is reported; an `Err` is the disk's.
pub(super) fn read(
    node: Node,
    files: &mut Files<'_>,
    reader: &mut Reader<'_>,
) -> Result<Vec<Reference<'static>>, SourceError> {
    let items = reader.list(node, "`references`");
    let written: Vec<Written> = items.into_iter().filter_map(|item| entry(item, reader)).collect();
    let chosen = choose(written, files, reader)?;
    refuse_names(&chosen, reader);
    let mut references = Vec::with_capacity(chosen.len());
    for file in chosen {
        if let Some(bytes) = files.read(&file.path, file.name.span, reader)? {
            references.push(Reference::new(&file.name.value, file.kind, bytes));
        }
    }
    Ok(references)
}

fn entry(node: Node, reader: &mut Reader<'_>) -> Option<Written> {
    let mut fields = reader.map(node, "a reference")?;
    let span = fields.span;
    let mut found: Vec<(ReferenceType, Spanned<String>)> = Vec::new();
    for (field, kind, _) in KINDS {
        found.extend(fields.text(field, reader).map(|path| (ReferenceType::from(kind), path)));
    }
    let general = fields.text("type", reader);
    let path = fields.text("path", reader);
    let name = fields.text("name", reader);
    let kinds = found.len() + usize::from(general.is_some() || path.is_some());
    match (general, path) {
        (Some(kind), Some(path)) => found.push((ReferenceType::from(kind.value.as_str()), path)),
        (Some(_), None) => fields.missing("path", "bin/Acme.dll", reader),
        (None, Some(path)) => {
            reader
                .at("field-missing", path.span, "`path` needs a `type` beside it")
                .fix("write `reference:` instead");
        }
        (None, None) => {}
    }
    finish(fields, kinds, span, reader);
    let (kind, path) = found.pop()?;
    (kinds == 1).then_some(Written { kind, path, name })
}

fn finish(fields: Fields, kinds: usize, span: Span, reader: &mut Reader<'_>) {
    if kinds > 1 {
        let message = format!("a reference names {kinds} files; expected one");
        reader.at("field-value", span, message).fix("write one entry for each");
    } else if kinds == 0 && fields.is_done() {
        let names = KINDS.map(|(field, ..)| field).join("`, `");
        reader
            .at("field-missing", span, format!("a reference names no file; expected one of `{names}`"))
            .fix("write `reference: bin/Acme.dll`");
    }
    fields.finish(reader);
}

/// The files of all entries, in order.
fn choose(
    written: Vec<Written>,
    files: &Files<'_>,
    reader: &mut Reader<'_>,
) -> Result<Vec<Chosen>, SourceError> {
    let is_pattern = |entry: &Written| entry.path.contains(['*', '?']);
    let mut named: BTreeSet<RepoPath> = written
        .iter()
        .filter(|entry| !is_pattern(entry))
        .filter_map(|entry| files.folder().join(&entry.path).ok())
        .collect();
    let mut chosen = Vec::new();
    for entry in written {
        let Some(path) = clean(&entry.path, reader) else { continue };
        if !is_pattern(&entry) {
            let path = files.folder().join(path).unwrap_or_else(|_| RepoPath::root());
            if files.find(&path, entry.path.span, reader)?.is_some() {
                let name =
                    entry.name.unwrap_or_else(|| Spanned::new(path.name().to_owned(), entry.path.span));
                chosen.push(Chosen { path, name, kind: entry.kind });
            }
            continue;
        }
        if let Some(name) = &entry.name {
            reader.at("field-value", name.span, "a pattern has no `name`: every file keeps its own");
        }
        for path in matching(&entry, files, &named, reader)? {
            let name = Spanned::new(path.name().to_owned(), entry.path.span);
            named.insert(path.clone());
            chosen.push(Chosen { path, name, kind: entry.kind.clone() });
        }
    }
    Ok(chosen)
}

/// The path of an entry, if it is one inside the folder.
pub(super) fn clean<'p>(path: &'p Spanned<String>, reader: &mut Reader<'_>) -> Option<&'p str> {
    let (harm, fix) = if path.contains('\\') {
        ("holds a backslash", format!("write `{}`", path.replace('\\', "/")))
    } else if path.starts_with('/') || path.contains(':') {
        ("is absolute", "write the path from this file's folder, such as `bin/Acme.dll`".to_owned())
    } else if path.split('/').any(|part| part == "..") {
        ("leads out of this file's folder", "put package.yaml above the files it names".to_owned())
    } else if path.is_empty() || RepoPath::new(path).is_err() {
        ("is no plain path", "write it like `bin/Acme.dll`".to_owned())
    } else {
        return Some(path);
    };
    reader.at("reference-path", path.span, format!("path `{}` {harm}", path.value)).fix(fix);
    None
}

/// The files that a pattern stands for and nothing else names, by name.
fn matching(
    entry: &Written,
    files: &Files<'_>,
    named: &BTreeSet<RepoPath>,
    reader: &mut Reader<'_>,
) -> Result<Vec<RepoPath>, SourceError> {
    let Some(pattern) = pattern(&files.folder(), &entry.path) else {
        reader.at("reference-path", entry.path.span, format!("pattern `{}` is none", entry.path.value));
        return Ok(Vec::new());
    };
    let all: Vec<&Entry> = files
        .list()?
        .iter()
        .filter(|entry| entry.kind == EntryKind::File && pattern.is_match(entry.path.as_str()))
        .collect();
    let mut found: Vec<RepoPath> = all
        .iter()
        .filter(|entry| !named.contains(&entry.path) && !files.is_own(&entry.path))
        .map(|entry| entry.path.clone())
        .collect();
    if all.is_empty() {
        reader
            .at("reference-missing", entry.path.span, format!("no file matches `{}`", entry.path.value))
            .fix("build the project first, or mend the pattern; `*` stands for a part of a name, `**` for any folders");
    }
    found.sort_by(|a, b| (a.name(), a).cmp(&(b.name(), b)));
    Ok(found)
}

fn pattern(folder: &RepoPath, text: &str) -> Option<GlobMatcher> {
    // Only stars and question marks are patterns; brackets and braces may be part of a name.
    let mut escaped = String::new();
    for c in format!("{folder}{}{text}", if folder.as_str().is_empty() { "" } else { "/" }).chars() {
        match c {
            '[' | ']' | '{' | '}' => escaped.extend(['[', c, ']']),
            c => escaped.push(c),
        }
    }
    GlobBuilder::new(&escaped).literal_separator(true).build().ok().map(|glob| glob.compile_matcher())
}

/// Reports names that no system could hold, and those that are the same but for case.
fn refuse_names(chosen: &[Chosen], reader: &mut Reader<'_>) {
    let mut first: BTreeMap<String, &Chosen> = BTreeMap::new();
    for file in chosen {
        if let Err(what) = check_file_name(&file.name) {
            reader
                .at("reference-name", file.name.span, format!("name `{}` {what}", file.name.value))
                .fix("give the file another name");
        } else if let Some(before) = first.insert(file.name.to_lowercase(), file) {
            let place = Place::at(&reader.path, before.name.span);
            let message = format!(
                "two references are named `{}`: `{}` and `{}`",
                file.name.value, before.path, file.path
            );
            reader
                .at("reference-name", file.name.span, message)
                .related(place, "the other one")
                .fix("leave one out, or give one a `name` of its own");
        }
    }
}
