//! Where a new field or a first item goes, and in which shape.

use super::flow::Flow;
use super::lines::{Lines, Splice};
use super::place::{Place, Shape, Slot};
use super::{Editor, Refused, Step, block, root, value};
use crate::yaml::tree::{Node, Value};
use crate::yaml::write::{Out, inline};

impl Editor {
    /// The first item of a list that is empty and not within brackets.
    pub(super) fn first_item(&self, place: &Place<'_>, item: &Out) -> Option<Vec<Splice>> {
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
    pub(super) fn new_field(
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
