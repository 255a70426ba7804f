//! What the facts promise, over packages made of committed assemblies, broken ones and real ones.

mod entry_point;
mod neighbours;
mod real;

use crate::package::clr::tests::case;
use crate::package::{Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber};

use super::{CodeFacts, facts};

/// A package with the plug-in `Case.Plug` and these committed assemblies.
fn package(entry_point: &str, others: &[&str]) -> Package<'static> {
    let plug_in = Reference::new("Case.Plug.dll", ReferenceType::Agent, case("Case.Plug"));
    let others = others
        .iter()
        .map(|name| Reference::new(&format!("{name}.dll"), ReferenceType::Reference, case(name)));
    let settings = ["Host", "Unread", "Site"].map(|key| Setting::new("TextBox").key(key));
    let tags = Setting::new("Grid").key("Tags").columns([Setting::new("TextBox").key("Name")]);
    Package::new("id", "name", VersionNumber::parse("1").unwrap())
        .with("EntryPoint", entry_point)
        .with_references(std::iter::once(plug_in).chain(others).collect())
        .with_settings(SettingsForm::new(settings.into_iter().chain([tags])))
}

/// The facts of [`package`] with what the plug-in derives from.
fn facts_of(entry_point: &str) -> CodeFacts {
    facts(&package(entry_point, &["Case.Base"]))
}
