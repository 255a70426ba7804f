//! Bytes made to do harm are refused where the harm begins, before anything is allocated for it.

use super::fixture;
use crate::package::nbfx::{Encoder, Event, Reader, Text};
use crate::package::{Body, Limits, Package, Value, VersionNumber, read, write};

/// The error of reading `bytes` as events.
fn refusal(bytes: &[u8]) -> (u64, String) {
    let mut reader = Reader::new(bytes, &Limits::default());
    loop {
        match reader.next_event() {
            Ok(Some(_)) => {}
            Ok(None) => return (u64::MAX, "accepted".to_owned()),
            Err(error) => return (error.offset, error.what),
        }
    }
}

/// `<A>` and then `bytes`.
fn inside(bytes: &[u8]) -> Vec<u8> {
    [b"\x40\x01A", bytes].concat()
}

#[test]
fn a_length_past_the_end_is_refused_at_the_end() {
    for bytes in [
        b"\x99\xFFab".as_slice(),
        b"\x9B\xFF\xFFab",
        b"\x9D\xFF\xFF\xFF\x7Fab",
        b"\xA3\xFF\xFF\xFF\x7Fab",
        b"\xBB\xFF\xFF\xFF\x7Fab",
        b"\x40\xFF\xFF\xFF\xFF\x07ab",
        b"\x03\x40\x01A\x01\x8D\xFF\xFF\xFF\xFF\x07ab",
    ] {
        let bytes = inside(bytes);
        let (at, what) = refusal(&bytes);
        assert_eq!(at, bytes.len() as u64, "{what}");
        assert!(what.starts_with("the file ends inside"), "{what}");
    }
}

#[test]
fn a_negative_or_endless_length_is_refused_where_it_stands() {
    assert_eq!(refusal(&inside(b"\x9D\xFF\xFF\xFF\xFFab")).0, 4);
    assert_eq!(refusal(&inside(b"\xA3\0\0\0\x80ab")).0, 4);
    assert_eq!(refusal(&inside(b"\x40\xFF\xFF\xFF\xFF\x08ab")).0, 4);
    assert_eq!(refusal(&inside(b"\x40\x80\x80\x80\x80\x80\x01a")).0, 4);
}

#[test]
fn nesting_is_refused_at_the_limit_however_deep_it_goes() {
    let (at, what) = refusal(&b"\x40\x01A".repeat(100_000));
    assert_eq!((at, what.as_str()), (64 * 3, "elements are nested more than 64 deep, the limit"));
    let deepest = Limits { depth: usize::MAX, ..Limits::default() };
    let unknown = write(&sample());
    let end = unknown.len() - 1;
    let nested = [&unknown[..end], &b"\x40\x01A".repeat(100_000)].concat();
    let error = read(&nested, &deepest).unwrap_err();
    assert_eq!(error.offset, (end + 3 * (Limits::MOST_DEPTH - 1)) as u64, "{error}");
}

#[test]
fn the_deepest_element_allowed_is_kept_and_written_back() {
    let bytes = write(&sample());
    let depth = Limits::MOST_DEPTH - 1;
    let nested =
        [&bytes[..bytes.len() - 1], &b"\x40\x01Z".repeat(depth), &b"\x01".repeat(depth), b"\x01"].concat();
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    assert_eq!(write(&read(&nested, &limits).unwrap()), nested);
}

#[test]
fn settings_nested_to_the_limit_are_read_without_trouble() {
    let bytes = write(&sample());
    let open = b"\x40\x08Settings\x40\x07Setting";
    let depth = (Limits::MOST_DEPTH - 4) / 2;
    let form = [b"\x40\x08Settings\x40\x04List\x40\x07Setting".as_slice(), &open.repeat(depth)].concat();
    let nested = [&bytes[..bytes.len() - 1], &form, &b"\x01".repeat(3 + 2 * depth), b"\x01"].concat();
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    let package = read(&nested, &limits).unwrap();
    assert_eq!(package.settings().walk().count(), depth + 1);
    assert_eq!(write(&package), nested);
}

#[test]
fn lists_that_turn_out_to_be_something_else_are_counted_each_time_they_are_read() {
    let bytes = write(&sample());
    let (open, spoil) = (b"\x40\x07Setting\x40\x08Settings", b"\x99\x01x\x99\x01x");
    let nested = |inside: usize| {
        let most = b"\x40\x01O\x01".repeat(inside);
        let last = [b"\x40\x07Setting\x40\x01M".as_slice(), &most, b"\x01\x01"].concat();
        [&bytes[..bytes.len() - 1], b"\x40\x01Z", &open.repeat(20), &last, &spoil.repeat(20), b"\x01\x01"]
            .concat()
    };
    let few = nested(100);
    assert_eq!(write(&read(&few, &Limits::default()).unwrap()).len(), few.len());
    let error = read(&nested(20_000), &Limits::default()).unwrap_err();
    assert!(error.what.contains("more elements than the limit"), "{error}");
}

#[test]
fn records_of_a_dictionary_are_refused() {
    for head in [0x42, 0x43, 0x44, 0x5D, 0xAA, 0xAB, 0xBC, 0xBD, 0x06, 0x07, 0x0A, 0x0B, 0x0C, 0x25] {
        let (at, what) = refusal(&inside(&[head, 0, 0]));
        assert_eq!(at, 3);
        assert_eq!(what, format!("record 0x{head:02X} uses a string dictionary, which a package never does"));
    }
}

#[test]
fn unknown_records_are_refused() {
    for head in [0x00, 0x78, 0x7F, 0xBE, 0xFF, 0xA5, 0xA6] {
        assert_eq!(refusal(&inside(&[head, 0, 0])).0, 3, "0x{head:02X}");
    }
    assert_eq!(refusal(b"\x01").0, 0);
    assert_eq!(refusal(b"\x99\x01a").0, 0);
    assert_eq!(refusal(&inside(b"\x99\x01a\x04\x01b\x86")).0, 6);
    assert_eq!(refusal(&inside(b"\xA8\x04\x01b\x86")).0, 4);
    assert_eq!(refusal(&inside(b"\x04\x01b\x87")).0, 6);
    assert_eq!(refusal(&inside(b"\xB5\x02")).0, 4);
}

#[test]
fn broken_characters_are_refused_where_they_stand() {
    assert_eq!(refusal(&inside(b"\x99\x04ab\xFFd")).0, 7);
    assert_eq!(refusal(&inside(b"\xB7\x04a\0\0\xD8")).0, 7);
    assert_eq!(refusal(&inside(b"\xB7\x03a\0b")).0, 5);
}

#[test]
fn too_many_of_anything_are_refused() {
    let few = Limits { settings: 3, ..Limits::default() };
    assert!(read(&fixture::bytes(), &few).unwrap_err().what.contains("more settings than the limit"));
    let few = Limits { elements: 40, ..Limits::default() };
    assert!(read(&fixture::bytes(), &few).unwrap_err().what.contains("more elements than the limit"));
    let few = Limits { members: 5, ..Limits::default() };
    assert!(read(&fixture::bytes(), &few).unwrap_err().what.contains("more than 5 members"));
}

#[test]
fn a_package_without_what_it_needs_is_refused() {
    for (name, found) in [("Id", "the package has no `Id`"), ("Version", "the package has no `Version`")] {
        let mut package = sample();
        package.members.retain(|member| member.name != name);
        let error = read(&write(&package), &Limits::default()).unwrap_err();
        assert!(error.what.starts_with(found), "{error}");
    }
    let error = read(&write(&sample().with("Name", "")), &Limits::default()).unwrap_err();
    assert_eq!(error.what, "the package has an empty `Name`; expected one");
}

#[test]
fn two_members_of_one_name_and_wrong_types_are_refused() {
    let mut twice = sample();
    twice.members.push(twice.members[0].clone());
    assert!(read(&write(&twice), &Limits::default()).unwrap_err().what.contains("two members `Description`"));
    for (name, value, message) in [
        ("Description", Value::Bool(true), "member `Description` is a boolean; expected text"),
        ("Isolated", Value::from("yes"), "member `Isolated` is text; expected a boolean"),
        ("Version", Value::from("1.10"), "member `Version` is text; expected a double"),
        ("InputEndpoints", Value::Int(7), "member `InputEndpoints` is an integer; expected a list of text"),
    ] {
        let bytes = write(&sample().with_body(name, Body::Value(value)));
        assert_eq!(read(&bytes, &Limits::default()).unwrap_err().what, message);
    }
}

#[test]
fn every_record_without_a_dictionary_is_read_and_written_back() {
    let texts = [
        Text::Empty,
        Text::Bool(true),
        Text::Int(-129),
        Text::Int(i64::MIN),
        Text::Uint(u64::MAX),
        Text::Float(0.5),
        Text::Double(0.1),
        Text::Decimal([7; 16]),
        Text::DateTime(1 << 62),
        Text::TimeSpan(-1),
        Text::Uuid([1; 16]),
        Text::UniqueId([2; 16]),
        Text::Chars("日本語".into()),
        Text::Bytes(vec![0; 300].into()),
        Text::List(b"\x80\x98\x01a".into()),
    ];
    let mut encoder = Encoder::new();
    encoder.start("long", "Root");
    encoder.comment("said");
    for text in &texts {
        encoder.start("", "T");
        encoder.attribute("long", "a", text);
        encoder.text(text);
        encoder.end();
    }
    encoder.array(b"\x03\x40\x01A\x04\x01b\x86\x01\x8B\x02\x01\0\x02\0");
    encoder.end();
    let bytes = encoder.finish();
    let mut reader = Reader::new(&bytes, &Limits::default());
    let (mut seen, mut arrays) = (Vec::new(), 0);
    while let Some((_, event)) = reader.next_event().unwrap() {
        match event {
            Event::Text(text) => seen.push(text),
            Event::Array(array) => {
                assert_eq!((array.name, array.count), ("A", 2));
                arrays += 1;
            }
            _ => {}
        }
    }
    assert_eq!((seen, arrays), (texts.to_vec(), 1));
}

/// A package without a form.
fn sample() -> Package<'static> {
    let mut package = Package::new("id", "name", VersionNumber::parse("2.5").unwrap());
    package.members.retain(|member| member.name != "Settings");
    package
}
