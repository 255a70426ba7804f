//! The whole form: its list of settings, and walks over them.

use std::collections::VecDeque;

use crate::package::nbfx::{Encoder, Event, Reader};
use crate::package::tree::{self, Attribute, Budget, Member, Value, inside};
use crate::package::{Limits, ReadError, Shared};

use super::{Setting, share};

/// The configuration form of a package. It borrows nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsForm {
    /// The settings at the top, in order; groups hold more.
    pub settings: Vec<Setting>,
    /// Whether a change anywhere is sent to the plug-in at once.
    pub postback: bool,
    /// Prefix of every element of the form.
    pub prefix: String,
    /// What the form's element declares; the namespace tells the framework.
    pub attributes: Shared<Vec<Attribute>>,
    /// The form's members in the order of the file, where that is not `List` then `Postback`.
    layout: Shared<Vec<Part>>,
}

/// A member of the form, in its place.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    List,
    Postback,
    Other(Member),
}

impl SettingsForm {
    /// The namespace of forms made for `XMIoT.Framework`.
    pub const NAMESPACE: &'static str = "http://schemas.datacontract.org/2004/07/XMIoT.Framework.Settings";

    /// A form as Package Manager would write it.
    pub fn new(settings: impl IntoIterator<Item = impl Into<Setting>>) -> Self {
        Self {
            settings: settings.into_iter().map(Into::into).collect(),
            postback: false,
            prefix: "a".to_owned(),
            attributes: vec![Attribute::namespace("a", Self::NAMESPACE)].into(),
            layout: vec![Part::List, Part::Postback].into(),
        }
    }

    /// The namespace the form declares for its elements; None when it declares none.
    pub fn namespace(&self) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| match attribute {
            Attribute::Namespace { prefix, uri } if *prefix == self.prefix => Some(uri.as_str()),
            _ => None,
        })
    }

    /// Members that are neither `List` nor `Postback`, in order.
    pub fn others(&self) -> impl Iterator<Item = &Member> {
        self.layout.iter().filter_map(|part| match part {
            Part::Other(member) => Some(member),
            _ => None,
        })
    }

    /// Every setting with its depth, a group before what is in it; 0 is the top. Columns are not walked.
    pub fn walk(&self) -> Walk<'_> {
        Walk { ahead: self.settings.iter().map(|setting| (0, setting)).collect() }
    }

    /// Makes whatever is equal in `before` the same memory.
    pub fn share(&mut self, before: &SettingsForm) {
        self.attributes.share(&before.attributes);
        self.layout.share(&before.layout);
        share::settings(&mut self.settings, &before.settings);
    }

    /// Every setting that is not a group, in the order of the form.
    pub fn leaves(&self) -> Leaves<'_> {
        Leaves { walk: self.walk() }
    }
}

/// What a form's element holds, in the order it is written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FormPart<'f> {
    /// The settings.
    List,
    /// Whether a change anywhere is sent at once.
    Postback,
    /// Anything else.
    Other(&'f Member),
}

impl SettingsForm {
    /// A form without any member, to be given them one by one ([`SettingsForm::take`]).
    pub(crate) fn bare(prefix: &str, attributes: Vec<Attribute>) -> Self {
        Self {
            prefix: prefix.to_owned(),
            attributes: attributes.into(),
            layout: Shared::default(),
            ..Self::new(Vec::<Setting>::new())
        }
    }

    /// What is written, in order.
    pub(crate) fn parts(&self) -> Vec<FormPart<'_>> {
        let mut parts = Vec::new();
        // A form that came without a list or a postback may have been given one since.
        if !self.settings.is_empty() && !self.layout.contains(&Part::List) {
            parts.push(FormPart::List);
        }
        parts.extend(self.layout.iter().filter_map(|part| match part {
            Part::List => Some(FormPart::List),
            Part::Postback => Some(FormPart::Postback),
            // A nil list that has since been given settings stands above.
            Part::Other(member) if member.name == "List" && !self.settings.is_empty() => None,
            Part::Other(member) => Some(FormPart::Other(member)),
        }));
        if self.postback && !self.layout.contains(&Part::Postback) {
            parts.push(FormPart::Postback);
        }
        parts
    }
}

/// The settings of a form, depth first.
#[derive(Clone, Debug)]
pub struct Walk<'f> {
    ahead: VecDeque<(usize, &'f Setting)>,
}

impl<'f> Iterator for Walk<'f> {
    type Item = (usize, &'f Setting);

    fn next(&mut self) -> Option<Self::Item> {
        let (depth, setting) = self.ahead.pop_front()?;
        for child in setting.children().iter().rev() {
            self.ahead.push_front((depth + 1, child));
        }
        Some((depth, setting))
    }
}

/// The settings of a form that are not groups.
#[derive(Clone, Debug)]
pub struct Leaves<'f> {
    walk: Walk<'f>,
}

impl<'f> Iterator for Leaves<'f> {
    type Item = &'f Setting;

    fn next(&mut self) -> Option<Self::Item> {
        self.walk.by_ref().map(|(_, setting)| setting).find(|setting| !setting.is_group())
    }
}

/// Reads the form whose start was just read, up to its end.
pub(crate) fn read_form(reader: &mut Reader<'_>, limits: &Limits) -> Result<SettingsForm, ReadError> {
    let mut form = SettingsForm::bare("", Vec::new());
    let mut budget = Budget { settings: limits.settings, members: limits.members };
    loop {
        let (at, event) = inside(reader)?;
        match event {
            Event::Start { prefix, name } => {
                if form.layout.is_empty() {
                    form.prefix = prefix.to_owned();
                }
                let member = tree::read_member(reader, (prefix, name), &form.prefix.clone(), &mut budget)?;
                form.take(member, at, limits)?;
            }
            Event::Comment(_) => {}
            Event::End => {
                form.attributes.shrink_to_fit();
                form.layout.shrink_to_fit();
                form.settings.shrink_to_fit();
                return Ok(form);
            }
            Event::Text(_) | Event::Array(_) => {
                return Err(ReadError::new(at, "text stands in the settings; expected elements"));
            }
            attribute => form.attributes.extend(Attribute::from_event(attribute)),
        }
    }
}

impl SettingsForm {
    /// Puts a member that was read at `at` in its place.
    pub(crate) fn take(&mut self, member: Member, at: u64, limits: &Limits) -> Result<(), ReadError> {
        if self.layout.len() >= limits.members {
            return Err(ReadError::new(
                at,
                format!("the settings have more than {} members", limits.members),
            ));
        }
        if self.layout.iter().any(|part| member.name == part.name()) {
            let name = member.name;
            return Err(ReadError::new(at, format!("the settings have two members `{name}`; expected one")));
        }
        let found = member.value.kind();
        let part = match (member.name.as_str(), member.value) {
            ("List", Value::Settings(settings)) => {
                self.settings = settings;
                Part::List
            }
            ("List", Value::Empty) => Part::List,
            ("List", value @ Value::Nil) => Part::Other(Member { name: member.name, value }),
            ("List", _) => {
                return Err(ReadError::new(
                    at,
                    format!("member `List` of the settings is {found}; expected settings"),
                ));
            }
            ("Postback", Value::Bool(postback)) => {
                self.postback = postback;
                Part::Postback
            }
            ("Postback", _) => {
                return Err(ReadError::new(
                    at,
                    format!("member `Postback` of the settings is {found}; expected a boolean"),
                ));
            }
            (_, value) => Part::Other(Member { name: member.name, value }),
        };
        self.layout.push(part);
        Ok(())
    }
}

impl Part {
    fn name(&self) -> &str {
        match self {
            Self::List => "List",
            Self::Postback => "Postback",
            Self::Other(member) => &member.name,
        }
    }
}

/// Writes what stands inside the form's element.
pub(crate) fn write_form(encoder: &mut Encoder, form: &SettingsForm) {
    tree::write_attributes(encoder, &form.attributes);
    for part in form.parts() {
        match part {
            FormPart::List => write_list(encoder, form),
            FormPart::Postback => write_postback(encoder, form),
            FormPart::Other(member) => tree::write_member(encoder, &form.prefix, member),
        }
    }
}

fn write_list(encoder: &mut Encoder, form: &SettingsForm) {
    encoder.start(&form.prefix, "List");
    for setting in &form.settings {
        super::write_setting(encoder, &form.prefix, setting);
    }
    encoder.end();
}

fn write_postback(encoder: &mut Encoder, form: &SettingsForm) {
    encoder.start(&form.prefix, "Postback");
    encoder.bool(form.postback);
    encoder.end();
}
