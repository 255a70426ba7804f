//! The site's own files. Each carries a digest of its content in its name, so that a page never meets a style or a
//! script of another generation.

use std::sync::LazyLock;

use super::accent;
use super::fingerprint::Fingerprint;
use super::path::SitePath;
use crate::model::{Picture, Theme};

/// Names the current search index. The only asset whose name does not change: if pages named the index itself, every
/// page would change whenever one connector did.
pub(crate) const SEARCH_POINTER: &str = "assets/search.js";

const CSS: &[u8] = include_bytes!("../../templates/site.css");
const JS: &[u8] = include_bytes!("../../templates/site.js");
const COMPARE: &[u8] = include_bytes!("../../templates/compare.js");
const MARK: &[u8] = include_bytes!("../../templates/mark.svg");

static JS_PATH: LazyLock<SitePath> = LazyLock::new(|| named("site", JS, "js"));
static COMPARE_PATH: LazyLock<SitePath> = LazyLock::new(|| named("compare", COMPARE, "js"));
const SEARCH: &[u8] = include_bytes!("../../templates/search.js");
const SEARCH_ENGINE: &[u8] = include_bytes!("../../templates/search-engine.js");
const SEARCH_PAGE: &[u8] = include_bytes!("../../templates/search-page.js");

static SEARCH_PATH: LazyLock<SitePath> = LazyLock::new(|| named("search-box", SEARCH, "js"));
static SEARCH_ENGINE_PATH: LazyLock<SitePath> = LazyLock::new(|| named("search-engine", SEARCH_ENGINE, "js"));
static SEARCH_PAGE_PATH: LazyLock<SitePath> = LazyLock::new(|| named("search-page", SEARCH_PAGE, "js"));
static MARK_PATH: LazyLock<SitePath> = LazyLock::new(|| named("mark", MARK, "svg"));

/// The style, with the registry's own accent where it has one, and where it lies.
pub(crate) fn css(theme: &Theme) -> (SitePath, Vec<u8>) {
    let mut style = CSS.to_vec();
    style.extend(theme.accent.map(accent::css).unwrap_or_default().into_bytes());
    (named("site", &style, "css"), style)
}

/// Where the script lies.
pub(crate) fn js_path() -> &'static SitePath {
    &JS_PATH
}

/// Where the script of the pages that compare versions lies.
pub(crate) fn compare_path() -> &'static SitePath {
    &COMPARE_PATH
}

/// Where the script of the search box lies, which every page has.
pub(crate) fn search_path() -> &'static SitePath {
    &SEARCH_PATH
}

/// Where the script that searches lies: asked for when somebody begins to.
pub(crate) fn search_engine_path() -> &'static SitePath {
    &SEARCH_ENGINE_PATH
}

/// Where the script of the search page lies.
pub(crate) fn search_page_path() -> &'static SitePath {
    &SEARCH_PAGE_PATH
}

/// Where the site's own mark lies.
pub(crate) fn mark_path() -> &'static SitePath {
    &MARK_PATH
}

/// The files that are the same for every registry.
pub(crate) fn all() -> [(&'static SitePath, &'static [u8]); 6] {
    [
        (js_path(), JS),
        (compare_path(), COMPARE),
        (mark_path(), MARK),
        (search_path(), SEARCH),
        (search_engine_path(), SEARCH_ENGINE),
        (search_page_path(), SEARCH_PAGE),
    ]
}

/// Where the registry's logo lies; `None` where its bytes are no picture that a site shows.
pub(crate) fn logo_path(logo: &Picture) -> Option<SitePath> {
    let (_, extension) = logo.measured?.media_type.split_once('/')?;
    let digest = Fingerprint::from_bytes(*logo.digest.as_bytes());
    Some(SitePath::known(format!("assets/logo-{}.{extension}", digest.short())))
}

/// A path whose name holds the digest of `bytes`.
pub(crate) fn named(stem: &str, bytes: &[u8], extension: &str) -> SitePath {
    SitePath::known(format!("assets/{stem}-{}.{extension}", Fingerprint::of(bytes).short()))
}
