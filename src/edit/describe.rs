//! The YAML file of a version: as it is, or begun where the package lies there alone.

use super::plan::Draft;
use super::schema::schema_line;
use super::{EditError, find};
use crate::model::{Connector, ConnectorVersion, PackageState};
use crate::source::{Digest, RepoPath};
use crate::yaml::{Out, document};

/// The path of the file, which is there after this.
///
/// # Errors
/// It is not there, and neither is a package that it could be begun for.
pub(super) fn file(
    draft: &mut Draft<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> Result<RepoPath, EditError> {
    if version.described {
        return Ok(version.file.clone());
    }
    let pointed = match version.package {
        PackageState::LfsPointer { oid, .. } => oid,
        _ => None,
    };
    let path = version.package_path.parent().join(&format!("{}.yaml", version.number));
    let (Some(sha256), Ok(path)) = (version.digest().or(pointed), path) else {
        return Err(EditError::refused(format!(
            "`{}` {} has no YAML file, and its package cannot be read; run connectory check; {}",
            connector.slug,
            version.number,
            find::versions(connector)
        )));
    };
    let text = schema_line(&path) + &document(&[("sha256".to_owned(), digest(&sha256))]);
    draft.begin(&path, text);
    Ok(path)
}

/// What a person wrote of some lines, with the line ends of a registry.
pub(super) fn written(text: &str) -> String {
    format!("{}\n", text.replace("\r\n", "\n").trim())
}

/// A digest, in quotes where it could be taken for a number.
pub(super) fn digest(digest: &Digest) -> Out {
    let text = digest.to_string();
    if text.parse::<f64>().is_ok() { Out::Quoted(text) } else { Out::Plain(text) }
}
