//! A course as a drawing: a stack of bars for each day, a part for each version, told apart by pattern as well as by colour.
//!
//! Everything is whole pixels, so that the same course gives the same drawing everywhere.

use serde_json::{Value, json};

use super::adoption::Course;

/// The drawing's size, and what its axes take on the left and below. It fits a phone as it is.
const WIDTH: usize = 336;
const HEIGHT: usize = 168;
const LEFT: usize = 32;
const BELOW: usize = 24;
const ABOVE: usize = 8;
/// A bar is at most so wide.
const WIDEST: usize = 24;
/// So many versions have a pattern of their own; what is beyond is drawn as one.
const OWN: usize = 5;

/// The parts of a stack, lowest first.
pub(super) struct Chart<'c> {
    course: &'c Course,
    series: Vec<Series>,
}

/// One part.
struct Series {
    name: String,
    counts: Vec<usize>,
}

impl<'c> Chart<'c> {
    /// The chart of a course: its highest versions from below, what is left over at the top.
    pub(super) fn of(course: &'c Course) -> Chart<'c> {
        let own = if course.versions.len() > OWN + 1 { OWN } else { course.versions.len().min(OWN + 1) };
        let mut most_used: Vec<usize> = (0..course.versions.len()).collect();
        most_used.sort_by_key(|&at| std::cmp::Reverse(course.versions[at].1.iter().sum::<usize>()));
        most_used.truncate(own);
        most_used.sort_unstable();
        let named = most_used.iter().map(|&at| {
            let (number, counts) = &course.versions[at];
            Series { name: number.as_str().to_owned(), counts: counts.clone() }
        });
        let mut series: Vec<Series> = named.collect();
        let rest = (0..course.versions.len()).filter(|at| !most_used.contains(at));
        let rest: Vec<&Vec<usize>> = rest.map(|at| &course.versions[at].1).collect();
        if !rest.is_empty() {
            let counts = (0..course.days.len()).map(|day| rest.iter().map(|counts| counts[day]).sum());
            series.push(Series { name: format!("{} others", rest.len()), counts: counts.collect() });
        }
        Chart { course, series }
    }

    /// What the template draws.
    pub(super) fn json(&self) -> Value {
        let totals: Vec<usize> = self.totals();
        let top = totals.iter().copied().max().unwrap_or(0).max(1);
        let row = |(at, day): (usize, &jiff::civil::Date)| {
            let counts: Vec<usize> = self.series.iter().map(|series| series.counts[at]).collect();
            json!({ "day": day.to_string(), "counts": counts, "total": totals[at] })
        };
        let connector = &self.course.connector;
        json!({
            "name": connector.name.as_deref().unwrap_or(&connector.value),
            "href": connector.page.as_ref().map(|page| page.href()),
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "right": LEFT + self.slot() * self.course.days.len(),
            "above": ABOVE,
            "ground": HEIGHT - BELOW,
            "bars": self.bars(top),
            "top": top,
            "series": self.series.iter().map(|series| series.name.as_str()).collect::<Vec<_>>(),
            // Newest first, as lists of versions are.
            "rows": self.course.days.iter().enumerate().rev().map(row).collect::<Vec<_>>(),
            "first": self.course.days.first().map(ToString::to_string),
            "last": self.course.days.last().map(ToString::to_string),
        })
    }

    /// The width that one day has.
    fn slot(&self) -> usize {
        (WIDTH - LEFT) / self.course.days.len().max(1)
    }

    fn totals(&self) -> Vec<usize> {
        let total = |day| self.series.iter().map(|series| series.counts[day]).sum();
        (0..self.course.days.len()).map(total).collect()
    }

    /// The parts that are seen, where `top` applications reach the top.
    fn bars(&self, top: usize) -> Vec<Value> {
        let high = HEIGHT - BELOW - ABOVE;
        let slot = self.slot();
        let wide = (slot * 3 / 4).clamp(1, WIDEST);
        let mut bars = Vec::new();
        for day in 0..self.course.days.len() {
            let mut below = 0;
            for (at, series) in self.series.iter().enumerate() {
                let (from, to) = (below * high / top, (below + series.counts[day]) * high / top);
                below += series.counts[day];
                if to > from {
                    bars.push(json!({
                        "x": LEFT + day * slot + (slot - wide) / 2,
                        "y": HEIGHT - BELOW - to,
                        "width": wide,
                        "height": to - from,
                        "series": at,
                    }));
                }
            }
        }
        bars
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::VersionNumber;
    use crate::plan::reports::sheet::Item;

    fn course(versions: &[(&str, &[usize])]) -> Course {
        Course {
            connector: Item::text("flow"),
            days: vec![date(2026, 10, 1), date(2026, 11, 1)],
            versions: versions
                .iter()
                .map(|(number, counts)| (VersionNumber::parse(number).unwrap(), counts.to_vec()))
                .collect(),
        }
    }

    #[test]
    fn parts_stand_on_each_other_and_fill_the_height() {
        let course = course(&[("1.1", &[0, 3]), ("1.0", &[4, 1])]);
        let chart = Chart::of(&course).json();
        let bars = chart["bars"].as_array().unwrap();
        let heights: Vec<u64> = bars.iter().map(|bar| bar["height"].as_u64().unwrap()).collect();
        assert_eq!(heights, [136, 102, 34], "4, 3 and 1 of 4 applications");
        assert_eq!(bars[2]["y"], 8, "the last stands on the one below and reaches the top");
        assert_eq!(chart["rows"][0]["counts"], json!([3, 1]));
    }

    #[test]
    fn what_has_no_pattern_of_its_own_is_drawn_as_one() {
        let numbers: Vec<String> = (1..=9).rev().map(|number| number.to_string()).collect();
        let versions: Vec<(&str, &[usize])> =
            numbers.iter().map(|number| (number.as_str(), &[1, 2][..])).collect();
        let course = course(&versions);
        let chart = Chart::of(&course).json();
        assert_eq!(chart["series"], json!(["9", "8", "7", "6", "5", "4 others"]));
        assert_eq!(
            chart["rows"][0],
            json!({ "day": "2026-11-01", "counts": [2, 2, 2, 2, 2, 8], "total": 18 })
        );
        let six = &versions[..6];
        assert_eq!(Chart::of(&super::tests::course(six)).json()["series"].as_array().unwrap().len(), 6);
    }
}
