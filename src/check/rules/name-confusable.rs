//! A name looks like another one, or mixes letters that look alike.

use std::collections::HashMap;

use crate::check::looks::{alien, looks};
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Category, Connector, Registry};

/// A name looks like another one, or mixes letters that look alike.
pub(super) struct NameConfusable;

impl Rule for NameConfusable {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        let categories = Registry::categories_file();
        let place = |category: &Category| Place::at(&categories, category.name.span);
        let categories = registry.categories.iter().map(|category| (category.name.as_str(), place(category)));
        report(categories, findings);
        let place = |connector: &Connector| Place::at(&connector.file, connector.name.span);
        let connectors =
            registry.connectors.iter().map(|connector| (connector.name.as_str(), place(connector)));
        report(connectors, findings);
    }
}

/// Compares names that people choose among.
fn report<'n>(names: impl Iterator<Item = (&'n str, Place)>, findings: &mut Findings<'_>) {
    let mut known: HashMap<String, (&str, Place)> = HashMap::new();
    for (name, place) in names {
        if let Some(alien) = alien(name) {
            let (letter, script, like) = (alien.letter, alien.script, alien.like);
            findings
                .at(place, format!("the name `{name}` has the {script} letter `{letter}` among Latin ones"))
                .note(format!("U+{:04X}, which looks like `{like}`", u32::from(letter)))
                .fix("type the word again in one script");
            continue;
        }
        let (written, folded) = (looks(name), looks(&name.to_lowercase()));
        match known.get(&written).or_else(|| known.get(&folded)) {
            // The same name twice is a fault of its own.
            Some((other, _)) if other.to_lowercase() == name.to_lowercase() => {}
            Some((other, first)) => {
                let first = first.clone();
                findings
                    .at(place, format!("the name `{name}` looks like `{other}`, which is another one"))
                    .related(first, "the other name")
                    .fix("give one of them a name that tells them apart");
            }
            None => {
                known.insert(written, (name, place.clone()));
                known.insert(folded, (name, place));
            }
        }
    }
}
