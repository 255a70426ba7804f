//! Packages out of the files that a person names, whatever form they have, as they will lie in the registry.

use crate::edit::EditError;
use crate::model::{self, PackageFacts, VersionNumber};
use crate::package::{self, Container, Limits, bulk};
use crate::source::check_file_name;

/// The name of the export in a zip of one package.
const MANIFEST: &str = "manifest.json";

/// A package that is to be added.
#[derive(Debug)]
pub struct Incoming {
    /// The file it came in, as the person called it.
    pub from: String,
    /// The binary package.
    pub bytes: Vec<u8>,
    /// What it says of itself.
    pub facts: PackageFacts,
    /// Its version.
    pub number: VersionNumber,
}

/// The packages in a file: one in any form, or those of a bulk upload. A file that an export needs is asked of `beside` by
/// its name, which is a stranger's; it says why there is none.
///
/// # Errors
/// Something is no package, or larger than the registry takes; says which, where and why.
pub fn read(
    from: &str,
    bytes: Vec<u8>,
    policy: &model::Limits,
    beside: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Vec<Incoming>, EditError> {
    let limits = Limits { unpacked: policy.unpacked, ..Limits::default() };
    if !is_bulk(&bytes, &limits) {
        return Ok(vec![one(from, bytes, (policy, &limits), beside)?]);
    }
    let entries = bulk::read(&bytes, &limits).map_err(|error| refused(from, error))?;
    let nothing = &mut |_: &str| Err("in a bulk upload nothing lies beside it".to_owned());
    let read = |entry: bulk::BulkEntry| {
        one(&format!("{from}: {}", entry.name), entry.bytes, (policy, &limits), &mut *nothing)
    };
    entries.into_iter().map(read).collect()
}

/// Whether a zip is not that of one package.
fn is_bulk(bytes: &[u8], limits: &Limits) -> bool {
    package::container(bytes) == Ok(Container::Zip)
        && package::list_archive(bytes, limits)
            .is_ok_and(|entries| entries.iter().all(|entry| entry.name != MANIFEST))
}

fn one(
    from: &str,
    bytes: Vec<u8>,
    (policy, limits): (&model::Limits, &Limits),
    beside: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Incoming, EditError> {
    let container = package::container(&bytes).map_err(|error| refused(from, error))?;
    // What is binary already is kept byte for byte.
    let bytes = match container {
        Container::Binary => bytes,
        _ => {
            let package =
                package::read_with_files(&bytes, limits, beside).map_err(|error| refused(from, error))?;
            package::write_as(&package, Container::Binary).map_err(|error| refused(from, error))?
        }
    };
    if bytes.len() as u64 > policy.package {
        let (size, most) = (bytes.len(), policy.package);
        return Err(refused(from, format!("the package is {size} bytes large; {most} is the most")));
    }
    let facts = PackageFacts::read(&bytes, limits).map_err(|error| refused(from, error))?;
    let version = &facts.version;
    let number = VersionNumber::parse(version)
        .map_err(|what| refused(from, format!("the package's version `{version}` {what}")))?;
    if let Err(what) = check_file_name(&format!("{version}.yaml")) {
        return Err(refused(
            from,
            format!("no file can be named by the package's version: `{version}` {what}"),
        ));
    }
    if facts.id.trim().is_empty() {
        return Err(refused(from, "the package has no id, by which connectors are told apart"));
    }
    Ok(Incoming { from: from.to_owned(), bytes, facts, number })
}

fn refused(from: &str, what: impl std::fmt::Display) -> EditError {
    EditError::refused(format!("{from}: {what}"))
}
