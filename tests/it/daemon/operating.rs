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

/// The names of metrics in a text.
fn metrics(text: &str) -> std::collections::BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("connectory_")).map(|word| word.trim_end_matches("_total")).collect()
}

#[test]
fn panels_and_alerts_ask_for_what_the_daemon_tells_and_the_guide_lists() {
    let text = |path: &str| std::fs::read_to_string(project().join(path)).unwrap();
    let guide = text("docs/daemon.md");
    let listed: std::collections::BTreeSet<&str> =
        guide.lines().filter(|line| line.starts_with("| `connectory_")).flat_map(metrics).collect();
    for path in ["docs/operating/alerts.yaml", "docs/operating/grafana.json"] {
        let text = text(path);
        let asked = metrics(&text);
        assert!(asked.len() > 8 && asked.is_subset(&listed), "{path}: {:?}", asked.difference(&listed));
    }
    serde_json::from_str::<serde_json::Value>(&text("docs/operating/grafana.json")).unwrap();
    let module = text("src/daemon/operate/metrics.rs");
    let told: std::collections::BTreeSet<&str> =
        module.lines().filter(|line| line.starts_with("//! | `connectory_")).flat_map(metrics).collect();
    assert_eq!(told, listed);
}
