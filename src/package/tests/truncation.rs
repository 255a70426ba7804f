//! A package cut short is refused, at every length.

use super::{fixture, real};
use crate::package::nbfx::Reader;
use crate::package::{Limits, read};

#[test]
fn truncated_is_refused_at_the_missing_byte() {
    let bytes = fixture::bytes();
    for end in 0..bytes.len() {
        let error = read(&bytes[..end], &Limits::default()).unwrap_err();
        assert_eq!(error.offset, end as u64, "{error}");
    }
}

#[test]
fn a_truncated_real_package_is_refused_at_the_missing_byte() {
    for (path, bytes) in real::real_packages() {
        for end in 0..bytes.len() {
            let error = read(&bytes[..end], &Limits::default()).unwrap_err();
            assert_eq!(error.offset, end as u64, "{}: {error}", path.display());
        }
    }
}

#[test]
fn a_reader_of_events_refuses_every_prefix_too() {
    let bytes = fixture::bytes();
    for end in 0..bytes.len() {
        let mut reader = Reader::new(&bytes[..end], &Limits::default());
        let error = loop {
            match reader.next_event() {
                Ok(event) => assert!(event.is_some(), "the prefix of {end} bytes was taken for a document"),
                Err(error) => break error,
            }
        };
        assert_eq!(error.offset, end as u64, "{error}");
    }
}
