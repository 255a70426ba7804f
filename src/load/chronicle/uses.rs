//! Which application used what, followed from commit to commit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::load::applications;
use crate::model::{Application, PastUse, Slug, VersionNumber};
use crate::source::{Part, PastBytes, RepoPath, Repository, SourceError, Touched, check_segment};
use crate::yaml;

/// All uses so far, and what each application holds now.
#[derive(Debug, Default)]
pub(super) struct Uses {
    all: Vec<PastUse>,
    now: BTreeMap<String, Known>,
}

/// An application as its file says it.
#[derive(Debug)]
struct Known {
    bytes: PastBytes,
    access: Vec<String>,
    /// Where each use stands in `all`.
    uses: BTreeMap<(String, VersionNumber), usize>,
}

/// What a file of an application says.
struct Said {
    access: Vec<String>,
    uses: BTreeSet<(String, VersionNumber)>,
}

/// An application, and the groups that may see it.
type Seen = (String, Vec<String>);

impl Uses {
    /// Takes what a commit changed; returns the applications of which it changed more than words.
    pub(super) fn change(
        &mut self,
        repository: &Repository,
        touched: &[Touched],
        day: Date,
    ) -> Result<Vec<Seen>, SourceError> {
        let mut changed: BTreeMap<&str, (Option<PastBytes>, Option<PastBytes>)> = BTreeMap::new();
        for found in touched {
            let Part::Application(stem) = &found.part else { continue };
            if check_segment(stem).is_ok() {
                let (before, after) = changed.entry(stem).or_default();
                (*before, *after) = (before.or(found.before), after.or(found.after));
            }
        }
        let mut told = Vec::new();
        for (stem, (before, after)) in changed {
            match after {
                // It only moved, or is as it was when it could last be read.
                Some(bytes) if self.now.get(stem).is_some_and(|known| known.bytes == bytes) => {}
                Some(bytes) => {
                    let Some(said) = said(repository, stem, bytes)? else { continue };
                    told.extend(self.becomes(stem, bytes, said, day));
                }
                None => told.extend(before.and_then(|_| self.goes(stem, day))),
            }
        }
        Ok(told)
    }

    /// Every use, by application and then by time.
    pub(super) fn sorted(&self) -> Vec<PastUse> {
        let mut sorted = self.all.clone();
        sorted.sort_by(|a, b| {
            let key = |used: &PastUse| (used.since, used.until.unwrap_or(Date::MAX));
            let named = || (&a.connector, &a.version).cmp(&(&b.connector, &b.version));
            a.application.cmp(&b.application).then_with(|| key(a).cmp(&key(b))).then_with(named)
        });
        sorted
    }

    fn becomes(&mut self, stem: &str, bytes: PastBytes, said: Said, day: Date) -> Option<Seen> {
        let (mut uses, mut changed) = (BTreeMap::new(), true);
        if let Some(known) = self.now.remove(stem) {
            // Who may see a use is part of it: when that changes, another begins.
            let same_access = known.access == said.access;
            let stays = |used: &(String, VersionNumber)| same_access && said.uses.contains(used);
            let (stay, go): (BTreeMap<_, _>, BTreeMap<_, _>) =
                known.uses.into_iter().partition(|(used, _)| stays(used));
            changed = !same_access || !go.is_empty() || stay.len() != said.uses.len();
            go.into_values().for_each(|at| self.end(at, day));
            uses = stay;
        }
        for used in said.uses {
            uses.entry(used).or_insert_with_key(|used| self.start(stem, &said.access, used, day));
        }
        let told = (stem.to_owned(), said.access.clone());
        self.now.insert(stem.to_owned(), Known { bytes, access: said.access, uses });
        changed.then_some(told)
    }

    fn goes(&mut self, stem: &str, day: Date) -> Option<Seen> {
        let known = self.now.remove(stem)?;
        known.uses.into_values().for_each(|at| self.end(at, day));
        Some((stem.to_owned(), known.access))
    }

    fn start(&mut self, stem: &str, access: &[String], used: &(String, VersionNumber), day: Date) -> usize {
        let (connector, version) = used.clone();
        let (application, access) = (Slug::new(stem), access.to_vec());
        self.all.push(PastUse { application, access, connector, version, since: day, until: None });
        self.all.len() - 1
    }

    /// A commit may claim to be older than the one before it; a use never ends before it began.
    fn end(&mut self, at: usize, day: Date) {
        let used = &mut self.all[at];
        used.until = Some(day.max(used.since));
    }
}

/// What a file of the past says; `None` where it cannot be read.
fn said(repository: &Repository, stem: &str, bytes: PastBytes) -> Result<Option<Said>, SourceError> {
    let Some(bytes) = repository.bytes(bytes, yaml::limit())? else { return Ok(None) };
    let Ok(file) = RepoPath::new(&format!("applications/{stem}.yaml")) else { return Ok(None) };
    let mut unheard = Vec::new();
    let mut reader = yaml::Reader::new(&file, &mut unheard);
    let node = reader.parse(&bytes);
    let application = node.and_then(|node| applications::read(&mut reader, node, stem.to_owned(), &file));
    Ok(application.map(|application| taken(&application)))
}

fn taken(application: &Application) -> Said {
    let access: BTreeSet<&str> = application.access.iter().map(|group| group.as_str()).collect();
    let used = |used: &crate::model::Use| (used.connector.value.clone(), used.version.value.clone());
    Said {
        access: access.into_iter().map(str::to_owned).collect(),
        uses: application.uses.iter().map(used).collect(),
    }
}
