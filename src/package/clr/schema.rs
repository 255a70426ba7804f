//! The columns of every table (II.22), in the order of their numbers.

/// A table, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[rustfmt::skip]
#[expect(dead_code, reason = "the tables that nobody asks for still have a place among the others")]
pub(super) enum Table {
    Module, TypeRef, TypeDef, FieldPtr, Field, MethodPtr, MethodDef, ParamPtr, Param, InterfaceImpl, MemberRef,
    Constant, CustomAttribute, FieldMarshal, DeclSecurity, ClassLayout, FieldLayout, StandAloneSig, EventMap,
    EventPtr, Event, PropertyMap, PropertyPtr, Property, MethodSemantics, MethodImpl, ModuleRef, TypeSpec, ImplMap,
    FieldRva, EncLog, EncMap, Assembly, AssemblyProcessor, AssemblyOs, AssemblyRef, AssemblyRefProcessor,
    AssemblyRefOs, File, ExportedType, ManifestResource, NestedClass, GenericParam, MethodSpec,
    GenericParamConstraint,
}

/// How many tables there are.
pub(super) const TABLES: usize = Table::GenericParamConstraint as usize + 1;

/// What a column holds.
pub(super) enum Column {
    /// Two bytes.
    Two,
    /// Four bytes.
    Four,
    /// An index into the names.
    Name,
    /// An index into the GUIDs.
    Guid,
    /// An index into the blobs.
    Blob,
    /// A row of a table.
    Row(Table),
    /// A row of one of several tables.
    Coded(&'static Coded),
}

/// The tables that an index may point into, by the value of its lowest bits (II.24.2.6).
pub(super) struct Coded {
    /// How many bits tell the table.
    pub(super) bits: u32,
    /// The tables.
    pub(super) tables: &'static [Option<Table>],
}

use Column::{Blob, Coded as Any, Four, Guid, Name, Row, Two};
use Table as T;

/// A type, wherever it is described.
pub(super) static TYPE_DEF_OR_REF: Coded =
    Coded { bits: 2, tables: &[Some(T::TypeDef), Some(T::TypeRef), Some(T::TypeSpec)] };
/// What a custom attribute is put on.
pub(super) static HAS_CUSTOM_ATTRIBUTE: Coded = Coded {
    bits: 5,
    tables: &[
        Some(T::MethodDef),
        Some(T::Field),
        Some(T::TypeRef),
        Some(T::TypeDef),
        Some(T::Param),
        Some(T::InterfaceImpl),
        Some(T::MemberRef),
        Some(T::Module),
        Some(T::DeclSecurity),
        Some(T::Property),
        Some(T::Event),
        Some(T::StandAloneSig),
        Some(T::ModuleRef),
        Some(T::TypeSpec),
        Some(T::Assembly),
        Some(T::AssemblyRef),
        Some(T::File),
        Some(T::ExportedType),
        Some(T::ManifestResource),
        Some(T::GenericParam),
        Some(T::GenericParamConstraint),
        Some(T::MethodSpec),
    ],
};
/// The constructor of a custom attribute.
pub(super) static CUSTOM_ATTRIBUTE_TYPE: Coded =
    Coded { bits: 3, tables: &[None, None, Some(T::MethodDef), Some(T::MemberRef), None] };
/// What a member belongs to.
pub(super) static MEMBER_REF_PARENT: Coded = Coded {
    bits: 3,
    tables: &[Some(T::TypeDef), Some(T::TypeRef), Some(T::ModuleRef), Some(T::MethodDef), Some(T::TypeSpec)],
};
/// A method, here or elsewhere.
pub(super) static METHOD_DEF_OR_REF: Coded =
    Coded { bits: 1, tables: &[Some(T::MethodDef), Some(T::MemberRef)] };
/// Where a type that is referred to lies.
pub(super) static RESOLUTION_SCOPE: Coded =
    Coded { bits: 2, tables: &[Some(T::Module), Some(T::ModuleRef), Some(T::AssemblyRef), Some(T::TypeRef)] };
/// What has type parameters.
pub(super) static TYPE_OR_METHOD_DEF: Coded =
    Coded { bits: 1, tables: &[Some(T::TypeDef), Some(T::MethodDef)] };
static HAS_CONSTANT: Coded = Coded { bits: 2, tables: &[Some(T::Field), Some(T::Param), Some(T::Property)] };
static HAS_FIELD_MARSHAL: Coded = Coded { bits: 1, tables: &[Some(T::Field), Some(T::Param)] };
static HAS_DECL_SECURITY: Coded =
    Coded { bits: 2, tables: &[Some(T::TypeDef), Some(T::MethodDef), Some(T::Assembly)] };
static HAS_SEMANTICS: Coded = Coded { bits: 1, tables: &[Some(T::Event), Some(T::Property)] };
static MEMBER_FORWARDED: Coded = Coded { bits: 1, tables: &[Some(T::Field), Some(T::MethodDef)] };
static IMPLEMENTATION: Coded =
    Coded { bits: 2, tables: &[Some(T::File), Some(T::AssemblyRef), Some(T::ExportedType)] };

/// The columns, a line a table.
#[rustfmt::skip]
pub(super) static COLUMNS: [&[Column]; TABLES] = [
    /* Module */ &[Two, Name, Guid, Guid, Guid],
    /* TypeRef */ &[Any(&RESOLUTION_SCOPE), Name, Name],
    /* TypeDef */ &[Four, Name, Name, Any(&TYPE_DEF_OR_REF), Row(T::Field), Row(T::MethodDef)],
    /* FieldPtr */ &[Row(T::Field)],
    /* Field */ &[Two, Name, Blob],
    /* MethodPtr */ &[Row(T::MethodDef)],
    /* MethodDef */ &[Four, Two, Two, Name, Blob, Row(T::Param)],
    /* ParamPtr */ &[Row(T::Param)],
    /* Param */ &[Two, Two, Name],
    /* InterfaceImpl */ &[Row(T::TypeDef), Any(&TYPE_DEF_OR_REF)],
    /* MemberRef */ &[Any(&MEMBER_REF_PARENT), Name, Blob],
    /* Constant */ &[Two, Any(&HAS_CONSTANT), Blob],
    /* CustomAttribute */ &[Any(&HAS_CUSTOM_ATTRIBUTE), Any(&CUSTOM_ATTRIBUTE_TYPE), Blob],
    /* FieldMarshal */ &[Any(&HAS_FIELD_MARSHAL), Blob],
    /* DeclSecurity */ &[Two, Any(&HAS_DECL_SECURITY), Blob],
    /* ClassLayout */ &[Two, Four, Row(T::TypeDef)],
    /* FieldLayout */ &[Four, Row(T::Field)],
    /* StandAloneSig */ &[Blob],
    /* EventMap */ &[Row(T::TypeDef), Row(T::Event)],
    /* EventPtr */ &[Row(T::Event)],
    /* Event */ &[Two, Name, Any(&TYPE_DEF_OR_REF)],
    /* PropertyMap */ &[Row(T::TypeDef), Row(T::Property)],
    /* PropertyPtr */ &[Row(T::Property)],
    /* Property */ &[Two, Name, Blob],
    /* MethodSemantics */ &[Two, Row(T::MethodDef), Any(&HAS_SEMANTICS)],
    /* MethodImpl */ &[Row(T::TypeDef), Any(&METHOD_DEF_OR_REF), Any(&METHOD_DEF_OR_REF)],
    /* ModuleRef */ &[Name],
    /* TypeSpec */ &[Blob],
    /* ImplMap */ &[Two, Any(&MEMBER_FORWARDED), Name, Row(T::ModuleRef)],
    /* FieldRva */ &[Four, Row(T::Field)],
    /* EncLog */ &[Four, Four],
    /* EncMap */ &[Four],
    /* Assembly */ &[Four, Two, Two, Two, Two, Four, Blob, Name, Name],
    /* AssemblyProcessor */ &[Four],
    /* AssemblyOs */ &[Four, Four, Four],
    /* AssemblyRef */ &[Two, Two, Two, Two, Four, Blob, Name, Name, Blob],
    /* AssemblyRefProcessor */ &[Four, Row(T::AssemblyRef)],
    /* AssemblyRefOs */ &[Four, Four, Four, Row(T::AssemblyRef)],
    /* File */ &[Four, Name, Blob],
    /* ExportedType */ &[Four, Four, Name, Name, Any(&IMPLEMENTATION)],
    /* ManifestResource */ &[Four, Four, Name, Any(&IMPLEMENTATION)],
    /* NestedClass */ &[Row(T::TypeDef), Row(T::TypeDef)],
    /* GenericParam */ &[Two, Two, Any(&TYPE_OR_METHOD_DEF), Name],
    /* MethodSpec */ &[Any(&METHOD_DEF_OR_REF), Blob],
    /* GenericParamConstraint */ &[Row(T::GenericParam), Any(&TYPE_DEF_OR_REF)],
];
