//! Changes of collections in brackets.

use super::lines::{Splice, lead};
use super::place::{Part, Place, Shape, behind_colon, body_end, next_line};
use crate::source::Span;
use crate::yaml::blocks::line_start;
use crate::yaml::tree::Value;

/// A collection in brackets.
pub(super) struct Flow {
    /// Between the brackets.
    inside: Span,
    /// The fields or items.
    items: Vec<Span>,
    /// Whether each has a line of its own.
    has_lines: bool,
    is_list: bool,
}

impl Flow {
    pub(super) fn of(text: &str, place: &Place<'_>) -> Option<Flow> {
        if place.shape(text) != Shape::Flow {
            return None;
        }
        let is_list = matches!(place.node.value, Value::List(_));
        let whole = |part: &Part| match is_list {
            true => Some(part.value),
            false => {
                let end = behind_colon(text, *part, true)?;
                Some(Span::new(part.head.start, part.value.end.max(end)))
            }
        };
        let items = place.parts(text)?.iter().map(whole).collect::<Option<Vec<Span>>>()?;
        let inside = Span::new(place.start(text) + 1, place.node.span.end - 1);
        let has_lines = !items.is_empty() && items.iter().all(|item| is_alone(text, *item, inside));
        Some(Flow { inside, items, has_lines, is_list })
    }

    /// Puts `new` above the field or item `at`, or behind all.
    pub(super) fn add(&self, text: &str, at: usize, new: &str) -> Vec<Splice> {
        let (Some(last), next) = (self.items.last(), self.items.get(at)) else {
            return vec![self.add_first(text, new)];
        };
        match (self.has_lines, next) {
            (false, Some(next)) => vec![Splice::insert(next.start, format!("{new}, "))],
            (false, None) => vec![Splice::insert(last.end, format!(", {new}"))],
            (true, Some(next)) => {
                let line = line_start(text, next.start);
                let indent = &text[line..next.start];
                vec![Splice::insert(self.lines(text, at).start, format!("{indent}{new},\n"))]
            }
            (true, None) => {
                let indent = &text[line_start(text, last.start)..last.start];
                let trailing = comma(text, last.end);
                let own = if trailing.is_some() { "," } else { "" };
                let line = Splice::insert(next_line(text, last.end), format!("{indent}{new}{own}\n"));
                let comma = trailing.is_none().then(|| Splice::insert(last.end, ",".to_owned()));
                comma.into_iter().chain([line]).collect()
            }
        }
    }

    fn add_first(&self, text: &str, new: &str) -> Splice {
        let inside = &text[self.inside.range()];
        match () {
            () if inside.is_empty() && !self.is_list => Splice::insert(self.inside.start, format!(" {new} ")),
            () if inside.contains('\n') => Splice::insert(self.inside.start, new.to_owned()),
            () => Splice::insert(self.inside.end, new.to_owned()),
        }
    }

    /// Takes the field or item `at` away. `None` where a comment would get lost.
    pub(super) fn remove(&self, text: &str, at: usize) -> Option<Vec<Splice>> {
        let (item, last) = (self.items[at], at + 1 == self.items.len());
        if self.has_lines {
            let lines = self.lines(text, at);
            let before = at.checked_sub(1).and_then(|before| comma(text, self.items[before].end));
            let before = before.filter(|_| last && comma(text, item.end).is_none());
            if self.items.len() == 1 && self.is_blank_but(text, lines) {
                return Some(vec![Splice::cut(self.inside)]);
            }
            let comma = before.map(|comma| Splice::cut(Span::new(comma, comma + 1)));
            return Some(comma.into_iter().chain([Splice::cut(lines)]).collect());
        }
        let span = match (at, last) {
            (0, true) if self.is_blank_but(text, item) && self.is_even(text, item) => self.inside,
            (0, true) if comma(text, item.end).is_some() => {
                Span::new(item.start, comma(text, item.end).unwrap_or(item.end) + 1)
            }
            (0, true) => item,
            (_, true) => Span::new(self.items[at - 1].end, item.end),
            (_, false) => Span::new(item.start, self.items[at + 1].start),
        };
        let around = [&text[span.start..item.start.max(span.start)], &text[item.end..span.end.max(item.end)]];
        (!around.concat().contains('#')).then(|| vec![Splice::cut(span)])
    }

    /// Moves a field or item before or behind others. `None` where a comment would stand behind another one than before.
    pub(super) fn shift(&self, text: &str, from: usize, to: usize) -> Option<Vec<Splice>> {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        let moved = order.remove(from);
        order.insert(to, moved);
        let splices = order.iter().enumerate().filter(|(place, from)| *place != **from);
        if self.has_lines {
            return Some(splices.map(|(place, from)| self.moved(text, place, *from)).collect());
        }
        let between = self.items.windows(2).map(|pair| &text[pair[0].end..pair[1].start]);
        let mut between = between.chain([&text[self.inside.start..self.items[0].start]]);
        if between.any(|text| text.contains('#')) {
            return None;
        }
        let item = |from: usize| text[self.items[from].range()].to_owned();
        Some(splices.map(|(place, from)| Splice::moved(self.items[place], item(*from))).collect())
    }

    /// The lines of one item in those of another; whether a comma stands behind it is the place's.
    fn moved(&self, text: &str, place: usize, from: usize) -> Splice {
        let (item, lines) = (self.items[from], self.lines(text, from));
        let behind = comma(text, item.end).map_or(item.end, |comma| comma + 1);
        let own = if comma(text, self.items[place].end).is_some() { "," } else { "" };
        let new = format!("{}{own}{}", &text[lines.start..item.end], &text[behind..lines.end]);
        Splice::moved(self.lines(text, place), new)
    }

    /// The lines of the item `at`, with the comments directly above it.
    fn lines(&self, text: &str, at: usize) -> Span {
        let above = at.checked_sub(1).map_or(self.inside.start, |above| self.items[above].end);
        let line = line_start(text, self.items[at].start);
        Span::new(lead(text, next_line(text, above), line), next_line(text, self.items[at].end))
    }

    /// Whether nothing stands between the brackets but `span`, and a comma.
    fn is_blank_but(&self, text: &str, span: Span) -> bool {
        let rest = [&text[self.inside.start..span.start], &text[span.end..self.inside.end]].concat();
        matches!(rest.trim(), "" | ",")
    }

    /// Whether as much space stands before an only item as behind it: at most one.
    fn is_even(&self, text: &str, item: Span) -> bool {
        let behind = &text[item.end..self.inside.end];
        matches!((&text[self.inside.start..item.start], behind), (" ", " ") | ("", ""))
    }
}

/// Where the comma behind an item stands.
fn comma(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].trim_start_matches([' ', '\t']);
    rest.starts_with(',').then(|| text.len() - rest.len())
}

/// Whether an item has lines of its own: nothing but space before it, nothing but a comma and a comment behind.
fn is_alone(text: &str, item: Span, inside: Span) -> bool {
    let before = &text[line_start(text, item.start).max(inside.start.min(item.start))..item.start];
    let behind = comma(text, item.end).map_or(item.end, |comma| comma + 1);
    let rest = text[behind..body_end(text, behind)].trim();
    line_start(text, item.start) >= inside.start
        && before.trim().is_empty()
        && (rest.is_empty() || rest.starts_with('#'))
}
