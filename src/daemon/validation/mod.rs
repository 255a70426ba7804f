//! What a look at the registry comes to: what is wrong with which item since when, and what is to be told.
//!
//! 1. [`found`]: findings by item. 2. [`standing`]: which are new, which are over. 3. [`deadlines`]: what the calendar brings.
//! 4. [`Validation`] keeps in the daemon's folder what it must not forget, puts the items on the board, and gives what is to be told.
//!
//! Of a registry that is met for the first time, all that is wrong is new, and told at once.

pub(super) mod deadlines;
pub(super) mod found;
pub(super) mod standing;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::hooks::{About, Document};
use super::{Event, ItemStatus, Looked, Standing, StateFolder, Surroundings};
use deadlines::Told;
use standing::Known;

/// Files in the daemon's own folder.
const FINDINGS: &str = "findings.json";
const DEADLINES: &str = "deadlines.json";

/// What the daemon knows of findings and deadlines.
pub(super) struct Validation<'s> {
    state: &'s StateFolder,
    known: Vec<Known>,
    told: Told,
}

impl<'s> Validation<'s> {
    /// Takes up what was known. What cannot be read is begun anew, and that is said.
    pub(super) fn open(state: &'s StateFolder, say: &dyn Fn(Event)) -> Validation<'s> {
        let lost = |name: &str| {
            say(Event::Note(format!("`{name}` in the daemon's folder is damaged; it is begun anew")));
        };
        let known = state.read(FINDINGS).map(|text| standing::read(&text));
        let told = state.read(DEADLINES).map(|text| Told::read(&text));
        if matches!(known, Some(None)) {
            lost(FINDINGS);
        }
        if matches!(told, Some(None)) {
            lost(DEADLINES);
        }
        Validation {
            state,
            known: known.flatten().unwrap_or_default(),
            told: told.flatten().unwrap_or_default(),
        }
    }

    /// Takes in what was looked at, and gives what is to be told of it.
    pub(super) fn take(&mut self, looked: &Looked, today: Date, around: &Surroundings) -> Vec<Document> {
        let now = around.clock.now();
        let compared = standing::compare(&self.known, &looked.found, now);
        let items = items(looked, &compared.since);
        around.board.update(|status| status.items = items);
        let place = around.board.current().source.place.clone();
        let about = &About { place, ..looked.about.clone() };
        let mut documents = Vec::new();
        documents.extend(Document::findings(about, now, looked, &compared));
        documents.extend(Document::recoveries(about, now, &compared.recovered));
        if compared.known != self.known {
            self.known = compared.known;
            self.keep(FINDINGS, &standing::written(&self.known), around);
        }
        if let Some(reading) = &looked.reading {
            let (told, due) = self.told.tell(&reading.registry, today);
            documents.extend(Document::deadlines(about, now, &due));
            if told != self.told {
                self.told = told;
                self.keep(DEADLINES, &self.told.written(), around);
            }
        }
        documents
    }

    /// That it cannot be kept is said; it is known until the daemon ends.
    fn keep(&self, name: &str, text: &str, around: &Surroundings) {
        if let Err(error) = self.state.write(name, text) {
            (around.say)(Event::Note(error.to_string()));
        }
    }
}

/// What is wrong, by item: those with errors first, then those with most findings.
fn items(looked: &Looked, since: &[Timestamp]) -> Vec<ItemStatus> {
    let mut items: BTreeMap<&str, (usize, Vec<Standing>)> = BTreeMap::new();
    for (found, since) in looked.found.iter().zip(since) {
        let (errors, findings) = items.entry(&found.item).or_default();
        *errors += usize::from(found::is_error(found));
        findings.push(Standing { finding: found.finding.clone(), since: Some(*since) });
    }
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by_key(|(_, (errors, findings))| std::cmp::Reverse((*errors, findings.len())));
    let status = |(key, (_, findings)): (&str, (usize, Vec<Standing>))| ItemStatus {
        item: found::called(key).to_owned(),
        is_kept: looked.kept.contains(key),
        findings,
    };
    items.into_iter().map(status).collect()
}
