//! `applications.html`: every application and how far behind it is.

use serde_json::{Value, json};

use crate::model::Application;
use crate::plan::path::SitePath;
use crate::plan::shown::Shown;
use crate::plan::view::{self, Frame};
use crate::plan::{Options, impact};

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, options: &Options) -> Value {
    let frame = Frame {
        description: "Applications, the connectors they use, and how far behind they are.",
        ..Frame::at(path, "Applications", "applications")
    };
    let mut sorted: Vec<&Application> = shown.applications.clone();
    sorted.sort_by_cached_key(|found| (found.name.to_lowercase(), found.slug.as_str().to_owned()));
    let rows: Vec<Value> = sorted.into_iter().map(|found| row(shown, found, options)).collect();
    frame.with(shown, json!({ "applications": rows }))
}

/// An application in a list, with what of it needs attention.
fn row(shown: &Shown<'_>, application: &Application, options: &Options) -> Value {
    let uses: Vec<Value> = application.uses.iter().map(|used| impact::standing(shown, used)).collect();
    let count = |is: &dyn Fn(&Value) -> bool| uses.iter().filter(|used| is(used)).count();
    let mut row = view::application(shown, application);
    row["observation"] = view::observation(shown, application, options.today);
    row["days_behind"] = json!(uses.iter().filter_map(|used| used["days_behind"].as_i64()).max());
    row["breaks"] =
        json!(uses.iter().filter_map(|used| used["breaks"].as_array()).map(Vec::len).sum::<usize>());
    row["connectors"] = json!(uses.len());
    row["behind"] = json!(count(&|used| used["behind"].as_u64().is_some_and(|behind| behind > 0)));
    row["retired"] =
        json!(count(&|used| matches!(used["status"].as_str(), Some("withdrawn" | "deprecated"))));
    row["withdrawn"] = json!(count(&|used| used["status"] == "withdrawn"));
    row
}
