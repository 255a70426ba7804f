//! Every code of the table: a registry whose only finding has that code, and a twin, one edit away, that has none.

mod applications;
mod change;
mod code;
mod connectors;
mod files;
mod help;
mod layout;
mod packages;
mod people;
mod policy;
mod settings;

use std::collections::BTreeSet;

use connectory::check::RULES;
use connectory::package::{
    Body, Limits, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber,
};
use connectory::source::EntryKind;

use crate::support::{
    ID, NAME, OTHER_ID, SLUG, Small, codes, form, package, project, report, same_as_before,
};

const FOLDER: &str = "connectors/flow-meter";
const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const HELP: &str = "connectors/flow-meter/help.md";
const VERSION: &str = "connectors/flow-meter/versions/1.1.yaml";
const PACKAGE: &str = "connectors/flow-meter/versions/1.1.xmp";
const APPLICATION: &str = "applications/pump-house.yaml";
const REGISTRY: &str = "registry.yaml";
const CATEGORIES: &str = "categories.yaml";
const ACCESS: &str = "access.yaml";

/// One way to break one rule.
struct Case {
    code: &'static str,
    /// Tells it from other cases of the same code; empty for the plainest.
    variant: &'static str,
    passes: Small,
    fails: Small,
}

impl Case {
    fn name(&self) -> String {
        if self.variant.is_empty() { self.code.to_owned() } else { format!("{}-{}", self.code, self.variant) }
    }
}

/// The small registry, and the same after `edit`.
fn case(code: &'static str, edit: fn(Small) -> Small) -> Case {
    variant(code, "", edit)
}

fn variant(code: &'static str, variant: &'static str, edit: fn(Small) -> Small) -> Case {
    twins(code, variant, Small::valid(), edit(Small::valid()))
}

fn twins(code: &'static str, variant: &'static str, passes: Small, fails: Small) -> Case {
    Case { code, variant, passes, fails }
}

/// The small registry with this package as version 1.1; its help names every setting.
fn with_package(package: &Package<'_>) -> Small {
    let leaves = package.settings().leaves();
    let names: Vec<&str> = leaves.flat_map(|setting| [setting.key(), setting.caption()]).flatten().collect();
    let help = format!("`Host` is its address. To be filled in: {}.", names.join(", "));
    let small = Small::valid().replace(HELP, "`Host` is its address.", &help);
    small.version(FOLDER, "1.1", package)
}

fn cases() -> Vec<Case> {
    let groups = [
        connectors::connectors,
        connectors::versions,
        packages::packages,
        code::code,
        code::files,
        code::icons,
        settings::settings,
        settings::secrets,
        applications::applications,
        applications::observations,
        applications::versions,
        help::help_texts,
        help::texts,
        people::people,
        people::code_owners,
        people::waivers,
        policy::policy,
        files::yaml,
        files::files,
        layout::layout,
    ];
    groups.into_iter().flat_map(|group| group()).collect()
}

#[test]
fn every_code_has_a_case() {
    let changes = change::cases();
    let covered = cases().iter().map(|case| case.code).chain(changes.iter().map(|case| case.code)).collect();
    let covered: BTreeSet<&str> = covered;
    for entry in RULES {
        assert!(covered.contains(entry.code), "no case breaks {}", entry.code);
    }
    assert!(covered.iter().all(|code| RULES.iter().any(|entry| entry.code == *code)));
}

#[test]
fn the_twin_of_every_case_passes() {
    assert_eq!(report(&Small::valid()), "no findings\n");
    for case in cases() {
        assert_eq!(report(&case.passes), "no findings\n", "the twin of {}", case.name());
    }
}

#[test]
fn every_case_is_one_finding_that_reads_well() {
    let mut wrong = Vec::new();
    for case in cases() {
        if codes(&case.fails) != [case.code] {
            wrong.push(format!("{}\n{}", case.name(), report(&case.fails)));
        }
        same_as_before(&case.name(), &report(&case.fails));
    }
    assert!(wrong.is_empty(), "not one finding of its own code:\n\n{}", wrong.join("\n\n"));
}

#[test]
fn messages_are_in_the_house_style() {
    for case in cases() {
        let (_, report) = crate::support::checked(&case.fails);
        for finding in report.diagnostics() {
            let texts = [Some(&finding.message), finding.fix.as_ref(), finding.label.as_ref()];
            for text in texts.into_iter().flatten() {
                assert!(!text.ends_with('.') || text.ends_with("..."), "{}: {text}", case.name());
                assert!(!text.starts_with(char::is_uppercase), "{}: {text}", case.name());
            }
        }
    }
}
