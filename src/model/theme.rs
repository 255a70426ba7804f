//! How a site looks, as far as its registry says.

use super::Picture;

/// Logo, colour and footer.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// The picture before the title; `None` where none is named, or it cannot be shown.
    pub logo: Option<Picture>,
    /// The colour of links, marks and buttons, before it is made readable.
    pub accent: Option<Colour>,
    /// A sentence at the bottom of every page.
    pub footer: String,
}

/// A colour: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads `#0b5676`.
    ///
    /// # Errors
    /// Says what is wrong, as the end of a sentence that begins with the text.
    pub fn parse(text: &str) -> Result<Colour, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.filter(|_| !text.contains('+'));
        let number = number.ok_or("is no colour; write it like \"#0b5676\", in quotes, since YAML takes what follows # for a comment")?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Colour([red, green, blue]))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits_after_a_hash() {
        assert_eq!(Colour::parse("#0B5676"), Ok(Colour([0x0b, 0x56, 0x76])));
        assert_eq!(Colour::parse("#0b5676").unwrap().to_string(), "#0b5676");
        for wrong in ["", "0b5676", "#0b567", "#0b56760", "#0b567g", "#+b5676", "red", "#é5676", "#0b5676;}"]
        {
            assert!(Colour::parse(wrong).is_err(), "{wrong}");
        }
    }
}
