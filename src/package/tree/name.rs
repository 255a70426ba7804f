//! The name of a member: one of few words, mostly.

use std::borrow::Cow;
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Cow<'static, str>);

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        match KNOWN.binary_search(&name) {
            Ok(at) => Self(Cow::Borrowed(KNOWN[at])),
            Err(_) => Self(Cow::Owned(name.to_owned())),
        }
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
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
        assert!(matches!(Name::from("Caption").0, Cow::Borrowed(_)));
    }
}
