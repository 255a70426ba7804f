//! What the settings form of a package holds.

use super::*;
use connectory::package::SettingBuilder;

/// The small registry with these settings in a group of the form.
fn with<const MORE: usize>(settings: [SettingBuilder; MORE]) -> Small {
    let group = Setting::new("Group").caption("Sign-in").settings(settings);
    with_package(&package(ID, NAME, "1.1").with_settings(form([group])))
}

fn text(key: &str) -> SettingBuilder {
    Setting::new("TextBox").key(key).caption(key)
}

fn list(control: &str) -> SettingBuilder {
    Setting::new(control).key("Mode").caption("Mode")
}

fn grid(control: &str, unique: &[&str]) -> Small {
    let columns = [text("Name"), text("Address")];
    with([Setting::new(control)
        .key("Tags")
        .caption("Tags")
        .columns(columns)
        .unique_key(unique.iter().copied())])
}

pub(super) fn settings() -> Vec<Case> {
    let site = || text("Site");
    let bare = || Setting::new("TextBox").key("Zone");
    let tags = |caption: &str| {
        let columns = [text("Name"), bare().caption(caption)];
        with([Setting::new("Grid").key("Tags").columns(columns).unique_key(["Name"])])
    };
    let many = |help: &str| {
        let keys = ["Site", "Line", "Cell", "Unit", "Area", "Plant", "Batch"];
        with(keys.map(|key| text(key).required(true).help_text(help)))
    };
    vec![
        twins("setting-caption-empty", "", with([site(), bare().caption("Zone")]), with([site(), bare()])),
        // A text that is alone in its group goes by the group's caption.
        twins("setting-caption-empty", "alone", with([bare()]), with([bare(), bare().key("Line")])),
        twins("setting-caption-empty", "column", tags("Zone"), tags(" ")),
        twins(
            "setting-caption-empty",
            "shown",
            with([site(), bare().visible(false)]),
            with([site(), bare().visible(true)]),
        ),
        twins(
            "setting-required-without-help",
            "",
            with([site().required(true).help_text("Where it is.")]),
            with([site().required(true)]),
        ),
        twins(
            "setting-required-without-help",
            "default",
            with([site().required(true).value("Main")]),
            with([site().required(true).value("")]),
        ),
        twins("setting-required-without-help", "many", many("What it is."), many(" ")),
        twins(
            "setting-without-options",
            "",
            with([list("DropDown").options([("Fast", "fast")])]),
            with([list("DropDown").options([])]),
        ),
        twins(
            "setting-without-options",
            "typed",
            with([list("TokenBox").options([]).member("AllowCustomText", true)]),
            with([list("TokenBox").options([])]),
        ),
        twins("grid-without-unique-key", "", grid("Grid", &["Name"]), grid("Grid", &[])),
        twins("grid-without-unique-key", "list", grid("EditList", &["Name"]), grid("EditList", &[""])),
        twins("unique-key-unknown", "", grid("Grid", &["Name"]), grid("Grid", &["Nmae"])),
        twins("unique-key-unknown", "far", grid("Grid", &["Name"]), grid("Grid", &["Name", "Zone"])),
        twins(
            "setting-not-secure",
            "",
            with([text("ApiKey").secure(true)]),
            with([text("ApiKey").secure(false)]),
        ),
        twins(
            "setting-not-secure",
            "caption",
            with([text("A").caption("Token address")]),
            with([text("A").caption("Token")]),
        ),
    ]
}

pub(super) fn secrets() -> Vec<Case> {
    let described = |text: &str| {
        Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.1").with("Description", text))
    };
    let script =
        |text: &str| with([Setting::new("ScriptBox").key("Code").caption("Code").member("Script", text)]);
    let login = |text: &str| with([text_with("Login", text)]);
    vec![
        twins(
            "secret-as-default",
            "",
            with([text("Password").secure(true)]),
            with([text("Password").secure(true).value("tr0ub4dor")]),
        ),
        twins(
            "secret-in-package",
            "",
            login("Server=db;User Id=sa;Password={password}"),
            login("Server=db;User Id=sa;Password=tr0ub4dor"),
        ),
        twins(
            "secret-in-package",
            "script",
            script("send('-----BEGIN PRIVATE KEY-----')"),
            script("send('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n')"),
        ),
        twins(
            "secret-in-package",
            "description",
            described("Reads a meter with AKIAIOSFODNN7EXAMPLE."),
            described("Reads a meter with AKIAIOSFODNN7EXAMPL1."),
        ),
        twins(
            "secret-in-package",
            "several",
            with([text_with("Login", "x"), text_with("Broker", "amqp://guest:guest@broker")]),
            with([
                text_with("Login", "x").help_text("For example http://plant:tr0ub4dor@host"),
                text_with("Broker", "amqp://plant:tr0ub4dor@broker"),
            ]),
        ),
    ]
}

fn text_with(key: &str, default: &str) -> SettingBuilder {
    text(key).value(default)
}

#[test]
fn no_finding_shows_a_secret() {
    for case in secrets() {
        let (_, found) = crate::support::checked(&case.fails);
        let every = format!("{:?}", found.diagnostics());
        for value in ["tr0ub4dor", "AKIA", "MIIE"] {
            assert!(!every.contains(value), "{}: {every}", case.name());
        }
    }
}
