//! Text as the search compares it: folded, in words. `templates/search-engine.js` does the same to what is typed.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A longer word counts by its beginning.
pub(super) const LONGEST_WORD: usize = 40;

/// Without case and diacritics: `Ä` is `a`, `ß` is `ss`.
pub(crate) fn fold(text: &str) -> String {
    let bare: String = text.nfkd().filter(|&c| !is_combining_mark(c)).collect();
    let mut folded = String::with_capacity(bare.len());
    for c in bare.to_lowercase().chars() {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    folded
}

/// The folded words of a text, in its order.
pub(super) fn words(text: &str) -> Vec<String> {
    runs(&fold(text)).into_iter().map(|word| clipped(&word)).collect()
}

/// The pieces that capitals divide a word into, where there are several: `PostgreSQL` holds `postgre` and `sql`.
pub(super) fn pieces(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for run in runs(text) {
        let letters: Vec<char> = run.chars().collect();
        let mut from = 0;
        let mut all = Vec::new();
        for at in 1..letters.len() {
            let next_is_small = letters.get(at + 1).is_some_and(|c| c.is_lowercase());
            let begins = letters[at].is_uppercase() && (letters[at - 1].is_lowercase() || next_is_small);
            if begins {
                all.push(&letters[from..at]);
                from = at;
            }
        }
        all.push(&letters[from..]);
        if all.len() > 1 {
            let long = all.into_iter().filter(|piece| piece.len() > 1);
            found.extend(long.flat_map(|piece| words(&piece.iter().collect::<String>())));
        }
    }
    found
}

/// A version as all its spellings have it: `1.10` is `1.1`, `02` is `2`.
pub(super) fn version(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.trim_start_matches('+').split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Runs of letters and digits; where words are written without blanks between them, each sign.
fn runs(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        let mut word = String::new();
        for c in run.chars() {
            if is_sign(c) {
                found.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                found.push(c.to_string());
            } else {
                word.push(c);
            }
        }
        found.extend((!word.is_empty()).then_some(word));
    }
    found
}

fn is_sign(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn clipped(word: &str) -> String {
    word.chars().take(LONGEST_WORD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_diacritics_do_not_count() {
        assert_eq!(fold("Größe ÅNGSTRÖM Łódź ﬁ Ｋ"), "grosse angstrom lodz fi k");
        assert_eq!(fold("Ætna Øl \u{130}stanbul ΣΊΣΥΦΟΣ"), "aetna ol istanbul σισυφοσ");
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(words("SQL-Server (v2), 日本 x"), ["sql", "server", "v2", "日", "本", "x"]);
        assert_eq!(words("</script>"), ["script"]);
        assert_eq!(words(&"a".repeat(99))[0].len(), LONGEST_WORD);
    }

    #[test]
    fn capitals_divide_a_word() {
        let of = |text: &str| pieces(text).into_iter().collect::<Vec<_>>();
        assert_eq!(of("PostgreSQL"), ["postgre", "sql"]);
        assert_eq!(of("SQLServer InfluxDB"), ["db", "influx", "server", "sql"]);
        assert_eq!(of("MQTT Kafka S7"), Vec::<String>::new());
    }

    #[test]
    fn a_version_has_one_spelling() {
        for (text, expected) in
            [("1.10", "1.1"), ("1", "1"), ("1.0", "1"), ("02.50", "2.5"), ("0", "0"), ("-0.10", "-0.1")]
        {
            assert_eq!(version(text), expected);
        }
    }
}
