//! An export whose files lie beside it, each in a file of its own.

use super::{Contents, read};
use crate::package::{Body, Limits, Package, ReadError};

/// Reads the export that fills `bytes`: with its files inside, or none of them. Those that are not are asked of `beside`
/// by their names, which are a stranger's.
///
/// # Errors
/// The bytes are no export, or a file is not to be had: what `beside` says follows its name.
pub(in crate::package::containers) fn read_beside(
    bytes: &[u8],
    limits: &Limits,
    beside: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Package<'static>, ReadError> {
    let inside = match read(bytes, limits, Contents::Inside) {
        Ok(package) => return Ok(package),
        Err(error) => error,
    };
    let mut package = match read(bytes, limits, Contents::Beside) {
        Ok(package) => package,
        // The fault of the export is what stopped whichever came further.
        Err(error) if error.offset > inside.offset => return Err(error),
        Err(_) => return Err(inside),
    };
    let mut left = limits.unpacked;
    let references = package.members.iter_mut().find_map(|member| match &mut member.body {
        Body::References(list) => Some(list),
        _ => None,
    });
    for reference in references.into_iter().flatten().filter(|reference| reference.has_content()) {
        let refuse = |what: &str| {
            let name = reference.name.escape_debug();
            ReadError::new(inside.offset, format!("the export holds no content of `{name}`, and {what}"))
        };
        let content = beside(&reference.name).map_err(|what| refuse(&what))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| {
            refuse(&format!("the files beside it are more than {} bytes together", limits.unpacked))
        })?;
        reference.content = content.into();
    }
    Ok(package)
}
