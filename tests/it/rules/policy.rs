//! `registry.yaml`, `categories.yaml` and `access.yaml`.

use super::*;

pub(super) fn policy() -> Vec<Case> {
    // The fault is there on both days, and reported on neither.
    let waived = |until: &str| {
        Small::valid().without(HELP).append(
            REGISTRY,
            &format!(
                "rules: {{ help-missing: allow }}\nwaivers:\n  - rule: help-missing\n    path: connectors/**\n    \
                 reason: replaced in March\n    owner: \"@edge\"\n    expires: {until}\n"
            ),
        )
    };
    vec![
        case("rule-unknown", |small| small.append(REGISTRY, "rules:\n  help-mising: allow\n")),
        variant("rule-unknown", "fixed", |small| {
            small.append(REGISTRY, "rules:\n  package-digest-mismatch: warn\n")
        }),
        twins("waiver-expired", "", waived("2026-11-01"), waived("2026-10-31")),
        case("registry-file-missing", |small| small.without(REGISTRY)),
        case("schema-unknown", |small| small.replace(REGISTRY, "schema: 1", "schema: 2")),
    ]
}
