//! Names and things that mean harm, or nothing.

use std::fs;
use std::time::Duration;

use connectory::daemon::inbox;
use connectory::daemon::settings::{Followed, InboxSettings, Settings};

use super::{Plant, version};

#[test]
fn hostile_names_do_no_harm_and_are_shown_harmless() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    let long = format!("{}.xmp", "ü".repeat(125));
    let names = [
        "a\\..\\x.xmp",
        "::error::x.xmp",
        "a\u{1b}[31m\nb.xmp",
        "a\u{202e}pmx.xmp",
        "$(touch x).xmp",
        "-rf.xmp",
        &long,
    ];
    for name in names {
        plant.drop(name, &version("1.2"));
    }
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.status().accepted, names.len() as u64);
    assert_eq!((plant.branches(), plant.left()), (vec!["add/flow-meter-1.2 1".to_owned()], Vec::new()));
    assert_eq!(plant.names("accepted").len(), 3 * names.len());
    let mut texts: Vec<String> = plant.said.lock().unwrap().clone();
    let reports = fs::read_dir(plant.at("accepted")).unwrap().map(|entry| entry.unwrap().path());
    texts.extend(
        reports
            .filter(|path| path.extension().is_some_and(|e| e == "txt"))
            .map(|path| fs::read_to_string(path).unwrap()),
    );
    texts.push(plant.repository.run(&["log", "--format=%B", "main..add/flow-meter-1.2"]));
    for text in texts {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert!(text.lines().all(|line| !line.starts_with("::")), "{text:?}");
    }
}

#[test]
fn what_is_no_package_is_left_where_it_is_and_told_once() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    for name in ["README.md", "a.xmp.part", ".b.xmp", "c.tmp", "d.xmp~", "below/e.xmp"] {
        plant.drop(name, &version("1.2"));
    }
    for _ in 0..4 {
        plant.pass(&mut inbox, 600);
    }
    assert_eq!(plant.left(), [".b.xmp", "README.md", "a.xmp.part", "below", "c.tmp", "d.xmp~"]);
    assert_eq!((plant.status().waiting, plant.status().problem, plant.branches()), (0, None, Vec::new()));
    let said = plant.said.lock().unwrap().clone();
    let of = |name: &str| said.iter().filter(|line| line.contains(&format!("`{name}` is "))).count();
    assert_eq!((of("README.md"), of("below"), said.len()), (1, 1, 2), "{said:?}");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_neither_followed_nor_waited_for() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    plant.drop("elsewhere/real.xmp", &version("1.2"));
    std::os::unix::fs::symlink(plant.at("elsewhere/real.xmp"), plant.at("link.xmp")).unwrap();
    std::os::unix::fs::symlink("/etc", plant.at("folder.xmp")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(plant.at("pipe.xmp")).status().unwrap().success());
    fs::create_dir(plant.at("inside.xmp")).unwrap();
    for _ in 0..4 {
        plant.pass(&mut inbox, 600);
    }
    assert_eq!(plant.left(), ["elsewhere", "folder.xmp", "inside.xmp", "link.xmp", "pipe.xmp"]);
    assert_eq!((plant.branches(), plant.status().problem), (Vec::new(), None));
    let said = plant.said.lock().unwrap().join("\n");
    for text in ["`link.xmp` is a link", "`pipe.xmp` is no ordinary file", "`inside.xmp` is a folder"] {
        assert_eq!(said.matches(text).count(), 1, "{said}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_moved_out_of_the_inbox_through_a_link() {
    let plant = Plant::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir_all(plant.at("")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), plant.at("accepted")).unwrap();
    let mut inbox = plant.inbox();
    plant.drop("a.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert_eq!(fs::read(plant.at("a.xmp")).unwrap(), version("1.2"));
    assert!(plant.status().problem.unwrap().ends_with("`accepted` is no folder"));
}

#[test]
fn a_file_larger_than_the_registry_takes_is_refused_unread() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    plant.drop("huge.xmp", b"");
    fs::File::options().write(true).open(plant.at("huge.xmp")).unwrap().set_len((512 << 20) + 1).unwrap();
    plant.pass(&mut inbox, 2);
    plant.pass(&mut inbox, 60);
    assert_eq!(plant.names("rejected").len(), 3);
    let report = plant.report("rejected/huge.xmp");
    assert!(report.contains("the file is 536870913 bytes large; 536870912 is the most"), "{report}");
}

#[test]
fn names_that_are_taken_get_a_number_and_nothing_is_replaced() {
    let plant = Plant::new();
    let mut inbox = plant.inbox();
    plant.drop("accepted/a.xmp", b"precious");
    plant.drop("accepted/b.xmp.report.txt", b"precious");
    plant.drop("a.xmp", &version("1.2"));
    plant.drop("b.xmp", &version("1.3"));
    plant.pass(&mut inbox, 2);
    for name in ["accepted/a.xmp", "accepted/b.xmp.report.txt"] {
        assert_eq!(fs::read(plant.at(name)).unwrap(), b"precious");
    }
    assert_eq!(fs::read(plant.at("accepted/a-2.xmp")).unwrap(), version("1.2"));
    assert_eq!(fs::read(plant.at("accepted/b-2.xmp")).unwrap(), version("1.3"));
}

#[test]
fn two_inboxes_work_beside_each_other_and_never_on_one_folder() {
    let plant = Plant::new();
    let mut one = plant.inbox();
    let mut other = plant.inbox_of(
        InboxSettings { category: Some("default".into()), ..plant.settings("other") },
        plant.folder(),
        None,
    );
    let mut same = plant.inbox();
    plant.drop("a.xmp", &version("1.2"));
    let gauge = connectory::package::write(&super::newcomer("1.5"));
    plant.drop("../other/b.xmp", &gauge);
    for _ in 0..2 {
        one.step();
        other.step();
        same.step();
        *plant.clock.0.lock().unwrap() += Duration::from_secs(2);
    }
    assert_eq!(plant.branches(), ["add/flow-meter-1.2 1", "add/level-gauge-1.5 1"]);
    assert!(plant.root.path().join("other/accepted/b.xmp").is_file());
    let yaml =
        plant.repository.run(&["show", "add/level-gauge-1.5:registry/connectors/level-gauge/connector.yaml"]);
    assert!(yaml.contains("category: default"), "{yaml}");
    same.step();
    let problem = plant.board.current().inboxes[0].problem.clone().unwrap();
    assert!(problem.contains("is in use by process 1"), "{problem}");
}

#[test]
fn an_inbox_that_cannot_work_is_refused_at_the_start() {
    let plant = Plant::new();
    let alone = tempfile::tempdir().unwrap();
    crate::support::Small::valid().write_to(alone.path());
    let around = connectory::daemon::Surroundings {
        board: plant.board.clone(),
        clock: std::sync::Arc::new(plant.clock.clone()),
        say: std::sync::Arc::new(|_| {}),
    };
    let refused = |registry: &std::path::Path, folders: &[std::path::PathBuf]| {
        let inboxes =
            folders.iter().map(|folder| InboxSettings { folder: folder.clone(), ..InboxSettings::default() });
        let registry_settings = Followed { folder: Some(registry.to_owned()), ..Followed::default() };
        let settings =
            Settings { registry: registry_settings, inboxes: inboxes.collect(), ..Settings::default() };
        let whence = connectory::daemon::Whence::Folder(registry.to_owned());
        inbox::start(&settings, &whence, &around).map(|_| ()).unwrap_err()
    };
    let registry = plant.repository.path().join("registry");
    let why = refused(alone.path(), &[plant.at("")]);
    assert!(why.contains("the registry lies in no Git repository with a commit"), "{why}");
    let why = refused(&registry, &[registry.join("inbox")]);
    assert!(why.contains("lies in the registry"), "{why}");
    let why = refused(&registry, &[plant.at(""), plant.at("below")]);
    assert!(why.contains("are in each other's way"), "{why}");
    let whence =
        connectory::daemon::Whence::Mirror { repository: plant.at("mirror.git"), revision: "HEAD".into() };
    let unpushed = InboxSettings { folder: plant.at(""), push: Some(false), ..InboxSettings::default() };
    let settings = Settings { inboxes: vec![unpushed], ..Settings::default() };
    let why = inbox::start(&settings, &whence, &around).map(|_| ()).unwrap_err();
    assert!(why.contains("nobody would find its branches in the daemon's mirror"), "{why}");
}
