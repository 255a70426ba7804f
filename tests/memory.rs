//! How much memory reading takes, counted by an allocator; a binary of its own, so that nothing else is counted.

#[path = "it/support/archive.rs"]
mod archive;
#[path = "it/support/attacks.rs"]
mod attacks;
#[path = "it/support/real.rs"]
mod real;

use std::path::PathBuf;

use attacks::{Attack, attacks};
use connectory::model::PackageFacts;
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

/// Reads an attack, which must be refused with its words and without much memory.
fn assert_refused(attack: &Attack) {
    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let error = package::read(&attack.bytes, &attack.limits).err().map(|error| error.to_string());
    let peak = COUNTED.peak_usage().saturating_sub(before);
    let error = error.expect("an attack is refused");
    assert!(error.contains(attack.words), "{}: {error}", attack.name);
    assert!(peak < MOST, "{}: {peak} bytes", attack.name);
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

/// What a version may take whose package differs in one setting from that of the version before.
const MOST_OF_A_VERSION: usize = 1150;

/// The bytes of a version whose package is the same but for its number and one default.
fn version(number: &str) -> Vec<u8> {
    let text = |at: usize| {
        let setting =
            Setting::new("TextBox").key(&format!("Key{at}")).caption("A caption").help_text("A text.");
        if at == 105 { setting.value(format!("default of {number}")) } else { setting }
    };
    let groups = (0..4).map(|group| {
        let inside = (0..8).map(|at| text(group * 8 + at).build());
        Setting::new("Group").caption(&format!("Group {group}")).settings(inside).build()
    });
    let settings = (100..112).map(|at| text(at).build()).chain(groups);
    let number = VersionNumber::parse(number).expect("a version");
    let package = Package::new("00000000-0000-4000-8000-000000000001", "Own", number)
        .with("Description", "What it does, in one sentence or two.")
        .with("EntryPoint", "Own.Connector.Plug")
        .with_settings(SettingsForm::new(settings))
        .with_references(vec![Reference::new(
            "Own.dll",
            ReferenceType::Agent,
            Content::from(number.text().into_bytes()),
        )]);
    package::write(&package)
}

/// Further versions of a connector cost what is new in them.
fn assert_versions_are_lean() {
    let numbers = ["1.01", "1.02", "1.03", "1.04", "1.05"];
    let files: Vec<Vec<u8>> = numbers.iter().map(|number| version(number)).collect();
    let mut read: Vec<PackageFacts> = Vec::with_capacity(files.len());
    for (number, file) in numbers.iter().zip(&files) {
        let before = COUNTED.current_usage();
        let mut facts = PackageFacts::read(file, &Limits::default()).expect("a package");
        if let Some(last) = read.last() {
            facts.share(last);
        }
        let taken = size_of::<PackageFacts>() + COUNTED.current_usage().saturating_sub(before);
        assert!(read.is_empty() || taken <= MOST_OF_A_VERSION, "version {number} took {taken} bytes");
        read.push(facts);
    }
}

/// The packages to read: our own, and the real ones.
fn packages() -> Vec<(PathBuf, Vec<u8>)> {
    let mut packages = real::real_packages();
    packages.push(("our own".into(), own()));
    packages
}

// One test: a second one, running beside it, would be counted too.
#[test]
fn no_prefix_of_a_package_takes_more_than_twice_its_size_no_attack_64_megabytes_and_no_version_what_it_shares()
 {
    assert_versions_are_lean();

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

    attacks().iter().for_each(assert_refused);
}
