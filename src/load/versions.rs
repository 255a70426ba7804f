//! A version: `versions/<number>.yaml` and the package beside it.

use std::collections::BTreeMap;

use super::Loader;
use super::layout::VersionFiles;
use super::{names, packages, stored};
use crate::diag::Edit;
use crate::model::{
    Breaking, ConnectorVersion, PackageFacts, PackageState, Retirement, Status, VersionNumber,
};
use crate::source::{Entry, RepoPath, Spanned};
use crate::yaml::{Fields, Node, Reader};

/// Reads one version; `None` when its name is no version. Its package shares with `alike`, that of another version, what is
/// equal in both.
pub(super) fn version(
    loader: &mut Loader<'_>,
    stem: &str,
    all: &BTreeMap<String, VersionFiles>,
    (package_limit, alike): (u64, Option<&PackageFacts>),
) -> Option<ConnectorVersion> {
    let files = all.get(stem)?;
    let either: &Entry = files.yaml.as_ref().or(files.package.as_ref())?;
    let number = match VersionNumber::parse(stem) {
        Ok(number) => number,
        Err(what) => {
            let edits = names::renames(loader, stem, all, package_limit);
            let message = format!("the file's name `{stem}` {what}");
            let finding = loader.error("version-invalid", &either.path, message);
            if let Some(Edit::Rename { to, .. }) = edits.first() {
                finding.fix(format!("name it `{}`, as the package's version is", to.stem()));
            }
            finding.edits = edits;
            return None;
        }
    };
    let package_path = either.path.parent().join(&format!("{stem}.xmp")).ok()?;
    let mut version = match &files.yaml {
        // A version whose file is broken still exists: whoever uses it is not to blame.
        Some(yaml) => {
            let mut unread =
                ConnectorVersion::undescribed(number.clone(), yaml.path.clone(), package_path.clone());
            unread.described = true;
            let read = |reader: &mut Reader<'_>, node| read(reader, node, number, yaml, &package_path);
            loader.yaml(yaml, read).unwrap_or(unread)
        }
        None => ConnectorVersion::undescribed(number, either.path.clone(), package_path),
    };
    version.first_seen = loader.history.first(&version.package_path);
    version.package = match &files.package {
        Some(entry) => {
            let found = packages::package(loader, entry, package_limit, alike);
            version.kept = packages::kept(loader, entry);
            found
        }
        None => PackageState::Missing,
    };
    if files.package.is_none() {
        stored::package(loader, &mut version, (package_limit, alike));
    }
    Some(version)
}

fn read(
    reader: &mut Reader<'_>,
    node: Node,
    number: VersionNumber,
    yaml: &Entry,
    package_path: &RepoPath,
) -> Option<ConnectorVersion> {
    let mut fields = reader.map(node, "a version")?;
    let mut version = ConnectorVersion::undescribed(number, yaml.path.clone(), package_path.clone());
    version.described = true;
    version.first_line = fields.first_line(reader);
    version.sha256 = fields.digest("sha256", reader);
    version.added = fields.date("added", reader);
    version.notes = fields.text("notes", reader).map(|text| text.value).unwrap_or_default();
    version.status = status(&mut fields, reader);
    version.breaking = fields.node("breaking").and_then(|node| breaking(reader, node));
    if let Some(node) = fields.node("requires")
        && let Some(mut requires) = reader.map(node, "`requires`")
    {
        for (what, node) in requires.rest() {
            let text = reader.text(node, &format!("`{}`", what.value));
            version.requires.extend(text.map(|text| (what.value, text.value)));
        }
    }
    fields.finish_in_order(reader);
    Some(version)
}

fn status(fields: &mut Fields, reader: &mut Reader<'_>) -> Status {
    let status = fields.text("status", reader);
    let span = status.as_ref().map(|status| status.span).unwrap_or_default();
    let reason = fields.text("reason", reader);
    let retirement = Retirement {
        status: span,
        reason: reason.unwrap_or_else(|| Spanned::new(String::new(), span)),
        replaced_by: fields
            .node("replaced_by")
            .and_then(|node| reader.version_or_name(node, "`replaced_by`")),
        from: fields.date("from", reader),
    };
    match status.as_ref().map(|status| status.as_str()) {
        None | Some("active") => Status::Active,
        Some("deprecated") => Status::Deprecated(retirement),
        Some("withdrawn") => Status::Withdrawn(retirement),
        Some(other) => {
            let message = format!("status `{other}` is not known; write active, deprecated or withdrawn");
            reader.at("field-value", span, message);
            Status::Active
        }
    }
}

fn breaking(reader: &mut Reader<'_>, node: Node) -> Option<Breaking> {
    let mut fields = reader.map(node, "`breaking`")?;
    let span = fields.span;
    let summary = fields.required("summary", "Server Instance is now required.", reader);
    let upgrade_by = fields.date("upgrade_by", reader);
    let guide = fields.text("guide", reader).map(|text| text.value).unwrap_or_default();
    fields.finish(reader);
    Some(Breaking { span, summary: summary?.value, upgrade_by, guide })
}
