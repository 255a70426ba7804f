//! How many applications used which version over time, as Git's history tells it: up to 24 days, a step apart, the last of them
//! today.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::chart::Chart;
use super::connector_item;
use super::sheet::{Cell, Item, Kind, Sheet, column};
use crate::model::{PastUse, Slug, VersionNumber};
use crate::plan::shown::Shown;

/// The most days of one course.
const MOST_DAYS: usize = 24;
/// The most connectors with a chart; the others are in the files.
const MOST_CHARTS: usize = 40;

/// How use of one connector moved.
pub(super) struct Course {
    pub(super) connector: Item,
    /// Oldest first, today last.
    pub(super) days: Vec<Date>,
    /// The versions that were in use on one of the days, highest first, with the number of applications on each day.
    pub(super) versions: Vec<(VersionNumber, Vec<usize>)>,
}

/// The charts of a page, and how many connectors have none.
pub(crate) struct Charts {
    pub(crate) charts: Vec<serde_json::Value>,
    pub(crate) more: usize,
}

/// The charts of the connectors whose use is known on more than one day, the most used first.
pub(crate) fn charts(shown: &Shown<'_>, today: Date) -> Charts {
    let mut courses: Vec<Course> =
        courses(shown, today).into_iter().filter(|course| course.days.len() > 1).collect();
    courses.sort_by_cached_key(|course| (std::cmp::Reverse(course.weight()), course.connector.value.clone()));
    let more = courses.len().saturating_sub(MOST_CHARTS);
    courses.truncate(MOST_CHARTS);
    Charts { charts: courses.iter().map(|course| Chart::of(course).json()).collect(), more }
}

pub(super) fn sheet(shown: &Shown<'_>, today: Date) -> Sheet {
    let mut rows = Vec::new();
    for course in courses(shown, today) {
        for (at, day) in course.days.iter().enumerate() {
            let used = course.versions.iter().filter(|(_, counts)| counts[at] > 0);
            rows.extend(used.map(|(number, counts)| {
                vec![
                    Cell::Link(course.connector.clone()),
                    Cell::Date(*day),
                    Cell::text(number.as_str()),
                    Cell::count(counts[at]),
                ]
            }));
        }
    }
    Sheet {
        name: "adoption",
        title: "Applications on each version over time",
        about: "As the registry's history tells it: a use counts from the commit that recorded it. In the files, a version without a row on a day was used by no application that day.",
        nothing: "The history tells of no use yet.",
        columns: vec![
            column("connector", "Connector", Kind::Link),
            column("day", "Day", Kind::Date),
            column("version", "Version", Kind::Text),
            column("applications", "Applications", Kind::Number),
        ],
        rows,
        totals: Vec::new(),
    }
}

impl Course {
    /// How many applications use the connector on the last day, and on all days together.
    fn weight(&self) -> (usize, usize) {
        let last = |(_, counts): &(_, Vec<usize>)| counts.last().copied().unwrap_or(0);
        let all = |(_, counts): &(_, Vec<usize>)| counts.iter().sum::<usize>();
        (self.versions.iter().map(last).sum(), self.versions.iter().map(all).sum())
    }
}

/// The courses by connector.
fn courses(shown: &Shown<'_>, today: Date) -> Vec<Course> {
    let mut by_connector: BTreeMap<&str, Vec<&PastUse>> = BTreeMap::new();
    for used in shown.chronicle.uses.iter().filter(|used| used.since <= today) {
        let connector = shown.connector(&used.connector);
        let slug = connector.map_or(used.connector.as_str(), |connector| connector.slug.as_str());
        by_connector.entry(slug).or_default().push(used);
    }
    by_connector.into_iter().map(|(slug, uses)| course(shown, slug, &uses, today)).collect()
}

fn course(shown: &Shown<'_>, slug: &str, uses: &[&PastUse], today: Date) -> Course {
    let first = uses.iter().map(|used| used.since).min().unwrap_or(today);
    let days = days(first, today);
    let mut versions: BTreeMap<&VersionNumber, Vec<BTreeSet<&Slug>>> = BTreeMap::new();
    for used in uses {
        let on = versions.entry(&used.version).or_insert_with(|| vec![BTreeSet::new(); days.len()]);
        for (day, on) in days.iter().zip(on) {
            if used.since <= *day && used.until.is_none_or(|until| until > *day) {
                on.insert(&used.application);
            }
        }
    }
    let counted = versions
        .into_iter()
        .rev()
        .map(|(number, on)| (number.clone(), on.iter().map(BTreeSet::len).collect::<Vec<usize>>()));
    Course {
        connector: shown.connector(slug).map_or_else(|| Item::text(slug), connector_item),
        versions: counted.filter(|(_, counts)| counts.iter().any(|&count| count > 0)).collect(),
        days,
    }
}

/// The days from `first` to `today`, the smallest step apart with which they are not too many.
fn days(first: Date, today: Date) -> Vec<Date> {
    let steps: [fn(i64) -> Span; 5] =
        [|n| n.days(), |n| n.weeks(), |n| n.months(), |n| (3 * n).months(), |n| n.years()];
    let back = |step: fn(i64) -> Span| -> Vec<Date> {
        let days = (0..).map_while(|n| today.checked_sub(step(n)).ok()).take_while(|day| *day >= first);
        days.take(MOST_DAYS + 1).collect()
    };
    let found = steps.into_iter().map(back).find(|days| days.len() <= MOST_DAYS);
    let mut days = found.unwrap_or_else(|| {
        // More years than that: the last ones.
        let mut days = back(|n| n.years());
        days.truncate(MOST_DAYS);
        days
    });
    days.reverse();
    days
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_a_step_apart_and_end_today() {
        let today = date(2026, 11, 30);
        assert_eq!(days(today, today), [today]);
        assert_eq!(days(date(2026, 11, 20), today).len(), 11);
        let weeks = days(date(2026, 9, 1), today);
        assert_eq!((weeks[0], weeks.len()), (date(2026, 9, 7), 13));
        let months = days(date(2026, 1, 1), today);
        assert_eq!((months[0], months[1], months.len()), (date(2026, 1, 30), date(2026, 2, 28), 11));
        assert_eq!(days(date(2022, 1, 1), today).len(), 20);
        assert_eq!(days(date(1950, 1, 1), today).len(), MOST_DAYS);
    }
}
