//! Whatever stands in a registry is text on its site: five hundred payloads in every field, every kind of file read as those
//! who are attacked by it read it.

mod judge;
mod payloads;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use connectory::model::Whose;
use connectory::package::{self, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber};
use connectory::source::Digest;

use crate::support::site::{Site, built};
use crate::support::{Small, TODAY, TestRepository};

/// So many payloads are in one registry, each in a connector, a category and an application of its own.
const TOGETHER: usize = 42;

/// A text as YAML takes it in one line.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn fields(lines: &[(&str, &str)]) -> String {
    lines.iter().fold(String::new(), |mut yaml, (key, text)| {
        let _ = writeln!(yaml, "{key}: {}", quoted(text));
        yaml
    })
}

/// A registry that holds each of these payloads in every field.
fn hostile(payloads: &[String]) -> Small {
    let all = payloads.join(" ");
    let mut registry = format!("schema: 1\n{}", fields(&[("title", &all), ("description", &all)]));
    registry.push_str("url: https://connectors.example.com/\n");
    registry.push_str(
        "repository:\n  url: https://example.com/acme\n  edit: https://example.com/acme/edit/{path}\n",
    );
    let mut small = Small::default().with("registry.yaml", registry);
    let mut categories = String::new();
    for (at, payload) in payloads.iter().enumerate() {
        let _ = writeln!(categories, "- id: category-{at}\n  name: {0}\n  description: {0}", quoted(payload));
        small = connector(small, at, payload);
        small = small.with(&format!("applications/application-{at}.yaml"), application(at, payload));
    }
    small.with("categories.yaml", categories)
}

fn connector(small: Small, at: usize, payload: &str) -> Small {
    let folder = format!("connectors/connector-{at}");
    let id = format!("00000000-0000-4000-8000-{at:012x}");
    let yaml = format!(
        "id: {id}\n{}category: category-{at}\nowners: [{1}]\ntags: [{1}]\nreplaced_by: {1}\n",
        fields(&[("name", payload), ("description", payload), ("help_url", payload)]),
        quoted(payload)
    );
    let help = format!(
        "## Context\n\n{payload}\n\n- {payload}\n\n    {payload}\n\n[{payload}]({payload})\n\n| a |\n| - |\n| {payload} |\n"
    );
    let mut small = small
        .with(&format!("{folder}/connector.yaml"), yaml)
        .with(&format!("{folder}/help.md"), help.into_bytes());
    for (number, status) in [("1.0", "withdrawn"), ("1.1", "deprecated"), ("1.2", "active")] {
        let bytes = package::write(&hostile_package(&id, payload, number));
        let mut yaml = format!("sha256: {}\nadded: 2026-03-02\n", Digest::of(&bytes));
        yaml.push_str(&fields(&[("notes", payload), ("status", status)]));
        if status != "active" {
            yaml.push_str(&fields(&[("reason", payload), ("replaced_by", payload)]));
            yaml.push_str("from: 2026-11-05\n");
        }
        let _ = write!(
            yaml,
            "breaking:\n  summary: {0}\n  upgrade_by: 2026-12-01\n  guide: {0}\nrequires: {{ app_designer: {0} }}\n",
            quoted(payload)
        );
        small = small
            .with(&format!("{folder}/versions/{number}.yaml"), yaml)
            .with(&format!("{folder}/versions/{number}.xmp"), bytes);
    }
    small
}

/// A package whose every text is the payload.
fn hostile_package(id: &str, payload: &str, version: &str) -> Package<'static> {
    let of = |control: &str, key: &str| {
        Setting::new(control).key(key).caption(payload).help_text(payload).required(version == "1.2")
    };
    let choices = [(payload, payload), ("b", "b")];
    let inner = vec![
        of("TextBox", payload).value(payload),
        of("NumberBox", "Number"),
        of("CheckBox", "Check"),
        of("DropDown", "Choice").options(choices).value(payload),
        of("CheckList", "List").options(choices),
        of("TokenBox", "Tokens").options(choices),
        of("ScriptBox", "Script").value(payload),
        of("HTML Editor", "Html").value(payload),
        of("Button", "Button"),
        of("Title", "Title"),
        of(payload, "Unknown").value(payload),
        of("TextBox", version).value(payload),
    ];
    let columns = [of("TextBox", "Column"), of("DropDown", "Other").options(choices)];
    let grid = of("Grid", "Grid").columns(columns).unique_key(["Column", payload]);
    Package::new(id, payload, VersionNumber::parse(version).unwrap())
        .with("EntryPoint", payload.to_owned())
        .with("Description", payload.to_owned())
        .with("Category", payload.to_owned())
        .with("HelpUrl", payload.to_owned())
        .with_references(vec![Reference::new(payload, ReferenceType::Agent, payload.as_bytes().to_vec())])
        .with_settings(SettingsForm::new([of("Group", "").settings(inner).into(), Setting::from(grid)]))
}

fn application(at: usize, payload: &str) -> String {
    let own = fields(&[
        ("name", payload),
        ("version", payload),
        ("category", payload),
        ("owner", payload),
        ("url", payload),
        ("source", payload),
    ]);
    let payload = quoted(payload);
    format!(
        "{own}access: [{payload}]\nobserved: 2026-10-30\nconnectors:\n  - connector: connector-{at}\n    version: \"1.0\"\n    \
         connection: {payload}\n    settings: [{payload}, Number]\n  - connector: {payload}\n    version: \"1.1\"\n"
    )
}

/// What is wrong with a file of the site, by its kind. A kind that nobody judges is a fault.
fn faults(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = || String::from_utf8(bytes.to_vec()).expect("text");
    if path.starts_with("api/v1/schemas/") {
        // Our own words.
        return Vec::new();
    }
    let extension = path.rsplit('.').next().unwrap_or("");
    match extension {
        "html" => judge::html(&text()),
        "atom" | "xml" | "svg" => judge::xml(&text()),
        "csv" => judge::csv(&text()),
        "ics" => judge::calendar(&text()),
        "json" => match serde_json::from_slice::<serde_json::Value>(bytes) {
            Ok(_) if bytes.contains(&b'<') => vec!["a `<` that is not escaped".to_owned()],
            Ok(_) => Vec::new(),
            Err(error) => vec![format!("no JSON: {error}")],
        },
        "js" => script(path, &text()),
        "css" | "xmp" | "png" | "zip" => Vec::new(),
        _ => vec!["a kind of file that nobody judges".to_owned()],
    }
}

/// The beginnings of the names of our own code, which holds no payload.
const CODE: [&str; 5] = ["site-", "compare-", "search-box-", "search-engine-", "search-page-"];

/// Scripts that hold data: nothing in them ends the script or a line of it.
fn script(path: &str, text: &str) -> Vec<String> {
    let name = path.strip_prefix("assets/").unwrap_or(path);
    let is_data = !CODE.iter().any(|code| name.starts_with(code));
    let hostile = ["<", "\u{2028}", "\u{2029}"];
    let found = hostile.iter().filter(|hostile| is_data && text.contains(**hostile));
    found.map(|hostile| format!("`{}` in a script", hostile.escape_unicode())).collect()
}

/// The site of a registry whose history says each of these payloads, too.
fn site(payloads: &[String]) -> Site {
    let (repository, mut parents) = (TestRepository::bare(), Vec::new());
    let files = hostile(payloads).files();
    for (day, payload) in payloads.iter().enumerate() {
        let mut files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        // The last commit holds what the site is made of; those before lack a help text each.
        let help = format!("connectors/connector-{day}/help.md");
        files.retain(|(path, _)| *path != help || day + 1 == payloads.len());
        parents = vec![repository.commit_saying(day as i64, &parents, &files, &payload.replace('\0', ""))];
    }
    built(repository.path(), None, &Whose::Everyone, TODAY)
}

#[test]
fn whatever_a_registry_holds_is_text_on_its_site() {
    let payloads = payloads::all();
    assert!(payloads.len() >= 500, "only {} payloads", payloads.len());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    // What is the same on every site is judged once.
    let mut judged = BTreeSet::new();
    for some in payloads.chunks(TOGETHER) {
        let site = site(some);
        for (path, bytes) in site.iter().filter(|(_, bytes)| judged.insert(*Digest::of(bytes).as_bytes())) {
            let found = faults(path, bytes);
            assert!(found.is_empty(), "{path}: {:#?}", &found[..found.len().min(5)]);
            *kinds.entry(path.rsplit('.').next().unwrap_or("").to_owned()).or_default() += 1;
        }
    }
    for kind in ["atom", "csv", "html", "ics", "js", "json", "svg", "xml", "xmp", "zip"] {
        assert!(kinds.contains_key(kind), "no {kind} was judged: {kinds:?}");
    }
}

#[test]
fn what_is_more_than_text_is_found() {
    let page = |inner: &str| {
        format!("<!DOCTYPE html><html lang=\"en\"><head><title>x</title></head><body>{inner}</body></html>")
    };
    assert_eq!(judge::html(&page("<p>&lt;script&gt;</p><a href=\"https://example.com/\">x</a>")), [""; 0]);
    for payload in payloads::elements() {
        let found = !judge::html(&page(payload)).is_empty()
            || !judge::html(&page(&format!("<p title=\"{payload}"))).is_empty();
        assert!(found, "{payload:?}");
    }
    assert!(!judge::csv("a,=1+1\r\n").is_empty() && judge::csv("a,'=1+1,-3\r\n").is_empty());
    assert!(!judge::calendar("BEGIN:VCALENDAR\r\nX-EVIL:1\r\n").is_empty());
    assert!(
        !judge::xml("<svg onload=\"x\"/>").is_empty() && judge::xml("<svg><title>x</title></svg>").is_empty()
    );
}
