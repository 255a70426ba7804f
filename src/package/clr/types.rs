//! The types of an assembly (II.22.37), their bases and interfaces.

use super::assembly::{TypeDefinition, TypeName};
use super::budget::Budget;
use super::bytes::compressed;
use super::metadata::Metadata;
use super::schema::{RESOLUTION_SCOPE, TYPE_DEF_OR_REF, TYPE_OR_METHOD_DEF, Table};
use crate::package::ReadError;

/// The most types around a type. Also ends a walk in a circle.
const MOST_NESTING: usize = 64;

/// Flags of a type (II.23.1.15).
const VISIBILITY: u32 = 0x07;
const PUBLIC: [u32; 2] = [0x01, 0x02];
const INTERFACE: u32 = 0x20;
const ABSTRACT: u32 = 0x80;
/// Flags of a method (II.23.1.10): its access, and whether it is static.
const ACCESS_AND_STATIC: u32 = 0x17;
const PUBLIC_INSTANCE: u32 = 0x06;
/// The first bytes of the signature of an instance method without parameters (II.23.2.1).
const NO_PARAMETERS: &[u8] = b"\x20\x00";

/// Reads the types, without `<Module>`.
pub(super) fn types(metadata: &Metadata<'_>, budget: &mut Budget) -> Result<Vec<TypeDefinition>, ReadError> {
    let mut reader = Reader { metadata, budget, around: around(metadata) };
    let mut types = Vec::new();
    for row in 1..=metadata.tables.rows(Table::TypeDef) {
        types.push(reader.definition(row)?);
    }
    reader.bases(&mut types)?;
    reader.interfaces(&mut types)?;
    mark_generic(metadata, &mut types);
    mark_constructors(metadata, &mut types);
    // The first row stands for the module (II.22.37). Everything above counts with it.
    if types.first().is_some_and(|first| first.full_name == "<Module>") {
        types.remove(0);
    }
    Ok(types)
}

/// The row of the type around each type, by row; 0 for those at the top (II.22.32).
fn around(metadata: &Metadata<'_>) -> Vec<u32> {
    let tables = &metadata.tables;
    let mut around = vec![0; tables.rows(Table::TypeDef) as usize + 1];
    for row in 1..=tables.rows(Table::NestedClass) {
        let [inner, outer] = [0, 1].map(|column| tables.cell(Table::NestedClass, row, column));
        if let Some(place) = around.get_mut(inner as usize) {
            *place = outer;
        }
    }
    around
}

struct Reader<'m, 'd> {
    metadata: &'m Metadata<'d>,
    budget: &'m mut Budget,
    around: Vec<u32>,
}

impl Reader<'_, '_> {
    /// A type without what other tables say of it.
    fn definition(&mut self, row: u32) -> Result<TypeDefinition, ReadError> {
        let tables = &self.metadata.tables;
        let chain = self.chain(row)?;
        let flags = tables.cell(Table::TypeDef, row, 0);
        let visibility = |row: &u32| tables.cell(Table::TypeDef, *row, 0) & VISIBILITY;
        Ok(TypeDefinition {
            full_name: self.full_name(Table::TypeDef, &chain)?,
            public: chain.iter().map(visibility).all(|visibility| PUBLIC.contains(&visibility)),
            is_abstract: flags & ABSTRACT != 0,
            is_interface: flags & INTERFACE != 0,
            is_generic: false,
            base: None,
            interfaces: Vec::new(),
            default_constructor: false,
        })
    }

    /// The rows of a type and of those around it, outwards.
    fn chain(&self, row: u32) -> Result<Vec<u32>, ReadError> {
        let next = |row: &u32| self.around.get(*row as usize).copied().filter(|row| *row != 0);
        self.bounded(Table::TypeDef, row, std::iter::successors(Some(row), next))
    }

    fn bounded(
        &self,
        table: Table,
        row: u32,
        chain: impl Iterator<Item = u32>,
    ) -> Result<Vec<u32>, ReadError> {
        let chain: Vec<u32> = chain.take(MOST_NESTING + 1).collect();
        if chain.len() > MOST_NESTING {
            let what = format!("a type is nested more than {MOST_NESTING} deep, or in a circle");
            return Err(ReadError::new(self.metadata.tables.offset(table, row), what));
        }
        Ok(chain)
    }

    /// The name made of the rows of a type and of those around it, outwards. Both tables have the name in column 1 and
    /// the namespace in column 2.
    fn full_name(&mut self, table: Table, chain: &[u32]) -> Result<String, ReadError> {
        let mut name = Vec::new();
        let mut at = 0;
        for row in chain.iter().rev() {
            at = self.metadata.tables.offset(table, *row);
            let part = |column| self.metadata.name(self.metadata.tables.cell(table, *row, column), at);
            let (own, namespace) = (part(1)?, part(2)?);
            if !name.is_empty() {
                name.push(b'/');
            } else if !namespace.is_empty() {
                name.extend_from_slice(namespace);
                name.push(b'.');
            }
            name.extend_from_slice(own);
        }
        self.budget.take(name.len(), at)?;
        Ok(String::from_utf8_lossy(&name).into_owned())
    }

    fn bases(&mut self, types: &mut [TypeDefinition]) -> Result<(), ReadError> {
        for row in 1..=self.metadata.tables.rows(Table::TypeDef) {
            let base = self.type_name(self.metadata.tables.cell(Table::TypeDef, row, 3), types)?;
            if let Some(definition) = types.get_mut(row as usize - 1) {
                definition.base = base;
            }
        }
        Ok(())
    }

    /// II.22.23.
    fn interfaces(&mut self, types: &mut [TypeDefinition]) -> Result<(), ReadError> {
        let tables = &self.metadata.tables;
        for row in 1..=tables.rows(Table::InterfaceImpl) {
            let class = tables.cell(Table::InterfaceImpl, row, 0) as usize;
            let interface = self.type_name(tables.cell(Table::InterfaceImpl, row, 1), types)?;
            let definition = class.checked_sub(1).and_then(|at| types.get_mut(at));
            if let Some((definition, interface)) = definition.zip(interface) {
                definition.interfaces.push(interface);
            }
        }
        Ok(())
    }

    /// The type that an index names; None when it names none, or an array and the like.
    fn type_name(&mut self, index: u32, types: &[TypeDefinition]) -> Result<Option<TypeName>, ReadError> {
        let tables = &self.metadata.tables;
        let mut found = tables.decode(&TYPE_DEF_OR_REF, index);
        if let Some((Table::TypeSpec, row)) = found {
            let generic = self.metadata.blob(tables.cell(Table::TypeSpec, row, 0)).and_then(generic_type);
            // What a generic type is made from is no such description again, so there is nothing to follow.
            found = generic.and_then(|index| tables.decode(&TYPE_DEF_OR_REF, index));
        }
        match found {
            Some((Table::TypeDef, row)) => {
                let Some(own) = types.get(row as usize - 1) else { return Ok(None) };
                self.budget.take(own.full_name.len(), tables.offset(Table::TypeDef, row))?;
                Ok(Some(TypeName { full_name: own.full_name.clone(), assembly: None }))
            }
            Some((Table::TypeRef, row)) => self.referred(row).map(Some),
            _ => Ok(None),
        }
    }

    /// A type of another assembly (II.22.38), or of this one under the name of its module.
    fn referred(&mut self, row: u32) -> Result<TypeName, ReadError> {
        let tables = &self.metadata.tables;
        let scope = |row: u32| tables.decode(&RESOLUTION_SCOPE, tables.cell(Table::TypeRef, row, 0));
        let next = |row: &u32| scope(*row).filter(|(table, _)| *table == Table::TypeRef).map(|(_, row)| row);
        let chain = self.bounded(Table::TypeRef, row, std::iter::successors(Some(row), next))?;
        let full_name = self.full_name(Table::TypeRef, &chain)?;
        let assembly = match chain.last().and_then(|row| scope(*row)) {
            Some((Table::AssemblyRef, row)) => {
                let at = tables.offset(Table::AssemblyRef, row);
                let name = self.metadata.name(tables.cell(Table::AssemblyRef, row, 6), at)?;
                self.budget.take(name.len(), at)?;
                Some(String::from_utf8_lossy(name).into_owned())
            }
            _ => None,
        };
        Ok(TypeName { full_name, assembly })
    }
}

/// The coded index of the type that a signature gives arguments to (II.23.2.12: `GENERICINST (CLASS | VALUETYPE)`).
fn generic_type(signature: &[u8]) -> Option<u32> {
    match signature {
        [0x15, 0x11 | 0x12, rest @ ..] => compressed(rest).map(|(index, _)| index),
        _ => None,
    }
}

/// II.22.20: a type parameter names its owner.
fn mark_generic(metadata: &Metadata<'_>, types: &mut [TypeDefinition]) {
    for row in 1..=metadata.tables.rows(Table::GenericParam) {
        let owner = metadata.tables.cell(Table::GenericParam, row, 2);
        if let Some((Table::TypeDef, row)) = metadata.tables.decode(&TYPE_OR_METHOD_DEF, owner)
            && let Some(definition) = types.get_mut(row as usize - 1)
        {
            definition.is_generic = true;
        }
    }
}

/// The methods of a type run to where those of the next type begin.
fn mark_constructors(metadata: &Metadata<'_>, types: &mut [TypeDefinition]) {
    let tables = &metadata.tables;
    let pointers = tables.rows(Table::MethodPtr);
    let last = if pointers == 0 { tables.rows(Table::MethodDef) } else { pointers };
    // A method belongs to the first type that claims it, so that none is looked at twice.
    let mut next = 1;
    for (at, definition) in (1..).zip(types) {
        let is_last = at == tables.rows(Table::TypeDef);
        let start = tables.cell(Table::TypeDef, at, 5).max(next);
        let end = if is_last { last + 1 } else { tables.cell(Table::TypeDef, at + 1, 5).min(last + 1) };
        let method = |at| if pointers == 0 { at } else { tables.cell(Table::MethodPtr, at, 0) };
        definition.default_constructor =
            (start..end).map(method).any(|method| is_default_constructor(metadata, method));
        next = end.max(next);
    }
}

fn is_default_constructor(metadata: &Metadata<'_>, method: u32) -> bool {
    let cell = |column| metadata.tables.cell(Table::MethodDef, method, column);
    cell(2) & ACCESS_AND_STATIC == PUBLIC_INSTANCE
        && metadata.is_named(cell(3), b".ctor")
        && metadata.blob(cell(4)).is_some_and(|signature| signature.starts_with(NO_PARAMETERS))
}
