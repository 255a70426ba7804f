//! Why a text is not changed, in words that tell a person what to do by hand.

use super::Step;
use crate::yaml::tree::{Fault, Node};

/// Why a text is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub(crate) struct Refused {
    pub(crate) what: String,
}

impl Refused {
    fn new(what: String) -> Refused {
        Refused { what }
    }

    /// The text is none that is read.
    pub(super) fn unread(fault: &Fault) -> Refused {
        Refused::new(fault.message.clone())
    }

    /// It could be changed only with harm to what stands around it.
    pub(super) fn harm(path: &[Step<'_>]) -> Refused {
        let name = name(path);
        Refused::new(format!(
            "{name} cannot be changed without harm to what stands around it; change it by hand"
        ))
    }

    pub(super) fn missing(path: &[Step<'_>]) -> Refused {
        Refused::new(format!("there is no {}", name(path)))
    }

    pub(super) fn twice(path: &[Step<'_>]) -> Refused {
        Refused::new(format!("{} stands there more than once; keep one of them", name(path)))
    }

    pub(super) fn other(path: &[Step<'_>], node: &Node, expected: &str) -> Refused {
        Refused::new(format!("{} is {}; expected {expected}", name(path), node.kind()))
    }
}

/// What a path names, from the inside to the outside.
fn name(path: &[Step<'_>]) -> String {
    let mut words = String::new();
    for step in path.iter().rev() {
        match step {
            Step::Key(key) if words.is_empty() => words = format!("`{key}`"),
            Step::Key(key) => words.push_str(&format!(" of `{key}`")),
            Step::Item(at) if words.is_empty() => words = format!("item {}", at + 1),
            Step::Item(at) => words.push_str(&format!(" of item {}", at + 1)),
        }
    }
    if words.is_empty() { "the file".to_owned() } else { words }
}
