//! The forms of a package as an option.

use crate::package::Container;

/// A form of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Form {
    /// What Package Manager writes and App Designer takes
    Binary,
    /// The JSON export and the files beside it
    Zip,
    /// The JSON export, the files inside it
    Json,
}

impl From<Form> for Container {
    fn from(form: Form) -> Container {
        match form {
            Form::Binary => Container::Binary,
            Form::Zip => Container::Zip,
            Form::Json => Container::Json,
        }
    }
}
