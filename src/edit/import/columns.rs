//! The columns of an import: one list.

macro_rules! columns {
    ($($name:literal $column:ident $what:literal,)*) => {
        /// A column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column {
            $(#[doc = concat!("`", $name, "`: ", $what, ".")] $column,)*
        }

        impl Column {
            /// Every column, in the order of the documentation.
            pub const ALL: &'static [Column] = &[$(Column::$column,)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Column::$column => $name,)* }
            }

            /// What stands in it.
            pub fn what(self) -> &'static str {
                match self { $(Column::$column => $what,)* }
            }
        }
    };
}

columns! {
    "application" Application "the application's name",
    "connector" Connector "the connector: its slug, a former slug, its name, or the id of its package",
    "version" Version "the version of the connector that is used",
    "connection" Connection "the connection's name in the application",
    "settings" Settings "the keys that are filled in, never their values",
    "application_slug" Slug "the name of the application's file, where it is not to be made of the name",
    "application_version" ApplicationVersion "the application's own version",
    "category" Category "the application's own category",
    "owner" Owner "who keeps it",
    "published" Published "whether it is published: true or false, yes or no",
    "url" Url "where it runs",
    "access" Access "the groups that may see it",
    "observed" Observed "the day on which this was read from the platform",
    "source" Source "which platform it was read from",
}

/// How many there are.
pub(super) const COUNT: usize = Column::ALL.len();

impl Column {
    /// The columns without which nothing can be imported.
    pub const REQUIRED: [Column; 3] = [Column::Application, Column::Connector, Column::Version];

    /// The column that a heading names: in any case, with blanks, `_` or `-` between the words or nothing.
    pub(super) fn of(heading: &str) -> Option<Column> {
        let folded = fold(heading);
        Column::ALL.iter().copied().find(|column| fold(column.name()) == folded)
    }

    /// Whether it holds a list.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Column::Settings | Column::Access)
    }
}

/// A heading without what people write between words.
pub(super) fn fold(heading: &str) -> String {
    heading.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}
