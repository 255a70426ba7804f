//! What a request says of the form it wants a file in: which it has, whether packed, which part (RFC 9110, 12.5.3, 13.1.2, 14.2).

use std::ops::Range;

use hyper::header::{self, HeaderMap, HeaderName};

/// Whether the asker already has these bytes.
pub(super) fn has(asked: &HeaderMap, etag: &str) -> bool {
    let known = values(asked, header::IF_NONE_MATCH);
    known
        .map(|known| known.strip_prefix("W/").unwrap_or(known))
        .any(|known| known == "*" || known.trim_matches('"') == etag)
}

/// Whether gzip is at least as welcome as bytes that are not packed.
pub(super) fn takes_gzip(asked: &HeaderMap) -> bool {
    let (mut gzip, mut identity, mut any) = (None, None, None);
    for value in values(asked, header::ACCEPT_ENCODING) {
        let (coding, quality) = weighed(value);
        match coding.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => gzip = Some(quality),
            "identity" => identity = Some(quality),
            "*" => any = Some(quality),
            _ => {}
        }
    }
    let gzip = gzip.or(any).unwrap_or(0.0);
    gzip > 0.0 && gzip >= identity.unwrap_or(0.0)
}

/// `gzip;q=0.5`; what is no quality is none.
fn weighed(value: &str) -> (&str, f32) {
    let mut parts = value.split(';').map(str::trim);
    let coding = parts.next().unwrap_or_default();
    let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let quality = quality.map_or(Some(1.0), |quality| quality.parse::<f32>().ok());
    (coding, quality.filter(|quality| (0.0..=1.0).contains(quality)).unwrap_or(0.0))
}

/// Which part of a file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: none is named, or several, or not in bytes, or of another file.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// None that it has.
    Outside,
}

/// Which part is wanted of a file with so many bytes.
pub(super) fn part(asked: &HeaderMap, etag: &str, size: u64) -> Part {
    let mut named = asked.get_all(header::RANGE).iter();
    let range = match (named.next(), named.next()) {
        (Some(range), None) => range.to_str().ok(),
        _ => None,
    };
    let is_this = asked
        .get(header::IF_RANGE)
        .is_none_or(|known| known.to_str().is_ok_and(|known| known == format!("\"{etag}\"")));
    let bounds = range.filter(|_| is_this).and_then(|range| range.strip_prefix("bytes="));
    let Some((from, to)) = bounds.and_then(|bounds| bounds.trim().split_once('-')) else {
        return Part::Whole;
    };
    match (number(from), number(to)) {
        (Some(from), Some(to)) if from > to => Part::Whole,
        (Some(from), _) if from >= size && (to.is_empty() || number(to).is_some()) => Part::Outside,
        (Some(from), None) if to.is_empty() => Part::Bytes(from..size),
        (Some(from), Some(to)) => Part::Bytes(from..to.saturating_add(1).min(size)),
        (None, Some(0)) if from.is_empty() => Part::Outside,
        (None, Some(_)) if from.is_empty() && size == 0 => Part::Outside,
        (None, Some(last)) if from.is_empty() => Part::Bytes(size.saturating_sub(last)..size),
        _ => Part::Whole,
    }
}

fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// The members of a list that may be spread over several fields.
fn values(asked: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lists = asked.get_all(name).iter();
    lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn gzip_is_sent_to_whom_it_is_welcome() {
        let table = [
            ("gzip", true),
            ("br, GZIP", true),
            ("x-gzip", true),
            ("*", true),
            ("gzip;q=0.5, identity;q=0.5", true),
            ("gzip;q=0.001", true),
            ("", false),
            ("br", false),
            ("gzip;q=0", false),
            ("gzip; q=0.0", false),
            ("*;q=0", false),
            ("gzip;q=0, *", false),
            ("identity, gzip;q=0.5", false),
            ("gzip;q=x", false),
            ("gzip;q=NaN", false),
            ("gzip;q=2", false),
            ("gzipped", false),
        ];
        for (value, is_welcome) in table {
            assert_eq!(takes_gzip(&asked(header::ACCEPT_ENCODING, value)), is_welcome, "{value}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn one_range_of_bytes_is_understood_and_all_else_is_the_whole() {
        let table = [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("bytes=8-", Part::Bytes(8..10)),
            ("bytes=8-99", Part::Bytes(8..10)),
            ("bytes=0-18446744073709551615", Part::Bytes(0..10)),
            ("bytes=-4", Part::Bytes(6..10)),
            ("bytes=-99", Part::Bytes(0..10)),
            ("bytes=10-", Part::Outside),
            ("bytes=10-12", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=3-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=--1", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
            ("lines=0-1", Part::Whole),
        ];
        for (value, wanted) in table {
            assert_eq!(part(&asked(header::RANGE, value), "e", 10), wanted, "{value}");
        }
        assert_eq!(part(&HeaderMap::new(), "e", 10), Part::Whole);
        assert_eq!(part(&asked(header::RANGE, "bytes=0-"), "e", 0), Part::Outside);
        assert_eq!(part(&asked(header::RANGE, "bytes=-1"), "e", 0), Part::Outside);
    }

    #[test]
    fn a_part_of_another_file_is_not_given() {
        for (known, wanted) in
            [("\"e\"", Part::Bytes(0..4)), ("\"f\"", Part::Whole), ("W/\"e\"", Part::Whole)]
        {
            let mut asked = asked(header::RANGE, "bytes=0-3");
            asked.insert(header::IF_RANGE, known.parse().unwrap());
            assert_eq!(part(&asked, "e", 10), wanted, "{known}");
        }
    }
}
