//! Members in the order that `layout` gives.

use crate::source::Spanned;
use crate::yaml::{Fields, Reader};

/// Puts `items` in the order of the field `layout` and drops those it leaves out; as they are where there is no
/// `layout`. `stated` are the members that were given a value, which it must not leave out.
pub(super) fn arrange<T>(
    items: Vec<T>,
    name: impl Fn(&T) -> &str,
    (fields, stated): (&mut Fields, &[String]),
    reader: &mut Reader<'_>,
) -> Vec<T> {
    let Some(node) = fields.node("layout") else {
        return items;
    };
    let span = node.span;
    let layout = reader.texts(node, "`layout`");
    if layout.len() > items.len() {
        let message = format!("`layout` names {} members, and there are {}", layout.len(), items.len());
        reader.at("field-value", span, message);
        return items;
    }
    let mut left: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let mut arranged = Vec::with_capacity(layout.len());
    for member in &layout {
        let found = left.iter_mut().find(|item| item.as_ref().is_some_and(|item| name(item) == member.value));
        match found.and_then(Option::take) {
            Some(item) => arranged.push(item),
            None => unknown(member, &layout, reader),
        }
    }
    let missing: Vec<&str> =
        left.iter().flatten().map(&name).filter(|name| stated.iter().any(|one| one == name)).collect();
    if !missing.is_empty() {
        let missing = missing.join("`, `");
        reader
            .at("field-value", span, format!("`layout` leaves out `{missing}`, to which a value is given"))
            .fix("add what is missing to `layout`, or leave `layout` out");
    }
    arranged
}

fn unknown(member: &Spanned<String>, layout: &[Spanned<String>], reader: &mut Reader<'_>) {
    let times = layout.iter().filter(|other| other.value == member.value).count();
    let message = if times > 1 {
        format!("`layout` names `{}` {times} times", member.value)
    } else {
        format!("`layout` names `{}`, which has no value", member.value)
    };
    reader.at("field-value", member.span, message);
}
