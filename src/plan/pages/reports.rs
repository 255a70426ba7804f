//! `reports/<name>.html`: reports that are read together, each with its files.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::plan::path::SitePath;
use crate::plan::reports::{self, Charts, Group, Report};
use crate::plan::shown::Shown;
use crate::plan::view::Frame;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, group: &'static Group, today: Date) -> Value {
    let has_usage = shown.has_usage();
    let frame = Frame {
        description: group.about,
        crumbs: if has_usage { vec![("Usage".to_owned(), "usage.html".to_owned())] } else { Vec::new() },
        ..Frame::at(path, group.title, if has_usage { "usage" } else { "reports" })
    };
    let reports: Vec<Report> = group.of(shown.sight).collect();
    let adoption = reports.contains(&Report::Adoption);
    let sheets: Vec<Value> = reports.iter().map(|report| report.sheet(shown, today).html()).collect();
    frame.with(
        shown,
        json!({
            "about": group.about,
            "as_of": today.to_string(),
            "partial": !shown.sight.is_whole() && has_usage,
            "sheets": sheets,
            "adoption": adoption.then(|| charts(shown, today)),
        }),
    )
}

fn charts(shown: &Shown<'_>, today: Date) -> Value {
    let Charts { charts, more } = reports::charts(shown, today);
    json!({ "charts": charts, "more": more, "cut": shown.chronicle.is_cut })
}
