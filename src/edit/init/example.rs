//! A connector to look at and to take away again: every file that belongs to one, and a package with a form and no code.

use crate::package::{self, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber};
use crate::source::Digest;
use crate::yaml::{self, Out};

/// The folder of the connector, in the registry.
pub(super) const FOLDER: &str = "connectors/example";
const ID: &str = "7a0e2c54-6c1d-4d3b-9f8a-2b5e61d7c0f3";
const NAME: &str = "Example";
const DESCRIPTION: &str = "Shows what belongs to a connector; remove it when the first real one is there.";

/// The files of the connector, by their names in its folder.
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let package = package::write(&package());
    let text = |text: &str| Out::text(text);
    let entry = |name: &str, value: Out| (name.to_owned(), value);
    let connector = [
        entry("id", text(ID)),
        entry("name", text(NAME)),
        entry("description", text(DESCRIPTION)),
        entry("category", text("default")),
        entry("owners", Out::Words(vec![Out::Quoted("@your-team".to_owned())])),
        entry("tags", Out::Words(vec![text("example")])),
    ];
    let notes = "The first version.\n\n- What is new stands here, for people who use the connector.\n";
    let version = [entry("sha256", text(&Digest::of(&package).to_string())), entry("notes", text(notes))];
    vec![
        ("connector.yaml", yaml::document(&connector).into_bytes()),
        ("help.md", include_bytes!("help.md").to_vec()),
        ("versions/1.0.yaml", yaml::document(&version).into_bytes()),
        ("versions/1.0.xmp", package),
    ]
}

/// What stands in place of the code. It names the framework that tells connectors from agents.
const NO_CODE: &[u8] = b"This is no assembly: the example can be looked at, but not run.\n\
    A connector's own is built against XMPro.Integration.Framework.\n";

/// The package: a settings form, and what stands in place of code.
fn package() -> Package<'static> {
    let host = Setting::new("TextBox").key("Host").caption("Host").required(true);
    let port = Setting::new("NumberBox").key("Port").caption("Port").required(true).value(502);
    let form = SettingsForm::new([
        host.help_text("The name or address of the device."),
        port.help_text("The port it listens on."),
    ]);
    let number = VersionNumber::parse("1.0").expect("a constant version is a number");
    Package::new(ID, NAME, number)
        .with("Description", DESCRIPTION)
        .with("EntryPoint", "Example.Connector")
        .with_references(vec![Reference::new("Example.dll", ReferenceType::Agent, NO_CODE)])
        .with_settings(form)
}
