//! The name of a member: one of few words, mostly.

use std::fmt;
use std::ops::Deref;

/// The names of members that packages have today, sorted. They take no memory of their own.
const KNOWN: [&str; 30] = [
    "ActiveIndex",
    "AllowCustomText",
    "AllowCustomTokens",
    "Caption",
    "Columns",
    "DisableAutocomplete",
    "DisableDelete",
    "DisableInsert",
    "DisableUpdate",
    "FontSize",
    "GroupType",
    "HelpText",
    "Key",
    "List",
    "Mode",
    "Options",
    "Postback",
    "Required",
    "Script",
    "ScriptBoxHeight",
    "ScriptBoxWidth",
    "ScriptKeywords",
    "Secure",
    "Settings",
    "ShowGridLines",
    "ShowHeader",
    "Theme",
    "UniqueKey",
    "Value",
    "Visible",
];

/// The local name of an element that is a member. Reads as text.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(Spelt);

/// A known name is never spelt out, so that equal names are equal here.
#[derive(Clone, PartialEq, Eq)]
enum Spelt {
    /// By its place in [`KNOWN`].
    Known(u8),
    Out(Box<str>),
}

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Spelt::Known(at) => KNOWN[usize::from(*at)],
            Spelt::Out(name) => name,
        }
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        let known = KNOWN.binary_search(&name).ok().and_then(|at| u8::try_from(at).ok());
        Self(known.map_or_else(|| Spelt::Out(name.into()), Spelt::Known))
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_sorted_and_any_name_reads_as_it_was() {
        assert!(KNOWN.is_sorted());
        for name in KNOWN.into_iter().chain(["", "Novel"]) {
            assert_eq!(Name::from(name).as_str(), name);
        }
        assert!(matches!(Name::from("Caption").0, Spelt::Known(_)));
        assert!(size_of::<Name>() <= 16);
    }
}
