//! A setting that people see has no caption.

use std::collections::HashMap;

use crate::check::fields::{Field, fields, named};
use crate::check::{Context, Findings, Rule};
use crate::package::Setting;

/// A setting that people see has no caption.
pub(super) struct SettingCaptionEmpty;

impl Rule for SettingCaptionEmpty {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.latest_packages() {
            let fields = fields(&found.facts.form);
            let shown = shown_by_group(&fields);
            let bare: Vec<Field<'_>> =
                fields.iter().filter(|field| is_bare(field, &shown)).copied().collect();
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

/// How many settings each group shows at first, by the group's address.
fn shown_by_group(fields: &[Field<'_>]) -> HashMap<*const Setting, usize> {
    let mut shown = HashMap::new();
    for field in fields.iter().filter(|field| field.visible && field.table.is_none()) {
        if let Some(group) = field.group {
            *shown.entry(std::ptr::from_ref(group)).or_default() += 1;
        }
    }
    shown
}

fn is_bare(field: &Field<'_>, shown: &HashMap<*const Setting, usize>) -> bool {
    let empty = |caption: Option<&str>| caption.is_none_or(|caption| caption.trim().is_empty());
    if !field.visible || !empty(field.setting.caption()) || !CAPTIONED.contains(&field.setting.control()) {
        return false;
    }
    let (Some(group), None) = (field.group, field.table) else { return true };
    let wide = field.setting.is_table() || field.setting.control() == "ScriptBox";
    let alone = shown.get(&std::ptr::from_ref(group)) == Some(&1);
    empty(group.caption()) || !wide && !alone
}
