//! One change as a value: what, of what, and for whom.

use super::message::Message;
use super::{Grade, Kind};

/// One difference between two packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// What changed.
    pub subject: Subject,
    /// For whom it matters.
    pub affects: Affects,
    message: Message,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The package as a whole.
    Package,
    /// The form as a whole.
    Form,
    /// A setting, by its key; after a renaming the new one.
    Setting(String),
    /// A column of a setting.
    Column {
        /// The setting's key.
        setting: String,
        /// The column's key.
        column: String,
    },
    /// A control without a key, by its caption.
    Label(String),
    /// A group, by the names of the groups around it and its own, outermost first.
    Group(Vec<String>),
    /// An input, by its name.
    Input(String),
    /// An output, by its name.
    Output(String),
    /// A file in the package, by its name.
    File(String),
    /// An assembly that is needed and not there, by its simple name.
    Assembly(String),
}

/// The applications to which a change matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Affects {
    /// Each one.
    Everyone,
    /// Those that do not fill in this key.
    ApplicationsWithout(String),
    /// Those that fill in this key.
    ApplicationsWith(String),
    /// Some of those that fill in this key: it depends on the value, which nobody outside the platform knows.
    SomeWith(String),
    /// None.
    Nobody,
}

impl Affects {
    /// The key that those applications fill in, or do not.
    pub fn key(&self) -> Option<&str> {
        match self {
            Affects::ApplicationsWithout(key) | Affects::ApplicationsWith(key) | Affects::SomeWith(key) => {
                Some(key)
            }
            Affects::Everyone | Affects::Nobody => None,
        }
    }

    /// Who they are, for programs: `everyone`, `without`, `with`, `some-with` or `nobody`.
    pub fn word(&self) -> &'static str {
        match self {
            Affects::Everyone => "everyone",
            Affects::ApplicationsWithout(_) => "without",
            Affects::ApplicationsWith(_) => "with",
            Affects::SomeWith(_) => "some-with",
            Affects::Nobody => "nobody",
        }
    }
}

impl Change {
    pub(super) fn new(kind: Kind, subject: Subject, affects: Affects, message: Message) -> Change {
        Change { kind, subject, affects, message }
    }

    /// The code of its kind.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// How much it matters.
    pub fn grade(&self) -> Grade {
        self.kind.grade()
    }

    /// What changed, as a sentence: lower case, no full stop, values apart from words.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// Why it matters so much.
    pub fn why(&self) -> &'static str {
        self.kind.why()
    }
}

impl Subject {
    /// The subject's sort, for programs: `setting`, `file`.
    pub fn sort(&self) -> &'static str {
        match self {
            Subject::Package => "package",
            Subject::Form => "form",
            Subject::Setting(_) => "setting",
            Subject::Column { .. } => "column",
            Subject::Label(_) => "label",
            Subject::Group(_) => "group",
            Subject::Input(_) => "input",
            Subject::Output(_) => "output",
            Subject::File(_) => "file",
            Subject::Assembly(_) => "assembly",
        }
    }

    /// The subject's own name; None for the package and the form.
    pub fn name(&self) -> Option<&str> {
        match self {
            Subject::Package | Subject::Form => None,
            Subject::Group(path) => path.last().map(String::as_str),
            Subject::Column { column, .. } => Some(column),
            Subject::Setting(name)
            | Subject::Label(name)
            | Subject::Input(name)
            | Subject::Output(name)
            | Subject::File(name)
            | Subject::Assembly(name) => Some(name),
        }
    }

    /// The subject as the beginning of a sentence.
    pub fn named(&self) -> Message {
        match self {
            Subject::Package => Message::words("the package"),
            Subject::Form => Message::words("the form"),
            Subject::Setting(key) => Message::of(key),
            Subject::Column { setting, column } => {
                Message::words("column ").value(column).say(" of ").value(setting)
            }
            Subject::Label(caption) => Message::words("the label ").value(caption),
            Subject::Group(path) => Message::words("the group ").value(&path.join(" / ")),
            Subject::Input(name) => Message::words("the input ").value(name),
            Subject::Output(name) => Message::words("the output ").value(name),
            Subject::File(name) | Subject::Assembly(name) => Message::of(name),
        }
    }
}
