//! Packages made by hand, and the real ones where there are any.

use crate::package::{Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber, write};

/// A small package with one of everything.
pub(super) fn package() -> Package<'static> {
    let version = VersionNumber::parse("1.29").unwrap();
    Package::new("0f6fd8a4-5a36-4b4e-8a35-1a4c6a3b7a10", "Sample Historian", version)
        .with("Category", "Historians")
        .with("Description", "Reads tags.\nWrites none.")
        .with("EntryPoint", "Sample.Historian.Connector")
        .with("Icon", "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
        .with_endpoints(["Input"], ["Output", "Error"])
        .with_references(vec![
            Reference::new("Sample.dll", ReferenceType::Agent, b"MZ XMPro.Integration.Framework ".repeat(40)),
            Reference::new("Files.zip", ReferenceType::Zip, vec![7; 9]),
            Reference::new("Empty.dll", ReferenceType::Resource, vec![]),
        ])
        .with_settings(form())
}

/// A form with nested groups, a grid and every kind of default.
pub(super) fn form() -> SettingsForm {
    let long =
        "An explanation that is rather longer than eighty-five characters, so that it is written in chunks. ";
    SettingsForm::new([
        Setting::new("Group").caption("Connection").member("GroupType", "Default").settings([
            Setting::new("TextBox").key("Server").caption("Server").required(true).value("localhost"),
            Setting::new("TextBox").key("Password").caption("Password").secure(true).value(""),
            Setting::new("NumberBox").key("Port").caption("Port").help_text(long).value(8080),
            Setting::new("NumberBox").key("Zero").caption("日本語の題").value(0),
            Setting::new("CheckBox").key("Tls").caption("TLS").value(true).postback(true),
            Setting::new("DropDown").key("Mode").options([("Fast", "fast"), ("Slow", "")]).value("fast"),
            Setting::new("Group").caption("Deep").key("Deep").visible(false).settings([Setting::new(
                "TextBox",
            )
            .key("Ratio")
            .value(0.1)]),
        ]),
        Setting::new("Grid")
            .key("Tags")
            .columns([Setting::new("TextBox").key("Name")])
            .unique_key(["Name"])
            .value(long.repeat(8).as_str()),
    ])
}

/// A package with as little as a package can have, and one setting.
pub(super) fn small() -> Package<'static> {
    let version = VersionNumber::parse("1.5").unwrap();
    let setting = Setting::new("DropDown").key("Mode").options([("Fast", "1")]).unique_key(["Mode"]);
    let mut package = Package::new("id", "name", version)
        .with("Novelty", 300)
        .with_references(vec![Reference::new("A.dll", ReferenceType::Agent, vec![0; 4])])
        .with_settings(SettingsForm::new([setting]));
    let dispensable = ["HelpUrl", "Icon", "Platform", "RemoteType", "RequireInputMap", "Type", "Virtual"];
    package.members.retain(|member| !dispensable.contains(&member.name.as_str()));
    package
}

/// The fixture's bytes.
pub(super) fn bytes() -> Vec<u8> {
    write(&package())
}

/// Tells whoever runs the tests something.
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
pub(in crate::package) fn say(what: &str) {
    eprintln!("{what}");
}
