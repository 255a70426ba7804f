//! The daemon, held from the outside.

mod branch;
mod command;
mod doctor;
mod operating;
mod remote;
