//! What people, editors and programs do to the files of a registry.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::world::{CONNECTORS, World, application, connector, remove, version};
use crate::support::Small;
use crate::support::dice::Dice;
use crate::support::write;

/// Texts that no reader takes.
const GARBAGE: [&str; 5] = ["[", "id: [\n", "<<<<<<< HEAD\nname: x\n=======\n", "", "\u{0}\u{1}"];

/// One thing that somebody does by hand.
pub(super) fn happen(world: &mut World, dice: &mut Dice) {
    if !world.registry.is_dir() {
        // Git took it all away, and somebody brings it back.
        return mend(world);
    }
    match dice.below(30) {
        0 | 1 => create(world, dice),
        2 | 3 => add_version(world, dice),
        4..=8 => edit(world, dice),
        9 => break_one(world, dice),
        10..=13 => mend(world),
        14 => rename(world, dice),
        15 | 16 => move_folder(world, dice),
        17 => delete(world, dice),
        18 | 19 => half(world, dice),
        20 => permissions(world, dice),
        21 => touch(world, dice),
        22 => swap(world, dice),
        23 => whole_folder(world, dice),
        24 => registry_file(world, dice),
        25 | 26 => applications(world, dice),
        27 => strays(world, dice),
        28 => lock(world, dice),
        _ => folders(world, dice),
    }
}

fn put(world: &World, small: &Small, from: &str, to: &str) {
    for (path, bytes) in small.files() {
        write(&world.at(&path.as_str().replacen(from, to, 1)), &bytes);
    }
}

fn create(world: &mut World, dice: &mut Dice) {
    let number = dice.below(CONNECTORS);
    world.tell(format!("connector {number} comes"));
    if !world.connectors().iter().any(|folder| folder.ends_with(&format!("c{number}"))) {
        connector(number).write_to(&world.registry);
    }
}

/// A folder of a connector and its number.
fn some_connector(world: &World, dice: &mut Dice) -> Option<(String, usize)> {
    let folders = world.connectors();
    let folder = dice.pick(&folders)?.clone();
    let number = folder.rsplit('c').next()?.parse().ok()?;
    Some((folder, number))
}

fn add_version(world: &mut World, dice: &mut Dice) {
    let Some((folder, number)) = some_connector(world, dice) else { return };
    let minor = 1 + dice.below(3);
    world.tell(format!("{folder} gets version 1.{minor}"));
    put(world, &version(number, &folder, minor), "", "");
}

/// Changes a text without any fault: in place, or beside and renamed, as editors do.
fn edit(world: &mut World, dice: &mut Dice) {
    let files = world.files();
    let texts: Vec<&String> =
        files.keys().filter(|path| path.ends_with("connector.yaml") || path.ends_with("help.md")).collect();
    let Some(path) = dice.pick(&texts).map(|path| path.to_string()) else { return };
    let Ok(text) = fs::read_to_string(&files[&path]) else { return };
    let number = world.number();
    let after = match path.ends_with("help.md") {
        true => format!("{text}\nSaid {number} times.\n"),
        false => {
            let describe = |line: &str| match line.starts_with("description:") {
                true => format!("description: Reads meter {number}.\n"),
                false => format!("{line}\n"),
            };
            text.lines().map(describe).collect()
        }
    };
    let at = world.at(&path);
    match dice.below(3) {
        0 => {
            world.tell(format!("{path} is edited"));
            write(&at, after.as_bytes());
        }
        1 => {
            world.tell(format!("{path} is edited beside and renamed"));
            let beside = at.with_extension("new~");
            write(&beside, after.as_bytes());
            fs::rename(&beside, &at).unwrap();
        }
        _ => {
            world.tell(format!("{path} is edited as vim does"));
            let folder = at.parent().unwrap();
            write(&folder.join("4913"), b"");
            fs::remove_file(folder.join("4913")).unwrap();
            write(&folder.join(".x.swp"), b"x");
            fs::rename(&at, at.with_extension("yaml~")).unwrap();
            write(&at, after.as_bytes());
            fs::remove_file(at.with_extension("yaml~")).unwrap();
            fs::remove_file(folder.join(".x.swp")).unwrap();
        }
    }
}

fn some_file(world: &World, dice: &mut Dice) -> Option<String> {
    let paths: Vec<String> = world.files().into_keys().collect();
    dice.pick(&paths).cloned()
}

fn break_one(world: &mut World, dice: &mut Dice) {
    let Some(path) = some_file(world, dice) else { return };
    let at = world.at(&path);
    match dice.below(4) {
        0 => {
            world.tell(format!("{path} is cut"));
            let bytes = fs::read(&at).unwrap();
            write(&at, &bytes[..bytes.len() / 2]);
        }
        1 => {
            world.tell(format!("{path} becomes a link"));
            remove(&at);
            std::os::unix::fs::symlink("elsewhere", &at).unwrap();
        }
        _ => {
            world.tell(format!("{path} becomes garbage"));
            write(&at, dice.pick(&GARBAGE).unwrap().as_bytes());
        }
    }
}

fn mend(world: &mut World) {
    super::git::give_up(world);
    world.put_right();
}

fn rename(world: &mut World, dice: &mut Dice) {
    let Some(path) = some_file(world, dice) else { return };
    let (at, to) = (world.at(&path), world.at(&path).with_file_name("renamed.yaml"));
    world.tell(format!("{path} is renamed"));
    fs::rename(&at, &to).unwrap();
    if dice.once_in(2) {
        fs::rename(to, at).unwrap();
        world.tell("and back");
    }
}

/// A connector goes into a group, or out of it.
fn move_folder(world: &mut World, dice: &mut Dice) {
    let Some((folder, number)) = some_connector(world, dice) else { return };
    let to = match folder.starts_with("connectors/group/") {
        true => format!("connectors/c{number}"),
        false => format!("connectors/group/c{number}"),
    };
    if world.at(&to).exists() {
        return;
    }
    world.tell(format!("{folder} goes to {to}"));
    fs::create_dir_all(world.at("connectors/group")).unwrap();
    fs::rename(world.at(&folder), world.at(&to)).unwrap();
    // Git keeps no empty folder either.
    let _ = fs::remove_dir(world.at("connectors/group"));
}

fn delete(world: &mut World, dice: &mut Dice) {
    match dice.once_in(2) {
        true => {
            let Some((folder, _)) = some_connector(world, dice) else { return };
            world.tell(format!("{folder} goes"));
            remove(&world.at(&folder));
        }
        false => {
            let Some(path) = some_file(world, dice) else { return };
            world.tell(format!("{path} goes"));
            remove(&world.at(&path));
        }
    }
}

/// Writes half of a file, or the rest of one.
fn half(world: &mut World, dice: &mut Dice) {
    if let Some((at, bytes)) = world.half.take() {
        world.tell("the rest is written");
        write(&at, &bytes);
        return;
    }
    let Some(path) = some_file(world, dice) else { return };
    world.tell(format!("half of {path} is written"));
    let at = world.at(&path);
    let bytes = fs::read(&at).unwrap();
    write(&at, &bytes[..bytes.len() / 2]);
    world.half = Some((at, bytes));
}

fn permissions(world: &mut World, dice: &mut Dice) {
    use std::os::unix::fs::PermissionsExt;
    let Some(path) = some_file(world, dice) else { return };
    let mode = [0o644, 0o600, 0o755, 0o444][dice.below(4)];
    world.tell(format!("{path} gets the mode {mode:o}"));
    fs::set_permissions(world.at(&path), fs::Permissions::from_mode(mode)).unwrap();
}

/// The same bytes with another time, or other bytes with the same time and size.
fn touch(world: &mut World, dice: &mut Dice) {
    let Some(path) = some_file(world, dice) else { return };
    let at = world.at(&path);
    let time = fs::metadata(&at).unwrap().modified().unwrap();
    let mut bytes = fs::read(&at).unwrap();
    match dice.below(3) {
        0 => {
            world.tell(format!("{path} is touched"));
            let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + world.count);
            fs::File::options().append(true).open(&at).unwrap().set_modified(later).unwrap();
        }
        1 => {
            world.tell(format!("{path} is written again"));
            write(&at, &bytes);
        }
        _ if path.ends_with("help.md") => {
            world.tell(format!("{path} is changed and keeps its time and size"));
            bytes.iter_mut().filter(|byte| **byte == b'R').for_each(|byte| *byte = b'S');
            write(&at, &bytes);
            fs::File::options().append(true).open(&at).unwrap().set_modified(time).unwrap();
        }
        _ => {}
    }
}

/// A copy of the folder of connectors is changed and takes its place.
fn swap(world: &mut World, dice: &mut Dice) {
    let (at, away) = (world.at("connectors"), world.beside.join("away"));
    if !at.exists() {
        return;
    }
    world.tell("connectors is replaced by a changed copy");
    let copied = world.beside.join("copied");
    copy(&at, &copied);
    if dice.once_in(2) {
        for entry in walkdir::WalkDir::new(&copied).into_iter().filter_map(Result::ok) {
            if entry.file_name() == "help.md" && entry.file_type().is_file() {
                let text = fs::read_to_string(entry.path()).unwrap_or_default();
                write(entry.path(), format!("{text}\nCopied.\n").as_bytes());
            }
        }
    }
    fs::rename(&at, &away).unwrap();
    fs::rename(&copied, &at).unwrap();
    remove(&away);
}

/// The registry's own folder is moved away, and it or a copy of it comes back.
fn whole_folder(world: &mut World, dice: &mut Dice) {
    if world.registry == world.top {
        return;
    }
    let (registry, away) = (world.registry.clone(), world.beside.join("away"));
    world.tell("the whole registry is moved away");
    fs::rename(&registry, &away).unwrap();
    if dice.once_in(2) {
        copy(&away, &registry);
        remove(&away);
        world.tell("and a copy of it comes");
    } else {
        fs::rename(&away, &registry).unwrap();
        world.tell("and back");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type() {
            kind if kind.is_dir() => fs::create_dir_all(&target).unwrap(),
            kind if kind.is_file() => _ = fs::copy(entry.path(), &target).unwrap(),
            _ => std::os::unix::fs::symlink("elsewhere", &target).unwrap(),
        }
    }
}

fn registry_file(world: &mut World, dice: &mut Dice) {
    let (at, number) = (world.at("registry.yaml"), world.number());
    remove(&at);
    match dice.below(3) {
        0 => {
            world.tell("registry.yaml is broken");
            write(&at, b"schema: 1\ntitle: [\n");
        }
        1 => world.tell("registry.yaml goes"),
        _ => {
            world.tell("registry.yaml has another title");
            let text = format!("schema: 1\ntitle: Plant {number}\ndefault_category: default\n");
            write(&at, text.as_bytes());
        }
    }
}

fn applications(world: &mut World, dice: &mut Dice) {
    let (name, text) = application(dice.below(4));
    let at = world.at(&name);
    match at.exists() && dice.once_in(3) {
        true => {
            world.tell(format!("{name} goes"));
            remove(&at);
        }
        false => {
            world.tell(format!("{name} is written"));
            remove(&at);
            let observed = format!("observed: 2026-10-{}", 10 + dice.below(20));
            write(&at, text.replace("observed: 2026-10-30", &observed).as_bytes());
        }
    }
}

/// Files of editors and systems, which stay or go.
fn strays(world: &mut World, dice: &mut Dice) {
    let names = ["x.tmp", "registry.yaml~", ".registry.yaml.swp", "connectors/.DS_Store", "x.part", ".#x"];
    let name = *dice.pick(&names).unwrap();
    let at = world.at(name);
    world.tell(format!("{name} comes or goes"));
    if at.exists() { remove(&at) } else { write(&at, b"x") }
}

/// Git is killed in the middle and leaves its lock, or somebody removes that.
fn lock(world: &mut World, _dice: &mut Dice) {
    let at = world.top.join(".git/index.lock");
    if !world.top.join(".git").is_dir() {
        return;
    }
    world.tell("Git's lock comes or goes");
    if at.exists() { remove(&at) } else { write(&at, b"") }
}

/// Folders without files come and go.
fn folders(world: &mut World, dice: &mut Dice) {
    let at = world.at("connectors/empty/deep");
    world.tell("empty folders come or go");
    if at.exists() {
        remove(at.parent().unwrap());
    } else {
        fs::create_dir_all(&at).unwrap();
        if dice.once_in(2) {
            connector(3).files().iter().for_each(|(path, bytes)| {
                let below = path.as_str().strip_prefix("connectors/c3/").unwrap();
                write(&at.join(below), bytes);
            });
            world.tell("and a connector in them");
        }
    }
}
