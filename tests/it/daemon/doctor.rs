//! `connectory doctor`: everything is looked at, and every fault comes with what to do.

use std::fs;

use super::command::registry;
use crate::support::process::daemon;
use crate::support::{said, sample_copied};

#[test]
fn a_sound_installation_is_fine_before_and_while_it_runs() {
    let root = tempfile::tempdir().unwrap();
    registry(root.path());
    fs::create_dir(root.path().join("inbox")).unwrap();
    let given = ["--registry", "registry", "--state", "state", "--publish", "out", "--inbox", "inbox"];
    let look = || said(&[&["doctor"], &given[..]].concat(), root.path());
    let (text, errors, code) = look();
    assert_eq!(code, 0, "{text}{errors}");
    for about in ["git: ", "state: ", "watching: ", "registry: ", "out: ", "inbox: "] {
        assert!(text.contains(&format!("ok      {about}")), "{about}: {text}");
    }
    assert!(!root.path().join("out/index.html").exists(), "nothing is published by looking");
    let mut running = daemon(&given[..6], root.path());
    running.hear("written");
    let (text, errors, code) = look();
    assert_eq!(code, 0, "{text}{errors}");
    assert!(text.contains("is in use by the daemon with process id"), "{text}");
}

#[test]
fn every_fault_is_told_with_what_to_do() {
    let root = sample_copied();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    fs::create_dir(root.path().join("foreign")).unwrap();
    fs::write(root.path().join("foreign/theirs"), "").unwrap();
    fs::write(root.path().join("open.key"), "x").unwrap();
    let text = format!(
        "state: open.key\nregistry: {{ folder: registry }}\nsign_key: open.key\ninbox: [{{ folder: none }}]\noperate: {}\n\
         targets:\n- {{ name: theirs, site: public, folder: foreign }}\n- {{ name: whose, folder: out }}\n\
         hooks: [{{ command: [no-such-program] }}]\n",
        taken.local_addr().unwrap()
    );
    fs::write(root.path().join("daemon.yaml"), text).unwrap();
    let (text, errors, code) = said(&["doctor", "--config", "daemon.yaml"], root.path());
    assert_eq!(code, 1, "{text}{errors}");
    for told in [
        "error   state: cannot use the folder",
        "warning history: it lies in no Git repository",
        "error   whose: registry.yaml declares a site for each audience",
        "error   theirs: ",
        "error   inbox: there is no folder",
        "error   hook: there is no program `no-such-program`",
        "error   operate: cannot listen on",
        "warning sign_key: ",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let faults = text.lines().filter(|line| !line.starts_with("ok ") && !line.starts_with("  ")).count();
    assert_eq!(text.matches("        fix: ").count(), faults, "{text}");
}
