//! The words that a mistyped one may mean, in one small text: asked for only when a word is found nowhere.

use super::code;
use super::terms::{Term, Terms};

/// All words without digits: each as the number of letters it has in common with the one before, and the rest.
pub(super) fn written(terms: &Terms) -> String {
    let mut words: Vec<&str> = terms.names.iter().chain(&terms.rest).filter_map(meant).collect();
    words.sort_unstable();
    words.dedup();
    let mut text = String::new();
    let mut before = "";
    for word in words {
        let common = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
        code::put(&mut text, common, 1);
        text.extend(word.chars().skip(common));
        text.push(' ');
        before = word;
    }
    text
}

/// A number that is mistyped means any other number.
fn meant((word, _): &Term) -> Option<&str> {
    let letters = word.chars().count() > 1 && !word.contains(|c: char| c.is_ascii_digit() || c == '=');
    letters.then_some(word)
}
