//! The daemon, held from the outside.

mod branch;
mod command;
mod doctor;
mod inbox;
mod kept;
mod operating;
mod remote;
mod serving;
mod validation;
