//! The floor of a full build: the content that the peers get (`benches/peers/content.py`), the same pages as they make.
//!
//! 1. Every file is read, its front matter parsed, its Markdown rendered, and the page written, file by file on all processors.
//! 2. A page of each category lists its connectors.

use std::fs;
use std::path::{Path, PathBuf};

use minijinja::value::Serde;
use minijinja::{Environment, context};
use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{Outcome, put};

const TEMPLATES: [(&str, &str); 7] = [
    ("base.html", include_str!("../templates/base.html")),
    ("connectors.html", include_str!("../templates/connectors.html")),
    ("versions.html", include_str!("../templates/versions.html")),
    ("applications.html", include_str!("../templates/applications.html")),
    ("versions_table.html", include_str!("../templates/versions_table.html")),
    ("settings.html", include_str!("../templates/settings.html")),
    ("category.html", include_str!("../templates/category.html")),
];

#[derive(Serialize, Deserialize)]
struct Setting {
    name: String,
    r#type: String,
    required: bool,
    default: String,
    description: String,
}

#[derive(Serialize, Deserialize)]
struct Version {
    version: String,
    date: String,
    size: u64,
    sha256: String,
    used_by: u32,
}

#[derive(Serialize, Deserialize)]
struct Use {
    connector: String,
    version: String,
    flows: u32,
    owner: String,
}

#[derive(Serialize, Deserialize)]
struct ConnectorPage {
    title: String,
    slug_: String,
    category: String,
    summary: String,
    vendor: String,
    latest: String,
    settings: Vec<Setting>,
    versions: Vec<Version>,
    url: String,
}

#[derive(Serialize, Deserialize)]
struct VersionPage {
    title: String,
    slug_: String,
    category: String,
    summary: String,
    vendor: String,
    version: String,
    released: String,
    size: u64,
    sha256: String,
    settings: Vec<Setting>,
    versions: Vec<Version>,
    url: String,
}

#[derive(Serialize, Deserialize)]
struct ApplicationPage {
    title: String,
    summary: String,
    owner: String,
    uses: Vec<Use>,
    url: String,
}

/// A line of a category's page.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    category: String,
    path: String,
    title: String,
    summary: String,
    latest: String,
}

/// What was written, and the connector's line.
struct Written {
    bytes: usize,
    row: Option<Row>,
}

/// Makes the pages of `content`: how many, and their bytes.
pub(crate) fn build(content: &Path, out: &Path) -> Outcome<(usize, usize)> {
    let mut templates = Environment::new();
    for (name, text) in TEMPLATES {
        templates.add_template(name, text)?;
    }
    let site = Site { templates, out };
    let mut sources = Vec::new();
    for kind in ["connectors", "versions", "applications"] {
        for entry in fs::read_dir(content.join("content").join(kind))? {
            sources.push((kind, entry?.path()));
        }
    }
    sources.sort();
    let written: Vec<Written> =
        sources.par_iter().map(|(kind, path)| site.page(kind, path)).collect::<Outcome<_>>()?;
    let (mut pages, mut bytes) = (written.len(), written.iter().map(|page| page.bytes).sum());
    let mut rows: Vec<Row> = written.into_iter().filter_map(|page| page.row).collect();
    rows.sort();
    for rows in rows.chunk_by(|one, next| one.category == next.category) {
        let name = &rows[0].category;
        let html = site.render("category.html", context! { name => name.as_str(), pages => Serde(rows) })?;
        bytes += site.put(&format!("/categories/{name}/"), &html)?;
        pages += 1;
    }
    Ok((pages, bytes))
}

struct Site<'s> {
    templates: Environment<'static>,
    out: &'s Path,
}

impl Site<'_> {
    fn page(&self, kind: &str, path: &PathBuf) -> Outcome<Written> {
        let text = fs::read_to_string(path)?;
        let body = text.strip_prefix("---\n").ok_or("front matter")?;
        let (front, markdown) = body.split_once("\n---\n").ok_or("the end of the front matter")?;
        let content = rendered(markdown);
        match kind {
            "connectors" => {
                let page: ConnectorPage = serde_yaml::from_str(front)?;
                let bytes = self.written("connectors.html", &page, &page.url, &content)?;
                let ConnectorPage { category, url: path, title, summary, latest, .. } = page;
                Ok(Written { bytes, row: Some(Row { category, path, title, summary, latest }) })
            }
            "versions" => {
                let page: VersionPage = serde_yaml::from_str(front)?;
                Ok(Written { bytes: self.written("versions.html", &page, &page.url, &content)?, row: None })
            }
            _ => {
                let page: ApplicationPage = serde_yaml::from_str(front)?;
                Ok(Written {
                    bytes: self.written("applications.html", &page, &page.url, &content)?,
                    row: None,
                })
            }
        }
    }

    fn written(&self, template: &str, page: &impl Serialize, url: &str, content: &str) -> Outcome<usize> {
        self.put(url, &self.render(template, context! { p => Serde(page), content => content })?)
    }

    fn render(&self, template: &str, context: minijinja::Value) -> Outcome<String> {
        Ok(self.templates.get_template(template)?.render(context)?)
    }

    fn put(&self, url: &str, html: &str) -> Outcome<usize> {
        put(&self.out.join(url.trim_matches('/')).join("index.html"), html.as_bytes())?;
        Ok(html.len())
    }
}

fn rendered(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, Parser::new_ext(markdown, options));
    out
}
