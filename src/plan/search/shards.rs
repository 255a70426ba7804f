//! Words divided by their beginnings into shards of a bounded size. A shard divides only when it has grown too large, so
//! that what one connector adds or takes away changes only the shards its words are in.

use super::terms::Term;

/// The words that begin with `prefix`. Where these are too many, the word itself lies apart, under the prefix and `$`.
pub(super) struct Shard<'t> {
    pub(super) prefix: String,
    pub(super) terms: &'t [Term],
}

/// Divides sorted words into shards of at most `limit` bytes; a single word is never divided.
pub(super) fn divided(terms: &[Term], limit: usize) -> Vec<Shard<'_>> {
    let mut shards = Vec::new();
    for same in by_next(terms, 0) {
        divide(same, 1, limit, &mut shards);
    }
    shards
}

/// The text of a shard: words divided by `;`.
pub(super) fn written(terms: &[Term]) -> String {
    terms.iter().map(|(word, places)| format!("{word} {places}")).collect::<Vec<_>>().join(";")
}

/// Takes words that have their first `length` letters in common.
fn divide<'t>(terms: &'t [Term], length: usize, limit: usize, shards: &mut Vec<Shard<'t>>) {
    let prefix: String = terms[0].0.chars().take(length).collect();
    if terms.len() == 1 || terms.iter().map(size).sum::<usize>() <= limit {
        shards.push(Shard { prefix, terms });
        return;
    }
    let whole = usize::from(terms[0].0 == prefix);
    if whole == 1 {
        shards.push(Shard { prefix: format!("{prefix}$"), terms: &terms[..1] });
    }
    for same in by_next(&terms[whole..], length) {
        divide(same, length + 1, limit, shards);
    }
}

fn by_next(terms: &[Term], length: usize) -> impl Iterator<Item = &[Term]> {
    terms.chunk_by(move |(a, _), (b, _)| a.chars().nth(length) == b.chars().nth(length))
}

fn size((word, places): &Term) -> usize {
    word.len() + places.len() + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &[&str]) -> Vec<Term> {
        words.iter().map(|word| ((*word).to_owned(), "NA".to_owned())).collect()
    }

    fn prefixes(words: &[&str], limit: usize) -> Vec<String> {
        divided(&terms(words), limit).into_iter().map(|shard| shard.prefix).collect()
    }

    #[test]
    fn a_shard_divides_only_when_it_is_too_large() {
        let words = ["a", "sql", "sqlite", "sqlserver", "ö"];
        assert_eq!(prefixes(&words, 1_000), ["a", "s", "ö"]);
        assert_eq!(prefixes(&words, 20), ["a", "sql$", "sqli", "sqls", "ö"]);
    }

    #[test]
    fn every_word_is_in_the_one_shard_that_its_beginning_leads_to() {
        let words: Vec<String> = (0..3_000).map(|at: u32| format!("w{:o}", at.wrapping_mul(7_919))).collect();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        let all = terms(&words);
        let shards = divided(&all, 300);
        assert_eq!(shards.iter().map(|shard| shard.terms.len()).sum::<usize>(), all.len());
        for shard in &shards {
            assert!(shard.terms.len() == 1 || shard.terms.iter().map(size).sum::<usize>() <= 300);
            let begins = |word: &str| match shard.prefix.strip_suffix('$') {
                Some(whole) => word == whole,
                None => word.starts_with(&shard.prefix),
            };
            assert!(shard.terms.iter().all(|(word, _)| begins(word)), "{}", shard.prefix);
        }
    }
}
