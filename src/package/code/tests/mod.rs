//! The promises of the facts about code.
