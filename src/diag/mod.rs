//! What to tell an author: located findings, and the texts made of them. Knows no rule.

mod diagnostic;
pub mod emit;
mod escape;
mod hidden;
mod markdown;
mod near;
mod overview;
mod phrases;
mod report;

pub use diagnostic::{Affected, Diagnostic, Edit, Impact, Place, Related, Severity};
pub use escape::{is_hidden, printable, same_length};
pub(crate) use hidden::first_hidden;
pub use markdown::{markdown_code, markdown_text};
pub(crate) use near::nearest;
pub use overview::{Overview, Row};
pub(crate) use phrases::{joined, listed, plural, size};
pub use report::{NotRun, Report};
