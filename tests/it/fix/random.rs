//! Registries with faults planted at random: mending ends, mends all it should, and touches nothing else.

use std::collections::BTreeMap;

use connectory::source::{MemoryTree, RepoPath, Tree};
use proptest::prelude::*;

use super::{FIXABLE, mended};
use crate::support::{Small, checked, text_of};

const VERSIONS: &str = "connectors/flow-meter/versions";
const FILES: [&str; 7] = [
    "registry.yaml",
    "categories.yaml",
    "access.yaml",
    "applications/pump-house.yaml",
    "connectors/flow-meter/connector.yaml",
    "connectors/flow-meter/versions/1.0.yaml",
    "connectors/flow-meter/versions/1.1.yaml",
];

/// What is done to one file.
#[derive(Debug, Clone)]
struct Layout {
    /// Sorts the fields.
    order: Vec<u32>,
    /// What stands above each field.
    above: Vec<&'static str>,
    /// What stands at the end of each line, where it is no text's.
    behind: Vec<&'static str>,
    /// What stands at the head, and at the end.
    around: (&'static str, &'static str),
    windows: bool,
    mark: bool,
}

/// What is done to the registry.
#[derive(Debug, Clone)]
struct Faults {
    layouts: Vec<Layout>,
    unquoted: bool,
    /// Which versions' files say no digest.
    without_digest: [bool; 2],
    /// Which versions are not named by their number.
    misnamed: [bool; 2],
}

fn layout() -> impl Strategy<Value = Layout> {
    let above =
        prop::sample::select(vec!["", "", "", "\n", "# Why.\n", "# One.\n\n# Two.\n", "\n# Far \n", "\n\n"]);
    let behind = prop::sample::select(vec!["", "", "", "", " ", "\t", " # so ", "  # so"]);
    let head = prop::sample::select(vec![
        "",
        "# Head.\n\n",
        "---\n",
        "# yaml-language-server: $schema=x\n",
        "# Head \n",
    ]);
    let tail = prop::sample::select(vec!["", "# End.\n", "\n\n# End. \n", "  # Far.\n", " \n"]);
    let order = prop_oneof![Just(vec![0; 8]), prop::collection::vec(any::<u32>(), 8)];
    (
        order,
        prop::collection::vec(above, 8),
        prop::collection::vec(behind, 24),
        (head, tail),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(order, above, behind, around, windows, mark)| Layout {
            order,
            above,
            behind,
            around,
            windows,
            mark,
        })
}

fn faults() -> impl Strategy<Value = Faults> {
    (prop::collection::vec(layout(), FILES.len()), any::<bool>(), any::<[bool; 2]>(), any::<[bool; 2]>())
        .prop_map(|(layouts, unquoted, without_digest, misnamed)| Faults {
            layouts,
            unquoted,
            without_digest,
            misnamed,
        })
}

impl Layout {
    /// The fields of a mapping, one text each, written this way.
    fn write(&self, fields: &[String]) -> String {
        let mut order: Vec<usize> = (0..fields.len()).collect();
        order.sort_by_key(|at| self.order[*at]);
        let blocks: String = order.iter().map(|&at| format!("{}{}", self.above[at], fields[at])).collect();
        let mut in_text = false;
        let mut out = self.around.0.to_owned();
        for (at, line) in blocks.lines().enumerate() {
            // Lines of a text are indented; what is added to them would be part of it.
            in_text = in_text && (line.is_empty() || line.starts_with("  ")) || line.contains(": |");
            let behind = if in_text || line.is_empty() { "" } else { self.behind[at % self.behind.len()] };
            out.push_str(&format!("{line}{behind}\n"));
        }
        out.push_str(self.around.1);
        let out = if self.windows { out.replace('\n', "\r\n") } else { out };
        if self.mark { format!("\u{feff}{out}") } else { out }
    }
}

/// The fields of a file at the small registry's top, one text each.
fn fields(text: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match fields.last_mut() {
            Some(last) if line.starts_with([' ', '-', '\n']) => last.push_str(line),
            _ => fields.push(line.to_owned()),
        }
    }
    fields
}

fn registry(faults: &Faults) -> Small {
    let notes = "notes: |\n  Better.  \n\n  # Faster\n    and \"so on\"\t\n";
    let mut small = Small::valid();
    for (at, layout) in FILES.iter().zip(&faults.layouts) {
        let mut text = text_of(&small, &crate::support::path(at)).unwrap().replace("notes: Better.\n", notes);
        if faults.unquoted {
            text = text.replace("\"1.0\"", "1.0");
        }
        let digest = [".0.yaml", ".1.yaml"].iter().position(|end| at.ends_with(end));
        if digest.is_some_and(|version| faults.without_digest[version]) {
            text = text.split_once('\n').unwrap().1.to_owned();
        }
        // A list is written as it is, with the rest around it.
        let fields = if text.starts_with('-') { vec![text] } else { fields(&text) };
        small = small.with(at, layout.write(&fields));
    }
    for (version, _) in faults.misnamed.iter().enumerate().filter(|(_, misnamed)| **misnamed) {
        for extension in ["yaml", "xmp"] {
            let at = format!("{VERSIONS}/1.{version}.{extension}");
            let bytes = small.bytes(&at);
            small = small.without(&at).with(&format!("{VERSIONS}/Flow {version}.{extension}"), bytes);
        }
    }
    small
}

/// Every finding: its code and file.
fn findings(tree: &dyn Tree) -> Vec<(&'static str, RepoPath)> {
    checked(tree).1.diagnostics().iter().map(|finding| (finding.code, finding.place.path.clone())).collect()
}

fn files(tree: &MemoryTree) -> BTreeMap<RepoPath, Vec<u8>> {
    let read =
        |entry: connectory::source::Entry| (entry.path.clone(), tree.read(&entry.path, 1 << 20).unwrap());
    tree.list().unwrap().into_iter().map(read).collect()
}

/// Where a file of the registry before lies after.
fn moved(at: &RepoPath) -> RepoPath {
    // The package of version 1.0 says that it is 1.
    let text = at.as_str().replace("Flow 0.", "1.").replace("Flow 1.", "1.1.");
    crate::support::path(&text)
}

/// The comments of a text, in no order.
fn comments(text: &str) -> Vec<String> {
    let line = |line: &str| line.find('#').map(|at| line[at..].trim_end().to_owned());
    let mut comments: Vec<String> = text.lines().filter_map(line).collect();
    comments.sort();
    comments
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn mending_mends_what_it_should_and_touches_nothing_else(faults in faults()) {
        let small = registry(&faults);
        let before = findings(&small);
        prop_assert!(before.iter().all(|(code, _)| *code != "yaml-syntax"), "{}", crate::support::report(&small));
        let (count, after) = mended(&small);
        let left = findings(&after);
        prop_assert!(left.iter().all(|(code, _)| !FIXABLE.contains(code)), "{left:?}");
        prop_assert!(left.iter().all(|finding| before.contains(finding)), "{left:?} from {before:?}");
        prop_assert!(count >= before.iter().filter(|(code, _)| FIXABLE.contains(code)).count());
        prop_assert_eq!(mended(&after).0, 0, "a second time mends nothing");

        let now = files(&after);
        prop_assert_eq!(now.len(), small.files().len());
        for (at, bytes) in small.files() {
            let new = &now[&moved(&at)];
            if before.iter().all(|(_, file)| *file != at) && moved(&at) == at {
                prop_assert!(bytes == *new, "{at} was touched");
            }
            let (Ok(old), Ok(new)) = (String::from_utf8(bytes), String::from_utf8(new.clone())) else { continue };
            prop_assert_eq!(comments(&old), comments(&new));
            prop_assert_eq!(old.starts_with('\u{feff}'), new.starts_with('\u{feff}'));
            let windows = |text: &str| text.lines().count() > 0 && !text.replace("\r\n", "").contains('\n');
            prop_assert_eq!(windows(&old), windows(&new), "{}", new);
        }
    }
}
