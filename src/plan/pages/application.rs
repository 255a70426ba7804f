//! `applications/<slug>.html`: what one application uses, and what moving it to the current versions takes.

use serde_json::{Value, json};

use crate::model::Application;
use crate::plan::impact;
use crate::plan::path::SitePath;
use crate::plan::shown::Shown;
use crate::plan::view::{self, Frame};

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, application: &Application) -> Value {
    let frame = Frame {
        description: "Connectors this application uses, and what moving to their current versions takes.",
        crumbs: vec![("Applications".to_owned(), "applications.html".to_owned())],
        ..Frame::at(path, &application.name, "applications")
    };
    let uses: Vec<Value> = application.uses.iter().map(|used| impact::of_use(shown, used)).collect();
    let behind = uses.iter().filter(|used| used["behind"].as_u64().is_some_and(|behind| behind > 0)).count();
    let own = json!({
        "application": view::own_fields(application),
        "behind": behind,
        "uses": uses,
    });
    frame.with(shown, own)
}
