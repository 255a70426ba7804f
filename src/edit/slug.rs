//! From the name of a thing to the name of its file.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::source::check_segment;

/// The most characters of a slug.
const MOST: usize = 64;

/// The slug of what people call `name`: its words in lower case, joined by `-`, without what marks letters. `None` where
/// no letter or digit is left that a file may be called by on every system.
pub(super) fn slug_of(name: &str) -> Option<String> {
    let mut slug = String::new();
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            '\'' | '’' => {}
            _ => match spelt(c) {
                Some(letters) => slug.push_str(letters),
                None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
                None => {}
            },
        }
    }
    shorten(&mut slug);
    check_segment(&slug).is_ok().then_some(slug)
}

/// How a Latin letter is spelt that is no other one with a mark.
fn spelt(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        _ => return None,
    })
}

/// Cuts what is too long, behind a word where there is more than one.
fn shorten(slug: &mut String) {
    if slug.len() > MOST {
        let begins_word = slug.as_bytes()[MOST] == b'-';
        slug.truncate(MOST);
        if let Some(end) = slug.rfind('-').filter(|_| !begins_word) {
            slug.truncate(end);
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slug_is_the_words_of_a_name() {
        for (name, slug) in [
            ("SQL Server", "sql-server"),
            ("  REST API (v2.1) ", "rest-api-v2-1"),
            ("Überwachung Straße", "uberwachung-strasse"),
            ("Dragan's & Ann’s board", "dragans-anns-board"),
            ("Łódź Ærø", "lodz-aero"),
            ("①  ﬁlter", "1-filter"),
            ("already-one", "already-one"),
            ("--x__y--", "x-y"),
        ] {
            assert_eq!(slug_of(name).as_deref(), Some(slug), "{name}");
        }
    }

    #[test]
    fn what_no_file_may_be_called_has_no_slug() {
        for name in ["", " - ", "日本", "CON", "nul!", "\u{202e}\u{200b}"] {
            assert_eq!(slug_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_long_name_ends_behind_a_word() {
        assert_eq!(slug_of(&"word ".repeat(20)).expect("a slug"), ["word"; 13].join("-")[..64]);
        assert_eq!(slug_of(&format!("{} tail", "x".repeat(60))).expect("a slug"), "x".repeat(60));
        assert_eq!(slug_of(&"x".repeat(99)).expect("a slug"), "x".repeat(64));
    }

    proptest! {
        #[test]
        fn what_is_made_is_a_slug_and_its_own(name in any::<String>()) {
            if let Some(slug) = slug_of(&name) {
                prop_assert_eq!(check_segment(&slug), Ok(()));
                prop_assert_eq!(slug_of(&slug), Some(slug.clone()));
            }
        }
    }
}
