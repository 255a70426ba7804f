//! Pieces that several pages show: the frame, a connector's card, a version's row, an application's name.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::path::SitePath;
use super::shown::{self, Shown};
use super::{assets, icon, machines, url};
use crate::model::{Application, Behind, Connector, ConnectorVersion, PackageState, Picture, VersionNumber};
use crate::package::Container;

/// The logo's height in the header, and its greatest width, in pixels.
const LOGO_HEIGHT: u32 = 32;
const MOST_LOGO_WIDTH: u64 = 160;

/// What is around every page.
pub(crate) struct Frame<'a> {
    /// What leads to the site's root.
    pub(crate) root: String,
    /// The heading.
    pub(crate) title: &'a str,
    /// The last part of the way here; the heading where it is `None`.
    pub(crate) here: Option<&'a str>,
    /// For search engines and previews.
    pub(crate) description: &'a str,
    /// Which entry of the main navigation is the current one.
    pub(crate) section: &'static str,
    /// The way here: text and path, outermost first, without the page itself.
    pub(crate) crumbs: Vec<(String, String)>,
}

impl Frame<'_> {
    /// A page's frame that lies where `path` says.
    pub(crate) fn at<'a>(path: &'a SitePath, title: &'a str, section: &'static str) -> Frame<'a> {
        Frame { root: path.to_root(), title, here: None, description: "", section, crumbs: Vec::new() }
    }

    /// The context's `page` and `site`.
    pub(crate) fn json(&self, shown: &Shown<'_>) -> Value {
        let policy = &shown.registry.policy;
        let crumb = |(text, href): &(String, String)| json!({ "text": text, "href": href });
        json!({
            "page": {
                "root": self.root,
                "title": self.title,
                "here": self.here.unwrap_or(self.title),
                "description": clip(self.description, 200),
                "section": self.section,
                "crumbs": self.crumbs.iter().map(crumb).collect::<Vec<_>>(),
            },
            "site": {
                "title": policy.title,
                "usage": shown.has_usage(),
                "whole": shown.sight.is_whole(),
                "css": shown.style.0.as_str(),
                "logo": policy.theme.logo.as_ref().and_then(logo),
                "footer": policy.theme.footer,
                "js": assets::js_path().as_str(),
                "mark": assets::mark_path().as_str(),
                "search": assets::SEARCH_POINTER,
                "open_search": machines::open_search(shown),
                "search_box": assets::search_path().as_str(),
                "search_engine": assets::search_engine_path().as_str(),
                "search_page": assets::search_page_path().as_str(),
            },
        })
    }

    /// `page` and `site` together with what the page itself shows.
    pub(crate) fn with(&self, shown: &Shown<'_>, own: Value) -> Value {
        let mut context = self.json(shown);
        if let (Value::Object(all), Value::Object(own)) = (&mut context, own) {
            all.extend(own);
        }
        context
    }
}

/// The registry's logo, as high as the header has room for.
fn logo(logo: &Picture) -> Option<Value> {
    let measured = logo.measured?;
    let height = u64::from(measured.height.unwrap_or(LOGO_HEIGHT));
    let width = measured.width.map(|width| u64::from(width) * u64::from(LOGO_HEIGHT) / height.max(1));
    Some(json!({
        "href": assets::logo_path(logo)?.href(),
        "width": width.map(|width| width.clamp(1, MOST_LOGO_WIDTH)),
        "height": LOGO_HEIGHT,
    }))
}

/// A connector in a list. Its icon stands in the page itself while `spare` bytes last ([`icon::INLINE`]).
pub(crate) fn card(shown: &Shown<'_>, connector: &Connector, spare: &mut usize) -> Value {
    let version = shown::latest(connector);
    json!({
        "slug": connector.slug.as_str(),
        "name": connector.name.value,
        "href": shown::connector_page(connector.slug.as_str()).href(),
        "icon": icon::of(connector).map(|icon| icon.path.href()),
        "inline": icon::inline(connector, spare),
        "mark": icon::letters(&connector.name),
        "description": clip(&connector.description, 180),
        "version": version.map(|version| version.number.as_str()),
        "status": version.map(|version| status(connector, version)),
        "versions": shown::versions(connector).count(),
        "applications": shown.users_of(connector),
        "failing": shown.registry.keeps(connector),
    })
}

/// Where a version stands: `current`, `active` (an older one), `deprecated` or `withdrawn`.
pub(crate) fn status(connector: &Connector, version: &ConnectorVersion) -> &'static str {
    let current = shown::current(connector).is_some_and(|current| current.number == version.number);
    if current { "current" } else { version.status.word() }
}

/// A version in a table.
pub(crate) fn version_row(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let download = shown::download(connector, version);
    json!({
        "number": version.number.as_str(),
        "href": shown::version_page(connector, version).href(),
        "status": status(connector, version),
        "breaking": version.breaking.is_some(),
        "added": version.date().map(|date| date.to_string()),
        "applications": shown.uses_of(connector, &version.number),
        "behind": Behind::of(connector, &version.number).map(|behind| behind.versions),
        "note": first_line(&version.notes),
        "download": download.as_ref().map(|(path, _)| path.href()),
        "file": download.as_ref().and_then(|(path, _)| path.as_str().rsplit('/').next()),
        "size": download.as_ref().map(|(_, facts)| facts.offered.size),
        "sha256": digest(version),
    })
}

/// The digest that a version's package has or must have: that of the file to download, where it is another than the one
/// in the registry.
pub(crate) fn digest(version: &ConnectorVersion) -> Option<String> {
    if let Some(facts) = version.facts().filter(|facts| facts.container != Container::Binary) {
        return Some(facts.offered.digest.to_string());
    }
    let written = version.sha256.as_ref().map(|digest| digest.value);
    written.or_else(|| version.facts().map(|facts| facts.digest)).map(|digest| digest.to_string())
}

/// Why a version's package is not offered; `None` where it is.
pub(crate) fn no_download(connector: &Connector, version: &ConnectorVersion) -> Option<&'static str> {
    if shown::download(connector, version).is_some() {
        return None;
    }
    Some(match &version.package {
        PackageState::Missing => "The registry does not hold this version's package.",
        PackageState::NotAFile => "What stands in place of the package is no file.",
        PackageState::TooLarge { .. } => "The package is larger than this registry allows.",
        PackageState::LfsPointer { .. } => {
            "The package lies in Git LFS and was not fetched when this site was built."
        }
        PackageState::Damaged { .. } => {
            "What is kept as this version's package is damaged, so it is not offered."
        }
        PackageState::NotGiven => "The package could not be fetched when this site was built.",
        PackageState::Unreadable { .. } => "The package could not be read, so it is not offered.",
        PackageState::Read(_) => "The package differs from the published SHA-256, so it is not offered.",
    })
}

/// Why and since when a version is deprecated or withdrawn, and what replaces it; `None` for an active one.
pub(crate) fn retirement(
    shown: &Shown<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> Option<Value> {
    let retirement = version.status.retirement()?;
    Some(json!({
        "reason": retirement.reason,
        "from": retirement.from.map(|date| date.to_string()),
        "replaced_by": retirement.replaced_by.as_deref().map(|text| replacement(shown, Some(connector), text)),
    }))
}

/// A replacement as it was written, a version or a connector's slug, with its page where it has one.
pub(crate) fn replacement(shown: &Shown<'_>, within: Option<&Connector>, text: &str) -> Value {
    let number = VersionNumber::parse(text).ok();
    let version = within.zip(number).and_then(|(connector, number)| {
        let found = shown::versions(connector).find(|version| version.number == number)?;
        Some((format!("{} {}", connector.name.value, found.number), shown::version_page(connector, found)))
    });
    let found = version.or_else(|| {
        let connector = shown.connector(text)?;
        Some((connector.name.value.clone(), shown::connector_page(connector.slug.as_str())))
    });
    match found {
        Some((text, path)) => json!({ "text": text, "href": path.href() }),
        None => json!({ "text": text, "href": null }),
    }
}

/// An application's name and page.
pub(crate) fn application(shown: &Shown<'_>, application: &Application) -> Value {
    json!({
        "name": application.name,
        "href": shown.application_page(application).map(|path| path.href()),
        "owner": application.owner,
        "category": application.category,
        "observed": application.observed.map(|date| date.to_string()),
        "failing": shown.registry.keeps_application(application),
    })
}

/// How old the observation of an application is, and whether that is older than the registry lets count.
pub(crate) fn observation(shown: &Shown<'_>, application: &Application, today: Date) -> Value {
    let (days, most) = (application.age(today), shown.registry.policy.usage_max_age_days);
    let is_old = most.is_some_and(|most| days.is_none_or(|days| days > i64::from(most)));
    json!({ "days": days, "most": most, "is_old": is_old })
}

/// What an application says of itself.
pub(crate) fn own_fields(application: &Application) -> Value {
    json!({
        "slug": application.slug.as_str(),
        "name": application.name,
        "version": application.version,
        "category": application.category,
        "owner": application.owner,
        "published": application.published,
        "url": application.url.as_deref().and_then(url::web),
        "observed": application.observed.map(|date| date.to_string()),
        "source": application.source,
    })
}

/// The first line of release notes as plain text.
pub(crate) fn first_line(notes: &str) -> String {
    let line = notes.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let bare = line.trim_start_matches(['#', '-', '*', '>', '+', ' ']).replace(['`', '*'], "");
    clip(&bare, 140)
}

/// At most `most` characters, cut at a blank.
pub(crate) fn clip(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut.rfind(' ').filter(|&end| end > most / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', '.', ';', ' ']))
}
