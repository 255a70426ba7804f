//! The page of all commands, manual pages and completions: each tells of every command and option, and is what its reader
//! takes.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{program, project, said};

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

fn page() -> String {
    std::fs::read_to_string(project().join("docs/commands.md")).unwrap()
}

/// What the page says of each command, by what people write (`connectory new connector`).
fn commands(page: &str) -> BTreeMap<&str, &str> {
    let sections = page.split("\n## ").skip(1);
    let parts = sections.map(|section| {
        let (name, text) = section.split_once("\n\n```text\n").unwrap();
        (name, text.trim_end().strip_suffix("```").unwrap())
    });
    parts.collect()
}

/// The long options in a help text.
fn options(help: &str) -> impl Iterator<Item = &str> {
    let starts = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    starts.filter_map(|line| line.split([' ', ',']).find_map(|word| word.strip_prefix("--")))
}

fn completions(shell: &str) -> String {
    let (script, err, code) = said(&["completions", shell], project());
    assert_eq!((err.as_str(), code), ("", 0));
    script
}

/// Runs a shell, which must be there.
fn run(shell: &str, arguments: &[&str], folder: &Path) -> Output {
    let output = Command::new(shell).args(arguments).current_dir(folder).output();
    output.unwrap_or_else(|error| panic!("{shell}: {error}; run: apt-get install {shell}"))
}

#[test]
fn the_page_of_all_commands_is_what_the_program_prints() {
    for columns in ["40", "200"] {
        let output = program().args(["man", "--markdown"]).env("COLUMNS", columns).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed, page(), "docs/commands.md: run: cargo run -- man --markdown > docs/commands.md");
    }
}

#[test]
fn every_command_says_of_itself_what_the_page_says() {
    let page = page();
    for (name, text) in commands(&page) {
        let words: Vec<&str> = name.split(' ').skip(1).chain(["--help"]).collect();
        let (help, _, code) = said(&words, project());
        let help: String = help.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        assert_eq!((help.as_str(), code), (text, 0), "{name}");
        for (_, below) in text.split_once("\nCommands:\n").into_iter() {
            let listed = below.lines().take_while(|line| !line.is_empty());
            for command in listed.map(|line| line.split_whitespace().next().unwrap()) {
                let known = command == "help" || page.contains(&format!("\n## {name} {command}\n"));
                assert!(known, "the page does not tell of `{name} {command}`");
            }
        }
    }
}

#[test]
fn what_arguments_say_of_their_command_is_in_its_help() {
    for command in ["check", "diff", "search", "show"] {
        let (long, short) = (said(&[command, "--help"], project()).0, said(&[command, "-h"], project()).0);
        let words = long.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Exit code: 0"), "{long}");
        assert!(!short.contains("Exit code: 0"), "{short}");
    }
}

#[test]
fn every_command_has_a_manual_page_and_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.path().join("pages").join(name)).unwrap();
    let (listed, _, code) = said(&["man", "--out", "pages"], folder.path());
    assert_eq!(code, 0);
    let page = page();
    let names: Vec<String> =
        commands(&page).keys().map(|name| format!("{}.1", name.replace(' ', "-"))).collect();
    let mut pages: Vec<&str> = listed.lines().map(|line| line.strip_prefix("pages/").unwrap()).collect();
    pages.sort_unstable();
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(pages, sorted);
    let before: Vec<String> = names.iter().map(|name| read(name)).collect();
    for (name, text) in names.iter().zip(&before) {
        let title = format!(".TH {} 1 \" \" ", name.strip_suffix(".1").unwrap());
        assert!(text.contains(&title), "{text}");
    }
    assert_eq!(said(&["man", "--out", "pages"], folder.path()).2, 0);
    assert_eq!(names.iter().map(|name| read(name)).collect::<Vec<_>>(), before);

    std::fs::write(folder.path().join("pages/connectory.1"), "mine").unwrap();
    let (_, err, code) = said(&["man", "--out", "pages"], folder.path());
    assert_eq!((err.contains("give --force"), code, read("connectory.1").as_str()), (true, 2, "mine"));
    assert_eq!(said(&["man", "--out", "pages", "--force"], folder.path()).2, 0);
    assert_eq!(read("connectory.1"), before[names.iter().position(|name| name == "connectory.1").unwrap()]);
}

#[test]
fn completions_name_every_command_and_every_option() {
    let page = page();
    for shell in SHELLS {
        let script = completions(shell);
        for (name, text) in commands(&page) {
            let command = name.rsplit(' ').next().unwrap();
            assert!(script.contains(command), "{shell}: {name}");
            for option in options(text) {
                let written = if shell == "fish" { format!("-l {option}") } else { format!("--{option}") };
                assert!(script.contains(&written), "{shell}: {name}: --{option}");
            }
        }
    }
}

#[test]
fn shells_that_are_there_take_their_script() {
    let folder = tempfile::tempdir().unwrap();
    for (shell, only_read) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let file = format!("connectory.{shell}");
        std::fs::write(folder.path().join(&file), completions(shell)).unwrap();
        let output = run(shell, &[only_read, &file], folder.path());
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(folder.path().join(&file), "if ( ; while [").unwrap();
        assert!(!run(shell, &[only_read, &file], folder.path()).status.success(), "{shell} takes anything");
    }
}

#[test]
fn bash_and_fish_complete_what_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "fish"] {
        std::fs::write(folder.path().join(shell), completions(shell)).unwrap();
    }
    let in_bash = |words: &str| {
        let script = format!(
            "source ./bash; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _connectory connectory \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        run("bash", &["--norc", "-c", &script], folder.path()).stdout
    };
    let in_fish = |words: &str| {
        let script = format!("source ./fish; complete -C '{words}'");
        run("fish", &["--no-config", "-c", &script], folder.path()).stdout
    };
    for (words, expected) in [
        ("connectory sear", "search"),
        ("connectory list --un", "--unused"),
        ("connectory show --app", "--application"),
        ("connectory bulk p", "pack"),
    ] {
        for (shell, offered) in [("bash", in_bash(words)), ("fish", in_fish(words))] {
            let offered = String::from_utf8(offered).unwrap();
            let first = offered.lines().map(|line| line.split('\t').next().unwrap());
            assert_eq!(first.collect::<Vec<_>>(), [expected], "{shell}: {words}");
        }
    }
    let offered = String::from_utf8(in_bash("connectory list --status ''")).unwrap();
    assert_eq!(offered.lines().collect::<Vec<_>>(), ["active", "deprecated", "withdrawn"]);
}
