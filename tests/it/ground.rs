//! Pages that are not made again because what they stand on did not change are the pages that a clean build makes.
//!
//! The sample registry is edited, a file at a time: a value is another one, a file is gone, a folder has another name. After each edit
//! a sink that held the site before holds the one that is built from nothing. (A page that was left alone and should not have been also
//! fails by itself in a debug build, where it is made all the same.)

use connectory::model::Sight;
use connectory::pipeline::{Delivery, Pipeline};
use connectory::plan::SitePath;
use connectory::publish::{MemorySink, Published, Sink};
use connectory::source::{MemoryTree, RepoPath, Tree, WorkTree};

use crate::support::dice::{Dice, asked};
use crate::support::sample;
use crate::support::site;

/// As many edits, and which ones.
const EDITS: (&str, u64) = ("CONNECTORY_GROUND_EDITS", 40);
const SEED: (&str, u64) = ("CONNECTORY_GROUND_SEED", 7);

type Files = Vec<(RepoPath, Vec<u8>)>;

fn files() -> Files {
    let tree = WorkTree::open(&sample()).unwrap();
    let read = |path: &RepoPath| tree.read(path, u64::MAX).unwrap();
    tree.list().unwrap().into_iter().map(|entry| (entry.path.clone(), read(&entry.path))).collect()
}

fn tree(files: &Files) -> MemoryTree {
    let mut tree = MemoryTree::new();
    files.iter().for_each(|(path, bytes)| tree.put(path.clone(), bytes.clone()));
    tree
}

fn publish(pipeline: &mut Pipeline, tree: &dyn Tree, sight: &Sight, sink: &mut MemorySink) -> Published {
    site::publish_tree(pipeline, tree, sight, Delivery { key: None, without_bundles: true }, sink)
}

/// An edit of a file, in words; `None` where the dice found nothing to do.
fn edit(files: &mut Files, dice: &mut Dice) -> Option<String> {
    let at = dice.below(files.len());
    let (path, bytes) = &files[at];
    let path = path.clone();
    let text = std::str::from_utf8(bytes).ok().filter(|_| path.as_str().ends_with(".yaml"));
    match (dice.below(8), text) {
        (0, _) => {
            files.remove(at);
            Some(format!("without {path}"))
        }
        (1, _) if path.parts().count() > 2 && path.as_str().starts_with("connectors/") => {
            let folder = format!("{}/", path.as_str().split('/').take(2).collect::<Vec<_>>().join("/"));
            let other = format!("{}-other/", folder.trim_end_matches('/'));
            for (found, _) in files.iter_mut() {
                if let Some(below) = found.as_str().strip_prefix(&folder) {
                    *found = RepoPath::new(&format!("{other}{below}")).unwrap();
                }
            }
            Some(format!("{folder} is {other}"))
        }
        (_, Some(text)) => {
            let lines: Vec<&str> = text.lines().collect();
            let with_value =
                |line: &usize| !lines[*line].trim_end().ends_with([':', '|', '>', '}', ']', '"']);
            let lines_with: Vec<usize> = (0..lines.len()).filter(with_value).collect();
            let line = *dice.pick(&lines_with)?;
            let mut edited: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            edited[line].push('9');
            files[at].1 = (edited.join("\n") + "\n").into_bytes();
            Some(format!("{path}:{}: {}", line + 1, edited[line]))
        }
        _ => None,
    }
}

#[test]
fn what_is_left_alone_is_what_a_clean_build_makes() {
    let original = files();
    let mut dice = Dice::of(asked(SEED.0, SEED.1));
    let mut pipeline = Pipeline::new().unwrap();
    for sight in [Sight::All, Sight::Nothing] {
        let mut sink = MemorySink::new();
        let mut edited = 0;
        publish(&mut pipeline, &tree(&original), &sight, &mut sink);
        while edited < asked(EDITS.0, EDITS.1) / 2 {
            let mut files = original.clone();
            let Some(what) = edit(&mut files, &mut dice) else { continue };
            edited += 1;
            publish(&mut pipeline, &tree(&files), &sight, &mut sink);
            let mut clean = MemorySink::new();
            publish(&mut Pipeline::new().unwrap(), &tree(&files), &sight, &mut clean);
            assert_eq!(first_difference(&sink, &clean), None, "{what}");
        }
    }
}

fn first_difference(one: &MemorySink, other: &MemorySink) -> Option<String> {
    let (one, other) = (site::files(one), site::files(other));
    let all = one.keys().chain(other.keys());
    all.into_iter().find(|path| one.get(*path) != other.get(*path)).cloned()
}

#[test]
fn nothing_is_made_where_nothing_changed_and_little_where_little_did() {
    let mut files = files();
    let mut pipeline = Pipeline::new().unwrap();
    let mut sink = MemorySink::new();
    let first = publish(&mut pipeline, &tree(&files), &Sight::All, &mut sink);
    let stood = sink.grounds().cloned().unwrap();
    assert_eq!(publish(&mut pipeline, &tree(&files), &Sight::All, &mut sink).written, []);
    assert_eq!(sink.grounds(), Some(&stood));
    let help = files.iter_mut().find(|(path, _)| path.as_str().ends_with("/mqtt/help.md")).unwrap();
    help.1.extend_from_slice(b"\nOne more word.\n");
    let second = publish(&mut pipeline, &tree(&files), &Sight::All, &mut sink);
    let differing =
        sink.grounds().unwrap().iter().filter(|ground| !stood.iter().any(|other| other == *ground));
    let differing: Vec<&str> = differing.map(|(name, _)| name).collect();
    assert!(differing.contains(&"*") && differing.contains(&"connectors/mqtt"), "{differing:?}");
    let others = |name: &&&str| name.starts_with("connectors/") && **name != "connectors/mqtt";
    assert_eq!(differing.iter().find(others), None, "no other connector stands on its help");
    assert!(second.written.contains(&SitePath::new("connectors/mqtt.html").unwrap()));
    assert!(second.written.len() * 4 < first.written.len());
}
