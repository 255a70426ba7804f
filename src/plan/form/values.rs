//! What stands in a setting at first. Never that of a secret: everybody who sees the page would have it.

use crate::package::{Setting, Value};

use super::grid;

/// The setting's default as text; of rows without what stands in columns that are secret.
pub(crate) fn default(setting: &Setting) -> Option<String> {
    if setting.secure() {
        return None;
    }
    let text = setting.default_text()?;
    if setting.columns().iter().any(Setting::secure) {
        grid::without_secrets(setting, &text)
    } else {
        Some(text)
    }
}

/// The same, and for an editor the script that it opens with where nothing else stands in it.
pub(super) fn opening(setting: &Setting) -> Option<String> {
    let script = || setting.member("Script").and_then(Value::to_text).filter(|_| !setting.secure());
    default(setting).filter(|text| !text.is_empty()).or_else(script)
}

/// The choices that are made at first, of a control that takes several.
pub(super) fn chosen(setting: &Setting) -> Vec<String> {
    if setting.secure() {
        return Vec::new();
    }
    if let Some(Value::Strings(list)) = setting.value() {
        return list.items.clone();
    }
    let Some(text) = setting.default_text() else { return Vec::new() };
    if let Ok(items) = serde_json::from_str::<Vec<String>>(&text) {
        return items;
    }
    let options = setting.options();
    let is_option = |text: &str| options.iter().any(|option| option.value == text);
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    // A comma may be a part of one choice; it parts several only where each is one.
    if !is_option(&text) && parts.iter().all(|part| is_option(part)) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    vec![text]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::SettingBuilder;

    fn tokens(value: &str) -> Vec<String> {
        let setting: SettingBuilder =
            Setting::new("TokenBox").options([("A", "a"), ("B, too", "b,c"), ("C", "c")]);
        chosen(&setting.value(value).build())
    }

    #[test]
    fn several_choices_are_told_apart_only_where_each_is_one() {
        assert_eq!(tokens("a, c"), ["a", "c"]);
        assert_eq!(tokens("b,c"), ["b,c"]);
        assert_eq!(tokens("a, other"), ["a, other"]);
        assert_eq!(tokens("[\"a\",\"c\"]"), ["a", "c"]);
        assert_eq!(tokens(""), [""; 0]);
    }

    #[test]
    fn a_secret_has_no_default_whatever_holds_it() {
        let secret = |control: &str| Setting::new(control).secure(true).value("hunter2");
        assert_eq!(default(&secret("TextBox").build()), None);
        assert_eq!(opening(&secret("ScriptBox").member("Script", "hunter2").build()), None);
        assert_eq!(chosen(&secret("TokenBox").build()), [""; 0]);
    }
}
