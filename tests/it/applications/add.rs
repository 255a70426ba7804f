//! `app add` and `app remove`.

use connectory::edit::application::{self, Addition, Said, read_use};

use super::{after, refusal, small};
use crate::support::{Small, checked};

fn addition(name: &str) -> Addition {
    Addition { said: Said { name: name.to_owned(), ..Said::default() }, ..Addition::default() }
}

fn whole() -> Addition {
    let (registry, _) = checked(&small());
    let uses = ["flow-meter@1.10:Host, Port as Meter: 3", "level-gauge@1.0"];
    let said = Said {
        name: "Überwachung #1".to_owned(),
        version: Some("1.10".to_owned()),
        category: Some("yes".to_owned()),
        owner: Some("alice".to_owned()),
        published: Some(true),
        url: Some("https://apps.example.com/app/1".to_owned()),
        access: Some(vec!["operations".to_owned()]),
        observed: Some("2026-10-31".parse().unwrap()),
        source: Some("prod".to_owned()),
        uses: uses.iter().map(|text| read_use(&registry, text).unwrap()).collect(),
    };
    Addition { said, slug: None, folder: Some("production/north".to_owned()) }
}

#[test]
fn a_new_application_is_a_file_with_every_field_in_its_place_and_versions_in_quotes() {
    let expected = "\
# yaml-language-server: $schema=../../../.schemas/application.schema.json
name: \"Überwachung #1\"
version: \"1.10\"
category: \"yes\"
owner: alice
published: true
url: https://apps.example.com/app/1
access: [operations]
observed: 2026-10-31
source: prod
connectors:
  - connector: flow-meter
    version: \"1.1\"
    connection: \"Meter: 3\"
    settings: [Host, Port]
  - connector: level-gauge
    version: \"1.0\"
";
    let at = "applications/production/north/uberwachung-1.yaml";
    let text = after(&small(), at, |registry, tree| application::add(registry, tree, &whole()));
    assert_eq!(text, expected);
}

#[test]
fn what_is_said_is_told_in_one_line() {
    let (registry, _) = checked(&small());
    let plan = application::add(&registry, &small(), &whole()).unwrap();
    let said = "add the application `Überwachung #1`, which uses `flow-meter` 1.1, `level-gauge` 1.0: \
                applications/production/north/uberwachung-1.yaml";
    assert_eq!(plan.steps, [said]);
    assert_eq!(plan.summary, "Add application uberwachung-1");
    assert!(!plan.destroys);
}

#[test]
fn a_use_is_written_as_people_say_it() {
    let (registry, _) = checked(&small());
    let read = |text: &str| read_use(&registry, text).unwrap();
    let plain = read("flow-meter@1.0");
    assert_eq!((plain.connection.as_deref(), plain.settings.as_deref()), (None, None));
    let named = read(" flow-meter@1.0 as Plant as ever ");
    assert_eq!(named.connection.as_deref(), Some("Plant as ever"));
    assert_eq!(read("flow-meter@1.0: Host ,Port,").settings.unwrap(), ["Host", "Port"]);
    assert!(read("flow-meter@1.0:").settings.unwrap().is_empty(), "nobody filled in anything");
    for (text, what) in [
        ("flow-meter", "`flow-meter` names no version; the current one is flow-meter@2.0"),
        ("Flow Meter@1.0", "the registry has no connector `Flow Meter`; did you mean `flow-meter`?"),
        ("flow-metre@1.0", "the registry has no connector `flow-metre`; did you mean `flow-meter`?"),
        ("pump@1.0", "the registry has no connector `pump`; name one by its folder"),
        ("flow-meter@1.5", "`flow-meter` has no version `1.5`; its versions are 1.0, 1.1, 2.0"),
        (
            "flow-meter@v1",
            "the version `v1` is no decimal number such as 1.3002; its versions are 1.0, 1.1, 2.0",
        ),
        (
            "flow-meter@1.0 as ",
            "`flow-meter@1.0 as `: no name stands behind ` as `; write SLUG@VERSION[:KEY,...][ as NAME], such as \
             'sql-server@1.3:Server,Database as Plant DB'",
        ),
    ] {
        assert_eq!(refusal(read_use(&registry, text)), what, "{text}");
    }
}

#[test]
fn an_application_that_is_there_is_not_added_again_and_the_answer_says_what_to_use() {
    let small = small();
    let (registry, _) = checked(&small);
    let refused = |addition: &Addition| refusal(application::add(&registry, &small, addition));
    let instead = "`Pump House` is there already (applications/pump-house.yaml); `connectory upgrade pump-house` moves it \
                   to other versions, `connectory app import` brings it up to date, and another application takes \
                   another name and --slug";
    assert_eq!(refused(&addition("pump HOUSE ")), instead);
    assert_eq!(refused(&Addition { slug: Some("pump-house".to_owned()), ..addition("Other") }), instead);
    let broken = small.clone().with("applications/old/broken.yaml", "name: [\n");
    let (registry, _) = checked(&broken);
    let what = refusal(application::add(&registry, &broken, &addition("Broken")));
    assert_eq!(
        what,
        "applications/old/broken.yaml is there already, and cannot be read; mend it first (connectory check)"
    );
}

#[test]
fn names_that_make_no_file_are_refused() {
    let small = small();
    let (registry, _) = checked(&small);
    let refused = |addition: Addition| refusal(application::add(&registry, &small, &addition));
    assert_eq!(refused(addition("日本")), "no slug can be made of `日本`; give one with --slug");
    assert_eq!(refused(addition(" ")), "an application needs a name");
    let slug = |slug: &str| Addition { slug: Some(slug.to_owned()), ..addition("A") };
    assert_eq!(refused(slug("A b")), "the slug `A b` holds `A`; only a-z, 0-9 and `-` are allowed");
    assert_eq!(
        refused(slug("con")),
        "the slug `con` is the name of a device on Windows, where nobody could check it out"
    );
    let folder = |folder: &str| Addition { folder: Some(folder.to_owned()), ..addition("A") };
    assert_eq!(refused(folder("../..")), "the folder `applications/../../a.yaml` holds a `.` or `..`");
    assert_eq!(refused(folder(".git")), "the folder `.git` begins with a dot and would not be read");
    assert!(refused(folder("/etc")).contains("holds an empty part"));
}

#[test]
fn what_is_removed_is_told_with_what_nobody_uses_any_more() {
    let uses = "name: Other\nowner: bob\nconnectors:\n  - connector: flow-meter\n    version: \"1.1\"\n";
    let small = small().with("applications/b/other.yaml", uses);
    let (registry, _) = checked(&small);
    let remove = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        application::remove(&registry, &small, &words)
    };
    let plan = remove(&["PUMP house", "pump-house"]).unwrap();
    assert!(plan.destroys);
    assert_eq!(plan.summary, "Remove application pump-house");
    assert_eq!(
        plan.steps,
        ["remove the application `Pump House`, which uses `flow-meter` 1.0: applications/pump-house.yaml"]
    );
    assert_eq!(
        plan.notes,
        ["no application is left on `flow-meter@1.0`: `connectory remove` may take them away"]
    );
    let both = remove(&["pump-house", "other"]).unwrap();
    assert_eq!(both.changes.len(), 2);
    assert_eq!(both.summary, "Remove 2 applications");
    assert_eq!(both.notes, ["no application is left that uses `flow-meter`"]);
    assert_eq!(
        refusal(remove(&["pump-hose"])),
        "the registry has no application `pump-hose`; did you mean `pump-house`?"
    );
    assert_eq!(
        refusal(remove(&["x"])),
        "the registry has no application `x`; `connectory app list` shows those it has"
    );
}

#[test]
fn of_several_with_one_name_the_slug_decides() {
    let text = "name: Pump House\nsource: test\n";
    let small = Small::valid().with("applications/copy.yaml", text);
    let (registry, _) = checked(&small);
    let named = |word: &str| application::remove(&registry, &small, &[word.to_owned()]);
    assert_eq!(
        refusal(named("Pump House")),
        "2 applications are called `Pump House`; name one of them: `copy`, `pump-house`"
    );
    assert_eq!(named("copy").unwrap().changes.len(), 1);
}
