//! Holds the rooms of `src/` to the table of `ARCHITECTURE.md`: a room imports only what stands below it.
#![allow(clippy::disallowed_methods, reason = "tests make files")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Rooms, and what each may import besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("package", &[]),
    ("source", &[]),
    ("diag", &["source"]),
    ("model", &["source", "package"]),
    ("yaml", &["source", "diag", "model"]),
    ("load", &["source", "package", "diag", "model", "yaml"]),
    ("edit", &["source", "package", "diag", "model", "yaml"]),
    ("check", &["source", "package", "diag", "model"]),
    ("plan", &["source", "package", "diag", "model", "check"]),
    ("render", &["plan", "source", "package", "diag", "model", "check"]),
    ("publish", &["plan", "render", "source", "model"]),
    ("pipeline", &["source", "package", "diag", "model", "load", "check", "plan", "render"]),
    (
        "daemon",
        &[
            "source", "package", "diag", "model", "yaml", "load", "edit", "check", "plan", "render",
            "publish", "pipeline",
        ],
    ),
    (
        "cli",
        &[
            "source", "package", "diag", "model", "load", "edit", "check", "plan", "render", "publish",
            "pipeline", "daemon",
        ],
    ),
    ("main", &["cli"]),
];

/// What each room of a folder of sources imports.
fn imports(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("the sources can be walked");
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let below = entry.path().strip_prefix(folder).expect("below the folder");
        let room = below.iter().next().expect("a name").to_string_lossy().trim_end_matches(".rs").to_owned();
        if room == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("a source file is text");
        imports.entry(room).or_default().extend(named(&text));
    }
    imports
}

/// The rooms that a source text names after `crate::` or `connectory::`, in code.
fn named(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    for start in ["crate::", "connectory::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            match rest.strip_prefix('{') {
                Some(group) => rooms.extend(heads(group)),
                None => rooms.extend(head(rest)),
            }
        }
    }
    rooms
}

/// The first names of the items of a `{...}` import.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            _ if depth == 0 => item.push(c),
            _ => {}
        }
    }
    items.push(item);
    items.iter().filter_map(|item| head(item.trim())).collect()
}

fn head(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
    // What begins in lower case and is followed by `::` or the end of the item is a room, or a macro of the crate.
    (!name.is_empty()).then_some(name)
}

/// Imports that the table does not allow, each as a sentence.
fn faults(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    for (room, imported) in imports {
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| name == room) else {
            faults.push(format!("`{room}` is no room of the table"));
            continue;
        };
        for other in imported {
            if other != room && !allowed.contains(&other.as_str()) {
                faults.push(format!("`{room}` imports `{other}`, which does not stand below it"));
            }
        }
    }
    faults
}

#[test]
fn a_room_imports_only_what_stands_below_it() {
    let imports = imports(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert_eq!(imports.len(), ROOMS.len(), "the rooms of src/ and of the table differ: {:?}", imports.keys());
    assert_eq!(faults(&imports), Vec::<String>::new());
}

#[test]
fn the_table_has_no_circle() {
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        for other in *allowed {
            let below = ROOMS[..at].iter().any(|(name, _)| name == other);
            assert!(below, "`{room}` may import `{other}`, which stands above or beside it");
        }
    }
}

#[test]
fn a_planted_upward_import_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let plant = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    plant("package/mod.rs", "//! crate::cli in a comment is none\nuse crate::package::nbfx;\n");
    plant("source/deep/git.rs", "fn f() { crate::model::Registry::default(); }\n");
    plant("model/mod.rs", "use crate::{\n    source::{Span, Spanned},\n    check::Rule,\n};\n");
    plant("attic/mod.rs", "");
    assert_eq!(
        faults(&imports(folder.path())),
        [
            "`attic` is no room of the table",
            "`model` imports `check`, which does not stand below it",
            "`source` imports `model`, which does not stand below it",
        ]
    );
}
