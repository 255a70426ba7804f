//! `categories/<id>.html`: the connectors of one category.

use serde_json::{Value, json};

use crate::model::Category;
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Group, Shown};
use crate::plan::view::{self, Frame};
use crate::plan::{icon, machines};

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, category: &Category, group: &Group<'_>) -> Value {
    let frame = Frame {
        description: category.description.as_deref().unwrap_or(""),
        crumbs: vec![("Connectors".to_owned(), "index.html".to_owned())],
        ..Frame::at(path, &category.name, "connectors")
    };
    let other = |found: &Category| {
        json!({
            "name": found.name.value,
            "href": shown::category_page(found).href(),
            "current": found.id.value == category.id.value,
        })
    };
    let mut spare = icon::INLINE;
    let cards = group.connectors.iter();
    let cards: Vec<Value> = cards.map(|found| view::card(shown, found, &mut spare)).collect();
    frame.with(
        shown,
        json!({
            "description": category.description,
            "cards": cards,
            "along": machines::along(&machines::category_feed(category), machines::of_category(shown, category, group).as_ref()),
            "categories": shown.category_groups().map(|(found, _)| other(found)).collect::<Vec<_>>(),
        }),
    )
}
