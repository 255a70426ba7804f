//! What two forms have in common becomes the same memory.

use std::collections::HashMap;

use crate::package::tree::Value;

use super::Setting;

/// Shares every setting of `list` that is equal to the one at its place in `before`, or else to the one of its name. Of those
/// that differ, it shares what they hold.
pub(super) fn settings(list: &mut [Setting], before: &[Setting]) {
    let mut named: Option<HashMap<&str, &Setting>> = None;
    for (at, setting) in list.iter_mut().enumerate() {
        let beside = before.get(at).filter(|other| name(other) == name(setting));
        let other = beside.or_else(|| {
            let named = named.get_or_insert_with(|| {
                before.iter().filter_map(|other| Some((name(other)?, other))).collect()
            });
            named.get(name(setting)?).copied()
        });
        let Some(other) = other else { continue };
        setting.0.share(&other.0);
        if setting.0.is(&other.0) {
            continue;
        }
        if !setting.attributes.is(&other.attributes) && setting.attributes == other.attributes {
            setting.attributes.share(&other.attributes);
        }
        if holds_settings(setting) {
            inside(setting, other);
        }
    }
}

/// What a setting is found by in another form. A group and a title have no key.
fn name(setting: &Setting) -> Option<&str> {
    setting.key().filter(|key| !key.is_empty()).or_else(|| setting.caption())
}

fn holds_settings(setting: &Setting) -> bool {
    setting.members.iter().any(|member| matches!(member.value, Value::Settings(_)))
}

/// Shares the settings of a group, the columns of a table.
fn inside(setting: &mut Setting, other: &Setting) {
    for member in &mut setting.members {
        if let Value::Settings(list) = &mut member.value
            && let Some(Value::Settings(before)) = other.member(&member.name)
        {
            settings(list, before);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::package::{Setting, SettingsForm};

    fn text(key: &str, caption: &str) -> Setting {
        Setting::new("TextBox").key(key).caption(caption).build()
    }

    fn group(children: [Setting; 2]) -> Setting {
        Setting::new("Group").caption("Group").settings(children).build()
    }

    /// Which settings of `after` are the memory of those of `before` that have their keys.
    fn shared(before: &SettingsForm, after: &SettingsForm) -> Vec<bool> {
        let is = |setting: &Setting| before.walk().any(|(_, other)| setting.0.is(&other.0));
        after.walk().map(|(_, setting)| is(setting)).collect()
    }

    #[test]
    fn what_two_forms_have_in_common_is_the_same_memory_and_nothing_else_changes() {
        let before =
            SettingsForm::new([text("A", "A"), text("B", "B"), group([text("C", "C"), text("D", "D")])]);
        let after = || {
            let inside = group([text("C", "C"), text("D", "other")]);
            SettingsForm::new([text("New", "New"), text("A", "A"), text("B", "other"), inside])
        };
        let mut sharing = after();
        sharing.share(&before);
        assert_eq!(sharing, after());
        // New, A, B, the group, C, D.
        assert_eq!(shared(&before, &sharing), [false, true, false, false, true, false]);
        let mut in_place =
            SettingsForm::new([text("A", "A"), text("B", "other"), after().settings[3].clone()]);
        in_place.share(&before);
        assert_eq!(shared(&before, &in_place), [true, false, false, true, false]);
        assert!(in_place.attributes.is(&before.attributes));
    }

    #[test]
    fn a_change_of_one_form_leaves_the_other_as_it_was() {
        let before = SettingsForm::new([text("A", "A")]);
        let mut after = SettingsForm::new([text("A", "A")]);
        after.share(&before);
        after.settings[0].members.clear();
        assert_eq!(before, SettingsForm::new([text("A", "A")]));
    }
}
