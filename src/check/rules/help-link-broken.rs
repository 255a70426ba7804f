//! A link in a help text leads nowhere.

use std::collections::{HashMap, HashSet};

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Connector;
use crate::model::address::web;
use crate::model::help::{linked_folder, picture_name};

/// A link in a help text leads nowhere.
pub(super) struct HelpLinkBroken;

/// For as many links of a text is something near looked for: a text of a stranger may hold any number of both.
const MOST_GUESSES: usize = 10;
/// As many headings are listed.
const MOST_HEADINGS: usize = 10;

impl Rule for HelpLinkBroken {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let mut targets = Targets { context, headings: HashMap::new() };
        for connector in &context.registry.connectors {
            let Some(help) = &connector.help else { continue };
            let Ok(file) = connector.folder.join("help.md") else { continue };
            let pictures = connector.pictures.iter().filter_map(|picture| picture.name_in(&connector.folder));
            let pictures: HashSet<&str> = pictures.collect();
            let broken = help.links.iter().filter_map(|link| {
                let shown = web(link).is_some() || pictures.contains(picture_name(link).as_str());
                let fault = if shown { None } else { targets.fault(connector, link) };
                fault.map(|fault| (link, fault))
            });
            for (count, (link, fault)) in broken.enumerate() {
                let finding = findings.at(Place::at(&file, link.span), fault.message(connector, link));
                if count < MOST_GUESSES {
                    finding.fix(fault.fix(link));
                }
            }
        }
    }
}

/// Where links may lead within the registry.
struct Targets<'c> {
    context: &'c Context<'c>,
    /// The ids of the headings by connector, of those that were asked for.
    headings: HashMap<&'c str, HashSet<&'c str>>,
}

/// What is wrong with a link.
enum Fault<'c> {
    Nowhere,
    /// The connector is there, its help has no such heading.
    Heading(&'c Connector),
}

impl<'c> Targets<'c> {
    /// What is wrong with a link in the help of `from`; the site decides by the same.
    fn fault(&mut self, from: &'c Connector, to: &str) -> Option<Fault<'c>> {
        let (file, id) = to.split_once('#').unwrap_or((to, ""));
        if to.starts_with('#') {
            return (!self.has_heading(from, id)).then_some(Fault::Heading(from));
        }
        let Some(folder) = linked_folder(&from.folder, file) else { return Some(Fault::Nowhere) };
        let named = self.context.usage.connector(folder.name()).filter(|other| other.folder == folder);
        let Some(other) = named else {
            // What is there and cannot be read is reported there.
            let unread = self.context.registry.unreadable.contains(folder.name());
            return (!unread).then_some(Fault::Nowhere);
        };
        (!id.is_empty() && !self.has_heading(other, id)).then_some(Fault::Heading(other))
    }

    fn has_heading(&mut self, of: &'c Connector, id: &str) -> bool {
        self.headings.entry(of.folder.as_str()).or_insert_with(|| ids(of).collect()).contains(id)
    }
}

impl Fault<'_> {
    fn message(&self, from: &Connector, to: &str) -> String {
        let (_, id) = to.split_once('#').unwrap_or((to, ""));
        match self {
            Fault::Nowhere => format!("the link to `{to}` leads nowhere on the site"),
            Fault::Heading(other) if other.folder == from.folder => {
                format!("no heading of this text is `#{id}`")
            }
            Fault::Heading(other) => format!("no heading of the help of `{}` is `#{id}`", other.slug),
        }
    }

    fn fix(&self, to: &str) -> String {
        let Fault::Heading(other) = self else {
            return "link to a web address, a heading such as `#example`, a picture in assets/, or another connector \
                    such as `../kafka/help.md`"
                .to_owned();
        };
        let known: Vec<&str> = ids(other).collect();
        match nearest(to.split_once('#').map_or(to, |(_, id)| id), &known) {
            Some(near) => format!("did you mean `#{near}`?"),
            None if known.is_empty() => "it has no headings".to_owned(),
            None if known.len() > MOST_HEADINGS => {
                format!("its first headings are `#{}`", known[..MOST_HEADINGS].join("`, `#"))
            }
            None => format!("its headings are `#{}`", known.join("`, `#")),
        }
    }
}

fn ids(connector: &Connector) -> impl Iterator<Item = &str> {
    connector.help.iter().flat_map(|help| &help.headings).map(|heading| heading.id.as_str())
}
