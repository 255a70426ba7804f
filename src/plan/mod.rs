//! Which pages a registry has, and what stands on each.
//!
//! 1. [`Shown`](shown::Shown) settles what has a page and where.
//! 2. [`route`] lists the pages in the order of their paths, each as a small [`route::Route`].
//! 3. [`pages`] makes a route into a page: a template's name and its context, or bytes, or a file to copy.
//!
//! Nothing here reads a file, a clock or a commit: the same registry and options give the same pages.

mod accent;
mod api;
mod assets;
mod edit_link;
mod fingerprint;
mod form;
mod ground;
mod host;
mod icon;
mod impact;
mod kept;
mod letters;
mod machines;
pub mod manifest;
pub(crate) mod markup;
mod pages;
mod path;
pub(crate) mod reports;
mod route;
mod sbom;
mod search;
mod shown;
mod steps;
mod upgrade;
mod verify;
mod view;

use std::hash::Hash;

use jiff::civil::Date;
use serde_json::Value;

pub use fingerprint::{Fingerprint, Held};
pub use ground::Grounds;

pub use path::SitePath;
pub use sbom::sbom;
pub(crate) use url::web as web_url;

use crate::model::{Audience, Chronicle, Registry, Revision, address as url};
use crate::source::{Digest, RepoPath};

/// What the pages depend on besides the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Digest of the template set, from [`crate::render::Renderer::templates`].
    pub templates: Fingerprint,
    /// What stands before every link of `404.html`, which a server shows at any address: empty, `/`, or the path of
    /// the site's address with a `/` at its end.
    pub not_found_root: String,
    /// The day that deadlines are counted from.
    pub today: Date,
    /// What the site is built from.
    pub revision: Revision,
    /// Where the registry lies in its repository: links to the Git host lead there.
    pub folder: RepoPath,
    /// Whether the packages of the current versions are offered in bundles, too.
    pub bundles: bool,
}

/// What an audience sees: all that pages are made of.
#[derive(Clone, Copy)]
pub struct Seen<'r> {
    /// The registry.
    pub registry: &'r Audience<'r, Registry>,
    /// What happened to it.
    pub chronicle: &'r Audience<'r, Chronicle>,
}

/// The pages of one registry's site.
pub struct Plan<'r> {
    shown: shown::Shown<'r>,
    options: &'r Options,
}

impl<'r> Plan<'r> {
    /// Settles what has a page.
    pub fn new(seen: Seen<'r>, options: &'r Options) -> Plan<'r> {
        let mut shown = shown::Shown::new(seen);
        shown.bundles = options.bundles;
        shown.folder.clone_from(&options.folder);
        Plan { shown, options }
    }

    /// The pages in the order of their paths, each path once, made one at a time.
    pub fn pages(&self) -> impl Iterator<Item = Page> + '_ {
        self.entries().map(|entry| self.page(&entry))
    }

    /// What there will be a page for, in the order of the pages' paths. Costs little; [`Plan::page`] makes the page.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> + '_ {
        route::all(&self.shown).map(|(path, route)| Entry { path, route })
    }

    /// Makes the page of one entry. Several may be made at once, by several threads.
    pub fn page(&self, entry: &Entry<'_>) -> Page {
        let body = pages::body(&self.shown, self.options, &entry.path, &entry.route);
        let fingerprint = body.fingerprint(&self.options.templates, &entry.route);
        Page { path: entry.path.clone(), fingerprint, body }
    }
}

/// A page that was not made yet.
pub struct Entry<'p> {
    path: SitePath,
    route: route::Route<'p>,
}

impl<'p> Entry<'p> {
    /// Where the page will lie.
    pub fn path(&self) -> &SitePath {
        &self.path
    }

    /// The same for all pages that are made alike.
    pub fn kind(&self) -> impl Hash + Eq + use<'p> {
        std::mem::discriminant(&self.route)
    }
}

/// One file of the site.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where it lies.
    pub path: SitePath,
    /// Changes whenever its bytes may have changed.
    pub fingerprint: Fingerprint,
    /// What is in it.
    pub body: Body,
}

/// What is in a page.
#[derive(Debug, Clone)]
pub enum Body {
    /// A template and what it is filled with.
    Template {
        /// The template's name.
        name: &'static str,
        /// What it is filled with.
        context: Value,
    },
    /// The bytes themselves.
    Bytes(Vec<u8>),
    /// A file of the registry.
    File {
        /// Where it lies in the registry.
        path: RepoPath,
        /// The digest under which the package store has it instead; `None` where it lies in the registry.
        stored: Option<Digest>,
        /// The most bytes to read.
        limit: u64,
        /// The form it goes out in.
        form: Form,
    },
    /// Packages of the registry, in the order of their names, as a zip for App Designer's bulk upload.
    Bundle(Vec<Member>),
}

/// A package in a bundle.
#[derive(Debug, Clone)]
pub struct Member {
    /// What it is called there.
    pub name: String,
    /// Where it lies in the registry.
    pub path: RepoPath,
    /// The digest under which the package store has it instead; `None` where it lies in the registry.
    pub stored: Option<Digest>,
    /// The most bytes to read.
    pub limit: u64,
    /// The form it goes out in.
    pub form: Form,
    /// SHA-256 of it in that form.
    pub digest: Fingerprint,
}

/// Changes when the code that makes a bundle of packages changes what it writes.
const BUNDLE_FORMAT: &[u8] = b"bundle 1";

/// The form a file of the registry goes out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The same bytes.
    AsItIs,
    /// A package that is kept in another form goes out in the binary one, which App Designer takes.
    Binary,
}

impl Body {
    fn fingerprint(&self, templates: &Fingerprint, route: &route::Route<'_>) -> Fingerprint {
        match self {
            Body::Template { name, context } => {
                let context = context.to_string();
                Fingerprint::of_parts([&templates.as_bytes()[..], name.as_bytes(), context.as_bytes()])
            }
            Body::Bytes(bytes) => Fingerprint::of(bytes),
            Body::Bundle(members) => {
                let parts =
                    members.iter().flat_map(|member| [member.name.as_bytes(), member.digest.as_bytes()]);
                Fingerprint::of_parts([BUNDLE_FORMAT].into_iter().chain(parts))
            }
            Body::File { .. } => route.digest().expect("a file's route knows its digest"),
        }
    }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
