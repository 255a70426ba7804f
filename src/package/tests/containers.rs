//! From one container to another and back, nothing is lost.

use super::{fixture, real};
use crate::package::{
    Attribute, Container, Element, Limits, Node, Package, Reference, ReferenceType, Setting, Value,
    VersionNumber, archives_inside, bulk, container, list_archive, read, write, write_as,
};

/// The bytes of a package in a container.
fn as_container(package: &Package<'_>, container: Container) -> Vec<u8> {
    write_as(package, container).unwrap()
}

/// What is wrong with bytes.
fn fault(bytes: &[u8]) -> (u64, String) {
    let error = read(bytes, &Limits::default()).unwrap_err();
    (error.offset, error.what)
}

/// The fixture's export.
fn export() -> String {
    String::from_utf8(as_container(&fixture::package(), Container::Json)).unwrap()
}

#[test]
fn a_real_package_comes_back_from_every_container_as_the_same_bytes() {
    for (path, bytes) in real::real_packages() {
        let package = read(&bytes, &Limits::default()).unwrap();
        for form in Container::ALL {
            let there = as_container(&package, *form);
            assert_eq!(container(&there), Ok(*form));
            let back = read(&there, &Limits::default()).unwrap();
            assert!(write(&back) == bytes, "{} by way of {form}", path.display());
        }
    }
}

#[test]
fn a_real_export_is_written_as_package_manager_wrote_it() {
    for (path, bytes) in real::real_packages() {
        let package = read(&bytes, &Limits::default()).unwrap();
        for reference in package.references().iter().filter(|found| found.kind == ReferenceType::Zip) {
            let zip = reference.content.to_vec();
            assert!(list_archive(&zip, &Limits::default()).is_ok(), "{}", path.display());
            let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
            let Ok(mut file) = archive.by_name("manifest.json") else { continue };
            let mut theirs = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut theirs).unwrap();
            let ours = as_container(&read(&theirs, &Limits::default()).unwrap(), Container::Json);
            let differs = ours.iter().zip(&theirs).position(|(ours, theirs)| ours != theirs);
            assert_eq!((differs, ours.len()), (None, theirs.len()), "{}", path.display());
        }
    }
}

#[test]
fn a_real_export_uses_no_escape() {
    for (path, bytes) in real::real_packages() {
        let json = as_container(&read(&bytes, &Limits::default()).unwrap(), Container::Json);
        let text = String::from_utf8(json).unwrap();
        let escape =
            text.lines().find(|line| line.trim_start().starts_with("\"$") && !line.contains("\"$type\""));
        assert_eq!(escape, None, "{}", path.display());
    }
}

#[test]
fn a_package_made_by_hand_comes_back_from_every_container() {
    let odd = Element {
        prefix: "z".to_owned(),
        name: "Novelty".to_owned(),
        attributes: vec![Attribute::namespace("z", "urn:new")],
        nodes: vec![
            Node::Comment("said".to_owned()),
            Node::Array(b"\x03\x40\x01A\x01\x8B\x02\x01\0\x02\0".to_vec()),
        ],
    };
    let novelty = || Value::Element(Box::new(odd.clone()));
    let dial = Setting::new("HoloDial").key("K").member("Novelty", novelty()).member("Tint", 0.25);
    let strange = fixture::package()
        .with("Novelty", novelty())
        .with("Count", 300)
        .with_settings(crate::package::SettingsForm::new([dial]));
    for package in [fixture::package(), fixture::small(), strange] {
        let bytes = write(&package);
        for form in Container::ALL {
            let there = as_container(&package, *form);
            let back = read(&there, &Limits::default()).unwrap();
            assert!(write(&back) == bytes, "{form}");
            assert!(as_container(&back, *form) == there, "{form}");
        }
    }
}

#[test]
fn an_export_with_little_in_it_has_the_rest_from_package_manager() {
    let json = br#"{"Id": "id", "Name": "n", "Version": 1.50, "Settings": {"List": [
        {"$type": "XMPro.Integration.Settings.TextBox, XMPro.Integration.Framework", "Key": "K"}]}}"#;
    let package = read(json, &Limits::default()).unwrap();
    assert_eq!(
        (package.version().text().as_str(), package.kind(), package.isolated()),
        ("1.5", Some("Edge"), true)
    );
    let setting = &package.settings().settings[0];
    assert_eq!((setting.control(), setting.key(), setting.visible()), ("TextBox", Some("K"), true));
    assert_eq!(setting.bool_member("Secure"), Some(false));
    assert!(package.settings().namespace().unwrap().ends_with("/XMPro.Integration.Settings"));
    assert_eq!(read(&write(&package), &Limits::default()).unwrap(), package);
    let marked = [b"\xEF\xBB\xBF".as_slice(), json].concat();
    assert_eq!(read(&marked, &Limits::default()).unwrap(), package);
}

#[test]
fn words_and_their_numbers_are_read_alike() {
    for (json, kind) in [("0", "Edge"), ("\"Edge\"", "Edge"), ("\"Cloud\"", "Cloud")] {
        let text = export().replace("\"Type\": 0", &format!("\"Type\": {json}"));
        assert_eq!(read(text.as_bytes(), &Limits::default()).unwrap().kind(), Some(kind));
    }
}

#[test]
fn json_faults_stand_where_they_are() {
    for (from, to, at, what) in [
        ("\"Id\"", "\"Name\"", "\"Name\": \"Sample", "an object has two members `Name`; expected one"),
        (
            "1.29",
            "1.2900000000000000001",
            "1.29",
            "member `Version` is 1.2900000000000000001, which a package can only hold as 1.29; write 1.29",
        ),
        ("1.29", "01.29", "1.29", "`1` stands in the JSON; expected `,` or `}`"),
        ("1.29", "\"1.29\"", "\"1.29\"", "member `Version` is text; expected a number"),
        (
            "\"Isolated\": true",
            "\"Isolated\": 7",
            "7,\n",
            "member `Isolated` is an integer; expected a boolean",
        ),
        (
            "\"Visible\": true",
            "\"Visible\": null",
            "\"Visible\": null",
            "member `Visible` of a setting is nil; expected a boolean",
        ),
        (
            "\"ReferenceType\": 3",
            "\"ReferenceType\": 9",
            "9\n",
            "member `ReferenceType` of a reference is 9, which stands for nothing known; write the word in its place",
        ),
        ("\"Name\": \"Files.zip\"", "\"Nam\": \"\"", "", "a reference has no `Name`; expected one"),
        ("\"List\": [", "\"List\": [7,", "7,", "a setting is a number; expected an object"),
    ] {
        let text = export();
        assert!(text.contains(from), "{from}");
        let text = text.replacen(from, to, 1);
        let (offset, found) = fault(text.as_bytes());
        assert_eq!(found, what);
        if !at.is_empty() {
            let rest = &text[offset as usize..];
            let stands = rest.starts_with(at) || from == "\"Id\"";
            assert!(stands, "{what}: {}", &rest[..rest.len().min(40)]);
        }
    }
}

#[test]
fn json_cut_short_is_refused_at_the_missing_byte() {
    let export = as_container(&fixture::small(), Container::Json);
    let whole = export.trim_ascii_end().len();
    for end in 1..whole {
        let (offset, what) = fault(&export[..end]);
        assert_eq!(offset, end as u64, "{what}");
    }
}

#[test]
fn json_nested_too_deep_or_too_long_is_refused() {
    let (at, what) = fault(&[b"{\"a\":".as_slice(), &b"[".repeat(100_000)].concat());
    assert_eq!((at, what.as_str()), (5 + 135, "the JSON is nested deeper than the limit"));
    let many = format!("{{\"a\":[{}0]}}", "0,".repeat(300_000));
    assert_eq!(fault(many.as_bytes()).1, "the document holds more elements than the limit");
    let wide: Vec<String> = (0..300).map(|at| format!("\"a{at}\":0")).collect();
    assert_eq!(fault(format!("{{{}}}", wide.join(",")).as_bytes()).1, "an object has more than 260 members");
}

#[test]
fn an_escape_cannot_smuggle_records() {
    use base64::Engine;
    // An end of the element, and a member that nobody sees in the JSON.
    let smuggled = base64::engine::general_purpose::STANDARD.encode(b"\x01\x40\x07Smuggle\x01\x40\x01Z");
    let text = export().replacen(
        "\"Type\": 0",
        &format!(
            "\"Type\": 0, \"Z\": {{\"$element\": \"Z\", \"prefix\": \"\", \"attributes\": [], \"nodes\": [{{\"$array\": \"{smuggled}\"}}]}}"
        ),
        1,
    );
    assert!(read(text.as_bytes(), &Limits::default()).is_err());
}

#[test]
fn json_cannot_hold_a_member_that_looks_like_an_escape() {
    let package = fixture::package().with("$members", 7);
    let error = write_as(&package, Container::Json).unwrap_err();
    assert!(error.what.contains("`$members`"), "{error}");
}

#[test]
fn a_zip_holds_each_name_once_and_plain_names_only() {
    let with = |names: [&str; 2]| {
        let references =
            names.map(|name| crate::package::Reference::new(name, ReferenceType::Resource, vec![1])).to_vec();
        write_as(&fixture::package().with_references(references), Container::Zip).unwrap_err().what
    };
    assert_eq!(
        with(["A.dll", "a.dll"]),
        "`a.dll` is there twice, upper and lower case not told apart; a zip holds each name once"
    );
    assert!(with(["A.dll", "Manifest.json"]).starts_with("`Manifest.json` is there twice"));
    assert!(with(["A.dll", "A.dll/b"]).starts_with("`A.dll/b` is there twice"));
    assert_eq!(
        with(["A.dll", "../b.dll"]),
        "the name `../b.dll` leads elsewhere by `..`; a zip cannot hold it"
    );
}

#[test]
fn a_zip_without_packages_is_no_bulk_upload() {
    let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    let error = bulk::read(&empty, &Limits::default()).unwrap_err();
    assert_eq!(
        (error.offset, error.what.as_str()),
        (0, "the zip holds no package; a bulk upload holds one at least")
    );
}

#[test]
fn a_bulk_upload_is_sorted_reproducible_and_read_back() {
    let entry = |name: &str, version: &str| bulk::BulkEntry {
        name: name.to_owned(),
        bytes: write(&Package::new("id", "name", VersionNumber::parse(version).unwrap())),
    };
    let (a, b) = (entry("a.xmp", "1.5"), entry("b.XMP", "2.5"));
    let bytes = bulk::write(&[b.clone(), a.clone()]).unwrap();
    assert_eq!(bytes, bulk::write(&[a.clone(), b.clone()]).unwrap());
    assert!(bulk::is_bulk(&bytes, &Limits::default()));
    assert_eq!(bulk::read(&bytes, &Limits::default()).unwrap(), [a.clone(), b.clone()]);
    let (_, what) = fault(&bytes);
    assert_eq!(
        what,
        "this is a zip of 2 packages for a bulk upload; run `connectory bulk unpack` to get them"
    );
    assert!(!bulk::is_bulk(&as_container(&fixture::package(), Container::Zip), &Limits::default()));
    let refused = |entries: &[bulk::BulkEntry]| bulk::write(entries).unwrap_err().what;
    assert!(refused(&[a.clone(), a.clone()]).starts_with("`a.xmp` is there twice"));
    assert!(refused(&[]).contains("no package"));
    let text = bulk::BulkEntry { bytes: b"no package at all".to_vec(), ..a.clone() };
    assert!(refused(&[text]).starts_with("`a.xmp` is no package: byte 0: this is text"));
    let json = bulk::BulkEntry { bytes: as_container(&fixture::package(), Container::Json), ..a };
    assert!(refused(&[json]).contains("is in the json form, which App Designer does not take"));
}

#[test]
fn what_packs_too_well_is_stored_and_so_can_be_read() {
    let references = ["Zeros.dll", "Ones.dll"].map(|name| {
        let byte = u8::from(name == "Ones.dll");
        crate::package::Reference::new(name, ReferenceType::Resource, vec![byte; 3 << 20])
    });
    let package = fixture::package().with_references(references.to_vec());
    let zip = as_container(&package, Container::Zip);
    assert!(zip.len() > 6 << 20);
    assert!(write(&read(&zip, &Limits::default()).unwrap()) == write(&package));
}

#[test]
fn a_number_without_a_word_is_kept_in_json_and_never_written_as_binary() {
    let text = export().replace("\"GroupType\": 0", "\"GroupType\": 7");
    let package = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(String::from_utf8(as_container(&package, Container::Json)).unwrap(), text);
    assert_eq!(
        write_as(&package, Container::Binary).unwrap_err().what,
        "member `GroupType` of setting `` is 7, a number whose word in the binary form is not known; write the word in the JSON instead"
    );
    let text = export().replace("\"Type\": 0", "\"Type\": 7");
    assert_eq!(
        fault(text.as_bytes()).1,
        "member `Type` is 7, which stands for nothing known; write the word in its place"
    );
}

/// Whether an ordinary reader of JSON takes the bytes.
fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    serde_json::from_slice::<serde_json::Value>(text).is_ok()
}

#[test]
fn broken_json_is_refused_or_read_and_nothing_but_json_is_read() {
    let whole = as_container(&fixture::small(), Container::Json);
    let mut read_all_the_same = 0;
    for at in 0..whole.len() {
        for byte in *b"\"\\{}[]:,0-.eE/ tn\x00\x1F\x7F\xC3\xFF" {
            let mut broken = whole.clone();
            broken[at] = byte;
            let inserted = [&whole[..at], &[byte], &whole[at..]].concat();
            let removed = [&whole[..at], &whole[at + 1..]].concat();
            for bytes in [broken, inserted, removed] {
                match read(&bytes, &Limits::default()) {
                    Ok(package) => {
                        assert!(is_json(&bytes), "byte {at} as 0x{byte:02X}");
                        let json = as_container(&package, Container::Json);
                        let again = read(&json, &Limits::default()).unwrap();
                        assert!(write(&again) == write(&package), "byte {at} as 0x{byte:02X}");
                        read_all_the_same += 1;
                    }
                    Err(error) => {
                        assert!(error.offset <= bytes.len() as u64);
                        let syntax =
                            error.what.contains("stands in the JSON") || error.what.contains("not UTF-8");
                        assert!(!syntax || !is_json(&bytes), "byte {at} as 0x{byte:02X}: {error}");
                    }
                }
            }
        }
    }
    assert!(read_all_the_same > 1000, "{read_all_the_same}");
}

#[test]
fn a_zip_says_nothing_of_the_machine_it_was_made_on() {
    let zip = as_container(&fixture::package(), Container::Zip);
    let headers: Vec<&[u8]> = zip
        .windows(46)
        .filter(|window| window.starts_with(b"PK\x03\x04") || window.starts_with(b"PK\x01\x02"))
        .collect();
    assert_eq!(headers.len(), 8, "the manifest and three files, each twice");
    for header in headers {
        let from = if header.starts_with(b"PK\x01\x02") { 6 } else { 4 };
        // Flags, then after the method the time and the date: midnight of the first day there is.
        assert_eq!(
            (&header[from + 2..from + 4], &header[from + 6..from + 10]),
            (&[0, 0][..], &[0, 0, 0x21, 0][..])
        );
        if from == 6 {
            assert_eq!(
                (header[5], &header[30..34], &header[38..42]),
                (3, &[0; 4][..], &[0, 0, 0xA4, 0x81][..])
            );
        } else {
            assert_eq!(&header[28..30], [0, 0]);
        }
    }
}

#[test]
fn a_zip_in_a_zip_is_found_by_its_first_bytes() {
    let zip = |name: &str, content: &[u8]| {
        let file = Reference::new(name, ReferenceType::Zip, content.to_vec());
        write_as(&fixture::small().with_references(vec![file]), Container::Zip).unwrap()
    };
    let inner = zip("a.txt", b"nothing");
    let inside = |bytes: &[u8]| archives_inside(bytes, &Limits::default());
    assert_eq!(inside(&inner), Ok(Vec::new()));
    assert_eq!(inside(&zip("readme.txt", &inner)), Ok(vec!["readme.txt".to_owned()]));
    assert_eq!(inside(&zip("short.zip", b"PK")), Ok(Vec::new()));
    for end in 0..inner.len() {
        assert!(inside(&inner[..end]).is_err(), "cut at {end}");
    }
}
