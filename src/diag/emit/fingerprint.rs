//! What tells one finding from the others, from one check to the next: neither lines nor bytes, since those move.

use std::collections::HashMap;

use crate::diag::Report;
use crate::source::Digest;

/// A fingerprint for each finding, in the report's order; no two are the same. Findings that differ only by their place
/// in a file are counted.
pub(super) fn of(report: &Report) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let prints = report.diagnostics().iter().map(|diagnostic| {
        let parts = [diagnostic.code, diagnostic.place.path.as_str(), &diagnostic.message];
        let key = digest(&parts);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        if *count == 1 { key } else { digest(&[&key, &count.to_string()]) }
    });
    prints.collect()
}

/// Thirty-two digits of the digest of texts, which end with a byte that no text holds.
pub(super) fn digest(parts: &[&str]) -> String {
    let pieces = parts.iter().flat_map(|part| [part.as_bytes(), b"\xff"]);
    Digest::of_pieces(pieces).to_string()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, Place, Severity};
    use crate::source::{RepoPath, Span};

    fn at(start: usize, message: &str) -> Diagnostic {
        let path = RepoPath::new("registry.yaml").expect("a path");
        let place = Place::at(&path, Span::new(start, start + 1));
        Diagnostic::new("field-unknown", Severity::Error, place, message)
    }

    #[test]
    fn moving_a_finding_changes_no_fingerprint() {
        let before = of(&Report::new(vec![at(1, "a"), at(2, "b"), at(9, "a")]));
        let after = of(&Report::new(vec![at(41, "a"), at(42, "b"), at(49, "a")]));
        assert_eq!(before, after);
    }

    #[test]
    fn no_two_findings_share_a_fingerprint() {
        let mut prints = of(&Report::new(vec![at(1, "a"), at(2, "b"), at(9, "a"), at(10, "a")]));
        prints.sort();
        prints.dedup();
        assert_eq!(prints.len(), 4);
        assert!(prints.iter().all(|print| print.len() == 32));
    }

    #[test]
    fn where_one_text_ends_and_the_next_begins_counts() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
