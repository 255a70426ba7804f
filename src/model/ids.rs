//! The names things are known by. Each is checked where it is read; a rule reports one that is not well-formed.

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Takes `text` as it was written.
            pub fn new(text: impl Into<String>) -> $name {
                $name(text.into())
            }

            /// The text as it was written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// The name of a connector's folder or an application's file: what stands in addresses and references.
    Slug
}

name! {
    /// A category's id in `categories.yaml`.
    CategoryId
}
