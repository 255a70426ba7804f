//! JSON to a package.

use crate::package::document::{self, ReferencePart};
use crate::package::tree::Member;
use crate::package::{
    Body, Content, Limits, Package, PackageMember, ReadError, Reference, ReferenceType, VersionNumber,
};

use super::members::{Found, arrange};
use super::names::{self, Owner};
use super::value::{Json, Kind};
use super::values::{self, Place};

use super::{Contents, parse, settings, trees};

/// Reads the document that fills `bytes`. With [`Contents::Beside`] a reference that has content
/// ([`Reference::has_content`]) has none yet.
pub(in crate::package::containers) fn read(
    bytes: &[u8],
    limits: &Limits,
    contents: Contents,
) -> Result<Package<'static>, ReadError> {
    let json = parse::parse(bytes, limits)?;
    let entries = json.needs_entries("the document")?;
    let mut package = root(&json)?;
    let prefix = package.prefix.clone();
    let place = Place { owner: Owner::Package, control: "", prefix: &prefix, namespace: None };
    let mut found = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.name.starts_with('$')) {
        let (name, value) = (entry.name.to_string(), &entry.value);
        let body = match (&*name, &value.kind) {
            ("Version", _) => version(value).map(Body::Version)?,
            ("References", Kind::List(items)) => {
                let references = items.iter().map(|item| reference(item, place, contents));
                Body::References(references.collect::<Result<_, _>>()?)
            }
            ("Settings", Kind::Object(_)) => Body::Settings(settings::read_form(value, limits)?),
            _ => {
                let read = values::read(value, &name, place)?;
                if let (Kind::Number(digits), true) = (&value.kind, names::is_word(Owner::Package, &name))
                    && document::check(&name, &read, value.at).is_err()
                {
                    return Err(unknown_number(&format!("member `{name}`"), digits, value.at));
                }
                document::check(&name, &read, value.at)?;
                Body::Value(read)
            }
        };
        found.push(Found { name, at: entry.at, value: body });
    }
    for Found { name, at, value: body } in arrange(&json, found, complete)? {
        document::refuse_another(&package, &name, at, limits)?;
        package.members.push(PackageMember { name, body });
    }
    document::require(&package, json.at)?;
    confirm(&mut package, limits, json.at)?;
    Ok(package)
}

/// The package without its members.
fn root(json: &Json<'_>) -> Result<Package<'static>, ReadError> {
    let mut package = Package::new("", "", VersionNumber::default());
    package.members.clear();
    if let Some(root) = json.get("$root") {
        let what = "`$root`";
        let name = root.needs("name", what)?;
        package.root = name.needs_text("name")?.to_owned();
        if package.root.is_empty() {
            return Err(ReadError::new(name.at, "a name is empty"));
        }
        package.prefix = root.needs("prefix", what)?.needs_text("prefix")?.to_owned();
        package.attributes = trees::read_attributes(root.needs("attributes", what)?)?;
    }
    Ok(package)
}

/// Adds what Package Manager always writes, and puts the members into the order of the binary form.
fn complete(found: &mut Vec<Found<Body<'static>>>) {
    for PackageMember { name, body } in Package::new("", "", VersionNumber::default()).members {
        // A package that does not say who it is is none; nobody says it for it.
        let needed = matches!(&*name, "Id" | "Name" | "Version");
        if !needed && !found.iter().any(|member| member.name == name) {
            found.push(Found { name, at: 0, value: body });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The version, whose digits must be those of the double it is stored as.
fn version(json: &Json<'_>) -> Result<VersionNumber, ReadError> {
    let Kind::Number(digits) = &json.kind else {
        return Err(json.refuse("member `Version`", "a number"));
    };
    let refuse = |what: String| ReadError::new(json.at, what);
    let number = digits.parse().ok().and_then(VersionNumber::new).ok_or_else(|| {
        refuse(format!("member `Version` is {digits}; expected a number that a double holds"))
    })?;
    let kept = number.text();
    if !digits.contains(['e', 'E']) && plain(digits) != plain(&kept) {
        return Err(refuse(format!(
            "member `Version` is {digits}, which a package can only hold as {kept}; write {kept}"
        )));
    }
    Ok(number)
}

/// A decimal without zeros at its end and without the sign of zero.
fn plain(digits: &str) -> &str {
    let plain =
        if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    if plain == "-0" { "0" } else { plain }
}

fn reference(json: &Json<'_>, place: Place<'_>, contents: Contents) -> Result<Reference<'static>, ReadError> {
    let what = "a reference";
    let place = Place { owner: Owner::Reference, ..place };
    let name = json.needs("Name", what)?.needs_text("member `Name` of a reference")?.to_owned();
    let kind = reference_type(json.needs("ReferenceType", what)?)?;
    let mut content = Content::from(Vec::new());
    let mut found = Vec::new();
    for entry in json.needs_entries(what)?.iter().filter(|entry| !entry.name.starts_with('$')) {
        let part = match (&*entry.name, &entry.value.kind) {
            // An element under a prefix of its own shares no more than the name.
            ("Content", Kind::Object(_)) => {
                let value = values::read(&entry.value, "Content", place)?;
                ReferencePart::Other(Member { name: "Content".into(), value })
            }
            ("Name", _) => ReferencePart::Name,
            ("ReferenceType", _) => ReferencePart::Kind,
            ("Content", Kind::Null) => ReferencePart::NilContent,
            ("Content", _) if contents == Contents::Beside => {
                let shown = name.escape_debug();
                let what = format!("the manifest holds the content of `{shown}`; expected a file beside it");
                return Err(ReadError::new(entry.at, what));
            }
            ("Content", _) => {
                content = trees::read_base64(&entry.value, "member `Content` of a reference")?.into();
                ReferencePart::Content
            }
            (other, _) => {
                let value = values::read(&entry.value, other, place)?;
                ReferencePart::Other(Member { name: other.into(), value })
            }
        };
        found.push(Found { name: entry.name.to_string(), at: entry.at, value: part });
    }
    if !found.iter().any(|member| member.name == "Content") && is_content_elsewhere(json) {
        if contents == Contents::Inside {
            let what = format!("reference `{}` has no `Content`; expected base64", name.escape_debug());
            return Err(ReadError::new(json.at, what));
        }
        found.push(Found { name: "Content".to_owned(), at: json.at, value: ReferencePart::Content });
    }
    let expected = |found: &mut Vec<Found<ReferencePart>>| found.sort_by(|a, b| a.name.cmp(&b.name));
    let layout = arrange(json, found, expected)?.into_iter().map(|found| found.value).collect();
    Ok(Reference::of_parts(name, kind, content, layout))
}

/// Whether a reference without `Content` has one all the same, as it has unless its order of members leaves it out.
fn is_content_elsewhere(json: &Json<'_>) -> bool {
    json.get("$members").is_none_or(|order| match &order.kind {
        Kind::List(items) => items.iter().any(|item| item.as_text() == Some("Content")),
        _ => false,
    })
}

fn reference_type(json: &Json<'_>) -> Result<ReferenceType, ReadError> {
    let what = "member `ReferenceType` of a reference";
    let Kind::Number(digits) = &json.kind else {
        return json.needs_text(what).map(ReferenceType::from);
    };
    let word = digits.parse().ok().and_then(|number| names::word(Owner::Reference, "ReferenceType", number));
    word.map(ReferenceType::from).ok_or_else(|| unknown_number(what, digits, json.at))
}

fn unknown_number(what: &str, digits: &str, at: u64) -> ReadError {
    ReadError::new(
        at,
        format!("{what} is {digits}, which stands for nothing known; write the word in its place"),
    )
}

/// Makes sure that the binary form of what was read is a package too: its limits and its rules hold in both.
fn confirm(package: &mut Package<'static>, limits: &Limits, at: u64) -> Result<(), ReadError> {
    // Without the files, which have no rules and may be large.
    let mut contents = Vec::new();
    for member in &mut package.members {
        if let Body::References(list) = &mut member.body {
            contents.extend(
                list.iter_mut().map(|found| std::mem::replace(&mut found.content, Vec::new().into())),
            );
        }
    }
    let written = document::write(package);
    let read = document::read(&written, limits);
    let outcome = match read {
        Ok(again) if document::write(&again) == written => Ok(()),
        Ok(_) => Err(ReadError::new(at, "an escape holds records that do not belong where it stands")),
        Err(error) => Err(ReadError::new(at, format!("its binary form would be refused: {}", error.what))),
    };
    let mut contents = contents.into_iter();
    for member in &mut package.members {
        if let Body::References(list) = &mut member.body {
            list.iter_mut().zip(&mut contents).for_each(|(found, content)| found.content = content);
        }
    }
    outcome
}
