//! `connectory daemon` and `connectory publish`: words in, exit codes out, and what the system is told.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

use crate::support::process::{Running, daemon};
use crate::support::{Small, program, said, sample_copied};

/// A registry without sites in `folder/registry`.
pub(super) fn registry(folder: &Path) {
    Small::valid().write_to(&folder.join("registry"));
}

const PUBLISHING: [&str; 6] = ["--registry", "registry", "--state", "state", "--publish", "out"];

#[test]
fn a_second_daemon_exits_75_and_names_the_first() {
    let root = tempfile::tempdir().unwrap();
    registry(root.path());
    let mut first = daemon(&PUBLISHING, root.path());
    first.hear("written");
    let (_, errors, code) = said(&["daemon", "--registry", "registry", "--state", "state"], root.path());
    assert_eq!(code, 75, "{errors}");
    assert!(errors.contains(&format!("the daemon with process id {}", first.id())), "{errors}");
    let (_, errors, code) =
        said(&["publish", "--registry", "registry", "--state", "state", "--to", "x"], root.path());
    assert_eq!(code, 75, "{errors}");
    first.signal("TERM");
    let (status, took) = first.ended();
    assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
    let mut third = daemon(&PUBLISHING, root.path());
    third.hear("kept");
}

#[test]
fn settings_with_errors_do_not_begin_and_do_not_replace_good_ones() {
    let root = tempfile::tempdir().unwrap();
    registry(root.path());
    let config = root.path().join("daemon.yaml");
    let write = |target: &str| {
        fs::write(&config, format!("state: state\nregistry: {{ folder: registry }}\ntargets:\n- {target}\n"))
            .unwrap();
    };
    write("{ foldr: one }");
    let (_, errors, code) = said(&["daemon", "--config", "daemon.yaml"], root.path());
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("daemon.yaml:4:5") && errors.contains("did you mean `folder`?"), "{errors}");
    write("{ folder: one }");
    let mut running = daemon(&["--config", "daemon.yaml"], root.path());
    running.hear("site: ");
    write("{ folder: }");
    running.signal("HUP");
    running.hear("the settings have errors; those that were stay");
    running.hear("written");
    write("{ name: two, folder: two }");
    running.signal("HUP");
    running.hear("the settings were read again");
    running.hear("two: ");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let serve =
        format!("{{ name: three, folder: three }}\nserve:\n- listen: {}", taken.local_addr().unwrap());
    write(&serve);
    running.signal("HUP");
    running.hear("those settings stay that were: cannot listen on");
    running.hear("two: ");
    assert!(root.path().join("two").is_dir() && !root.path().join("three").exists());
}

#[test]
fn the_system_is_told_when_it_is_ready_reads_again_and_ends() {
    let root = tempfile::tempdir().unwrap();
    registry(root.path());
    fs::write(root.path().join("daemon.yaml"), "state: state\nregistry: { folder: registry }\n").unwrap();
    let socket = root.path().join("notify");
    let heard = UnixDatagram::bind(&socket).unwrap();
    heard.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut command = program();
    command.args(["daemon", "--config", "daemon.yaml"]).current_dir(root.path());
    let mut running = Running::start(command.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "300000"));
    let hear = |what: &str| {
        let mut bytes = [0; 256];
        loop {
            let length = heard.recv(&mut bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
            let told = String::from_utf8_lossy(&bytes[..length]).into_owned();
            if told.contains(what) {
                return told;
            }
        }
    };
    hear("READY=1");
    hear("WATCHDOG=1");
    hear("WATCHDOG=1");
    running.signal("HUP");
    assert!(hear("RELOADING=1").contains("MONOTONIC_USEC="));
    hear("READY=1");
    running.signal("TERM");
    hear("STOPPING=1");
    assert!(running.ended().0.success());
}

#[test]
fn a_structured_log_is_a_document_a_line() {
    let root = tempfile::tempdir().unwrap();
    registry(root.path());
    let mut running = daemon(&[&PUBLISHING[..], &["--log", "json"]].concat(), root.path());
    running.hear("\"published\"");
    let events = running.said.iter().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let events: Vec<String> = events.map(|record| record["event"].as_str().unwrap().to_owned()).collect();
    assert!(events.contains(&"read".to_owned()) && events.contains(&"published".to_owned()), "{events:?}");
}

#[test]
fn one_target_that_fails_does_not_stop_the_others() {
    let root = tempfile::tempdir().unwrap();
    registry(root.path());
    fs::create_dir(root.path().join("foreign")).unwrap();
    fs::write(root.path().join("foreign/theirs"), "").unwrap();
    let to = ["publish", "--registry", "registry", "--state", "state", "--to", "foreign", "--to", "out"];
    let (_, errors, code) = said(&to, root.path());
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("foreign: not published: ") && errors.contains("out: "), "{errors}");
    let mut running = daemon(&[&PUBLISHING[..], &["--publish", "foreign"]].concat(), root.path());
    running.hear("foreign: not published, the last site stays");
    running.hear("out: ");
    assert_eq!(fs::read_dir(root.path().join("foreign")).unwrap().count(), 1);
}

#[test]
fn targets_are_named_and_a_site_is_named_where_there_are_several() {
    let root = sample_copied();
    fs::write(
        root.path().join("daemon.yaml"),
        "state: state\nregistry: { folder: . }\ntargets:\n- { name: a, site: public, folder: a }\n- { name: b, folder: b }\n",
    )
    .unwrap();
    let config = root.path().join("daemon.yaml");
    let config = config.to_str().unwrap();
    let (_, errors, code) = said(&["publish", "--config", config, "--target", "c"], root.path());
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("there is no target `c`; there are a, b"), "{errors}");
    let (_, errors, code) = said(&["publish", "--config", config, "--target", "a"], root.path());
    assert_eq!(code, 0, "{errors}");
    let (_, errors, code) = said(&["publish", "--config", config, "--target", "b"], root.path());
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("b: not published: registry.yaml declares a site for each audience"), "{errors}");
}
