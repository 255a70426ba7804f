//! Random sequences of commands on random registries. After each command:
//!
//! 1. `--dry-run` wrote nothing, and named exactly the files that changed then; Git makes the same of its diff.
//! 2. A command that did nothing left every byte as it was.
//! 3. `check` finds nothing that it did not find before, but what is the point of the command.
//! 4. Files that no command named are byte for byte as they were.
//!
//! At the end everything is committed on a branch, and going back to the first one brings every byte back.

use std::path::Path;
use std::process::Output;

use connectory::model::Registry;
use connectory::package;
use connectory::source::WorkTree;
use proptest::prelude::*;

use super::{git, run};
use crate::support::held::{Layout, brought, counts, files_in, told};
use crate::support::{self, OTHER_ID, Small, checked, write};

/// What is to be done, and to what: each number chooses among what is there.
#[derive(Debug, Clone)]
struct Step {
    deed: usize,
    which: usize,
    other: usize,
}

/// The first state.
#[derive(Debug, Clone)]
struct First {
    layout: Layout,
    /// Whether categories are written in braces.
    flow: bool,
    /// Whether a connector lies in a group.
    grouped: bool,
    /// Whether the registry lies in a folder of its repository.
    below: bool,
    /// Whether the Git host is told whom to ask.
    owners: bool,
}

fn steps() -> impl Strategy<Value = (First, Vec<Step>)> {
    let step = (any::<usize>(), any::<usize>(), any::<usize>()).prop_map(|(deed, which, other)| Step {
        deed,
        which,
        other,
    });
    let first = any::<[bool; 7]>().prop_map(|[windows, comments, cut, flow, grouped, below, owners]| First {
        layout: Layout { windows, comments, cut },
        flow,
        grouped,
        below,
        owners,
    });
    (first, prop::collection::vec(step, 1..10))
}

impl First {
    fn registry(&self) -> Small {
        let folder = if self.grouped { "connectors/meters/level-gauge" } else { "connectors/level-gauge" };
        let mut small = Small::valid().connector(folder, OTHER_ID, "Level Gauge");
        if self.flow {
            let text = "[ { id: default, name: Default },\n  { id: device, name: Devices } ]\n";
            small = small.with("categories.yaml", text);
        }
        self.layout.of(small)
    }
}

/// One of `all`.
fn pick<T: Clone>(all: &[T], which: usize) -> Option<T> {
    (!all.is_empty()).then(|| all[which % all.len()].clone())
}

/// The words of a step's command; `None` where there is nothing to do it to. Packages are put into `inbox`.
fn words(step: &Step, registry: &Registry, inbox: &Path) -> Option<Vec<String>> {
    let connectors = &registry.connectors;
    let connector = pick(&connectors.iter().collect::<Vec<_>>(), step.which);
    let other = pick(&connectors.iter().collect::<Vec<_>>(), step.other);
    let slug = || connector.map(|connector| connector.slug.to_string());
    let version = || {
        let versions: Vec<_> = connector?.versions.iter().map(|version| version.number.to_string()).collect();
        Some(format!("{}@{}", slug()?, pick(&versions, step.other)?))
    };
    let categories: Vec<String> =
        registry.categories.iter().map(|category| category.id.to_string()).collect();
    let category = || pick(&categories, step.which);
    let application = pick(&registry.applications.iter().collect::<Vec<_>>(), step.which);
    let number = format!("{}.{}", 2 + step.other % 5, step.which % 90);
    let made = |id: &str, name: &str| {
        let file = inbox.join(format!("{}-{number}.xmp", step.which % 1000));
        write(
            &file,
            &package::write(&support::package(id, name, &number).with("Description", "Reads a meter.")),
        );
        file.to_str().unwrap().to_owned()
    };
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Some(match step.deed % 19 {
        0 => owned(&["add", &made(&connector?.id.as_ref()?.value, &connector?.name.value)]),
        1 => {
            let id = format!("{:08x}-52a5-4f0e-9d0c-6b1f8a2c7e11", step.which as u32);
            let file = made(&id, &format!("Meter {}", step.which % 50));
            owned(&["add", &file, "--category", &category()?, "--owner", "@edge"])
        }
        2 => owned(&["remove", &version()?, "--yes"]),
        3 => owned(&["remove", &slug()?, "--yes"]),
        4 => owned(&["restore", ["flow-meter", "level-gauge", "level-gauge@1.0"][step.other % 3], "--yes"]),
        5 => owned(&["deprecate", &version()?, "--reason", "old: and # odd", "--from", "2027-01-01"]),
        6 => owned(&["withdraw", &version()?, "--reason", "It loses readings.", "--yes"]),
        7 => owned(&["activate", &version()?]),
        8 => owned(&["rename", &slug()?, &format!("meter-{}", step.other % 4)]),
        9 => owned(&[
            "category",
            "add",
            &format!("c{}", step.other % 4),
            "--name",
            &format!("C {}", step.other % 9),
        ]),
        10 => owned(&["category", "rename", &category()?, &format!("c{}", step.other % 6)]),
        11 => owned(&[
            "category",
            "move",
            &category()?,
            if step.other.is_multiple_of(2) { "--first" } else { "--last" },
        ]),
        12 => owned(&[
            "category",
            "remove",
            &category()?,
            "--move-to",
            &pick(&categories, step.other)?,
            "--yes",
        ]),
        13 => owned(&[
            "set",
            &slug()?,
            &format!("category={}", category()?),
            "description=Says: more # than before",
        ]),
        14 => owned(&["set", &slug()?, "owners=@edge,@platform", "tags+=meter"]),
        15 => {
            let uses = format!("{}:Host,Port", version()?);
            let name = format!("App {}", step.which % 5);
            owned(&["app", "add", &name, "--uses", &uses, "--access", "operations", "--owner", "alice"])
        }
        16 => owned(&["app", "remove", application?.slug.as_str(), "--yes"]),
        17 => {
            let file = inbox.join(format!("{}.csv", step.which % 1000));
            let version = version()?;
            let (slug, number) = version.split_once('@')?;
            let rows = format!(
                "App {},{slug},{number},{}\nPump House,,,\n",
                step.which % 5,
                ["", "A", "B"][step.other % 3]
            );
            write(&file, format!("application,connector,version,connection\n{rows}").as_bytes());
            owned(&["app", "import", file.to_str().unwrap(), "--source", "prod", "--yes"])
        }
        _ => owned(&["upgrade", application?.slug.as_str(), other?.slug.as_str()]),
    })
}

/// Codes that a command brings by what it is.
fn announced(words: &[String]) -> &'static [&'static str] {
    match words[0].as_str() {
        "withdraw" => &["version-withdrawn-in-use"],
        // What is observed is written down, whatever it is.
        "app" => &["version-withdrawn-in-use", "version-deprecated-in-use", "setting-not-in-version"],
        "category" | "set" | "remove" | "restore" => &["category-unused"],
        _ => &[],
    }
}

fn loaded(folder: &Path) -> Registry {
    checked(&WorkTree::open(folder).unwrap()).0
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs one command, dry and wet, and holds it to what the head of this file says.
fn hold(top: &Path, folder: &Path, words: &[String]) -> Result<bool, TestCaseError> {
    let (before, found) = (files_in(top), counts(folder));
    let dry = run(folder, words, &["--dry-run"]);
    prop_assert!(files_in(top) == before, "a dry run wrote: {words:?}");
    let wet = run(folder, words, &[]);
    let said = text(&wet);
    prop_assert!(matches!(wet.status.code(), Some(0..=2)) && !said.contains("panicked"), "{words:?}: {said}");
    prop_assert_eq!(dry.status.code(), wet.status.code(), "{:?}: {} {}", words, text(&dry), said);
    let after = files_in(top);
    if wet.status.code() != Some(0) {
        prop_assert!(after == before, "{words:?} wrote and failed: {said}");
        return Ok(false);
    }
    let told = told(&String::from_utf8_lossy(&dry.stdout), &before, &after);
    prop_assert!(told.is_ok(), "{words:?}: {}", told.unwrap_err());
    let brought = brought(&found, &counts(folder), announced(words));
    prop_assert!(brought.is_empty(), "{words:?} brought {brought:?}: {said}");
    Ok(before != after)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_commands_in_any_order_leave_a_registry_no_worse((first, steps) in steps()) {
        let (place, inbox) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let top = place.path();
        let folder = if first.below { top.join("plant") } else { top.to_owned() };
        first.registry().files().iter().for_each(|(at, bytes)| write(&folder.join(at.as_str()), bytes));
        git(top, &["init", "-q", "-b", "main"]);
        if first.owners {
            let written = run(&folder, &["codeowners".to_owned()], &[]);
            prop_assert_eq!(written.status.code(), Some(0), "{}", text(&written));
        }
        git(top, &["add", "."]);
        git(top, &["commit", "-q", "-m", "First"]);
        let begun = files_in(top);
        let mut done = false;
        for step in &steps {
            let registry = loaded(&folder);
            if let Some(words) = words(step, &registry, inbox.path()) {
                done |= hold(top, &folder, &words)?;
            }
        }
        if done {
            let last = files_in(top);
            git(top, &["switch", "-q", "-c", "changed"]);
            git(top, &["add", "--all"]);
            git(top, &["commit", "-q", "--allow-empty", "-m", "Changed"]);
            git(top, &["switch", "-q", "main"]);
            prop_assert!(files_in(top) == begun, "going back did not bring everything back");
            git(top, &["switch", "-q", "changed"]);
            prop_assert!(files_in(top) == last);
        }
    }
}
