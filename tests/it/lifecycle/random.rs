//! Random sequences of these commands on small registries in random layouts. Each is held to what [`Place::changed`] says, or
//! wrote nothing; files that it has no business with are byte for byte as they were.

use connectory::model::Registry;
use connectory::source::WorkTree;
use proptest::prelude::*;

use super::{Files, Place};
use crate::support::held::{Layout, differing};
use crate::support::{Small, checked};

/// What to do, and to what: each number chooses among what is there.
#[derive(Debug, Clone)]
struct Step {
    deed: u8,
    which: usize,
    other: usize,
}

const LINKS: &str = "\nSee [it](../level-gauge/help.md), [more][m].\n\n[m]: ../level-gauge#context\n";

/// The registry that it begins with; `flow` writes its categories in braces.
fn registry(layout: Layout, flow: bool) -> Small {
    let mut small = Small::with_two_connectors()
        .append("connectors/flow-meter/help.md", LINKS)
        .append(
            "connectors/flow-meter/connector.yaml",
            "replaced_by: level-gauge\ntags: [a, b]\naliases:\n  - flow\n",
        )
        .append("applications/pump-house.yaml", "  - { connector: level-gauge, version: \"1.1\" }\n");
    if flow {
        let text = "[ { id: default, name: Default },\n  { id: device, name: Devices } ]\n";
        small = small.with("categories.yaml", text);
    }
    layout.of(small)
}

fn steps() -> impl Strategy<Value = (Layout, bool, Vec<Step>)> {
    let step = (any::<u8>(), any::<usize>(), any::<usize>()).prop_map(|(deed, which, other)| Step {
        deed,
        which,
        other,
    });
    let layout = any::<[bool; 3]>().prop_map(|[windows, comments, cut]| Layout { windows, comments, cut });
    (layout, any::<bool>(), prop::collection::vec(step, 1..8))
}

fn pick(all: &[String], which: usize) -> Option<String> {
    (!all.is_empty()).then(|| all[which % all.len()].clone())
}

impl Step {
    /// The command, and what it brings by what it is; `None` where there is nothing to do it to.
    fn words(&self, registry: &Registry) -> Option<(Vec<String>, &'static [&'static str])> {
        let slugs: Vec<String> =
            registry.connectors.iter().map(|connector| connector.slug.to_string()).collect();
        let versions: Vec<String> = registry
            .connectors
            .iter()
            .flat_map(|connector| {
                connector.versions.iter().map(move |version| (&connector.slug, &version.number))
            })
            .map(|(slug, number)| format!("{slug}@{number}"))
            .collect();
        let categories: Vec<String> =
            registry.categories.iter().map(|category| category.id.to_string()).collect();
        let slug = || pick(&slugs, self.which);
        let version = || pick(&versions, self.which);
        let category = || pick(&categories, self.which);
        let other = |all: &[&str]| all[self.other % all.len()].to_owned();
        let unused: &[&str] = &["category-unused"];
        // What comes back may name what has got another name since, and is written as it was.
        let back: &[&str] = &["category-unused", "help-link-broken", "field-order"];
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Some(match self.deed % 16 {
            0 => (words(&["remove", &version()?, "--yes"]), unused),
            1 => (words(&["remove", &slug()?, "--yes"]), unused),
            2 => (words(&["restore", &other(&["flow-meter", "level-gauge", "flow", "x"]), "--yes"]), back),
            3 => {
                (words(&["restore", &other(&["flow-meter@1.1", "level-gauge@1.00", "x@1.1"]), "--yes"]), back)
            }
            4 => {
                let instead = other(&["1.1", "1.0", "level-gauge", "flow"]);
                (words(&["deprecate", &version()?, "--reason", "old: # odd", "--replaced-by", &instead]), &[])
            }
            5 => (
                words(&["withdraw", &version()?, "--reason", "Bad.\nWorse.", "--yes"]),
                &["version-withdrawn-in-use"],
            ),
            6 => (words(&["activate", &version()?]), &[]),
            7 => (words(&["rename", &slug()?, &other(&["x", "y", "flow-meter", "flow"])]), &[]),
            8 => (words(&["rename", &slug()?, "--group", &other(&["wet", "wet/dry", ".", "x"])]), &[]),
            9 => {
                let id = other(&["c1", "c2", "default"]);
                let spot = category()?;
                (words(&["category", "add", &id, "--name", &format!("{id}: one"), "--before", &spot]), unused)
            }
            10 => (words(&["category", "rename", &category()?, &other(&["c1", "c3", "default"])]), &[]),
            11 => {
                (words(&["category", "move", &category()?, "--after", &pick(&categories, self.other)?]), &[])
            }
            12 => {
                let to = pick(&categories, self.other)?;
                (words(&["category", "remove", &category()?, "--move-to", &to, "--yes"]), &[])
            }
            13 => {
                let assignments = [
                    "name=Meter: 1",
                    "description=a\n\n# b",
                    "tags-=a",
                    "tags+=z, b",
                    "tags=",
                    "help_url=https://e.com/x",
                ];
                (
                    words(&["set", &slug()?, &other(&assignments), "logs.allowed=3", "logs.duration_days=4"]),
                    &["package-name-mismatch"],
                )
            }
            14 => {
                (words(&["set", &slug()?, &format!("category={}", pick(&categories, self.other)?)]), unused)
            }
            _ => {
                let assignments = [
                    "notes=One: # two\n\n- three",
                    "added=2026-01-01",
                    "requires.app_designer=4.4",
                    "notes=Better.",
                ];
                (words(&["set", &version()?, &other(&assignments)]), &[])
            }
        })
    }
}

/// Whether a command that did what it said may have touched a file.
fn may_touch(words: &[String], path: &str) -> bool {
    let yaml = path.ends_with("connector.yaml") || path == "registry.yaml" || path == "categories.yaml";
    match words[0].as_str() {
        "category" => yaml,
        "deprecate" | "withdraw" | "activate" => path.contains("/versions/") && path.ends_with(".yaml"),
        "set" => path.ends_with(".yaml") && path.starts_with("connectors/"),
        "remove" | "restore" => path.starts_with("connectors/"),
        // Packages move, and are the same.
        _ => !matches!(path, "registry.yaml" | "categories.yaml" | "access.yaml"),
    }
}

/// The packages, wherever they lie.
fn packages(files: &Files) -> Vec<&Vec<u8>> {
    let mut packages: Vec<&Vec<u8>> =
        files.iter().filter(|(path, _)| path.ends_with(".xmp")).map(|(_, bytes)| bytes).collect();
    packages.sort();
    packages
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_of_them_in_any_order_do_what_they_say_and_no_more((layout, flow, steps) in steps()) {
        let place = Place::of(&registry(layout, flow));
        for (at, step) in steps.iter().enumerate() {
            let registry = checked(&WorkTree::open(&place.at("")).unwrap()).0;
            let Some((words, announced)) = step.words(&registry) else { continue };
            let before = place.files();
            let line: Vec<&str> = words.iter().map(String::as_str).collect();
            let dry = place.run(&[&line[..], &["--dry-run"]].concat());
            prop_assert!(place.files() == before, "a dry run wrote: {words:?}");
            if dry.code != 0 || dry.out.is_empty() {
                let wet = place.run(&line);
                prop_assert_eq!((wet.code, wet.err.contains("panicked")), (dry.code, false), "{:?}: {}", words, wet.err);
                prop_assert!(place.files() == before, "{words:?} wrote and did nothing: {}", wet.err);
                continue;
            }
            place.changed(&line, announced);
            let after = place.files();
            for path in &differing(&before, &after) {
                prop_assert!(may_touch(&words, path), "{words:?} touched {path}");
            }
            if !matches!(words[0].as_str(), "remove" | "restore") {
                prop_assert_eq!(packages(&before), packages(&after));
            }
            if at % 3 == 2 {
                place.commit();
            }
        }
    }
}
