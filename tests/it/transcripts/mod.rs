//! Whole sessions at a shell, held word for word: help texts, refusals, prompts.
//!
//! A transcript is `tests/it/transcripts/<name>.md`: prose, and blocks of commands that begin with "```console". In a block
//!
//! - `$ connectory list` is a command. A shell (`sh`) runs it without a terminal. All commands of a transcript run one after
//!   the other in the same folder, with nothing of the environment but a home folder in which Git knows Ann.
//! - `% connectory list` is one that runs in a terminal of 80 columns.
//! - `< yes` below that is what a person types when the command waits behind a blank at the end of a line; one line each time.
//! - `? 2` is the exit code, where it is not 0.
//! - Everything else is what came out, results and complaints in the order in which they came, without blanks at line ends.
//!
//! To add one:
//!
//! 1. Write the page with commands and answers only.
//! 2. Add a line to the list below: the page's name, and what the folder holds at first ([`start`]).
//! 3. `SNAPSHOTS=overwrite cargo test --test it transcripts::` fills in the rest. Read it as its user would.
//!
//! Written as `<folder>`, `<commit>` and `<today>`: where the folder lies, ids of commits, the day.

mod page;
mod session;
mod start;
mod terminal;

use std::collections::BTreeSet;
use std::path::PathBuf;

use snapbox::{Assert, Data};

use super::support::project;
use page::Page;
use session::Session;

macro_rules! transcripts {
    ($($(#[doc = $what:literal])+ $name:ident $start:ident,)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        $(
            $(#[doc = $what])+
            #[test]
            fn $name() {
                hold(stringify!($name), start::$start);
            }
        )*
    };
}

transcripts! {
    /// What transcripts can show, shown without the program.
    harness committed,
    /// Help, and what is said of what is written wrong.
    help empty,
    /// The first command that a newcomer runs.
    init empty,
    /// A registry that is there already.
    init_again small,
    /// Packages become versions and connectors.
    add with_packages,
    /// Whom the Git host asks.
    codeowners committed,
    /// What goes, what stays, what comes back.
    remove committed,
    /// Versions that people should leave, and other names.
    retire committed,
    /// Categories and their order.
    category committed,
    /// Fields by name.
    set committed,
    /// What is in a registry.
    list sample_copied,
    /// What is known of one thing.
    show sample_copied,
    /// Who uses what, who is behind, what is due, what may go.
    report sample_copied,
    /// Which connectors hold some words.
    search sample_copied,
    /// Applications are listed, added, removed.
    applications sample_copied,
    /// What a platform says of its applications.
    import sample_copied,
    /// An application moves to higher versions.
    upgrade sample_copied,
    /// A copy of a site is checked.
    verify published,
}

fn folder() -> PathBuf {
    project().join("tests/it/transcripts")
}

/// Runs the commands of a page and compares what they say with what stands there.
fn hold(name: &str, start: fn() -> tempfile::TempDir) {
    let path = folder().join(format!("{}.md", name.replace('_', "-")));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let session = Session::begin(start());
    let said = Page::read(&text).said(&|command| session.run(command));
    let expected = Data::read_from(&path, None).raw();
    Assert::new().action_env("SNAPSHOTS").eq(Data::text(said), expected);
}

#[test]
fn every_page_in_the_folder_is_held() {
    let pages: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().replace('-', "_"))
        .collect();
    assert_eq!(pages, NAMES.iter().map(|&name| name.to_owned()).collect());
}
