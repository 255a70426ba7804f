//! A package to JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::package::document::ReferencePart;
use crate::package::{Body, Package, PackageMember, Reference, Value, VersionNumber, WriteError};

use super::members::Members;
use super::names::{self, Owner, PACKAGE};
use super::value::{Json, Kind};
use super::values::{self, Place};
use super::{Contents, print, settings, trees};

/// The members of a reference in the order of the binary form.
const REFERENCE: [&str; 3] = ["Content", "Name", "ReferenceType"];

/// Writes the document.
pub(in crate::package::containers) fn write(
    package: &Package<'_>,
    contents: Contents,
) -> Result<Vec<u8>, WriteError> {
    let usual = Package::new("", "", VersionNumber::default());
    let mut sorted: Vec<&PackageMember<'_>> = package.members.iter().collect();
    sorted
        .sort_by_key(|member| PACKAGE.iter().position(|name| *name == member.name).unwrap_or(PACKAGE.len()));
    let mut members = Members::default();
    for member in sorted {
        members.put(&member.name, body(member, package, contents)?)?;
    }
    let order: Vec<&str> = package.members.iter().map(|member| member.name.as_str()).collect();
    let mut expected = order.clone();
    let missing = usual.members.iter().map(|member| member.name.as_str());
    expected.extend(missing.filter(|name| !order.contains(name)));
    expected.sort_unstable();
    members.order(&order, &expected);
    if (&package.root, &package.prefix, &package.attributes)
        != (&usual.root, &usual.prefix, &usual.attributes)
    {
        let root = Json::object([
            ("name", Json::text(package.root.as_str())),
            ("prefix", Json::text(package.prefix.as_str())),
            ("attributes", trees::attributes(&package.attributes)),
        ]);
        members.first("$root", root);
    }
    Ok(print::print(&members.finish()).into_bytes())
}

fn body<'p>(
    member: &'p PackageMember<'_>,
    package: &'p Package<'_>,
    contents: Contents,
) -> Result<Json<'p>, WriteError> {
    let place = Place { owner: Owner::Package, control: "", prefix: &package.prefix, namespace: None };
    match (member.name.as_str(), &member.body) {
        ("Version", Body::Version(version)) => Ok(Json::number(version.text())),
        ("References", Body::References(list)) => {
            let references = list.iter().map(|found| reference(found, place, contents));
            Ok(Kind::List(references.collect::<Result<_, _>>()?).into())
        }
        ("Settings", Body::Settings(form)) => settings::write_form(form),
        ("References" | "Settings", Body::Value(Value::Nil)) => Ok(Kind::Null.into()),
        ("Version" | "References" | "Settings", _)
        | (_, Body::Version(_) | Body::References(_) | Body::Settings(_)) => Err(WriteError::new(format!(
            "member `{}` does not hold what its name says",
            member.name.escape_debug()
        ))),
        (name, Body::Value(value)) => values::write(value, name, place),
    }
}

fn reference<'p>(
    reference: &'p Reference<'_>,
    place: Place<'_>,
    contents: Contents,
) -> Result<Json<'p>, WriteError> {
    let place = Place { owner: Owner::Reference, ..place };
    let parts = reference.parts();
    let mut members = Members::default();
    members.put("Name", Json::text(reference.name.as_str()))?;
    for part in &parts {
        match part {
            ReferencePart::NilContent => members.put("Content", Kind::Null.into())?,
            ReferencePart::Content if contents == Contents::Inside => {
                members.put("Content", Json::text(base64(reference)))?;
            }
            _ => {}
        }
    }
    let kind = reference.kind.as_str();
    let number = names::number(Owner::Reference, "ReferenceType", kind);
    members.put("ReferenceType", number.map_or_else(|| Json::text(kind), Json::number))?;
    for part in &parts {
        if let ReferencePart::Other(member) = part {
            members.put(&member.name, values::write(&member.value, &member.name, place)?)?;
        }
    }
    let order: Vec<&str> = parts.iter().map(|part| part.name()).collect();
    let mut expected = order.clone();
    expected.extend(REFERENCE.iter().filter(|name| !order.contains(name)));
    expected.sort_unstable();
    members.order(&order, &expected);
    Ok(members.finish())
}

/// The content as one run of base64, made without a copy of the bytes.
fn base64(reference: &Reference<'_>) -> String {
    let mut text = String::with_capacity(reference.content.len().div_ceil(3) * 4);
    let mut held: Vec<u8> = Vec::with_capacity(3);
    for mut chunk in reference.content.chunks() {
        if !held.is_empty() {
            let (now, later) = chunk.split_at(chunk.len().min(3 - held.len()));
            held.extend_from_slice(now);
            chunk = later;
            if held.len() == 3 {
                STANDARD.encode_string(&held, &mut text);
                held.clear();
            }
        }
        let (now, later) = chunk.split_at(chunk.len() - chunk.len() % 3);
        STANDARD.encode_string(now, &mut text);
        held.extend_from_slice(later);
    }
    STANDARD.encode_string(&held, &mut text);
    text
}
