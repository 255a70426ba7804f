//! The daemon, held from the outside.

mod command;
mod doctor;
mod inbox;
mod operating;
mod remote;
