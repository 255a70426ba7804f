//! The values that a text must hold after a change: the tree of before with the change made.

use super::Step;
use crate::source::{Span, Spanned};
use crate::yaml::tree::{Node, Value};
use crate::yaml::write::Out;

impl From<&Out> for Node {
    fn from(out: &Out) -> Node {
        let value = match out {
            Out::Plain(text) => Value::Scalar { text: text.clone(), plain: true },
            Out::Text(text) | Out::Quoted(text) => Value::Scalar { text: text.clone(), plain: false },
            Out::List(items) | Out::Words(items) => Value::List(items.iter().map(Node::from).collect()),
            Out::Map(entries) | Out::Row(entries) => {
                Value::Map(entries.iter().map(|(key, value)| (name(key), Node::from(value))).collect())
            }
        };
        Node { span: Span::default(), value }
    }
}

fn name(text: &str) -> Spanned<String> {
    Spanned::new(text.to_owned(), Span::default())
}

impl Node {
    /// The value at `path`.
    pub(super) fn at_path(&self, path: &[Step<'_>]) -> Option<&Node> {
        path.iter().try_fold(self, |node, step| match (&node.value, step) {
            (Value::Map(entries), Step::Key(name)) => {
                entries.iter().find(|(key, _)| key.value == *name).map(|(_, value)| value)
            }
            (Value::List(items), Step::Item(at)) => items.get(*at),
            _ => None,
        })
    }

    pub(super) fn at_path_mut(&mut self, path: &[Step<'_>]) -> Option<&mut Node> {
        path.iter().try_fold(self, |node, step| match (&mut node.value, step) {
            (Value::Map(entries), Step::Key(name)) => {
                entries.iter_mut().find(|(key, _)| key.value == *name).map(|(_, value)| value)
            }
            (Value::List(items), Step::Item(at)) => items.get_mut(*at),
            _ => None,
        })
    }

    /// The fields; those of nothing are none.
    pub(super) fn fields_mut(&mut self) -> Option<&mut Vec<(Spanned<String>, Node)>> {
        if self.is_null() {
            self.value = Value::Map(Vec::new());
        }
        match &mut self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items; those of nothing are none.
    pub(super) fn items_mut(&mut self) -> Option<&mut Vec<Node>> {
        if self.is_null() {
            self.value = Value::List(Vec::new());
        }
        match &mut self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

/// Writes a field's or item's value; a field that is not there comes to stand last.
pub(super) fn set(root: &mut Node, path: &[Step<'_>], value: &Out) -> Option<()> {
    if let Some(node) = root.at_path_mut(path) {
        *node = Node::from(value);
        return Some(());
    }
    let (Step::Key(key), above) = path.split_last()? else { return None };
    root.at_path_mut(above)?.fields_mut()?.push((name(key), Node::from(value)));
    Some(())
}

/// Takes a field or an item away.
pub(super) fn remove(root: &mut Node, path: &[Step<'_>]) -> Option<()> {
    let (step, above) = path.split_last()?;
    match (&mut root.at_path_mut(above)?.value, step) {
        (Value::Map(entries), Step::Key(name)) => entries.retain(|(key, _)| key.value != *name),
        (Value::List(items), Step::Item(at)) => drop(items.remove(*at)),
        _ => return None,
    }
    Some(())
}

/// Puts an item into a list.
pub(super) fn insert(root: &mut Node, path: &[Step<'_>], at: usize, item: &Out) -> Option<()> {
    let items = root.at_path_mut(path)?.items_mut()?;
    items.insert(at, Node::from(item));
    Some(())
}

/// Moves an item within its list.
pub(super) fn shift(root: &mut Node, path: &[Step<'_>], from: usize, to: usize) -> Option<()> {
    let items = root.at_path_mut(path)?.items_mut()?;
    let item = items.remove(from);
    items.insert(to, item);
    Some(())
}
