//! A connector's folder.

use std::fmt;
use std::sync::Arc;

use super::layout::ConnectorFiles;
use super::versions;
use super::{Loader, slug_invalid};
use crate::model::{Connector, ConnectorVersion, Help, Logs, Picture, Policy, Slug};
use crate::package;
use crate::source::{Digest, Entry, EntryKind, History, Spanned, check_segment};
use crate::yaml::{Node, Reader};

/// Pictures of so few bytes are kept, for pages to hold them.
const MOST_KEPT_BYTES: usize = 4 << 10;
/// The most bytes of a picture.
const MOST_PICTURE_BYTES: u64 = 1 << 20;

/// What of `registry.yaml` a connector depends on.
pub(super) struct Defaults {
    /// The category where none is written.
    category: Option<Spanned<String>>,
    /// The most bytes of a package.
    package_limit: u64,
}

impl Defaults {
    pub(super) fn of(policy: &Policy) -> Defaults {
        Defaults { category: policy.default_category.clone(), package_limit: policy.limits.package }
    }
}

impl fmt::Display for Defaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.category, self.package_limit)
    }
}

/// Reads one connector; `None` when it cannot be read.
pub(super) fn connector(
    loader: &mut Loader<'_>,
    files: &ConnectorFiles,
    defaults: &Defaults,
) -> Option<Connector> {
    let slug = files.folder.name().to_owned();
    if let Err(what) = check_segment(&slug) {
        let message = format!("the connector's folder name `{slug}` {what}");
        slug_invalid(loader, &files.folder, &slug, message);
        return None;
    }
    if files.yaml.kind != EntryKind::File {
        return None;
    }
    let read = |reader: &mut Reader<'_>, node| read(reader, node, &slug, files);
    let mut connector = loader.yaml(&files.yaml, read)?;
    if connector.category.is_none() {
        connector.category = defaults.category.clone();
    }
    let help = files.help.as_ref().and_then(|entry| loader.text(entry));
    connector.help = help.map(|text| Help::read(&text));
    connector.icon = files.icon.as_ref().and_then(|entry| picture(loader, entry));
    connector.pictures = files.assets.iter().filter_map(|entry| picture(loader, entry)).collect();
    for stem in files.versions.keys() {
        let alike = connector.versions.iter().rev().find_map(|version| version.facts()).cloned();
        let limits = (defaults.package_limit, alike.as_deref());
        connector.versions.extend(versions::version(loader, stem, &files.versions, limits));
    }
    connector.versions.sort_by(|a, b| (&a.number, &a.file).cmp(&(&b.number, &b.file)));
    Some(connector)
}

/// The same connector with the commits that first held its packages, as the history tells them now.
pub(super) fn dated(mut connector: Arc<Connector>, history: &History) -> Arc<Connector> {
    let first = |version: &ConnectorVersion| history.first(&version.package_path);
    if connector.versions.iter().any(|version| version.first_seen != first(version)) {
        for version in &mut Arc::make_mut(&mut connector).versions {
            version.first_seen = first(version);
        }
    }
    connector
}

fn read(reader: &mut Reader<'_>, node: Node, slug: &str, files: &ConnectorFiles) -> Option<Connector> {
    let mut fields = reader.map(node, "a connector")?;
    let start = fields.span;
    let id = fields.required("id", "943b64d8-cb48-4b42-b7b3-8432f12f2059", reader);
    let name = fields.required("name", "SQL Server", reader);
    let name = name.unwrap_or_else(|| Spanned::new(slug.to_owned(), start));
    let unsaid = Spanned::new(String::new(), name.span);
    let connector = Connector {
        slug: Slug::new(slug),
        folder: files.folder.clone(),
        file: files.yaml.path.clone(),
        id,
        name,
        description: fields.text("description", reader).unwrap_or(unsaid),
        category: fields.text("category", reader),
        owners: fields.texts("owners", reader),
        tags: fields.plain_texts("tags", reader),
        help_url: fields.url("help_url", reader),
        logs: fields.node("logs").and_then(|node| logs(reader, node)),
        replaced_by: fields.text("replaced_by", reader),
        aliases: fields.texts("aliases", reader),
        help: None,
        icon: None,
        pictures: Vec::new(),
        versions: Vec::new(),
        origin: None,
    };
    fields.finish_in_order(reader);
    Some(connector)
}

fn logs(reader: &mut Reader<'_>, node: Node) -> Option<Logs> {
    let mut fields = reader.map(node, "`logs`")?;
    let (allowed, duration_days) = (fields.number("allowed", reader), fields.number("duration_days", reader));
    fields.finish(reader);
    Some(Logs { allowed: allowed?, duration_days: duration_days? })
}

/// Reads a picture, or remembers what it held.
pub(super) fn picture(loader: &mut Loader<'_>, entry: &Entry) -> Option<Picture> {
    let picture = match loader.before.pictures.get(&entry.stamp) {
        // The same bytes may lie at another path now.
        Some(known) => Picture { path: entry.path.clone(), ..known.clone() },
        None => {
            let bytes = loader.bytes(entry, MOST_PICTURE_BYTES, "picture-too-large")?;
            Picture {
                path: entry.path.clone(),
                digest: Digest::of(&bytes),
                size: bytes.len() as u64,
                measured: package::measure(&bytes),
                bytes: (bytes.len() <= MOST_KEPT_BYTES).then(|| bytes.into()),
            }
        }
    };
    loader.after.pictures.insert(entry.stamp, picture.clone());
    Some(picture)
}
