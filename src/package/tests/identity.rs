//! Whatever can be made by hand is read back as it was made.

use proptest::prelude::*;

use crate::package::nbfx::Text;
use crate::package::{
    Attribute, Container, Limits, Package, Reference, ReferenceType, Setting, SettingsForm, TextList, Value,
    VersionNumber, read, write, write_as,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z01]{0,3}", "\\PC{0,40}", "[a-zé日𝄞]{80,90}", "[ -~]{0,700}", "日{86,400}"]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Nil),
        text().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-200_i64..200).prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::from),
        (-8_i16..8).prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        proptest::collection::vec(text(), 0..3).prop_map(|items| Value::from(TextList::new("b", items))),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    let leaf = (text(), text(), value(), any::<bool>()).prop_map(|(key, caption, value, required)| {
        Setting::new("TextBox").key(&key).caption(&caption).required(required).value(value).build()
    });
    leaf.prop_recursive(3, 12, 4, |inner| {
        (text(), proptest::collection::vec(inner, 0..4), any::<bool>()).prop_map(
            |(caption, children, grid)| {
                if grid {
                    Setting::new("Grid").caption(&caption).columns(children).unique_key(["K"]).build()
                } else {
                    Setting::new("Group").caption(&caption).settings(children).build()
                }
            },
        )
    })
}

fn reference() -> impl Strategy<Value = Reference<'static>> {
    (text(), "Agent|Zip|New", proptest::collection::vec(any::<u8>(), 0..1200))
        .prop_map(|(name, kind, content)| Reference::new(&name, ReferenceType::from(kind.as_str()), content))
}

fn package() -> impl Strategy<Value = Package<'static>> {
    let many = (proptest::collection::vec(setting(), 0..4), proptest::collection::vec(reference(), 0..3));
    let more = proptest::collection::vec(("X[A-Z]{1,50}", value()), 0..3);
    (text(), text(), -1e6..1e6, many, more).prop_map(
        |(name, description, version, (settings, files), more)| {
            let version = VersionNumber::new(version).expect("a number of this range is finite");
            let package = Package::new("id", &format!("n{name}"), version)
                .with("Description", description)
                .with_references(files)
                .with_settings(SettingsForm::new(settings));
            more.into_iter().fold(package, |package, (name, value)| package.with(&name, value))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_as_it_was_made(package in package()) {
        let bytes = write(&package);
        let again = read(&bytes, &Limits::default()).unwrap();
        prop_assert_eq!(&again, &package);
        prop_assert_eq!(write(&again), bytes);
    }

    #[test]
    fn what_goes_through_json_comes_back_as_the_same_bytes(package in package()) {
        let json = write_as(&package, Container::Json).unwrap();
        let again = read(&json, &Limits::default()).unwrap();
        prop_assert_eq!(write(&again), write(&package));
        // Nothing in it is beyond an ordinary reader of JSON.
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
    }

    #[test]
    fn what_goes_through_a_zip_comes_back_as_the_same_bytes(package in package()) {
        // Names of every kind are made here; most cannot lie in a zip, and are refused as such.
        match write_as(&package, Container::Zip) {
            Ok(zip) => prop_assert_eq!(write(&read(&zip, &Limits::default()).unwrap()), write(&package)),
            Err(error) => prop_assert!(error.what.contains("a zip"), "{}", error),
        }
    }
}

#[test]
fn bytes_in_an_attribute_stay_one_record() {
    // An attribute has one text record, unlike an element ([MC-NBFX] 2.2.2).
    for length in 0..5 {
        let mut package = Package::new("id", "name", VersionNumber::parse("1.5").unwrap());
        package.attributes.push(Attribute::Plain {
            prefix: "i".to_owned(),
            name: "stamp".to_owned(),
            value: Text::Bytes(vec![7; length].into()),
        });
        let bytes = write(&package);
        assert_eq!(read(&bytes, &Limits::default()).as_ref(), Ok(&package), "{length} bytes");
    }
}
