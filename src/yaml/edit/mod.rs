//! A YAML text changed in place: comments, order and layout of all that is not touched stay as they are.
//!
//! 1. `place` finds where the value stands, by the spans of the tree.
//! 2. `value`, `block` and `flow` say which bytes change: of one value, of a collection on lines of its own, of one in
//!    brackets.
//! 3. The text with these bytes is read again and must hold what is `expected`, or it stays as it was.

mod add;
mod block;
mod expected;
mod flow;
mod lines;
mod place;
mod refused;
mod root;
mod value;

#[cfg(test)]
mod random;
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
    /// How its lines end.
    newline: &'static str,
    /// Whether the last line had no end.
    is_cut: bool,
}

impl Editor {
    /// # Errors
    /// When the text is no YAML that is read.
    pub(crate) fn new(text: &str) -> Result<Editor, Refused> {
        let is_cut = text.len() > mark(text) && !text.ends_with('\n');
        let newline = line_end(text);
        let text = format!("{text}{}", if is_cut { newline } else { "" });
        let root = parse(&text).map_err(|fault| Refused::unread(&fault))?;
        Ok(Editor { text, root, newline, is_cut })
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
            Shape::Block => Lines::of(text, &place).map(|lines| block::shift(text, &lines, from, to)),
        };
        self.apply(path, splices, |root| expected::shift(root, path, from, to))
    }

    /// The value at `path`.
    pub(crate) fn get(&self, path: &[Step<'_>]) -> Option<&Node> {
        self.root.as_ref()?.at_path(path)
    }

    /// The text as it is now.
    pub(crate) fn finish(self) -> String {
        let Editor { mut text, root, newline, is_cut } = self;
        if is_cut && text.ends_with(newline) {
            let cut = &text[..text.len() - newline.len()];
            let is_same = match (&root, parse(cut)) {
                (Some(root), Ok(Some(other))) => same_values(root, &other),
                (None, Ok(None)) => true,
                _ => false,
            };
            if is_same {
                text.truncate(text.len() - newline.len());
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
        let text = spliced(&self.text, splices.ok_or_else(harm)?, self.newline);
        let after = parse(&text).map_err(|_| harm())?;
        let mut expected = self.root.clone().unwrap_or_else(|| Node::from(&Out::null()));
        change(&mut expected).ok_or_else(harm)?;
        // A document without its last field holds nothing.
        let is_empty = matches!(&expected.value, Value::Map(entries) if entries.is_empty());
        let is_right = match &after {
            Some(after) if !after.is_null() => same_values(&expected, after),
            _ => is_empty,
        };
        if !is_right {
            return Err(harm());
        }
        (self.text, self.root) = (text, after);
        Ok(())
    }
}

/// The text with other bytes in places that are apart.
fn spliced(text: &str, mut splices: Vec<Splice>, newline: &str) -> String {
    splices.sort_by_key(|splice| splice.span);
    let (mut out, mut at) = (String::with_capacity(text.len() + 128), 0);
    for Splice { span, text: new, is_moved } in splices {
        out.push_str(&text[at..span.start]);
        match is_moved {
            true => out.push_str(&new),
            // Spacing was taken from the file, the rest was not.
            false => out.push_str(&new.replace("\r\n", "\n").replace('\n', newline)),
        }
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}
