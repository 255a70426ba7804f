//! Takes the site out: every file of a build goes into a [`Sink`], which makes them the new generation at once.
//!
//! 1. `begin` opens a generation; readers still see the last one.
//! 2. `put` takes each file once, with its body or, when the sink already holds it, without.
//! 3. `finish` makes the generation what readers see; `abandon` forgets it.
//!
//! And the way back: [`Copy`](struct@Copy) tells whether a copy of a site is what was published.

mod branch;
mod disk;
mod folder;
mod generations;
mod ledger;
pub mod media;
mod memory;
mod signature;
mod store;
mod tree;
mod verify;

use std::path::PathBuf;

pub use branch::BranchSink;
pub use folder::FolderSink;
pub use generations::{GenerationSink, Swap};
pub use memory::{Content, File, Generation, MemorySink, Site};
pub use signature::PublicKey;
pub use store::{StoreClock, StorePlace, StoreSink};
pub use verify::{Copy, Expected, Fault, Signed, Verified, VerifyError};

use crate::model::Sight;
use crate::plan::{Grounds, Held, SitePath};

/// A place a site can be published to.
pub trait Sink: Send + Sync {
    /// What the last published generation holds at `path`; nothing if it must be made again.
    fn held(&self, path: &SitePath) -> Option<Held>;

    /// Refuses a place that holds, or may still hold, what those who may see `sight` must not.
    fn meant_for(&mut self, _sight: &Sight) -> Result<(), PublishError> {
        Ok(())
    }

    /// On what the published site stands, as [`Sink::stand_on`] was told; `None` where that is not known any more.
    fn grounds(&self) -> Option<&Grounds> {
        None
    }

    /// Notes on what the generation stands that was begun.
    fn stand_on(&mut self, _grounds: Grounds) {}

    /// Opens a generation. One left open before is forgotten.
    fn begin(&mut self) -> Result<(), PublishError>;

    /// Adds a file: what it is, and its bytes, of which `file` tells the truth. Without a body it stays as `held` said it is.
    fn put(&mut self, path: SitePath, file: Held, body: Option<Vec<u8>>) -> Result<(), PublishError>;

    /// Makes the files put since `begin` the site, and nothing but them.
    fn finish(&mut self) -> Result<Published, PublishError>;

    /// Forgets the generation that was begun; the last published one stays.
    fn abandon(&mut self);

    /// Puts the daemon's sign of life, [`PULSE`], beside the last published generation. It is part of no generation and in no
    /// manifest. A place where that costs too much takes none.
    fn pulse(&mut self, _body: &[u8]) -> Result<(), PublishError> {
        Ok(())
    }
}

/// Where the daemon's sign of life lies in a site: by it a page finds out that it may be out of date.
pub const PULSE: &str = "pulse.json";

/// What a publication changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that are new or have new bytes, in path order.
    pub written: Vec<SitePath>,
    /// How many files were left alone.
    pub kept: usize,
    /// Files that are no longer part of the site, in path order.
    pub removed: Vec<SitePath>,
}

/// Why a generation could not be published. The last one stays.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The disk refused.
    #[error("cannot {doing} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// The file or folder it was tried on.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The output folder holds files, none of them ours.
    #[error(
        "`{}` is not empty and was not made by connectory (it has no `.connectory`); give an empty or a new folder with `--out`", .0.display()
    )]
    ForeignFolder(PathBuf),
    /// The output folder is one of ours, but of the other kind.
    #[error(
        "`{}` holds {found}, which is not what is to be made here; give another folder, or remove this one first", folder.display()
    )]
    OtherKind {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        found: &'static str,
    },
    /// The output folder holds a site that is not for this one's readers.
    #[error(
        "`{}` holds generations of a site that sees {held}, which those of a site that sees {wanted} must not be shown; give another folder, or remove this one first", folder.display()
    )]
    OtherAudience {
        /// The folder.
        folder: PathBuf,
        /// What its readers see, as `registry.yaml` writes it.
        held: String,
        /// What the new readers see.
        wanted: String,
    },
    /// The output folder holds a site that shows everything, and this one's readers may not see everything.
    #[error(
        "`{}` holds a site that shows everything, and those whom this one is for would see it until all is replaced; give another folder with `--out`, or remove this one first", .0.display()
    )]
    ShowsEverything(PathBuf),
    /// Something stands where a file of the site must go.
    #[error(
        "`{}` was not written by connectory and stands where a file of the site must go; move it away or give another folder with `--out`", .0.display()
    )]
    ForeignFile(PathBuf),
    /// The manifest of an output folder is not what we wrote.
    #[error("`{}` is damaged ({why}); give an empty or a new folder with `--out`", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file came without a body and is not held.
    #[error("`{0}` was given without a body, but the last generation does not hold it")]
    NotHeld(SitePath),
    /// One path came twice, or is both a file and a folder, or is kept for the sink itself.
    #[error("`{0}` cannot be a file of the site: {1}")]
    BadPath(SitePath, &'static str),
    /// Another one publishes to this place.
    #[error("`{place}` is being published to by {owner}")]
    Taken {
        /// The place.
        place: String,
        /// Who publishes to it.
        owner: String,
    },
    /// A place elsewhere did not take what it was given.
    #[error("`{place}`: {what}")]
    Elsewhere {
        /// The place.
        place: String,
        /// What was tried and what went wrong.
        what: String,
    },
    /// `put` or `finish` without `begin`.
    #[error("no generation was begun")]
    NotBegun,
}

/// How many publications a hash-named file outlives the last page that asks for it, for readers of an older page.
const AFTERLIFE: u8 = 3;

/// Whether the file's name carries its content's hash (`assets/site-0a1b2c3d.css`), so that it never changes.
pub fn is_hash_named(path: &SitePath) -> bool {
    hash_of_name(path).is_some()
}

/// The first digits of its content's hash that a file's name carries.
fn hash_of_name(path: &SitePath) -> Option<&str> {
    let name = path.as_str().strip_prefix("assets/")?;
    let name = name.rsplit('/').next().unwrap_or(name);
    let stem = name.split('.').next().unwrap_or(name);
    let (_, hash) = stem.rsplit_once('-')?;
    let is_hash = hash.len() >= 8 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_makes_a_name_permanent() {
        let named = |path| is_hash_named(&SitePath::new(path).unwrap());
        assert!(named("assets/site-0a1b2c3d.css"));
        assert!(named("assets/search/part-00ff00ff00ff.json"));
        assert!(!named("assets/site.css"));
        assert!(!named("assets/site-latest.css"));
        assert!(!named("connectors/a-0a1b2c3d.html"));
    }
}
