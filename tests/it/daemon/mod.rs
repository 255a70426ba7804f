//! What the daemon promises, held from outside: the program itself, real folders, real repositories.
//!
//! 1. [`remote`]: a branch elsewhere is followed, whatever happens to it.

mod remote;
mod running;
