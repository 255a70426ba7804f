//! Words that many messages need: numbers of things, sizes, lists of names.

/// A number and what is counted.
pub(crate) fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// A size as people read it: `482 bytes`, `68.2 KiB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    let mut tenths = bytes * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// The first `most` of some names, and how many more there are.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>, most: usize) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let shown = names[..names.len().min(most)].join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Parts of a sentence: `a`, `a and b`, `a, b and c`.
pub(crate) fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_and_measured_reads_well() {
        assert_eq!([plural(1, "file"), plural(0, "file")], ["1 file", "0 files"]);
        assert_eq!([size(0), size(1023), size(1024)], ["0 bytes", "1023 bytes", "1.0 KiB"]);
        assert_eq!([size(69_900), size(64 << 20)], ["68.2 KiB", "64.0 MiB"]);
    }

    #[test]
    fn of_many_names_the_first_are_told() {
        assert_eq!([listed(["a"], 2), listed(["a", "b"], 2)], ["`a`", "`a`, `b`"]);
        assert_eq!(listed(["a", "b", "c"], 2), "`a`, `b` and 1 more");
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(
            [joined(&parts[..1]), joined(&parts[..2]), joined(&parts)],
            ["a", "a and b", "a, b and c"]
        );
    }
}
