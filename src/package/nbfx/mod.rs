//! .NET Binary XML ([MC-NBFX]) without a string dictionary: the container of a binary package.
//!
//! 1. [`Reader`] turns bytes into [`Event`]s that borrow from them. It is not recursive, builds no tree and checks every
//!    claimed length against the bytes that are left before anything is taken.
//! 2. [`Encoder`] turns calls into bytes, choosing records as .NET's own writer does, its 512-byte buffer included, so
//!    that a package read and written again is the same bytes.
//!
//! The records that need a dictionary ([MC-NBFS], [MC-NBFSE]) are refused: a package never uses them.

mod cursor;
mod encoder;
mod reader;
mod record;
mod text;

pub use encoder::Encoder;
pub use reader::{Array, Event, Reader};
pub use text::Text;

pub(crate) use cursor::Cursor;
pub(crate) use text::read as read_text;
