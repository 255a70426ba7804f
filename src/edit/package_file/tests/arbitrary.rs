//! Packages of any shape the typed model has.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::edit::package_file::controls::CONTROLS;
use crate::package::nbfx::Text;
use crate::package::{
    Attribute, Element, Node, Package, Reference, ReferenceType, Setting, SettingsForm, TextList, Value,
    VersionNumber,
};

/// Text that YAML, or a person, could take for something else.
pub(super) fn words() -> impl Strategy<Value = String> {
    let hard = [
        "",
        "yes",
        "No",
        "1.10",
        "0",
        "1",
        "-1",
        "~",
        "null",
        "true",
        " leading",
        "trailing ",
        "a: b",
        "a #b",
        "- a",
        "line\nline",
        "line\n",
        "\nline",
        "line\n\n",
        "tab\tin",
        "\ttab",
        "a\r\nb\r\n",
        "\u{85}",
        "\u{feff}bom",
        "😀",
        "\u{0}\u{1b}[31m",
        "{a}",
        "[a]",
        "'",
        "\"",
        "\\",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%",
        "@",
        "`",
        "...",
        "---",
        "if x:\n\ty\n\n  z",
        "a \nb",
        "0x10",
        "1e5",
        ".5",
        "2026-01-01",
        "data:image/png;base64,AAAA",
    ];
    prop_oneof![select(hard.to_vec()).prop_map(str::to_owned), any::<String>(), "[A-Za-z][A-Za-z .]{0,20}"]
}

/// Names of elements and prefixes.
fn name() -> impl Strategy<Value = String> {
    "[A-Z][A-Za-z]{0,8}"
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        select(vec![0.5, -0.1, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 16_777_217.0])
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..9)
}

/// One text record.
fn record() -> impl Strategy<Value = Text<'static>> {
    prop_oneof![
        words().prop_map(|text| Text::Chars(text.into())),
        any::<bool>().prop_map(Text::Bool),
        any::<i64>().prop_map(Text::Int),
        any::<u64>().prop_map(Text::Uint),
        number().prop_map(Text::Double),
        any::<f32>().prop_map(Text::Float),
        any::<[u8; 16]>().prop_map(Text::Decimal),
        any::<[u8; 16]>().prop_map(Text::Uuid),
        any::<[u8; 16]>().prop_map(Text::UniqueId),
        any::<u64>().prop_map(Text::DateTime),
        any::<i64>().prop_map(Text::TimeSpan),
        bytes().prop_map(|bytes| Text::Bytes(bytes.into())),
        Just(Text::Empty),
    ]
}

fn attribute() -> impl Strategy<Value = Attribute> {
    prop_oneof![
        ("[b-h]", words()).prop_map(|(prefix, uri)| Attribute::namespace(&prefix, &uri)),
        ("[i-m]?", name(), record().prop_filter("one record", |text| !matches!(text, Text::Bytes(_))))
            .prop_map(|(prefix, name, value)| Attribute::Plain { prefix, name, value }),
    ]
}

fn element() -> impl Strategy<Value = Element> {
    let made = |prefix: String, name: String, attributes: Vec<Attribute>, nodes: Vec<Node>| Element {
        prefix,
        name,
        attributes,
        nodes,
    };
    let attributes = || prop::collection::vec(attribute(), 0..3);
    let leaf = prop_oneof![record().prop_map(Node::Text), words().prop_map(Node::Comment)];
    let node = leaf.prop_recursive(2, 8, 3, move |inner| {
        ("[b-c]?", name(), attributes(), prop::collection::vec(inner, 0..3)).prop_map(
            move |(prefix, name, attributes, nodes)| Node::Element(made(prefix, name, attributes, nodes)),
        )
    });
    ("[b-c]?", name(), prop::collection::vec(attribute(), 0..3), prop::collection::vec(node, 0..3))
        .prop_map(move |(prefix, name, attributes, nodes)| made(prefix, name, attributes, nodes))
}

/// A value with no setting in it.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Nil),
        Just(Value::Empty),
        words().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        number().prop_map(Value::from),
        record().prop_map(Value::from),
        (prop::option::of(words()), prop::collection::vec(words(), 0..3))
            .prop_map(|(uri, items)| Value::from(TextList { prefix: "b".to_owned(), uri, items })),
        prop::collection::vec((words(), words()), 1..3).prop_map(options),
        element().prop_map(|element| Value::Element(Box::new(element))),
    ]
}

fn options(pairs: Vec<(String, String)>) -> Value {
    let made = Setting::new("")
        .options(pairs.iter().map(|(display, value)| (display.as_str(), value.as_str())))
        .build();
    made.member("Options").cloned().unwrap_or(Value::Empty)
}

fn texts(items: Vec<String>) -> Value {
    Value::from(TextList::new("b", items))
}

/// A control with any of its members set to what they may hold, some taken away, some strange.
fn setting() -> impl Strategy<Value = Setting> {
    let names: Vec<&str> = CONTROLS.iter().map(|control| control.name).chain(["Unheard"]).collect();
    let leaf = (
        select(names),
        prop::collection::vec(prop::option::of(words()), 3),
        prop::collection::vec(any::<bool>(), 4),
        value(),
        prop::collection::vec((name(), value()), 0..3),
        (
            prop::option::of(prop::collection::vec((words(), words()), 0..4)),
            prop::option::of(prop::collection::vec(words(), 0..3)),
        ),
        (prop::option::weighted(0.2, any::<Index>()), prop::bool::weighted(0.2), prop::bool::weighted(0.1)),
    )
        .prop_map(
            |(control, texts_of, flags, value, others, (choices, keys), (without, turned, odd))| {
                let mut builder = Setting::new(control)
                    .required(flags[0])
                    .visible(flags[1])
                    .postback(flags[2])
                    .secure(flags[3]);
                for (name, text) in ["Caption", "HelpText", "Key"].into_iter().zip(texts_of) {
                    builder = builder.member(name, text);
                }
                if !matches!(&value, Value::Element(_)) {
                    builder = builder.value(value);
                }
                for (name, value) in others {
                    builder = with_other(builder, &name, value);
                }
                if let Some(choices) = choices {
                    builder = builder
                        .member("Options", if choices.is_empty() { Value::Empty } else { options(choices) });
                }
                if let Some(keys) = keys {
                    builder = builder.member("UniqueKey", texts(keys));
                }
                let mut setting = builder.build();
                if let Some(without) = without {
                    let at = without.index(setting.members.len());
                    setting.members.remove(at);
                }
                if turned {
                    setting.members.reverse();
                }
                if odd {
                    setting.attributes.push(Attribute::namespace("q", "urn:x"));
                }
                setting
            },
        );
    leaf.prop_recursive(3, 12, 3, |inner| {
        (select(vec!["Group", "Grid", "EditList", "Unheard"]), prop::collection::vec(inner, 0..3), words())
            .prop_map(|(control, inside, caption)| {
                let builder = Setting::new(control).caption(&caption);
                if control == "Group" {
                    builder.settings(inside).build()
                } else {
                    builder.columns(inside).build()
                }
            })
    })
}

/// An element carries its own name, which is the member's.
fn with_other(
    builder: crate::package::SettingBuilder,
    name: &str,
    value: Value,
) -> crate::package::SettingBuilder {
    // What every control has is of a kind of its own.
    if ["Caption", "HelpText", "Key", "Postback", "Required", "Visible"].contains(&name) {
        return builder;
    }
    match value {
        Value::Element(mut element) => {
            element.name = name.to_owned();
            builder.member(name, Value::Element(element))
        }
        value => builder.member(name, value),
    }
}

fn form() -> impl Strategy<Value = SettingsForm> {
    let prefix = select(vec!["a", "a", "c", "xy"]);
    (
        prop::collection::vec(setting(), 0..4),
        any::<bool>(),
        prefix,
        select(vec![SettingsForm::NAMESPACE, "urn:XMPro.Integration.Settings"]),
    )
        .prop_map(|(settings, postback, prefix, namespace)| {
            let mut form = SettingsForm::new(settings);
            form.postback = postback;
            form.prefix = prefix.to_owned();
            form.attributes = vec![Attribute::namespace(prefix, namespace)].into();
            form
        })
}

fn references() -> impl Strategy<Value = Vec<Reference<'static>>> {
    let kind =
        prop_oneof![select(vec!["Agent", "Reference", "Resource", "Zip"]).prop_map(str::to_owned), words()];
    let file = (
        "[A-Za-zé0-9][A-Za-z0-9 _(\\[{+.-]{0,8}[a-z0-9\\])}]",
        kind,
        prop::collection::vec(any::<u8>(), 0..40),
    );
    prop::collection::vec(file, 0..4).prop_map(|files| {
        let mut seen = std::collections::BTreeSet::new();
        let mut references = Vec::new();
        for (name, kind, content) in files {
            let fine = crate::source::check_file_name(&name).is_ok()
                && !name.starts_with("icon.")
                && name != "package.yaml";
            if fine && seen.insert(name.to_lowercase()) {
                references.push(Reference::new(&name, ReferenceType::from(kind.as_str()), content));
            }
        }
        references
    })
}

/// Text that is not empty, as an id and a name must be.
fn some_words() -> impl Strategy<Value = String> {
    words().prop_map(|text| if text.trim().is_empty() { format!("{text}x") } else { text })
}

/// A package.
pub(super) fn package() -> impl Strategy<Value = Package<'static>> {
    let texts = prop::collection::vec(
        (
            select(vec![
                "Category",
                "Description",
                "EntryPoint",
                "HelpUrl",
                "Icon",
                "Platform",
                "RemoteType",
                "Type",
            ]),
            prop::option::of(words()),
        ),
        0..5,
    );
    let texts = texts.prop_map(|texts| {
        texts
            .into_iter()
            .filter(|(name, text)| {
                *name != "Icon"
                    || text.as_ref().is_none_or(|text| text.is_empty() || text.starts_with("data:"))
            })
            .collect::<Vec<_>>()
    });
    (
        (some_words(), some_words(), any::<f64>().prop_filter_map("finite", VersionNumber::new)),
        texts,
        (any::<bool>(), any::<bool>(), any::<bool>()),
        (prop::collection::vec(words(), 0..3), prop::collection::vec(words(), 0..3)),
        references(),
        form(),
        prop::collection::vec((name().prop_map(|name| format!("Z{name}")), value()), 0..3),
        (prop::bool::weighted(0.1), prop::bool::weighted(0.1), prop::bool::weighted(0.1)),
    )
        .prop_map(
            |(
                (id, name, version),
                texts,
                flags,
                (inputs, outputs),
                references,
                form,
                others,
                (turned, root, nil),
            )| {
                let mut package = Package::new(&id, &name, version)
                    .with("Isolated", flags.0)
                    .with("Virtual", flags.1)
                    .with("RequireInputMap", flags.2)
                    .with_endpoints(inputs.iter().map(String::as_str), outputs.iter().map(String::as_str))
                    .with_references(references)
                    .with_settings(form);
                for (name, text) in texts {
                    package = package.with(name, text);
                }
                for (name, value) in others {
                    let value = match value {
                        Value::Element(mut element) => {
                            element.name.clone_from(&name);
                            Value::Element(element)
                        }
                        value => value,
                    };
                    package = package.with(&name, value);
                }
                if root {
                    package.root = "Connector".to_owned();
                    package.attributes.push(Attribute::namespace("q", "urn:q"));
                }
                if nil {
                    package = package.with("Settings", Value::Nil).with("InputEndpoints", Value::Empty);
                }
                if turned {
                    package.members.reverse();
                    package.members.retain(|member| member.name != "Platform");
                }
                package
            },
        )
}
