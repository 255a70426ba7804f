//! Markdown written by anyone: no raw HTML, no foreign picture, no link that leads nowhere, no heading above the
//! page's own.
//!
//! 1. The text is parsed and its events are checked one by one: raw HTML becomes text, addresses are checked, headings
//!    move below the page's own and get prefixed ids.
//! 2. The HTML goes through an allow-list as well, in case the first step missed something.

use std::collections::{BTreeMap, BTreeSet};

use ammonia::Builder;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html};

use super::escape;
use crate::model::help::{self, HeadingIds};

/// Before every id that stands in a text.
const PREFIX: &str = "text-";
/// Headings of a text begin at this level.
const TOP: usize = 3;

/// What lies around a text on its page.
pub(super) struct Around<'a> {
    /// What leads to the site's root.
    pub(super) root: &'a str,
    /// The names of the pictures that the text may show, with their paths in the site.
    pub(super) pictures: BTreeMap<String, String>,
    /// The addresses of other connectors' files, with the paths of their pages.
    pub(super) links: BTreeMap<String, String>,
}

/// Turns Markdown into clean HTML.
pub(super) struct Cleaner {
    allowed: Builder<'static>,
}

impl Cleaner {
    pub(super) fn new() -> Cleaner {
        let tags = [
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "img",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
            "div",
        ];
        let mut allowed = Builder::empty();
        allowed
            .tags(tags.into())
            .generic_attributes(["id"].into())
            .tag_attributes(
                [
                    ("a", ["href"].into()),
                    ("img", ["src", "alt", "loading"].into()),
                    ("ol", ["start"].into()),
                    ("th", ["scope"].into()),
                    ("div", ["role", "aria-label", "tabindex"].into()),
                ]
                .into(),
            )
            .allowed_classes([("div", ["scroll"].into())].into())
            .url_schemes(["http", "https", "mailto"].into())
            .url_relative(ammonia::UrlRelative::PassThrough)
            .link_rel(Some("noopener noreferrer nofollow"));
        Cleaner { allowed }
    }

    /// The HTML of `text`.
    pub(super) fn html(&self, text: &str, around: &Around<'_>) -> String {
        let text: String = text.chars().filter(|&c| !help::is_dropped(c)).collect();
        if is_plain(&text) {
            return plain(&text);
        }
        let events: Vec<Event<'_>> = Parser::new_ext(&text, help::markdown()).collect();
        let mut rewriter = Rewriter::new(around, &events);
        let events: Vec<Event<'_>> = events.into_iter().flat_map(|event| rewriter.event(event)).collect();
        let mut out = String::new();
        html::push_html(&mut out, events.into_iter());
        let out = out
            .replace(
                "<table>",
                "<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>",
            )
            .replace("</table>", "</table></div>")
            .replace("<th>", "<th scope=\"col\">");
        self.allowed.clean(&out).to_string()
    }
}

/// Whether the text is sentences and nothing else, which most release notes are.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " \n.,;:()'\"/%?=".contains(c);
    let numbered = |line: &str| line.starts_with(|c: char| c.is_ascii_digit() || c == '=' || c == ' ');
    text.chars().all(plain) && !text.contains("://") && !text.lines().any(numbered) && !text.contains(" \n")
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        out.push_str(&format!("<p>{}</p>\n", escape::html(paragraph)));
    }
    out
}

struct Rewriter<'a> {
    around: &'a Around<'a>,
    /// Ids of the headings, in order.
    ids: std::vec::IntoIter<String>,
    all: BTreeSet<String>,
    /// Level of the highest heading in the text.
    highest: usize,
    /// Level of the heading before, as shown.
    before: usize,
    /// For each link that is open, whether it is shown.
    links: Vec<bool>,
    /// How many pictures are open that are not shown.
    hidden: usize,
}

impl<'a> Rewriter<'a> {
    fn new(around: &'a Around<'a>, events: &[Event<'_>]) -> Rewriter<'a> {
        let ids = heading_ids(events);
        let levels = events.iter().filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
            _ => None,
        });
        Rewriter {
            around,
            all: ids.iter().cloned().collect(),
            ids: ids.into_iter(),
            highest: levels.min().unwrap_or(1),
            before: TOP - 1,
            links: Vec::new(),
            hidden: 0,
        }
    }

    fn event<'t>(&mut self, event: Event<'t>) -> Option<Event<'t>> {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { level, .. }) => {
                let level = self.level(level as usize);
                let id = self.ids.next().map(CowStr::from);
                Some(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }))
            }
            Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Heading(heading(self.before)))),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.link(&help::link_target(link_type, &dest_url))
            }
            Event::End(TagEnd::Link) => self.links.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
            Event::Start(Tag::Image { dest_url, .. }) => self.picture(&dest_url),
            Event::End(TagEnd::Image) if self.hidden > 0 => {
                self.hidden -= 1;
                None
            }
            other => Some(other),
        }
    }

    /// Below the page's own headings, and never more than one below the heading before.
    fn level(&mut self, level: usize) -> HeadingLevel {
        self.before = (level - self.highest + TOP).min(self.before + 1).min(6);
        heading(self.before)
    }

    /// A link to a web address, to a heading of the same text, to a picture that lies with the connector or to another
    /// connector; any other leads nowhere, so its words stand alone. `help-link-broken` says so beforehand.
    fn link<'t>(&mut self, to: &str) -> Option<Event<'t>> {
        let here = to.strip_prefix('#').map(|id| format!("{PREFIX}{id}")).filter(|id| self.all.contains(id));
        let target = here.map(|id| format!("#{id}")).or_else(|| crate::plan::web_url(to).map(str::to_owned));
        let target = target.or_else(|| self.shown_picture(to)).or_else(|| self.connector(to));
        self.links.push(target.is_some());
        target.map(|target| {
            Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url: target.into(),
                title: "".into(),
                id: "".into(),
            })
        })
    }

    /// A picture that lies with the connector; of any other only the words are shown, since a foreign one would be
    /// a request to someone else.
    fn picture<'t>(&mut self, from: &str) -> Option<Event<'t>> {
        let Some(dest_url) = self.shown_picture(from).map(CowStr::from) else {
            self.hidden += 1;
            return None;
        };
        Some(Event::Start(Tag::Image {
            link_type: LinkType::Inline,
            dest_url,
            title: "".into(),
            id: "".into(),
        }))
    }

    fn shown_picture(&self, from: &str) -> Option<String> {
        let path = self.around.pictures.get(&help::picture_name(from))?;
        Some(format!("{}{path}", self.around.root))
    }

    fn connector(&self, to: &str) -> Option<String> {
        let (file, id) = to.split_once('#').unwrap_or((to, ""));
        let path = self.around.links.get(file)?;
        let anchor = if id.is_empty() { String::new() } else { format!("#{PREFIX}{id}") };
        Some(format!("{}{path}{anchor}", self.around.root))
    }
}

fn heading(level: usize) -> HeadingLevel {
    HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
}

/// An id for each heading, as links of the same text name it.
fn heading_ids(events: &[Event<'_>]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut given = HeadingIds::default();
    let mut words: Option<String> = None;
    for event in events {
        match event {
            Event::Start(Tag::Heading { .. }) => words = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                ids.push(format!("{PREFIX}{}", given.next(&words.take().unwrap_or_default())));
            }
            _ => {}
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let pictures =
            BTreeMap::from([("assets/a b.png".to_owned(), "connectors/x/assets/a%20b.png".to_owned())]);
        let links = BTreeMap::from([("../kafka/help.md".to_owned(), "connectors/kafka.html".to_owned())]);
        Cleaner::new().html(text, &Around { root: "../", pictures, links })
    }

    #[test]
    fn raw_html_is_shown_as_text() {
        let html = shown("<script>alert(1)</script>\n\n<b onclick=x>a</b> *c*");
        assert!(!html.contains("<script") && !html.contains("<b"), "{html}");
        assert!(html.contains("&lt;script&gt;") && html.contains("<em>c</em>"), "{html}");
    }

    #[test]
    fn links_are_checked() {
        let html = shown(
            "[a](javascript:alert(1)) [b](other.md) [c](https://example.com/) [d](#one) [e](#two)\n\n# One",
        );
        assert_eq!(html.matches("<a ").count(), 2, "{html}");
        assert!(html.contains(r##"href="#text-one""##) && html.contains(r#"id="text-one""#), "{html}");
        assert!(html.contains(r#"rel="noopener noreferrer nofollow""#), "{html}");
        let html = shown("[k](../kafka/help.md) [e](../kafka/help.md#example) [n](../none/help.md)");
        assert!(html.contains(r#"href="../connectors/kafka.html""#), "{html}");
        assert!(html.contains(r##"href="../connectors/kafka.html#text-example""##), "{html}");
        assert_eq!(html.matches("<a ").count(), 2, "{html}");
        let html = shown("[full size](assets/a%20b.png) <ann@example.com> [none](assets/none.png)");
        assert!(html.contains(r#"href="../connectors/x/assets/a%20b.png""#), "{html}");
        assert!(html.contains(r#"href="mailto:ann@example.com""#), "{html}");
        assert_eq!(html.matches("<a ").count(), 2, "{html}");
    }

    #[test]
    fn a_hundred_thousand_headings_of_the_same_words_are_told_apart_in_time() {
        let html = shown(&"# A\n".repeat(100_000));
        assert!(html.contains(r#"id="text-a-100000""#));
    }

    #[test]
    fn only_the_connectors_own_pictures_are_shown() {
        let html =
            shown("![one](./assets/a%20b.png) ![two](https://evil.example/x.png) ![three](assets/none.png)");
        assert!(html.contains(r#"src="../connectors/x/assets/a%20b.png""#), "{html}");
        assert_eq!(html.matches("<img").count(), 1, "{html}");
        assert!(html.contains("two") && html.contains("three"), "{html}");
    }

    #[test]
    fn headings_stand_below_the_pages_own_and_skip_no_level() {
        let html = shown("# A\n\n### B\n\n# A\n\ntext");
        assert!(
            html.contains(r#"<h3 id="text-a">A</h3>"#) && html.contains(r#"<h4 id="text-b">B</h4>"#),
            "{html}"
        );
        assert!(html.contains(r#"<h3 id="text-a-2">A</h3>"#), "{html}");
    }

    #[test]
    fn sentences_need_no_parser_and_come_out_the_same() {
        for text in [
            "Queries may time out.\nPer connection.\n\nAnd more (see below): it's 5% \"faster\".",
            "",
            "a = b",
        ] {
            assert!(is_plain(text), "{text:?}");
            let mut parsed = String::new();
            html::push_html(&mut parsed, Parser::new(text));
            let escaped = plain(text).replace("&quot;", "\"").replace("&#39;", "'");
            assert_eq!(escaped, parsed.replace("&quot;", "\""));
        }
        for text in ["1. one", "a\n===", "    code", "https://x.example", "a  \nb"] {
            assert!(!is_plain(text), "{text:?}");
        }
    }
}
