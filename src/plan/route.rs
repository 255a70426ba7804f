//! The site's addresses, in the order of their paths.

use std::sync::Arc;

use super::fingerprint::Fingerprint;
use super::icon::{self, IconSource};
use super::letters::Letter;
use super::machines::{self, Feed, Machine};
use super::pages::activity::Part;
use super::pages::rules;
use super::path::SitePath;
use super::reports::{self, Group as ReportGroup, Report};
use super::shown::{self, Group, Shown};
use super::{api, assets, letters, search};
use crate::check;
use crate::model::{Application, Category, Connector, ConnectorVersion, PackageFacts, Picture};

/// What a path of the site holds.
pub(crate) enum Route<'s> {
    NotFound,
    Home,
    Search,
    AToZ,
    /// A page of the connectors whose names begin with one letter.
    Letter(OneLetter<'s>),
    Usage,
    Applications,
    Application(&'s Application),
    Category(&'s Category, &'s Group<'s>),
    Connector(Tab, &'s Connector),
    Version(&'s Connector, &'s ConnectorVersion),
    Alias(&'s Connector),
    Download(&'s ConnectorVersion, &'s PackageFacts),
    Picture(&'s Picture),
    Bytes(Vec<u8>),
    Reports(&'static ReportGroup),
    Report(Report, Form),
    Api(Api<'s>),
    Activity(Part),
    About,
    Status,
    Rules,
    Rule(&'static check::Entry),
    Machine(Machine<'s>),
}

/// A page about a whole connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Settings,
    Versions,
    Usage,
    Files,
    Compare,
}

/// A page of a letter, among all letters.
pub(crate) struct OneLetter<'s> {
    pub(crate) letters: Arc<[Letter<'s>]>,
    pub(crate) letter: usize,
    pub(crate) page: usize,
}

/// The form that the file of a report has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    Csv,
    Json,
}

/// A file of the JSON API.
pub(crate) enum Api<'s> {
    Index,
    Categories,
    Connector(&'s Connector),
    Version(&'s Connector, &'s ConnectorVersion),
    Applications,
    Application(&'s Application),
    Usage,
    Changes,
}

/// What a page is about, where it is about one thing.
pub(crate) enum Item<'s> {
    Connector(&'s Connector),
    Application(&'s Application),
}

impl<'s> Route<'s> {
    /// What the page is about. Files that are copied are found to be the same at no cost.
    pub(crate) fn item(&self) -> Option<Item<'s>> {
        match *self {
            Route::Connector(_, found)
            | Route::Version(found, _)
            | Route::Alias(found)
            | Route::Api(Api::Connector(found) | Api::Version(found, _))
            | Route::Machine(Machine::Badge(found) | Machine::Feed(Feed::Connector(found))) => {
                Some(Item::Connector(found))
            }
            Route::Application(found) | Route::Api(Api::Application(found)) => Some(Item::Application(found)),
            _ => None,
        }
    }
    /// The digest of a file that is copied.
    pub(crate) fn digest(&self) -> Option<Fingerprint> {
        match self {
            Route::Download(_, facts) => Some(Fingerprint::from_bytes(*facts.offered.digest.as_bytes())),
            Route::Picture(picture) => Some(Fingerprint::from_bytes(*picture.digest.as_bytes())),
            _ => None,
        }
    }
}

type Routed<'s> = (SitePath, Route<'s>);

/// Every path of the site, in order: the sources merged, each of which is in order itself.
pub(crate) fn all<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let sources: [Box<dyn Iterator<Item = Routed<'s>> + 's>; 13] = [
        Box::new(activity(shown)),
        Box::new(rules()),
        Box::new(report_files(shown)),
        Box::new(singles(shown).into_iter()),
        Box::new(letters(shown)),
        Box::new(api(shown)),
        Box::new(applications(shown)),
        Box::new(own_files(shown)),
        Box::new(placed(machines::badges(shown))),
        Box::new(placed(machines::bundles(shown))),
        Box::new(categories(shown)),
        Box::new(connectors(shown)),
        Box::new(sitemaps(shown)),
    ];
    merged(sources.into())
}

/// The pages that a reader may look for, in order.
fn pages<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = SitePath> + 's {
    let sources: [Box<dyn Iterator<Item = Routed<'s>> + 's>; 8] = [
        Box::new(singles(shown).into_iter()),
        Box::new(letters(shown)),
        Box::new(activity(shown)),
        Box::new(rules()),
        Box::new(applications(shown)),
        Box::new(categories(shown)),
        Box::new(connectors(shown)),
        Box::new(report_files(shown)),
    ];
    let sought = |(path, route): Routed<'s>| {
        let leads_on = matches!(route, Route::NotFound | Route::Alias(_));
        (path.as_str().ends_with(".html") && !leads_on).then_some(path)
    };
    merged(sources.into()).filter_map(sought)
}

fn sitemaps<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let files = machines::sitemaps(shown, pages(shown));
    files.into_iter().map(|(path, bytes)| (path, Route::Bytes(bytes)))
}

fn placed<'s>(files: Vec<(SitePath, Machine<'s>)>) -> impl Iterator<Item = Routed<'s>> {
    files.into_iter().map(|(path, file)| (path, Route::Machine(file)))
}

/// Merges sources by path. No two have a path in common.
fn merged<'s>(sources: Vec<Box<dyn Iterator<Item = Routed<'s>> + 's>>) -> impl Iterator<Item = Routed<'s>> {
    let mut sources: Vec<_> = sources.into_iter().map(Iterator::peekable).collect();
    std::iter::from_fn(move || {
        let heads = sources.iter_mut().enumerate();
        let heads = heads.filter_map(|(at, source)| Some((source.peek()?.0.as_str(), at)));
        let (_, first) = heads.min()?;
        sources[first].next()
    })
}

/// The pages that a site has once.
fn singles<'s>(shown: &Shown<'_>) -> Vec<Routed<'s>> {
    let mut pages = vec![
        ("404.html", Route::NotFound),
        ("a-z.html", Route::AToZ),
        ("search.html", Route::Search),
        ("about.html", Route::About),
        ("activity.html", Route::Activity(Part::Newest)),
        ("index.html", Route::Home),
        ("rules.html", Route::Rules),
        ("status.json", Route::Status),
    ];
    if shown.has_usage() {
        pages.extend([("applications.html", Route::Applications), ("usage.html", Route::Usage)]);
    }
    let pages = pages.into_iter().map(|(path, route)| (SitePath::known(path), route));
    sorted(pages.chain(placed(machines::singles(shown))).collect())
}

/// The older parts of what happened.
fn activity<'s>(shown: &Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let parts = Part::older(shown.chronicle).map(|part| (part.path(), Route::Activity(part)));
    sorted(parts.collect()).into_iter()
}

/// A page for every rule.
fn rules<'s>() -> impl Iterator<Item = Routed<'s>> {
    sorted(check::RULES.iter().map(|entry| (rules::page(entry.code), Route::Rule(entry))).collect())
        .into_iter()
}

/// The pages of single letters.
fn letters<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let letters: Arc<[Letter<'s>]> =
        if letters::are_apart(shown) { letters::all(shown).into() } else { Arc::new([]) };
    let mut pages = Vec::new();
    for (letter, found) in letters.iter().enumerate() {
        let route = |page| Route::Letter(OneLetter { letters: Arc::clone(&letters), letter, page });
        pages.extend(found.pages().enumerate().map(|(page, (path, _))| (path, route(page))));
    }
    sorted(pages).into_iter()
}

fn applications<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let page =
        |found: &&'s Application| (shown::application_page(found.slug.as_str()), Route::Application(found));
    shown.applications.iter().map(page)
}

fn api<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let one = |path: &str, api| std::iter::once((SitePath::known(path), Route::Api(api)));
    let application = |application: &'s Application| {
        let path = format!("api/v1/applications/{}.json", application.slug);
        (SitePath::known(path), Route::Api(Api::Application(application)))
    };
    let connector = |connector: &'s Connector| {
        let slug = &connector.slug;
        let mut files = vec![(
            SitePath::known(format!("api/v1/connectors/{slug}.json")),
            Route::Api(Api::Connector(connector)),
        )];
        files.extend(shown::versions(connector).map(|version| {
            let path = format!("api/v1/connectors/{slug}/{}.json", version.number);
            (SitePath::known(path), Route::Api(Api::Version(connector, version)))
        }));
        sorted(files)
    };
    let usage = |path: &str, api: Api<'s>| {
        shown.has_usage().then(|| (SitePath::known(path), Route::Api(api))).into_iter()
    };
    usage("api/v1/applications.json", Api::Applications)
        .chain(shown.applications.iter().map(move |found| application(found)))
        .chain(one("api/v1/categories.json", Api::Categories))
        .chain(one("api/v1/changes.json", Api::Changes))
        .chain(shown.connectors.iter().flat_map(move |found| connector(found)))
        .chain(one("api/v1/index.json", Api::Index))
        .chain(api::schemas().map(|(path, bytes)| (path, Route::Bytes(bytes))))
        .chain(usage("api/v1/usage.json", Api::Usage))
}

/// Style, script, mark, logo and search index.
fn own_files<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let fixed = assets::all().map(|(path, bytes)| (path.clone(), bytes.to_vec()));
    let files = search::files(shown).into_iter().chain(fixed).chain([shown.style.clone()]);
    let files = files.map(|(path, bytes)| (path, Route::Bytes(bytes)));
    let logo = shown.registry.policy.theme.logo.as_ref();
    let logo = logo.and_then(|logo| Some((assets::logo_path(logo)?, Route::Picture(logo))));
    sorted(files.chain(logo).collect()).into_iter()
}

fn categories<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let files = shown.category_groups().flat_map(|(found, group)| {
        let feed = Route::Machine(Machine::Feed(Feed::Category(found, group)));
        [(shown::category_page(found), Route::Category(found, group)), (machines::category_feed(found), feed)]
    });
    sorted(files.collect()).into_iter()
}

/// The pages and the files of the reports.
fn report_files<'s>(shown: &Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let pages = reports::groups(shown.sight).map(|group| (group.page(), Route::Reports(group)));
    let reports = reports::Report::all().filter(|report| report.is_for(shown.sight));
    let files = reports.flat_map(|report| {
        [(Form::Csv, "csv"), (Form::Json, "json")].map(|(form, extension)| {
            (SitePath::known(format!("reports/{}.{extension}", report.name())), Route::Report(report, form))
        })
    });
    sorted(pages.chain(files).collect()).into_iter()
}

/// Connectors and former slugs, merged by their paths.
fn connectors<'s>(shown: &'s Shown<'_>) -> impl Iterator<Item = Routed<'s>> {
    let mut aliases = shown.aliases.iter().peekable();
    let mut found = shown.connectors.iter().peekable();
    std::iter::from_fn(move || {
        let alias = aliases.peek().map(|(alias, _)| shown::connector_page(alias));
        let next = found.peek().map(|connector| shown::connector_page(connector.slug.as_str()));
        let alias_first = match (&alias, &next) {
            (Some(alias), Some(next)) => alias < next,
            (Some(_), None) => true,
            _ => false,
        };
        if alias_first {
            aliases.next().zip(alias).map(|((alias, connector), path)| {
                // Who reads a feed follows no page that leads on.
                let feed = Route::Machine(Machine::Feed(Feed::Connector(connector)));
                vec![(machines::connector_feed(alias), feed), (path, Route::Alias(connector))]
            })
        } else {
            found.next().map(|connector| connector_files(shown, connector))
        }
    })
    .flatten()
}

fn connector_files<'s>(shown: &Shown<'_>, connector: &'s Connector) -> Vec<Routed<'s>> {
    let tab = |tab: Tab| (shown::tab_page(connector, tab), Route::Connector(tab, connector));
    let mut files: Vec<Routed<'s>> = shown.tabs_of(connector).into_iter().map(tab).collect();
    let feed = Route::Machine(Machine::Feed(Feed::Connector(connector)));
    files.push((machines::connector_feed(connector.slug.as_str()), feed));
    for version in shown::versions(connector) {
        let route = Route::Version(connector, version);
        files.push((shown::version_page(connector, version), route));
        if let Some((path, facts)) = shown::download(connector, version) {
            files.push((path, Route::Download(version, facts)));
        }
    }
    if let Some(icon) = icon::of(connector) {
        files.push(match icon.from {
            IconSource::File(picture) => (icon.path, Route::Picture(picture)),
            IconSource::Package(bytes) => (icon.path, Route::Bytes(bytes.to_vec())),
        });
    }
    files
        .extend(shown::pictures(connector).into_iter().map(|(path, _, found)| (path, Route::Picture(found))));
    sorted(files)
}

fn sorted<'s>(mut files: Vec<Routed<'s>>) -> Vec<Routed<'s>> {
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}
