//! `registry.yaml`.

use serde_json::{Map, Value, json};

use super::fields::{Field, document, explained, list, mapping, optional, required};
use super::shapes::{address, count, date, filled, size, slug, text, word};

/// What is said of `package_store`.
const PACKAGE_STORE: &str = "Where packages are that do not lie beside their YAML files: a folder, absolute or from this file's \
                             folder, or s3://, az:// or gs:// with a bucket and a folder. A package lies there at \
                             <first two digits>/<sha256>.xmp. Secrets and hosts come from the environment.";

/// Its schema; `rules` are the codes that may be waived or given another level.
pub(super) fn schema(rules: &[&str]) -> Value {
    let schema = json!({ "type": ["integer", "string"], "enum": [1, "1"] });
    let mut fields = vec![
        required("schema", schema, "The version of this file's form. This program reads 1.", 1),
        required("title", filled(), "The catalogue's title, at the top of every page.", "Plant connectors"),
        optional(
            "description",
            text(),
            "One or two sentences below the title.",
            "Connectors approved for plant applications.",
        ),
        optional(
            "url",
            address(),
            "Where the catalogue will stand, for absolute links in feeds and badges.",
            "https://connectors.example.com/",
        ),
        optional("repository", repository(), "The repository's pages, for links.", links()),
        optional("theme", theme(), "How the catalogue looks.", look()),
        optional("default_category", slug(), "The category of a connector that names none.", "default"),
        optional(
            "usage_max_age_days",
            count(),
            "Observations of applications older than this many days are greyed and never permit a deletion.",
            30,
        ),
        optional("package_store", place(), PACKAGE_STORE, "s3://plant/packages"),
        optional(
            "limits",
            limits(),
            "How large things may be.",
            json!({ "package": "64MiB", "unpacked": "512MiB" }),
        ),
    ];
    fields.extend(policy(rules));
    document("registry.yaml", "The registry: title, address, policy and sites.", mapping(fields))
}

/// How strict the checks are, and who sees what.
fn policy(rules: &[&str]) -> Vec<Field> {
    let levels = "How a rule's findings count, where that differs from its own level: allow (not reported), warn or \
                  deny. `connectory rules` lists the rules.";
    let waivers = "Findings that are accepted for a time.";
    let sites = "One static site for each audience. Without this there is one that shows all.";
    let site = json!([{ "name": "operations", "sees": ["operations"] }]);
    let example = |value: Value| Value::Array(vec![value]);
    vec![
        optional("rules", rule_levels(rules), levels, json!({ "help-missing": "deny" })),
        optional("waivers", list(waiver(rules)), waivers, example(waiver_example())),
        optional("sites", list(audience()), sites, site),
    ]
}

/// A folder or a bucket; what a reader refuses beyond that depends on the machine.
fn place() -> Value {
    json!({
        "type": "string",
        "anyOf": [
            { "pattern": "^(s3|az|gs)://[A-Za-z0-9._$-]+(/[^?#@]*)?$" },
            { "pattern": "^(?!~|//)(?!.*://)(?!.*[^/.]+.*/\\.\\.(/|$))[^\\\\\\x00-\\x1f]+$" },
        ],
    })
}

fn links() -> Value {
    json!({
        "url": "https://example.com/acme/connectors",
        "edit": "https://example.com/acme/connectors/edit/main/{path}",
    })
}

fn repository() -> Value {
    let edit = "The address that edits a file; {path} stands for its path in the repository.";
    mapping(vec![
        required("url", address(), "The repository's page.", links()["url"].clone()),
        optional("edit", address(), edit, links()["edit"].clone()),
    ])
}

fn look() -> Value {
    json!({ "logo": "branding/logo.png", "accent": "#0b5676", "footer": "Acme plant systems" })
}

fn theme() -> Value {
    let logo = json!({ "type": "string", "pattern": "^branding/." });
    let accent = json!({ "type": "string", "pattern": "^#[0-9A-Fa-f]{6}$" });
    let (picture, colour) = (
        "The picture before the title: a PNG, JPEG, GIF or WebP of 256 KiB and 1024 by 1024 pixels at most.",
        "The colour of links and buttons, in quotes. It is made darker or lighter where it could not be read.",
    );
    let words = "A sentence at the bottom of every page.";
    mapping(vec![
        optional("logo", logo, picture, look()["logo"].clone()),
        optional("accent", accent, colour, look()["accent"].clone()),
        optional("footer", text(), words, look()["footer"].clone()),
    ])
}

fn limits() -> Value {
    mapping(vec![
        optional(
            "package",
            size(),
            "The largest package as it lies in the registry; 64MiB unless given.",
            "64MiB",
        ),
        optional("unpacked", size(), "The most that a package may unpack to; 512MiB unless given.", "512MiB"),
    ])
}

fn rule_levels(rules: &[&str]) -> Value {
    let level = |code: &&str| {
        let about = format!("How findings of {code} count. `connectory explain {code}` says what it finds.");
        ((*code).to_owned(), explained(word(&["allow", "warn", "deny"]), &about, "warn"))
    };
    let properties: Map<String, Value> = rules.iter().map(level).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn waiver_example() -> Value {
    json!({
        "rule": "help-section-missing", "path": "connectors/legacy-historian/**",
        "reason": "replaced in March", "owner": "@edge", "expires": "2027-03-31",
    })
}

fn waiver(rules: &[&str]) -> Value {
    let path = "The files it is for, as a pattern: `*` is a part of a name, `**` any folders.";
    let owner = "Who answers for it. Write it in quotes, since YAML takes no @ without.";
    let example = waiver_example();
    let example = |field: &str| example[field].clone();
    mapping(vec![
        required("rule", word(rules), "The code of the rule.", example("rule")),
        required("path", filled(), path, example("path")),
        required("reason", filled(), "Why the findings are accepted.", example("reason")),
        required("owner", filled(), owner, example("owner")),
        required("expires", date(), "The last day on which it holds.", example("expires")),
    ])
}

fn audience() -> Value {
    // `all` is a word of its own; a list names groups.
    let all = json!({ "const": "all" });
    let sees = json!({ "type": ["string", "array"], "anyOf": [all, { "type": "array", "items": text() }] });
    let about = "Whose applications it shows: all, or the groups that may see them. An empty list shows the catalogue only.";
    mapping(vec![
        required("name", filled(), "The site's name.", "operations"),
        required("sees", sees, about, json!(["operations"])),
    ])
}
