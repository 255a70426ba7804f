//! The custom attributes of the assembly that tell what it was built for and how (II.22.10, II.23.3).

use super::bytes::{compressed, u16_at, u32_at};
use super::metadata::Metadata;
use super::schema::{CUSTOM_ATTRIBUTE_TYPE, HAS_CUSTOM_ATTRIBUTE, MEMBER_REF_PARENT, Table};

/// `DebuggableAttribute.DebuggingModes.DisableOptimizations`.
const DISABLE_OPTIMIZATIONS: u32 = 0x100;
/// The longest text of an attribute that is kept.
const MOST_TEXT: usize = 1023;

/// What the attributes say.
#[derive(Default)]
pub(super) struct Attributes {
    /// Of `TargetFrameworkAttribute`.
    pub(super) target_framework: Option<String>,
    /// Of `DebuggableAttribute`.
    pub(super) optimiser_disabled: bool,
}

/// Reads the attributes of the assembly itself. One that cannot be read says nothing.
pub(super) fn of_assembly(metadata: &Metadata<'_>) -> Attributes {
    let tables = &metadata.tables;
    let mut attributes = Attributes::default();
    for row in 1..=tables.rows(Table::CustomAttribute) {
        let parent = tables.decode(&HAS_CUSTOM_ATTRIBUTE, tables.cell(Table::CustomAttribute, row, 0));
        if parent.is_some_and(|(table, _)| table == Table::Assembly) {
            attributes.take(metadata, row);
        }
    }
    attributes
}

impl Attributes {
    fn take(&mut self, metadata: &Metadata<'_>, row: u32) -> Option<()> {
        let tables = &metadata.tables;
        let constructor = tables.cell(Table::CustomAttribute, row, 1);
        let (table, constructor) = tables.decode(&CUSTOM_ATTRIBUTE_TYPE, constructor)?;
        let (class, signature) = match table {
            Table::MemberRef => {
                let parent = tables.cell(Table::MemberRef, constructor, 0);
                (tables.decode(&MEMBER_REF_PARENT, parent)?, tables.cell(Table::MemberRef, constructor, 2))
            }
            _ => (
                (Table::TypeDef, owner(metadata, constructor)),
                tables.cell(Table::MethodDef, constructor, 4),
            ),
        };
        let value = metadata.blob(tables.cell(Table::CustomAttribute, row, 2))?;
        // II.23.3: every value begins with 0x0001; the fixed arguments follow.
        let arguments = value.strip_prefix(b"\x01\x00")?;
        if is_class(metadata, class, b"System.Runtime.Versioning", b"TargetFrameworkAttribute") {
            self.target_framework = string(arguments).or(self.target_framework.take());
        } else if is_class(metadata, class, b"System.Diagnostics", b"DebuggableAttribute") {
            // II.23.2.1: calling convention, then the count of parameters.
            self.optimiser_disabled = match metadata.blob(signature)?.get(1)? {
                2 => u16_at(arguments, 0)? >> 8 != 0,
                _ => u32_at(arguments, 0)? & DISABLE_OPTIMIZATIONS != 0,
            };
        }
        Some(())
    }
}

/// The type that a method of the assembly belongs to: the last whose methods begin no later.
fn owner(metadata: &Metadata<'_>, method: u32) -> u32 {
    let (mut low, mut high) = (0, metadata.tables.rows(Table::TypeDef));
    while low < high {
        let middle = high - (high - low) / 2;
        if metadata.tables.cell(Table::TypeDef, middle, 5) <= method {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

fn is_class(metadata: &Metadata<'_>, (table, row): (Table, u32), namespace: &[u8], name: &[u8]) -> bool {
    matches!(table, Table::TypeDef | Table::TypeRef)
        && metadata.is_named(metadata.tables.cell(table, row, 1), name)
        && metadata.is_named(metadata.tables.cell(table, row, 2), namespace)
}

/// The text at the beginning: its length, then UTF-8; 0xFF alone is null.
fn string(bytes: &[u8]) -> Option<String> {
    let (length, rest) = compressed(bytes)?;
    let length = usize::try_from(length).ok().filter(|length| *length <= MOST_TEXT)?;
    Some(String::from_utf8_lossy(rest.get(..length)?).into_owned())
}
