//! `registry.yaml`, `categories.yaml` and `access.yaml`.

use globset::Glob;

use super::layout::Layout;
use super::{Loader, theme};
use crate::diag::{Diagnostic, Place, Severity};
use crate::model::{
    Access, Category, CategoryId, Level, Limits, Policy, Registry, RepositoryLinks, Site, Waiver,
};
use crate::source::{Entry, PackagePlace, Spanned};
use crate::yaml::{Fields, Node, Reader, Value};

/// The schemas of `registry.yaml` that this program reads.
const KNOWN_SCHEMAS: [&str; 1] = ["1"];

/// Reads `registry.yaml`.
pub(super) fn policy(loader: &mut Loader<'_>, layout: &Layout) -> Policy {
    let Some(entry) = &layout.policy else {
        if layout.policy_refused {
            return unread();
        }
        let place = Place::file(&Registry::policy_file());
        let mut finding =
            Diagnostic::new("registry-file-missing", Severity::Error, place, "there is no registry.yaml");
        finding.fix("write one that begins with `schema: 1` and `title: ...`");
        loader.diagnostics.push(finding);
        return unread();
    };
    let (mut policy, logo) = loader.yaml(entry, read_policy).unwrap_or_else(|| (unread(), None));
    policy.theme.logo = logo.and_then(|logo| theme::logo(loader, &entry.path, &logo, &layout.branding));
    policy
}

/// The policy of a file of which nothing is known.
fn unread() -> Policy {
    Policy { knows_sites: false, knows_package_store: false, ..Policy::default() }
}

/// The policy, and the path of the logo that it names.
fn read_policy(reader: &mut Reader<'_>, node: Node) -> Option<(Policy, Option<Spanned<String>>)> {
    let is_twice = writes_twice(&node, "sites");
    let mut fields = reader.map(node, "registry.yaml")?;
    let mut policy = Policy::default();
    if let Some(schema) = fields.required("schema", "1", reader)
        && !KNOWN_SCHEMAS.contains(&schema.as_str())
    {
        let known = KNOWN_SCHEMAS.join(", ");
        let message = format!("schema `{}` is not known; this program reads {known}", schema.value);
        reader
            .at("schema-unknown", schema.span, message)
            .fix(format!("use a newer connectory, or write `schema: {known}`"));
        return None;
    }
    policy.title =
        fields.required("title", "Plant connectors", reader).map_or(policy.title, |title| title.value);
    policy.description = fields.text("description", reader).map(|text| text.value).unwrap_or_default();
    policy.url = fields.url("url", reader);
    policy.repository = fields.node("repository").and_then(|node| repository(reader, node));
    let logo = fields.node("theme").and_then(|node| theme::read(reader, node, &mut policy.theme));
    policy.default_category = fields.text("default_category", reader);
    policy.usage_max_age_days = fields.number("usage_max_age_days", reader);
    let errors = reader.errors();
    policy.package_store = fields.parsed("package_store", reader, PackagePlace::parse);
    policy.knows_package_store = reader.errors() == errors;
    policy.limits = fields.node("limits").map_or(policy.limits, |node| limits(reader, node));
    policy.levels = fields.node("rules").map_or_else(Vec::new, |node| levels(reader, node));
    if let Some(list) = fields.node("waivers") {
        policy.waivers =
            reader.list(list, "`waivers`").into_iter().filter_map(|item| waiver(reader, item)).collect();
    }
    let errors = reader.errors();
    let list = fields.stated("sites");
    // A field that nobody knows may be `sites`, misspelt.
    let may_be_misspelt = list.is_none() && !fields.is_done();
    if let Some(list) = list.filter(|node| !node.is_null()) {
        policy.sites =
            reader.list(list, "`sites`").into_iter().filter_map(|item| site(reader, item)).collect();
    }
    policy.knows_sites = !is_twice && !may_be_misspelt && reader.errors() == errors;
    fields.finish_in_order(reader);
    Some((policy, logo))
}

/// Whether a mapping holds a key twice, of which reading takes the first.
fn writes_twice(node: &Node, key: &str) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().filter(|(name, _)| name.value == key).count() > 1
}

fn repository(reader: &mut Reader<'_>, node: Node) -> Option<RepositoryLinks> {
    let mut fields = reader.map(node, "`repository`")?;
    let url = fields.url("url", reader);
    if url.is_none() {
        fields.missing("url", "https://example.com/acme/connectors", reader);
    }
    let edit = fields.url("edit", reader);
    fields.finish(reader);
    Some(RepositoryLinks { url: url?, edit })
}

fn limits(reader: &mut Reader<'_>, node: Node) -> Limits {
    let mut limits = Limits::default();
    let Some(mut fields) = reader.map(node, "`limits`") else { return limits };
    limits.package = fields.parsed("package", reader, size).map_or(limits.package, |size| size.value);
    limits.unpacked = fields.parsed("unpacked", reader, size).map_or(limits.unpacked, |size| size.value);
    fields.finish(reader);
    limits
}

/// Reads `64MiB`, `500 kB` or `1000` as bytes.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let factor = match text[digits.len()..].trim() {
        "" | "B" => 1,
        "kB" | "KB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err("is no size; write it like 64MiB".to_owned()),
    };
    let number: Option<u64> = digits.parse().ok();
    number
        .and_then(|number| number.checked_mul(factor))
        .filter(|size| *size > 0)
        .ok_or_else(|| "is no size; write it like 64MiB".to_owned())
}

fn levels(reader: &mut Reader<'_>, node: Node) -> Vec<(Spanned<String>, Level)> {
    let Some(mut fields) = reader.map(node, "`rules`") else { return Vec::new() };
    let mut levels = Vec::new();
    for (code, node) in fields.rest() {
        let Some(text) = reader.text(node, &format!("the level of `{}`", code.value)) else { continue };
        match text.as_str() {
            "allow" => levels.push((code, Level::Allow)),
            "warn" => levels.push((code, Level::Warn)),
            "deny" => levels.push((code, Level::Deny)),
            other => {
                let message = format!("level `{other}` is not known; write allow, warn or deny");
                reader.at("field-value", text.span, message);
            }
        }
    }
    levels
}

fn waiver(reader: &mut Reader<'_>, node: Node) -> Option<Waiver> {
    let mut fields = reader.map(node, "a waiver")?;
    let rule = fields.required("rule", "help-section-missing", reader);
    let path = fields.required("path", "connectors/legacy-historian/**", reader);
    let reason = fields.required("reason", "replaced in March", reader);
    let owner = fields.required("owner", "\"@edge\"", reader);
    let present = fields.date("expires", reader);
    if present.is_none() {
        fields.missing("expires", "2027-03-31", reader);
    }
    let path = path.and_then(|text| match Glob::new(&text.value) {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            reader.at(
                "field-value",
                text.span,
                format!("`{}` is no path pattern: {}", text.value, error.kind()),
            );
            None
        }
    });
    fields.finish(reader);
    Some(Waiver { rule: rule?, path: path?, reason: reason?.value, owner: owner?.value, expires: present? })
}

fn site(reader: &mut Reader<'_>, node: Node) -> Option<Site> {
    let mut fields = reader.map(node, "a site")?;
    let name = fields.required("name", "operations", reader);
    let sees = match fields.node("sees") {
        None => {
            fields.missing("sees", "[operations]", reader);
            Some(Vec::new())
        }
        Some(Node { value: Value::Scalar { text, .. }, .. }) if text == "all" => None,
        Some(node) => Some(reader.texts(node, "`sees`")),
    };
    fields.finish(reader);
    let name = name?;
    if let Err(what) = crate::source::check_segment(&name.value) {
        // Every site is built into a folder of its name.
        reader.at("field-value", name.span, format!("site name `{}` {what}", name.value));
        return None;
    }
    Some(Site { name, sees })
}

/// Reads `categories.yaml`.
pub(super) fn categories(loader: &mut Loader<'_>, entry: Option<&Entry>) -> Vec<Category> {
    let Some(entry) = entry else { return Vec::new() };
    let read = |reader: &mut Reader<'_>, node| {
        let items = reader.list(node, "categories.yaml");
        Some(items.into_iter().filter_map(|item| category(reader, item)).collect())
    };
    loader.yaml(entry, read).unwrap_or_default()
}

fn category(reader: &mut Reader<'_>, node: Node) -> Option<Category> {
    let mut fields = reader.map(node, "a category")?;
    let id = fields.required("id", "database", reader);
    if let Some(id) = &id
        && let Err(what) = crate::source::check_segment(&id.value)
    {
        reader.at("field-value", id.span, format!("category id `{}` {what}", id.value));
    }
    let name = fields.required("name", "Database & Technology", reader);
    let description = fields.text("description", reader).map(|text| text.value);
    fields.finish_in_order(reader);
    let id = id?;
    let name = name.unwrap_or_else(|| id.clone());
    Some(Category { id: id.map(CategoryId::new), name, description })
}

/// Reads `access.yaml`.
pub(super) fn access(loader: &mut Loader<'_>, entry: Option<&Entry>) -> Access {
    let Some(entry) = entry else { return Access::default() };
    // A file that cannot be read gives nobody any right, which is not the same as no file.
    let nobody = Access { written: true, ..Access::default() };
    let read = |reader: &mut Reader<'_>, node| {
        let mut fields = reader.map(node, "access.yaml")?;
        let groups = table(&mut fields, "groups", reader);
        let rights = table(&mut fields, "rights", reader);
        let access = Access {
            written: true,
            groups: groups.into_iter().map(group).collect(),
            rights,
            administrators: fields.plain_texts("administrators", reader),
            owners_may: fields.texts("owners_may", reader),
        };
        fields.finish_in_order(reader);
        Some(access)
    };
    loader.yaml(entry, read).unwrap_or(nobody)
}

/// A group's name and its people, at the place of the name.
fn group((name, people): (Spanned<String>, Vec<Spanned<String>>)) -> (String, Spanned<Vec<String>>) {
    let people = people.into_iter().map(|person| person.value).collect();
    (name.value, Spanned::new(people, name.span))
}

/// A mapping of names to lists of texts.
fn table(
    fields: &mut Fields,
    name: &'static str,
    reader: &mut Reader<'_>,
) -> Vec<(Spanned<String>, Vec<Spanned<String>>)> {
    let Some(node) = fields.node(name) else { return Vec::new() };
    let Some(mut entries) = reader.map(node, &format!("`{name}`")) else { return Vec::new() };
    let read = |(key, node): (Spanned<String>, Node)| {
        let texts = reader.texts(node, &format!("`{}`", key.value));
        (key, texts)
    };
    entries.rest().into_iter().map(read).collect()
}
