//! The names of the export: which members come first, and which are numbers there and words in the binary form.
//!
//! Marked *seen* is what stands in the export inside a real package; the rest is a guess that says so.

/// The members of a package in the order they are declared in (seen).
pub(super) const PACKAGE: [&str; 18] = [
    "Id",
    "Name",
    "Category",
    "Description",
    "Version",
    "Icon",
    "Type",
    "Virtual",
    "HelpUrl",
    "Settings",
    "Platform",
    "EntryPoint",
    "RequireInputMap",
    "Isolated",
    "InputEndpoints",
    "OutputEndpoints",
    "References",
    "RemoteType",
];

/// A setting's own members in the order they are declared in, those of all controls in one list (seen, but for
/// `AllowCustomTokens`, whose place is a guess). What a control has besides comes after these.
pub(super) const OWN: [&str; 22] = [
    "GroupType",
    "Mode",
    "Theme",
    "FontSize",
    "ScriptBoxWidth",
    "ScriptBoxHeight",
    "ScriptKeywords",
    "Script",
    "Options",
    "AllowCustomText",
    "AllowCustomTokens",
    "Columns",
    "ShowGridLines",
    "ShowHeader",
    "UniqueKey",
    "DisableInsert",
    "DisableDelete",
    "DisableUpdate",
    "ActiveIndex",
    "Secure",
    "DisableAutocomplete",
    "Settings",
];

/// The members every setting ends with, in order (seen).
pub(super) const LAST: [&str; 7] = ["Value", "Key", "Caption", "HelpText", "Postback", "Visible", "Required"];

/// Whose member a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Package,
    Form,
    Setting,
    Reference,
}

/// Words of the binary form that are numbers in the export, by owner, member, word and number. All seen but the last
/// two, which follow the order in which the types are documented. A word that is not here is written as the word, and a
/// word is read wherever a number is.
const NUMBERS: [(Owner, &str, &str, i64); 11] = [
    (Owner::Package, "Type", "Edge", 0),
    (Owner::Package, "Platform", "NetCore", 1),
    (Owner::Package, "RemoteType", "None", 0),
    (Owner::Setting, "GroupType", "Default", 0),
    (Owner::Setting, "GroupType", "SubPage", 1),
    (Owner::Setting, "Mode", "markdown", 25),
    (Owner::Setting, "Theme", "vs", 0),
    (Owner::Reference, "ReferenceType", "Agent", 0),
    (Owner::Reference, "ReferenceType", "Reference", 1),
    (Owner::Reference, "ReferenceType", "Resource", 2),
    (Owner::Reference, "ReferenceType", "Zip", 3),
];

/// The number of a word that a member holds.
pub(super) fn number(owner: Owner, member: &str, word: &str) -> Option<i64> {
    let known = |entry: &&(Owner, &str, &str, i64)| (entry.0, entry.1, entry.2) == (owner, member, word);
    NUMBERS.iter().find(known).map(|entry| entry.3)
}

/// The word for a number that a member holds.
pub(super) fn word(owner: Owner, member: &str, number: i64) -> Option<&'static str> {
    let known = |entry: &&(Owner, &str, &str, i64)| (entry.0, entry.1, entry.3) == (owner, member, number);
    NUMBERS.iter().find(known).map(|entry| entry.2)
}

/// Whether a member is a number in the export and a word in the binary form.
pub(super) fn is_word(owner: Owner, member: &str) -> bool {
    NUMBERS.iter().any(|entry| (entry.0, entry.1) == (owner, member))
}

/// Whether a member is a list of text, also where it is empty.
pub(super) fn is_text_list(owner: Owner, member: &str) -> bool {
    match owner {
        Owner::Package => matches!(member, "InputEndpoints" | "OutputEndpoints"),
        Owner::Setting => member == "UniqueKey",
        _ => false,
    }
}

/// Whether a member is a list of something else, also where it is empty.
pub(super) fn is_list(owner: Owner, member: &str) -> bool {
    owner == Owner::Setting && matches!(member, "Options" | "Columns" | "Settings")
}

/// The prefix Package Manager declares for the items of a list of text.
pub(super) fn items_prefix(owner: Owner) -> &'static str {
    if owner == Owner::Package { "a" } else { "b" }
}

/// Whether a member is a number, so that 0 and 1, which share their record with the texts "0" and "1", are numbers.
pub(super) fn is_number(owner: Owner, control: &str, member: &str) -> bool {
    match (owner, member) {
        (Owner::Package, known) => !PACKAGE.contains(&known),
        (Owner::Setting, "Value") => control == "NumberBox",
        (
            Owner::Setting,
            "Caption" | "HelpText" | "Key" | "ScriptBoxWidth" | "ScriptBoxHeight" | "ScriptKeywords"
            | "Script",
        ) => false,
        _ => true,
    }
}
