//! The text of `help.md`: its headings, links and pictures, each with its place in the file.
//!
//! 1. The file's text is taken without a byte order mark and with `\n` line ends, whatever a checkout made of them.
//! 2. It is parsed once, as the site parses it; what rules look at is kept with places in the file as it lies.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::address::is_bidi_control;
use crate::source::{RepoPath, Span, Spanned};

/// A help text. Reads as the text that the site shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Help {
    text: String,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// Where its links lead, as written; each with the place of the whole link.
    pub links: Vec<Spanned<String>>,
    /// The pictures it shows, in order.
    pub shots: Vec<Shot>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its words.
    pub words: String,
    /// What links name after `#`.
    pub id: String,
    /// The whole line.
    pub span: Span,
}

/// A picture in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    /// Its address, as written.
    pub from: String,
    /// The words for those who do not see it.
    pub words: String,
    /// From `![` to `)`.
    pub span: Span,
}

impl std::ops::Deref for Help {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Help {
    /// Reads the text of a file.
    pub fn read(file: &str) -> Help {
        let (text, lost) = plain(file);
        let in_file = |range: &Range<usize>| {
            let before =
                |at: usize, most: bool| lost.partition_point(|&lost| lost < at || (most && lost == at));
            Span::new(range.start + before(range.start, true), range.end + before(range.end, false))
        };
        let mut help = Help::default();
        let mut ids = HeadingIds::default();
        // What is open: a heading, or pictures within each other, with the words so far.
        let mut open: Vec<(Span, String, String)> = Vec::new();
        for (event, range) in Parser::new_ext(&text, markdown()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. }) => {
                    let line = range.start..range.start + text[range.clone()].trim_end().len();
                    open.push((in_file(&line), String::new(), String::new()));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    open.push((in_file(&range), shown(&dest_url), String::new()));
                }
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    let to = shown(&link_target(link_type, &dest_url));
                    help.links.push(Spanned::new(to, in_file(&range)));
                }
                Event::Text(piece) | Event::Code(piece) => {
                    open.iter_mut().for_each(|(_, _, words)| words.push_str(&shown(&piece)));
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((span, _, words)) = open.pop() {
                        help.headings.push(Heading { id: ids.next(&words), words, span });
                    }
                }
                Event::End(TagEnd::Image) => {
                    if let Some((span, from, words)) = open.pop() {
                        help.shots.push(Shot { from, words, span });
                    }
                }
                _ => {}
            }
        }
        help.text = text;
        help
    }

    /// The heading with these words, ignoring case.
    pub fn heading(&self, words: &str) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.words.trim().eq_ignore_ascii_case(words))
    }
}

/// The text without what a checkout or an editor put there, and the places in it before which a byte was taken out.
fn plain(file: &str) -> (String, Vec<usize>) {
    let body = file.trim_start_matches('\u{feff}');
    let mut lost = vec![0; file.len() - body.len()];
    if !body.contains("\r\n") {
        return (body.to_owned(), lost);
    }
    let taken = body.match_indices("\r\n").enumerate();
    lost.extend(taken.map(|(count, (at, _))| at - count));
    (body.replace("\r\n", "\n"), lost)
}

/// What of Markdown is read besides the standard.
pub(crate) fn markdown() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// Where a link leads: a bare mail address is one, too.
pub(crate) fn link_target(kind: LinkType, to: &str) -> String {
    if kind == LinkType::Email { format!("mailto:{to}") } else { to.to_owned() }
}

/// The name of a picture that a text mentions as `from`: its path below the connector's folder.
pub(crate) fn picture_name(from: &str) -> String {
    from.strip_prefix("./").unwrap_or(from).replace("%20", " ")
}

/// The folder of the connector that a link names from the help in `folder`, as `../kafka/help.md` or `../kafka`.
pub(crate) fn linked_folder(folder: &RepoPath, to: &str) -> Option<RepoPath> {
    let path = to.split('#').next().unwrap_or(to).replace("%20", " ");
    if path.is_empty() || path.starts_with('/') || path.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = folder.parts().collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    if matches!(parts.last(), Some(&"help.md" | &"connector.yaml")) {
        parts.pop();
    }
    RepoPath::new(&parts.join("/")).ok()
}

/// Whether the character is never shown: HTML forbids it, or it turns the text after it around.
pub(crate) fn is_dropped(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || is_bidi_control(c)
}

fn shown(text: &str) -> String {
    text.chars().filter(|&c| !is_dropped(c)).collect()
}

/// Gives headings their ids, made of their words; the second of the same words gets a number.
#[derive(Debug, Default)]
pub(crate) struct HeadingIds {
    taken: HashSet<String>,
    /// By the words, the number that was given last.
    last: HashMap<String, usize>,
}

impl HeadingIds {
    /// The id of the next heading.
    pub(crate) fn next(&mut self, words: &str) -> String {
        let base = slug(words);
        let count = self.last.entry(base.clone()).or_insert(0);
        loop {
            *count += 1;
            let id = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

fn slug(words: &str) -> String {
    let lower = words.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "section".to_owned() } else { parts.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# Über A\n\nSee [there](#b \"t\") and ![two *words*](assets/a.png).\n\n## A\n\n### A-2\n\n# A\n";

    /// What stands at each place, in the order headings, links, pictures.
    fn places<'f>(help: &Help, file: &'f str) -> Vec<&'f str> {
        let headings = help.headings.iter().map(|heading| heading.span);
        let links = help.links.iter().map(|link| link.span);
        let all = headings.chain(links).chain(help.shots.iter().map(|shot| shot.span));
        all.map(|span| &file[span.range()]).collect()
    }

    #[test]
    fn places_are_right_in_the_file_as_it_lies() {
        let expected =
            ["# Über A", "## A", "### A-2", "# A", "[there](#b \"t\")", "![two *words*](assets/a.png)"];
        let windows = TEXT.replace('\n', "\r\n");
        for file in
            [TEXT.to_owned(), windows.clone(), format!("\u{feff}{TEXT}"), format!("\u{feff}{windows}")]
        {
            let help = Help::read(&file);
            assert_eq!(places(&help, &file), expected, "{file:?}");
            assert_eq!(&*help, TEXT);
        }
    }

    #[test]
    fn the_same_words_get_a_number_that_nobody_has() {
        let ids: Vec<String> = Help::read(TEXT).headings.into_iter().map(|heading| heading.id).collect();
        assert_eq!(ids, ["ber-a", "a", "a-2", "a-3"]);
    }

    #[test]
    fn links_to_other_connectors_name_their_folders() {
        let from = RepoPath::new("connectors/messaging/mqtt").unwrap();
        let folder = |to| linked_folder(&from, to).map(|folder| folder.to_string());
        for to in ["../kafka/help.md", "../kafka", "../kafka/#example", "./../kafka/connector.yaml"] {
            assert_eq!(folder(to).as_deref(), Some("connectors/messaging/kafka"), "{to}");
        }
        assert_eq!(folder("help.md").as_deref(), Some("connectors/messaging/mqtt"));
        for to in ["#example", "/kafka", "https://example.com/../kafka", "../../../../kafka", ""] {
            assert_eq!(folder(to), None, "{to}");
        }
    }

    #[test]
    fn pictures_have_words_and_mail_addresses_are_links() {
        let help = Help::read("<ann@example.com> ![](x.png) [![in](y.png)](z)");
        let shots: Vec<(&str, &str)> =
            help.shots.iter().map(|shot| (shot.from.as_str(), shot.words.as_str())).collect();
        assert_eq!(shots, [("x.png", ""), ("y.png", "in")]);
        let links: Vec<&str> = help.links.iter().map(|link| link.value.as_str()).collect();
        assert_eq!(links, ["mailto:ann@example.com", "z"]);
    }
}
