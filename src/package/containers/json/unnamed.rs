//! Numbers that stand for words nobody here knows.
//!
//! The export has numbers where the binary form has words. Of some numbers the word is not known. Such a package can be
//! looked at and written as JSON again; its binary form would hold a number that App Designer does not take.

use crate::package::{Body, Package, Setting, Value};

use super::names::{self, Owner};

/// The first number in a word's place, in words for a message.
pub(in crate::package::containers) fn unnamed(package: &Package<'_>) -> Option<String> {
    package.members.iter().find_map(|member| match &member.body {
        Body::Value(value) => {
            let number = number(Owner::Package, &member.name, value)?;
            Some(format!("member `{}` is {number}", member.name))
        }
        Body::Settings(form) => form.settings.iter().find_map(in_setting),
        _ => None,
    })
}

fn in_setting(setting: &Setting) -> Option<String> {
    setting.members.iter().find_map(|member| {
        if let Value::Settings(inside) = &member.value {
            return inside.iter().find_map(in_setting);
        }
        let number = number(Owner::Setting, &member.name, &member.value)?;
        let key = setting.key().unwrap_or_default().escape_debug();
        Some(format!("member `{}` of setting `{key}` is {number}", member.name))
    })
}

/// The number a member holds where a word belongs.
fn number(owner: Owner, name: &str, value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) if names::is_word(owner, name) => Some(*number),
        _ => None,
    }
}
