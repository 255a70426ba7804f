//! The form, to JSON and back.

use crate::package::nbfx::Text;
use crate::package::settings::{FormPart, check_base, place};
use crate::package::tree::{Member, Name};
use crate::package::{Attribute, Limits, ReadError, Setting, SettingParts, SettingsForm, Value, WriteError};

use super::members::{Found, Members, arrange};
use super::names::{LAST, OWN, Owner};
use super::trees;
use super::value::{Json, Kind};
use super::values::{self, Place};

/// What stands before a .NET namespace to make it one of XML.
const CONTRACTS: &str = "http://schemas.datacontract.org/2004/07/";

/// The members of a form in the order Package Manager writes them.
const FORM: [&str; 2] = ["List", "Postback"];

/// The .NET namespace of the controls of a form that declares `uri`.
fn namespace_of(uri: Option<&str>) -> Option<&str> {
    uri?.strip_prefix(CONTRACTS).filter(|namespace| is_dotted(namespace))
}

/// Whether this is a .NET name such as can stand in a `$type`.
fn is_dotted(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
}

/// The .NET namespace of the first control in a document.
fn first_namespace<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    match &json.kind {
        Kind::List(items) => items.iter().find_map(first_namespace),
        Kind::Object(entries) => match entries.first() {
            Some(entry) if entry.name == "$type" => Some(split_type(entry.value.as_text()?)?.0),
            _ => entries.iter().find_map(|entry| first_namespace(&entry.value)),
        },
        _ => None,
    }
}

/// The namespace and the control of `Namespace.Control, Assembly`.
fn split_type(kind: &str) -> Option<(&str, &str)> {
    let name = kind.split_once(',').map_or(kind, |(name, _)| name).trim();
    name.rsplit_once('.').filter(|(namespace, control)| is_dotted(namespace) && is_dotted(control))
}

/// The JSON of a form.
pub(super) fn write_form(form: &SettingsForm) -> Result<Json<'_>, WriteError> {
    let namespace = namespace_of(form.namespace());
    let place = Place { owner: Owner::Form, control: "", prefix: &form.prefix, namespace };
    let mut members = Members::default();
    let mut order = Vec::new();
    for part in form.parts() {
        let (name, value) = match part {
            FormPart::List => ("List", write_list(&form.settings, place)?),
            FormPart::Postback => ("Postback", Kind::Bool(form.postback).into()),
            FormPart::Other(member) => {
                (member.name.as_str(), values::write(&member.value, &member.name, place)?)
            }
        };
        order.push(name);
        members.put(name, value)?;
    }
    let derived =
        members.get("List").and_then(first_namespace).unwrap_or_else(|| default_namespace()).to_owned();
    if form.prefix != "a" || *form.attributes != [declaration(&derived)] {
        members.first("$attributes", trees::attributes(&form.attributes));
        members.first("$prefix", Json::text(form.prefix.as_str()));
    }
    members.order(&order, &canonical(&order));
    Ok(members.finish())
}

fn default_namespace() -> &'static str {
    SettingsForm::NAMESPACE.strip_prefix(CONTRACTS).unwrap_or_default()
}

fn declaration(namespace: &str) -> Attribute {
    Attribute::namespace("a", &format!("{CONTRACTS}{namespace}"))
}

/// The order a form's members have unless something else is said.
fn canonical<'n>(names: &[&'n str]) -> Vec<&'n str> {
    let others = names.iter().copied().filter(|name| !FORM.contains(name));
    FORM.into_iter().chain(others).collect()
}

/// The JSON of a list of settings.
pub(super) fn write_list<'p>(list: &'p [Setting], place: Place<'_>) -> Result<Json<'p>, WriteError> {
    let settings = list.iter().map(|setting| write_setting(setting, place));
    Ok(Kind::List(settings.collect::<Result<_, _>>()?).into())
}

fn write_setting<'p>(setting: &'p Setting, around: Place<'_>) -> Result<Json<'p>, WriteError> {
    let control = setting.control();
    let place = Place { owner: Owner::Setting, control, ..around };
    let mut members = Members::default();
    let mut sorted: Vec<&Member> = setting.members.iter().collect();
    sorted.sort_by_key(|member| declared(&member.name));
    for member in sorted {
        members.put(&member.name, values::write(&member.value, &member.name, place)?)?;
    }
    let order: Vec<&str> = setting.members.iter().map(|member| member.name.as_str()).collect();
    let usual = Setting::new(control).build();
    let mut expected = order.clone();
    let missing = usual.members.iter().map(|member| member.name.as_str());
    expected.extend(missing.filter(|name| !order.contains(name)));
    expected.sort_by_key(|name| place_of(name));
    members.order(&order, &expected);
    let kind = kind_attribute(place.prefix, control);
    match place
        .namespace
        .filter(|_| is_dotted(control) && !control.contains('.') && *setting.attributes == [kind])
    {
        Some(namespace) => {
            let assembly = namespace.strip_suffix(".Settings").unwrap_or(namespace);
            members.first("$type", Json::text(format!("{namespace}.{control}, {assembly}")));
        }
        None => members.first("$attributes", trees::attributes(&setting.attributes)),
    }
    Ok(members.finish())
}

fn place_of(name: &str) -> (usize, String) {
    let (at, name) = place(name);
    (at, name.to_owned())
}

fn kind_attribute(prefix: &str, control: &str) -> Attribute {
    let value = if prefix.is_empty() { control.to_owned() } else { format!("{prefix}:{control}") };
    Attribute::Plain { prefix: "i".to_owned(), name: "type".to_owned(), value: Text::Chars(value.into()) }
}

/// Where a setting's member stands in the export.
fn declared(name: &str) -> usize {
    let last = LAST.iter().position(|other| *other == name).map(|at| OWN.len() + 1 + at);
    last.or_else(|| OWN.iter().position(|other| *other == name)).unwrap_or(OWN.len())
}

/// Reads a form back.
pub(super) fn read_form(json: &Json<'_>, limits: &Limits) -> Result<SettingsForm, ReadError> {
    let entries = json.needs_entries("member `Settings`")?;
    let prefix = json.get("$prefix").map_or(Ok("a"), |prefix| prefix.needs_text("$prefix"))?;
    let attributes = match json.get("$attributes") {
        Some(attributes) => trees::read_attributes(attributes)?,
        None => vec![declaration(first_namespace(json).unwrap_or_else(|| default_namespace()))],
    };
    let mut form = SettingsForm::bare(prefix, attributes);
    let uri = form.namespace().map(str::to_owned);
    let place = Place { owner: Owner::Form, control: "", prefix, namespace: namespace_of(uri.as_deref()) };
    let mut found = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.name.starts_with('$')) {
        let value = match (&*entry.name, &entry.value.kind) {
            ("List", Kind::List(items)) if items.is_empty() => Value::Empty,
            ("List", Kind::List(items)) => Value::Settings(read_list(items, place)?),
            _ => values::read(&entry.value, &entry.name, place)?,
        };
        found.push(Found { name: entry.name.to_string(), at: entry.at, value });
    }
    let expected = |found: &mut Vec<Found<Value>>| {
        for (name, value) in [("List", Value::Empty), ("Postback", Value::Bool(false))] {
            if !found.iter().any(|member| member.name == name) {
                found.push(Found { name: name.to_owned(), at: json.at, value });
            }
        }
        found.sort_by_key(|member| FORM.iter().position(|name| *name == member.name).unwrap_or(FORM.len()));
    };
    for Found { name, at, value } in arrange(json, found, expected)? {
        form.take(Member { name: name.into(), value }, at, limits)?;
    }
    Ok(form)
}

/// Reads a list of settings back.
pub(super) fn read_list(items: &[Json<'_>], place: Place<'_>) -> Result<Vec<Setting>, ReadError> {
    items.iter().map(|item| read_setting(item, place)).collect()
}

fn read_setting(json: &Json<'_>, around: Place<'_>) -> Result<Setting, ReadError> {
    let entries = json.needs_entries("a setting")?;
    let mut setting =
        Setting::from(SettingParts { attributes: read_kind(json, around)?.into(), members: Vec::new() });
    let control = setting.control().to_owned();
    let place = Place { owner: Owner::Setting, control: &control, ..around };
    let mut found = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.name.starts_with('$')) {
        let value = values::read(&entry.value, &entry.name, place)?;
        let member = Member { name: Name::from(&*entry.name), value };
        check_base(&member, entry.at)?;
        found.push(Found { name: entry.name.to_string(), at: entry.at, value: member.value });
    }
    let expected = |found: &mut Vec<Found<Value>>| {
        for Member { name, value } in std::mem::take(&mut Setting::new(&control).build().members) {
            if !found.iter().any(|member| name == *member.name) {
                found.push(Found { name: name.to_string(), at: json.at, value });
            }
        }
        found.sort_by_key(|member| place_of(&member.name));
    };
    let found = arrange(json, found, expected)?;
    setting.members =
        found.into_iter().map(|Found { name, value, .. }| Member { name: name.into(), value }).collect();
    Ok(setting)
}

/// The attributes of a setting: those that are spelt out, or what its `$type` says.
fn read_kind(json: &Json<'_>, place: Place<'_>) -> Result<Vec<Attribute>, ReadError> {
    if let Some(attributes) = json.get("$attributes") {
        return trees::read_attributes(attributes);
    }
    let kind = json.needs("$type", "a setting")?;
    let (namespace, control) = split_type(kind.needs_text("$type")?).ok_or_else(|| {
        let found = kind.as_text().unwrap_or_default().escape_debug();
        ReadError::new(kind.at, format!("`$type` is `{found}`; expected `Namespace.Control, Assembly`"))
    })?;
    if place.namespace == Some(namespace) {
        return Ok(vec![kind_attribute(place.prefix, control)]);
    }
    // A control of another assembly than the form's.
    let own = if place.prefix == "b" { "c" } else { "b" };
    let uri = format!("{CONTRACTS}{namespace}");
    Ok(vec![kind_attribute(own, control), Attribute::namespace(own, &uri)])
}
