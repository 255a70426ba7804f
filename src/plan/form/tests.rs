use serde_json::{Value, json};

use super::*;
use crate::model::{Connector, PackageState, Registry};
use crate::package::{SettingBuilder, TextList};
use crate::plan::fixture;
use crate::plan::shown;

/// The parts of a form with these settings.
fn parts(settings: impl IntoIterator<Item = SettingBuilder>) -> Vec<Value> {
    drawn(&SettingsForm::new(settings))["settings"].as_array().unwrap().clone()
}

fn part(setting: SettingBuilder) -> Value {
    parts([setting]).remove(0)
}

/// Everything that is said below a control, as one text.
fn said(part: &Value) -> String {
    let notes = part["notes"].as_array().unwrap();
    notes.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_documented_control_is_drawn_in_its_own_way() {
    for (control, expected) in [
        ("TextBox", "text"),
        ("VariableBox", "text"),
        ("NumberBox", "number"),
        ("CheckBox", "check"),
        ("DropDown", "select"),
        ("TokenBox", "tokens"),
        ("CheckList", "tokens"),
        ("Button", "button"),
        ("FileUpload", "file"),
        ("Grid", "grid"),
        ("EditList", "grid"),
        ("ScriptBox", "script"),
        ("HTMLEditor", "script"),
        ("HTML Editor", "script"),
        ("Filter", "script"),
    ] {
        let part = part(Setting::new(control).key("a"));
        assert_eq!((&part["part"], &part["draw"]), (&json!("field"), &json!(expected)), "{control}");
        assert!(!said(&part).contains("plainly"), "{control}");
    }
    assert_eq!(part(Setting::new("Title").caption("T"))["part"], "title");
    let group = parts([Setting::new("Group").caption("G").settings([Setting::new("TextBox").key("a")])]);
    assert_eq!(
        group.iter().map(|part| part["part"].as_str().unwrap()).collect::<Vec<_>>(),
        ["open", "field", "close"]
    );
}

#[test]
fn a_control_that_nobody_knows_is_drawn_by_what_it_holds_and_named() {
    let future = part(Setting::new("Hologram").key("a").value("as it is"));
    assert_eq!((&future["draw"], &future["value"]), (&json!("text"), &json!("as it is")));
    assert!(said(&future).contains("Control `Hologram`, drawn as plainly as can be."));
    let column = Setting::new("TextBox").key("b");
    assert_eq!(part(Setting::new("Matrix").key("a").columns([column]))["draw"], "grid");
    let child = Setting::new("TextBox").key("b");
    let group = part(Setting::new("Accordion").settings([child]));
    assert_eq!(group["part"], "open");
    assert!(said(&group).contains("`Accordion`"));
}

#[test]
fn each_state_of_a_control_is_told() {
    let every = Setting::new("TextBox").key("a").caption("A").help_text(" Why. ");
    let every = part(every.required(true).visible(false).postback(true).secure(true).value("hunter2"));
    for (state, expected) in [
        ("required", json!(true)),
        ("secure", json!(true)),
        ("hidden", json!(true)),
        ("postback", json!(true)),
        ("help", json!("Why.")),
        ("value", json!("")),
        ("label", json!("A")),
    ] {
        assert_eq!(every[state], expected, "{state}");
    }
    let none = part(Setting::new("TextBox").key("a"));
    assert_eq!(none["label"], "a");
    assert_eq!(part(Setting::new("TextBox"))["label"], "Without a label");
    for state in ["required", "secure", "hidden", "postback"] {
        assert_eq!(none[state], false, "{state}");
    }
}

#[test]
fn what_is_chosen_is_shown_as_a_person_sees_it() {
    let choose = || Setting::new("DropDown").key("a").options([("Read only", "r"), ("", "w")]);
    let chosen = |setting: SettingBuilder| {
        let part = part(setting);
        (part["chosen"][0]["display"].as_str().map(str::to_owned), said(&part))
    };
    assert_eq!(chosen(choose().value("r")), (Some("Read only".to_owned()), String::new()));
    assert_eq!(chosen(choose().value("w")), (Some("w".to_owned()), String::new()));
    assert_eq!(chosen(choose()), (None, String::new()));
    let foreign = "What stands there at first is none of the choices.";
    assert_eq!(chosen(choose().value("x")), (Some("x".to_owned()), foreign.to_owned()));
    let typed = choose().value("x").member("AllowCustomText", true);
    assert_eq!(chosen(typed), (Some("x".to_owned()), "Something else may be typed.".to_owned()));
    assert!(chosen(Setting::new("DropDown").key("a")).1.contains("the plug-in tells"));
    let ticks = Setting::new("CheckList").key("a").options([("Monday", "mo"), ("Sunday", "su")]);
    let ticks = part(ticks.member("Value", crate::package::Value::from(TextList::new("b", ["su"]))));
    assert_eq!((&ticks["draw"], &ticks["chosen"][0]["value"]), (&json!("ticks"), &json!("su")));
}

#[test]
fn rows_are_drawn_with_their_columns_and_without_secrets() {
    let grid = Setting::new("EditList").key("a").unique_key(["Name", "On", "Kind"]).columns([
        Setting::new("TextBox").key("Name").caption("Name").required(true).help_text("Its name."),
        Setting::new("CheckBox").key("On").value(true),
        Setting::new("DropDown").key("Kind").options([("Number", "n")]).value("n"),
        Setting::new("TextBox").key("Token").secure(true).value("hunter2"),
        Setting::new("Hologram").key("Future"),
    ]);
    let rows = r#"[{"__KEY__":"1","Name":"Flow","On":false,"Token":"hunter2"}]"#;
    let drawn = part(
        grid.value(rows)
            .member("DisableInsert", true)
            .member("DisableUpdate", true)
            .member("DisableDelete", true),
    );
    let column = |at: usize, field: &str| drawn["grid"]["columns"][at][field].clone();
    assert_eq!(drawn["grid"]["rows"], json!([["Flow", "No", "", "", ""]]));
    assert_eq!((column(0, "required"), column(0, "control")), (json!(true), json!("Text")));
    assert_eq!((column(1, "control"), column(1, "default")), (json!("Yes or no"), json!("Yes")));
    assert_eq!((column(2, "control"), column(2, "default")), (json!("Choice"), json!("Number")));
    assert_eq!((column(3, "secure"), column(4, "control")), (json!(true), json!("Hologram")));
    let expected = "Rows cannot be added. Rows cannot be changed. Rows cannot be deleted. Rows are told apart by `Name`, `On` and `Kind`.";
    assert_eq!(said(&drawn), expected);
    assert!(!drawn.to_string().contains("hunter2"));
    assert!(
        said(&part(Setting::new("Grid").key("a"))).contains("Which columns there are, the plug-in tells")
    );
}

#[test]
fn an_editor_opens_with_its_script_and_says_its_language() {
    let script =
        Setting::new("ScriptBox").key("a").member("Mode", "sql").member("Script", "select 1\nfrom b");
    let drawn = part(script.clone());
    assert_eq!((&drawn["value"], said(&drawn).as_str()), (&json!("select 1\nfrom b"), "Language `sql`."));
    assert_eq!(part(script.value("select 2"))["value"], "select 2");
    let long = part(Setting::new("ScriptBox").key("a").value("é".repeat(5_000)));
    assert_eq!((&long["cut"], long["value"].as_str().unwrap().chars().count()), (&json!(true), 4_000));
}

#[test]
fn members_of_the_future_are_told_and_those_of_secrets_are_not() {
    let number = Setting::new("NumberBox").key("a").member("Minimum", 1).member("Maximum", 9);
    assert_eq!(said(&part(number)), "`Maximum` is `9`. `Minimum` is `1`.");
    let secret = Setting::new("TextBox").key("a").secure(true).member("Sample", "hunter2");
    assert_eq!(said(&part(secret)), "");
}

#[test]
fn no_depth_of_groups_is_too_deep() {
    let mut form = Setting::new("TextBox").key("a");
    for depth in 0..60 {
        form = Setting::new("Group").caption(&format!("{depth}")).settings([form]);
    }
    let parts = parts([form]);
    assert_eq!(parts.len(), 60 + 1 + 60);
    assert_eq!((&parts[0]["deep"], &parts[5]["deep"]), (&json!(false), &json!(true)));
}

#[test]
fn a_secret_column_is_in_no_json() {
    let columns = [Setting::new("TextBox").key("Name"), Setting::new("TextBox").key("Token").secure(true)];
    let grid = Setting::new("Grid").key("a").columns(columns).value(r#"[{"Name":"x","Token":"hunter2"}]"#);
    let json = form(&SettingsForm::new([grid]));
    assert_eq!(json["settings"][0]["default"], r#"[{"Name":"x"}]"#);
}

fn text(key: &str) -> SettingBuilder {
    Setting::new("TextBox").key(key).caption(key)
}

/// A connector with the versions 1.0, 1.1 and so on; those without a form could not be read.
fn connector(forms: Vec<Option<Vec<SettingBuilder>>>) -> Connector {
    let versions = forms.into_iter().enumerate().map(|(at, form)| {
        let mut version = fixture::version("meter", &format!("1.{at}"), true);
        version.package = form.map_or(PackageState::Missing, |form| {
            let mut facts = (*fixture::facts(&at.to_string(), true)).clone();
            facts.form = SettingsForm::new(form);
            PackageState::Read(std::sync::Arc::new(facts))
        });
        version
    });
    fixture::connector("meter", "Meter", "default", versions.collect())
}

/// The table of one version: a line a setting, with its first version and what changed.
fn table(connector: Connector, version: usize) -> Vec<String> {
    let registry = Registry { connectors: [connector].into(), ..Registry::default() };
    fixture::shown(&registry, |shown| {
        let connector = shown.connectors[0];
        let version = shown::versions(connector).nth(version).unwrap();
        let at = |at: &Value| {
            let earlier = if at["or_earlier"] == true { " or earlier" } else { "" };
            format!("{}{earlier}", at["version"].as_str().unwrap())
        };
        let line = |row: &Value| {
            let mut line = format!("{} since {}", row["key"].as_str().unwrap(), at(&row["since"]));
            for change in row["changed"].as_array().unwrap() {
                line.push_str(&format!("; {}: {}", at(change), sentence(&change["what"])));
            }
            line
        };
        rows(shown, connector, version).unwrap().iter().map(line).collect()
    })
}

#[test]
fn each_setting_says_since_when_it_is_there_and_where_it_changed() {
    let forms = || {
        vec![
            Some(vec![text("Host"), text("Port")]),
            Some(vec![text("Host").value("localhost"), text("Port"), text("Mode")]),
            Some(vec![text("Host").value("localhost").required(true), text("Port"), text("Mode")]),
        ]
    };
    let expected = [
        "Host since 1.0; 1.1: has the default `localhost` now and had none; 1.2: is required now and has a default",
        "Port since 1.0",
        "Mode since 1.1",
    ];
    assert_eq!(table(connector(forms()), 2), expected);
    assert_eq!(
        table(connector(forms()), 0),
        ["Host since 1.0", "Port since 1.0"],
        "nothing of what came later"
    );
}

#[test]
fn a_setting_that_went_and_came_back_is_the_same_one() {
    let with = || Some(vec![text("Host"), text("Mode")]);
    let forms = vec![with(), Some(vec![text("Host")]), Some(vec![text("Host")]), with()];
    assert_eq!(table(connector(forms), 3)[1], "Mode since 1.0; 1.1: was taken out; 1.3: came back");
}

#[test]
fn a_renamed_setting_keeps_its_line_and_a_guess_does_not() {
    let forms = vec![
        Some(vec![text("Host").caption("Server"), text("Port").caption("")]),
        Some(vec![text("Server").caption("Server"), text("Timeout").caption("")]),
    ];
    let expected = ["Server since 1.0; 1.1: had the key `Host` before", "Timeout since 1.1"];
    assert_eq!(table(connector(forms), 1), expected);
}

#[test]
fn what_a_version_that_cannot_be_read_may_have_done_is_said_to_be_open() {
    let forms = vec![
        None,
        Some(vec![text("Host")]),
        None,
        Some(vec![text("Host").value("a"), text("New")]),
        Some(vec![text("Host").value("b"), text("New")]),
    ];
    let expected = [
        "Host since 1.1 or earlier; 1.3 or earlier: has the default `a` now and had none; 1.4: has the default `b` now and had `a`",
        "New since 1.3 or earlier",
    ];
    assert_eq!(table(connector(forms), 4), expected);
}

#[test]
fn columns_have_lines_of_their_own() {
    let grid = |columns: Vec<SettingBuilder>| Some(vec![Setting::new("Grid").key("Rows").columns(columns)]);
    let forms = vec![grid(vec![text("Name")]), grid(vec![text("Name").required(true), text("Unit")])];
    let expected =
        ["Rows since 1.0", "Name since 1.0; 1.1: must be filled in now and has no default", "Unit since 1.1"];
    assert_eq!(table(connector(forms), 1), expected);
}

#[test]
fn what_a_secret_held_before_it_was_one_is_not_told() {
    let forms = vec![
        Some(vec![text("Token").value("hunter1")]),
        Some(vec![text("Token").value("hunter2")]),
        Some(vec![text("Token").secure(true)]),
    ];
    let line = &table(connector(forms), 2)[0];
    assert!(line.contains("1.1: has another default") && !line.contains("hunter"), "{line}");
}

#[test]
fn only_the_last_changes_stand_in_a_table_and_all_in_the_record() {
    let forms = (0..9).map(|at| Some(vec![text("Host").value(format!("h{at}"))])).collect();
    let connector = connector(forms);
    assert_eq!(table(connector.clone(), 8)[0].matches("has the default").count(), 4);
    let registry = Registry { connectors: [connector].into(), ..Registry::default() };
    fixture::shown(&registry, |shown| {
        let connector = shown.connectors[0];
        let record = record(shown, connector, shown::latest(connector).unwrap()).unwrap();
        assert_eq!(record[0]["since"], json!({ "version": "1.0", "or_earlier": false }));
        assert_eq!(record[0]["changed"].as_array().unwrap().len(), 8);
        assert_eq!(record[0]["changed"][0]["what"], "has the default `h1` now and had `h0`");
    });
}
