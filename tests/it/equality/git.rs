//! What Git does to the work tree.

use super::world::World;
use crate::support::dice::Dice;

const BRANCHES: [&str; 3] = ["one", "two", "three"];

/// One thing that Git does.
pub(super) fn happen(world: &mut World, dice: &mut Dice) {
    let branch = BRANCHES[dice.below(3)];
    match dice.below(22) {
        0..=5 => {
            world.git(&["add", "-A"]);
            world.git(&["commit", "-q", "-m", "A change"]);
        }
        6..=8 => {
            let is_new = !world.git(&["checkout", "-q", branch]);
            if is_new {
                world.git(&["checkout", "-q", "-b", branch]);
            }
        }
        9 => _ = world.git(&["checkout", "-q", "-f", branch]),
        10 => _ = world.git(&["checkout", "-q", "--detach"]),
        11 => _ = world.git(&["reset", "-q", "--hard", ["HEAD", "HEAD~1", "HEAD~2", branch][dice.below(4)]]),
        12 => _ = world.git(&["stash", "-q", "-u"]),
        13 => _ = world.git(&["stash", "pop", "-q"]),
        14 | 15 => {
            if !world.git(&["merge", "-q", "-m", "Merged", branch]) && dice.once_in(2) {
                world.git(&["merge", "--abort"]);
            }
        }
        16 => {
            if !world.git(&["rebase", "-q", branch]) && !dice.once_in(4) {
                world.git(&["rebase", "--abort"]);
            }
        }
        17 => _ = world.git(&["commit", "-q", "--amend", "-m", "Otherwise"]),
        18 => {
            let gc = &["gc", "-q", "--prune=now"][..];
            world.git(if dice.once_in(3) { gc } else { &["pack-refs", "--all"] });
        }
        19 => {
            let linked = world.beside.join("linked").to_str().unwrap().to_owned();
            if !world.git(&["worktree", "add", "-q", "--detach", &linked]) {
                world.git(&["worktree", "remove", "-f", &linked]);
            }
        }
        20 => _ = world.git(&["clean", "-q", "-f", "-d"]),
        _ => _ = world.git(&["revert", "--no-edit", "HEAD"]),
    }
}

/// Leaves whatever Git was in the middle of.
pub(super) fn give_up(world: &mut World) {
    // Of a linked work tree it is not looked up where Git keeps what it is at.
    let is_linked = world.top.join(".git").is_file();
    let begun = [("MERGE_HEAD", "merge"), ("rebase-merge", "rebase"), ("REVERT_HEAD", "revert")];
    for (sign, command) in begun {
        if is_linked || world.top.join(".git").join(sign).exists() {
            world.git(&[command, "--abort"]);
        }
    }
    let lock = world.top.join(".git/index.lock");
    if lock.exists() {
        std::fs::remove_file(lock).unwrap();
    }
}
