use std::collections::BTreeMap;

use icalendar::parser::{read_calendar, unfold};
use roxmltree::{Document, Node};

use crate::model::{Registry, Revision, Sight};
use crate::plan::{Body, Options, Page, fixture};

pub(super) fn files(registry: &Registry, sight: &Sight) -> BTreeMap<String, Page> {
    let pages =
        fixture::planned(registry, sight, &fixture::options(), |plan| plan.pages().collect::<Vec<_>>());
    pages.into_iter().map(|page| (page.path.to_string(), page)).collect()
}

pub(super) fn text(files: &BTreeMap<String, Page>, path: &str) -> String {
    let page = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    let Body::Bytes(bytes) = &page.body else { panic!("{path} is made of other files") };
    String::from_utf8(bytes.clone()).unwrap()
}

pub(super) fn with_address(address: &str) -> Registry {
    let mut registry = fixture::registry();
    registry.policy.url = Some(address.to_owned());
    registry
}

pub(super) fn child<'d>(of: Node<'d, 'd>, name: &str) -> Node<'d, 'd> {
    of.children()
        .find(|node| node.has_tag_name(name) || node.tag_name().name() == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

pub(super) fn entries<'d>(document: &'d Document<'d>) -> Vec<Node<'d, 'd>> {
    document.root_element().children().filter(|node| node.tag_name().name() == "entry").collect()
}

/// What RFC 4287 asks of a feed, as far as ours has it.
fn check_feed(text: &str) {
    let document = Document::parse(text).expect("well-formed");
    let feed = document.root_element();
    assert_eq!(feed.tag_name().namespace(), Some("http://www.w3.org/2005/Atom"));
    let mut ids = vec![child(feed, "id").text().unwrap()];
    child(child(feed, "author"), "name");
    let moments: Vec<&str> =
        entries(&document).iter().map(|entry| child(*entry, "updated").text().unwrap()).collect();
    let updated = child(feed, "updated").text().unwrap();
    assert!(moments.iter().all(|moment| *moment <= updated), "{text}");
    for entry in entries(&document) {
        ids.push(child(entry, "id").text().unwrap());
        child(entry, "title");
        child(entry, "content");
        assert_eq!(child(entry, "link").attribute("rel"), Some("alternate"));
    }
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:") && id.len() == 45), "{ids:?}");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id comes twice");
}

#[test]
fn feeds_tell_of_versions_newest_first_and_leave_out_what_has_no_date() {
    let mut registry = fixture::registry();
    registry.connectors[2].versions[4].added = Some(jiff::civil::date(2026, 2, 3));
    let files = files(&registry, &Sight::All);
    for path in [
        "feed.atom",
        "categories/database.atom",
        "categories/default.atom",
        "connectors/sql-server.atom",
        "connectors/sql.atom",
        "connectors/mssql.atom",
    ] {
        check_feed(&text(&files, path));
    }
    let feed = text(&files, "connectors/sql-server.atom");
    let document = Document::parse(&feed).unwrap();
    let titles: Vec<&str> =
        entries(&document).iter().map(|entry| child(*entry, "title").text().unwrap()).collect();
    assert_eq!(
        titles,
        ["SQL Server 1.38 (breaking)", "SQL Server 1.36", "SQL Server 1.25", "SQL Server 1.2"]
    );
    let entry = entries(&document)[0];
    assert_eq!(child(entry, "updated").text(), Some("2026-02-03T00:00:00Z"));
    assert_eq!(child(entry, "link").attribute("href"), Some("../connectors/sql-server/1.38.html"));
    let content = child(entry, "content").text().unwrap();
    assert!(
        content.starts_with("Breaking change: Server Instance is now required. Upgrade by 2026-12-01."),
        "{content}"
    );
    assert!(content.ends_with("Queries may time out *per connection*."), "{content}");
    let empty = text(&files, "connectors/sql.atom");
    assert!(empty.contains("<updated>1970-01-01T00:00:00Z</updated>"), "{empty}");
}

#[test]
fn a_version_has_one_id_wherever_it_is_told_of() {
    let ids = |path: &str, registry: &Registry| {
        let text = text(&files(registry, &Sight::All), path);
        let document = Document::parse(&text).unwrap();
        entries(&document)
            .iter()
            .map(|entry| child(*entry, "id").text().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut registry = fixture::registry();
    registry.connectors[0].id = Some(fixture::at("11111111-91d7-4d63-8a56-0e5f3c9b7a22".to_owned()));
    let own = ids("connectors/sql-server.atom", &registry);
    let all = ids("feed.atom", &registry);
    assert!(own.iter().all(|id| all.contains(id)));
    assert_eq!(own, ids("connectors/sql-server.atom", &with_address("https://example.com/x")));
    registry.connectors[2].slug = crate::model::Slug::new("sql-renamed");
    assert_eq!(own, ids("connectors/sql-renamed.atom", &registry), "a connector that is renamed keeps them");
}

#[test]
fn a_feed_holds_no_more_than_fifty() {
    let mut registry = fixture::registry();
    registry.connectors[0].versions = (0..60)
        .map(|at| {
            let mut version = fixture::version("azure-sql", &format!("1.{:03}", 2 * at + 1), true);
            version.added = Some(jiff::civil::date(2020, 1, 1).saturating_add(jiff::Span::new().days(at)));
            version
        })
        .collect();
    let text = text(&files(&registry, &Sight::All), "connectors/azure-sql.atom");
    let document = Document::parse(&text).unwrap();
    assert_eq!(entries(&document).len(), 50);
    assert_eq!(child(entries(&document)[0], "title").text(), Some("Azure SQL 1.119"));
}

#[test]
fn with_an_address_links_are_whole_and_the_site_has_a_map() {
    let files = files(&with_address("https://example.com/team"), &Sight::All);
    let feed = text(&files, "categories/database.atom");
    let document = Document::parse(&feed).unwrap();
    let own = child(document.root_element(), "link");
    assert_eq!(
        (own.attribute("rel"), own.attribute("href")),
        (Some("self"), Some("https://example.com/team/categories/database.atom"))
    );
    check_feed(&feed);

    let map = text(&files, "sitemap.xml");
    let document = Document::parse(&map).unwrap();
    let listed: Vec<&str> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "loc")
        .map(|node| node.text().unwrap())
        .collect();
    let pages = files
        .keys()
        .filter(|path| path.ends_with(".html") && *path != "404.html" && *path != "connectors/mssql.html");
    let expected: Vec<String> = pages
        .map(|path| format!("https://example.com/team/{}", if path == "index.html" { "" } else { path }))
        .collect();
    assert_eq!(listed, expected);

    let search = text(&files, "opensearch.xml");
    let document = Document::parse(&search).unwrap();
    assert_eq!(
        child(document.root_element(), "Url").attribute("template"),
        Some("https://example.com/team/search.html?q={searchTerms}")
    );
    let name = child(document.root_element(), "ShortName").text().unwrap();
    assert!(name.chars().count() <= 16, "{name}");
}

#[test]
fn without_an_address_nothing_is_made_that_needs_one() {
    for address in [None, Some("javascript:alert(1)"), Some("mailto:a@example.com")] {
        let mut registry = fixture::registry();
        registry.policy.url = address.map(str::to_owned);
        let files = files(&registry, &Sight::All);
        assert!(!files.keys().any(|path| path.starts_with("sitemap") || path.starts_with("opensearch")));
        assert!(!text(&files, "feed.atom").contains("rel=\"self\""));
        assert!(!text(&files, "deadlines.ics").contains("URL:"));
    }
}

#[test]
fn deadlines_are_days_that_a_calendar_reads_and_name_no_application() {
    let files = files(&with_address("https://example.com"), &Sight::All);
    let given = text(&files, "deadlines.ics");
    let unfolded = unfold(&given);
    let calendar = read_calendar(&unfolded).unwrap();
    let event = |at: usize, name: &str| {
        let found = calendar.components[at].properties.iter().find(|property| property.name == name);
        found.map(|property| property.val.as_str().to_owned())
    };
    let days: Vec<_> = (0..calendar.components.len())
        .map(|at| (event(at, "DTSTART").unwrap(), event(at, "SUMMARY").unwrap()))
        .collect();
    let expected = [
        ("20250101", "SQL Server 1.2 is withdrawn"),
        ("20250101", "SQL Server 1.25 is deprecated"),
        ("20261201", "Upgrade SQL Server to 1.38 or higher"),
    ];
    assert_eq!(days, expected.map(|(day, what)| (day.to_owned(), what.to_owned())));
    assert_eq!(event(2, "DTSTAMP").as_deref(), Some("20240302T000000Z"));
    assert_eq!(event(2, "URL").as_deref(), Some("https://example.com/connectors/sql-server/1.38.html"));
    for application in ["Boiler", "Kiln", "Mill"] {
        assert!(!given.contains(application), "{application}");
    }
    assert!(given.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
}

#[test]
fn a_calendar_without_deadlines_is_still_one() {
    let mut registry = fixture::registry();
    registry.connectors.truncate(2);
    let given = text(&files(&registry, &Sight::All), "deadlines.ics");
    let unfolded = unfold(&given);
    assert_eq!(read_calendar(&unfolded).unwrap().components.len(), 1, "RFC 5545 asks for one");
    assert!(!given.contains("VEVENT"));
}

#[test]
fn badges_say_the_version_and_its_state_also_under_former_slugs() {
    let mut registry = fixture::registry();
    let label = |registry: &Registry, path: &str| {
        let text = text(&files(registry, &Sight::All), path);
        let document = Document::parse(&text).unwrap();
        child(document.root_element(), "title").text().unwrap().to_owned()
    };
    assert_eq!(label(&registry, "badges/sql-server.svg"), "SQL Server: 1.38");
    assert_eq!(label(&registry, "badges/mssql.svg"), "SQL Server: 1.38");
    assert_eq!(label(&registry, "badges/sql.svg"), "Old SQL: no version");
    registry.connectors[2].versions.truncate(2);
    assert_eq!(label(&registry, "badges/sql-server.svg"), "SQL Server: 1.25 deprecated");
    registry.connectors[2].versions.truncate(1);
    assert_eq!(label(&registry, "badges/sql-server.svg"), "SQL Server: 1.2 withdrawn");
}

#[test]
fn a_badge_in_markdown_is_one_picture_that_leads_to_the_page() {
    let mut registry = with_address("https://example.com/x");
    registry.connectors[0].name.value = "](javascript:alert(1)) `<b>".to_owned();
    let given = fixture::shown(&registry, |shown| super::badge::markdown(shown, &registry.connectors[0]));
    let expected = "[![(javascript:alert(1)) b](<https://example.com/x/badges/azure-sql.svg>)](<https://example.com/x/connectors/azure-sql.html>)";
    assert_eq!(given.as_deref(), Some(expected));
}

#[test]
fn fingerprints_change_when_and_only_when_bytes_do() {
    let (before, mut after) = (fixture::registry(), fixture::registry());
    after.connectors[2].versions[4].breaking.as_mut().unwrap().upgrade_by =
        Some(jiff::civil::date(2027, 1, 1));
    after.connectors[0].versions[0].package = crate::model::PackageState::Missing;
    let (before, after) = (files(&before, &Sight::All), files(&after, &Sight::All));
    for (path, page) in &before {
        let bytes = |page: &Page| match &page.body {
            Body::Bytes(bytes) => bytes.clone(),
            Body::Bundle(members) => format!("{members:?}").into_bytes(),
            _ => Vec::new(),
        };
        let Some(other) = after.get(path).filter(|_| !bytes(page).is_empty()) else { continue };
        assert_eq!(bytes(page) == bytes(other), page.fingerprint == other.fingerprint, "{path}");
    }
    assert_ne!(before["deadlines.ics"].fingerprint, after["deadlines.ics"].fingerprint);
    assert_ne!(before["bundles/all-current.zip"].fingerprint, after["bundles/all-current.zip"].fingerprint);
    assert_eq!(
        before["connectors/azure-sql.atom"].fingerprint,
        after["connectors/azure-sql.atom"].fingerprint
    );
}

#[test]
fn no_file_for_programs_tells_of_usage_or_of_the_state_it_was_made_of() {
    let registry = with_address("https://example.com");
    let mut without = registry.clone();
    without.applications.clear();
    let options = Options {
        revision: Revision { commit: Some("4be1d0c".to_owned()), generation: Some(99) },
        today: jiff::civil::date(2031, 5, 6),
        ..fixture::options()
    };
    let is_ours = |path: &str| {
        [".atom", ".ics", ".svg", ".zip"].iter().any(|end| path.ends_with(end))
            || path.ends_with("changes.json")
    };
    let made = |registry: &Registry, options: &Options| {
        let pages = fixture::planned(registry, &Sight::All, options, |plan| plan.pages().collect::<Vec<_>>());
        let ours = pages.into_iter().filter(|page| is_ours(page.path.as_str()));
        ours.map(|page| (page.path.to_string(), page.fingerprint)).collect::<Vec<_>>()
    };
    let plain = made(&registry, &fixture::options());
    assert!(plain.len() > 10);
    assert_eq!(plain, made(&without, &fixture::options()));
    assert_eq!(plain, made(&registry, &options));
}

#[test]
fn bundles_can_be_left_out() {
    let options = Options { bundles: false, ..fixture::options() };
    let registry = fixture::registry();
    let pages = fixture::planned(&registry, &Sight::All, &options, |plan| plan.pages().collect::<Vec<_>>());
    assert!(!pages.iter().any(|page| page.path.as_str().starts_with("bundles/")));
    let home = pages.iter().find(|page| page.path.as_str() == "index.html").unwrap();
    let Body::Template { context, .. } = &home.body else { panic!("a template") };
    assert!(context["along"]["bundle"].is_null());
}
