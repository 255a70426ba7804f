//! The version of a package: a double in the file, a decimal to people.

use std::fmt;

/// A version as the package stores it. Its text is the shortest decimal that gives the same double: 1.36, 1.03.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VersionNumber(f64);

impl VersionNumber {
    /// A version by its double; None when that is not finite.
    pub fn new(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(value))
    }

    /// A version by its decimal text, such as `1.36`; None when the text is not digits with at most one point between
    /// them and perhaps a sign before.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        text.parse().ok().and_then(Self::new)
    }

    /// The double itself; compare versions by their text, as decimals, never by this.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The bits of the double.
    pub fn bits(self) -> u64 {
        self.0.to_bits()
    }

    /// The shortest decimal that gives the same double. Never with an exponent.
    pub fn text(self) -> String {
        self.0.to_string()
    }
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
