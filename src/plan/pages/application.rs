//! `applications/<slug>.html`: what one application uses, and what moving it to the current versions takes.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::model::{Application, Use};
use crate::plan::path::SitePath;
use crate::plan::shown::Shown;
use crate::plan::view::{self, Frame};
use crate::plan::{Options, impact, upgrade};

pub(crate) fn context(
    shown: &Shown<'_>,
    path: &SitePath,
    application: &Application,
    options: &Options,
) -> Value {
    let frame = Frame {
        description: "Connectors this application uses, and what moving to their current versions takes.",
        crumbs: vec![("Applications".to_owned(), "applications.html".to_owned())],
        ..Frame::at(path, &application.name, "applications")
    };
    let uses: Vec<Value> =
        application.uses.iter().map(|used| of_use(shown, application, used, options.today)).collect();
    let behind = uses.iter().filter(|used| used["behind"].as_u64().is_some_and(|behind| behind > 0)).count();
    let own = json!({
        "application": view::own_fields(application),
        "observation": view::observation(shown, application, options.today),
        "failing": shown.registry.keeps_application(application),
        "behind": behind,
        "uses": uses,
    });
    frame.with(shown, own)
}

fn of_use(shown: &Shown<'_>, application: &Application, used: &Use, today: Date) -> Value {
    let mut all = impact::standing(shown, used);
    all["plan"] = upgrade::plan(shown, application, used, today);
    // Where nothing is to be crossed, something may still not be filled in.
    all["settings"] = json!(impact::Way::of(shown, used).and_then(|way| way.settings()));
    all
}
