//! Branches of bare repositories, branches that are pushed, files outside of the registry, and a daemon at work.

use std::fs;
use std::sync::{Arc, Mutex};

use connectory::daemon::Whence;
use connectory::daemon::inbox::{GitPush, Push};
use connectory::daemon::settings::InboxSettings;

use super::{Plant, version};
use crate::support::process::daemon;
use crate::support::{Small, TestRepository};

/// A remote that is away until it is told otherwise.
#[derive(Clone, Default)]
struct Remote {
    is_there: Arc<Mutex<bool>>,
    pushed: Arc<Mutex<Vec<String>>>,
}

impl Push for Remote {
    fn push(&mut self, branch: &str, _: &str) -> Result<(), String> {
        if !*self.is_there.lock().unwrap() {
            return Err("no route to host".into());
        }
        self.pushed.lock().unwrap().push(branch.to_owned());
        Ok(())
    }

    fn place(&self) -> String {
        "git.example.com".into()
    }
}

#[test]
fn a_drop_waits_for_the_remote_and_is_pushed_once_it_is_back() {
    let plant = Plant::new();
    let remote = Remote::default();
    let mut inbox = plant.inbox_of(plant.settings("inbox"), plant.folder(), Some(Box::new(remote.clone())));
    plant.drop("a.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    for _ in 0..3 {
        plant.pass(&mut inbox, 60);
        assert_eq!((plant.status().waiting, plant.status().accepted), (1, 0));
        let problem = plant.status().problem.unwrap();
        assert_eq!(
            problem,
            "`a.xmp` waits: the branch `add/flow-meter-1.2` is made, and not pushed yet: no route to host"
        );
    }
    assert_eq!(fs::read(plant.at("taken/a.xmp")).unwrap(), version("1.2"));
    *remote.is_there.lock().unwrap() = true;
    plant.pass(&mut inbox, 60);
    assert_eq!(*remote.pushed.lock().unwrap(), ["add/flow-meter-1.2"]);
    assert_eq!((plant.status().waiting, plant.status().accepted, plant.status().problem), (0, 1, None));
    assert_eq!(plant.branches(), ["add/flow-meter-1.2 1"]);
    let report = plant.report("accepted/a.xmp");
    for text in
        ["(made)", "pushed to: git.example.com", "next: open a pull request of the branch add/flow-meter-1.2"]
    {
        assert!(report.contains(text), "{report}");
    }
    let told = plant.said.lock().unwrap().iter().filter(|line| line.contains("no route")).count();
    assert_eq!(told, 1, "the same trouble is told once");
}

#[test]
fn a_bare_mirror_gets_the_branch_and_pushes_it() {
    let plant = Plant::new();
    let (remote, mirror) = (TestRepository::bare(), TestRepository::bare());
    let remote_path = remote.path().to_str().unwrap();
    plant.repository.run(&["push", "--quiet", remote_path, "main"]);
    plant.repository.run(&["push", "--quiet", mirror.path().to_str().unwrap(), "main"]);
    let whence = Whence::Mirror { repository: mirror.path().to_owned(), revision: "main".into() };
    let settings =
        InboxSettings { author: Some("Robot <robot@example.com>".into()), ..plant.settings("inbox") };
    let push = || Box::new(GitPush::new(mirror.path(), remote_path));
    let mut inbox = plant.inbox_of(settings, whence, Some(push()));
    plant.drop("a.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.status().problem, None);
    let log = remote.run(&["log", "--format=%an %s", "main..add/flow-meter-1.2"]);
    assert_eq!(log, "Robot Add flow-meter 1.2\n");
    // Somebody goes on with it there: dropped again, it is there, and nothing of theirs is lost.
    let commit = remote.run(&["rev-parse", "add/flow-meter-1.2"]);
    let tree = remote.run(&["rev-parse", "main^{tree}"]);
    let theirs = remote.run(&["commit-tree", tree.trim(), "-p", commit.trim(), "-m", "Theirs"]);
    remote.run(&["update-ref", "refs/heads/add/flow-meter-1.2", theirs.trim()]);
    plant.drop("b.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    assert_eq!((plant.status().accepted, plant.status().problem), (2, None));
    assert_eq!(remote.run(&["rev-parse", "add/flow-meter-1.2"]), theirs);
    // Something else of that name is left alone, and told.
    let other = remote.run(&["commit-tree", tree.trim(), "-p", "main", "-m", "Other"]);
    remote.run(&["update-ref", "refs/heads/add/flow-meter-1.2", other.trim()]);
    let why = push().push("add/flow-meter-1.2", commit.trim()).unwrap_err();
    assert!(
        why.contains("is at ") && why.ends_with("with other commits; delete or rename it there"),
        "{why}"
    );
    assert_eq!(remote.run(&["rev-parse", "add/flow-meter-1.2"]), other);
}

#[test]
fn a_mirror_that_is_not_there_yet_is_waited_for() {
    let plant = Plant::new();
    let nowhere = plant.root.path().join("mirror.git");
    let whence = Whence::Mirror { repository: nowhere.clone(), revision: "main".into() };
    let mut inbox = plant.inbox_of(plant.settings("inbox"), whence, None);
    plant.drop("a.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    assert_eq!((plant.left(), plant.status().waiting), (vec!["a.xmp".to_owned()], 1));
    assert!(plant.status().problem.is_some());
    plant.repository.run(&["clone", "--quiet", "--bare", ".", nowhere.to_str().unwrap()]);
    plant.pass(&mut inbox, 2);
    assert_eq!((plant.status().accepted, plant.status().problem), (1, None));
}

#[test]
fn code_owners_that_were_current_are_kept_so_in_the_same_commit() {
    let small = Small::valid();
    let plant = Plant::of(&small, &[]);
    let (_, errors, code) = crate::support::said(&["codeowners"], plant.repository.path());
    assert_eq!(code, 0, "{errors}");
    plant.repository.run(&["add", "--all"]);
    plant.repository.run(&["commit", "--quiet", "--message", "Owners"]);
    let mut inbox = plant.inbox();
    plant.drop("gauge.xmp", &connectory::package::write(&super::newcomer("1.5")));
    plant.pass(&mut inbox, 2);
    assert_eq!(plant.branches(), ["add/level-gauge-1.5 1"]);
    let changed = plant.repository.run(&["diff", "main", "add/level-gauge-1.5", "--", ".github/CODEOWNERS"]);
    assert!(changed.contains("+/registry/connectors/level-gauge/ @edge"), "{changed}");
}

#[test]
fn packages_that_lie_in_git_lfs_are_left_to_git() {
    let plant =
        Plant::of(&Small::valid(), &[(".gitattributes", b"*.xmp filter=lfs diff=lfs merge=lfs -text\n")]);
    let mut inbox = plant.inbox();
    plant.drop("a.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    assert_eq!((plant.branches(), plant.status().rejected), (Vec::new(), 1));
    assert!(plant.report("rejected/a.xmp").contains("kept in Git LFS"));
}

#[test]
fn settings_that_the_registry_does_not_know_keep_a_drop_waiting() {
    let plant = Plant::new();
    let settings = InboxSettings { category: Some("nowhere".into()), ..plant.settings("inbox") };
    let mut inbox = plant.inbox_of(settings, plant.folder(), None);
    plant.drop("a.xmp", &version("1.2"));
    plant.pass(&mut inbox, 2);
    let problem = plant.status().problem.unwrap();
    assert!(problem.contains("the inbox's settings: ") && problem.contains("nowhere"), "{problem}");
    assert_eq!((plant.status().waiting, plant.names("rejected")), (1, Vec::new()));
}

#[test]
fn a_daemon_takes_what_is_dropped_while_it_runs_and_what_a_killed_one_had_taken() {
    let plant = Plant::new();
    let config = plant.root.path().join("daemon.yaml");
    let registry = plant.repository.path().join("registry");
    let text = format!(
        "registry: {{ folder: {} }}\nstate: state\ninbox:\n- folder: inbox\n  owners: [\"@edge\"]\n",
        registry.display()
    );
    fs::write(&config, text).unwrap();
    plant.drop("taken/left.xmp", &version("1.3"));
    let mut running = daemon(&["--config", config.to_str().unwrap()], plant.root.path());
    running.hear("accepted `left.xmp`: branch add/flow-meter-1.3");
    plant.drop("a.xmp", &version("1.2"));
    running.hear("accepted `a.xmp`: branch add/flow-meter-1.2");
    running.signal("TERM");
    let (status, took) = running.ended();
    assert!(status.success() && took < std::time::Duration::from_secs(5), "{status} {took:?}");
    assert_eq!(plant.branches(), ["add/flow-meter-1.2 1", "add/flow-meter-1.3 1"]);
    assert_eq!(plant.left(), Vec::<String>::new());
}

#[test]
fn a_daemon_that_is_killed_again_and_again_loses_nothing_and_makes_nothing_twice() {
    let plant = Plant::new();
    let registry = plant.repository.path().join("registry");
    let text =
        format!("registry: {{ folder: {} }}\nstate: state\ninbox:\n- folder: inbox\n", registry.display());
    let config = plant.root.path().join("daemon.yaml");
    fs::write(&config, text).unwrap();
    let numbers = ["2.0", "2.1", "2.2", "2.3", "2.4", "2.5"];
    for number in numbers {
        plant.drop(&format!("taken/{number}.xmp"), &version(number));
    }
    let mut kills = 0;
    while !plant.names("taken").iter().all(|name| name == "lock") {
        let mut running = daemon(&["--config", config.to_str().unwrap()], plant.root.path());
        // Right behind one, so in the middle of the next.
        running.hear("accepted `");
        running.signal("KILL");
        running.ended();
        kills += 1;
        assert!(kills <= numbers.len(), "no progress: {:?}", plant.names("taken"));
    }
    let mut running = daemon(&["--config", config.to_str().unwrap()], plant.root.path());
    plant.drop("last.xmp", &version("2.6"));
    running.hear("accepted `last.xmp`");
    assert!(kills > 1, "{kills}");
    assert_eq!(plant.branches().len(), 7);
    assert!(plant.branches().iter().all(|branch| branch.ends_with(" 1")), "{:?}", plant.branches());
    for number in numbers {
        assert_eq!(fs::read(plant.at(&format!("accepted/{number}.xmp"))).unwrap(), version(number));
    }
    assert_eq!(plant.names("accepted").len(), 7 * 3, "{:?}", plant.names("accepted"));
    assert_eq!(plant.names("rejected"), Vec::<String>::new());
}

#[test]
fn a_daemon_that_follows_a_remote_pushes_what_is_dropped_to_it() {
    let plant = Plant::new();
    let remote = TestRepository::bare();
    plant.repository.run(&["push", "--quiet", remote.path().to_str().unwrap(), "main"]);
    let main = remote.run(&["rev-parse", "main"]);
    let text = format!(
        "registry: {{ remote: {}, branch: main, every: 1s }}\nstate: state\ninbox:\n- folder: inbox\n",
        remote.path().display()
    );
    let config = plant.root.path().join("daemon.yaml");
    fs::write(&config, text).unwrap();
    plant.drop("a.xmp", &version("1.2"));
    let mut running = daemon(&["--config", config.to_str().unwrap()], plant.root.path());
    running.hear("accepted `a.xmp`: branch add/flow-meter-1.2");
    assert_eq!(remote.run(&["log", "--format=%s", "main..add/flow-meter-1.2"]), "Add flow-meter 1.2\n");
    assert_eq!(remote.run(&["rev-parse", "main"]), main);
    assert!(plant.report("accepted/a.xmp").contains("pushed to: "));
}
