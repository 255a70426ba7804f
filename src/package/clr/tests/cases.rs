//! What the sources say is what is read.

use super::{assembly, case};
use crate::package::clr::{AssemblyVersion, File, Limits, TypeDefinition, read};

fn class(name: &str) -> TypeDefinition {
    let types = assembly(&case("Case.Plug")).types;
    types.into_iter().find(|class| class.full_name == format!("Case.Plug.{name}")).unwrap()
}

#[test]
fn an_assembly_is_read_as_its_source_says() {
    let plug = assembly(&case("Case.Plug"));
    assert_eq!((plug.name.as_str(), plug.version), ("Case.Plug", AssemblyVersion([1, 2, 3, 4])));
    assert_eq!(plug.target_framework.as_deref(), Some(".NETFramework,Version=v4.7.2"));
    assert_eq!((plug.culture.as_str(), plug.runtime.as_str()), ("", "v4.0.30319"));
    assert!(!plug.strong_named && !plug.signed && !plug.mixed_mode && !plug.debug_build);
    assert_eq!(plug.user_strings, ["Host", "Forgotten", "Tags", "Name", "Written", "a string"]);
    assert_eq!(plug.indexed_strings, ["Host", "Forgotten", "Name"]);
    let references: Vec<_> = plug
        .references
        .iter()
        .map(|other| (other.name.as_str(), other.version.to_string(), other.public_key_token.as_deref()))
        .collect();
    assert_eq!(
        references,
        [
            ("mscorlib", "4.0.0.0".to_owned(), Some("b77a5c561934e089")),
            ("XMPro.Integration.Framework", "1.0.0.0".to_owned(), None),
            ("Case.Base", "1.2.3.4".to_owned(), None),
            ("Case.Absent", "1.2.3.4".to_owned(), Some("a5474d99594c474f")),
        ]
    );
}

#[test]
fn both_forms_of_a_debug_build_are_seen() {
    assert!(assembly(&case("Case.Base")).debug_build);
    assert!(assembly(&case("Case.Unused")).debug_build);
    assert!(!assembly(&case("Case.Plug.resources")).debug_build);
}

#[test]
fn a_public_key_and_a_culture_are_seen() {
    assert!(assembly(&case("Case.Unused")).strong_named);
    assert_eq!(assembly(&case("Case.Plug.resources")).culture, "de");
}

#[test]
fn a_class_is_public_only_when_those_around_it_are() {
    for (name, public) in [
        ("GoodConnector", true),
        ("HiddenConnector", false),
        ("Outer", true),
        ("Outer/Nested", true),
        ("Outer/Deeper/Nested", true),
        ("HiddenOuter", false),
        ("HiddenOuter/Nested", false),
    ] {
        assert_eq!(class(name).public, public, "{name}");
    }
}

#[test]
fn a_class_that_cannot_be_made_says_why() {
    let good = class("GoodConnector");
    assert!(!good.is_abstract && !good.is_interface && !good.is_generic && good.default_constructor);
    assert!(class("AbstractConnector").is_abstract);
    assert!(class("IJustInterface").is_interface);
    assert!(class("GenericConnector`1").is_generic && class("GenericConnector`1").default_constructor);
    assert!(!class("NeedyConnector").default_constructor);
    assert!(!class("ShyConnector").default_constructor);
}

#[test]
fn bases_and_interfaces_are_named_with_their_assembly_and_without_arguments() {
    let named = |names: &[crate::package::clr::TypeName]| -> Vec<(String, Option<String>)> {
        names.iter().map(|name| (name.full_name.clone(), name.assembly.clone())).collect()
    };
    let good = class("GoodConnector");
    let of = |name: &str, assembly: &str| (name.to_owned(), Some(assembly.to_owned()));
    assert_eq!(named(good.base.as_slice()), [of("Case.Base.BaseConnector", "Case.Base")]);
    let live = of("XMPro.Integration.Framework.Connector.ILiveConnector", "XMPro.Integration.Framework");
    assert_eq!(named(&good.interfaces), [of("Case.Base.ILiveCase", "Case.Base"), live]);
    assert_eq!(named(&class("Tag").interfaces), [of("System.IComparable`1", "mscorlib")]);
    assert_eq!(class("IJustInterface").base, None);
}

#[test]
fn what_is_no_assembly_is_told_apart() {
    let file = |bytes: &[u8]| read(bytes, &Limits::default());
    assert_eq!(file(b""), Ok(File::Other));
    assert_eq!(file(b"PK\x03\x04"), Ok(File::Other));
    // The same file without the directory of its CLI header, which is the fifteenth.
    let mut native = case("Case.Plug");
    let header = u32::from_le_bytes(native[0x3C..0x40].try_into().unwrap()) as usize;
    native[header + 24 + 96 + 14 * 8..][..8].fill(0);
    assert_eq!(file(&native), Ok(File::Native));
}

#[test]
fn native_code_and_signatures_are_seen_in_the_headers() {
    let plain = case("Case.Plug");
    let header = u32::from_le_bytes(plain[0x3C..0x40].try_into().unwrap()) as usize;
    let mut signed = plain.clone();
    let certificate = (signed.len() as u32).to_le_bytes();
    signed[header + 24 + 96 + 4 * 8..][..4].copy_from_slice(&certificate);
    signed[header + 24 + 96 + 4 * 8 + 4..][..4].copy_from_slice(&8_u32.to_le_bytes());
    let cut = read(&signed, &Limits::default()).unwrap_err();
    assert_eq!((cut.offset, cut.what.as_str()), (plain.len() as u64, "the file ends inside its signature"));
    signed.extend([0; 8]);
    assert!(assembly(&signed).signed);

    // The CLI header begins with its own length, 72, and version 2.5.
    let cli = plain.windows(8).position(|bytes| bytes == b"\x48\0\0\0\x02\0\x05\0").unwrap();
    let mut mixed = plain.clone();
    mixed[cli + 16] &= !1;
    assert!(assembly(&mixed).mixed_mode);
    // Compiled ahead of time: the IL is all there.
    mixed[cli + 64..cli + 72].fill(1);
    assert!(!assembly(&mixed).mixed_mode);
}
