//! Version numbers: decimal numbers of any length, compared as numbers, shown as they were written.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A version such as `1.3002`. 1.1 and 1.10 are the same version; 1.3 is above 1.2901.
///
/// Exact for any number of digits: nothing is ever turned into a floating-point number.
#[derive(Debug, Clone)]
pub struct VersionNumber {
    text: String,
    negative: bool,
    /// Digits before the point without leading zeros; empty for 0.
    whole: String,
    /// Digits after the point without trailing zeros.
    fraction: String,
}

impl VersionNumber {
    /// Reads an optional sign, digits, and optionally a point and digits.
    ///
    /// # Errors
    /// Says what is wrong, as the end of a sentence that begins with the text.
    pub fn parse(text: &str) -> Result<VersionNumber, String> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        if fraction.contains('.') {
            return Err("has more than one point; a version is a decimal number such as 1.3002".to_owned());
        }
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err("is no decimal number such as 1.3002".to_owned());
        }
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        let negative = text.starts_with('-') && !(whole.is_empty() && fraction.is_empty());
        Ok(VersionNumber { text: text.to_owned(), negative, whole, fraction })
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn magnitude(&self, other: &VersionNumber) -> Ordering {
        let whole = self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(&other.whole));
        whole.then_with(|| self.fraction.cmp(&other.fraction))
    }
}

impl Ord for VersionNumber {
    fn cmp(&self, other: &VersionNumber) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for VersionNumber {
    fn partial_cmp(&self, other: &VersionNumber) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for VersionNumber {
    fn eq(&self, other: &VersionNumber) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for VersionNumber {}

impl Hash for VersionNumber {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.negative, &self.whole, &self.fraction).hash(state);
    }
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version(text: &str) -> VersionNumber {
        VersionNumber::parse(text).expect("a version")
    }

    #[test]
    fn versions_order_as_decimals() {
        let descending = ["1.3002", "1.3", "1.2901", "1.29", "1.262", "1.25", "0.9", "0", "-0.1", "-2"];
        for pair in descending.windows(2) {
            assert!(version(pair[0]) > version(pair[1]), "{} > {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn the_same_number_is_the_same_version_and_keeps_its_text() {
        assert_eq!(version("1.1"), version("1.10"));
        assert_eq!(version("01.1"), version("+1.1"));
        assert_eq!(version("-0"), version("0.00"));
        assert_eq!(version("1.10").to_string(), "1.10");
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", ".", "1.", ".5", "1.2.3", "v1", "1e3", "1,5", "--1", "٣", "1.2-beta", " 1"] {
            assert!(VersionNumber::parse(text).is_err(), "{text:?} was taken");
        }
    }

    proptest! {
        #[test]
        fn order_is_that_of_the_numbers_for_any_digits(
            a in "-?[0-9]{1,30}\\.[0-9]{1,30}", b in "-?[0-9]{1,30}\\.[0-9]{1,30}"
        ) {
            prop_assert_eq!(version(&a).cmp(&version(&b)), scaled(&a).cmp(&scaled(&b)));
        }

        #[test]
        fn small_ones_order_like_integers(a in -99_999i64..99_999, b in -99_999i64..99_999) {
            let text = |n: i64| format!("{}{}.{:03}", if n < 0 { "-" } else { "" }, n.abs() / 1000, n.abs() % 1000);
            prop_assert_eq!(version(&text(a)).cmp(&version(&text(b))), a.cmp(&b));
        }

        #[test]
        fn zeros_at_the_ends_change_nothing(a in "[0-9]{1,9}\\.[0-9]{1,9}", front in "0{0,4}", back in "0{0,4}") {
            prop_assert_eq!(version(&a), version(&format!("{front}{a}{back}")));
        }

        #[test]
        fn equal_versions_hash_alike(a in "[0-9]{1,9}\\.[0-9]{1,9}", back in "0{0,4}") {
            let hash = |version: VersionNumber| {
                let mut hasher = std::collections::hash_map::DefaultHasher::new();
                version.hash(&mut hasher);
                hasher.finish()
            };
            prop_assert_eq!(hash(version(&a)), hash(version(&format!("{a}{back}"))));
        }
    }

    /// The number times 10^30 as sign and 60 digits that order like it, made another way than by the code above.
    fn scaled(text: &str) -> (bool, Vec<i8>) {
        let negative = text.starts_with('-');
        let (whole, fraction) = text.trim_start_matches('-').split_once('.').expect("a point");
        let padded = format!("{whole:0>30}{fraction:0<30}");
        let sign = if negative { -1 } else { 1 };
        let digits: Vec<i8> = padded.bytes().map(|byte| (byte - b'0') as i8 * sign).collect();
        let zero = digits.iter().all(|&digit| digit == 0);
        (!negative || zero, digits)
    }
}
