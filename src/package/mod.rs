//! The bytes of a package.

/// A placeholder until the reader is merged.
#[derive(Debug, Clone)]
pub struct SettingsForm;
/// A picture.
#[derive(Debug, Clone)]
pub struct Icon;
/// Connector or agent.
#[derive(Debug, Clone)]
pub enum PackageRole {}
/// What a reference is for.
#[derive(Debug, Clone)]
pub enum ReferenceType {}
