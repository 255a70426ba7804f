//! One call.
fn main() {}
