//! Events to a package: the members of the root, each by its name.

use crate::package::nbfx::{Event, Reader};
use crate::package::tree::{self, Attribute, Budget, Value, inside};
use crate::package::{Limits, ReadError, settings};

use super::{Body, Package, PackageMember, Reference, VersionNumber};

/// What a package is never without.
const NEEDED: [&str; 3] = ["Id", "Name", "Version"];

/// Reads the document that fills `bytes`.
pub(crate) fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, ReadError> {
    let mut reader = Reader::new(bytes, limits);
    let mut package = root(&mut reader)?;
    let end = loop {
        let (at, event) = inside(&mut reader)?;
        match event {
            Event::Start { prefix, name } => {
                refuse_another(&package, name, at, limits)?;
                let body = member(&mut reader, (prefix, name), at, &package.prefix, limits)?;
                package.members.push(PackageMember { name: name.to_owned(), body });
            }
            Event::Comment(_) => {}
            Event::End => break at,
            Event::Text(_) | Event::Array(_) => {
                return Err(ReadError::new(at, "text stands in the package; expected elements"));
            }
            attribute => package.attributes.extend(Attribute::from_event(attribute)),
        }
    };
    // Asks for what follows the root, which must be nothing.
    reader.next_event()?;
    require(&package, end)?;
    Ok(package)
}

fn root<'a>(reader: &mut Reader<'a>) -> Result<Package<'a>, ReadError> {
    loop {
        if let Event::Start { prefix, name } = inside(reader)?.1 {
            return Ok(Package {
                root: name.to_owned(),
                prefix: prefix.to_owned(),
                attributes: Vec::new(),
                members: Vec::new(),
            });
        }
    }
}

/// Refuses a member that would be one too many, or the second of its name.
pub(crate) fn refuse_another(
    package: &Package<'_>,
    name: &str,
    at: u64,
    limits: &Limits,
) -> Result<(), ReadError> {
    // Every member is compared with those before it. Stop before that takes the square of a long time.
    if package.members.len() >= limits.members {
        return Err(ReadError::new(at, format!("the package has more than {} members", limits.members)));
    }
    if package.body(name).is_some() {
        return Err(ReadError::new(at, format!("the package has two members `{name}`; expected one")));
    }
    Ok(())
}

/// Refuses a package without what every package has.
pub(crate) fn require(package: &Package<'_>, end: u64) -> Result<(), ReadError> {
    for name in NEEDED {
        let found = match package.body(name) {
            None => "has no",
            Some(Body::Value(value)) if value.as_text().is_none_or(str::is_empty) => "has an empty",
            Some(_) => continue,
        };
        return Err(ReadError::new(end, format!("the package {found} `{name}`; expected one")));
    }
    Ok(())
}

/// Reads the member whose start was just read at `at`.
fn member<'a>(
    reader: &mut Reader<'a>,
    start: (&'a str, &'a str),
    at: u64,
    prefix: &str,
    limits: &Limits,
) -> Result<Body<'a>, ReadError> {
    if start.0 == prefix && !is_nil(reader)? {
        match start.1 {
            "References" => return references(reader, prefix, limits),
            "Settings" => return settings::read_form(reader, limits).map(Body::Settings),
            _ => {}
        }
    }
    let mut budget = Budget { settings: limits.settings, members: limits.members };
    let value = tree::read_member(reader, start, prefix, &mut budget)?.value;
    if start.1 == "Version" {
        return version(&value, at).map(Body::Version);
    }
    check(start.1, &value, at)?;
    Ok(Body::Value(value))
}

/// Holds the members every package has to their types.
pub(crate) fn check(name: &str, value: &Value, at: u64) -> Result<(), ReadError> {
    let (fits, expected) = match name {
        "Category" | "Description" | "EntryPoint" | "HelpUrl" | "Icon" | "Id" | "Name" | "Platform"
        | "RemoteType" | "Type" => (*value == Value::Nil || value.as_text().is_some(), "text"),
        "Isolated" | "RequireInputMap" | "Virtual" => (value.as_bool().is_some(), "a boolean"),
        "References" | "Settings" => (*value == Value::Nil, "elements"),
        "InputEndpoints" | "OutputEndpoints" => {
            (matches!(value, Value::Nil | Value::Empty | Value::Strings(_)), "a list of text")
        }
        _ => (true, ""),
    };
    if fits {
        return Ok(());
    }
    Err(ReadError::new(at, format!("member `{name}` is {}; expected {expected}", value.kind())))
}

/// Whether the element whose start was just read is nil. The reader stays where it is.
fn is_nil(reader: &Reader<'_>) -> Result<bool, ReadError> {
    Ok(matches!(inside(&mut reader.clone())?.1, Event::Attribute { name: "nil", .. }))
}

/// The version: a double, or the smaller number .NET writes when that is exact.
fn version(value: &Value, at: u64) -> Result<VersionNumber, ReadError> {
    let number = match value {
        // Up to 2^53 every integer is a double; beyond, some would change.
        Value::Int(whole) if whole.unsigned_abs() <= 1 << 53 => *whole as f64,
        Value::Int(whole) if (*whole as f64) as i64 == *whole => *whole as f64,
        Value::Double(number) => *number,
        other => {
            return Err(ReadError::new(
                at,
                format!("member `Version` is {}; expected a double", other.kind()),
            ));
        }
    };
    VersionNumber::new(number)
        .ok_or_else(|| ReadError::new(at, format!("member `Version` is {number}; expected a finite number")))
}

fn references<'a>(reader: &mut Reader<'a>, prefix: &str, limits: &Limits) -> Result<Body<'a>, ReadError> {
    let mut references = Vec::new();
    loop {
        let (at, event) = inside(reader)?;
        match event {
            Event::Start { prefix: of_item, name: "Reference" } if of_item == prefix => {
                references.push(Reference::read(reader, prefix, at, limits)?);
            }
            Event::Comment(_) => {}
            Event::End => return Ok(Body::References(references)),
            _ => {
                return Err(ReadError::new(
                    at,
                    "the references hold something else; expected elements `Reference`",
                ));
            }
        }
    }
}
