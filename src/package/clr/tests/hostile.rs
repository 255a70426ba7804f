//! Assemblies made to do harm are refused where it begins, or read in the time that their length allows.

use std::time::{Duration, Instant};

use super::assembly;
use super::maker::Maker;
use crate::package::clr::schema::Table;
use crate::package::clr::{File, Limits, read};

/// Far more than any of these takes, and far less than the square of it.
const BOUND: Duration = Duration::from_secs(5);

/// What reading gives: the text of the refusal, or `read`.
fn outcome(maker: &Maker) -> String {
    let bytes = maker.bytes();
    let started = Instant::now();
    let outcome = read(&bytes, &Limits::default());
    assert!(started.elapsed() < BOUND, "{} bytes took {:?}", bytes.len(), started.elapsed());
    match outcome {
        Ok(File::Assembly(_)) => "read".to_owned(),
        Ok(other) => panic!("{other:?}"),
        Err(error) => error.what,
    }
}

/// Flags, name, namespace, base, fields, methods.
const PLAIN: [u32; 6] = [1, 1, 0, 0, 1, 1];

#[test]
fn an_assembly_made_by_hand_is_read() {
    let made = Maker::new().rows(Table::Module, 1, &[0, 1, 0, 0, 0]).rows(Table::TypeDef, 2, &PLAIN);
    let assembly = assembly(&made.bytes());
    assert_eq!((assembly.name.as_str(), assembly.runtime.as_str()), ("name", "v4"));
    assert_eq!(assembly.types.iter().map(|class| class.full_name.as_str()).collect::<Vec<_>>(), ["name"; 2]);
}

#[test]
fn types_in_a_circle_are_refused() {
    let around = Maker::new().rows(Table::TypeDef, 2, &PLAIN);
    let around = around.rows(Table::NestedClass, 1, &[1, 2]).rows(Table::NestedClass, 1, &[2, 1]);
    assert_eq!(outcome(&around), "a type is nested more than 64 deep, or in a circle");
    // A type that is said to lie in itself, where a type of another assembly would name that.
    let scope = 1 << 2 | 3;
    let itself = Maker::new().rows(Table::TypeRef, 1, &[scope, 1, 0]);
    let itself = itself.rows(Table::TypeDef, 1, &[1, 1, 0, 1 << 2 | 1, 1, 1]);
    assert_eq!(outcome(&itself), "a type is nested more than 64 deep, or in a circle");
    // A class that is its own base is walked by nobody here.
    assert_eq!(outcome(&Maker::new().rows(Table::TypeDef, 1, &[1, 1, 0, 1 << 2, 1, 1])), "read");
}

#[test]
fn one_long_name_that_every_type_has_is_refused_at_the_limit() {
    let mut maker = Maker::new().rows(Table::TypeDef, 100_000, &[1, 6, 6, 0, 1, 1]);
    maker.strings.extend([b'a'; 1000]);
    maker.strings.push(0);
    assert_eq!(outcome(&maker), "names and strings of the code have more than 33554432 bytes, the limit");
    let mut maker = Maker::new().rows(Table::TypeDef, 1, &[1, 6, 0, 0, 1, 1]);
    maker.strings.extend(vec![b'a'; 1 << 20]);
    assert_eq!(outcome(&maker), "a name has more than 1023 bytes or no end");
}

#[test]
fn more_names_than_the_limit_are_refused() {
    let maker = Maker::new().rows(Table::TypeDef, 400_001, &PLAIN);
    assert_eq!(outcome(&maker), "the code has more than 400000 names and strings, the limit");
}

#[test]
fn a_claim_of_more_rows_than_bytes_is_refused_before_anything_is_made_of_it() {
    let mut bytes = Maker::new().rows(Table::TypeDef, 1, &PLAIN).bytes();
    // The only count, right after the header of the stream, which begins with these bytes.
    let stream = bytes.windows(8).position(|window| window == [0, 0, 0, 0, 2, 0, 7, 1]).unwrap();
    bytes[stream + 24..stream + 28].fill(0xFF);
    let error = read(&bytes, &Limits::default()).unwrap_err();
    assert!(error.what.starts_with("a metadata table claims 4294967295 rows"), "{error}");
}

#[test]
fn methods_that_every_second_type_claims_are_looked_at_once() {
    let mut maker = Maker::new().rows(Table::MethodDef, 60_000, &[0, 0, 6, 1, 0, 1]);
    for _ in 0..30_000 {
        maker = maker.rows(Table::TypeDef, 1, &PLAIN).rows(Table::TypeDef, 1, &[1, 1, 0, 0, 1, 60_000]);
    }
    assert_eq!(outcome(&maker), "read");
}

#[test]
fn code_that_every_method_shares_is_looked_at_no_longer_than_the_file_is() {
    let mut maker = Maker::new().rows(Table::MethodDef, 50_000, &[Maker::address(0), 0, 6, 1, 0, 1]);
    // A fat header, then a megabyte of `nop`.
    maker.code = [b"\x03\x30\0\0\0\0\x10\0\0\0\0\0".as_slice(), &vec![0; 1 << 20]].concat();
    assert_eq!(outcome(&maker), "read");
}

#[test]
fn a_key_that_every_reference_has_is_refused_by_its_length() {
    let mut maker = Maker::new().rows(Table::AssemblyRef, 10_000, &[1, 0, 0, 0, 1, 1, 1, 0, 0]);
    maker.blobs.extend(b"\xC0\x10\0\0");
    maker.blobs.extend(vec![7; 1 << 20]);
    assert_eq!(outcome(&maker), "the public key of a reference has 1048576 bytes; expected at most 4096");
}

#[test]
fn a_whole_public_key_becomes_its_token() {
    // The key of the standard library (II.6.2.1.3), sixteen bytes, and its well-known token.
    let mut maker = Maker::new().rows(Table::AssemblyRef, 1, &[4, 0, 0, 0, 1, 1, 1, 0, 0]);
    maker.blobs.extend(b"\x10\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0");
    let references = assembly(&maker.bytes()).references;
    assert_eq!(references[0].public_key_token.as_deref(), Some("b77a5c561934e089"));
}

#[test]
fn code_that_points_into_the_middle_of_a_string_says_nothing() {
    let load = |token: u8| [0x72, token, 0, 0, 0x70, 0x6F, 1, 0, 0, 0x06];
    let mut maker = Maker::new().rows(Table::MethodDef, 1, &[Maker::address(0), 0, 6, 6, 0, 1]);
    maker.strings.extend(b"get_Item\0");
    maker.user_strings.extend(b"\x09K\0e\0y\0s\0\0");
    maker.code = [&[20 << 2 | 2], load(1).as_slice(), &load(3)].concat();
    let assembly = assembly(&maker.bytes());
    assert_eq!(
        (assembly.user_strings.as_slice(), assembly.indexed_strings.as_slice()),
        (&["Keys".to_owned()][..], &["Keys".to_owned()][..])
    );
}

#[test]
fn a_switch_of_endless_length_ends_the_code() {
    let mut maker = Maker::new().rows(Table::MethodDef, 1, &[Maker::address(0), 0, 6, 1, 0, 1]);
    maker.code = b"\x16\x45\xFF\xFF\xFF\xFF".to_vec();
    assert_eq!(outcome(&maker), "read");
}
