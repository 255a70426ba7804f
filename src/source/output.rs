//! Files a person asked for: one file, or a new folder with several. Both come whole or not at all, and nothing that is
//! already there is lost.
#![expect(clippy::disallowed_methods, reason = "source/ writes what a person asked for, and only here")]

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::SourceError;

/// Writes a file: beside its place first, then moved there. A file with other bytes is refused unless `replace`.
///
/// # Errors
/// The file is there with other bytes, or the disk does not answer.
pub fn write_file(path: &Path, bytes: &[u8], replace: bool) -> Result<(), SourceError> {
    let failed = |cause| disk(path, cause);
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(failed(exists("it is there already, and no ordinary file")));
    }
    match fs::read(path) {
        Ok(there) if there == bytes => return Ok(()),
        Ok(_) if !replace => return Err(SourceError::Exists { path: path.display().to_string() }),
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(failed(cause)),
        _ => {}
    }
    let beside = beside(path, &file_name(path)?);
    let written = put_new(&beside, bytes).and_then(|()| {
        if replace {
            keep_permissions(path, &beside)?;
            fs::rename(&beside, path)
        } else {
            // Unlike a rename, a link never takes the place of what came meanwhile.
            fs::hard_link(&beside, path).or_else(|cause| match cause.kind() {
                ErrorKind::AlreadyExists => Err(cause),
                // Some file systems have no links.
                _ => put_new(path, bytes),
            })
        }
    });
    let _ = fs::remove_file(&beside);
    written.map_err(failed)
}

/// A folder in the making. Until [`NewFolder::finish`] nothing stands at its place; dropped before, it leaves nothing.
#[derive(Debug)]
pub struct NewFolder {
    place: PathBuf,
    /// Where the files stand until all are there.
    stage: PathBuf,
    /// Whether an empty folder waits at the place. It stays, because somebody may be standing in it.
    waits: bool,
    names: Vec<String>,
}

impl NewFolder {
    /// Begins a folder at `place`, where nothing or an empty folder is.
    ///
    /// # Errors
    /// There is something already, or the disk does not answer.
    pub fn begin(place: &Path) -> Result<NewFolder, SourceError> {
        let failed = |cause| disk(place, cause);
        let waits = match fs::read_dir(place) {
            Ok(mut entries) => match entries.next() {
                None => true,
                Some(_) => return Err(failed(exists("the folder is not empty; name a new or an empty one"))),
            },
            Err(cause) if cause.kind() == ErrorKind::NotFound => false,
            Err(cause) => return Err(failed(cause)),
        };
        let stage = if waits { place.join(STAGE) } else { beside(place, &file_name(place)?) };
        fs::create_dir(&stage).map_err(|cause| disk(&stage, cause))?;
        Ok(NewFolder { place: place.to_owned(), stage, waits, names: Vec::new() })
    }

    /// Puts a file in. `name` is one that [`super::check_file_name`] takes.
    ///
    /// # Errors
    /// The name is no file name, is there already (on this disk, which may ignore case), or the disk does not answer.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), SourceError> {
        let failed = |cause| disk(&self.place.join(name), cause);
        super::check_file_name(name).map_err(|what| failed(io::Error::new(ErrorKind::InvalidInput, what)))?;
        put_new(&self.stage.join(name), bytes).map_err(failed)?;
        self.names.push(name.to_owned());
        Ok(())
    }

    /// Moves the folder to its place.
    ///
    /// # Errors
    /// Something came to its place meanwhile, or the disk does not answer; then nothing is left.
    pub fn finish(self) -> Result<(), SourceError> {
        if !self.waits {
            return fs::rename(&self.stage, &self.place).map_err(|cause| disk(&self.place, cause));
        }
        for (at, name) in self.names.iter().enumerate() {
            let to = self.place.join(name);
            let moved = if to.symlink_metadata().is_ok() {
                Err(exists("it came while the folder was made"))
            } else {
                fs::rename(self.stage.join(name), &to)
            };
            if let Err(cause) = moved {
                for done in self.names.iter().take(at) {
                    let _ = fs::remove_file(self.place.join(done));
                }
                return Err(disk(&to, cause));
            }
        }
        Ok(())
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        // Finished, it is gone or empty already.
        let _ = fs::remove_dir_all(&self.stage);
    }
}

/// The name of the folder in which files wait inside an empty one.
const STAGE: &str = ".connectory-new";

/// A place beside `path` for what is not finished, of this process alone.
fn beside(path: &Path, name: &str) -> PathBuf {
    path.with_file_name(format!(".{name}.{}.new", std::process::id()))
}

fn file_name(path: &Path) -> Result<String, SourceError> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.ok_or_else(|| {
        disk(path, io::Error::new(ErrorKind::InvalidInput, "this names no file or folder to make"))
    })
}

/// Gives a file the permissions of the one whose place it takes.
fn keep_permissions(path: &Path, beside: &Path) -> io::Result<()> {
    match path.metadata() {
        Ok(metadata) => fs::set_permissions(beside, metadata.permissions()),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(cause),
    }
}

/// Writes a file that must not be there yet, through to the disk.
pub(super) fn put_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn exists(what: &str) -> io::Error {
    io::Error::new(ErrorKind::AlreadyExists, what.to_owned())
}

fn disk(path: &Path, cause: io::Error) -> SourceError {
    SourceError::Disk { path: path.display().to_string(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("listed")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_with_other_bytes_is_replaced_only_when_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xmp");
        write_file(&path, b"one", false).expect("written");
        write_file(&path, b"one", false).expect("the same bytes are no loss");
        let refused = write_file(&path, b"two", false).expect_err("refused");
        assert!(refused.to_string().ends_with("give --force to replace it"), "{refused}");
        assert_eq!(fs::read(&path).expect("read"), b"one");
        write_file(&path, b"two", true).expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert_eq!(names(folder.path()), ["a.xmp"]);
    }

    #[test]
    fn a_folder_comes_whole_whether_it_is_new_or_empty() {
        let parent = tempfile::tempdir().expect("a folder");
        let (new, empty) = (parent.path().join("new"), parent.path().join("empty"));
        fs::create_dir(&empty).expect("made");
        for place in [&new, &empty] {
            let mut folder = NewFolder::begin(place).expect("begun");
            folder.put("a", b"1").expect("put");
            folder.put("b", b"2").expect("put");
            folder.finish().expect("finished");
            assert_eq!(names(place), ["a", "b"]);
        }
        assert_eq!(names(parent.path()), ["empty", "new"]);
    }

    #[test]
    fn a_folder_that_is_not_finished_leaves_nothing() {
        let parent = tempfile::tempdir().expect("a folder");
        let (new, empty) = (parent.path().join("new"), parent.path().join("empty"));
        fs::create_dir(&empty).expect("made");
        for place in [&new, &empty] {
            let mut folder = NewFolder::begin(place).expect("begun");
            folder.put("a", b"1").expect("put");
            assert!(folder.put("a", b"2").is_err(), "a name twice");
            for hostile in ["../b", "b/c", "con.dll", "", "."] {
                assert!(folder.put(hostile, b"2").is_err(), "{hostile:?} was taken");
            }
        }
        assert_eq!(names(parent.path()), ["empty"]);
        assert_eq!(names(&empty), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_holds_something_is_refused() {
        let parent = tempfile::tempdir().expect("a folder");
        fs::write(parent.path().join("precious"), "").expect("written");
        assert!(NewFolder::begin(parent.path()).is_err());
        assert!(NewFolder::begin(&parent.path().join("precious")).is_err());
        assert_eq!(names(parent.path()), ["precious"]);
    }

    #[test]
    fn what_came_meanwhile_is_kept_and_nothing_else_left() {
        let parent = tempfile::tempdir().expect("a folder");
        let mut folder = NewFolder::begin(parent.path()).expect("begun");
        folder.put("a", b"1").expect("put");
        folder.put("b", b"2").expect("put");
        fs::write(parent.path().join("b"), "precious").expect("written");
        assert!(folder.finish().is_err());
        assert_eq!(names(parent.path()), ["b"]);
        assert_eq!(fs::read(parent.path().join("b")).expect("read"), b"precious");
    }
}
