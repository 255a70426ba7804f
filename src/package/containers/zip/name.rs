//! The names of files in an archive. A name that is not plain is refused, never rewritten: what a person reads must be
//! what lies on the disk, on every system.

/// The most bytes of a name.
const MOST: usize = 255;

/// What is wrong with a name; None when it can be taken as it is.
pub(super) fn fault(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("is empty".to_owned());
    }
    if name.len() > MOST {
        return Some(format!("is {} bytes long; expected at most {MOST}", name.len()));
    }
    if name.starts_with('/') {
        return Some("begins at the root of a disk".to_owned());
    }
    if let Some(odd) = name.chars().find(|&character| is_odd(character)) {
        return Some(format!(
            "holds U+{:04X}, which is not seen or not a character of names",
            u32::from(odd)
        ));
    }
    if let Some(special) =
        name.chars().find(|character| matches!(character, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*'))
    {
        return Some(format!("holds `{special}`, which means something else on some systems"));
    }
    name.split('/').find_map(segment_fault)
}

fn segment_fault(segment: &str) -> Option<String> {
    let shown = segment.escape_debug();
    if segment.is_empty() {
        return Some("has an empty folder or file in it".to_owned());
    }
    if segment == "." || segment == ".." {
        return Some(format!("leads elsewhere by `{shown}`"));
    }
    if segment.ends_with(['.', ' ']) || segment.starts_with(' ') {
        return Some(format!("has `{shown}` in it, which some systems cut"));
    }
    let lower = segment.to_lowercase();
    if matches!(lower.as_str(), ".git" | "git~1") {
        return Some(format!("has `{shown}` in it, which is Git's"));
    }
    let stem = lower.split('.').next().unwrap_or_default().trim_end();
    is_device(stem).then(|| format!("has `{shown}` in it, which is a device on Windows"))
}

fn is_device(stem: &str) -> bool {
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    numbered.is_some_and(|number| {
        let mut characters = number.chars();
        let one = characters.next().is_some_and(|digit| matches!(digit, '0'..='9' | '¹' | '²' | '³'));
        one && characters.next().is_none()
    }) || matches!(stem, "con" | "prn" | "aux" | "nul" | "clock$" | "conin$" | "conout$")
}

/// Characters that are not seen, or that change how others are seen.
fn is_odd(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFD}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// What a name is compared by: systems differ in whether `A.dll` and `a.dll` are one file.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase()
}
