//! The list of rules. One line makes a rule's module, its place in the table and its page.

use super::Rule;
use crate::model::Level;

/// A rule, or a fault that loading finds.
pub struct Entry {
    /// Its code: kebab-case, never renamed once published.
    pub code: &'static str,
    /// How its findings count unless `registry.yaml` says otherwise.
    pub level: Level,
    /// Whether `registry.yaml` may change its level or waive it.
    pub adjustable: bool,
    /// What, why, how to fix, can it be waived: Markdown.
    pub page: &'static str,
    /// The rule; `None` where loading itself reports the fault.
    pub rule: Option<&'static dyn Rule>,
}

impl Entry {
    /// What it finds: the first paragraph of its page, in one line.
    pub fn what(&self) -> String {
        let (_, rest) = self.page.split_once("**What.** ").unwrap_or_default();
        let (paragraph, _) = rest.split_once("\n\n").unwrap_or((rest, ""));
        paragraph.replace('\n', " ")
    }
}

/// The entry of `code`.
pub fn entry(code: &str) -> Option<&'static Entry> {
    RULES.iter().find(|entry| entry.code == code)
}

/// The one of `known` that `text` was probably meant to be.
pub(crate) fn nearest<'k>(text: &str, known: &[&'k str]) -> Option<&'k str> {
    let likeness = |known: &&'k str| (strsim::jaro_winkler(known, text), *known);
    let best = known.iter().map(likeness).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}

macro_rules! rules {
    (@adjustable fixed) => { false };
    (@adjustable adjustable) => { true };
    (
        rules { $($code:literal $file:literal $module:ident $rule:ident $level:ident $fixed:ident,)* }
        loading { $($load:literal $load_level:ident $load_fixed:ident,)* }
    ) => {
        $(#[path = $file] mod $module;)*

        /// Every rule, and every fault that loading finds, in the order they are run and listed.
        pub static RULES: &[Entry] = &[
            $(Entry {
                code: $code,
                level: Level::$level,
                adjustable: rules!(@adjustable $fixed),
                page: include_str!(concat!("rules/", $code, ".md")),
                rule: Some(&$module::$rule),
            },)*
            $(Entry {
                code: $load,
                level: Level::$load_level,
                adjustable: rules!(@adjustable $load_fixed),
                page: include_str!(concat!("rules/", $load, ".md")),
                rule: None,
            },)*
        ];
    };
}

rules! {
    rules {
        "connector-id-duplicate" "rules/connector-id-duplicate.rs" connector_id_duplicate ConnectorIdDuplicate Deny fixed,
        "connector-id-invalid" "rules/connector-id-invalid.rs" connector_id_invalid ConnectorIdInvalid Deny adjustable,
        "connector-name-duplicate" "rules/connector-name-duplicate.rs" connector_name_duplicate ConnectorNameDuplicate Deny adjustable,
        "slug-duplicate" "rules/slug-duplicate.rs" slug_duplicate SlugDuplicate Deny fixed,
        "version-duplicate" "rules/version-duplicate.rs" version_duplicate VersionDuplicate Deny fixed,
        "connector-without-version" "rules/connector-without-version.rs" connector_without_version ConnectorWithoutVersion Deny adjustable,
        "version-undescribed" "rules/version-undescribed.rs" version_undescribed VersionUndescribed Deny adjustable,
        "package-missing" "rules/package-missing.rs" package_missing PackageMissing Deny adjustable,
        "package-lfs-pointer" "rules/package-lfs-pointer.rs" package_lfs_pointer PackageLfsPointer Deny adjustable,
        "package-too-large" "rules/package-too-large.rs" package_too_large PackageTooLarge Deny adjustable,
        "package-unreadable" "rules/package-unreadable.rs" package_unreadable PackageUnreadable Deny adjustable,
        "package-digest-mismatch" "rules/package-digest-mismatch.rs" package_digest_mismatch PackageDigestMismatch Deny fixed,
        "package-digest-missing" "rules/package-digest-missing.rs" package_digest_missing PackageDigestMissing Warn adjustable,
        "package-id-mismatch" "rules/package-id-mismatch.rs" package_id_mismatch PackageIdMismatch Deny fixed,
        "package-version-mismatch" "rules/package-version-mismatch.rs" package_version_mismatch PackageVersionMismatch Deny adjustable,
        "package-name-mismatch" "rules/package-name-mismatch.rs" package_name_mismatch PackageNameMismatch Warn adjustable,
        "package-is-agent" "rules/package-is-agent.rs" package_is_agent PackageIsAgent Warn adjustable,
        "entry-point-missing" "rules/entry-point-missing.rs" entry_point_missing EntryPointMissing Deny adjustable,
        "entry-point-unusable" "rules/entry-point-unusable.rs" entry_point_unusable EntryPointUnusable Deny adjustable,
        "assembly-damaged" "rules/assembly-damaged.rs" assembly_damaged AssemblyDamaged Deny adjustable,
        "assembly-missing" "rules/assembly-missing.rs" assembly_missing AssemblyMissing Warn adjustable,
        "assembly-bundled-twice" "rules/assembly-bundled-twice.rs" assembly_bundled_twice AssemblyBundledTwice Warn adjustable,
        "package-debug-build" "rules/package-debug-build.rs" package_debug_build PackageDebugBuild Warn adjustable,
        "setting-key-duplicate" "rules/setting-key-duplicate.rs" setting_key_duplicate SettingKeyDuplicate Deny adjustable,
        "setting-key-not-in-code" "rules/setting-key-not-in-code.rs" setting_key_not_in_code SettingKeyNotInCode Warn adjustable,
        "category-undeclared" "rules/category-undeclared.rs" category_undeclared CategoryUndeclared Deny adjustable,
        "category-duplicate" "rules/category-duplicate.rs" category_duplicate CategoryDuplicate Deny adjustable,
        "application-duplicate" "rules/application-duplicate.rs" application_duplicate ApplicationDuplicate Deny fixed,
        "application-connector-unknown" "rules/application-connector-unknown.rs" application_connector_unknown ApplicationConnectorUnknown Deny adjustable,
        "application-version-unknown" "rules/application-version-unknown.rs" application_version_unknown ApplicationVersionUnknown Deny adjustable,
        "version-withdrawn-in-use" "rules/version-withdrawn-in-use.rs" version_withdrawn_in_use VersionWithdrawnInUse Warn adjustable,
        "setting-required-not-filled" "rules/setting-required-not-filled.rs" setting_required_not_filled SettingRequiredNotFilled Warn adjustable,
        "setting-not-in-version" "rules/setting-not-in-version.rs" setting_not_in_version SettingNotInVersion Warn adjustable,
        "group-unknown" "rules/group-unknown.rs" group_unknown GroupUnknown Warn adjustable,
        "status-reason-missing" "rules/status-reason-missing.rs" status_reason_missing StatusReasonMissing Deny adjustable,
        "replaced-by-unknown" "rules/replaced-by-unknown.rs" replaced_by_unknown ReplacedByUnknown Deny adjustable,
        "help-missing" "rules/help-missing.rs" help_missing HelpMissing Warn adjustable,
        "help-section-missing" "rules/help-section-missing.rs" help_section_missing HelpSectionMissing Warn adjustable,
        "rule-unknown" "rules/rule-unknown.rs" rule_unknown RuleUnknown Deny fixed,
        "waiver-expired" "rules/waiver-expired.rs" waiver_expired WaiverExpired Warn fixed,
    }
    loading {
        "registry-file-missing" Deny fixed,
        "schema-unknown" Deny fixed,
        "yaml-syntax" Deny fixed,
        "yaml-unsupported" Deny fixed,
        "yaml-too-large" Deny fixed,
        "text-too-large" Deny fixed,
        "picture-too-large" Deny fixed,
        "key-duplicate" Deny fixed,
        "field-unknown" Deny fixed,
        "field-missing" Deny fixed,
        "field-type" Deny fixed,
        "field-value" Deny fixed,
        "version-not-quoted" Warn adjustable,
        "version-invalid" Deny fixed,
        "slug-invalid" Deny fixed,
        "file-unknown" Warn adjustable,
        "file-refused" Deny fixed,
        "file-unreadable" Deny fixed,
        "connector-too-deep" Deny adjustable,
        "folder-crowded" Warn adjustable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        for (at, entry) in RULES.iter().enumerate() {
            assert!(
                RULES[..at].iter().all(|other| other.code != entry.code),
                "{} is listed twice",
                entry.code
            );
            assert!(
                entry.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{}",
                entry.code
            );
        }
    }

    #[test]
    fn every_code_is_explained() {
        for entry in RULES {
            assert!(entry.page.starts_with(&format!("# {}\n", entry.code)), "{}", entry.code);
            for part in ["**What.**", "**Why.**", "**How to fix.**", "**Can it be waived?**"] {
                assert!(entry.page.contains(part), "{} has no {part}", entry.code);
            }
        }
    }
}
