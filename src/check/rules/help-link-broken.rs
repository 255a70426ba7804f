//! A link in a help text leads nowhere.

use std::collections::HashSet;

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::address::web;
use crate::model::help::picture_name;

/// A link in a help text leads nowhere.
pub(super) struct HelpLinkBroken;

impl Rule for HelpLinkBroken {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(help) = &connector.help else { continue };
            let ids: Vec<&str> = help.headings.iter().map(|heading| heading.id.as_str()).collect();
            let known: HashSet<&str> = ids.iter().copied().collect();
            let pictures: HashSet<&str> =
                connector.pictures.iter().filter_map(|picture| picture.name_in(&connector.folder)).collect();
            for link in &help.links {
                let shown = match link.strip_prefix('#') {
                    Some(id) => known.contains(id),
                    None => web(link).is_some() || pictures.contains(picture_name(link).as_str()),
                };
                if shown {
                    continue;
                }
                let Ok(file) = connector.folder.join("help.md") else { continue };
                let finding = findings.at(Place::at(&file, link.span), message(link));
                match link.strip_prefix('#').and_then(|id| nearest(id, &ids)) {
                    Some(near) => finding.fix(format!("did you mean `#{near}`?")),
                    None => finding.fix(
                        "link to a web address, to a heading of this text such as `#example`, or to a picture in assets/",
                    ),
                };
            }
        }
    }
}

fn message(to: &str) -> String {
    match to.strip_prefix('#') {
        Some(id) => format!("no heading of this text is `#{id}`"),
        None => format!("the link to `{to}` leads nowhere on the site"),
    }
}
