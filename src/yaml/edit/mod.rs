//! A YAML text changed in place: comments, order and layout of all that is not touched stay as they are.
//!
//! 1. `place` finds where the value stands, by the spans of the tree.
//! 2. `value`, `block` and `flow` say which bytes change: of one value, of a collection on lines of its own, of one in
//!    brackets.
//! 3. The text with these bytes is read again and must hold what is `expected`, or it stays as it was.

mod block;
mod expected;
mod flow;
mod lines;
mod place;
mod refused;
mod root;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use refused::Refused;

use flow::Flow;
use lines::{Lines, Splice};
use place::{Place, Shape, Slot};

use super::blocks::{line_end, mark};
use super::same::same_values;
use super::tree::{Node, Value, parse};
use super::write::{Indents, Out, inline};

/// A step into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'s> {
    /// To a field of a mapping.
    Key(&'s str),
    /// To an item of a list, from 0.
    Item(usize),
}

/// A text that is changed in place.
#[derive(Debug)]
pub(crate) struct Editor {
    /// Always with an end of its last line, unless it is empty.
    text: String,
    root: Option<Node>,
    /// Whether the last line had no end.
    is_cut: bool,
}

impl Editor {
    /// # Errors
    /// When the text is no YAML that is read.
    pub(crate) fn new(text: &str) -> Result<Editor, Refused> {
        let is_cut = text.len() > mark(text) && !text.ends_with('\n');
        let text = format!("{text}{}", if is_cut { line_end(text) } else { "" });
        let root = parse(&text).map_err(|fault| Refused::unread(&fault))?;
        Ok(Editor { text, root, is_cut })
    }

    /// Writes `value` at `path`: in place of what is there, or as a new field of a mapping, which must be there. A new
    /// field goes where `order` (all field names of that mapping in the order files are written) puts it.
    pub(crate) fn set(&mut self, path: &[Step<'_>], value: &Out, order: &[&str]) -> Result<(), Refused> {
        let splices = match (self.holds(path)?, path.split_last()) {
            (_, None) => None,
            (true, _) => {
                let place = self.find(path)?;
                value::replace(&self.text, &place, value, self.indents())
            }
            (false, Some((Step::Key(name), above))) => self.new_field(above, name, value, order)?,
            (false, Some((Step::Item(_), _))) => return Err(Refused::missing(path)),
        };
        self.apply(path, splices, |root| expected::set(root, path, value))
    }

    /// Takes an entry of a mapping or an item of a list away, with the comment that belongs to it. Nothing there: nothing
    /// done.
    pub(crate) fn remove(&mut self, path: &[Step<'_>]) -> Result<(), Refused> {
        let Some((step, above)) = path.split_last() else { return Err(Refused::harm(path)) };
        if !self.holds(path)? {
            return Ok(());
        }
        let place = self.find(above)?;
        let Some(at) = place::index(place.node, *step, path)? else { return Ok(()) };
        let text = &self.text;
        let splices = match place.shape(text) {
            Shape::Flow => Flow::of(text, &place).and_then(|flow| flow.remove(text, at)),
            Shape::Bare => None,
            Shape::Block => Lines::of(text, &place).map(|lines| match lines.entries.len() {
                1 => block::empty(text, &place, &lines),
                _ => block::remove(text, &lines, at),
            }),
        };
        self.apply(path, splices, |root| expected::remove(root, path))
    }

    /// Puts an item into the list at `path` (or the document's root list for an empty path) before the item that is now at
    /// `at`.
    pub(crate) fn insert(&mut self, path: &[Step<'_>], at: usize, item: &Out) -> Result<(), Refused> {
        let (place, count) = self.list(path)?;
        let at = at.min(count);
        let (text, indents) = (&self.text, self.indents());
        let splices = match place {
            None => Some(root::fill(text, None, &indents.item(item, 0))),
            Some(place) => match place.shape(text) {
                Shape::Block => Lines::of(text, &place)
                    .map(|lines| block::add_item(text, &lines, at, &indents.item(item, lines.column))),
                _ if count == 0 && !place.slot.flow => self.first_item(&place, item),
                Shape::Flow => Flow::of(text, &place).map(|flow| flow.add(text, at, &inline(item, true))),
                Shape::Bare if place.node.is_null() => {
                    value::replace(text, &place, &Out::Words(vec![item.clone()]), indents)
                }
                Shape::Bare => None,
            },
        };
        self.apply(path, splices, |root| expected::insert(root, path, at, item))
    }

    /// Moves an item within its list, its comments with it.
    pub(crate) fn shift(&mut self, path: &[Step<'_>], from: usize, to: usize) -> Result<(), Refused> {
        let (Some(place), count) = self.list(path)? else { return Err(Refused::missing(path)) };
        if from >= count {
            return Err(Refused::missing(&[path, &[Step::Item(from)]].concat()));
        }
        let to = to.min(count - 1);
        if from == to {
            return Ok(());
        }
        let text = &self.text;
        let splices = match place.shape(text) {
            Shape::Flow => Flow::of(text, &place).and_then(|flow| flow.shift(text, from, to)),
            Shape::Bare => None,
            Shape::Block => Lines::of(text, &place).and_then(|lines| block::shift(text, &lines, from, to)),
        };
        self.apply(path, splices, |root| expected::shift(root, path, from, to))
    }

    /// The value at `path`.
    pub(crate) fn get(&self, path: &[Step<'_>]) -> Option<&Node> {
        self.root.as_ref()?.at_path(path)
    }

    /// The text as it is now.
    pub(crate) fn finish(self) -> String {
        let Editor { mut text, root, is_cut } = self;
        let newline = line_end(&text).len();
        if is_cut && text.ends_with('\n') {
            let cut = &text[..text.len() - newline];
            let is_same = match (&root, parse(cut)) {
                (Some(root), Ok(Some(other))) => same_values(root, &other),
                (None, Ok(None)) => true,
                _ => false,
            };
            if is_same {
                text.truncate(text.len() - newline);
            }
        }
        text
    }

    /// Whether there is a value at `path`.
    fn holds(&self, path: &[Step<'_>]) -> Result<bool, Refused> {
        let Some(mut node) = self.root.as_ref() else { return Ok(false) };
        for (at, step) in path.iter().enumerate() {
            match place::index(node, *step, &path[..=at])? {
                Some(_) => node = node.at_path(&[*step]).expect("an index is that of an entry"),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    fn find(&self, path: &[Step<'_>]) -> Result<Place<'_>, Refused> {
        match &self.root {
            Some(root) => Place::find(&self.text, root, path),
            None => Err(Refused::missing(path)),
        }
    }

    /// The list at `path` and how many items it holds; no place in an empty document.
    fn list(&self, path: &[Step<'_>]) -> Result<(Option<Place<'_>>, usize), Refused> {
        if path.is_empty() && self.root.is_none() {
            return Ok((None, 0));
        }
        let place = self.find(path)?;
        match &place.node.value {
            Value::List(items) => Ok((Some(place), items.len())),
            _ if place.node.is_null() => Ok((Some(place), 0)),
            _ => Err(Refused::other(path, place.node, "a list")),
        }
    }

    /// The first item of a list that is empty and not within brackets.
    fn first_item(&self, place: &Place<'_>, item: &Out) -> Option<Vec<Splice>> {
        let (text, indents) = (&self.text, self.indents());
        if place.slot.column.is_none() {
            return Some(root::fill(text, Some(place), &indents.item(item, 0)));
        }
        let is_word =
            !matches!(item, Out::List(_) | Out::Map(_)) && indents.item(item, 0).lines().count() == 1;
        match is_word && place.shape(text) == Shape::Flow {
            true => Flow::of(text, place).map(|flow| flow.add(text, 0, &inline(item, true))),
            false if is_word => value::replace(text, place, &Out::Words(vec![item.clone()]), indents),
            false => value::replace(text, place, &Out::List(vec![item.clone()]), indents),
        }
    }

    /// A field of the mapping at `above` that is not there yet.
    fn new_field(
        &self,
        above: &[Step<'_>],
        name: &str,
        value: &Out,
        order: &[&str],
    ) -> Result<Option<Vec<Splice>>, Refused> {
        let (text, indents) = (&self.text, self.indents());
        let new = |column| indents.entry(name, value, column);
        if above.is_empty() && self.root.as_ref().is_none_or(Node::is_null) {
            let place = self.root.as_ref().map(|node| Place { node, slot: Slot::root(text) });
            return Ok(Some(root::fill(text, place.as_ref(), &new(0))));
        }
        let place = self.find(above)?;
        let names: Vec<&str> = match &place.node.value {
            Value::Map(entries) => entries.iter().map(|(key, _)| key.value.as_str()).collect(),
            _ if place.node.is_null() => Vec::new(),
            _ => return Err(Refused::other(above, place.node, "a mapping")),
        };
        let after = place_of(name, &names, order);
        let only = || Out::Map(vec![(name.to_owned(), value.clone())]);
        Ok(match place.shape(text) {
            Shape::Block => {
                Lines::of(text, &place).map(|lines| block::add_field(&lines, after, &new(lines.column)))
            }
            Shape::Flow if place.slot.flow || place.slot.column.is_none() || !is_bare(text, &place) => {
                let new = format!("{}: {}", inline(&Out::text(name), true), inline(value, true));
                Flow::of(text, &place).map(|flow| flow.add(text, after.map_or(0, |at| at + 1), &new))
            }
            Shape::Flow => value::replace(text, &place, &only(), indents),
            Shape::Bare if place.node.is_null() => value::replace(text, &place, &only(), indents),
            Shape::Bare => None,
        })
    }

    /// How far values are indented in this text.
    fn indents(&self) -> Indents {
        let root = self.root.as_ref().map(|node| Place { node, slot: Slot::root(&self.text) });
        root.map_or(Indents::USUAL, |root| root::indents(&self.text, &root))
    }

    /// Writes the splices, if the text then holds what `change` makes of the tree.
    fn apply(
        &mut self,
        path: &[Step<'_>],
        splices: Option<Vec<Splice>>,
        change: impl FnOnce(&mut Node) -> Option<()>,
    ) -> Result<(), Refused> {
        let harm = || Refused::harm(path);
        let text = spliced(&self.text, splices.ok_or_else(harm)?);
        let after = parse(&text).map_err(|_| harm())?;
        let mut expected = self.root.clone().unwrap_or_else(|| Node::from(&Out::null()));
        change(&mut expected).ok_or_else(harm)?;
        let is_right = match &after {
            Some(after) => same_values(&expected, after),
            // A document without its last field.
            None => matches!(&expected.value, Value::Map(entries) if entries.is_empty()),
        };
        if !is_right {
            return Err(harm());
        }
        (self.text, self.root) = (text, after);
        Ok(())
    }
}

/// Below which of `names` a new field belongs: the last of those that stand above it in `order`; at the end where `order`
/// says nothing of it.
fn place_of(name: &str, names: &[&str], order: &[&str]) -> Option<usize> {
    let rank = |name: &str| order.iter().position(|known| *known == name);
    let Some(own) = rank(name) else { return names.len().checked_sub(1) };
    let above = |at: &usize| rank(names[*at]).is_some_and(|rank| rank < own);
    (0..names.len()).filter(above).max_by_key(|at| rank(names[*at]))
}

/// Whether a mapping is `{}` and nothing else.
fn is_bare(text: &str, place: &Place<'_>) -> bool {
    &text[place.node.span.range()] == "{}"
}

/// The text with other bytes in places that are apart.
fn spliced(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|(span, _)| (span.start, span.end));
    let newline = line_end(text);
    let (mut out, mut at) = (String::with_capacity(text.len() + 128), 0);
    for (span, new) in splices {
        out.push_str(&text[at..span.start]);
        // What was taken from the text has its line ends already.
        out.push_str(&new.replace("\r\n", "\n").replace('\n', newline));
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}
