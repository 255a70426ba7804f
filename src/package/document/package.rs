//! A package as the ordered members it was read from, with typed accessors over them.

use crate::package::settings::SettingsForm;
use crate::package::tree::{Attribute, TextList, Value};

use super::{Reference, VersionNumber};

/// A connector or agent package. Members keep their place, so that what nobody knows survives being written again;
/// the accessors find them by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Package<'a> {
    /// Local name of the root element: `Agent` in every package seen.
    pub root: String,
    /// Namespace prefix of the root element and its members; empty in every package seen.
    pub prefix: String,
    /// Attributes and namespaces of the root element, in order.
    pub attributes: Vec<Attribute>,
    /// The members, in order.
    pub members: Vec<PackageMember<'a>>,
}

/// A member of the package.
#[derive(Clone, Debug, PartialEq)]
pub struct PackageMember<'a> {
    /// Local name of the element.
    pub name: String,
    /// What it holds.
    pub body: Body<'a>,
}

/// What a member of the package holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Body<'a> {
    /// Text, a boolean, a list of strings, or whatever an unknown member holds.
    Value(Value),
    /// `Version`.
    Version(VersionNumber),
    /// `References`.
    References(Vec<Reference<'a>>),
    /// `Settings`.
    Settings(SettingsForm),
}

/// The form of a package that has none.
static NO_SETTINGS: std::sync::LazyLock<SettingsForm> =
    std::sync::LazyLock::new(|| SettingsForm::new(Vec::<crate::package::Setting>::new()));

/// The members of a package in the order Package Manager writes them.
const ORDER: [&str; 18] = [
    "Category",
    "Description",
    "EntryPoint",
    "HelpUrl",
    "Icon",
    "Id",
    "InputEndpoints",
    "Isolated",
    "Name",
    "OutputEndpoints",
    "Platform",
    "References",
    "RemoteType",
    "RequireInputMap",
    "Settings",
    "Type",
    "Version",
    "Virtual",
];

impl<'a> Package<'a> {
    /// A package as Package Manager would write it, with the members it always writes.
    pub fn new(id: &str, name: &str, version: VersionNumber) -> Self {
        let package = Self {
            root: "Agent".to_owned(),
            prefix: String::new(),
            attributes: vec![
                Attribute::namespace("", "http://schemas.datacontract.org/2004/07/XMPro.Plugins.Packager"),
                Attribute::namespace("i", "http://www.w3.org/2001/XMLSchema-instance"),
            ],
            members: Vec::new(),
        };
        let none = || Value::from(TextList::new("a", Vec::<String>::new()));
        package
            .with("Description", Value::Empty)
            .with("EntryPoint", Value::Empty)
            .with("HelpUrl", Value::Nil)
            .with("Icon", Value::Nil)
            .with("Id", id)
            .with("InputEndpoints", none())
            .with("Isolated", true)
            .with("Name", name)
            .with("OutputEndpoints", none())
            .with("Platform", "NetCore")
            .with_body("References", Body::References(Vec::new()))
            .with("RemoteType", "None")
            .with("RequireInputMap", false)
            .with_settings(NO_SETTINGS.clone())
            .with("Type", "Edge")
            .with_body("Version", Body::Version(version))
            .with("Virtual", false)
    }

    /// Sets a member by its name in the file. A new one goes to its place in the order of the format, an unknown one
    /// to its place in the alphabet.
    #[must_use]
    pub fn with(self, name: &str, value: impl Into<Value>) -> Self {
        self.with_body(name, Body::Value(value.into()))
    }

    /// Sets a member of any kind, like [`Package::with`].
    #[must_use]
    pub fn with_body(mut self, name: &str, body: Body<'a>) -> Self {
        if let Some(member) = self.members.iter_mut().find(|member| member.name == name) {
            member.body = body;
            return self;
        }
        // The known members are in alphabetical order too, so one rule places them all.
        let at = self.members.iter().take_while(|member| member.name.as_str() < name).count();
        self.members.insert(at, PackageMember { name: name.to_owned(), body });
        self
    }

    /// Sets the form.
    #[must_use]
    pub fn with_settings(self, form: SettingsForm) -> Self {
        self.with_body("Settings", Body::Settings(form))
    }

    /// Sets the referenced files.
    #[must_use]
    pub fn with_references(self, references: Vec<Reference<'a>>) -> Self {
        self.with_body("References", Body::References(references))
    }

    /// Sets the names of the inputs and outputs.
    #[must_use]
    pub fn with_endpoints<'e>(
        self,
        inputs: impl IntoIterator<Item = &'e str>,
        outputs: impl IntoIterator<Item = &'e str>,
    ) -> Self {
        self.with("InputEndpoints", Value::from(TextList::new("a", inputs)))
            .with("OutputEndpoints", Value::from(TextList::new("a", outputs)))
    }

    /// What a member holds, by its name in the file.
    pub fn body(&self, name: &str) -> Option<&Body<'a>> {
        self.members.iter().find(|member| member.name == name).map(|member| &member.body)
    }

    /// The value of a member that is neither version, references nor settings, by its name in the file.
    pub fn member(&self, name: &str) -> Option<&Value> {
        match self.body(name) {
            Some(Body::Value(value)) => Some(value),
            _ => None,
        }
    }

    /// Members the format does not name, in order.
    pub fn unknown(&self) -> impl Iterator<Item = &PackageMember<'a>> {
        self.members.iter().filter(|member| !ORDER.contains(&member.name.as_str()))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_text()
    }

    fn flag(&self, name: &str) -> bool {
        self.member(name).and_then(Value::as_bool).unwrap_or(false)
    }

    fn strings(&self, name: &str) -> &[String] {
        match self.member(name) {
            Some(Value::Strings(list)) => &list.items,
            _ => &[],
        }
    }

    /// The local name of the root element.
    pub fn root_element(&self) -> &str {
        &self.root
    }

    /// The category the vendor gave it; None when absent or nil.
    pub fn category(&self) -> Option<&str> {
        self.text("Category")
    }

    /// What it does; None when absent or nil.
    pub fn description(&self) -> Option<&str> {
        self.text("Description")
    }

    /// `Namespace.Class` in the plug-in DLL; None when absent or nil.
    pub fn entry_point(&self) -> Option<&str> {
        self.text("EntryPoint")
    }

    /// Where its help is; None when absent or nil.
    pub fn help_url(&self) -> Option<&str> {
        self.text("HelpUrl")
    }

    /// Its icon as the data URI in the file; None when absent or nil. [`crate::package::icon()`] decodes it.
    pub fn icon(&self) -> Option<&str> {
        self.text("Icon")
    }

    /// The unique id, the same for every version; never empty in a package that was read.
    pub fn id(&self) -> &str {
        self.text("Id").unwrap_or_default()
    }

    /// The names of its inputs, in order.
    pub fn input_endpoints(&self) -> &[String] {
        self.strings("InputEndpoints")
    }

    /// The names of its outputs, in order.
    pub fn output_endpoints(&self) -> &[String] {
        self.strings("OutputEndpoints")
    }

    /// Whether it runs by itself.
    pub fn isolated(&self) -> bool {
        self.flag("Isolated")
    }

    /// Its name; never empty in a package that was read.
    pub fn name(&self) -> &str {
        self.text("Name").unwrap_or_default()
    }

    /// What it runs on, such as `NetCore`; None when absent or nil.
    pub fn platform(&self) -> Option<&str> {
        self.text("Platform")
    }

    /// The files that travel with it, in order.
    pub fn references(&self) -> &[Reference<'a>] {
        match self.body("References") {
            Some(Body::References(references)) => references,
            _ => &[],
        }
    }

    /// Where it runs remotely, such as `None`; None when absent or nil.
    pub fn remote_type(&self) -> Option<&str> {
        self.text("RemoteType")
    }

    /// Whether its input must be mapped.
    pub fn require_input_map(&self) -> bool {
        self.flag("RequireInputMap")
    }

    /// Its configuration form; an empty one when the package has none.
    pub fn settings(&self) -> &SettingsForm {
        match self.body("Settings") {
            Some(Body::Settings(form)) => form,
            _ => &NO_SETTINGS,
        }
    }

    /// The element `Type`, such as `Edge`; None when absent or nil.
    pub fn kind(&self) -> Option<&str> {
        self.text("Type")
    }

    /// Its version.
    pub fn version(&self) -> VersionNumber {
        match self.body("Version") {
            Some(Body::Version(version)) => *version,
            _ => VersionNumber::default(),
        }
    }

    /// The element `Virtual`.
    pub fn r#virtual(&self) -> bool {
        self.flag("Virtual")
    }

    /// The same package, borrowing nothing: every content is copied.
    pub fn into_owned(self) -> Package<'static> {
        let owned = |member: PackageMember<'a>| PackageMember {
            name: member.name,
            body: match member.body {
                Body::Value(value) => Body::Value(value),
                Body::Version(version) => Body::Version(version),
                Body::Settings(form) => Body::Settings(form),
                Body::References(list) => {
                    Body::References(list.into_iter().map(Reference::into_owned).collect())
                }
            },
        };
        Package {
            root: self.root,
            prefix: self.prefix,
            attributes: self.attributes,
            members: self.members.into_iter().map(owned).collect(),
        }
    }
}
