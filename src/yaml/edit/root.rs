//! What concerns the whole document: one that is empty, and how far values are indented in it.

use super::lines::Splice;
use super::place::{Place, Shape};
use crate::source::Span;
use crate::yaml::tree::Value;
use crate::yaml::write::Indents;

/// The first lines of a document that holds nothing, in place of `null`, `[]`, or below all.
pub(super) fn fill(text: &str, place: Option<&Place<'_>>, lines: &str) -> Vec<Splice> {
    match place {
        Some(place) if !place.is_absent() => {
            let end = place.node.span.end;
            vec![Splice::new(Span::new(place.node.span.start, end), lines.trim_end_matches('\n'))]
        }
        _ => {
            // A comment directly above a field belongs to it, which those of the file do not.
            let last = text.trim_end_matches(['\r', '\n']).rsplit('\n').next().unwrap_or_default();
            let is_comment = last.trim_start().starts_with('#') && !last.contains("yaml-language-server");
            let gap = if is_comment { "\n" } else { "" };
            vec![Splice::insert(text.len(), format!("{gap}{lines}"))]
        }
    }
}

/// How far the first nested mapping and the first nested list of a text are indented.
pub(super) fn indents(text: &str, root: &Place<'_>) -> Indents {
    let (mut map, mut list) = (None, None);
    let mut open = vec![*root];
    while let (Some(place), true) = (open.pop(), map.is_none() || list.is_none()) {
        if place.shape(text) != Shape::Block {
            continue;
        }
        let children = place.children(text);
        let own = children.first().and_then(|child| child.slot.column).zip(place.slot.column);
        if let (Some((own, above)), false) = (own, place.slot.dash) {
            let found = if matches!(place.node.value, Value::List(_)) { &mut list } else { &mut map };
            *found = found.or(own.checked_sub(above));
        }
        open.extend(children.into_iter().rev());
    }
    let map = map.filter(|map| *map > 0).unwrap_or(Indents::USUAL.map);
    Indents { map, list: list.unwrap_or(Indents::USUAL.list), text: map }
}
