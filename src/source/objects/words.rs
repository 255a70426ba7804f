//! What a store said, in one line for people, without what is secret.

use std::error::Error;

/// More letters than this are no line.
const MOST: usize = 300;

/// An error in one line.
pub(crate) fn in_a_line(error: &object_store::Error, secrets: &[String]) -> String {
    let whole = error.to_string();
    let said = answer(&whole).unwrap_or_else(|| below(error, &whole));
    let said = match whole.contains("NoSuchBucket") {
        true => format!("{said}; make the bucket first"),
        false => said,
    };
    clean(&said, secrets)
}

/// Whether the store does not know what it was asked for.
pub(crate) fn is_unsupported(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotImplemented { .. } | object_store::Error::NotSupported { .. })
        || error.to_string().contains("status code: 501")
}

/// Code and message of an answer in XML, with the status before it.
fn answer(text: &str) -> Option<String> {
    let code = between(text, "<Code>", "</Code>")?;
    let message = between(text, "<Message>", "</Message>").unwrap_or_default();
    let status = between(text, "status code: ", ":").unwrap_or_default();
    Some([status, code, message].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": "))
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let rest = &text[text.find(from)? + from.len()..];
    Some(rest[..rest.find(to)?].trim())
}

/// The outermost words without the address that was asked, and the innermost, which tell of the network.
fn below(error: &object_store::Error, whole: &str) -> String {
    let outer = whole.rsplit_once(" - ").map_or(whole, |(_, outer)| outer);
    let mut inner: &dyn Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    let inner = inner.to_string();
    match outer.contains(&inner) {
        true => outer.to_owned(),
        false => format!("{outer}: {inner}"),
    }
}

/// One line, without the queries of addresses, which may carry a signature, and without anything that is known to be secret.
fn clean(text: &str, secrets: &[String]) -> String {
    let mut text = text.to_owned();
    for secret in secrets {
        text = text.replace(secret.as_str(), "***");
    }
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words = words.map(|word| match (word.contains("://"), word.find('?')) {
        (true, Some(at)) => &word[..at],
        _ => word,
    });
    let line = words.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let error = object_store::Error::Generic { store: "S3", source: text.to_owned().into() };
        in_a_line(&error, &["hush-hush".to_owned()])
    }

    #[test]
    fn a_line_tells_what_the_store_said() {
        let text = "Error performing PUT http://127.0.0.1/b/k in 2ms, after 4 retries - Server returned non-2xx status code: 403 Forbidden: <Error>\n<Code>AccessDenied</Code><Message>No.</Message></Error>";
        assert_eq!(said(text), "403 Forbidden: AccessDenied: No.");
        let text = "Error performing GET http://127.0.0.1:1/b in 2ms - HTTP error: error sending request";
        assert_eq!(
            said(text),
            "HTTP error: error sending request: Error performing GET http://127.0.0.1:1/b in 2ms - HTTP error: error sending request"
        );
    }

    #[test]
    fn a_bucket_that_is_missing_is_named_as_that() {
        let line = said(
            "x status code: 404 Not Found: <Code>NoSuchBucket</Code><Message>The bucket does not exist</Message>",
        );
        assert!(line.ends_with("NoSuchBucket: The bucket does not exist; make the bucket first"), "{line}");
    }

    #[test]
    fn no_secret_is_shown() {
        for text in [
            "https://a.blob.core.windows.net/c/k?sv=1&sig=abcdef went wrong",
            "the key hush-hush is wrong",
            "<Code>X</Code><Message>you signed with hush-hush</Message>",
        ] {
            let line = said(text);
            assert!(!line.contains("sig=") && !line.contains("hush-hush"), "{line}");
        }
        assert!(said(&"long ".repeat(1000)).chars().count() <= MOST + 3);
        assert!(!said("two\nlines\u{1b}[1m").contains(['\n', '\u{1b}']));
    }
}
