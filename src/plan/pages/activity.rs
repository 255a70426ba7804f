//! `activity.html` and `activity/<number>.html`: what changed when, by commit.
//!
//! Parts are numbered from the oldest, so that a new commit remakes the newest page only.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::provenance;
use crate::model::{Chronicle, Deed, Happening, VersionNumber};
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Shown};
use crate::plan::view::Frame;

/// How many commits an older part tells; the newest page tells up to twice as many.
const PART: usize = 100;
/// How many connectors, versions of one, applications or files are named of one commit.
const NAMED: usize = 20;

/// A part of what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The newest commits.
    Newest,
    /// A part that is full, counted from the oldest, which is 1.
    Older(usize),
}

impl Part {
    /// The parts but the newest, oldest first.
    pub(crate) fn older(chronicle: &Chronicle) -> impl Iterator<Item = Part> + use<> {
        (1..=full(chronicle)).map(Part::Older)
    }

    /// Where its page lies.
    pub(crate) fn path(self) -> SitePath {
        match self {
            Part::Newest => SitePath::known("activity.html"),
            Part::Older(number) => SitePath::known(format!("activity/{number}.html")),
        }
    }

    /// Its commits, newest first.
    fn deeds(self, chronicle: &Chronicle) -> &[Deed] {
        let deeds = &chronicle.deeds;
        // Older parts are counted from the end of the list, which is the oldest.
        match self {
            Part::Newest => &deeds[..deeds.len() - full(chronicle) * PART],
            Part::Older(number) => &deeds[deeds.len() - number * PART..deeds.len() - (number - 1) * PART],
        }
    }

    fn next_older(self, chronicle: &Chronicle) -> Option<Part> {
        let number = match self {
            Part::Newest => full(chronicle),
            Part::Older(number) => number - 1,
        };
        (number > 0).then_some(Part::Older(number))
    }

    fn next_newer(self, chronicle: &Chronicle) -> Option<Part> {
        match self {
            Part::Newest => None,
            Part::Older(number) if number < full(chronicle) => Some(Part::Older(number + 1)),
            Part::Older(_) => Some(Part::Newest),
        }
    }
}

/// How many parts are full, but for the one that the newest page shows whole.
fn full(chronicle: &Chronicle) -> usize {
    (chronicle.deeds.len() / PART).saturating_sub(1)
}

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, part: Part) -> Value {
    let chronicle = shown.chronicle;
    let title = match part {
        Part::Newest => "Activity".to_owned(),
        Part::Older(number) => format!("Activity, part {number}"),
    };
    let newest = ("Activity".to_owned(), Part::Newest.path().href());
    let frame = Frame {
        description: "What changed in this catalogue, and when.",
        crumbs: if part == Part::Newest { Vec::new() } else { vec![newest] },
        ..Frame::at(path, &title, "activity")
    };
    let href = |part: Option<Part>| part.map(|part| part.path().href());
    frame.with(
        shown,
        json!({
            "days": days(shown, part.deeds(chronicle)),
            "older": href(part.next_older(chronicle)),
            "newer": href(part.next_newer(chronicle)),
            "is_cut": chronicle.is_cut,
            "is_whole": shown.sight.is_whole(),
        }),
    )
}

/// Commits that follow each other on one day stand together.
fn days(shown: &Shown<'_>, deeds: &[Deed]) -> Vec<Value> {
    let days = deeds.chunk_by(|one, other| one.date == other.date);
    days.map(|day| {
        let told: Vec<Value> = day.iter().map(|found| deed(shown, found)).collect();
        json!({ "date": day[0].date.to_string(), "deeds": told })
    })
    .collect()
}

fn deed(shown: &Shown<'_>, deed: &Deed) -> Value {
    let mut by_connector: BTreeMap<&str, Vec<&Happening>> = BTreeMap::new();
    for (slug, happening) in &deed.changes {
        by_connector.entry(slug.as_str()).or_default().push(happening);
    }
    let connectors = by_connector.iter().take(NAMED).map(|(slug, all)| connector(shown, slug, all));
    let applications =
        deed.applications.iter().take(NAMED).map(|(slug, _)| application(shown, slug.as_str()));
    json!({
        "commit": deed.commit.as_ref().map(|commit| provenance::commit(shown, &commit.id)),
        "connectors": connectors.collect::<Vec<_>>(),
        "more_connectors": by_connector.len().saturating_sub(NAMED),
        "applications": applications.collect::<Vec<_>>(),
        "more_applications": deed.applications.len().saturating_sub(NAMED),
        "categories": deed.categories,
        "policy": deed.policy.iter().take(NAMED).collect::<Vec<_>>(),
        "more_policy": deed.policy.len().saturating_sub(NAMED),
    })
}

/// What happened to one connector: its page is linked where it still has one.
fn connector(shown: &Shown<'_>, slug: &str, happenings: &[&Happening]) -> Value {
    let found = shown.connector(slug);
    let of = |kind: fn(&Happening) -> Option<&VersionNumber>| -> Vec<&VersionNumber> {
        happenings.iter().filter_map(|happening| kind(happening)).collect()
    };
    let kinds = [
        (
            "added",
            of(|happening| if let Happening::VersionAdded(number) = happening { Some(number) } else { None }),
        ),
        (
            "changed",
            of(
                |happening| {
                    if let Happening::VersionEdited(number) = happening { Some(number) } else { None }
                },
            ),
        ),
        (
            "removed",
            of(
                |happening| {
                    if let Happening::VersionRemoved(number) = happening { Some(number) } else { None }
                },
            ),
        ),
    ];
    let versions = kinds.into_iter().filter(|(_, numbers)| !numbers.is_empty()).map(|(what, numbers)| {
        let named: Vec<Value> =
            numbers.iter().take(NAMED).map(|number| version(shown, slug, number)).collect();
        json!({ "what": what, "numbers": named, "more": numbers.len().saturating_sub(NAMED) })
    });
    let own = happenings.iter().find_map(|happening| match happening {
        Happening::Added => Some("added"),
        Happening::Removed => Some("removed"),
        Happening::Edited => Some("changed"),
        _ => None,
    });
    json!({
        "name": found.map_or(slug, |connector| connector.name.value.as_str()),
        "href": found.map(|connector| shown::connector_page(connector.slug.as_str()).href()),
        "what": own,
        // With a connector all its versions go.
        "versions": if own == Some("removed") { Vec::new() } else { versions.collect() },
    })
}

fn version(shown: &Shown<'_>, slug: &str, number: &VersionNumber) -> Value {
    let page = shown.connector(slug).and_then(|connector| {
        let version = shown::versions(connector).find(|version| version.number == *number)?;
        Some(shown::version_page(connector, version).href())
    });
    json!({ "number": number.as_str(), "href": page })
}

/// An application by its name, where it is still there.
fn application(shown: &Shown<'_>, slug: &str) -> Value {
    let found = shown.application(slug);
    json!({
        "name": found.map_or(slug, |application| application.name.value.as_str()),
        "href": found.map(|_| shown::application_page(slug).href()),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::model::Sight;
    use crate::plan::{Body, Fingerprint, fixture};

    use super::*;

    /// The pages of a history of `length` commits: what they show, and their fingerprints.
    fn pages(length: usize, sight: &Sight) -> BTreeMap<String, (Value, Fingerprint)> {
        let (chronicle, registry) = (fixture::chronicle(length), fixture::registry());
        let options = fixture::options();
        fixture::planned_after(&chronicle, &registry, sight, &options, |plan| {
            let all = plan.pages().filter(|page| page.path.as_str().starts_with("activity"));
            all.map(|page| {
                let Body::Template { context, .. } = page.body else { panic!("no template") };
                (page.path.to_string(), (context, page.fingerprint))
            })
            .collect()
        })
    }

    fn commits(context: &Value) -> Vec<String> {
        let days = context["days"].as_array().unwrap().iter();
        let deeds = days.flat_map(|day| day["deeds"].as_array().unwrap());
        deeds.map(|deed| deed["commit"]["summary"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_commit_is_told_once_and_no_page_is_long() {
        for length in [0, 1, 99, 100, 199, 200, 201, 399, 400, 1_234] {
            let pages = pages(length, &Sight::All);
            let mut told: Vec<String> = Vec::new();
            let mut next = Some("activity.html".to_owned());
            while let Some(path) = next {
                let context = &pages[&path].0;
                told.extend(commits(context));
                assert!(commits(context).len() < 2 * PART);
                next = context["older"].as_str().map(str::to_owned);
            }
            let expected: Vec<String> = (1..=length).rev().map(|count| format!("Change {count}")).collect();
            assert_eq!(told, expected);
            assert_eq!(pages.len(), 1 + (length / PART).saturating_sub(1));
            for (path, (context, _)) in &pages {
                let newer = context["newer"].as_str();
                assert!(newer.is_none_or(|newer| pages[newer].0["older"] == path.as_str()), "{path}");
            }
        }
    }

    #[test]
    fn a_commit_remakes_no_older_page() {
        let same = |before: usize, after: usize| -> Vec<String> {
            let (before, after) = (pages(before, &Sight::All), pages(after, &Sight::All));
            before.into_iter().filter(|(path, page)| after[path].1 != page.1).map(|(path, _)| path).collect()
        };
        assert_eq!(same(430, 431), ["activity.html"]);
        assert_eq!(same(499, 500), ["activity.html", "activity/3.html"], "its newer page is another now");
    }

    #[test]
    fn what_is_gone_is_named_without_a_link() {
        let pages = pages(1, &Sight::All);
        let deed = &pages["activity.html"].0["days"][0]["deeds"][0];
        assert_eq!(deed["connectors"][0]["name"], "gone");
        assert_eq!(deed["connectors"][0]["href"], Value::Null);
        assert_eq!(deed["connectors"][1]["href"], "connectors/sql-server.html");
        let versions = &deed["connectors"][1]["versions"];
        assert_eq!(versions[0]["numbers"][0]["href"], "connectors/sql-server/1.38.html");
        assert_eq!(versions[2]["numbers"][0], json!({ "number": "0.1", "href": null }));
        assert_eq!(deed["applications"][0]["name"], "Boiler House");
        assert_eq!(deed["applications"][1], json!({ "name": "former", "href": null }));
    }

    #[test]
    fn who_sees_less_sees_no_commit_no_application_and_no_policy() {
        for sight in [Sight::Nothing, Sight::Groups(["operations".to_owned()].into())] {
            let pages = pages(1, &sight);
            let deed = &pages["activity.html"].0["days"][0]["deeds"][0];
            assert_eq!(deed["commit"], Value::Null);
            assert_eq!((&deed["applications"], &deed["policy"]), (&json!([]), &json!([])));
            assert_eq!(deed["connectors"].as_array().unwrap().len(), 2);
        }
    }
}
