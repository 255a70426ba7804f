//! Text in markup: pages, feeds, the site map, badges.

use crate::model::help::is_dropped;

/// `text` as it may stand in an element or a quoted attribute, of XML as of HTML. What XML 1.0 forbids, and what would turn the text after it
/// around, is left out.
pub(crate) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if is_dropped(c) => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> String {
        let document = roxmltree::Document::parse(text).expect("well-formed");
        document.root_element().text().unwrap_or_default().to_owned()
    }

    fn kept(text: &str) -> String {
        text.chars().filter(|&c| !is_dropped(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
    }

    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(
            text("]]><a b='c'>&\"\r\n\u{0}\u{202e}\u{ffff}"),
            "]]&gt;&lt;a b=&#39;c&#39;&gt;&amp;&quot;\n"
        );
    }

    proptest! {
        #[test]
        fn a_parser_reads_the_text_and_nothing_else(given in any::<String>()) {
            prop_assert_eq!(parsed(&format!("<t>{}</t>", text(&given))), kept(&given));
            let attribute = format!("<t a=\"{}\"/>", text(&given.replace(['\n', '\t'], " ")));
            let document = roxmltree::Document::parse(&attribute).expect("well-formed");
            prop_assert_eq!(document.root_element().attribute("a").unwrap_or_default(), kept(&given.replace(['\n', '\t'], " ")));
        }
    }
}
