//! Which words stand in which field of which connector.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::numbers::Numbers;
use super::{code, text};
use crate::model::{Connector, PackageFacts};
use crate::plan::form;
use crate::plan::shown::{self, Shown};

/// Where a word stands. A word of a name is in one of the first four only: in the one that counts most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// The name is this word.
    Name,
    /// The first word of the name.
    NameBegins,
    /// Another word of the name.
    NameHolds,
    /// A word of the slug or a former one, or a part of a word of the name.
    Slug,
    Description,
    File,
    Setting,
    Version,
}

impl Field {
    /// The letter that stands before the numbers of the connectors.
    fn letter(self) -> char {
        match self {
            Field::Name => 'N',
            Field::NameBegins => 'A',
            Field::NameHolds => 'B',
            Field::Slug => 'S',
            Field::Description => 'd',
            Field::File => 'f',
            Field::Setting => 'k',
            Field::Version => 'v',
        }
    }

    fn is_of_a_name(self) -> bool {
        self <= Field::Slug
    }
}

/// A word and where it stands: fields divided by blanks, each a letter and the rising numbers of the connectors.
pub(super) type Term = (String, String);

/// Words in their order.
pub(super) struct Terms {
    /// Of names and slugs: what most people look for.
    pub(super) names: Vec<Term>,
    /// Of everything else. Versions have `=` before them.
    pub(super) rest: Vec<Term>,
}

impl Terms {
    /// The words of all connectors.
    pub(super) fn of(shown: &Shown<'_>, numbers: &Numbers) -> Terms {
        let (mut names, mut rest) = (Lists::default(), Lists::default());
        for (connector, &number) in shown.connectors.iter().zip(&numbers.of) {
            for (word, field) in of_connector(connector) {
                let lists = if field.is_of_a_name() { &mut names } else { &mut rest };
                lists.0.entry(word).or_default().push((field, number));
            }
        }
        Terms { names: names.written(), rest: rest.written() }
    }
}

/// The connectors of each word.
#[derive(Default)]
struct Lists(HashMap<String, Vec<(Field, u32)>>);

impl Lists {
    fn written(self) -> Vec<Term> {
        let mut terms: Vec<Term> = self.0.into_iter().map(|(word, places)| (word, written(places))).collect();
        terms.sort_unstable();
        terms
    }
}

fn written(mut places: Vec<(Field, u32)>) -> String {
    places.sort_unstable();
    let fields = places.chunk_by(|(a, _), (b, _)| a == b).map(|same| {
        let mut text = String::from(same[0].0.letter());
        code::put_rising(&mut text, same.iter().map(|(_, number)| *number));
        text
    });
    fields.collect::<Vec<_>>().join(" ")
}

fn of_connector(connector: &Connector) -> BTreeSet<(String, Field)> {
    let names = of_names(connector).into_iter();
    let mut found: BTreeSet<(String, Field)> = names.collect();
    let mut add = |words: Vec<String>, field| found.extend(words.into_iter().map(|word| (word, field)));
    add(text::words(&connector.description), Field::Description);
    for version in shown::versions(connector) {
        add(vec![format!("={}", text::version(version.number.as_str()))], Field::Version);
    }
    if let Some(facts) = shown::latest(connector).and_then(|version| version.facts()) {
        add(of_settings(facts), Field::Setting);
        let files = facts.references.iter();
        let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        add(files.flat_map(|file| text::words(&stem(&file.name))).collect(), Field::File);
    }
    found
}

/// The words of names, each in the field that counts most.
fn of_names(connector: &Connector) -> BTreeMap<String, Field> {
    let mut found = BTreeMap::new();
    let words = text::words(&connector.name);
    let alone = words.len() == 1;
    for (at, word) in words.into_iter().enumerate() {
        let first = if alone { Field::Name } else { Field::NameBegins };
        found.entry(word).or_insert(if at == 0 { first } else { Field::NameHolds });
    }
    let slugs = std::iter::once(connector.slug.as_str()).chain(connector.aliases.iter().map(|a| a.as_str()));
    let words = slugs.flat_map(text::words).chain(text::pieces(&connector.name));
    for word in words {
        found.entry(word).or_insert(Field::Slug);
    }
    found
}

fn of_settings(facts: &PackageFacts) -> Vec<String> {
    let leaves = form::leaves(&facts.form);
    let settings = leaves.iter().flat_map(|(_, leaf)| std::iter::once(*leaf).chain(leaf.columns()));
    let mut words = Vec::new();
    for setting in settings {
        let (key, caption) = (setting.key().unwrap_or_default(), setting.caption().unwrap_or_default());
        words.extend(text::words(key));
        words.extend(text::pieces(key));
        words.extend(text::words(caption));
    }
    words
}
