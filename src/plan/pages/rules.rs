//! `rules.html` and `rules/<code>.html`: what is checked, and how strictly in this registry.

use serde_json::{Value, json};

use crate::check::{Entry, Needs, RULES};
use crate::plan::path::SitePath;
use crate::plan::shown::Shown;
use crate::plan::view::Frame;

/// Where a rule's page lies.
pub(crate) fn page(code: &str) -> SitePath {
    SitePath::known(format!("rules/{code}.html"))
}

pub(crate) fn all(shown: &Shown<'_>, path: &SitePath) -> Value {
    let frame = Frame {
        description: "What every change to this catalogue is checked for, and how strictly.",
        ..Frame::at(path, "Rules", "rules")
    };
    type Belongs = fn(&Entry) -> bool;
    let groups: [(&str, &str, Belongs); 3] = [
        ("registry", "The catalogue as it is", |entry| entry.rule.is_some() && entry.needs == Needs::Nothing),
        ("change", "A change, and what came before", |entry| entry.needs != Needs::Nothing),
        ("files", "Its files", |entry| entry.rule.is_none()),
    ];
    let groups = groups.map(|(id, name, belongs)| {
        let rows: Vec<Value> =
            RULES.iter().filter(|entry| belongs(entry)).map(|entry| row(shown, entry)).collect();
        json!({ "id": id, "name": name, "rules": rows })
    });
    frame.with(shown, json!({ "groups": groups, "count": RULES.len() }))
}

pub(crate) fn one(shown: &Shown<'_>, path: &SitePath, entry: &Entry) -> Value {
    let what = entry.what().replace('`', "");
    let frame = Frame {
        description: &what,
        crumbs: vec![("Rules".to_owned(), "rules.html".to_owned())],
        ..Frame::at(path, entry.code, "rules")
    };
    frame.with(shown, json!({ "rule": row(shown, entry), "text": entry.body() }))
}

fn row(shown: &Shown<'_>, entry: &Entry) -> Value {
    let level = entry.level_in(&shown.registry.policy);
    json!({
        "code": entry.code,
        "href": page(entry.code).href(),
        "level": level.to_string(),
        "own_level": entry.level.to_string(),
        "is_set_here": level != entry.level,
        "adjustable": entry.adjustable,
        "what": entry.what(),
    })
}
