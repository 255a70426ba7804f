//! Fields of the YAML files as planners change them: found by name, put where the documented order has them.

use super::schema::Kind;
use crate::yaml::{Editor, Node, Out, Refused, Step, Value};

/// The fields of one kind of file.
pub(super) struct Fields<'e> {
    editor: &'e mut Editor,
    kind: Kind,
}

impl<'e> Fields<'e> {
    /// Those of a file of this kind that is changed with `editor`.
    pub(super) fn new(editor: &'e mut Editor, kind: Kind) -> Fields<'e> {
        Fields { editor, kind }
    }

    /// Writes a field at the top, or of a mapping there (`breaking.summary`). What holds this text already stays as it is
    /// written.
    pub(super) fn set(&mut self, name: &str, value: &Out) -> Result<(), Refused> {
        if let (Some(there), Out::Text(text) | Out::Quoted(text) | Out::Plain(text)) =
            (self.text(name), value)
            && there == *text
        {
            return Ok(());
        }
        let path = steps(name);
        match name.split_once('.') {
            Some((outer, inner)) if !self.is_there(outer) => {
                let entries = vec![(inner.to_owned(), value.clone())];
                let mapping = if outer == "breaking" { Out::Map(entries) } else { Out::Row(entries) };
                self.put(&steps(outer), &mapping, None)
            }
            Some((outer, _)) => self.put(&path, value, Some(outer)),
            None => self.put(&path, value, None),
        }
    }

    /// Takes a field away, and the mapping it was in where it was the last one there.
    pub(super) fn remove(&mut self, name: &str) -> Result<(), Refused> {
        self.editor.remove(&steps(name))?;
        let Some((outer, _)) = name.split_once('.') else { return Ok(()) };
        match self.editor.get(&steps(outer)).map(|node| &node.value) {
            Some(Value::Map(fields)) if fields.is_empty() => self.editor.remove(&steps(outer)),
            _ => Ok(()),
        }
    }

    /// Puts a text at the end of a list, which is made where there is none.
    pub(super) fn push(&mut self, name: &str, text: &str) -> Result<(), Refused> {
        match self.items(name) {
            Some(items) => self.editor.insert(&steps(name), items.len(), &Out::text(text)),
            // What else stands there is not taken away; the editor says what it is.
            None if self.is_there(name) => self.editor.insert(&steps(name), 0, &Out::text(text)),
            None => self.set(name, &Out::Words(vec![Out::text(text)])),
        }
    }

    /// Takes the items of a list away that `is` names, and the list with its last item.
    pub(super) fn drop(&mut self, name: &str, is: impl Fn(&str) -> bool) -> Result<(), Refused> {
        let items = self.items(name).unwrap_or_default();
        let going = |at: &usize| is(&items[*at]);
        if (0..items.len()).all(|at| going(&at)) {
            return if items.is_empty() { Ok(()) } else { self.editor.remove(&steps(name)) };
        }
        for at in (0..items.len()).rev().filter(going) {
            self.editor.remove(&[Step::Key(name), Step::Item(at)])?;
        }
        Ok(())
    }

    /// What a field holds, as far as it tells whether that is another value.
    pub(super) fn state(&self, name: &str) -> Option<Vec<String>> {
        match self.items(name) {
            Some(items) => Some(items),
            None => self.is_there(name).then(|| self.text(name).into_iter().collect()),
        }
    }

    /// Whether a field is there and holds something.
    pub(super) fn is_there(&self, name: &str) -> bool {
        self.editor.get(&steps(name)).is_some_and(|node| !node.is_null())
    }

    /// The text of a field.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        scalar(self.editor.get(&steps(name))?).map(str::to_owned)
    }

    /// The texts of a list; `None` where there is none.
    pub(super) fn items(&self, name: &str) -> Option<Vec<String>> {
        match &self.editor.get(&steps(name))?.value {
            Value::List(items) => {
                Some(items.iter().map(|item| scalar(item).unwrap_or_default().to_owned()).collect())
            }
            _ => None,
        }
    }

    fn put(&mut self, path: &[Step<'_>], value: &Out, within: Option<&str>) -> Result<(), Refused> {
        let order = self.kind.order(within);
        self.editor.set(path, value, &order.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The text of a scalar.
pub(super) fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// Where a field of a mapping in a list holds `text`: the items' places.
pub(super) fn items_where(list: Option<&Node>, field: &str, text: &str) -> Vec<usize> {
    let Some(Node { value: Value::List(items), .. }) = list else { return Vec::new() };
    let holds = |item: &Node| {
        let Value::Map(fields) = &item.value else { return false };
        fields.iter().any(|(key, node)| key.value == field && scalar(node) == Some(text))
    };
    (0..items.len()).filter(|at| holds(&items[*at])).collect()
}

/// The way to a field: `a`, or `b` of the mapping `a` (`a.b`).
fn steps(name: &str) -> Vec<Step<'_>> {
    match name.split_once('.') {
        Some((outer, inner)) => vec![Step::Key(outer), Step::Key(inner)],
        None => vec![Step::Key(name)],
    }
}
