//! A sentence about a change: words of ours, and values of whoever made the package, kept apart so that each page,
//! terminal or comment can make the values harmless in its own way.

use std::fmt;

/// The most characters of one value that are shown.
const MOST_OF_A_VALUE: usize = 80;
/// The most values of one list that are shown.
const MOST_VALUES: usize = 12;

/// A sentence in lower case, without a full stop.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    parts: Vec<Part>,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Our own words.
    Words(String),
    /// What stood in a package; shortened where it is long, otherwise as it was.
    Value(String),
}

impl Message {
    /// A message that begins with our own words.
    pub(super) fn words(words: impl Into<String>) -> Message {
        Message::default().say(words)
    }

    /// A message that begins with a value.
    pub(super) fn of(value: &str) -> Message {
        Message::default().value(value)
    }

    /// Goes on with our own words.
    pub(super) fn say(mut self, words: impl Into<String>) -> Message {
        self.parts.push(Part::Words(words.into()));
        self
    }

    /// Goes on with a value.
    pub(super) fn value(mut self, value: &str) -> Message {
        let mut shown: String = value.chars().take(MOST_OF_A_VALUE).collect();
        if shown.len() < value.len() {
            shown.push_str("...");
        }
        self.parts.push(Part::Value(shown));
        self
    }

    /// Goes on with values: `last` stands before the last one, a comma between the others.
    pub(super) fn values<'v>(self, values: impl IntoIterator<Item = &'v str>, last: &str) -> Message {
        self.first_values(values, last, MOST_VALUES)
    }

    /// The same with at most `most` values; the others are counted.
    pub(super) fn first_values<'v>(
        self,
        values: impl IntoIterator<Item = &'v str>,
        last: &str,
        most: usize,
    ) -> Message {
        let values: Vec<&str> = values.into_iter().collect();
        // One more takes no more room than saying that there is one more.
        let more = if values.len() <= most + 1 { 0 } else { values.len() - most };
        let shown = values.len() - more;
        let mut message = self;
        for (at, value) in values.iter().take(shown).enumerate() {
            message = match at {
                0 => message,
                _ if at + 1 == values.len() => message.say(format!(" {last} ")),
                _ => message.say(", "),
            };
            message = message.value(value);
        }
        if more == 0 { message } else { message.say(format!(" {last} {more} more")) }
    }

    /// Goes on with another message.
    pub(super) fn then(mut self, other: Message) -> Message {
        self.parts.extend(other.parts);
        self
    }

    /// The pieces, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

impl fmt::Display for Message {
    /// The whole sentence with values in backticks. It may hold anything that stood in the package.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Words(words) => f.write_str(words),
            Part::Value(value) => write!(f, "`{value}`"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_backticks_and_long_ones_are_cut() {
        let long = "é".repeat(MOST_OF_A_VALUE + 1);
        let message = Message::of("Server").say(" became ").value(&long);
        assert_eq!(message.to_string(), format!("`Server` became `{}...`", "é".repeat(MOST_OF_A_VALUE)));
    }

    #[test]
    fn a_list_reads_as_one_and_ends() {
        let list = |values: &[&str]| Message::default().values(values.iter().copied(), "or").to_string();
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b"]), "`a` or `b`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(list(&["a"; MOST_VALUES + 1]).matches("`a`").count(), MOST_VALUES + 1);
        assert!(list(&["a"; MOST_VALUES + 2]).ends_with("`a` or 2 more"));
    }
}
