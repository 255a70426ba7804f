//! What is wrong with an import, and where.

use std::fmt;

use super::rows::MOST_FAULTS;
use crate::edit::EditError;

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// In a CSV file: the line on which it begins, from 1.
    Line(u64),
    /// In JSON: the path to its object, such as `items[3]`.
    Object {
        /// Orders them as they stand in the file.
        number: usize,
        /// The path.
        path: String,
    },
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where.
    pub at: At,
    /// The heading of the column, as the file has it.
    pub column: Option<String>,
    /// What, and what to write.
    pub what: String,
}

/// Why nothing is imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole cannot be used, or what was asked for.
    #[error("{0}")]
    Refused(String),
    /// Rows are wrong: all of them, in the file's order.
    #[error("{}", rows(.0))]
    Rows(Vec<Fault>),
    /// What was asked for cannot be done, or the disk did not answer.
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl ImportError {
    pub(super) fn refused(what: impl Into<String>) -> ImportError {
        ImportError::Refused(what.into())
    }
}

fn rows(faults: &[Fault]) -> String {
    let mut rows: Vec<&At> = faults.iter().map(|fault| &fault.at).collect();
    rows.dedup();
    match rows.len() {
        _ if faults.len() >= MOST_FAULTS => {
            format!("nothing was imported: {} rows or more are wrong", rows.len())
        }
        1 => "nothing was imported: a row is wrong".to_owned(),
        many => format!("nothing was imported: {many} rows are wrong"),
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Line(line) => write!(f, "line {line}"),
            At::Object { path, .. } => f.write_str(path),
        }
    }
}

impl fmt::Display for Fault {
    /// `line 7, column `Ver.`: ...`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}, `{column}`: {}", self.at, self.what),
            None => write!(f, "{}: {}", self.at, self.what),
        }
    }
}
