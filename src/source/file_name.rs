//! Names of files that every system can hold, and that show what they are.

use super::path::DEVICES;

/// The most bytes of a file name on the systems in use.
const MOST_BYTES: usize = 255;

/// Checks the name of a file in a folder: what any system could hold, the same on all of them.
///
/// # Errors
/// Says what is wrong, as the end of a sentence that begins with the name.
pub fn check_file_name(name: &str) -> Result<(), String> {
    let base = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let harm = if name.is_empty() {
        "is empty".to_owned()
    } else if name == "." || name == ".." {
        "is no file but a folder".to_owned()
    } else if name.len() > MOST_BYTES {
        format!("is {} bytes long; {MOST_BYTES} is the most", name.len())
    } else if name.contains(['/', '\\']) {
        "holds a separator and so names a folder as well; only a plain file name is taken".to_owned()
    } else if name.contains(':') {
        "holds a colon, which names a drive or a stream on Windows".to_owned()
    } else if let Some(bad) = name.chars().find(|c| "<>\"|?*".contains(*c)) {
        format!("holds `{bad}`, which Windows does not take")
    } else if let Some(bad) = name.chars().find(|c| is_hidden(*c)) {
        format!("holds the invisible character U+{:04X}", u32::from(bad))
    } else if name.starts_with('.') {
        "begins with a dot; such names belong to tools and are passed over".to_owned()
    } else if name.ends_with(['.', ' ']) || name.starts_with(' ') {
        "begins or ends with a space, or ends with a dot, which Windows drops".to_owned()
    } else if DEVICES.contains(&base.as_str())
        || matches!(base.as_str(), "conin$" | "conout$")
        || is_superscript(&base)
    {
        "is the name of a device on Windows".to_owned()
    } else {
        return Ok(());
    };
    Err(harm)
}

/// `com¹` to `lpt³`, which Windows takes for the devices with plain digits.
fn is_superscript(base: &str) -> bool {
    let rest = base.strip_prefix("com").or_else(|| base.strip_prefix("lpt"));
    matches!(rest, Some("\u{b9}" | "\u{b2}" | "\u{b3}" | "0"))
}

/// Controls, bidirectional marks, and what has no width.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || (c != ' ' && c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_could_not_hold_are_refused() {
        let hostile = [
            "",
            ".",
            "..",
            "/a",
            "a/b",
            "..\\b",
            "C:\\x",
            "c:x",
            "a:stream",
            "con",
            "CON",
            "nul.dll",
            "Com1.txt",
            "lpt9",
            "com\u{b9}",
            "aux .dll",
            "CONIN$",
            "a.",
            "a ",
            " a",
            ".git",
            "a\u{202e}lld.exe",
            "a\u{200b}b",
            "a\0",
            "a\nb",
            "a\u{feff}",
            "a\u{a0}",
            "a*",
            "a?",
            "a|b",
            "\u{e0041}",
            &"a".repeat(256),
        ];
        for name in hostile {
            assert!(check_file_name(name).is_err(), "{name:?} was taken");
        }
    }

    #[test]
    fn names_as_packages_have_them_are_taken() {
        for name in [
            "Acme.SqlServer.dll",
            "Files.zip",
            "a b (1).txt",
            "Überblick.pdf",
            "日本.dll",
            "console.dll",
            "a",
            "[x].dll",
        ] {
            assert_eq!(check_file_name(name), Ok(()), "{name}");
        }
    }
}
