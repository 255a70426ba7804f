//! The form as JSON for people: names in snake case, values as what they are, nothing of how they were stored.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::package::nbfx::Text;
use crate::package::tree::{Element, Member, Value};

use super::{Setting, SettingsForm};

/// Members of a setting that have a field of their own in the JSON.
const NAMED: [&str; 12] = [
    "Caption",
    "HelpText",
    "Key",
    "Postback",
    "Required",
    "Visible",
    "Value",
    "Secure",
    "Options",
    "Columns",
    "Settings",
    "UniqueKey",
];

impl Serialize for SettingsForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut form = serializer.serialize_struct("SettingsForm", 3)?;
        form.serialize_field("postback", &self.postback)?;
        form.serialize_field("settings", &self.settings)?;
        let others: Vec<_> = self.others().collect();
        if others.is_empty() {
            form.skip_field("members")?;
        } else {
            form.serialize_field("members", &Members(others))?;
        }
        form.end()
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("control", self.control())?;
        map.serialize_entry("key", &self.key())?;
        map.serialize_entry("caption", &self.caption())?;
        map.serialize_entry("help_text", &self.help_text())?;
        map.serialize_entry("required", &self.required())?;
        map.serialize_entry("visible", &self.visible())?;
        map.serialize_entry("postback", &self.postback())?;
        map.serialize_entry("secure", &self.secure())?;
        map.serialize_entry("default", &self.value())?;
        if self.member("Options").is_some() {
            map.serialize_entry("options", &self.options())?;
        }
        if self.member("Columns").is_some() {
            map.serialize_entry("columns", self.columns())?;
        }
        if self.member("Settings").is_some() {
            map.serialize_entry("settings", self.children())?;
        }
        if self.member("UniqueKey").is_some() {
            map.serialize_entry("unique_key", self.unique_key())?;
        }
        let own: Vec<_> =
            self.members.iter().filter(|member| !NAMED.contains(&member.name.as_str())).collect();
        if !own.is_empty() {
            map.serialize_entry("members", &Members(own))?;
        }
        map.end()
    }
}

/// Members by name.
struct Members<'m>(Vec<&'m Member>);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|member| (&member.name, &member.value)))
    }
}

impl Serialize for Value {
    /// Nil is null, empty is the empty string; a list is a list; what has no form in JSON is its kind in words.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nil => serializer.serialize_none(),
            Self::Empty => serializer.serialize_str(""),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Double(value) => serializer.serialize_f64(*value),
            Self::Scalar(Text::Uint(value)) => serializer.serialize_u64(*value),
            Self::Scalar(text) => serializer.serialize_str(text.kind()),
            Self::Settings(list) => list.serialize(serializer),
            Self::Options(list) => list.serialize(serializer),
            Self::Strings(list) => list.items.serialize(serializer),
            Self::Element(element) => element.serialize(serializer),
        }
    }
}

impl Serialize for Element {
    /// Its text when it has no elements inside, else a list of what is inside, each by its name.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.elements().next().is_none() {
            return serializer.serialize_str(&self.text());
        }
        let mut list = serializer.serialize_seq(None)?;
        for element in self.elements() {
            list.serialize_element(&std::collections::BTreeMap::from([(&element.name, element)]))?;
        }
        list.end()
    }
}
