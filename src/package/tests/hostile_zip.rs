//! Archives made to do harm are refused, each at the header that lies.

use super::archive::{Archive, Part, build, zeros};
use super::fixture;
use crate::package::{Container, Limits, list_archive, read, write, write_as};

const MANIFEST: &str = r#"{"Id": "id", "Name": "n", "Version": 1.5, "References": [
    {"Name": "A.dll", "ReferenceType": 0}]}"#;

/// The two files of a sound package.
fn sound() -> [Part; 2] {
    [Part::stored("manifest.json", MANIFEST.as_bytes()), Part::stored("A.dll", b"the bytes of a DLL")]
}

/// What is wrong with an archive, and where.
fn fault(bytes: &[u8]) -> (u64, String) {
    match read(bytes, &Limits::default()) {
        Err(error) => (error.offset, error.what),
        Ok(package) => panic!("accepted: {package:?}"),
    }
}

/// What is wrong when the second file of the sound package is changed; the archive tells where.
fn changed(change: impl FnOnce(&mut Part)) -> (Archive, u64, String) {
    let [manifest, file] = sound();
    let archive = build(&[manifest, file.but(change)]);
    let (at, what) = fault(&archive.bytes);
    (archive, at, what)
}

#[test]
fn a_sound_archive_is_read() {
    let package = read(&build(&sound()).bytes, &Limits::default()).unwrap().into_owned();
    assert_eq!(package.references()[0].content.to_vec(), b"the bytes of a DLL");
    // Sizes may follow the data, as a writer that cannot go back puts them.
    let follows = |mark: &[u8]| {
        let [manifest, file] = sound();
        let after = [file.crc, file.packed, file.size].into_iter().flat_map(u32::to_le_bytes);
        let after = [mark, &after.collect::<Vec<u8>>()].concat();
        build(&[manifest, file.but(|part| (part.flags, part.own_sizes, part.after) = (8, (0, 0), after))])
            .bytes
    };
    assert_eq!(read(&follows(b""), &Limits::default()).unwrap(), package);
    assert_eq!(read(&follows(b"PK\x07\x08"), &Limits::default()).unwrap(), package);
    let (archive, at, what) = changed(|part| (part.flags, part.after) = (8, vec![1; 12]));
    assert_eq!(
        (at, what.as_str()),
        (archive.locals[1], "`A.dll` is not followed by the sizes its flags announce")
    );
}

#[test]
fn overlapping_files_are_refused() {
    let [manifest, file] = sound();
    let first = build(&[manifest.clone(), file.clone()]).locals[1] as u32;
    // Each of a thousand claims all the data that are there.
    let data = vec![0; 260_000];
    let big = Part::stored("F0", &data);
    let mut parts = vec![manifest, big.clone()];
    parts.extend((1..999).map(|_| big.clone().but(|part| part.elsewhere = Some(first))));
    let archive = build(&parts);
    assert_eq!(fault(&archive.bytes).1, "`F0` is there twice, upper and lower case not told apart");
    let wide = Limits { unpacked: u64::MAX, ..Limits::default() };
    for (at, part) in parts.iter_mut().enumerate().skip(1) {
        part.name = format!("F{at:03}").into_bytes();
        part.own_name = b"F001".to_vec();
    }
    let archive = build(&parts);
    let error = read(&archive.bytes, &wide).unwrap_err();
    assert_eq!(error.offset, archive.locals[2]);
    assert!(error.what.starts_with("`F002` has the name `F001` in its header"), "{error}");
    // The classic one: a header inside the data of the file before.
    let inner = build(&[Part::stored("B.dll", b"x")]);
    let outer = Part::stored("A.dll", &inner.bytes[..36]);
    let at = first + 30 + 5;
    let archive = build(&[
        sound()[0].clone(),
        outer,
        Part::stored("B.dll", b"x").but(|part| part.elsewhere = Some(at)),
    ]);
    let found = fault(&archive.bytes);
    assert_eq!(found, (u64::from(at), "`B.dll` overlaps another file of the archive".to_owned()));
}

#[test]
fn too_much_is_refused_by_what_is_declared() {
    let few = Limits { archive_entries: 1, ..Limits::default() };
    let archive = build(&sound());
    let error = read(&archive.bytes, &few).unwrap_err();
    assert_eq!(
        (error.offset, error.what.as_str()),
        (archive.end, "the archive holds 2 files; expected at most 1")
    );
    let little = Limits { unpacked: 150, ..Limits::default() };
    let archive = build(&[sound()[0].clone(), Part::stored("A.dll", &[7; 100])]);
    let error = read(&archive.bytes, &little).unwrap_err();
    let total = MANIFEST.len() + 100;
    let what = format!("`A.dll` would bring the archive to {total} bytes unpacked; expected at most 150");
    assert_eq!((error.offset, error.what), (archive.centrals[1], what));
    let small = Limits { manifest: 10, ..Limits::default() };
    assert!(read(&build(&sound()).bytes, &small).unwrap_err().what.starts_with("`manifest.json` is"));
}

#[test]
fn a_bomb_is_refused_by_its_ratio_before_it_goes_off() {
    let bomb = zeros("A.dll", 20 << 20);
    let archive = build(&[sound()[0].clone(), bomb.clone()]);
    let (at, what) = fault(&archive.bytes);
    assert_eq!(at, archive.centrals[1]);
    let packed = bomb.data.len();
    assert_eq!(
        what,
        format!("`A.dll` is said to unpack {packed} bytes to 20971520; expected less than 100 times as many")
    );
    // A bomb in an archive in the package goes off nowhere: what is inside is not unpacked.
    let inner = build(&[bomb]).bytes;
    let nested = build(&[sound()[0].clone(), Part::stored("A.dll", &inner)]).bytes;
    let package = read(&nested, &Limits::default()).unwrap();
    let error = list_archive(&package.references()[0].content.to_vec(), &Limits::default()).unwrap_err();
    assert!(error.what.contains("is said to unpack"), "{error}");
}

#[test]
fn a_size_that_lies_is_found_when_the_bytes_are_counted() {
    for (claim, words) in [
        (1000, "cannot be unpacked: file is larger than its declared uncompressed size"),
        (500_000, "unpacks to 400000 bytes; expected 500000"),
    ] {
        let mut part = zeros("A.dll", 400_000);
        (part.size, part.own_sizes.1) = (claim, claim);
        let archive = build(&[sound()[0].clone(), part]);
        assert_eq!(fault(&archive.bytes), (archive.locals[1], format!("`A.dll` {words}")));
    }
    let (archive, at, what) = changed(|part| (part.size, part.own_sizes.1) = (5, 5));
    assert_eq!(
        (at, what.as_str()),
        (archive.centrals[1], "`A.dll` is stored, but 18 bytes are said to be 5")
    );
    let (archive, at, what) = changed(|part| part.crc ^= 1);
    assert_eq!(at, archive.locals[1]);
    assert!(what.starts_with("`A.dll` cannot be unpacked: "), "{what}");
    let (archive, at, what) = changed(|part| (part.method, part.own_method) = (8, 8));
    assert_eq!(at, archive.locals[1]);
    assert!(what.starts_with("`A.dll` cannot be unpacked: "), "{what}");
    let (archive, at, what) =
        changed(|part| (part.packed, part.size, part.own_sizes) = (9000, 9000, (9000, 9000)));
    assert_eq!((at, what.as_str()), (archive.locals[1], "`A.dll` reaches into the directory"));
}

#[test]
fn a_header_that_differs_from_the_directory_is_refused() {
    for (change, words) in [
        (
            (|part| part.own_name = b"B.dll".to_vec()) as fn(&mut Part),
            "name `B.dll` in its header and `A.dll` in the directory",
        ),
        (|part| part.own_sizes.0 = 17, "packed size 17 in its header and 18 in the directory"),
        (|part| part.own_sizes.1 = 19, "size 19 in its header and 18 in the directory"),
        (|part| part.own_method = 8, "method 8 in its header and 0 in the directory"),
    ] {
        let (archive, at, what) = changed(change);
        assert_eq!((at, what), (archive.locals[1], format!("`A.dll` has the {words}; expected the same")));
    }
    let mut archive = build(&sound());
    let at = archive.locals[1] as usize;
    archive.bytes[at + 14] ^= 1;
    assert!(fault(&archive.bytes).1.starts_with("`A.dll` has the checksum"));
    archive.bytes[at + 14] ^= 1;
    archive.bytes[at + 6] ^= 2;
    assert_eq!(
        fault(&archive.bytes).1,
        "`A.dll` has the flags 0x0002 in its header and 0x0000 in the directory; expected the same"
    );
    archive.bytes[at] = b'Q';
    assert_eq!(
        fault(&archive.bytes),
        (at as u64, "`A.dll` has no header where the directory says".to_owned())
    );
}

#[test]
fn names_that_mean_something_else_somewhere_are_refused_and_never_rewritten() {
    for (name, words) in [
        ("/abs/x", "begins at the root of a disk"),
        ("C:\\win\\x", "holds `:`, which means"),
        ("C:x", "holds `:`, which means"),
        ("a:stream", "holds `:`, which means"),
        ("a\\b", "holds `\\`, which means"),
        ("../up", "leads elsewhere by `..`"),
        ("a/../b", "leads elsewhere by `..`"),
        ("./a", "leads elsewhere by `.`"),
        ("a//b", "has an empty folder or file in it"),
        ("con", "has `con` in it, which is a device"),
        ("a/NUL.txt", "has `NUL.txt` in it, which is a device"),
        ("com1.dll", "has `com1.dll` in it, which is a device"),
        ("LPT\u{b9}", "has `LPT¹` in it, which is a device"),
        ("trail. ", "has `trail. ` in it, which some systems cut"),
        ("trail.", "has `trail.` in it, which some systems cut"),
        (".git/hooks/x", "has `.git` in it, which is Git's"),
        ("a/.GIT/x", "has `.GIT` in it, which is Git's"),
        ("a\nb", "holds U+000A"),
        ("a\0b", "holds U+0000"),
        ("gpj.\u{202e}exe", "holds U+202E"),
        ("a\u{200b}b", "holds U+200B"),
        ("a\u{e0041}b", "holds U+E0041"),
        ("what?", "holds `?`"),
        ("", "is empty"),
    ] {
        let (archive, at, what) = changed(|part| {
            (part.name, part.own_name) = (name.into(), name.into());
            part.flags = if name.is_ascii() { 0 } else { 0x800 };
        });
        assert_eq!(at, archive.centrals[1], "{what}");
        let shown = name.escape_debug();
        assert!(what.starts_with(&format!("`{shown}` is no plain name: it {words}")), "{name:?}: {what}");
    }
    let long = "a".repeat(256);
    let (.., what) = changed(|part| (part.name, part.own_name) = (long.clone().into(), long.into()));
    assert!(what.ends_with("is 256 bytes long; expected at most 255"), "{what}");
    let (archive, at, what) = changed(|part| (part.name, part.own_name) = (vec![0xFF], vec![0xFF]));
    assert_eq!((at, what.as_str()), (archive.centrals[1], "a name in the archive is not UTF-8 text"));
    let (.., what) = changed(|part| (part.name, part.own_name) = ("é".into(), "é".into()));
    assert_eq!(what, "`é` does not say that its name is UTF-8 text");
}

#[test]
fn two_names_that_are_one_somewhere_are_refused() {
    for (second, words) in [
        ("a.DLL", "is there twice, upper and lower case not told apart"),
        ("A.dll", "is there twice, upper and lower case not told apart"),
        ("a.dll/b", "lies in a folder that is a file too"),
    ] {
        let [manifest, file] = sound();
        let archive = build(&[manifest, file, Part::stored(second, b"x")]);
        assert_eq!(fault(&archive.bytes), (archive.centrals[2], format!("`{second}` {words}")));
    }
    let [manifest, file] = sound();
    let archive = build(&[manifest, Part::stored("A.dll/b", b"x"), file]);
    assert_eq!(fault(&archive.bytes).1, "`A.dll` is a file and a folder too");
}

#[test]
fn only_ordinary_files_are_taken() {
    for (change, words) in [
        (
            (|part| part.external = 0o120_777 << 16) as fn(&mut Part),
            "is a symbolic link; expected an ordinary file",
        ),
        (|part| part.external = 0o060_644 << 16, "is a device or the like; expected an ordinary file"),
        (|part| part.external = 0o040_755 << 16, "is a folder; expected files only"),
        (|part| (part.made_by, part.external) = (20, 0x10), "is a folder; expected files only"),
        (|part| part.flags = 1, "is encrypted"),
        (|part| part.flags = 0x20, "has flags 0x0020, of which some are not known"),
        (|part| part.extra = b"\x01\x99\0\0".to_vec(), "is encrypted"),
        (
            |part| part.extra = b"\x75\x70\0\0".to_vec(),
            "has a second name or comment in its extra fields; expected none",
        ),
        (
            |part| part.extra = b"\x01\0\x08\0\0\0\0\0\0\0\0\0".to_vec(),
            "has a ZIP64 size; expected a plain one",
        ),
        (|part| part.extra = b"\x09\x09\x08".to_vec(), "has extra fields that are cut short"),
        (
            |part| (part.method, part.own_method) = (12, 12),
            "is packed by method 12; expected 0 (stored) or 8 (deflate)",
        ),
        (|part| part.size = u32::MAX, "has a comment, another disk or a ZIP64 size; expected none"),
    ] {
        let (archive, at, what) = changed(change);
        assert_eq!((at, what), (archive.centrals[1], format!("`A.dll` {words}")));
    }
    // An ordinary archive may name folders; they are passed over.
    let folder = Part::stored("Python/", b"").but(|part| part.external = 0o040_755 << 16);
    let listed =
        list_archive(&build(&[folder, Part::stored("Python/a.py", b"x")]).bytes, &Limits::default()).unwrap();
    assert_eq!((listed.len(), listed[0].name.as_str()), (1, "Python/a.py"));
}

#[test]
fn nothing_stands_before_between_or_after_the_files() {
    let archive = build(&sound());
    let length = archive.bytes.len() as u64;
    let trailing = [archive.bytes.as_slice(), b"MZ"].concat();
    assert_eq!(
        fault(&trailing),
        (length, "bytes follow the end of the archive; expected the end of the file".to_owned())
    );
    let mut comment = trailing;
    comment[length as usize - 2] = 2;
    assert_eq!(fault(&comment).1, "bytes follow the end of the archive; expected the end of the file");
    // Something before it: the offsets no longer fit, or, made to fit, leave a gap.
    let prefixed = [b"PK\x03\x04 before".as_slice(), &archive.bytes].concat();
    assert!(fault(&prefixed).1.contains("is cut short or has something before it"));
    let (archive, at, what) = changed(|part| part.after = vec![0; 7]);
    assert_eq!(
        (at, what.as_str()),
        (archive.centrals[0] - 7, "7 bytes before the directory belong to no file")
    );
    let [manifest, file] = sound();
    let archive = build(&[manifest.but(|part| part.after = vec![0; 3]), file]);
    assert_eq!(
        fault(&archive.bytes),
        (archive.locals[1] - 3, "3 bytes before `A.dll` belong to no file".to_owned())
    );
}

#[test]
fn a_directory_that_lies_about_itself_is_refused() {
    let sound = build(&sound());
    let end = sound.end as usize;
    for (at, value, words) in [
        (4, 1, "the archive goes over several disks; expected one file"),
        (8, 3, "the archive goes over several disks; expected one file"),
        (12, 1, "the directory is said to be"),
        (16, 1, "the directory is said to be"),
        (20, 1, "the file ends inside the archive's comment; expected none"),
    ] {
        let mut bytes = sound.bytes.clone();
        bytes[end + at] = value;
        assert!(fault(&bytes).1.starts_with(words), "{at}: {}", fault(&bytes).1);
    }
    let count = |count: u8| {
        let mut bytes = sound.bytes.clone();
        (bytes[end + 8], bytes[end + 10]) = (count, count);
        fault(&bytes)
    };
    assert_eq!(count(3), (sound.end, "the directory holds fewer entries than it says".to_owned()));
    assert_eq!(count(1), (sound.centrals[1], "the directory is longer than its entries".to_owned()));
    let mut bytes = sound.bytes.clone();
    bytes[end + 16..end + 20].fill(0xFF);
    assert_eq!(
        fault(&bytes),
        (sound.end, "the archive is in the ZIP64 form; expected a plain one".to_owned())
    );
}

#[test]
fn the_manifest_and_the_files_must_belong_together() {
    let [manifest, file] = sound();
    let archive = build(&[manifest.clone(), file.clone(), Part::stored("B.dll", b"x")]);
    let what = "`B.dll` is in the zip, but no reference of `manifest.json` names it";
    assert_eq!(fault(&archive.bytes), (archive.centrals[2], what.to_owned()));
    let archive = build(&[manifest]);
    assert_eq!(
        fault(&archive.bytes),
        (0, "`manifest.json` refers to `A.dll`, which is not in the zip".to_owned())
    );
    assert_eq!(
        fault(&build(std::slice::from_ref(&file)).bytes).1,
        "the zip has no `manifest.json`; expected a package, which has one"
    );
    let twice = MANIFEST.replace("[\n", "[{\"Name\": \"A.dll\", \"ReferenceType\": 1},");
    let archive = build(&[Part::stored("manifest.json", twice.as_bytes()), file.clone()]);
    assert_eq!(fault(&archive.bytes).1, "`manifest.json` refers to `A.dll` twice; expected once");
    let broken = Part::stored("manifest.json", b"{\"Id\": 7 7}");
    let archive = build(&[file.clone(), broken]);
    let what = "in `manifest.json`, byte 9: `7` stands in the JSON; expected `,` or `}`";
    assert_eq!(fault(&archive.bytes), (archive.locals[1], what.to_owned()));
    let inside = MANIFEST.replace("\"ReferenceType\"", "\"Content\": \"\", \"ReferenceType\"");
    let archive = build(&[Part::stored("manifest.json", inside.as_bytes()), file]);
    assert!(fault(&archive.bytes).1.contains("the manifest holds the content of `A.dll`"));
}

#[test]
fn an_archive_cut_short_is_refused_at_every_length() {
    let ours = write_as(&fixture::package(), Container::Zip).unwrap();
    // The one that a naive reader takes for the archive inside it.
    let nested = build(&[sound()[0].clone(), Part::stored("A.dll", &ours)]).bytes;
    for whole in [ours, nested] {
        assert!(read(&whole, &Limits::default()).is_ok());
        for end in 0..whole.len() {
            let (at, what) = fault(&whole[..end]);
            assert!(at <= end as u64, "{end}: byte {at}: {what}");
        }
    }
}

#[test]
fn a_broken_archive_is_refused_or_read() {
    let whole = write_as(&fixture::small(), Container::Zip).unwrap();
    let package = write(&fixture::small());
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut broken = whole.clone();
            broken[at] ^= 1 << bit;
            // Times and versions say nothing of the package; everything else is noticed.
            if let Ok(read) = read(&broken, &Limits::default()) {
                assert!(write(&read) == package, "bit {bit} of byte {at}");
            }
        }
    }
}
