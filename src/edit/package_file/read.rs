//! From `package.yaml` and the files it names to a package.

use super::arrange::arrange;
use super::checks;
use super::controls::{Kind, PACKAGE, Property};
use super::files::{Files, Sizes};
use super::settings::{self, Placed, members};
use super::values::{self, attributes};
use super::{icon, references};
use crate::diag::{Diagnostic, Place, Severity};
use crate::model;
use crate::package::{Attribute, Body, Package, Setting, SettingsForm, Value, VersionNumber};
use crate::source::{RepoPath, SourceError, Span, Spanned, Tree};
use crate::yaml::{Fields, Node, Reader, limit};

/// What a `package.yaml` says.
#[derive(Debug)]
pub struct Read {
    /// The package; none when the file cannot be understood.
    pub package: Option<Package<'static>>,
    /// What is wrong, with the file and with the package. A package with errors is not for others.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the `package.yaml` at `path` and the files it names, which lie in its folder or below.
///
/// # Errors
/// The disk does not answer, or there is no such file. What is wrong with the files is a diagnostic.
pub fn read(tree: &dyn Tree, path: &RepoPath, sizes: &Sizes) -> Result<Read, SourceError> {
    let mut diagnostics = Vec::new();
    let mut reader = Reader::new(path, &mut diagnostics);
    let bytes = match tree.read(path, limit()) {
        Ok(bytes) => bytes,
        Err(SourceError::TooLarge { size, .. }) => {
            let place = Place::file(path);
            reader.report(
                "yaml-too-large",
                place,
                format!("the file has {size} bytes; {} is the most", limit()),
            );
            return Ok(Read { package: None, diagnostics });
        }
        Err(error) => return Err(error),
    };
    let Some(root) = reader.parse(&bytes) else {
        return Ok(Read { package: None, diagnostics });
    };
    let Some(fields) = reader.map(root, "the package") else {
        return Ok(Read { package: None, diagnostics });
    };
    let mut files = Files::new(tree, path, sizes);
    let made = package(fields, &mut files, &mut reader)?;
    let package = made.filter(|_| diagnostics.iter().all(|found| found.severity != Severity::Error));
    let package = package.map(|(package, places)| {
        checks::run(&package, &places, path, &mut diagnostics);
        package
    });
    Ok(Read { package, diagnostics })
}

/// Where the parts of a package stand, for what is found later.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) id: Span,
    pub(super) entry_point: Option<Span>,
    pub(super) references: Option<Span>,
    pub(super) settings: Vec<Placed>,
    pub(super) first: Span,
}

fn package(
    mut fields: Fields,
    files: &mut Files<'_>,
    reader: &mut Reader<'_>,
) -> Result<Option<(Package<'static>, Places)>, SourceError> {
    schema(&mut fields, reader);
    let first = fields.first;
    let id = fields.required("id", "943b64d8-cb48-4b42-b7b3-8432f12f2059", reader);
    let name = fields.required("name", "SQL Server", reader);
    let version = version(&mut fields, reader);
    let mut making = Making {
        package: Package::new("", "", VersionNumber::default()),
        places: Places { id: id.as_ref().map(|id| id.span).unwrap_or_default(), first, ..Places::default() },
        stated: vec!["Id".to_owned(), "Name".to_owned(), "Version".to_owned()],
    };
    let form = form(&mut fields, reader);
    let rest = PACKAGE.iter().filter(|property| !["id", "name", "version"].contains(&property.field));
    for property in rest {
        if let Some(node) = fields.stated(property.field) {
            making.take(property, node, (files, &form), reader)?;
        }
    }
    making.settle(form, &mut fields, reader);
    fields.finish(reader);
    let (Some(id), Some(name), Some(version)) = (id, name, version) else {
        return Ok(None);
    };
    let package = making.package;
    let mut set = package;
    for member in &mut set.members {
        match member.name.as_str() {
            "Id" => member.body = Body::Value(Value::from(id.value.as_str())),
            "Name" => member.body = Body::Value(Value::from(name.value.as_str())),
            "Version" => member.body = Body::Version(version),
            _ => {}
        }
    }
    Ok(Some((set, making.places)))
}

fn schema(fields: &mut Fields, reader: &mut Reader<'_>) {
    let Some(schema) = fields.required("schema", "1", reader) else { return };
    if schema.value != "1" {
        reader
            .at(
                "schema-unknown",
                schema.span,
                format!("schema `{}` is not known; this program knows 1", schema.value),
            )
            .fix("write `schema: 1`, or use a later connectory");
    }
}

/// The version, if a double keeps its digits.
fn version(fields: &mut Fields, reader: &mut Reader<'_>) -> Option<VersionNumber> {
    let Some(node) = fields.node("version") else {
        fields.missing("version", "\"1.0\"", reader);
        return None;
    };
    let decimal: Spanned<model::VersionNumber> = reader.version(node)?;
    let double = VersionNumber::parse(decimal.as_str().trim_start_matches('+'))?;
    let kept = model::VersionNumber::parse(&double.text()).is_ok_and(|kept| kept == decimal.value);
    if !kept {
        let message = format!(
            "version `{}` has more digits than a package keeps; it would become {}",
            decimal.as_str(),
            double.text()
        );
        reader.at("field-value", decimal.span, message).fix("use fewer digits");
    }
    Some(double)
}

/// What is said of the form as a whole.
struct Form {
    postback: bool,
    prefix: String,
    attributes: Vec<Attribute>,
    /// Where it is said.
    span: Option<Span>,
}

fn form(fields: &mut Fields, reader: &mut Reader<'_>) -> Form {
    let usual = SettingsForm::new(Vec::<Setting>::new());
    let mut form =
        Form { postback: false, prefix: usual.prefix, attributes: usual.attributes.to_vec(), span: None };
    let Some(mut fields) = fields.node("form").and_then(|node| reader.map(node, "`form`")) else {
        return form;
    };
    form.span = Some(fields.span);
    if let Some(node) = fields.stated("postback") {
        form.postback = values::flag(node, "`postback`", reader).unwrap_or_default();
    }
    if let Some(prefix) = fields.text("prefix", reader) {
        form.prefix = prefix.value;
    }
    let namespace = fields.text("namespace", reader);
    let namespace = namespace.as_ref().map_or(SettingsForm::NAMESPACE, |namespace| namespace.value.as_str());
    form.attributes = attributes(&mut fields, reader)
        .unwrap_or_else(|| vec![Attribute::namespace(&form.prefix, namespace)]);
    fields.finish(reader);
    form
}

/// A package in the making.
struct Making {
    package: Package<'static>,
    places: Places,
    /// The members that were given a value.
    stated: Vec<String>,
}

impl Making {
    fn take(
        &mut self,
        property: &Property,
        node: Node,
        (files, form): (&mut Files<'_>, &Form),
        reader: &mut Reader<'_>,
    ) -> Result<(), SourceError> {
        let what = format!("`{}`", property.field);
        let body = match property.kind {
            Kind::References => {
                self.places.references = Some(node.span);
                Some(Body::References(references::read(node, files, reader)?))
            }
            Kind::Settings => {
                let read = settings::list(node, &what, &form.prefix, reader);
                let (settings, placed): (Vec<Setting>, Vec<Placed>) = read.into_iter().unzip();
                self.places.settings = placed;
                Some(Body::Settings(SettingsForm::new(settings)))
            }
            Kind::Icon => picture(node, files, reader)?.map(Body::Value),
            kind => {
                if property.field == "entry_point" {
                    self.places.entry_point = Some(node.span);
                }
                values::value(node, kind, &what, reader).map(Body::Value)
            }
        };
        if let Some(body) = body {
            self.set(property.member, body);
        }
        Ok(())
    }

    fn set(&mut self, member: &str, body: Body<'static>) {
        let package = std::mem::replace(
            &mut self.package,
            Package {
                root: String::new(),
                prefix: String::new(),
                attributes: Vec::new(),
                members: Vec::new(),
            },
        );
        self.package = package.with_body(member, body);
        self.stated.push(member.to_owned());
    }

    /// What has no field: members, how the root is written, and the form as a whole.
    fn settle(&mut self, form: Form, fields: &mut Fields, reader: &mut Reader<'_>) {
        for (name, value) in members(fields, &self.stated, reader) {
            self.set(&name, Body::Value(value));
        }
        for member in &mut self.package.members {
            let Body::Settings(settings) = &mut member.body else { continue };
            settings.postback = form.postback;
            settings.prefix.clone_from(&form.prefix);
            settings.attributes = form.attributes.clone().into();
            if form.span.is_some() {
                self.stated.push("Settings".to_owned());
            }
        }
        if let Some(root) = fields.text("element", reader) {
            self.package.root = root.value;
        }
        if let Some(prefix) = fields.text("prefix", reader) {
            self.package.prefix = prefix.value;
        }
        if let Some(attributes) = attributes(fields, reader) {
            self.package.attributes = attributes;
        }
        let members = std::mem::take(&mut self.package.members);
        self.package.members =
            arrange(members, |member| member.name.as_str(), (fields, &self.stated), reader);
    }
}

/// The icon: a data URI as it stands, or that of a file.
fn picture(node: Node, files: &mut Files<'_>, reader: &mut Reader<'_>) -> Result<Option<Value>, SourceError> {
    let span = node.span;
    let Some(value) = values::value(node, Kind::Icon, "`icon`", reader) else {
        return Ok(None);
    };
    let Some(path) = value.as_text().filter(|text| !text.is_empty() && !text.starts_with("data:")) else {
        return Ok(Some(value));
    };
    let written = Spanned::new(path.to_owned(), span);
    let Some(path) = references::clean(&written, reader).and_then(|path| files.folder().join(path).ok())
    else {
        return Ok(None);
    };
    if files.find(&path, span, reader)?.is_none() {
        return Ok(None);
    }
    let Some(bytes) = files.read(&path, span, reader)? else {
        return Ok(None);
    };
    match icon::data_uri(&bytes) {
        Some(uri) => Ok(Some(Value::from(uri))),
        None => {
            let message = format!("`{path}` is no picture; expected png, jpeg, gif, svg or webp");
            reader.at("icon-unreadable", span, message);
            Ok(None)
        }
    }
}
