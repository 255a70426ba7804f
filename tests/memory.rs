//! How much memory reading takes, counted by an allocator; a binary of its own, so that nothing else is counted.

#[path = "it/support/archive.rs"]
mod archive;
#[path = "it/support/real.rs"]
mod real;

use std::path::PathBuf;

use archive::{Part, build, zeros};
use connectory::package::{
    self, Content, Limits, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// What an error message and an empty package take, whatever the file's size.
const SLACK: usize = 4 << 10;

/// What the refusal of an attack may take.
const MOST: usize = 64 << 20;

/// The most bytes that were allocated at once while `bytes` were read.
fn peak(bytes: &[u8]) -> usize {
    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let read = package::read(bytes, &Limits::default());
    let peak = COUNTED.peak_usage().saturating_sub(before);
    drop(read);
    peak
}

/// Reads an attack, which must be refused with these words and without much memory.
fn assert_refused(name: &str, bytes: &[u8], limits: &Limits, words: &str) {
    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let error = package::read(bytes, limits).err().map(|error| error.to_string());
    let peak = COUNTED.peak_usage().saturating_sub(before);
    let error = error.expect("an attack is refused");
    assert!(error.contains(words), "{name}: {error}");
    assert!(peak < MOST, "{name}: {peak} bytes");
}

/// Bytes that want more memory than there is.
fn attacks() {
    let usual = Limits::default();
    let manifest = Part::stored("manifest.json", br#"{"Id": "id", "Name": "n", "Version": 1.5}"#);
    // A thousand files over the same data, 209 MB each.
    let first = Part::stored("F0", &[0; 210_000]).but(|part| {
        (part.method, part.own_method, part.size, part.own_sizes.1) = (8, 8, 209 << 20, 209 << 20);
    });
    let others = (1..1000).map(|at| {
        first.clone().but(|part| (part.name, part.elsewhere) = (format!("F{at}").into_bytes(), Some(0)))
    });
    let overlap = build(&std::iter::once(first.clone()).chain(others).collect::<Vec<_>>()).bytes;
    assert_refused("overlap", &overlap, &usual, "is said to unpack");
    let trusting = Limits { ratio: u64::MAX, unpacked: u64::MAX, ..usual.clone() };
    assert_refused("overlap, without bounds", &overlap, &trusting, "in its header and");
    // A bomb that any ratio is fine for, but that nothing refers to, or whose checksum is not its own.
    let large = zeros("Bomb.dll", 70 << 20);
    let bomb = build(&[manifest.clone(), large.clone()]).bytes;
    assert_refused("bomb", &bomb, &usual, "is said to unpack");
    assert_refused("bomb, without bounds", &bomb, &trusting, "no reference of `manifest.json` names it");
    let lie = large.clone().but(|part| part.crc ^= 1);
    assert_refused("bomb with a lie", &build(&[manifest, lie]).bytes, &trusting, "cannot be unpacked");
    let name = || b"manifest.json".to_vec();
    let large = build(&[large.but(|part| (part.name, part.own_name) = (name(), name()))]).bytes;
    assert_refused("large manifest", &large, &trusting, "expected at most 16777216");
    // JSON of many small values, of many names, and of nothing but depth.
    let many = [b"{\"a\":[".as_slice(), &b"0,".repeat(8 << 20)].concat();
    assert_refused("many values", &many, &usual, "more elements than the limit");
    let objects = [b"{\"a\":[".as_slice(), &b"{\"\":0},".repeat(2 << 20)].concat();
    assert_refused("many objects", &objects, &usual, "more elements than the limit");
    let deep = [b"{\"a\":".as_slice(), &b"[".repeat(8 << 20)].concat();
    assert_refused("depth", &deep, &usual, "nested deeper than the limit");
}

fn own() -> Vec<u8> {
    let settings =
        (0..40).map(|at| Setting::new("TextBox").key(&format!("Key{at}")).caption("A caption").build());
    let package = Package::new(
        "00000000-0000-4000-8000-000000000001",
        "Own",
        VersionNumber::parse("1.5").expect("a version"),
    )
    .with_settings(SettingsForm::new(settings))
    .with_references(vec![Reference::new(
        "Own.dll",
        ReferenceType::Agent,
        Content::from(vec![7; 20_000]),
    )]);
    package::write(&package)
}

/// The packages to read: our own, and the real ones.
fn packages() -> Vec<(PathBuf, Vec<u8>)> {
    let mut packages = real::real_packages();
    packages.push(("our own".into(), own()));
    packages
}

// One test: a second one, running beside it, would be counted too.
#[test]
fn no_prefix_of_a_package_takes_more_than_twice_its_size_and_no_attack_64_megabytes() {
    for (name, bytes) in packages() {
        // Every byte where the form and the details lie; then in steps, since the rest is content that is not copied.
        let prefixes =
            (0..bytes.len().min(40_000)).chain((40_000..bytes.len()).step_by(97)).chain([bytes.len()]);
        for length in prefixes {
            let taken = peak(&bytes[..length]);
            assert!(taken <= 2 * length + SLACK, "{}: {length} bytes took {taken}", name.display());
        }
    }

    // A claim of 2 GiB is not believed before the bytes are there.
    let mut claim = b"\x40\x05Agent\x40\x07Content\xa2".to_vec();
    claim.extend(i32::MAX.to_le_bytes());
    assert!(peak(&claim) < SLACK);

    attacks();
}
