//! Every code of the table: a registry whose only finding has that code, and a twin, one edit away, that has none.

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

fn cases() -> Vec<Case> {
    let mut all = connectors();
    all.extend(versions());
    all.extend(packages());
    all.extend(code());
    all.extend(applications());
    all.extend(policy());
    all.extend(yaml());
    all.extend(files());
    all
}

fn connectors() -> Vec<Case> {
    let two = Small::with_two_connectors;
    let second = |folder, id, name| Small::valid().connector(folder, id, name);
    vec![
        twins("connector-id-duplicate", "", two(), second("connectors/level-gauge", ID, "Level Gauge")),
        case("connector-id-invalid", |small| small.replace(CONNECTOR, ID, &ID.to_uppercase())),
        twins(
            "connector-id-invalid",
            "no-guid",
            two(),
            second("connectors/level-gauge", "level-gauge-1", "Level Gauge"),
        ),
        twins(
            "connector-name-duplicate",
            "",
            two(),
            second("connectors/level-gauge", OTHER_ID, "flow meter"),
        ),
        twins("slug-duplicate", "", two(), second("connectors/site/flow-meter", OTHER_ID, "Level Gauge")),
        twins(
            "slug-duplicate",
            "alias",
            two(),
            two().append("connectors/level-gauge/connector.yaml", "aliases: [gauge, flow-meter]\n"),
        ),
        twins(
            "connector-without-version",
            "",
            two(),
            Small::valid().bare_connector("connectors/level-gauge", OTHER_ID, "Level Gauge"),
        ),
        case("category-undeclared", |small| small.replace(CONNECTOR, "category: device", "category: devcie")),
        variant("category-undeclared", "default", |small| {
            small.replace(REGISTRY, "default_category: default", "default_category: other")
        }),
        case("category-duplicate", |small| small.append(CATEGORIES, "- id: device\n  name: More devices\n")),
        variant("replaced-by-unknown", "connector", |small| {
            small.append(CONNECTOR, "replaced_by: flow-metre\n")
        }),
        case("help-missing", |small| small.without(HELP)),
        variant("help-missing", "empty", |small| small.with(HELP, " \n\n")),
        case("help-section-missing", |small| small.replace(HELP, "## Example", "An example:")),
        variant("help-section-missing", "all", |small| small.with(HELP, "Reads a flow meter.\n")),
        twins(
            "connector-too-deep",
            "",
            Small::valid().connector("connectors/a/b/c/level-gauge", OTHER_ID, "Level Gauge"),
            Small::valid().connector("connectors/a/b/c/d/level-gauge", OTHER_ID, "Level Gauge"),
        ),
    ]
}

fn versions() -> Vec<Case> {
    vec![
        case("version-duplicate", |small| small.version(FOLDER, "1.10", &package(ID, NAME, "1.1"))),
        case("version-undescribed", |small| small.without(VERSION)),
        case("version-invalid", |small| small.version(FOLDER, "1.2-beta", &package(ID, NAME, "1.2"))),
        twins(
            "status-reason-missing",
            "",
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits for ever.\n"),
            Small::valid().append(VERSION, "status: deprecated\n"),
        ),
        twins(
            "replaced-by-unknown",
            "",
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits.\nreplaced_by: \"1.0\"\n"),
            Small::valid().append(VERSION, "status: deprecated\nreason: It waits.\nreplaced_by: \"1.2\"\n"),
        ),
    ]
}

fn packages() -> Vec<Case> {
    let pointer =
        |oid: &str| format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12345\n");
    let large = package(ID, NAME, "1.1").with_references(vec![Reference::new(
        "Sample.Meter.dll",
        ReferenceType::Agent,
        b"XMPro.Integration.Framework ".repeat(900),
    )]);
    let agent = package(ID, NAME, "1.1").with_references(vec![Reference::new(
        "Sample.Meter.dll",
        ReferenceType::Agent,
        b"XMIoT.Framework ".to_vec(),
    )]);
    let twice = form([Setting::new("TextBox").key("Host").caption("Second host")]);
    let grid = |second: &'static str| {
        let columns = [Setting::new("TextBox").key("Name"), Setting::new("TextBox").key(second)];
        let grid = Setting::new("Grid").key("Tags").caption("Tags").columns(columns);
        Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.1").with_settings(form([grid])))
    };
    let limited = || Small::valid().append(REGISTRY, "limits: { package: 8KiB }\n");
    let declared = connectory::source::Digest::of(&Small::valid().bytes(PACKAGE)).to_string();
    vec![
        case("package-missing", |small| small.without(PACKAGE)),
        twins("package-lfs-pointer", "", Small::valid(), Small::valid().with(PACKAGE, pointer(&declared))),
        twins(
            "package-lfs-pointer",
            "other",
            Small::valid(),
            Small::valid().with(PACKAGE, pointer(&"0".repeat(64))),
        ),
        twins("package-too-large", "", limited(), limited().version(FOLDER, "1.1", &large)),
        case("package-unreadable", |small| {
            small.version_of_bytes(FOLDER, "1.1", b"PK\x03\x04 and so on".to_vec())
        }),
        variant("package-unreadable", "cut", |small| {
            let whole = small.bytes(PACKAGE);
            small.version_of_bytes(FOLDER, "1.1", &whole[..whole.len() - 20])
        }),
        case("package-digest-mismatch", |small| {
            let other = package(ID, NAME, "1.1").with("Description", "Replaced after it was published");
            small.with(PACKAGE, connectory::package::write(&other))
        }),
        variant("package-digest-mismatch", "damaged", |small| {
            let whole = small.bytes(PACKAGE);
            small.with(PACKAGE, &whole[..whole.len() - 20])
        }),
        case("package-digest-missing", |small| small.with(VERSION, "notes: Better.\n")),
        case("package-id-mismatch", |small| small.version(FOLDER, "1.1", &package(OTHER_ID, NAME, "1.1"))),
        case("package-version-mismatch", |small| small.version(FOLDER, "1.1", &package(ID, NAME, "1.2"))),
        case("package-name-mismatch", |small| small.replace(CONNECTOR, NAME, "Flow meter 2")),
        twins(
            "package-is-agent",
            "",
            Small::valid(),
            Small::valid().version(FOLDER, "1.1", &agent.with_settings(form([]))),
        ),
        twins(
            "setting-key-duplicate",
            "",
            Small::valid(),
            Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.1").with_settings(twice)),
        ),
        twins("setting-key-duplicate", "column", grid("Address"), grid("Name")),
    ]
}

/// A package of the sample registry, whose code is sound, as version 1.1 of the small registry's connector.
fn with_code() -> Package<'static> {
    let file = project().join("registry/connectors/sql-server/versions/1.25.xmp");
    let bytes = std::fs::read(file).unwrap();
    let package = connectory::package::read(&bytes, &Limits::default()).unwrap().into_owned();
    let version = VersionNumber::parse("1.1").unwrap();
    package.with("Id", ID).with("Name", NAME).with_body("Version", Body::Version(version))
}

fn code() -> Vec<Case> {
    let assembly =
        |name: &str| std::fs::read(project().join("tests/fixtures/assemblies").join(name)).unwrap();
    let small = |package: &Package<'_>| Small::valid().version(FOLDER, "1.1", package);
    let case = |code, fails: Package<'_>| twins(code, "", small(&with_code()), small(&fails));
    let references = |first: Option<Reference<'static>>, more: Option<Reference<'static>>| {
        let own = with_code().references().to_vec();
        with_code().with_references(first.into_iter().chain(own).chain(more).collect())
    };
    let base = || Reference::new("Case.Base.dll", ReferenceType::Agent, assembly("Case.Base.dll"));
    let broken = Reference::new("Broken.dll", ReferenceType::Reference, b"MZ and nothing more".to_vec());
    let again = with_code().references().last().unwrap().clone();
    let alone = with_code().references().first().unwrap().clone();
    let mut settings = with_code().settings().settings.clone();
    settings.push(Setting::new("TextBox").key("Unheard").caption("Unheard").build());
    vec![
        case("entry-point-missing", with_code().with("EntryPoint", "Sample.SqlServer.SqlServerConector")),
        case(
            "entry-point-unusable",
            references(None, Some(base())).with("EntryPoint", "Case.Base.BaseConnector"),
        ),
        case("assembly-damaged", references(None, Some(broken))),
        case("assembly-missing", with_code().with_references(vec![alone])),
        case("assembly-bundled-twice", references(None, Some(again))),
        case("package-debug-build", references(Some(base()), None)),
        case("setting-key-not-in-code", with_code().with_settings(SettingsForm::new(settings))),
    ]
}

fn applications() -> Vec<Case> {
    vec![
        case("application-duplicate", |small| {
            small.with("applications/site/pump-house.yaml", "name: Other\n")
        }),
        case("application-connector-unknown", |small| small.replace(APPLICATION, SLUG, "flow-metre")),
        case("application-version-unknown", |small| small.replace(APPLICATION, "1.0", "1.2")),
        twins(
            "application-version-unknown",
            "none",
            Small::valid().append(REGISTRY, "rules: { connector-without-version: allow }\n"),
            Small::valid()
                .append(REGISTRY, "rules: { connector-without-version: allow }\n")
                .bare_connector("connectors/level-gauge", OTHER_ID, "Level Gauge")
                .replace(APPLICATION, SLUG, "level-gauge"),
        ),
        case("version-withdrawn-in-use", |small| {
            let lines = "status: withdrawn\nreason: It writes the password to the log.\n";
            small.append("connectors/flow-meter/versions/1.0.yaml", lines)
        }),
        case("setting-required-not-filled", |small| small.replace(APPLICATION, "Host, Port", "Port")),
        case("setting-not-in-version", |small| small.replace(APPLICATION, "Port", "Prot")),
        variant("setting-not-in-version", "far", |small| small.replace(APPLICATION, "Port", "Encryption")),
        case("group-unknown", |small| small.replace(APPLICATION, "[operations]", "[operation]")),
        variant("group-unknown", "right", |small| {
            small.replace(ACCESS, "  operations: [ViewConnector]", "  visitors: [ViewConnector]")
        }),
        case("version-not-quoted", |small| small.replace(APPLICATION, "\"1.0\"", "1.0")),
        variant("version-not-quoted", "whole", |small| {
            small.version(FOLDER, "2", &package(ID, NAME, "2")).replace(APPLICATION, "\"1.0\"", "2")
        }),
    ]
}

fn policy() -> Vec<Case> {
    let waived = |until: &str| {
        Small::valid().append(
            REGISTRY,
            &format!(
                "waivers:\n  - rule: help-missing\n    path: connectors/old/**\n    reason: replaced in March\n    \
                 owner: \"@edge\"\n    expires: {until}\n"
            ),
        )
    };
    vec![
        case("rule-unknown", |small| small.append(REGISTRY, "rules:\n  help-mising: allow\n")),
        variant("rule-unknown", "fixed", |small| {
            small.append(REGISTRY, "rules:\n  package-digest-mismatch: warn\n")
        }),
        twins("waiver-expired", "", waived("2026-11-01"), waived("2026-10-31")),
        case("registry-file-missing", |small| small.without(REGISTRY)),
        case("schema-unknown", |small| small.replace(REGISTRY, "schema: 1", "schema: 2")),
    ]
}

fn yaml() -> Vec<Case> {
    vec![
        case("yaml-syntax", |small| small.append(CONNECTOR, "tags: [flow, meter\n")),
        variant("yaml-syntax", "tab", |small| small.append(CONNECTOR, "logs:\n\tallowed: 100\n")),
        variant("yaml-syntax", "encoding", |small| {
            let mut bytes = small.bytes(CONNECTOR);
            bytes.extend(b"description: Durchflu\xdf\n");
            small.with(CONNECTOR, bytes)
        }),
        variant("yaml-syntax", "empty", |small| small.with(CATEGORIES, "")),
        case("yaml-unsupported", |small| small.append(CONNECTOR, "tags: &words [flow]\n")),
        variant("yaml-unsupported", "documents", |small| small.append(APPLICATION, "---\nname: Second\n")),
        case("yaml-too-large", |small| {
            small.append(APPLICATION, &format!("# {}\n", "long ".repeat(220_000)))
        }),
        case("key-duplicate", |small| small.append(CONNECTOR, "name: Flow meter\n")),
        case("field-unknown", |small| small.append(CONNECTOR, "descripton: Reads a flow meter.\n")),
        variant("field-unknown", "far", |small| small.append(APPLICATION, "colour: blue\n")),
        case("field-missing", |small| small.replace(CONNECTOR, "name: Flow Meter\n", "")),
        variant("field-missing", "in-list", |small| {
            small.append(APPLICATION, "  - connector: flow-meter\n    connection: Second\n")
        }),
        case("field-type", |small| small.append(CONNECTOR, "tags: flow\n")),
        variant("field-type", "text", |small| small.append(CONNECTOR, "description: [Reads, a, meter]\n")),
        case("field-value", |small| small.replace(VERSION, "2026-03-02", "02.03.2026")),
        variant("field-value", "digest", |small| small.replace(VERSION, "sha256: ", "sha256: 0x")),
        variant("field-value", "status", |small| small.append(VERSION, "status: retired\n")),
        variant("field-value", "address", |small| small.append(CONNECTOR, "help_url: javascript:alert(1)\n")),
    ]
}

fn files() -> Vec<Case> {
    let crowd = |count: usize| {
        (1..count).fold(Small::valid(), |small, at| {
            small.with(&format!("applications/simulator-{at}.yaml"), format!("name: Simulator {at}\n"))
        })
    };
    let picture = |size: usize| Small::valid().with("connectors/flow-meter/icon.png", vec![0; size]);
    vec![
        case("slug-invalid", |small| small.with("applications/Pump House 2.yaml", "name: Pump House 2\n")),
        twins(
            "slug-invalid",
            "connector",
            Small::with_two_connectors(),
            Small::valid().connector("connectors/Level_Gauge", OTHER_ID, "Level Gauge"),
        ),
        case("file-unknown", |small| small.with("connectors/flow-meter/notes.txt", "To do.\n")),
        variant("file-unknown", "yml", |small| small.with("applications/mill.yml", "name: Mill\n")),
        case("file-refused", |small| small.with_odd("connectors/flow-meter/icon.png", EntryKind::Symlink)),
        variant("file-refused", "submodule", |small| {
            small.with_odd("connectors/flow-meter/assets", EntryKind::Submodule)
        }),
        variant("file-refused", "name", |small| {
            small.with_odd("applications/M\u{fffd}hle.yaml", EntryKind::Unnameable)
        }),
        case("file-unreadable", |small| small.with(HELP, b"## Context\n\nDurchflu\xdf\n".to_vec())),
        variant("file-unreadable", "locked", |small| small.locked(PACKAGE)),
        case("text-too-large", |small| small.append(HELP, &"And so on. ".repeat(100_000))),
        twins("picture-too-large", "", picture(1 << 20), picture((1 << 20) + 1)),
        twins("folder-crowded", "", crowd(1000), crowd(1001)),
    ]
}

#[test]
fn every_code_has_a_case() {
    let covered: BTreeSet<&str> = cases().iter().map(|case| case.code).collect();
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
