//! From a package to what `package.yaml` says of it: only what is not as usual, in the order of the table.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::controls::{self, Kind, PACKAGE, Property, USUAL_PREFIX};
use super::references::KINDS;
use crate::package::nbfx::Text;
use crate::package::{
    Attribute, Body, Element, Member, Node, Package, Reference, Setting, SettingsForm, TextList, Value,
    VersionNumber,
};
use crate::yaml::Out;

type Entries = Vec<(String, Out)>;

/// What is said of a package. `icon` is the file its icon goes to, if it goes to one.
pub(super) fn package(package: &Package<'_>, icon: Option<&str>) -> Entries {
    let usual = Package::new("", "", VersionNumber::default());
    let mut entries = vec![("schema".to_owned(), Out::Plain("1".to_owned()))];
    let (mut lists, mut members) = (Entries::new(), Entries::new());
    for property in PACKAGE {
        let Some(body) = package.body(property.member) else { continue };
        if usual.body(property.member) == Some(body)
            && !matches!(property.kind, Kind::References | Kind::Version)
        {
            continue;
        }
        let said = body_of(body, property, icon);
        let to = match property.kind {
            Kind::References | Kind::Settings => &mut lists,
            _ => &mut entries,
        };
        match (said, body) {
            (Some(out), _) => to.push((property.field.to_owned(), out)),
            (None, Body::Value(value)) => members.push((property.member.to_owned(), any(value))),
            (None, _) => {}
        }
    }
    for member in package.unknown() {
        if let Body::Value(value) = &member.body {
            members.push((member.name.clone(), any(value)));
        }
    }
    push_map(&mut entries, "members", members);
    root(&mut entries, package, &usual);
    entries.extend(form(package.settings()));
    entries.append(&mut lists);
    entries
}

fn push_map(entries: &mut Entries, name: &str, map: Entries) {
    if !map.is_empty() {
        entries.push((name.to_owned(), Out::Map(map)));
    }
}

/// How the root is written, where that is not as usual.
fn root(entries: &mut Entries, package: &Package<'_>, usual: &Package<'_>) {
    if package.root != usual.root {
        entries.push(("element".to_owned(), Out::text(&package.root)));
    }
    if package.prefix != usual.prefix {
        entries.push(("prefix".to_owned(), Out::text(&package.prefix)));
    }
    if package.attributes != usual.attributes {
        entries.push(attributes(&package.attributes));
    }
    let mut arranged = usual.clone();
    for member in &package.members {
        arranged = arranged.with_body(&member.name, Body::Value(Value::Nil));
    }
    let arranged = arranged.members.iter().map(|member| member.name.as_str());
    entries.extend(layout(arranged, package.members.iter().map(|member| member.name.as_str())));
}

/// The members in their order, where that is not the one they are read in.
fn layout<'n>(
    read: impl Iterator<Item = &'n str>,
    names: impl Iterator<Item = &'n str> + Clone,
) -> Option<(String, Out)> {
    (!read.eq(names.clone())).then(|| ("layout".to_owned(), Out::Words(names.map(Out::text).collect())))
}

fn body_of(body: &Body<'_>, property: &Property, icon: Option<&str>) -> Option<Out> {
    match (body, property.kind) {
        (Body::Version(version), _) => Some(Out::Quoted(version.text())),
        (Body::References(references), _) => Some(Out::List(references.iter().map(reference).collect())),
        (Body::Settings(form), _) => {
            (!form.settings.is_empty()).then(|| Out::List(settings(&form.settings, &form.prefix)))
        }
        (Body::Value(Value::Text(_)), Kind::Icon) if icon.is_some() => icon.map(Out::text),
        (Body::Value(value), kind) => value_of(value, kind, ""),
    }
}

/// What is said of the form as a whole.
fn form(form: &SettingsForm) -> Option<(String, Out)> {
    let usual = SettingsForm::new(Vec::<Setting>::new());
    let mut entries = Entries::new();
    if form.postback {
        entries.push(("postback".to_owned(), Out::Plain("true".to_owned())));
    }
    if form.prefix != usual.prefix {
        entries.push(("prefix".to_owned(), Out::text(&form.prefix)));
    }
    match form.attributes.as_slice() {
        [Attribute::Namespace { prefix, uri }] if *prefix == form.prefix => {
            if uri != SettingsForm::NAMESPACE {
                entries.push(("namespace".to_owned(), Out::text(uri)));
            }
        }
        other => entries.push(attributes(other)),
    }
    (!entries.is_empty()).then(|| ("form".to_owned(), Out::Map(entries)))
}

fn reference(reference: &Reference<'_>) -> Out {
    let name = || Out::text(&reference.name);
    match KINDS.iter().find(|(_, kind, _)| *kind == reference.kind.as_str()) {
        Some((field, ..)) => Out::Row(vec![((*field).to_owned(), name())]),
        None => Out::Row(vec![
            ("type".to_owned(), Out::text(reference.kind.as_str())),
            ("path".to_owned(), name()),
        ]),
    }
}

/// What is said of settings whose form has this prefix.
fn settings(settings: &[Setting], prefix: &str) -> Vec<Out> {
    settings.iter().map(|one| Out::Map(setting(one, prefix))).collect()
}

fn setting(setting: &Setting, prefix: &str) -> Entries {
    let control = setting.control();
    let usual = controls::start(control).build();
    let properties = controls::control(control).properties();
    let mut entries = vec![("control".to_owned(), Out::text(control))];
    let (mut lists, mut others) = (Entries::new(), Entries::new());
    for property in &properties {
        let Some(value) =
            setting.member(property.member).filter(|value| usual.member(property.member) != Some(*value))
        else {
            continue;
        };
        let to = if property.kind == Kind::Settings { &mut lists } else { &mut entries };
        match value_of(value, property.kind, prefix) {
            Some(out) => to.push((property.field.to_owned(), out)),
            None => others.push((property.member.to_owned(), any(value))),
        }
    }
    for Member { name, value } in &setting.members {
        if properties.iter().all(|property| name != property.member) && usual.member(name) != Some(value) {
            others.push((name.to_string(), any(value)));
        }
    }
    push_map(&mut entries, "members", others);
    if *setting.attributes != controls::usual_attributes(control, prefix) {
        entries.push(attributes(&setting.attributes));
    }
    let named =
        |builder: crate::package::SettingBuilder, member: &Member| builder.member(&member.name, Value::Nil);
    let arranged = setting.members.iter().fold(controls::start(control), named).build();
    let names = setting.members.iter().map(|member| member.name.as_str());
    entries.extend(layout(arranged.members.iter().map(|member| member.name.as_str()), names));
    entries.append(&mut lists);
    entries
}

/// A value as a field of `kind` holds it; none when such a field cannot.
fn value_of(value: &Value, kind: Kind, prefix: &str) -> Option<Out> {
    match (kind, value) {
        (Kind::Text | Kind::Icon | Kind::Switch | Kind::Number | Kind::Any, Value::Nil) => Some(Out::null()),
        (Kind::Text | Kind::Icon, value) => value.as_text().map(Out::text),
        (Kind::Flag | Kind::Switch, value) => value.as_bool().map(|flag| Out::Plain(flag.to_string())),
        (Kind::Number, Value::Int(_) | Value::Double(_)) => {
            Some(any(value)).filter(|out| matches!(out, Out::Plain(_)))
        }
        (Kind::Any, value) => Some(any(value)),
        (Kind::Texts(of), Value::Strings(list)) => {
            (**list == TextList::new(of, list.items.clone())).then(|| Out::Words(words(&list.items)))
        }
        (Kind::Options, Value::Empty) => Some(Out::Words(Vec::new())),
        (Kind::Options, Value::Options(options)) => Some(options_of(options)),
        (Kind::Settings, Value::Empty) => Some(Out::List(Vec::new())),
        (Kind::Settings, Value::Settings(list)) => Some(Out::List(settings(list, prefix))),
        _ => None,
    }
}

fn words(items: &[String]) -> Vec<Out> {
    items.iter().map(Out::text).collect()
}

fn options_of(options: &[crate::package::SettingOption]) -> Out {
    let pair = |option: &crate::package::SettingOption| {
        Out::Row(vec![
            ("display".to_owned(), Out::text(&option.display)),
            ("value".to_owned(), Out::text(&option.value)),
        ])
    };
    let plain = |option: &crate::package::SettingOption| option.display == option.value;
    if options.iter().all(plain) && options.len() <= 8 {
        return Out::Words(options.iter().map(|option| Out::text(&option.value)).collect());
    }
    Out::List(
        options
            .iter()
            .map(|option| if plain(option) { Out::text(&option.value) } else { pair(option) })
            .collect(),
    )
}

/// Any value: a scalar, or one of [`super::values::FORMS`].
fn any(value: &Value) -> Out {
    match value {
        Value::Nil => Out::null(),
        Value::Empty => Out::text(""),
        Value::Text(text) => Out::text(text),
        Value::Bool(flag) => Out::Plain(flag.to_string()),
        Value::Int(whole) => Out::Plain(whole.to_string()),
        Value::Double(number) => record(&Text::Double(*number)),
        Value::Scalar(Text::Empty) => shape("empty_text", Out::Plain("true".to_owned())),
        Value::Scalar(text) => record(text),
        Value::Settings(list) => shape("settings", Out::List(settings(list, USUAL_PREFIX))),
        Value::Options(options) => shape("options", options_of(options)),
        Value::Strings(list) => {
            let mut entries = vec![("prefix".to_owned(), Out::text(&list.prefix))];
            entries.extend(list.uri.as_ref().map(|uri| ("uri".to_owned(), Out::text(uri))));
            entries.push(("items".to_owned(), Out::Words(words(&list.items))));
            shape("strings", Out::Map(entries))
        }
        Value::Element(element) => shape("element", self::element(element)),
    }
}

fn shape(name: &str, value: Out) -> Out {
    Out::Map(vec![(name.to_owned(), value)])
}

fn element(element: &Element) -> Out {
    let mut entries = Entries::new();
    if !element.prefix.is_empty() {
        entries.push(("prefix".to_owned(), Out::text(&element.prefix)));
    }
    entries.push(("name".to_owned(), Out::text(&element.name)));
    if !element.attributes.is_empty() {
        entries.push(attributes(&element.attributes));
    }
    if !element.nodes.is_empty() {
        entries.push(("nodes".to_owned(), Out::List(element.nodes.iter().map(part).collect())));
    }
    Out::Map(entries)
}

fn part(node: &Node) -> Out {
    match node {
        Node::Element(element) => shape("element", self::element(element)),
        Node::Text(text) => record(text),
        Node::Array(bytes) => shape("array", base64(bytes)),
        Node::Comment(comment) => shape("comment", Out::text(comment)),
    }
}

fn attributes(attributes: &[Attribute]) -> (String, Out) {
    let one = |attribute: &Attribute| match attribute {
        Attribute::Namespace { prefix, uri } => {
            Out::Row(vec![("xmlns".to_owned(), Out::text(prefix)), ("uri".to_owned(), Out::text(uri))])
        }
        Attribute::Plain { prefix, name, value } => Out::Row(vec![
            ("prefix".to_owned(), Out::text(prefix)),
            ("name".to_owned(), Out::text(name)),
            ("value".to_owned(), record(value)),
        ]),
    };
    ("attributes".to_owned(), Out::List(attributes.iter().map(one).collect()))
}

/// One text record.
fn record(text: &Text<'_>) -> Out {
    match text {
        Text::Empty => Out::text(""),
        Text::Chars(chars) => Out::text(chars.as_ref()),
        Text::Bool(flag) => Out::Plain(flag.to_string()),
        Text::Int(whole) => Out::Plain(whole.to_string()),
        Text::Uint(whole) => Out::Plain(whole.to_string()),
        Text::Float(number) => double(f64::from(*number)),
        Text::Double(number) => double(*number),
        Text::Decimal(bytes) => shape("decimal", base64(bytes)),
        Text::Uuid(bytes) => shape("uuid", base64(bytes)),
        Text::UniqueId(bytes) => shape("unique_id", base64(bytes)),
        Text::Bytes(bytes) => shape("bytes", base64(bytes)),
        Text::List(bytes) => shape("list", base64(bytes)),
        Text::DateTime(ticks) => shape("date_time", Out::Plain(ticks.to_string())),
        Text::TimeSpan(ticks) => shape("time_span", Out::Plain(ticks.to_string())),
    }
}

fn double(number: f64) -> Out {
    if number.is_nan() {
        return shape("double", base64(&number.to_le_bytes()));
    }
    Out::Plain(match number {
        f64::INFINITY => ".inf".to_owned(),
        f64::NEG_INFINITY => "-.inf".to_owned(),
        number => format!("{number:?}"),
    })
}

fn base64(bytes: &[u8]) -> Out {
    Out::Quoted(STANDARD.encode(bytes))
}
