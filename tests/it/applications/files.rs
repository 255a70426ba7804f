//! `app import`: which files are read, and what is said of those that are not.

use connectory::edit::import::{ImportError, Mapping};
use connectory::source::Tree;

use super::{csv, imported, made, small};
use crate::support::{Small, checked, path, text_of};

/// Everything that is wrong with an import, a line each.
fn faults((name, text): (&str, &str), mapping: &str) -> Vec<String> {
    let small = small();
    let (registry, _) = checked(&small);
    match imported(&registry, &small, (name, text), mapping) {
        Ok(plan) => panic!("imported: {:?}", plan.steps),
        Err(ImportError::Rows(faults)) => faults.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// The new file that an import makes.
fn new_file(at: &str, (name, text): (&str, &str), mapping: &str) -> String {
    let small = small();
    let (registry, _) = checked(&small);
    let plan = imported(&registry, &small, (name, text), mapping).unwrap_or_else(|error| match error {
        ImportError::Rows(faults) => panic!("{faults:?}"),
        other => panic!("{other}"),
    });
    text_of(&made(&small, &plan), &path(at)).unwrap_or_else(|| panic!("no {at}: {:?}", plan.steps))
}

const WHOLE: &str = "\
# yaml-language-server: $schema=../.schemas/application.schema.json
name: Valve
version: \"1.10\"
category: Plant
owner: alice
published: false
url: https://apps.example.com/1
access: [operations, edge]
observed: 2026-10-20
source: prod
connectors:
  - connector: flow-meter
    version: \"1.1\"
    connection: Inlet
    settings: [Host, Port]
";

#[test]
fn every_column_finds_its_field_in_csv_and_in_json() {
    let text = "application,Application Version,CATEGORY,owner,published,url,access,observed,source,connector,version,connection,settings,application_slug\n\
                Valve,1.10,Plant,alice,No,https://apps.example.com/1,operations; edge,2026-10-20T08:15:00Z,prod,Flow Meter,1.1,Inlet,Host;;Port;Host,valve-1\n";
    assert_eq!(new_file("applications/valve-1.yaml", ("usage.csv", text), ""), WHOLE);
    let text = r#"{"when": 1, "rows": [{"application": "Valve", "application-version": "1.10", "category": "Plant",
        "owner": "alice", "published": false, "url": "https://apps.example.com/1", "access": ["operations", "edge"],
        "observed": "2026-10-20", "source": "prod", "connector": "flow-meter", "version": 1.1, "connection": "Inlet",
        "settings": "Host;Port", "applicationSlug": "valve-1"}]}"#;
    assert_eq!(new_file("applications/valve-1.yaml", ("usage.json", text), ""), WHOLE);
}

#[test]
fn a_connector_is_found_by_slug_former_slug_id_or_name() {
    let small = small().append("connectors/flow-meter/connector.yaml", "aliases: [old-meter]\n");
    let (registry, _) = checked(&small);
    for word in
        ["flow-meter", "FLOW-METER", "old-meter", "3F1C6F0A-52a5-4f0e-9d0c-6b1f8a2c7e11", " flow meter "]
    {
        let plan =
            csv(&registry, &small, &format!("application,connector,version\nValve,{word},1.1\n")).unwrap();
        let text = text_of(&made(&small, &plan), &path("applications/valve.yaml")).unwrap();
        assert!(text.contains("- connector: flow-meter\n"), "{word}: {text}");
    }
}

const ONE: &str = "application,connector,version\nValve,flow-meter,1.1\n";

#[test]
fn cells_are_told_apart_by_what_stands_between_the_headings() {
    let at = "applications/valve.yaml";
    let expected = new_file(at, ("usage.csv", ONE), "");
    for text in [
        ONE.replace(',', ";"),
        ONE.replace(',', "\t"),
        format!("\u{feff}{ONE}"),
        ONE.replace('\n', "\r\n"),
        ONE.trim_end().to_owned(),
        format!("{ONE},,\n\n , ,\n"),
        ONE.replace("application,", "\"application\",").replace("Valve", "\"Valve\""),
        ONE.replace("version", "version,\"a;;;;;b\"").replace("1.1", "1.1,"),
    ] {
        assert_eq!(new_file(at, ("usage.csv", &text), ""), expected, "{text}");
    }
    assert_eq!(new_file(at, ("usage", &ONE.replace(',', ";")), ""), expected);
    assert_eq!(new_file(at, ("export.txt", &ONE.replace(',', "|")), "delimiter: \"|\"\n"), expected);
    assert_eq!(
        new_file(
            at,
            ("export", r#"[{"application":"Valve","connector":"flow-meter","version":"1.10"}]"#),
            ""
        ),
        expected
    );
}

#[test]
fn quotes_hold_what_would_end_a_cell() {
    let text = "application,connector,version,connection\n\"Valve, \"\"V1\"\"\",flow-meter,1.1,\"a;b,c\"\n";
    let text = new_file("applications/valve-v1.yaml", ("usage.csv", text), "");
    assert!(text.contains("name: Valve, \"V1\"\n") && text.contains("    connection: a;b,c\n"), "{text}");
}

#[test]
fn every_row_that_is_wrong_is_told_at_once_with_its_line_its_column_and_what_to_write() {
    let text = "\
App,Application,Connector,Version,Url,Published,Observed,Settings
x,A,flow-metre,1.0,ftp://x,maybe,2026-13-01,a
x,,flow-meter,\"1,1\",,,,
x,B,flow-meter,9.9,,,,
x,B,flow-meter,v1,,,,
x,C,,1.0,,,,
x,C,level-gauge,,,,,
x,C,,,,,,Host
x,D,level-gauge,1.0,http://a,yes,,
x,D,level-gauge,1.1,http://b,no,,
x,日本,flow-meter,1.0,,,,
x,\"E
F\",flow-meter,1.0,,,,
x,G\u{202e},flow-meter,1.0,,,,
x,H,flow-meter
";
    let expected = [
        "line 2, `Connector`: the registry has no connector `flow-metre`; did you mean `flow-meter`?",
        "line 2, `Observed`: `2026-13-01` is no date; write it like 2026-03-31, or give its form in a mapping file (`dates:`)",
        "line 2, `Published`: `maybe` is neither true nor false; write true, false, yes or no",
        "line 2, `Url`: `ftp://x` is no http, https or mailto address",
        "line 3, `Application`: nothing stands here; write the application's name",
        "line 3, `Version`: version `1,1` has a comma; write 1.1",
        "line 4, `Version`: `flow-meter` has no version `9.9`; its versions are 1.0, 1.1, 2.0; add its package first (connectory add)",
        "line 5, `Version`: version `v1` is no decimal number such as 1.3002",
        "line 6, `Connector`: nothing stands here; write the connector",
        "line 7, `Version`: nothing stands here; write the version",
        "line 8, `Connector`: nothing stands here; write the connector",
        "line 10, `Published`: `false` here and `true` in line 9; an application has one",
        "line 10, `Url`: `http://b` here and `http://a` in line 9; an application has one",
        "line 11, `Application`: no slug can be made of `日本`; give one in the column `application_slug`",
        "line 12, `Application`: this has several lines; expected one (is a quote left open?)",
        "line 14, `Application`: this holds the character U+202E, which nobody sees; delete it",
        "line 15: there are 3 cells, and 8 headings; is a quote or a delimiter missing?",
    ];
    assert_eq!(faults(("usage.csv", text), ""), expected);
}

#[test]
fn an_object_that_is_wrong_is_told_with_its_path() {
    let text = r#"{"list": [{"application": "A", "connector": {"x": 1}, "version": ["1"]},
        {"application": "A", "connector": "flow-meter", "version": 1.1, "settings": [1, []]},
        {"application": "A", "connector": null, "version": 1.1}]}"#;
    let expected = [
        "list[0], `connector`: this is an object; expected a text",
        "list[0], `version`: this is a list; expected a text",
        "list[1], `settings`: this is a list of something else than texts; expected a list",
        "list[2], `connector`: nothing stands here; write the connector",
    ];
    assert_eq!(faults(("usage.json", text), ""), expected);
}

#[test]
fn a_file_that_cannot_be_used_is_told_with_what_to_do() {
    for (text, what) in [
        ("", "the file is empty; its first line names the columns"),
        ("application,connector,version\n", "there is no row in it"),
        ("application,connector,version\n,,\n", "there is no row in it"),
        (
            "App,Conn,version\nA,b,1\n",
            "it lacks the columns `application` and `connector`; it has `App`, `Conn`; name yours in a mapping file (--map), \
             under `columns:`",
        ),
        ("application,connector,Version,version\nA,b,1,1\n", "the column `version` is there twice"),
    ] {
        assert_eq!(faults(("usage.csv", text), ""), [format!("usage.csv: {what}")], "{text}");
    }
    for (text, what) in [
        ("{", "this is no JSON: EOF while parsing an object at line 1 column 1"),
        ("7", "this is a number; expected an array of objects"),
        ("{}", "there is no array in it; expected an array of objects"),
        ("[]", "there is no row in it"),
        ("[[]]", "[0] is an array; expected an object"),
        (
            r#"{"a": [], "b": []}"#,
            "there are several arrays in it: `a`, `b`; say in a mapping file (--map) which one: `rows: a`",
        ),
        (
            r#"[{"App": "A"}]"#,
            "it lacks the columns `application`, `connector` and `version`; it has `App`; name yours in a mapping file \
             (--map), under `columns:`",
        ),
    ] {
        assert_eq!(faults(("usage.json", text), ""), [format!("usage.json: {what}")], "{text}");
    }
}

/// What is said of bytes.
fn refused(bytes: &[u8]) -> String {
    let small = small();
    let (registry, _) = checked(&small);
    let mapping = Mapping::default();
    let import = connectory::edit::import::Import {
        name: "usage.csv",
        bytes,
        mapping: &mapping,
        folder: None,
        complete: false,
    };
    connectory::edit::import::plan(&registry, &small, &import).unwrap_err().to_string()
}

#[test]
fn other_encodings_and_workbooks_are_refused_with_a_hint() {
    let hint = "usage.csv: this is UTF-16; save it as UTF-8 (in Excel: \"CSV UTF-8\")";
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    assert_eq!(refused(&utf16(&format!("\u{feff}{ONE}"))), hint);
    assert_eq!(refused(&utf16(ONE)), hint);
    assert_eq!(refused(&ONE.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()), hint);
    let latin = ONE.replace("Valve", "Ventil Süd").chars().map(|c| c as u8).collect::<Vec<u8>>();
    assert_eq!(refused(&latin), "usage.csv: byte 38, in line 2, is no UTF-8; save the file as UTF-8");
    let workbook = "usage.csv: this is a workbook; save the sheet as CSV (in Excel: \"CSV UTF-8\")";
    assert_eq!(refused(b"PK\x03\x04........."), workbook);
}

#[test]
fn what_is_too_much_is_refused_and_not_swallowed() {
    let large = "x".repeat((32 << 20) + 1);
    assert_eq!(
        refused(large.as_bytes()),
        "usage.csv: the file has 32.0 MiB; 32.0 MiB is the most, so import it in parts"
    );
    let many = format!("application,connector,version\n{}", "Valve,flow-meter,1.1\n".repeat(200_001));
    assert_eq!(refused(many.as_bytes()), "usage.csv: the file has more than 200000 rows; import it in parts");
    let long = ONE.replace("Valve", &"V".repeat(501));
    let told = faults(("usage.csv", &long), "");
    assert_eq!(
        told,
        ["line 2, `application`: this is 501 characters long; 500 is the most (is a quote left open?)"]
    );
    let wrong = format!("application,connector,version\n{}", "Valve,x,1.1\n".repeat(5_000));
    assert_eq!(faults(("usage.csv", &wrong), "").len(), 1_000);
    assert_eq!(refused(wrong.as_bytes()), "nothing was imported: 1000 rows or more are wrong");
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(faults(("usage.json", &deep), "")[0].contains("recursion limit"), "deep");
}

#[test]
fn what_a_cell_holds_is_a_text_whatever_it_looks_like() {
    let formula = "=HYPERLINK(\"\"http://x\"\",\"\"y\"\")";
    let text = format!(
        "application,connector,version,owner,category\n\"{formula}\",flow-meter,1.1,@SUM(A1),\"- [a]: {{b}} # c\"\n"
    );
    let written = new_file("applications/hyperlink-http-x-y.yaml", ("usage.csv", &text), "");
    assert!(written.contains("name: \"=HYPERLINK(\\\"http://x\\\",\\\"y\\\")\"\n"), "{written}");
    assert!(
        written.contains("owner: \"@SUM(A1)\"\ncategory") || written.contains("owner: \"@SUM(A1)\"\n"),
        "{written}"
    );
    assert!(written.contains("category: \"- [a]: {b} # c\"\n"), "{written}");
}

const MAPPED: &str = "\
columns:
  application: apps.title
  owner: apps.keeper.login
  connection: label
  connector: connector.id
  version: connector.version
  settings: Keys
  observed: exported
constants:
  source: prod
  published: yes
rows: apps.connections
separator: \"|\"
dates: \"%d/%m/%Y\"
";

#[test]
fn a_mapping_leads_through_nested_json() {
    let text = r#"{"exported": "20/10/2026", "count": 2, "apps": [
        {"title": "Valve", "keeper": {"login": "alice"}, "connections": [
            {"title": "not this", "label": "Inlet", "connector": {"id": "flow-meter", "version": "1.1"}, "Keys": "Host|Port"}]},
        {"title": "Idle", "keeper": {"login": null}, "connections": []},
        {"title": "Bare"}]}"#;
    let expected = "\
# yaml-language-server: $schema=../.schemas/application.schema.json
name: Valve
owner: alice
published: true
observed: 2026-10-20
source: prod
connectors:
  - connector: flow-meter
    version: \"1.1\"
    connection: Inlet
    settings: [Host, Port]
";
    assert_eq!(new_file("applications/valve.yaml", ("usage.json", text), MAPPED), expected);
    for at in ["applications/idle.yaml", "applications/bare.yaml"] {
        assert!(new_file(at, ("usage.json", text), MAPPED).ends_with("\nconnectors: []\n"), "{at}");
    }
}

#[test]
fn a_heading_that_the_mapping_takes_is_that_column_and_no_other() {
    let text = "Name,Version,Ver.,Connector Name\nValve,7,1.1,flow-meter\n";
    let mapping = "columns: { application: Name, application_version: Version, version: Ver., connector: connector_name }\n";
    let written = new_file("applications/valve.yaml", ("usage.csv", text), mapping);
    assert!(
        written.contains("name: Valve\nversion: \"7\"\n") && written.contains("    version: \"1.1\"\n"),
        "{written}"
    );
    let lost = faults(("usage.csv", text), "columns: { application: Title }\n");
    let what = "usage.csv: there is no column `Title`, which the mapping names; it has `Name`, `Version`, `Ver.`, `Connector Name`";
    assert_eq!(lost, [what]);
    let lost = faults(("usage.json", "{}"), "rows: a.b\n");
    assert_eq!(lost, ["usage.json: there is no `a` in it, to which `rows` of the mapping leads"]);
}

#[test]
fn what_is_wrong_with_a_mapping_is_told_at_its_place() {
    let text = "\
colums: {}
columns:
  aplication: App
  version: [a]
constants:
  url: nope
  observed: soon
delimiter: \"::\"
dates: \"%Q\"
";
    let (mapping, found) = Mapping::read(&path("map.yaml"), text.as_bytes());
    assert!(mapping.is_none());
    let found: Vec<String> = found.iter().map(|fault| format!("{}: {}", fault.code, fault.message)).collect();
    let expected = [
        "field-type: `version` is a list; expected a text",
        "field-unknown: unknown field `aplication`",
        "field-value: `delimiter: ::` is no single sign",
        "field-value: `dates: %Q` is no form of a date; write it like \"%d/%m/%Y\" or \"%Y-%m-%d %H:%M\"",
        "field-value: `observed`: `soon` is no date; write it like 2026-03-31, or give its form in a mapping file (`dates:`)",
        "field-value: `url`: `nope` is no http, https or mailto address",
        "field-unknown: unknown field `colums`",
    ];
    let mut sorted = found.clone();
    sorted.sort_by_key(|line| expected.iter().position(|other| other == line));
    assert_eq!(sorted, expected, "{found:#?}");
    let (none, found) = Mapping::read(&path("map.yaml"), b"- a\n");
    assert!(none.is_none());
    assert_eq!(found[0].message, "the mapping is a list; expected a mapping of fields");
}

#[test]
fn what_is_no_column_is_told() {
    let small = small();
    let (registry, _) = checked(&small);
    let plan =
        csv(&registry, &small, "application,connector,version,Colour,\nValve,flow-meter,1.1,red,\n").unwrap();
    assert_eq!(plan.notes, ["not read: `Colour`"]);
    let text = r#"[{"application": "A", "connector": "flow-meter", "version": 1, "Size": 7}]"#;
    let plan = imported(&registry, &small, ("a.json", text), "").unwrap();
    assert_eq!(plan.notes, ["not read: `Size`"]);
}

#[test]
fn an_application_whose_file_has_errors_is_not_changed_blindly() {
    let small: Small = small()
        .append("applications/pump-house.yaml", "colour: red\n")
        .with("applications/broken.yaml", "name: [\n");
    let (registry, _) = checked(&small);
    let text = "application,connector,version\nPump House,flow-meter,1.1\nBroken,flow-meter,1.1\n";
    let Err(ImportError::Rows(faults)) = csv(&registry, &small as &dyn Tree, text) else {
        panic!("imported")
    };
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let expected = [
        "line 2, `application`: applications/pump-house.yaml has errors; mend them first (connectory check)",
        "line 3, `application`: the application `broken` is there, but cannot be read; mend it first (connectory check)",
    ];
    assert_eq!(faults, expected);
}
