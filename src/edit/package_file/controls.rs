//! The table of fields: of a package, of every control, and of each control alone. Reader, writer, schema and template
//! are made from it. To add a control is to add an entry here.

use crate::package::nbfx::Text;
use crate::package::{Attribute, Setting, SettingBuilder, TextList, Value};

/// What a field holds, and so how it is read, written and described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, or null for nil.
    Text,
    /// `true` or `false`.
    Flag,
    /// `true` or `false`, or null for nil.
    Switch,
    /// A number, or null for nil.
    Number,
    /// Any single value, by the kind YAML reads it as.
    Any,
    /// A list of texts; the prefix its items have in the package.
    Texts(&'static str),
    /// Choices: texts, or what is shown and what is stored.
    Options,
    /// Settings of a group, or columns of a grid.
    Settings,
    /// The version: a decimal number.
    Version,
    /// A picture's path, or a data URI.
    Icon,
    /// The files inside.
    References,
}

/// A field and the member of the package it stands for.
#[derive(Debug)]
pub(super) struct Property {
    /// The field in `package.yaml`.
    pub(super) field: &'static str,
    /// The member in the package.
    pub(super) member: &'static str,
    pub(super) kind: Kind,
    /// What it is for, as a sentence.
    pub(super) about: &'static str,
    /// What could stand there, as YAML; empty where an example tells nothing.
    pub(super) example: &'static str,
}

/// A control of the form.
#[derive(Debug)]
pub(super) struct Control {
    /// Its name in the package.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// What its `default` is.
    pub(super) default: Kind,
    /// What it has beside what every control has.
    pub(super) own: &'static [Property],
}

const fn property(
    (field, member): (&'static str, &'static str),
    kind: Kind,
    about: &'static str,
    example: &'static str,
) -> Property {
    Property { field, member, kind, about, example }
}

/// The fields of a package, in the order they are written.
pub(super) const PACKAGE: &[Property] = &[
    property(
        ("id", "Id"),
        Kind::Text,
        "The package's unique id, a GUID: the same in every version, never that of another package.",
        "",
    ),
    property(("name", "Name"), Kind::Text, "The name that people see.", "SQL Server"),
    property(
        ("version", "Version"),
        Kind::Version,
        "The version, a decimal number in quotes: 1.3002 > 1.3 > 1.2901. App Designer takes a version once.",
        "\"1.0\"",
    ),
    property(("category", "Category"), Kind::Text, "The category in App Designer.", "Database"),
    property(("description", "Description"), Kind::Text, "What it does.", "Reads and writes rows."),
    property(
        ("entry_point", "EntryPoint"),
        Kind::Text,
        "The class in the plug-in DLL that App Designer starts: Namespace.Class.",
        "Acme.SqlServer.Connector",
    ),
    property(
        ("help_url", "HelpUrl"),
        Kind::Text,
        "Where its help is.",
        "https://example.com/docs/sql-server",
    ),
    property(
        ("icon", "Icon"),
        Kind::Icon,
        "A picture in this folder (png, jpeg, gif, svg or webp), or a data URI.",
        "icon.png",
    ),
    property(("platform", "Platform"), Kind::Text, "What it runs on.", "NetCore"),
    property(("type", "Type"), Kind::Text, "Where it runs.", "Edge"),
    property(
        ("remote_type", "RemoteType"),
        Kind::Text,
        "How it runs remotely; the text None for not at all.",
        "None",
    ),
    property(("isolated", "Isolated"), Kind::Flag, "Whether it runs by itself.", "true"),
    property(("virtual", "Virtual"), Kind::Flag, "Whether it is virtual.", "false"),
    property(
        ("require_input_map", "RequireInputMap"),
        Kind::Flag,
        "Whether its input must be mapped.",
        "false",
    ),
    property(
        ("inputs", "InputEndpoints"),
        Kind::Texts("a"),
        "The names of its inputs; connectors have none.",
        "[]",
    ),
    property(
        ("outputs", "OutputEndpoints"),
        Kind::Texts("a"),
        "The names of its outputs; connectors have none.",
        "[]",
    ),
    property(
        ("references", "References"),
        Kind::References,
        "The files inside, each by its path in this folder; exactly one is the plug-in.",
        "",
    ),
    property(
        ("settings", "Settings"),
        Kind::Settings,
        "The form that a person fills in: settings, mostly in groups.",
        "",
    ),
];

/// What every control has, but `default`.
pub(super) const BASE: &[Property] = &[
    property(
        ("key", "Key"),
        Kind::Text,
        "The key under which the value is stored, unique in the form (a column's: in its grid). A group needs none.",
        "Server",
    ),
    property(("caption", "Caption"), Kind::Text, "The label.", "Server"),
    property(("help", "HelpText"), Kind::Text, "The explanation beside it.", "Host name or address."),
    property(("required", "Required"), Kind::Flag, "Whether it must be filled in.", "true"),
    property(("visible", "Visible"), Kind::Flag, "Whether it is shown at first.", "false"),
    property(
        ("postback", "Postback"),
        Kind::Flag,
        "Whether a change is sent to the plug-in at once, which may then change the form.",
        "true",
    ),
];

const SECURE: Property =
    property(("secure", "Secure"), Kind::Flag, "Whether what is typed is a secret.", "true");
const OPTIONS: Property = property(
    ("options", "Options"),
    Kind::Options,
    "The choices: texts, or pairs of what is shown and what is stored.",
    "[Fast, { display: Very slow, value: slow }]",
);
const CUSTOM_TEXT: Property = property(
    ("allow_custom_text", "AllowCustomText"),
    Kind::Flag,
    "Whether a text that is no option may be typed.",
    "true",
);
const COLUMNS: Property = property(
    ("columns", "Columns"),
    Kind::Settings,
    "The columns, each a setting with a key of its own.",
    "",
);
const UNIQUE_KEY: Property = property(
    ("unique_key", "UniqueKey"),
    Kind::Texts("b"),
    "The keys of the columns that together name a row.",
    "[Name]",
);
const NO_DELETE: Property =
    property(("disable_delete", "DisableDelete"), Kind::Flag, "Whether rows cannot be deleted.", "true");
const NO_INSERT: Property =
    property(("disable_insert", "DisableInsert"), Kind::Flag, "Whether rows cannot be added.", "true");
const NO_UPDATE: Property =
    property(("disable_update", "DisableUpdate"), Kind::Flag, "Whether rows cannot be changed.", "true");

/// The controls of a form.
pub(super) const CONTROLS: &[Control] = &[
    Control {
        name: "Group",
        about: "Settings under a heading.",
        default: Kind::Any,
        own: &[
            property(
                ("group_type", "GroupType"),
                Kind::Text,
                "How the group is shown: Default, or SubPage for a page of its own.",
                "Default",
            ),
            property(("settings", "Settings"), Kind::Settings, "The settings inside.", ""),
        ],
    },
    Control {
        name: "TextBox",
        about: "One line of text.",
        default: Kind::Text,
        own: &[
            SECURE,
            property(
                ("disable_autocomplete", "DisableAutocomplete"),
                Kind::Flag,
                "Whether the browser must not suggest earlier texts.",
                "true",
            ),
        ],
    },
    Control {
        name: "VariableBox",
        about: "A text that may name a variable.",
        default: Kind::Text,
        own: &[SECURE],
    },
    Control { name: "NumberBox", about: "A whole number.", default: Kind::Number, own: &[] },
    Control { name: "CheckBox", about: "Yes or no.", default: Kind::Switch, own: &[] },
    Control { name: "Button", about: "A button that the plug-in answers.", default: Kind::Switch, own: &[] },
    Control {
        name: "DropDown",
        about: "One of several choices.",
        default: Kind::Text,
        own: &[CUSTOM_TEXT, OPTIONS],
    },
    Control {
        name: "TokenBox",
        about: "Any of several choices.",
        default: Kind::Text,
        own: &[
            CUSTOM_TEXT,
            property(
                ("allow_custom_tokens", "AllowCustomTokens"),
                Kind::Flag,
                "Whether a token that is no option may be typed.",
                "true",
            ),
            OPTIONS,
        ],
    },
    Control {
        name: "EditList",
        about: "Rows that are edited one at a time.",
        default: Kind::Text,
        own: &[
            property(
                ("active_index", "ActiveIndex"),
                Kind::Number,
                "The row that is open at first, from 0.",
                "0",
            ),
            NO_DELETE,
            NO_INSERT,
            NO_UPDATE,
            UNIQUE_KEY,
            COLUMNS,
        ],
    },
    Control {
        name: "Grid",
        about: "Rows and columns.",
        default: Kind::Text,
        own: &[
            NO_DELETE,
            NO_INSERT,
            NO_UPDATE,
            property(
                ("show_grid_lines", "ShowGridLines"),
                Kind::Flag,
                "Whether lines are drawn between cells.",
                "true",
            ),
            property(
                ("show_header", "ShowHeader"),
                Kind::Flag,
                "Whether the captions stand above the columns.",
                "true",
            ),
            UNIQUE_KEY,
            COLUMNS,
        ],
    },
    Control {
        name: "ScriptBox",
        about: "An editor for a script.",
        default: Kind::Text,
        own: &[
            property(("mode", "Mode"), Kind::Text, "The script's language.", "sql"),
            property(("theme", "Theme"), Kind::Text, "The editor's colours.", "vs"),
            property(("font_size", "FontSize"), Kind::Number, "Size of the letters, in points.", "14"),
            property(
                ("script_box_height", "ScriptBoxHeight"),
                Kind::Text,
                "Height of the editor, in pixels.",
                "\"650\"",
            ),
            property(
                ("script_box_width", "ScriptBoxWidth"),
                Kind::Text,
                "Width of the editor, in pixels.",
                "\"650\"",
            ),
            property(("script_keywords", "ScriptKeywords"), Kind::Any, "Words that the editor suggests.", ""),
            property(("script", "Script"), Kind::Text, "The script that stands in it at first.", ""),
        ],
    },
    Control {
        name: "CheckList",
        about: "Choices to tick; what it has of its own goes under `members`.",
        default: Kind::Any,
        own: &[],
    },
    Control {
        name: "FileUpload",
        about: "A file to upload; what it has of its own goes under `members`.",
        default: Kind::Any,
        own: &[],
    },
    Control {
        name: "Filter",
        about: "A filter; what it has of its own goes under `members`.",
        default: Kind::Any,
        own: &[],
    },
    Control {
        name: "Title",
        about: "A heading; what it has of its own goes under `members`.",
        default: Kind::Any,
        own: &[],
    },
];

/// What an unknown control is read as.
static UNKNOWN: Control = Control { name: "", about: "", default: Kind::Any, own: &[] };

/// The prefix that elements of a form have, unless the form says otherwise.
pub(super) const USUAL_PREFIX: &str = "a";

/// Fields that say how something stands in the package, where that is not as usual; written by `unpack`.
pub(super) const MEMBERS: &str = "Members that have no field, by their name in the package.";
pub(super) const ATTRIBUTES: &str =
    "Attributes and namespaces of the element, where they are not the usual ones.";
pub(super) const LAYOUT: &str = "The members there are, in their order, where that is not the usual one.";

/// The control called `name`; one without members of its own when nobody knows it.
pub(super) fn control(name: &str) -> &'static Control {
    known(name).unwrap_or(&UNKNOWN)
}

/// The control called `name` in the table.
pub(super) fn known(name: &str) -> Option<&'static Control> {
    CONTROLS.iter().find(|control| control.name == name)
}

/// The control that was probably meant by a name that nobody knows.
pub(super) fn near(name: &str) -> Option<&'static Control> {
    if known(name).is_some() {
        return None;
    }
    let likeness = |control: &'static Control| (strsim::jaro_winkler(control.name, name), control);
    let best = CONTROLS.iter().map(likeness).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}

impl Control {
    /// Its `default`.
    pub(super) fn default(&self) -> Property {
        property(("default", "Value"), self.default, "What stands in it at first.", "")
    }

    /// Everything it has, in the order it is written.
    pub(super) fn properties(&self) -> Vec<Property> {
        let copy = |p: &Property| property((p.field, p.member), p.kind, p.about, p.example);
        BASE.iter().map(copy).chain([self.default()]).chain(self.own.iter().map(copy)).collect()
    }
}

/// A setting of which nothing was said but its control.
pub(super) fn start(name: &str) -> SettingBuilder {
    let control = control(name);
    let mut builder = Setting::new(name);
    if control.default == Kind::Switch {
        // A box is ticked or not; it has no third state.
        builder = builder.value(false);
    }
    for property in control.own {
        // The lists a control has are there also when they are empty.
        builder = match property.kind {
            Kind::Settings | Kind::Options => builder.member(property.member, Value::Empty),
            Kind::Texts(prefix) => builder.member(property.member, no_texts(prefix)),
            _ => builder,
        };
    }
    builder
}

/// A list of texts without any.
fn no_texts(prefix: &str) -> Value {
    Value::from(TextList::new(prefix, Vec::<String>::new()))
}

/// The attributes of a setting: the one that names its control.
pub(super) fn usual_attributes(name: &str, prefix: &str) -> Vec<Attribute> {
    let qualified = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") };
    let value = Text::Chars(qualified.into());
    vec![Attribute::Plain { prefix: "i".to_owned(), name: "type".to_owned(), value }]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_field_and_member_stands_once_and_is_explained() {
        let lists = CONTROLS.iter().map(Control::properties).chain([control("Unheard").properties()]);
        for list in lists
            .map(|list| list.into_iter().map(|p| (p.field, p.member, p.about)).collect::<Vec<_>>())
            .chain([PACKAGE.iter().map(|p| (p.field, p.member, p.about)).collect()])
        {
            let fields: BTreeSet<_> = list.iter().map(|(field, ..)| field).collect();
            let members: BTreeSet<_> = list.iter().map(|(_, member, _)| member).collect();
            assert_eq!((fields.len(), members.len()), (list.len(), list.len()));
            for (field, _, about) in list {
                assert!(about.ends_with('.'), "{field}: {about}");
                assert!(field.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{field}");
            }
        }
    }
}
