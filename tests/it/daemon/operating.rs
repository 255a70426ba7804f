//! What comes along for whoever operates the daemon.

use std::process::Command;

use crate::support::project;

#[test]
fn the_unit_gives_the_service_little_to_do_harm_with() {
    let unit = project().join("docs/operating/connectory.service");
    let analysed = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=25"])
        .arg(&unit)
        .output();
    let analysed = analysed.expect("systemd-analyze is there; else run: apt-get install systemd");
    let text = String::from_utf8_lossy(&analysed.stdout).into_owned();
    let level =
        text.lines().rev().find_map(|line| line.split("connectory.service: ").nth(1)).expect("a level");
    let level: f64 = level.split(' ').next().unwrap().parse().unwrap();
    assert!(level <= 2.5, "an exposure of {level}; 2.5 is the most\n{text}");
}

#[test]
fn the_settings_in_the_guide_are_settings() {
    let guide = std::fs::read_to_string(project().join("docs/daemon.md")).unwrap();
    let start = guide.find("# daemon.yaml").expect("the example");
    let example = &guide[start..start + guide[start..].find("```").expect("its end")];
    let path = crate::support::path("daemon.yaml");
    let (settings, findings) =
        connectory::daemon::settings::read(&path, std::path::Path::new("/etc"), example.as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    let settings = settings.unwrap();
    assert_eq!(
        (settings.targets.len(), settings.inboxes.len(), settings.hooks.len(), settings.serve.len()),
        (3, 1, 2, 2)
    );
}
