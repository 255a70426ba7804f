//! What a name looks like: names that a person cannot tell apart look the same (Unicode UTS 39, 4).

use unicode_script::{Script, UnicodeScript};
use unicode_security::skeleton;

/// The name with every character in place of the one it looks like.
pub(super) fn looks(name: &str) -> String {
    let mut looks = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            // The tables also say that `m` looks like `rn`. So it may, but `Modem` and `Modern` are told apart.
            'm' => looks.push('m'),
            _ => looks.extend(skeleton(c.encode_utf8(&mut [0; 4]))),
        }
    }
    looks
}

/// A letter that looks like a Latin one and is none.
pub(super) struct Alien {
    pub(super) letter: char,
    pub(super) script: &'static str,
    /// The Latin letters that it looks like.
    pub(super) like: String,
}

/// The first letter of a word in Latin letters that only looks like one. A word wholly in another script has none.
pub(super) fn alien(name: &str) -> Option<Alien> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.chars().any(|c| c.script() == Script::Latin)).find_map(alien_in)
}

fn alien_in(word: &str) -> Option<Alien> {
    word.chars().find_map(|letter| {
        let script = letter.script();
        let own = matches!(script, Script::Latin | Script::Common | Script::Inherited);
        let like = looks(letter.encode_utf8(&mut [0; 4]));
        let alien = !own && letter.is_alphabetic() && like.chars().all(|c| c.is_ascii_alphabetic());
        alien.then(|| Alien { letter, script: script.full_name(), like })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_the_same() {
        for (one, other) in [
            ("Flow Meter", "FIow Meter"),
            ("OPC", "\u{41e}\u{420}\u{421}"),
            ("Modbus", "Ｍodbus"),
            ("PI0", "PlO"),
        ] {
            assert_eq!(looks(one), looks(other), "{one} {other}");
        }
        for (one, other) in [("Modem", "Modern"), ("Line 1", "Line 2"), ("Kafka", "kafka"), ("Ü", "U")] {
            assert_ne!(looks(one), looks(other), "{one} {other}");
        }
    }

    #[test]
    fn a_letter_of_another_script_is_found_among_latin_ones() {
        let found = alien("M\u{43e}dbus TCP").expect("found");
        assert_eq!((found.letter, found.script, found.like.as_str()), ('\u{43e}', "Cyrillic", "o"));
        for name in
            ["Насос PLC", "SQL-сервер", "kΩ meter", "µTCP", "温度センサーPLC", "Größe", "Δp", "α 2", ""]
        {
            assert!(alien(name).is_none(), "{name}");
        }
    }
}
