//! How a person writes one use of a connector on the command line.
//!
//! `SLUG@VERSION`, then `:KEY,KEY` with the keys that are filled in, then ` as NAME` with the connection's name:
//! `sql-server@1.3:Server,Database as Plant DB`. A colon without a key says that none is filled in.

use super::SaidUse;
use crate::edit::{EditError, find};
use crate::model::Registry;

/// The form in short, for help texts.
pub const USES: &str = "SLUG@VERSION[:KEY,...][ as NAME]";

/// What stands between a use and the name of its connection.
const AS: &str = " as ";

/// Reads one use. Its connector and version are in the registry.
///
/// # Errors
/// The text is no use, or the registry has no such connector or version.
pub fn read_use(registry: &Registry, text: &str) -> Result<SaidUse, EditError> {
    let (used, connection) = match text.split_once(AS) {
        Some((used, name)) => (used, Some(name.trim().to_owned())),
        None => (text, None),
    };
    let (used, keys) = match used.split_once(':') {
        Some((used, keys)) => (used, Some(keys)),
        None => (used, None),
    };
    let refused =
        |what: &str| EditError::refused(format!("`{text}`: {what}; write {USES}, such as {EXAMPLE}"));
    let Some((slug, version)) = used.trim().split_once('@') else {
        let connector = find::connector(registry, used.trim())?;
        return Err(match connector.current() {
            Some(current) => EditError::refused(format!(
                "`{text}` names no version; the current one is {}@{}",
                connector.slug, current.number
            )),
            None => refused("it names no version"),
        });
    };
    if connection.as_deref() == Some("") {
        return Err(refused("no name stands behind ` as `"));
    }
    let connector = find::connector(registry, slug.trim())?;
    let version = find::version(connector, version.trim())?;
    let keys = keys.map(|keys| {
        let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty());
        keys.map(str::to_owned).collect::<Vec<_>>()
    });
    Ok(SaidUse {
        connector: connector.slug.to_string(),
        version: version.number.to_string(),
        connection,
        settings: keys,
    })
}

const EXAMPLE: &str = "'sql-server@1.3:Server,Database as Plant DB'";
