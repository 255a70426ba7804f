//! What is dropped whole, in part, twice, slowly.

use std::fs;
use std::io::Write;

use connectory::package::{self, Container, Limits, bulk};

use super::{Plant, newcomer, report_json, version};
use crate::support::{ID, NAME, Small, TODAY, package, real::real_packages, sample};

#[test]
fn a_version_becomes_a_branch_of_one_commit_and_nothing_else_moves() {
    let plant = Plant::new();
    let (mut inbox, before) = (plant.inbox(), plant.state());
    plant.drop("meter.xmp", &version("1.2"));
    plant.pass(&mut inbox, 1);
    assert_eq!((plant.left(), plant.status().waiting), (vec!["meter.xmp".to_owned()], 1), "not quiet yet");
    plant.pass(&mut inbox, 1);
    assert_eq!(plant.branches(), ["add/flow-meter-1.2 1"]);
    assert_eq!(plant.state(), before);
    assert_eq!(fs::read(plant.at("accepted/meter.xmp")).unwrap(), version("1.2"));
    let status = plant.status();
    assert_eq!((status.waiting, status.accepted, status.rejected, status.problem), (0, 1, 0, None));
    let shown =
        plant.repository.run(&["show", "--format=%an <%ae>%n%B", "--name-status", "add/flow-meter-1.2"]);
    assert_eq!(
        shown.split_once("sha256").unwrap().0,
        "connectory inbox <inbox@localhost>\nAdd flow-meter 1.2\n\nadd `flow-meter` 1.2: nothing changed but the version\n\ndropped as `meter.xmp`\n"
    );
    assert!(shown.ends_with(
        "A\tregistry/connectors/flow-meter/versions/1.2.xmp\nA\tregistry/connectors/flow-meter/versions/1.2.yaml\n"
    ));
    let report = plant.report("accepted/meter.xmp");
    for text in [
        "`meter.xmp` was accepted",
        "branch: add/flow-meter-1.2 (made), commit ",
        "git merge add/flow-meter-1.2",
    ] {
        assert!(report.contains(text), "{text}: {report}");
    }
    assert!(!report.contains("--category"), "nothing is said of what only new connectors get: {report}");
    let json = report_json(&plant.at("accepted/meter.xmp.report.json"));
    assert_eq!((&json["accepted"], &json["branch"]["new"]), (&true.into(), &true.into()));
}

#[test]
fn the_branch_passes_the_check_of_its_pull_request() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    plant.drop("gauge.json", &package::write_as(&newcomer("1.5"), Container::Json).unwrap());
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.branches(), ["add/level-gauge-1.5 1"]);
    let folder = plant.repository.path().join("registry");
    let opened = connectory::source::open(&folder, Some("add/level-gauge-1.5")).unwrap();
    let mut pipeline = connectory::pipeline::Pipeline::new().unwrap();
    let request = connectory::pipeline::Request { since: Some("main"), actors: &[], today: TODAY };
    let reviewed = pipeline.review(&opened, &request).unwrap();
    let errors: Vec<_> = reviewed
        .report
        .diagnostics()
        .iter()
        .filter(|finding| finding.severity == connectory::diag::Severity::Error && finding.needs.is_empty())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(reviewed.incomparable, None);
    let yaml =
        plant.repository.run(&["show", "add/level-gauge-1.5:registry/connectors/level-gauge/connector.yaml"]);
    assert!(yaml.contains("category: device") && yaml.contains("@edge"), "{yaml}");
}

#[test]
fn the_same_package_dropped_again_in_any_form_is_the_same_change() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    let bytes = version("1.2");
    let package = package::read(&bytes, &Limits::default()).unwrap();
    plant.drop("a.xmp", &bytes);
    plant.pass(&mut inbox, 2);
    plant.drop("a.xmp", &bytes);
    plant.drop("b.json", &package::write_as(&package, Container::Json).unwrap());
    plant.drop("c.zip", &package::write_as(&package, Container::Zip).unwrap());
    plant.drop(
        "d.zip",
        &bulk::write(&[bulk::BulkEntry { name: "x.xmp".into(), bytes: bytes.clone() }]).unwrap(),
    );
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.branches(), ["add/flow-meter-1.2 1"]);
    assert_eq!((plant.status().accepted, plant.status().rejected), (5, 0));
    for name in ["a-2.xmp", "b.json", "c.zip", "d.zip"] {
        let report = plant.report(&format!("accepted/{name}"));
        assert!(report.contains("(there already, with the same package)"), "{report}");
    }
    // Once it is merged, and its branch gone.
    plant.repository.run(&["merge", "--quiet", "add/flow-meter-1.2"]);
    plant.repository.run(&["branch", "--delete", "add/flow-meter-1.2"]);
    plant.drop("e.xmp", &bytes);
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.branches(), Vec::<String>::new());
    let report = plant.report("accepted/e.xmp");
    assert!(report.contains("e.xmp: `flow-meter` 1.2 is there already, with the same bytes"), "{report}");
}

#[test]
fn other_bytes_for_a_published_version_are_refused_and_so_are_those_for_one_on_a_branch() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    let other = |number: &str| package::write(&package(ID, NAME, number).with("Description", "Another one"));
    plant.drop("meter.xmp", &other("1.1"));
    plant.drop("pending.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    plant.drop("pending.xmp", &other("1.2"));
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.branches(), ["add/flow-meter-1.2 1"]);
    assert_eq!(fs::read(plant.at("rejected/meter.xmp")).unwrap(), other("1.1"));
    assert_eq!(fs::read(plant.at("rejected/pending.xmp")).unwrap(), other("1.2"));
    let report = plant.report("rejected/meter.xmp");
    assert!(report.contains("`meter.xmp` was not accepted"), "{report}");
    assert!(report.contains("a published version never changes: give the package a new version"), "{report}");
    let report = plant.report("rejected/pending.xmp");
    assert!(report.contains("the branch `add/flow-meter-1.2` (commit "), "{report}");
    assert_eq!(plant.status().rejected, 2);
}

#[test]
fn what_the_check_refuses_is_kept_with_the_whole_report() {
    let plant =
        Plant::of(&Small::valid().append("registry.yaml", "rules:\n  description-missing: deny\n"), &[]);
    let mut inbox = plant.inbox();
    let bytes = package::write(&newcomer("1.5"));
    plant.drop("gauge.xmp", &bytes);
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.branches(), Vec::<String>::new());
    assert_eq!(fs::read(plant.at("rejected/gauge.xmp")).unwrap(), bytes);
    let report = plant.report("rejected/gauge.xmp");
    for text in [
        "the registry would have 1 new error; they follow",
        "error[description-missing]",
        "registry/connectors/level-gauge/connector.yaml",
        "next: mend the package, and drop it again",
    ] {
        assert!(report.contains(text), "{text}: {report}");
    }
    let json = report_json(&plant.at("rejected/gauge.xmp.report.json"));
    assert_eq!(json["accepted"], false);
    let codes: Vec<_> =
        json["report"]["findings"].as_array().unwrap().iter().map(|f| f["code"].clone()).collect();
    assert!(codes.contains(&"description-missing".into()), "{json}");
    assert!(plant.said.lock().unwrap().iter().any(|line| line.contains("rejected `gauge.xmp`")));
}

#[test]
fn many_packages_are_one_branch_whatever_their_order() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    let entry = |name: &str, bytes: Vec<u8>| bulk::BulkEntry { name: name.into(), bytes };
    let (meter, gauge) = (version("1.2"), package::write(&newcomer("1.5")));
    let one = bulk::write(&[entry("a.xmp", meter.clone()), entry("b.xmp", gauge.clone())]).unwrap();
    let other = bulk::write(&[entry("a.xmp", gauge), entry("b.xmp", meter)]).unwrap();
    plant.drop("one.zip", &one);
    plant.pass(&mut inbox, 2);
    plant.drop("other.zip", &other);
    plant.pass(&mut inbox, 2);
    let branches = plant.branches();
    assert!(branches.len() == 1 && branches[0].starts_with("add/2-packages-"), "{branches:?}");
    assert!(branches[0].ends_with(" 1"), "{branches:?}");
    assert_eq!(plant.status().accepted, 2);
}

#[test]
fn a_slow_copy_is_taken_once_and_whole() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    let bytes = version("1.2");
    plant.drop("slow.xmp", b"");
    let mut copy = fs::File::options().append(true).open(plant.at("slow.xmp")).unwrap();
    for piece in bytes.chunks(bytes.len() / 12) {
        copy.write_all(piece).unwrap();
        // Now and then the copy rests for longer than a file has to be quiet.
        plant.pass(&mut inbox, 5);
        let is_whole = copy.metadata().unwrap().len() == bytes.len() as u64;
        assert_eq!(plant.branches().len(), usize::from(is_whole));
        assert_eq!(plant.left().len(), usize::from(!is_whole));
    }
    assert_eq!(fs::read(plant.at("accepted/slow.xmp")).unwrap(), bytes);
    assert_eq!(plant.status().rejected, 0);
}

#[test]
fn what_a_killed_copy_left_is_told_and_then_kept_with_the_reason() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    let bytes = version("1.2");
    let part = &bytes[..bytes.len() - 7];
    plant.drop("part.xmp", part);
    plant.pass(&mut inbox, 59);
    assert_eq!((plant.status().waiting, plant.status().problem), (1, None));
    plant.pass(&mut inbox, 1);
    let problem = plant.status().problem.unwrap();
    assert!(problem.starts_with("`part.xmp` waits, and did not change for 60 s: byte "), "{problem}");
    plant.pass(&mut inbox, 839);
    assert_eq!(plant.left(), ["part.xmp"]);
    plant.pass(&mut inbox, 1);
    assert_eq!(plant.left(), Vec::<String>::new());
    assert_eq!(fs::read(plant.at("rejected/part.xmp")).unwrap(), part);
    assert!(plant.report("rejected/part.xmp").contains("was not accepted\n\nbyte "));
    assert_eq!((plant.status().waiting, plant.status().problem), (0, None));
    let told = plant.said.lock().unwrap().iter().filter(|line| line.contains("did not change")).count();
    assert_eq!(told, 1);
    // The copy is tried again, and comes to its end.
    plant.drop("part.xmp", &bytes);
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.branches(), ["add/flow-meter-1.2 1"]);
}

#[test]
fn no_part_of_any_sample_is_ever_accepted() {
    let samples = walkdir::WalkDir::new(sample()).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let samples =
        samples.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "xmp"));
    let samples: Vec<_> = samples.step_by(8).map(|entry| fs::read(entry.path()).unwrap()).collect();
    let real = real_packages().into_iter().map(|(_, bytes)| bytes);
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    let mut dropped = 0;
    for (at, bytes) in samples.into_iter().chain(real).enumerate() {
        let package = package::read(&bytes, &Limits::default()).unwrap();
        let of = |form| package::write_as(&package, form).unwrap();
        for (extension, bytes) in
            [("xmp", bytes.clone()), ("json", of(Container::Json)), ("zip", of(Container::Zip))]
        {
            // Far from the end, at it, and near what a directory of an archive begins with.
            let size = bytes.len();
            let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap_or(size / 2);
            for length in [size / 3, directory, directory + 1, size - 23, size - 22, size - 2, size - 1] {
                let is_all = extension == "json" && bytes[length..].trim_ascii().is_empty();
                if !is_all {
                    plant.drop(&format!("{at}-{length}.{extension}"), &bytes[..length]);
                    dropped += 1;
                }
            }
        }
    }
    plant.pass(&mut inbox, 2);
    assert_eq!((plant.left().len(), plant.status().waiting), (dropped, dropped), "all of them wait");
    plant.pass(&mut inbox, 900);
    assert_eq!(plant.status().rejected, dropped as u64);
    assert_eq!(plant.names("rejected").len(), 3 * dropped, "each with what is said of it");
    assert_eq!((plant.branches(), plant.names("accepted")), (Vec::new(), Vec::new()));
}
