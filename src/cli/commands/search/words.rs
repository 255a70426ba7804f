//! The words of a search, and how near a text comes to one.

/// How near a text comes to a word, the nearest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// It holds a word that is almost the same.
    Like,
    /// It holds it somewhere in a word.
    Inside,
    /// A word in it begins with it.
    Begins,
    /// It holds it as a word.
    Word,
    /// It is the word.
    Whole,
}

/// The words in what a person wrote, in lower case, each once.
pub(super) fn of(written: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in written.iter().flat_map(|text| text.split_whitespace()).map(str::to_lowercase) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The words as they stand in a message.
pub(super) fn quoted(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// How near `text` (in lower case) comes to `word`, and at which byte of the text; `None` where it does not hold it.
pub(super) fn holds(text: &str, word: &str) -> Option<(Nearness, usize)> {
    let best = text.match_indices(word).map(|(at, _)| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let begins = edge(text[..at].chars().next_back());
        let ends = edge(text[at + word.len()..].chars().next());
        let nearness = match (begins, ends) {
            _ if text.len() == word.len() => Nearness::Whole,
            (true, true) => Nearness::Word,
            (true, false) => Nearness::Begins,
            _ => Nearness::Inside,
        };
        (nearness, at)
    });
    // Of several the first: `max_by_key` would take the last.
    best.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// At which byte of `text` (in lower case) a word stands that is almost `word`: one letter more, less or another, or two
/// beside each other swapped; twice that in a long word.
pub(super) fn almost(text: &str, word: &str) -> Option<usize> {
    let faults = match word.chars().count() {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|known| known.len() >= 3);
    let near = words.find(|known| {
        known.len().abs_diff(word.len()) <= 4 * faults && strsim::osa_distance(known, word) <= faults
    })?;
    Some(near.as_ptr() as usize - text.as_ptr() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_nearer_the_less_stands_around_the_word() {
        let nearness = |text: &str| holds(text, "sql").map(|(nearness, _)| nearness);
        assert_eq!(nearness("sql"), Some(Nearness::Whole));
        assert_eq!(nearness("a sql-server"), Some(Nearness::Word));
        assert_eq!(nearness("the sqlite"), Some(Nearness::Begins));
        assert_eq!(nearness("postgresql"), Some(Nearness::Inside));
        assert_eq!(nearness("postgresql, mysql, sql"), Some(Nearness::Word));
        assert_eq!(nearness("squirrel"), None);
    }

    #[test]
    fn the_place_is_that_of_the_nearest_the_first_of_several() {
        assert_eq!(holds("postgresql sql sql", "sql"), Some((Nearness::Word, 11)));
        assert_eq!(almost("größe histroian", "historian"), Some(8));
    }

    #[test]
    fn small_faults_are_forgiven_and_short_words_are_taken_as_they_are() {
        for (text, word) in
            [("kafka", "kafak"), ("modbus", "modus"), ("snowflake", "snowfalke"), ("historian", "histroain")]
        {
            assert!(almost(text, word).is_some(), "{word}");
        }
        for (text, word) in [("sql", "sqk"), ("kafka", "koffka"), ("tables", "cablez"), ("mqtt", "opc")] {
            assert!(almost(text, word).is_none(), "{word}");
        }
    }

    #[test]
    fn words_are_each_once_and_in_lower_case() {
        let words = of(&["SQL  server".to_owned(), "Sql".to_owned()]);
        assert_eq!(words, ["sql", "server"]);
        assert_eq!(quoted(&words), "`sql` and `server`");
    }
}
