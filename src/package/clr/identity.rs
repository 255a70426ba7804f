//! What an assembly is called, and what the assemblies it needs are called (II.22.2, II.22.5).

use sha1::{Digest, Sha1};

use super::assembly::{AssemblyReference, AssemblyVersion};
use super::budget::Budget;
use super::metadata::Metadata;
use super::schema::Table;
use crate::package::ReadError;

/// A reference carries a whole public key, not its token (II.23.1.2).
const PUBLIC_KEY: u32 = 0x0001;
/// The most bytes a public key may have; that of an RSA key of 16,384 bits has 2,080.
const MOST_KEY: usize = 4096;

/// The identity of an assembly.
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) version: AssemblyVersion,
    pub(super) culture: String,
    pub(super) strong_named: bool,
}

/// Who the assembly is. A module without a manifest has only its module's name.
pub(super) fn identity(metadata: &Metadata<'_>, budget: &mut Budget) -> Result<Identity, ReadError> {
    let tables = &metadata.tables;
    if tables.rows(Table::Assembly) == 0 {
        let name = text(metadata, budget, (Table::Module, 1, 1))?;
        let (version, culture) = (AssemblyVersion::default(), String::new());
        return Ok(Identity { name, version, culture, strong_named: false });
    }
    let key = metadata.blob(tables.cell(Table::Assembly, 1, 6));
    Ok(Identity {
        name: text(metadata, budget, (Table::Assembly, 1, 7))?,
        version: version(metadata, (Table::Assembly, 1, 1)),
        culture: text(metadata, budget, (Table::Assembly, 1, 8))?,
        strong_named: key.is_some_and(|key| !key.is_empty()),
    })
}

/// What the assembly refers to.
pub(super) fn references(
    metadata: &Metadata<'_>,
    budget: &mut Budget,
) -> Result<Vec<AssemblyReference>, ReadError> {
    let mut references = Vec::new();
    for row in 1..=metadata.tables.rows(Table::AssemblyRef) {
        references.push(AssemblyReference {
            name: text(metadata, budget, (Table::AssemblyRef, row, 6))?,
            version: version(metadata, (Table::AssemblyRef, row, 0)),
            public_key_token: token(metadata, row)?,
        });
    }
    Ok(references)
}

/// The text of a cell that holds a name: table, row, column.
fn text(
    metadata: &Metadata<'_>,
    budget: &mut Budget,
    (table, row, column): (Table, u32, usize),
) -> Result<String, ReadError> {
    let at = metadata.tables.offset(table, row);
    let name = metadata.name(metadata.tables.cell(table, row, column), at)?;
    budget.take(name.len(), at)?;
    Ok(String::from_utf8_lossy(name).into_owned())
}

/// The version whose first number is in that cell: table, row, column.
fn version(metadata: &Metadata<'_>, (table, row, column): (Table, u32, usize)) -> AssemblyVersion {
    AssemblyVersion([0, 1, 2, 3].map(|number| metadata.tables.cell(table, row, column + number) as u16))
}

/// The public key token of a reference (II.6.3): the last eight bytes of the key's SHA-1, last byte first.
fn token(metadata: &Metadata<'_>, row: u32) -> Result<Option<String>, ReadError> {
    let tables = &metadata.tables;
    let at = tables.offset(Table::AssemblyRef, row);
    let Some(key) = metadata.blob(tables.cell(Table::AssemblyRef, row, 5)) else {
        return Err(ReadError::new(at, "the public key of a reference lies past the end of the blobs"));
    };
    // Every reference may name the same key. Its length is what hashing it over and over costs.
    if key.len() > MOST_KEY {
        let what =
            format!("the public key of a reference has {} bytes; expected at most {MOST_KEY}", key.len());
        return Err(ReadError::new(at, what));
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let whole = tables.cell(Table::AssemblyRef, row, 4) & PUBLIC_KEY != 0;
    Ok(match key {
        [] => None,
        key if whole => {
            Some(Sha1::digest(key).iter().rev().take(8).map(|byte| format!("{byte:02x}")).collect())
        }
        token => Some(hex(token)),
    })
}
