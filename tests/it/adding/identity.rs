//! Which connector a package belongs to, what is there already, and what a new connector is called.

use connectory::edit::add::Wish;
use connectory::package::{self, VersionNumber};
use connectory::source::{Digest, EntryKind};

use super::{Place, plainly, planned, wish};
use crate::support::{ID, NAME, OTHER_ID, SLUG, Small, package};

const VERSIONS: &str = "connectors/flow-meter/versions";

/// Why packages are not added.
fn why(small: &Small, packages: &[package::Package<'_>], wish: &Wish) -> String {
    planned(small, packages, wish).map(|plan| format!("planned: {:?}", plan.steps)).unwrap_err().to_string()
}

/// The steps of a plan.
fn steps(small: &Small, packages: &[package::Package<'_>], wish: &Wish) -> Vec<String> {
    planned(small, packages, wish).unwrap().steps
}

#[test]
fn the_id_tells_the_connector_in_any_case_whatever_the_name() {
    let package = package(&ID.to_uppercase(), "Another name", "1.2");
    assert_eq!(
        steps(&Small::valid(), &[package], &wish()),
        ["add `flow-meter` 1.2: safe for every application"]
    );
}

#[test]
fn what_is_there_with_the_same_bytes_is_set_aside() {
    let place = Place::of(&Small::valid());
    let (old, new) = (package(ID, NAME, "1.0"), package(ID, NAME, "1.2"));
    let (old, new) = (place.package("old.xmp", &old), place.package("new.xmp", &new));
    let before = place.files();
    let told = place.add(&[&old, &old]);
    assert_eq!(
        told,
        "note: <inbox>/old.xmp: the same package as <inbox>/old.xmp\n\
         note: <inbox>/old.xmp: `flow-meter` 1.0 is there already, with the same bytes\nnothing to change\n"
    );
    assert!(place.files() == before);
    let told = place.add(&[&old, &new]);
    assert!(told.starts_with("add `flow-meter` 1.2: "), "{told}");
    assert!(told.contains("is there already"), "{told}");
}

#[test]
fn a_published_version_never_changes() {
    let small = Small::valid();
    let package = package(ID, NAME, "1.1").with("Description", "Other bytes.");
    let there = Digest::of(&small.bytes(&format!("{VERSIONS}/1.1.xmp")));
    let here = Digest::of(&package::write(&package));
    assert_eq!(
        why(&small, &[package], &wish()),
        format!(
            "0.xmp: `flow-meter` 1.1 is published with other bytes (sha256 {there} there, {here} here); a published version \
             never changes: give the package a new version"
        )
    );
}

#[test]
fn one_point_one_and_one_point_ten_are_one_version() {
    let bytes = package::write(&package(ID, NAME, "1.1"));
    let small =
        Small::valid().without(&format!("{VERSIONS}/1.1.xmp")).without(&format!("{VERSIONS}/1.1.yaml"));
    let small = small.version_of_bytes("connectors/flow-meter", "1.10", bytes);
    assert!(planned(&small, &[package(ID, NAME, "1.1")], &wish()).unwrap().changes.is_empty());
    let other = package(ID, NAME, "1.1").with("Description", "Other bytes.");
    assert!(why(&small, &[other], &wish()).contains("`flow-meter` 1.10 is published with other bytes"));
}

#[test]
fn two_files_of_one_version_follow_the_same_rule() {
    let (one, other) = (package(ID, NAME, "1.2"), package(ID, NAME, "1.2").with("Description", "Other."));
    let plan = planned(&Small::valid(), &[one.clone(), one.clone()], &plainly()).unwrap();
    assert_eq!((plan.steps.len(), plan.notes), (1, vec!["1.xmp: the same package as 0.xmp".to_owned()]));
    let digests = [&one, &other].map(|package| Digest::of(&package::write(package)));
    let expected = format!(
        "0.xmp and 1.xmp are both version 1.2 of `{NAME}`, with other bytes (sha256 {} and {}); give one of them a \
         new version",
        digests[0], digests[1]
    );
    assert_eq!(why(&Small::valid(), &[one, other], &wish()), expected);
}

#[test]
fn several_versions_are_added_lowest_first() {
    let packages = ["1.4", "1.2", "0.5", "1.3"].map(|version| package(ID, NAME, version));
    let steps = steps(&Small::valid(), &packages, &wish());
    assert_eq!(
        steps,
        [
            "add `flow-meter` 0.5: below every version that is here",
            "add `flow-meter` 1.2: nothing changed but the version",
            "add `flow-meter` 1.3: nothing changed but the version",
            "add `flow-meter` 1.4: nothing changed but the version",
        ]
    );
}

#[test]
fn a_pointer_to_the_same_package_is_the_same() {
    let package = package(ID, NAME, "1.1");
    let digest = Digest::of(&package::write(&package));
    let pointer =
        |digest: &str| format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 600\n");
    let at = format!("{VERSIONS}/1.1.xmp");
    let small = Small::valid().with(&at, pointer(&digest.to_string()));
    assert!(planned(&small, std::slice::from_ref(&package), &wish()).unwrap().changes.is_empty());
    let small = Small::valid().with(&at, pointer(&"0".repeat(64)));
    assert!(why(&small, &[package], &wish()).contains("is published with other bytes (sha256 0000"));
}

#[test]
fn a_package_that_its_version_misses_is_put_back() {
    let small = Small::valid().without(&format!("{VERSIONS}/1.1.xmp"));
    let plan = planned(&small, &[package(ID, NAME, "1.1")], &wish()).unwrap();
    assert_eq!(plan.steps, ["put the package of `flow-meter` 1.1 back"]);
    assert_eq!(plan.summary, "Put the package of flow-meter 1.1 back");
    assert_eq!(plan.changes.len(), 1);
    let other = package(ID, NAME, "1.1").with("Description", "Other bytes.");
    assert!(why(&small, &[other], &wish()).contains("is published with other bytes"));
}

#[test]
fn a_connector_that_cannot_be_told_is_refused() {
    let yaml = "connectors/flow-meter/connector.yaml";
    let package = || [package(ID, NAME, "1.2")];
    let broken = Small::valid().append(yaml, "owners: [\n");
    assert_eq!(
        why(&broken, &package(), &wish()),
        format!(
            "0.xmp: the id `{ID}` of the package stands in {yaml}, which cannot be read; run connectory check, and \
             mend it first"
        )
    );
    let other = Small::valid().replace(yaml, ID, OTHER_ID);
    assert!(
        why(&other, &package(), &wish())
            .contains("is that of packages of `flow-meter`, whose connector.yaml has another `id`")
    );
    let twice = Small::valid().connector("connectors/twin", ID, "Twin");
    assert!(
        why(&twice, &package(), &wish())
            .contains("is that of `flow-meter` and of `twin`; correct one of them first")
    );
    // The name of one that cannot be read is taken, too.
    let unread = Small::valid().replace(yaml, &format!("id: {ID}"), "id: {");
    assert!(
        why(&unread, &package(), &wish())
            .contains("its slug `flow-meter` is that of a connector whose connector.yaml cannot be read")
    );
    let link = Small::valid().with_odd(yaml, EntryKind::Symlink);
    assert!(why(&link, &package(), &wish()).contains("cannot be read"));
}

#[test]
fn a_slug_that_is_taken_is_refused_until_another_is_chosen() {
    let new = || [package(OTHER_ID, "FLOW (meter)", "1.0")];
    assert_eq!(
        why(&Small::valid(), &new(), &wish()),
        "`FLOW (meter)` is new here, and its slug `flow-meter` is that of `Flow Meter`; give it one of its own with --slug"
    );
    let yaml = "connectors/flow-meter/connector.yaml";
    let alias = Small::valid().append(yaml, "aliases: [old-meter]\n");
    let former = [package(OTHER_ID, "Old meter", "1.0")];
    assert_eq!(
        why(&alias, &former, &wish()),
        "`Old meter` is new here, and its slug `old-meter` was that of `flow-meter`, to which its addresses lead; give \
         it one of its own with --slug"
    );
    let chosen = |slug: &str| Wish { slug: Some(slug.to_owned()), ..wish() };
    assert_eq!(
        steps(&Small::valid(), &new(), &chosen("second-meter"))[0],
        "add connector `FLOW (meter)` (second-meter) to Default"
    );
    assert!(why(&Small::valid(), &new(), &chosen(SLUG)).ends_with("give it another --slug"));
    assert!(why(&Small::valid(), &new(), &chosen("A b")).starts_with("the slug `A b` holds `A`"));
}

#[test]
fn a_slug_is_chosen_for_one_new_connector_only() {
    let chosen = Wish { slug: Some("meter".to_owned()), ..wish() };
    let two = [package(OTHER_ID, "A", "1.0"), package("other", "B", "1.0")];
    assert_eq!(
        why(&Small::valid(), &two, &chosen),
        "2 connectors are new here, and --slug is for one; add them one by one"
    );
    let known = || [package(ID, NAME, "1.2")];
    assert_eq!(
        why(&Small::valid(), &known(), &chosen),
        "--slug is for a connector that is new, and this one is `flow-meter` here; connectory rename flow-meter gives \
         it another name"
    );
    // Once it is there, the same command does nothing.
    let same = Wish { slug: Some(SLUG.to_owned()), ..wish() };
    assert_eq!(steps(&Small::valid(), &known(), &same).len(), 1);
}

#[test]
fn two_new_connectors_of_one_slug_are_refused() {
    let two = [package(OTHER_ID, "Gas meter", "1.0"), package("other", "Gas  Meter", "1.0")];
    let why = why(&Small::valid(), &two, &wish());
    assert!(why.contains("are both new and would have the slug `gas-meter`"), "{why}");
}

#[test]
fn a_folder_that_holds_something_is_no_new_connectors() {
    let groups = Small::valid().connector("connectors/gas-meter/deep", OTHER_ID, "Deep");
    let leftovers = Small::valid().with("connectors/Gas-Meter/versions/1.0.xmp", "x");
    for (small, there) in [
        (groups, "connectors/gas-meter/deep/connector.yaml"),
        (leftovers, "connectors/Gas-Meter/versions/1.0.xmp"),
    ] {
        let why = why(&small, &[package("new", "Gas meter", "1.0")], &wish());
        assert!(why.contains(&format!("cannot name its folder, where `{there}` lies")), "{why}");
    }
}

#[test]
fn a_group_is_a_folder_below_connectors() {
    let new = || [package("new", "Gas meter", "1.0")];
    let small = Small::valid().connector("connectors/Meters/level-gauge", OTHER_ID, "Level Gauge");
    let group = |group: &str| Wish { group: Some(group.to_owned()), ..wish() };
    let plan = planned(&small, &new(), &group("Meters/gas/")).unwrap();
    let paths: Vec<String> =
        plan.changes.iter().filter_map(|change| change.path()).map(ToString::to_string).collect();
    assert_eq!(paths[0], "connectors/Meters/gas/gas-meter/connector.yaml");
    let prefixed = planned(&small, &new(), &group("connectors/Meters/gas")).unwrap();
    assert_eq!(prefixed.changes.iter().next().unwrap().path().unwrap().as_str(), paths[0]);
    for (name, says) in [
        ("meters", "`connectors/Meters` is there, which differs in upper and lower case only"),
        ("a/b/c/d", "at most 4 folders below `connectors/`"),
        ("../x", "`..` is no file but a folder"),
        ("flow-meter", "`connectors/flow-meter` is the folder of `flow-meter`"),
        ("CON", "is the name of a device on Windows"),
        ("a\u{202e}b", "holds the invisible character"),
    ] {
        let why = why(&small, &new(), &group(name));
        assert!(why.contains(says), "{name}: {why}");
    }
}

#[test]
fn a_category_is_meant_by_id_or_name_in_any_case() {
    let place = Place::of(&Small::valid());
    let file = place.package("new.xmp", &package(OTHER_ID, "Gas meter", "1.0"));
    for (word, name) in [("device", "Devices"), ("DEVICES", "Devices"), ("Default", "Default")] {
        let told = place.add(&[&file, "--category", word, "--dry-run"]);
        assert!(told.starts_with(&format!("add connector `Gas meter` (gas-meter) to {name}\n")), "{told}");
    }
    let told = place.refused(&[&file, "--category", "devize"]);
    assert_eq!(told, "error: the registry has no category `devize`; did you mean `device`?\n");
    let told = place.refused(&[&file, "--category", "xyz"]);
    assert_eq!(told, "error: the registry has no category `xyz`; its categories are default, device\n");
}

#[test]
fn the_category_of_a_package_counts_where_the_registry_has_it() {
    let step = |category: &str| {
        let new = package(OTHER_ID, "Gas meter", "1.0").with("Category", category);
        let plan = planned(&Small::valid(), &[new], &wish()).unwrap();
        (plan.steps[0].clone(), plan.notes.len() - 1)
    };
    assert_eq!(step("dEvices"), ("add connector `Gas meter` (gas-meter) to Devices".to_owned(), 0));
    assert_eq!(step("Functions"), ("add connector `Gas meter` (gas-meter) to Default".to_owned(), 1));
}

#[test]
fn what_nobody_said_is_told() {
    let new = || [package(OTHER_ID, "Gas meter", "1.0")];
    let notes = |wish: &Wish| {
        let mut notes = planned(&Small::valid(), &new(), wish).unwrap().notes;
        let help = notes.pop().unwrap();
        assert!(help.starts_with("connectors/gas-meter/help.md is drafted from the package"), "{help}");
        notes
    };
    assert_eq!(
        notes(&plainly()),
        [
            "`gas-meter` is put into the default category `default` and has no owner: --category and --owner say otherwise"
        ]
    );
    let category = Wish { category: Some("device".to_owned()), ..plainly() };
    assert_eq!(notes(&category), ["`gas-meter` has no owner: --owner names one"]);
    let small = Small::valid().replace("registry.yaml", "default_category: default\n", "");
    let plan = planned(&small, &new(), &wish()).unwrap();
    assert_eq!(plan.notes[..1], ["`gas-meter` has no category: --category says otherwise"]);
    assert_eq!(plan.steps[0], "add connector `Gas meter` (gas-meter)");
}

#[test]
fn what_is_not_needed_is_told() {
    let known = [package(ID, NAME, "1.2")];
    let idle = Wish { category: Some("device".to_owned()), guide: Some("Do.".to_owned()), ..wish() };
    assert_eq!(
        planned(&Small::valid(), &known, &idle).unwrap().notes,
        [
            "no connector is new: --category, --owner and --group are left aside",
            "nothing breaks: --upgrade-by and --guide are left aside",
        ]
    );
}

#[test]
fn no_name_of_an_owner_is_refused() {
    let place = Place::of(&Small::valid());
    let file = place.package("new.xmp", &package(OTHER_ID, "Gas meter", "1.0"));
    for owner in ["", "@", "two words"] {
        let told = place.refused(&[&file, "--owner", owner]);
        assert!(
            told.contains(&format!("`{owner}` names no owner; write a group or a person, such as @edge")),
            "{told}"
        );
    }
}

#[test]
fn a_version_that_no_file_can_be_named_by_is_refused() {
    let huge = package(ID, NAME, "1")
        .with_body("Version", package::Body::Version(VersionNumber::new(1e300).unwrap()));
    let why = why(&Small::valid(), &[huge], &wish());
    assert!(why.contains("no file can be named by the package's version: `1000"), "{why}");
    let why = self::why(&Small::valid(), &[package(" ", NAME, "1.0")], &wish());
    assert_eq!(why, "0.xmp: the package has no id, by which connectors are told apart");
}
