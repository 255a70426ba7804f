//! `opensearch.xml`: with it a browser searches the catalogue from its own bar. It needs the site's whole address.

use super::address;
use crate::plan::markup;
use crate::plan::shown::Shown;
use crate::plan::view;

/// The lengths that the format allows, in characters.
const SHORT: usize = 15;
const LONG: usize = 47;

/// The bytes of the description.
pub(super) fn file(shown: &Shown<'_>) -> Vec<u8> {
    let policy = &shown.registry.policy;
    let root = address::root(shown).unwrap_or_default();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{short}</ShortName>\n<LongName>{long}</LongName>\n<Description>{description}</Description>\n\
         <InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{root}search.html?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        short = markup::text(&view::clip(&policy.title, SHORT)),
        long = markup::text(&view::clip(&policy.title, LONG)),
        description = markup::text(&view::clip(&format!("Search {}", policy.title), 200)),
        root = markup::text(&root),
    );
    text.into_bytes()
}
