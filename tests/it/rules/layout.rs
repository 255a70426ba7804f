//! The layout of YAML files: what a person would not see, or would look for elsewhere.

use super::*;

pub(super) fn layout() -> Vec<Case> {
    vec![
        case("field-order", |small| {
            small.replace(
                CONNECTOR,
                "category: device\nowners: [\"@edge\"]\n",
                "owners: [\"@edge\"]\ncategory: device\n",
            )
        }),
        variant("field-order", "version", |small| {
            small.replace(
                VERSION,
                "added: 2026-03-02\nnotes: Better.\n",
                "notes: Better.\nadded: 2026-03-02\n",
            )
        }),
        variant("field-order", "application", |small| {
            small.replace(APPLICATION, "name: Pump House\n", "").append(APPLICATION, "name: Pump House\n")
        }),
        variant("field-order", "registry", |small| {
            small.replace(REGISTRY, "schema: 1\n", "").append(REGISTRY, "schema: 1\n")
        }),
        variant("field-order", "access", |small| {
            small
                .replace(ACCESS, "administrators: [carol]\n", "")
                .with(ACCESS, "administrators: [carol]\ngroups: { operations: [alice], edge: [carol] }\n")
        }),
        variant("field-order", "category", |small| {
            small.replace(CATEGORIES, "- id: device\n  name: Devices\n", "- name: Devices\n  id: device\n")
        }),
        twins(
            "field-order",
            "braces",
            Small::valid().replace(
                CATEGORIES,
                "- id: device\n  name: Devices\n",
                "- { name: Devices, id: device }\n",
            ),
            Small::valid().replace(
                CATEGORIES,
                "- id: device\n  name: Devices\n",
                "- name: Devices\n  id: device\n",
            ),
        ),
        case("trailing-space", |small| small.replace(CONNECTOR, "name: Flow Meter", "name: Flow Meter ")),
        twins(
            "trailing-space",
            "in-text",
            Small::valid().replace(VERSION, "notes: Better.\n", "notes: |\n  Better.  \n  Faster.\n"),
            Small::valid().replace(VERSION, "notes: Better.\n", "notes: | \n  Better.  \n  Faster.\t\n\t\n"),
        ),
        variant("trailing-space", "windows", |small| {
            small.with(
                CATEGORIES,
                "- id: default \r\n  name: Default\r\n# More.\t\r\n- id: device\r\n  name: Devices\r\n",
            )
        }),
        twins(
            "version-invalid",
            "package",
            Small::valid(),
            Small::valid()
                .with("connectors/flow-meter/versions/FlowMeter.xmp", Small::valid().bytes(PACKAGE))
                .without(PACKAGE)
                .without(VERSION),
        ),
    ]
}
