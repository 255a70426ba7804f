//! The whole comparison in one line.

use std::collections::HashSet;

use super::message::Message;
use super::{Affects, Change, Comparison, Grade};

/// The most keys of one list, and the most sentences, that a verdict holds.
const MOST: usize = 4;

impl Comparison {
    /// What an application that uses the connector has to expect, in one line without a full stop.
    pub fn verdict(&self) -> Message {
        match self.worst() {
            None if self.same_bytes => Message::words("the same package"),
            None if self.same_version => Message::words(
                "the version is the same and nothing that is compared changed, yet the bytes differ",
            ),
            None => Message::words("nothing changed but the version"),
            Some(Grade::Safe) => Message::words("safe for every application"),
            Some(Grade::Behaviour) => self.differently(),
            Some(Grade::Breaking) => self.breaking(),
        }
    }

    fn breaking(&self) -> Message {
        let breaking: Vec<&Affects> = self.of_grade(Grade::Breaking).map(|change| &change.affects).collect();
        if breaking.contains(&&Affects::Everyone) {
            return Message::words("breaking for every application");
        }
        let without = keys(&breaking, |affects| match affects {
            Affects::ApplicationsWithout(key) => Some(key),
            _ => None,
        });
        let with = keys(&breaking, |affects| match affects {
            Affects::ApplicationsWith(key) => Some(key),
            _ => None,
        });
        let some = keys(&breaking, |affects| match affects {
            Affects::SomeWith(key) => Some(key),
            _ => None,
        });
        // Who is among all of those need not be named among some of those.
        let some: Vec<&str> = some.into_iter().filter(|key| !with.contains(key)).collect();
        let mut clauses = Vec::new();
        for (words, keys) in
            [("do not fill in ", without), ("fill in ", with), ("chose what is no longer possible in ", some)]
        {
            if !keys.is_empty() {
                clauses.push(Message::words(words).first_values(keys, "or", MOST));
            }
        }
        let mut verdict = Message::words("breaking for applications that ");
        for (at, clause) in clauses.into_iter().enumerate() {
            verdict = if at == 0 { verdict } else { verdict.say(", and for those that ") }.then(clause);
        }
        verdict
    }

    fn differently(&self) -> Message {
        let all: Vec<&Change> = self.of_grade(Grade::Behaviour).collect();
        let mut verdict = Message::words("behaves differently: ");
        for (at, change) in all.iter().take(MOST).enumerate() {
            verdict = if at == 0 { verdict } else { verdict.say("; ") }.then(change.message().clone());
        }
        match all.len().saturating_sub(MOST) {
            0 => verdict,
            more => verdict.say(format!("; and {more} more")),
        }
    }
}

/// The keys that `of` finds, each once, in order.
fn keys<'a>(affects: &[&'a Affects], of: impl Fn(&'a Affects) -> Option<&'a String>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    let found = affects.iter().filter_map(|affects| of(affects)).map(String::as_str);
    found.filter(|key| seen.insert(*key)).collect()
}
