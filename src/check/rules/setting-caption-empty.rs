//! A setting that people see has no caption.

use crate::check::fields::{Field, fields, named};
use crate::check::{Context, Findings, Rule};

/// A setting that people see has no caption.
pub(super) struct SettingCaptionEmpty;

impl Rule for SettingCaptionEmpty {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.latest_packages() {
            let fields = fields(&found.facts.form);
            let bare: Vec<Field<'_>> =
                fields.iter().filter(|field| is_bare(field, &fields)).copied().collect();
            if !bare.is_empty() {
                findings
                    .at(found.place(), format!("settings without a caption: {}", named(&bare)))
                    .fix("write in a few words what goes there");
            }
        }
    }
}

/// The controls that have a caption beside them or above them.
const CAPTIONED: [&str; 12] = [
    "Button",
    "CheckBox",
    "CheckList",
    "DropDown",
    "EditList",
    "FileUpload",
    "Grid",
    "NumberBox",
    "ScriptBox",
    "TextBox",
    "TokenBox",
    "VariableBox",
];

fn is_bare(field: &Field<'_>, fields: &[Field<'_>]) -> bool {
    let empty = |caption: Option<&str>| caption.is_none_or(|caption| caption.trim().is_empty());
    if !field.visible || !empty(field.setting.caption()) || !CAPTIONED.contains(&field.setting.control()) {
        return false;
    }
    let (Some(group), None) = (field.group, field.table) else { return true };
    let wide = field.setting.is_table() || field.setting.control() == "ScriptBox";
    let beside = |other: &&Field<'_>| {
        other.visible && other.table.is_none() && other.group.is_some_and(|of| std::ptr::eq(of, group))
    };
    empty(group.caption()) || !wide && fields.iter().filter(beside).take(2).count() > 1
}
