//! The form as its callers see it.

use super::fixture;
use crate::package::{Attribute, Element, Limits, Node, Setting, Value, VersionNumber, read, write};

#[test]
fn a_form_is_walked_depth_first_with_groups_and_without_columns() {
    let form = fixture::form();
    let walked: Vec<_> = form.walk().map(|(depth, setting)| (depth, setting.key().unwrap_or("-"))).collect();
    let expected = [
        (0, "-"),
        (1, "Server"),
        (1, "Password"),
        (1, "Port"),
        (1, "Zero"),
        (1, "Tls"),
        (1, "Mode"),
        (1, "Deep"),
        (2, "Ratio"),
        (0, "Tags"),
    ];
    assert_eq!(walked, expected);
    assert_eq!(form.leaves().count(), 8);
}

#[test]
fn a_setting_tells_what_it_is() {
    let form = fixture::form();
    let find = |key: &str| form.leaves().find(|setting| setting.key() == Some(key)).unwrap();
    let server = find("Server");
    assert_eq!((server.control(), server.caption(), server.help_text()), ("TextBox", Some("Server"), None));
    assert!(server.required() && server.visible() && !server.secure() && !server.postback());
    assert_eq!(server.default_text().as_deref(), Some("localhost"));
    assert_eq!(find("Password").default_text(), None);
    assert_eq!(find("Zero").default_text().as_deref(), Some("0"));
    assert_eq!(find("Ratio").default_text().as_deref(), Some("0.1"));
    assert_eq!(find("Mode").options()[0].display, "Fast");
    assert_eq!(find("Tags").unique_key(), ["Name"]);
    assert_eq!(find("Tags").columns()[0].key(), Some("Name"));
}

#[test]
fn a_form_is_json_for_people() {
    let form = fixture::form();
    let json = serde_json::to_value(&form).unwrap();
    let group = &json["settings"][0];
    assert_eq!(group["control"], "Group");
    assert_eq!(group["key"], serde_json::Value::Null);
    assert_eq!(group["members"]["GroupType"], "Default");
    assert_eq!(group["settings"][2]["default"], 8080);
    assert_eq!(group["settings"][5]["options"][1]["display"], "Slow");
    assert_eq!(json["settings"][1]["unique_key"][0], "Name");
}

#[test]
fn unknown_members_and_controls_stay_in_place() {
    let tree = Element {
        prefix: "z".to_owned(),
        name: "Novelty".to_owned(),
        attributes: vec![Attribute::namespace("z", "urn:new")],
        nodes: vec![Node::Element(Element {
            prefix: "zz".to_owned(),
            name: "Inner".to_owned(),
            attributes: Vec::new(),
            nodes: vec![Node::Array(b"\x03\x40\x01A\x01\x8B\x02\x01\0\x02\0".to_vec())],
        })],
    };
    let novelty = || Value::Element(Box::new(tree.clone()));
    let setting = Setting::new("HoloDial").key("K").member("Novelty", novelty()).member("Tint", 0.25);
    let package = fixture::package()
        .with("Novelty", novelty())
        .with("Count", 300)
        .with_settings(crate::package::SettingsForm::new([setting]));
    let bytes = write(&package);
    let again = read(&bytes, &Limits::default()).unwrap();
    assert_eq!(again, package);
    assert_eq!(write(&again), bytes);
    let names: Vec<_> = again.unknown().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Count", "Novelty"]);
    assert_eq!(again.settings().settings[0].control(), "HoloDial");
}

#[test]
fn nil_empty_and_absent_are_told_apart() {
    let package = fixture::package().with("HelpUrl", Value::Nil).with("Platform", "");
    let mut package = package;
    package.members.retain(|member| member.name != "RemoteType");
    let bytes = write(&package);
    let again = read(&bytes, &Limits::default()).unwrap();
    assert_eq!((again.help_url(), again.platform(), again.remote_type()), (None, Some(""), None));
    assert_eq!((again.member("HelpUrl"), again.member("RemoteType")), (Some(&Value::Nil), None));
    assert_eq!(write(&again), bytes);
}

#[test]
fn a_version_is_the_shortest_decimal_of_its_double() {
    for text in ["1.36", "1.03", "2", "1.5", "0.1", "1.3002", "123456.789", "-1"] {
        let version = VersionNumber::parse(text).unwrap();
        assert_eq!(version.text(), text);
        let package = crate::package::Package::new("id", "name", version);
        assert_eq!(read(&write(&package), &Limits::default()).unwrap().version(), version);
    }
    assert_eq!(VersionNumber::parse("1.10"), VersionNumber::parse("1.1"));
    for text in ["", "1e3", "inf", "1.", ".5", "+1", "1.2.3"] {
        assert_eq!(VersionNumber::parse(text), None, "{text}");
    }
}
