mod connector;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::{Chronicle, Help, PastUse, Registry, Sight, Slug};
use crate::plan::fixture::{self, at, registry};
use crate::plan::{Options, SitePath};

/// The rendered site; files that are copied are there with no bytes.
fn site_with(registry: &Registry, not_found_root: &str) -> BTreeMap<String, String> {
    let renderer = Renderer::new().unwrap();
    let templates = renderer.templates();
    let options = Options { templates, not_found_root: not_found_root.to_owned(), ..fixture::options() };
    let render = |page: Page| {
        let bytes = match page.body {
            Body::File { .. } | Body::Bundle(_) => Vec::new(),
            _ => renderer.render(&page).unwrap_or_else(|error| panic!("{error}")),
        };
        (page.path.to_string(), String::from_utf8_lossy(&bytes).into_owned())
    };
    let chronicle = if registry.connectors.is_empty() { Chronicle::default() } else { chronicle() };
    let all = |plan: &crate::plan::Plan<'_>| plan.pages().map(render).collect();
    fixture::planned_after(&chronicle, registry, &Sight::All, &options, all)
}

/// A history of several parts, in which the newest commit says what it should not.
fn chronicle() -> Chronicle {
    let mut chronicle = fixture::chronicle(321);
    let newest = chronicle.deeds[0].commit.as_mut().unwrap();
    (newest.author, newest.summary) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    chronicle.deeds[0].policy = vec![HOSTILE.to_owned()];
    chronicle
}

/// The rendered page of how use moved over the last days, for an audience.
fn adoption(chronicle: &Chronicle, sight: &Sight) -> String {
    let renderer = Renderer::new().unwrap();
    let options = fixture::options();
    fixture::planned_after(chronicle, &registry(), sight, &options, |plan| {
        let page = plan.pages().find(|page| page.path.as_str() == "reports/adoption.html").unwrap();
        String::from_utf8(renderer.render(&page).unwrap()).unwrap()
    })
}

fn site(registry: &Registry) -> BTreeMap<String, String> {
    site_with(registry, "")
}

fn html(site: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    site.iter().filter(|(path, _)| path.ends_with(".html"))
}

/// The values of an attribute in a page.
fn attributes<'t>(html: &'t str, name: &str) -> Vec<&'t str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Where a relative link of a page leads.
fn resolve(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{from} links out of the site: {to}"),
            part => parts.push(part),
        }
    }
    parts.join("/").replace("%20", " ")
}

fn dead_links(site: &BTreeMap<String, String>) -> Vec<String> {
    let mut dead = Vec::new();
    for (path, text) in html(site) {
        let mut links = attributes(text, "href");
        links.extend(attributes(text, "src"));
        links.extend(attributes(text, "data-index"));
        links.extend(text.split("content=\"0; url=").skip(1).filter_map(|rest| rest.split('"').next()));
        for link in links {
            if link.starts_with("https://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = file.split('?').next().unwrap_or(file);
            let target = if file.is_empty() { path.clone() } else { resolve(path, file) };
            let found = site.get(&target);
            let anchored = |text: &String| anchor.is_empty() || attributes(text, "id").contains(&anchor);
            if !found.is_some_and(anchored) {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    dead
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let dead = dead_links(&site(&registry()));
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn an_empty_registry_has_a_whole_site() {
    let site = site(&Registry::default());
    assert_eq!(dead_links(&site), Vec::<String>::new());
    assert!(site["index.html"].contains("holds no connector yet"));
}

#[test]
fn a_large_registry_shows_the_first_of_each_category_and_links_to_the_rest() {
    let mut registry = registry();
    for count in 0..130 {
        let slug = format!("tank-{count}");
        let versions = vec![fixture::version(&slug, "1.0", true)];
        registry.connectors.push(fixture::connector(&slug, &slug, "default", versions));
    }
    let site = site(&registry);
    assert_eq!(dead_links(&site), Vec::<String>::new());
    assert!(site["index.html"].contains("All 130 connectors in <bdi>Default</bdi>"));
    assert_eq!(
        site["index.html"].matches("connectors/tank-").count(),
        9 + 5,
        "9 cards, 5 of the 10 recent ones"
    );
    assert!(site["categories/default.html"].contains("connectors/tank-129.html"));
}

#[test]
fn ids_are_unique_and_every_reference_to_one_is_met() {
    for (path, text) in html(&site(&registry())) {
        let ids = attributes(text, "id");
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{path}: {ids:?}");
        for name in ["for", "aria-labelledby", "aria-controls"] {
            for id in attributes(text, name) {
                assert!(distinct.contains(id), "{path}: {name} names {id}");
            }
        }
        assert_eq!(text.matches("<h1").count(), 1, "{path}");
    }
}

#[test]
fn pages_hold_no_script_style_or_handler_of_their_own() {
    for (path, text) in html(&site(&registry())) {
        assert!(!text.contains(" style=") && !text.contains("<style"), "{path}");
        for tag in text.split('<').filter_map(|rest| rest.split('>').next()) {
            assert!(
                !tag.split_whitespace().any(|part| part.starts_with("on") && part.contains('=')),
                "{path}: {tag}"
            );
        }
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"") && script.contains("></script>"), "{path}");
        }
        assert!(text.contains("Content-Security-Policy"), "{path}");
        assert!(!text.contains(" \n"), "{path} has blanks at the end of a line");
    }
}

#[test]
fn the_page_that_is_shown_anywhere_links_from_the_root() {
    let site = site_with(&registry(), "/catalogue/");
    for link in attributes(&site["404.html"], "href") {
        assert!(link.starts_with("/catalogue/") || link.starts_with('#'), "{link}");
    }
}

#[test]
fn the_same_registry_gives_the_same_bytes() {
    assert_eq!(site(&registry()), site(&registry()));
}

const HOSTILE: &str =
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&`{{ 7*7 }}\u{202e}gnp\u{2028}";

/// Puts the hostile text wherever an author may put text.
fn hostile() -> Registry {
    let mut registry = registry();
    let text = || HOSTILE.to_owned();
    registry.policy.title = text();
    registry.policy.description = text();
    registry.policy.url = Some("javascript:alert(1)".to_owned());
    for category in &mut registry.categories {
        category.name = at(text());
        category.description = Some(text());
    }
    for connector in registry.connectors.iter_mut() {
        connector.name = at(text());
        connector.description = at(text());
        connector.owners = vec![at(text())];
        connector.tags = vec![text()];
        connector.help_url = Some("javascript:alert(1)".to_owned());
        connector.replaced_by = Some(at(text()));
        connector.aliases.push(at(text()));
        connector.help = Some(Help::read(&format!(
            "{HOSTILE}\n\n# {HOSTILE}\n\n[a](javascript:alert(1)) <b onclick=x>\n"
        )));
        for version in &mut connector.versions {
            version.notes = format!("{HOSTILE} <iframe src=//evil.example> ![x](https://evil.example/x.png)");
            version.requires = vec![(text(), text())];
            if let Some(breaking) = &mut version.breaking {
                (breaking.summary, breaking.guide) = (text(), text());
            }
            hostile_status(&mut version.status);
            hostile_package(&mut version.package);
        }
    }
    for application in registry.applications.iter_mut() {
        application.name = at(text());
        application.owner = Some(text());
        application.category = Some(text());
        application.version = Some(text());
        application.source = Some(text());
        application.url = Some(" javascript:alert(1)".to_owned());
        for used in &mut application.uses {
            used.connection = Some(at(text()));
            used.settings = Some(vec![at(text())]);
        }
    }
    registry
}

fn hostile_status(status: &mut crate::model::Status) {
    use crate::model::Status;
    if let Status::Deprecated(end) | Status::Withdrawn(end) = status {
        end.reason = at(HOSTILE.to_owned());
        end.replaced_by = Some(at(HOSTILE.to_owned()));
    }
}

fn hostile_package(package: &mut crate::model::PackageState) {
    use crate::package::{Setting, SettingsForm};
    let crate::model::PackageState::Read(facts) = package else { return };
    let mut hostile = (**facts).clone();
    for field in [&mut hostile.id, &mut hostile.entry_point, &mut hostile.platform, &mut hostile.kind] {
        *field = HOSTILE.into();
    }
    hostile.references[0].name = HOSTILE.to_owned();
    hostile.form = SettingsForm::new([
        Setting::new("TextBox")
            .key(HOSTILE)
            .caption(HOSTILE)
            .help_text(HOSTILE)
            .value(HOSTILE)
            .required(true),
        Setting::new("DropDown").key("a").options([(HOSTILE, HOSTILE)]).value(HOSTILE),
        Setting::new("Group").caption(HOSTILE).settings([Setting::new("ScriptBox").key("b").value(HOSTILE)]),
        Setting::new("Grid").key("c").caption(HOSTILE).columns([Setting::new(HOSTILE).key(HOSTILE)]),
        Setting::new(HOSTILE).key("d"),
    ]);
    *facts = std::sync::Arc::new(hostile);
}

#[test]
fn hostile_text_comes_out_escaped_wherever_it_stands() {
    let site = site(&hostile());
    for (path, text) in &site {
        let own_script = path.starts_with("assets/site-") || path.starts_with("assets/compare-");
        // What stands in CSV is text to whoever reads it; that none is a formula is held where it is written.
        if own_script || path.ends_with(".csv") {
            continue;
        }
        for forbidden in
            ["<script>", "<img src=x", "<iframe", "<b onclick", "\u{202e}gnp", "href=\"javascript:"]
        {
            let json_keeps_data = !path.ends_with(".html") && forbidden == "\u{202e}gnp";
            // A calendar knows no markup: there it is text.
            let is_plain = path.ends_with(".ics");
            assert!(is_plain || json_keeps_data || !text.contains(forbidden), "{path} holds {forbidden:?}");
        }
        assert!(!text.contains("src=\"https://"), "{path} asks another machine");
        let is_markup = [".html", ".atom", ".svg", ".xml"].iter().any(|end| path.ends_with(end));
        assert!(is_markup || !text.contains('\u{2028}'), "{path} could end a line of a script");
    }
    assert!(site["index.html"].contains("&lt;script&gt;alert(1)"));
    assert!(site["activity.html"].contains("&lt;script&gt;alert(1)"), "the author and the message");
    assert!(site["index.html"].contains("{{ 7*7 }}"), "text is never a template");
    assert_eq!(dead_links(&site), Vec::<String>::new());
}

#[test]
fn a_template_that_names_what_is_not_there_is_an_error() {
    let renderer = Renderer::new().unwrap();
    let path = SitePath::new("index.html").unwrap();
    let body = Body::Template { name: "home.html", context: serde_json::json!({}) };
    let page = Page { path, fingerprint: fixture::options().templates, body };
    assert!(renderer.render(&page).is_err());
}

#[test]
fn an_observation_that_is_too_old_is_said_to_be() {
    let mut registry = registry();
    registry.policy.usage_max_age_days = Some(30);
    registry.applications[0].observed = Some(at("2026-09-01".parse().unwrap()));
    registry.applications[1].observed = None;
    let site = site(&registry);
    assert!(site["applications/boiler.html"].contains("was observed 61 days ago; after 30 days"));
    assert!(site["applications/kiln.html"].contains("Nobody wrote when this application was observed"));
    assert!(!site["applications/mill.html"].contains("stale"));
    assert_eq!(site["applications.html"].matches("Too old").count(), 2);
}

#[test]
fn a_form_can_be_read_and_not_changed() {
    let site = site(&registry());
    let page = &site["connectors/azure-sql/settings.html"];
    let form = &page[page.find("<div class=\"form\">").unwrap()..page.find("id=\"after-form\"").unwrap()];
    let controls = ["<input", "<select", "<textarea", "<button"];
    let mut count = 0;
    for tag in form.split_inclusive('>').filter_map(|text| text.rfind('<').map(|at| &text[at..])) {
        if controls.iter().any(|control| tag.starts_with(control)) {
            count += 1;
            assert!(tag.contains(" readonly") != tag.contains(" disabled"), "{tag}");
        }
    }
    assert_eq!(count, 9, "every setting but the grid has a control");
    for id in attributes(form, "aria-describedby").iter().flat_map(|ids| ids.split(' ')) {
        assert!(attributes(form, "id").contains(&id), "{id}");
    }
    assert!(form.contains("<bdi>SQL Server</bdi> <span class=\"must\">Required</span>"));
}

#[test]
fn a_form_of_the_greatest_depth_is_drawn() {
    use crate::package::{Setting, SettingsForm};
    let mut registry = registry();
    let crate::model::PackageState::Read(facts) = &mut registry.connectors[0].versions[0].package else {
        panic!()
    };
    let mut deep = (**facts).clone();
    let mut form = Setting::new("TextBox").key("bottom");
    for _ in 0..crate::package::Limits::MOST_DEPTH {
        form = Setting::new("Group").caption("G").settings([form]);
    }
    deep.form = SettingsForm::new([form]);
    *facts = std::sync::Arc::new(deep);
    assert_eq!(site(&registry)["connectors/azure-sql/settings.html"].matches("<fieldset").count(), 128);
}

#[test]
fn a_version_page_stays_small() {
    let site = site(&registry());
    let size = site["connectors/sql-server/1.38.html"].len();
    assert!(size < 12_288, "{size} bytes");
}

#[test]
fn a_course_is_drawn_and_told_in_numbers() {
    let today = fixture::options().today;
    let used = |application: &str, version: &str, days: i32| PastUse {
        application: Slug::new(application),
        access: Vec::new(),
        connector: "sql-server".to_owned(),
        version: fixture::number(version),
        since: today.checked_sub(jiff::Span::new().days(days)).unwrap(),
        until: None,
    };
    let uses = vec![used("kiln", "1.25", 9), used("mill", "1.38", 4)];
    let page = adoption(&Chronicle { uses, is_cut: true, ..Chronicle::default() }, &Sight::All);
    assert_eq!(page.matches("<rect class=\"part-0\"").count(), 5 + 1, "five days and the legend");
    assert_eq!(page.matches("<rect class=\"part-1\"").count(), 10 + 1, "ten days and the legend");
    assert!(page.contains("role=\"img\"") && page.contains("from 2026-10-23 to 2026-11-01"), "{page}");
    assert!(page.contains("The history at hand begins in the middle"));
    assert!(!page.contains("style=") && !page.contains("NaN"));
    let empty = adoption(&Chronicle::default(), &Sight::All);
    assert!(empty.contains("The history tells of no change of use yet."));
}

#[test]
fn who_does_not_see_everything_is_told_so_on_every_report() {
    let renderer = Renderer::new().unwrap();
    let words = "there may be others you cannot see";
    let told = |sight: Sight| {
        fixture::planned(&registry(), &sight, &fixture::options(), |plan| {
            let reports = plan.pages().filter(|page| {
                let path = page.path.as_str();
                path == "usage.html" || (path.starts_with("reports/") && path.ends_with(".html"))
            });
            let texts = reports.map(|page| String::from_utf8(renderer.render(&page).unwrap()).unwrap());
            texts.map(|text| text.contains(words)).collect::<Vec<bool>>()
        })
    };
    assert_eq!(told(Sight::Groups(BTreeSet::from(["nobody".to_owned()]))), [true; 7]);
    assert_eq!(told(Sight::All), [false; 7]);
    assert_eq!(told(Sight::Nothing), [false; 1], "of assemblies, which are no usage");
}
