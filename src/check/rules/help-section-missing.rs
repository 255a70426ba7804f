//! A help page lacks one of its sections.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A help page lacks one of its sections.
pub(super) struct HelpSectionMissing;

impl Rule for HelpSectionMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(help) = connector.help.as_deref().filter(|help| !help.trim().is_empty()) else {
                continue;
            };
            let headings: Vec<String> = headings(help).collect();
            let missing: Vec<&str> =
                SECTIONS.into_iter().filter(|section| !headings.contains(&section.to_lowercase())).collect();
            if !missing.is_empty() {
                let Ok(path) = connector.folder.join("help.md") else { continue };
                let message = format!("the help has no section `{}`", missing.join("`, `"));
                findings
                    .at(Place::file(&path), message)
                    .fix(format!("write `## {}` and what belongs there", missing[0]));
            }
        }
    }
}

/// The sections that every help page has (release notes come from the versions).
const SECTIONS: [&str; 3] = ["Context", "Configuration", "Example"];

/// The texts of all headings, in lower case.
fn headings(help: &str) -> impl Iterator<Item = String> + '_ {
    let mut inside = false;
    pulldown_cmark::Parser::new(help).filter_map({
        let mut text = String::new();
        move |event| {
            use pulldown_cmark::{Event, Tag, TagEnd};
            match event {
                Event::Start(Tag::Heading { .. }) => inside = true,
                Event::End(TagEnd::Heading(_)) => {
                    inside = false;
                    return Some(std::mem::take(&mut text).trim().to_lowercase());
                }
                Event::Text(piece) | Event::Code(piece) if inside => text.push_str(&piece),
                _ => {}
            }
            None
        }
    })
}
