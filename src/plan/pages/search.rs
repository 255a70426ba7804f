//! `search.html`: what a script fills with results and filters; without one, the ways to every connector.

use serde_json::{Value, json};

use crate::plan::path::SitePath;
use crate::plan::shown::{self, Shown};
use crate::plan::view::Frame;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath) -> Value {
    let frame = Frame {
        description: "Find connectors by name, tag, owner, setting or version.",
        ..Frame::at(path, "Search", "connectors")
    };
    let categories = shown.category_groups().map(|(category, group)| {
        json!({
            "name": category.name.value,
            "href": shown::category_page(category).href(),
            "count": group.connectors.len(),
        })
    });
    frame.with(
        shown,
        json!({
            "categories": categories.collect::<Vec<_>>(),
            "count": shown.connectors.len(),
            "whole": shown.sight.is_whole(),
        }),
    )
}
