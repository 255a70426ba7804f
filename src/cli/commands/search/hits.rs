//! Which connectors a search finds, in which order, and where.
//!
//! 1. A word is looked for in every text of every connector.
//! 2. One that no connector holds is looked for again, as a word that is almost the same.
//! 3. A connector that holds every word is a hit. It counts what the best place of each word counts; one whose slug or name
//!    is what was asked for comes first.

use super::pieces::{self, Piece};
use super::words::{Nearness, almost, holds};
use crate::model::{Connector, Registry};

/// The most characters of a text that are shown around a word.
const MOST_SHOWN: usize = 60;

/// A connector that was found.
pub(super) struct Hit<'r> {
    pub(super) connector: &'r Connector,
    /// The best place of each word, places that serve several words once.
    pub(super) found: Vec<Found<'r>>,
    weight: u32,
}

/// A place where a word was found.
#[derive(Clone, Copy)]
pub(super) struct Found<'r> {
    pub(super) piece: Piece<'r>,
    pub(super) nearness: Nearness,
    /// The byte of the text in lower case where the word begins.
    at: usize,
}

impl Found<'_> {
    fn weight(&self) -> u32 {
        // Something in a name counts more than anything anywhere else.
        self.piece.place.weight() * (2 + self.nearness as u32)
    }

    /// The text, or what of it stands around the word.
    pub(super) fn excerpt(&self) -> String {
        let text: Vec<char> = self.piece.text.trim().chars().collect();
        if text.len() <= MOST_SHOWN {
            return text.into_iter().collect();
        }
        let lead = self.piece.text.chars().take_while(|c| c.is_whitespace()).count();
        let at = self.piece.text.to_lowercase()[..self.at].chars().count().saturating_sub(lead);
        let begin = at.saturating_sub(MOST_SHOWN / 3).min(text.len() - MOST_SHOWN);
        let end = begin + MOST_SHOWN;
        let middle: String = text[begin..end].iter().collect();
        let (before, after) = (if begin > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
        format!("{before}{}{after}", middle.trim())
    }
}

/// The connectors that hold every one of `words`, the best first.
pub(super) fn search<'r>(registry: &'r Registry, words: &[String]) -> Vec<Hit<'r>> {
    let texts: Vec<(&Connector, Vec<(Piece<'_>, String)>)> = registry
        .connectors
        .iter()
        .map(|connector| {
            let pieces = pieces::of(registry, connector);
            (connector, pieces.into_iter().map(|piece| (piece, piece.text.to_lowercase())).collect())
        })
        .collect();
    // For each word the best place in each connector.
    let places: Vec<Vec<Option<Found<'r>>>> = words
        .iter()
        .map(|word| {
            let exact: Vec<_> =
                texts.iter().map(|(_, pieces)| best(pieces, |text| holds(text, word))).collect();
            if exact.iter().any(Option::is_some) {
                return exact;
            }
            let like = |text: &str| Some((Nearness::Like, almost(text, word)?));
            texts.iter().map(|(_, pieces)| best(pieces, like)).collect()
        })
        .collect();
    let hits = texts.iter().enumerate().filter_map(|(at, (connector, _))| {
        let found: Option<Vec<Found<'r>>> = places.iter().map(|places| places[at]).collect();
        found.map(|found| hit(connector, found, words))
    });
    let mut hits: Vec<Hit<'r>> = hits.collect();
    hits.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.connector.slug.cmp(&b.connector.slug)));
    hits
}

fn best<'r>(
    pieces: &[(Piece<'r>, String)],
    near: impl Fn(&str) -> Option<(Nearness, usize)>,
) -> Option<Found<'r>> {
    let found = pieces.iter().filter_map(|(piece, text)| {
        let (nearness, at) = near(text)?;
        Some(Found { piece: *piece, nearness, at })
    });
    found.reduce(|best, next| if next.weight() > best.weight() { next } else { best })
}

fn hit<'r>(connector: &'r Connector, found: Vec<Found<'r>>, words: &[String]) -> Hit<'r> {
    let asked = words.join(" ");
    let is = |name: &str| name.to_lowercase().replace('-', " ") == asked.replace('-', " ");
    let named = is(connector.slug.as_str()) || is(&connector.name.value);
    let weight = found.iter().map(Found::weight).sum::<u32>() + if named { 1_000_000 } else { 0 };
    let mut distinct: Vec<Found<'r>> = Vec::new();
    for found in found {
        let same = |other: &Found<'_>| std::ptr::eq(other.piece.text, found.piece.text);
        if !distinct.iter().any(same) {
            distinct.push(found);
        }
    }
    Hit { connector, found: distinct, weight }
}
