//! What templates may ask of a value.

use std::collections::BTreeMap;

use minijinja::{Environment, Value};

use super::markdown;
use crate::diag::size;

pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("bytes", size);
    environment.add_filter("grouped", grouped);
    environment.add_filter("sentence", sentence);
    let cleaner = markdown::Cleaner::new();
    let markdown = move |text: &str, root: &str, pictures: Option<Value>, links: Option<Value>| {
        let known = |paths: Option<Value>| paths.map(|paths| known(&paths)).unwrap_or_default();
        let around = markdown::Around { root, pictures: known(pictures), links: known(links) };
        Value::from_safe_string(cleaner.html(text, &around))
    };
    environment.add_filter("markdown", markdown);
}

fn known(paths: &Value) -> BTreeMap<String, String> {
    let names = paths.try_iter().into_iter().flatten();
    let pair =
        |name: Value| Some((name.as_str()?.to_owned(), paths.get_item(&name).ok()?.as_str()?.to_owned()));
    names.filter_map(pair).collect()
}

/// A text that another may follow: with a full stop, unless it ends with one or its like.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let ended = text.is_empty() || text.ends_with(['.', '!', '?', ':', '…', ')']);
    if ended { text.to_owned() } else { format!("{text}.") }
}

/// A count with its thousands apart.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!([grouped(0), grouped(999), grouped(10_000)], ["0", "999", "10,000"]);
    }
}
