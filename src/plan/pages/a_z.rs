//! `a-z.html`: every connector by the first letter of its name. In a large registry each letter has a page of its own.

use serde_json::{Value, json};

use crate::model::Connector;
use crate::plan::letters::{self, Letter};
use crate::plan::path::SitePath;
use crate::plan::route::OneLetter;
use crate::plan::shown::{self, Shown};
use crate::plan::view::{self, Frame};

const TITLE: &str = "All connectors A–Z";

/// All letters: with their connectors, or as links to their pages.
pub(crate) fn context(shown: &Shown<'_>, path: &SitePath) -> Value {
    let apart = letters::are_apart(shown);
    let letters = letters::all(shown);
    let group = |letter: &Letter<'_>| {
        json!({
            "id": letter.id,
            "name": letter.name,
            "count": letter.connectors.len(),
            "rows": if apart { Vec::new() } else { rows(shown, &letter.connectors) },
            "pages": if apart { pages(letter, path) } else { Vec::new() },
        })
    };
    let own = json!({
        "count": shown.connectors.len(),
        "apart": apart,
        "letters": letters.iter().map(group).collect::<Vec<_>>(),
        "links": links(&letters, apart, None),
    });
    frame(path, TITLE).with(shown, own)
}

/// One page of one letter.
pub(crate) fn letter(shown: &Shown<'_>, path: &SitePath, found: &OneLetter<'_>) -> Value {
    let letter = &found.letters[found.letter];
    let title = format!("Connectors: {}", letter.name);
    let mut frame = frame(path, &title);
    frame.crumbs.push((TITLE.to_owned(), "a-z.html".to_owned()));
    let connectors = letter.on_page(found.page);
    let group = json!({
        "id": letter.id,
        "name": letter.name,
        "count": letter.connectors.len(),
        "rows": rows(shown, connectors),
        "pages": pages(letter, path),
    });
    let own = json!({
        "count": connectors.len(),
        "apart": true,
        "letters": [group],
        "links": links(&found.letters, true, Some(&letter.id)),
    });
    frame.with(shown, own)
}

fn frame<'a>(path: &'a SitePath, title: &'a str) -> Frame<'a> {
    Frame {
        description: "Every connector by the first letter of its name.",
        crumbs: vec![("Connectors".to_owned(), "index.html".to_owned())],
        ..Frame::at(path, title, "connectors")
    }
}

/// The way to each letter: its place on the page, or its page.
fn links(letters: &[Letter<'_>], apart: bool, current: Option<&str>) -> Vec<Value> {
    let link = |letter: &Letter<'_>| {
        let page = letter.pages().next().map(|(path, _)| path.href());
        json!({
            "name": letter.name,
            "id": letter.id,
            "href": page.filter(|_| apart),
            "current": current == Some(letter.id.as_str()),
        })
    };
    letters.iter().map(link).collect()
}

/// The pages of a letter, named by the first connector on each.
fn pages(letter: &Letter<'_>, here: &SitePath) -> Vec<Value> {
    let page = |(path, found): (SitePath, &[&Connector])| {
        json!({
            "href": path.href(),
            "from": found.first().map(|connector| connector.name.value.as_str()),
            "to": found.last().map(|connector| connector.name.value.as_str()),
            "count": found.len(),
            "current": path == *here,
        })
    };
    letter.pages().map(page).collect()
}

fn rows(shown: &Shown<'_>, connectors: &[&Connector]) -> Vec<Value> {
    connectors.iter().map(|connector| row(shown, connector)).collect()
}

fn row(shown: &Shown<'_>, connector: &Connector) -> Value {
    let version = shown::latest(connector);
    json!({
        "name": connector.name.value,
        "href": shown::connector_page(connector.slug.as_str()).href(),
        "category": shown.category(connector).map(|category| category.name.value.as_str()),
        "version": version.map(|version| version.number.as_str()),
        "status": version.map(|version| view::status(connector, version)),
        "failing": shown.registry.keeps(connector),
    })
}
