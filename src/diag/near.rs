//! What somebody probably meant to write.

/// The one of `known` that `text` was probably meant to be.
pub(crate) fn nearest<'k>(text: &str, known: &[&'k str]) -> Option<&'k str> {
    let likeness = |known: &&'k str| (strsim::jaro_winkler(known, text), *known);
    let best = known.iter().map(likeness).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}
