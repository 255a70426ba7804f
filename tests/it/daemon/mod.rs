//! The daemon, held from the outside.

mod command;
mod doctor;
mod operating;
mod validation;
