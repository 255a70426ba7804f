//! `badges/<slug>.svg`: a connector's current version, for texts elsewhere. Shown by `<img>`, so that nothing in it runs.

use unicode_width::UnicodeWidthChar;

use super::address;
use crate::model::Connector;
use crate::plan::markup;
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Shown};
use crate::plan::view;

/// The widths of the characters from the blank to the tilde, in tenths of a pixel, in Verdana of 11 pixels.
const WIDTHS: [u32; 95] = [
    39, 43, 51, 90, 70, 118, 80, 30, 50, 50, 70, 90, 40, 50, 40, 50, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70,
    50, 50, 90, 90, 90, 60, 110, 75, 75, 77, 85, 70, 63, 85, 83, 46, 50, 76, 61, 93, 82, 87, 66, 87, 76, 75,
    68, 80, 75, 109, 75, 68, 75, 50, 50, 50, 90, 70, 70, 66, 69, 57, 69, 66, 39, 69, 70, 30, 38, 65, 30, 107,
    70, 67, 69, 69, 47, 57, 43, 70, 65, 90, 65, 65, 58, 70, 50, 70, 90,
];
/// Of another character, by the columns it takes.
const OTHERS: [u32; 3] = [0, 75, 110];
/// Left and right of a text, in tenths of a pixel.
const MARGIN: u32 = 60;
/// No more characters of a name are shown.
const LONGEST: usize = 40;

/// The badge of a connector.
pub(crate) fn badge_path(slug: &str) -> SitePath {
    SitePath::known(format!("badges/{slug}.svg"))
}

/// The badge as Markdown that links to the connector's page; `None` where the site's address is not known.
pub(crate) fn markdown(shown: &Shown<'_>, connector: &Connector) -> Option<String> {
    let slug = connector.slug.as_str();
    let badge = address::absolute(shown, &badge_path(slug))?;
    let page = address::absolute(shown, &shown::connector_page(slug))?;
    // What would end the text or be markup of its own is taken away: it is only read out.
    let name: String =
        connector.name.chars().filter(|c| !c.is_control() && !r"\`*_[]<>&!".contains(*c)).collect();
    Some(format!("[![{name}](<{badge}>)](<{page}>)"))
}

/// How wide the picture is, in whole pixels, so that a page keeps its place.
pub(super) fn width_of(connector: &Connector) -> u32 {
    let (name, says, _) = words(connector);
    (width(&name) + width(&says) + 4 * MARGIN).div_ceil(10)
}

/// The bytes of the picture.
pub(super) fn file(connector: &Connector) -> Vec<u8> {
    let (name, says, colour) = words(connector);
    picture(&name, &says, colour).into_bytes()
}

/// What stands on the left and on the right, and on which colour.
fn words(connector: &Connector) -> (String, String, &'static str) {
    let version = shown::latest(connector);
    let status = version.map(|version| view::status(connector, version));
    let name = view::clip(&connector.name, LONGEST);
    let number = version.map_or_else(|| "no version".to_owned(), |version| version.number.to_string());
    let (colour, says) = match status {
        Some("current") => ("#2e7d32", number),
        Some("deprecated") => ("#8a5a00", format!("{number} deprecated")),
        Some("withdrawn") => ("#b3261e", format!("{number} withdrawn")),
        _ => ("#5f6368", number),
    };
    (name, says, colour)
}

fn picture(name: &str, says: &str, colour: &str) -> String {
    let (left, right) = (width(name), width(says));
    let (first, second) = (left + 2 * MARGIN, right + 2 * MARGIN);
    let whole = pixels(first + second);
    let part = |text: &str, at: u32, width: u32| {
        format!(
            "<text x=\"{}\" y=\"14\" textLength=\"{}\">{}</text>\n",
            pixels(at),
            pixels(width),
            markup::text(text)
        )
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" role=\"img\" aria-label=\"{label}\">\n\
         <title>{label}</title>\n<clipPath id=\"r\"><rect width=\"{whole}\" height=\"20\" rx=\"3\"/></clipPath>\n\
         <g clip-path=\"url(#r)\"><rect width=\"{whole}\" height=\"20\" fill=\"#444\"/><rect x=\"{at}\" width=\"{wide}\" height=\"20\" fill=\"{colour}\"/></g>\n\
         <g fill=\"#fff\" font-family=\"Verdana,Geneva,DejaVu Sans,sans-serif\" font-size=\"11\">\n{one}{two}</g>\n</svg>\n",
        label = markup::text(&format!("{name}: {says}")),
        at = pixels(first),
        wide = pixels(second),
        one = part(name, MARGIN, left),
        two = part(says, first + MARGIN, right),
    )
}

/// How wide a text is, in tenths of a pixel: the same on every machine, whatever its fonts.
fn width(text: &str) -> u32 {
    let one = |c: char| match WIDTHS.get((u32::from(c) as usize).wrapping_sub(32)) {
        Some(width) => *width,
        None => OTHERS[c.width().unwrap_or(0).min(2)],
    };
    text.chars().map(one).sum::<u32>().max(10)
}

fn pixels(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_characters() {
        assert_eq!(WIDTHS[('m' as usize) - 32], 107);
        assert_eq!(WIDTHS[('~' as usize) - 32], 90);
        assert_eq!((width("1.38"), width("日本"), width("é"), width("")), (70 + 40 + 70 + 70, 220, 75, 10));
        assert_eq!(pixels(1234), "123.4");
    }

    #[test]
    fn a_picture_is_as_wide_as_what_is_in_it() {
        let text = picture("SQL", "1.38", "#2e7d32");
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let expected = width("SQL") + width("1.38") + 4 * MARGIN;
        assert_eq!(document.root_element().attribute("width"), Some(pixels(expected).as_str()));
    }
}
