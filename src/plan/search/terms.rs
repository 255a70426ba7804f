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

/// Stands for the numbers of very many connectors.
const COMMON: char = '*';

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
    /// The words of all connectors. Of a word that stands in more than `most` descriptions, settings or files it is only
    /// said that it does: it would narrow little and take much.
    pub(super) fn of(shown: &Shown<'_>, numbers: &Numbers, most: usize) -> Terms {
        let (mut names, mut rest) = (Lists::default(), Lists::default());
        for (connector, &number) in shown.connectors.iter().zip(&numbers.of) {
            for (word, field) in of_connector(connector) {
                let lists = if field.is_of_a_name() { &mut names } else { &mut rest };
                lists.0.entry(word).or_default().push((field, number));
            }
        }
        Terms { names: names.written(usize::MAX), rest: rest.written(most) }
    }
}

/// The connectors of each word.
#[derive(Default)]
struct Lists(HashMap<String, Vec<(Field, u32)>>);

impl Lists {
    fn written(self, most: usize) -> Vec<Term> {
        let mut terms: Vec<Term> =
            self.0.into_iter().map(|(word, places)| (word, written(places, most))).collect();
        terms.sort_unstable();
        terms
    }
}

fn written(mut places: Vec<(Field, u32)>, most: usize) -> String {
    places.sort_unstable();
    let fields = places.chunk_by(|(a, _), (b, _)| a == b).map(|same| {
        let field = same[0].0;
        let mut text = String::from(field.letter());
        if same.len() > most && field != Field::Version {
            text.push(COMMON);
        } else {
            code::put_rising(&mut text, same.iter().map(|(_, number)| *number));
        }
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
    let facts = || shown::versions(connector).filter_map(|version| version.facts());
    add(of_settings(facts().map(|facts| facts.as_ref())), Field::Setting);
    let files: BTreeSet<&str> =
        facts().flat_map(|facts| &facts.references).map(|file| stem(&file.name)).collect();
    add(files.into_iter().flat_map(text::words).collect(), Field::File);
    found
}

/// The name of a file without what tells its kind.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
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

/// The words of keys and captions: those of older versions too, since applications may still be on them.
fn of_settings<'f>(forms: impl Iterator<Item = &'f PackageFacts>) -> Vec<String> {
    let (mut keys, mut captions) = (BTreeSet::new(), BTreeSet::new());
    for facts in forms {
        for (_, leaf) in form::leaves(&facts.form) {
            for setting in std::iter::once(leaf).chain(leaf.columns()) {
                keys.extend(setting.key());
                captions.extend(setting.caption());
            }
        }
    }
    let whole = keys.iter().chain(&captions).flat_map(|text| text::words(text));
    whole.chain(keys.iter().flat_map(|key| text::pieces(key))).collect()
}
