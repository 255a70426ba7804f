//! `applications/**/<slug>.yaml`.

use super::{Loader, slug_invalid};
use crate::model::{Application, Slug, Use};
use crate::source::{Entry, RepoPath, Spanned, check_segment};
use crate::yaml::{Node, Reader};

/// Reads one application; `None` when its file is no mapping.
pub(super) fn application(loader: &mut Loader<'_>, entry: &Entry) -> Option<Application> {
    let slug = entry.path.stem().to_owned();
    if let Err(what) = check_segment(&slug) {
        slug_invalid(loader, &entry.path, &slug, format!("the application's file name `{slug}` {what}"));
        return None;
    }
    loader.yaml(entry, |reader, node| read(reader, node, slug, &entry.path))
}

/// Reads what an application's file says.
pub(super) fn read(
    reader: &mut Reader<'_>,
    node: Node,
    slug: String,
    file: &RepoPath,
) -> Option<Application> {
    let mut fields = reader.map(node, "an application")?;
    let start = fields.span;
    let name = fields.required("name", "Pump Simulator", reader);
    let text = |text: Spanned<String>| text.value;
    let application = Application {
        name: name.unwrap_or_else(|| Spanned::new(slug.clone(), start)),
        slug: Slug::new(slug),
        file: file.clone(),
        version: fields.text("version", reader).map(text),
        category: fields.text("category", reader).map(text),
        owner: fields.text("owner", reader).map(text),
        published: fields.boolean("published", reader),
        url: fields.url("url", reader),
        access: fields.texts("access", reader),
        observed: fields.dated("observed", reader),
        source: fields.text("source", reader).map(text),
        uses: match fields.node("connectors") {
            Some(list) => {
                let items = reader.list(list, "`connectors`");
                items.into_iter().filter_map(|item| read_use(reader, item)).collect()
            }
            None => Vec::new(),
        },
        origin: None,
    };
    fields.finish_in_order(reader);
    Some(application)
}

fn read_use(reader: &mut Reader<'_>, node: Node) -> Option<Use> {
    let span = node.span;
    let mut fields = reader.map(node, "an entry of `connectors`")?;
    let connector = fields.required("connector", "sql-server", reader);
    let version = match fields.node("version") {
        Some(node) => reader.version(node),
        None => {
            fields.missing("version", "\"1.25\"", reader);
            None
        }
    };
    let connection = fields.text("connection", reader);
    let settings = fields.node("settings").map(|node| reader.texts(node, "`settings`"));
    fields.finish(reader);
    Some(Use { connector: connector?, version: version?, connection, settings, span })
}
