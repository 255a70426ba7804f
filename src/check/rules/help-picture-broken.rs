//! A picture in a help text is not shown.

use std::collections::BTreeSet;

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::help::picture_name;

/// A picture in a help text is not shown.
pub(super) struct HelpPictureBroken;

impl Rule for HelpPictureBroken {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(help) = &connector.help else { continue };
            let Ok(file) = connector.folder.join("help.md") else { continue };
            let shown: BTreeSet<&str> =
                connector.pictures.iter().filter_map(|picture| picture.name_in(&connector.folder)).collect();
            for shot in &help.shots {
                let name = picture_name(&shot.from);
                let path = connector.folder.join(&name).ok();
                // What is there and cannot be read is reported there.
                let unread = path.as_ref().is_some_and(|path| context.registry.faulty.contains(path));
                if shown.contains(name.as_str()) || unread {
                    continue;
                }
                let lies_there =
                    connector.pictures.iter().any(|picture| path.as_ref() == Some(&picture.path));
                let place = Place::at(&file, shot.span);
                if name.contains(':') || name.starts_with("//") {
                    findings
                        .at(place, "a picture that lies elsewhere is never shown; expected one in assets/")
                        .fix("put it into assets/ beside the help and write `assets/...`");
                } else if lies_there {
                    findings
                        .at(place, format!("`{name}` is never shown: its format may hold a script"))
                        .fix("save it as .png, .jpg, .gif or .webp");
                } else {
                    let finding = findings.at(place, format!("there is no picture `{name}`"));
                    let known: Vec<&str> = shown.iter().copied().collect();
                    match nearest(&name, &known) {
                        Some(near) => finding.fix(format!("did you mean `{near}`?")),
                        None => finding.fix(format!(
                            "put it into `{}/assets/` and write `{}`",
                            connector.folder,
                            in_assets(&name)
                        )),
                    };
                }
            }
        }
    }
}

/// Where a picture of this name should lie.
fn in_assets(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    if name.starts_with("assets/") { name.to_owned() } else { format!("assets/{last}") }
}
