//! Read and written again, a package is the same bytes.

use super::{fixture, real};
use crate::package::nbfx::Encoder;
use crate::package::{Limits, PackageRole, Reference, ReferenceType, read, write};

#[test]
fn a_package_made_by_hand_is_read_as_it_was_made() {
    let package = fixture::package();
    let bytes = write(&package);
    let again = read(&bytes, &Limits::default()).unwrap();
    assert_eq!(again, package);
    assert_eq!(write(&again), bytes);
}

#[test]
fn a_real_package_is_written_as_it_was_read() {
    for (path, bytes) in real::real_packages() {
        let package = read(&bytes, &Limits::default()).unwrap();
        let again = write(&package);
        let differs = again.iter().zip(&bytes).position(|(ours, theirs)| ours != theirs);
        assert_eq!((differs, again.len()), (None, bytes.len()), "{}", path.display());
    }
}

#[test]
fn a_real_package_has_a_form_and_a_role() {
    for (path, bytes) in real::real_packages() {
        let package = read(&bytes, &Limits::default()).unwrap();
        assert!(package.settings().leaves().count() > 0, "{}", path.display());
        assert!(package.settings().walk().all(|(_, setting)| !setting.control().is_empty()));
        assert_ne!(package.role(), PackageRole::Unknown, "{}", path.display());
        assert_eq!(package.unknown().count(), 0);
    }
}

#[test]
fn content_is_borrowed_from_the_package_and_never_copied() {
    let package = fixture::package();
    let bytes = write(&package);
    let again = read(&bytes, &Limits::default()).unwrap();
    let range = bytes.as_ptr_range();
    for (read, made) in again.references().iter().zip(package.references()) {
        assert!(read.content.chunks().all(|chunk| range.contains(&chunk.as_ptr())));
        assert_eq!(read.content.chunks().map(<[u8]>::len).sum::<usize>(), made.content.len());
        assert_eq!(read.content.to_vec(), made.content.to_vec());
    }
    let whole = again.references()[0].content.len();
    let pieces: Vec<_> = again.references()[0].content.chunks().map(<[u8]>::len).collect();
    assert_eq!(pieces, [whole - whole % 3, whole % 3]);
}

#[test]
fn a_role_is_told_by_the_framework_the_plug_in_names() {
    let with = |name: &str| {
        let dll = Reference::new("Plug.dll", ReferenceType::Agent, format!("MZ\0X{name}\0").into_bytes());
        fixture::package().with_references(vec![dll]).role()
    };
    assert_eq!(with("XMPro.Integration.Framework"), PackageRole::Connector);
    assert_eq!(with("XMIoT.Framework"), PackageRole::Agent);
    // Nothing in the DLL: the namespace of the form decides.
    assert_eq!(with("mscorlib"), PackageRole::Agent);
}

#[test]
fn the_end_of_an_element_is_folded_into_text_still_in_the_buffer() {
    let short = "x".repeat(85);
    let long = "x".repeat(170);
    let tail = |text: &str| {
        let mut encoder = Encoder::new();
        encoder.start("", "A");
        encoder.chars(text);
        encoder.end();
        let bytes = encoder.finish();
        (bytes[3], bytes.last() == Some(&1))
    };
    assert_eq!(tail(&short), (0x99, false));
    // 170 units need 510 bytes, which no longer fit behind five bytes of start: the buffer goes, the end stands alone.
    assert_eq!(tail(&long), (0x98, true));
}
