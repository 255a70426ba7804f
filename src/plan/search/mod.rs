//! The search index: scripts, since a page opened from a folder may not fetch. `templates/search-engine.js` reads it.
//!
//! 1. [`numbers`] gives each connector a number that other connectors do not change.
//! 2. [`facets`] is the table that results are filtered, counted and ordered by.
//! 3. [`terms`] tells which words stand where, [`vocabulary`] what a mistyped word may mean.
//! 4. What is shown of a result stands in blocks of connectors with neighbouring numbers.
//! 5. A small registry has all of it in one file. In a large one a search asks for the table, the [`shards`] of its words
//!    and the blocks of its results.
//!
//! A file of a fixed name tells the names of the others, which carry their content's digest. Every file calls one
//! function with a key and a value; no name that a script knows is made of data.

mod code;
mod facets;
mod live;
mod numbers;
mod shards;
mod terms;
mod text;
mod vocabulary;

use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use self::numbers::Numbers;
use self::terms::Terms;
use super::assets;
use super::fingerprint::Fingerprint;
use super::path::SitePath;
use super::shown::{self, Shown};
use super::view;
use crate::model::Connector;

pub(crate) use text::fold;

/// With more connectors than this the index lies in many files.
const ALL: usize = 1_000;
/// The most bytes of a shard of words, before compression.
const SHARD: usize = 12 << 10;
/// In a large registry a word of more than one in so many connectors tells nothing, but for those of names.
const COMMON: usize = 4;
/// How many numbers a block spans. One in four to one in eight is a connector's.
const BLOCK: usize = 64;

/// The files of the search: the first names the others.
pub(crate) fn files(shown: &Shown<'_>) -> Vec<(SitePath, Vec<u8>)> {
    files_of(shown, shown.connectors.len() > ALL, SHARD)
}

fn files_of(shown: &Shown<'_>, divided: bool, limit: usize) -> Vec<(SitePath, Vec<u8>)> {
    let numbers = Numbers::of(&shown.connectors);
    let most = if divided { shown.connectors.len() / COMMON } else { usize::MAX };
    let terms = Terms::of(shown, &numbers, most);
    let shards = |family: &str, terms: &[terms::Term]| -> Vec<Part> {
        let limit = if divided { limit } else { usize::MAX };
        let all = shards::divided(terms, limit).into_iter();
        all.map(|shard| Part::new(format!("{family}:{}", shard.prefix), &json!(shards::written(shard.terms))))
            .collect()
    };
    let mut words = shards("n", &terms.names);
    words.extend(shards("t", &terms.rest));
    let index = Index {
        facets: Part::new("facets".to_owned(), &facets::written(shown, &numbers)),
        vocabulary: Part::new("words".to_owned(), &json!(vocabulary::written(&terms))),
        words,
        blocks: blocks(shown, &numbers),
    };
    if divided { index.apart() } else { index.together() }
}

/// One call of the function that takes the index.
struct Part {
    key: String,
    text: String,
}

impl Part {
    fn new(key: String, value: &Value) -> Part {
        let text = format!("connectorySearch({},{});\n", script_safe(&json!(key)), script_safe(value));
        Part { key, text }
    }

    fn file(self, stem: &str) -> (SitePath, Vec<u8>) {
        (assets::named(stem, self.text.as_bytes(), "js"), self.text.into_bytes())
    }

    /// What its file's name carries.
    fn digest(&self) -> String {
        Fingerprint::of(self.text.as_bytes()).short()
    }
}

struct Index {
    facets: Part,
    vocabulary: Part,
    words: Vec<Part>,
    /// By their numbers; where no connector is, nothing is.
    blocks: Vec<Option<Part>>,
}

impl Index {
    fn together(self) -> Vec<(SitePath, Vec<u8>)> {
        let parts = [self.facets, self.vocabulary].into_iter().chain(self.words);
        let text: String = parts.chain(self.blocks.into_iter().flatten()).map(|part| part.text).collect();
        let path = assets::named("search-all", text.as_bytes(), "js");
        let map = json!({ "all": path.as_str(), "block": BLOCK });
        vec![pointer(&map), (path, text.into_bytes())]
    }

    fn apart(self) -> Vec<(SitePath, Vec<u8>)> {
        let none = "-".repeat(12);
        let block = |part: &Option<Part>| part.as_ref().map_or_else(|| none.clone(), Part::digest);
        let map = json!({
            "facets": self.facets.digest(),
            "words": self.vocabulary.digest(),
            "keys": self.words.iter().map(|part| part.key.as_str()).collect::<Vec<_>>().join(" "),
            "terms": self.words.iter().map(Part::digest).collect::<String>(),
            "block": BLOCK,
            "blocks": self.blocks.iter().map(block).collect::<String>(),
        });
        let files = [self.facets.file("search-facets"), self.vocabulary.file("search-words")].into_iter();
        let files = files.chain(self.words.into_iter().map(|part| part.file("search-terms")));
        let files = files.chain(self.blocks.into_iter().flatten().map(|part| part.file("search-block")));
        std::iter::once(pointer(&map)).chain(files).collect()
    }
}

fn pointer(map: &Value) -> (SitePath, Vec<u8>) {
    let part = Part::new("map".to_owned(), map);
    (SitePath::known(assets::SEARCH_POINTER), part.text.into_bytes())
}

/// What is shown of results.
fn blocks(shown: &Shown<'_>, numbers: &Numbers) -> Vec<Option<Part>> {
    let mut blocks = vec![Vec::new(); numbers.space / BLOCK];
    for (connector, &number) in shown.connectors.iter().zip(&numbers.of) {
        blocks[number as usize / BLOCK].push(document(connector, number));
    }
    let part = |(at, mut block): (usize, Vec<Value>)| {
        block.sort_by_key(|document| document[0].as_u64());
        (!block.is_empty()).then(|| Part::new(format!("d:{at}"), &json!(block)))
    };
    blocks.into_iter().enumerate().map(part).collect()
}

fn document(connector: &Connector, number: u32) -> Value {
    json!([
        number,
        connector.slug.as_str(),
        connector.name.value,
        view::clip(&connector.description, 120),
        shown::latest(connector).map(|version| version.number.as_str()),
    ])
}

/// JSON that may stand in a script: nothing in it can end the script or a line of it.
pub(crate) fn script_safe<T: Serialize + ?Sized>(value: &T) -> String {
    let mut safe = Safe(Vec::new());
    serde_json::to_writer(&mut safe, value).expect("what is told of a registry can be written");
    String::from_utf8(safe.0).expect("JSON is text")
}

/// Takes JSON, and escapes what a script would not take for text.
struct Safe(Vec<u8>);

impl io::Write for Safe {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        let mut rest = json;
        let is_special = |at: usize, byte: u8, json: &[u8]| match byte {
            b'<' | b'>' | b'&' => true,
            // U+2028 and U+2029: no other characters begin so.
            0xe2 => matches!(json.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])),
            _ => false,
        };
        while let Some(at) = rest.iter().enumerate().position(|(at, &byte)| is_special(at, byte, rest)) {
            self.0.extend_from_slice(&rest[..at]);
            let (code, length) = match rest[at] {
                0xe2 => (0x2000 + u32::from(rest[at + 2] & 0x3f), 3),
                byte => (u32::from(byte), 1),
            };
            self.0.extend_from_slice(format!("\\u{code:04x}").as_bytes());
            rest = &rest[at + length..];
        }
        self.0.extend_from_slice(rest);
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
