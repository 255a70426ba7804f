//! The plan of a change: for each path, what lay there and what is to lie there.
//!
//! A new name for a file is two steps, one for either path; what lies at the new one is put aside before. So each step is
//! about one path, and whoever finds it can tell whether it was made.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::source::changes::{Change, Changes, Held};
use crate::source::{Digest, RepoPath, SourceError};

/// The form of the plan that this program writes, and the only one that it follows.
const SCHEMA: u32 = 1;
/// The most bytes of a plan: some fifty thousand files.
pub(super) const MOST_BYTES: u64 = 16 << 20;

/// What is to become of paths, in this order: what comes before what goes.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source::changes) struct Plan {
    pub(super) steps: Vec<Step>,
}

/// What is to become of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) path: RepoPath,
    /// What lay there; `None` for nothing.
    pub(super) before: Option<Digest>,
    /// What is to lie there.
    pub(super) after: Option<Digest>,
}

/// Where the content comes from that a step puts to its path.
pub(in crate::source::changes) enum Source<'c> {
    /// It takes something away.
    Nothing,
    /// New bytes, and the file whose permissions they take over.
    Bytes { bytes: &'c [u8], like: Option<&'c RepoPath> },
    /// A file that gets another name.
    File(&'c RepoPath),
}

impl Plan {
    /// The plan of `changes`, and where the content of each step comes from.
    pub(in crate::source::changes) fn of(changes: &Changes) -> (Plan, Vec<Source<'_>>) {
        let (puts, takes): (Vec<_>, Vec<_>) =
            changes.iter().flat_map(steps).partition(|(step, _)| step.after.is_some());
        let (steps, sources) = puts.into_iter().chain(takes).unzip();
        (Plan { steps }, sources)
    }

    /// Whether nothing is to be done.
    pub(in crate::source::changes) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The bytes of the plan's file.
    pub(super) fn write(&self) -> Result<Vec<u8>, SourceError> {
        let digest = |digest: &Option<Digest>| digest.map(|digest| digest.to_string());
        let step = |step: &Step| Line {
            path: step.path.to_string(),
            before: digest(&step.before),
            after: digest(&step.after),
        };
        let document = Document { schema: SCHEMA, steps: self.steps.iter().map(step).collect() };
        let bytes = serde_json::to_vec(&document).expect("texts and numbers can be written");
        if bytes.len() as u64 > MOST_BYTES {
            return Err(SourceError::Refused("too many files for one change; make several".to_owned()));
        }
        Ok(bytes)
    }

    /// Reads a plan, which anybody may have written.
    pub(super) fn read(bytes: &[u8]) -> Result<Plan, String> {
        let document: Document = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if document.schema != SCHEMA {
            return Err(format!("its schema is {}, and this program knows {SCHEMA}", document.schema));
        }
        let mut paths = HashSet::new();
        let steps = document.steps.into_iter().map(Line::step).collect::<Result<Vec<Step>, String>>()?;
        match steps.iter().find(|step| !paths.insert(&step.path)) {
            Some(twice) => Err(format!("`{}` stands in it twice", twice.path)),
            None => Ok(Plan { steps }),
        }
    }
}

/// The steps of a change.
fn steps(change: &Change) -> Vec<(Step, Source<'_>)> {
    let held = |held: &Held| match held {
        Held::Bytes(bytes) => Digest::of(bytes),
        Held::Digest(digest) => *digest,
    };
    let before = change.before.as_ref().map(|before| (&before.path, held(&before.held)));
    let mut steps = Vec::new();
    if let Some(after) = &change.after {
        let in_place = before.filter(|(path, _)| **path == after.path);
        let (digest, source) = match (&after.bytes, before) {
            (None, Some(_)) if in_place.is_some() => return steps,
            (None, Some((from, digest))) => (digest, Source::File(from)),
            (bytes, _) => {
                let (bytes, like) = (bytes.as_deref().unwrap_or_default(), before.map(|(path, _)| path));
                (Digest::of(bytes), Source::Bytes { bytes, like })
            }
        };
        let before = in_place.map(|(_, digest)| digest);
        steps.push((Step { path: after.path.clone(), before, after: Some(digest) }, source));
        if in_place.is_some() {
            return steps;
        }
    }
    let gone =
        |(path, digest): (&RepoPath, Digest)| Step { path: path.clone(), before: Some(digest), after: None };
    steps.extend(before.map(|before| (gone(before), Source::Nothing)));
    steps
}

/// The plan as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: u32,
    steps: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    before: Option<String>,
    after: Option<String>,
}

impl Line {
    fn step(self) -> Result<Step, String> {
        let digest = |text: Option<String>| {
            let digest = |text: String| Digest::parse(&text).ok_or(format!("`{text}` is no digest"));
            text.map(digest).transpose()
        };
        let path = RepoPath::new(&self.path).map_err(|error| error.to_string())?;
        let (before, after) = (digest(self.before)?, digest(self.after)?);
        if before.is_none() && after.is_none() {
            return Err(format!("nothing is to become of `{path}`"));
        }
        Ok(Step { path, before, after })
    }
}
