//! The list of rules. One line makes a rule's module, its place in the table and its page.

use super::Rule;
use crate::diag::nearest;
use crate::model::{Level, Policy};

/// A rule, or a fault that loading or settling finds.
pub struct Entry {
    /// Its code: kebab-case, never renamed once published.
    pub code: &'static str,
    /// How its findings count unless `registry.yaml` says otherwise.
    pub level: Level,
    /// Whether `registry.yaml` may change its level or waive it.
    pub adjustable: bool,
    /// What, why, how to fix, can it be waived: Markdown.
    pub page: &'static str,
    /// The rule; `None` where loading or settling itself reports the fault.
    pub rule: Option<&'static dyn Rule>,
    /// What must be known for it to run.
    pub needs: Needs,
}

/// What a rule cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Nothing but the registry.
    Nothing,
    /// The whole history of the repository.
    History,
    /// A revision to compare with.
    Since,
    /// That, and who makes the change.
    Actor,
}

impl Entry {
    /// What it finds: the first paragraph of its page, in one line.
    pub fn what(&self) -> String {
        let (_, rest) = self.page.split_once("**What.** ").unwrap_or_default();
        let (paragraph, _) = rest.split_once("\n\n").unwrap_or((rest, ""));
        paragraph.replace('\n', " ")
    }

    /// Its page without the heading, which is the code.
    pub fn body(&self) -> &'static str {
        self.page.split_once('\n').map_or("", |(_, rest)| rest.trim())
    }

    /// Whether a registry may change its level.
    pub fn adjusting(&self) -> &'static str {
        if self.adjustable {
            "`registry.yaml` may set its level or waive it"
        } else {
            "fixed: its level stays"
        }
    }

    /// How its findings count where `policy` holds.
    pub fn level_in(&self, policy: &Policy) -> Level {
        let set = || policy.levels.iter().rev().find(|(code, _)| code.value == self.code);
        let set = if self.adjustable { set() } else { None };
        set.map_or(self.level, |(_, level)| *level)
    }
}

/// The entry of `code`.
pub fn entry(code: &str) -> Option<&'static Entry> {
    RULES.iter().find(|entry| entry.code == code)
}

macro_rules! rules {
    (@adjustable fixed) => { false };
    (@adjustable adjustable) => { true };
    (
        rules { $($code:literal $file:literal $module:ident $rule:ident $level:ident $fixed:ident,)* }
        change { $($by:literal $by_file:literal $by_module:ident $by_rule:ident $by_level:ident $by_fixed:ident $needs:ident,)* }
        loading { $($load:literal $load_level:ident $load_fixed:ident,)* }
    ) => {
        $(#[path = $file] mod $module;)*
        $(#[path = $by_file] mod $by_module;)*

        /// Every rule, and every fault that loading finds, in the order they are run and listed.
        pub static RULES: &[Entry] = &[
            $(Entry {
                code: $code,
                level: Level::$level,
                adjustable: rules!(@adjustable $fixed),
                page: include_str!(concat!("rules/", $code, ".md")),
                rule: Some(&$module::$rule),
                needs: Needs::Nothing,
            },)*
            $(Entry {
                code: $by,
                level: Level::$by_level,
                adjustable: rules!(@adjustable $by_fixed),
                page: include_str!(concat!("rules/", $by, ".md")),
                rule: Some(&$by_module::$by_rule),
                needs: Needs::$needs,
            },)*
            $(Entry {
                code: $load,
                level: Level::$load_level,
                adjustable: rules!(@adjustable $load_fixed),
                page: include_str!(concat!("rules/", $load, ".md")),
                rule: None,
                needs: Needs::Nothing,
            },)*
        ];
    };
}

rules! {
    rules {
        "connector-id-duplicate" "rules/connector-id-duplicate.rs" connector_id_duplicate ConnectorIdDuplicate Deny fixed,
        "connector-id-invalid" "rules/connector-id-invalid.rs" connector_id_invalid ConnectorIdInvalid Deny adjustable,
        "connector-name-duplicate" "rules/connector-name-duplicate.rs" connector_name_duplicate ConnectorNameDuplicate Deny adjustable,
        "name-confusable" "rules/name-confusable.rs" name_confusable NameConfusable Deny adjustable,
        "slug-duplicate" "rules/slug-duplicate.rs" slug_duplicate SlugDuplicate Deny fixed,
        "version-duplicate" "rules/version-duplicate.rs" version_duplicate VersionDuplicate Deny fixed,
        "connector-without-version" "rules/connector-without-version.rs" connector_without_version ConnectorWithoutVersion Deny adjustable,
        "connector-without-owner" "rules/connector-without-owner.rs" connector_without_owner ConnectorWithoutOwner Warn adjustable,
        "owner-unknown" "rules/owner-unknown.rs" owner_unknown OwnerUnknown Warn adjustable,
        "description-missing" "rules/description-missing.rs" description_missing DescriptionMissing Warn adjustable,
        "version-undescribed" "rules/version-undescribed.rs" version_undescribed VersionUndescribed Deny adjustable,
        "release-notes-missing" "rules/release-notes-missing.rs" release_notes_missing ReleaseNotesMissing Warn adjustable,
        "package-missing" "rules/package-missing.rs" package_missing PackageMissing Deny adjustable,
        "package-lfs-pointer" "rules/package-lfs-pointer.rs" package_lfs_pointer PackageLfsPointer Deny adjustable,
        "package-damaged" "rules/package-damaged.rs" package_damaged PackageDamaged Deny adjustable,
        "package-too-large" "rules/package-too-large.rs" package_too_large PackageTooLarge Deny adjustable,
        "package-unreadable" "rules/package-unreadable.rs" package_unreadable PackageUnreadable Deny adjustable,
        "package-not-binary" "rules/package-not-binary.rs" package_not_binary PackageNotBinary Warn adjustable,
        "package-digest-mismatch" "rules/package-digest-mismatch.rs" package_digest_mismatch PackageDigestMismatch Deny fixed,
        "package-digest-missing" "rules/package-digest-missing.rs" package_digest_missing PackageDigestMissing Warn adjustable,
        "package-id-mismatch" "rules/package-id-mismatch.rs" package_id_mismatch PackageIdMismatch Deny fixed,
        "package-version-mismatch" "rules/package-version-mismatch.rs" package_version_mismatch PackageVersionMismatch Deny adjustable,
        "package-name-mismatch" "rules/package-name-mismatch.rs" package_name_mismatch PackageNameMismatch Warn adjustable,
        "package-is-agent" "rules/package-is-agent.rs" package_is_agent PackageIsAgent Warn adjustable,
        "entry-point-missing" "rules/entry-point-missing.rs" entry_point_missing EntryPointMissing Deny adjustable,
        "entry-point-unusable" "rules/entry-point-unusable.rs" entry_point_unusable EntryPointUnusable Deny adjustable,
        "entry-point-not-a-connector" "rules/entry-point-not-a-connector.rs" entry_point_not_a_connector EntryPointNotAConnector Deny adjustable,
        "connector-interface-deprecated" "rules/connector-interface-deprecated.rs" connector_interface_deprecated ConnectorInterfaceDeprecated Warn adjustable,
        "reference-type-wrong" "rules/reference-type-wrong.rs" reference_type_wrong ReferenceTypeWrong Warn adjustable,
        "assembly-damaged" "rules/assembly-damaged.rs" assembly_damaged AssemblyDamaged Deny adjustable,
        "assembly-missing" "rules/assembly-missing.rs" assembly_missing AssemblyMissing Warn adjustable,
        "assembly-bundled-twice" "rules/assembly-bundled-twice.rs" assembly_bundled_twice AssemblyBundledTwice Warn adjustable,
        "framework-bundled" "rules/framework-bundled.rs" framework_bundled FrameworkBundled Warn adjustable,
        "archive-nested" "rules/archive-nested.rs" archive_nested ArchiveNested Warn adjustable,
        "package-debug-build" "rules/package-debug-build.rs" package_debug_build PackageDebugBuild Warn adjustable,
        "icon-unreadable" "rules/icon-unreadable.rs" icon_unreadable IconUnreadable Warn adjustable,
        "icon-not-square" "rules/icon-not-square.rs" icon_not_square IconNotSquare Warn adjustable,
        "icon-too-large" "rules/icon-too-large.rs" icon_too_large IconTooLarge Warn adjustable,
        "setting-key-duplicate" "rules/setting-key-duplicate.rs" setting_key_duplicate SettingKeyDuplicate Deny adjustable,
        "setting-key-not-in-code" "rules/setting-key-not-in-code.rs" setting_key_not_in_code SettingKeyNotInCode Warn adjustable,
        "setting-caption-empty" "rules/setting-caption-empty.rs" setting_caption_empty SettingCaptionEmpty Warn adjustable,
        "setting-required-without-help" "rules/setting-required-without-help.rs" setting_required_without_help SettingRequiredWithoutHelp Warn adjustable,
        "setting-without-options" "rules/setting-without-options.rs" setting_without_options SettingWithoutOptions Warn adjustable,
        "secret-as-default" "rules/secret-as-default.rs" secret_as_default SecretAsDefault Deny adjustable,
        "secret-in-package" "rules/secret-in-package.rs" secret_in_package SecretInPackage Deny adjustable,
        "setting-not-secure" "rules/setting-not-secure.rs" setting_not_secure SettingNotSecure Warn adjustable,
        "grid-without-unique-key" "rules/grid-without-unique-key.rs" grid_without_unique_key GridWithoutUniqueKey Warn adjustable,
        "unique-key-unknown" "rules/unique-key-unknown.rs" unique_key_unknown UniqueKeyUnknown Warn adjustable,
        "category-undeclared" "rules/category-undeclared.rs" category_undeclared CategoryUndeclared Deny adjustable,
        "category-duplicate" "rules/category-duplicate.rs" category_duplicate CategoryDuplicate Deny adjustable,
        "category-name-duplicate" "rules/category-name-duplicate.rs" category_name_duplicate CategoryNameDuplicate Deny adjustable,
        "category-unused" "rules/category-unused.rs" category_unused CategoryUnused Warn adjustable,
        "application-duplicate" "rules/application-duplicate.rs" application_duplicate ApplicationDuplicate Deny fixed,
        "application-name-duplicate" "rules/application-name-duplicate.rs" application_name_duplicate ApplicationNameDuplicate Warn adjustable,
        "application-connector-unknown" "rules/application-connector-unknown.rs" application_connector_unknown ApplicationConnectorUnknown Deny adjustable,
        "application-version-unknown" "rules/application-version-unknown.rs" application_version_unknown ApplicationVersionUnknown Deny adjustable,
        "version-withdrawn-in-use" "rules/version-withdrawn-in-use.rs" version_withdrawn_in_use VersionWithdrawnInUse Warn adjustable,
        "version-deprecated-in-use" "rules/version-deprecated-in-use.rs" version_deprecated_in_use VersionDeprecatedInUse Allow adjustable,
        "upgrade-overdue" "rules/upgrade-overdue.rs" upgrade_overdue UpgradeOverdue Warn adjustable,
        "setting-required-not-filled" "rules/setting-required-not-filled.rs" setting_required_not_filled SettingRequiredNotFilled Warn adjustable,
        "setting-not-in-version" "rules/setting-not-in-version.rs" setting_not_in_version SettingNotInVersion Warn adjustable,
        "connection-duplicate" "rules/connection-duplicate.rs" connection_duplicate ConnectionDuplicate Warn adjustable,
        "assembly-conflict" "rules/assembly-conflict.rs" assembly_conflict AssemblyConflict Warn adjustable,
        "observation-stale" "rules/observation-stale.rs" observation_stale ObservationStale Warn adjustable,
        "observation-in-future" "rules/observation-in-future.rs" observation_in_future ObservationInFuture Warn adjustable,
        "codeowners-stale" "rules/codeowners-stale.rs" codeowners_stale CodeownersStale Warn adjustable,
        "group-unknown" "rules/group-unknown.rs" group_unknown GroupUnknown Warn adjustable,
        "group-empty" "rules/group-empty.rs" group_empty GroupEmpty Warn adjustable,
        "right-unknown" "rules/right-unknown.rs" right_unknown RightUnknown Deny adjustable,
        "administrator-missing" "rules/administrator-missing.rs" administrator_missing AdministratorMissing Warn adjustable,
        "status-reason-missing" "rules/status-reason-missing.rs" status_reason_missing StatusReasonMissing Deny adjustable,
        "replaced-by-unknown" "rules/replaced-by-unknown.rs" replaced_by_unknown ReplacedByUnknown Deny adjustable,
        "help-missing" "rules/help-missing.rs" help_missing HelpMissing Warn adjustable,
        "help-section-missing" "rules/help-section-missing.rs" help_section_missing HelpSectionMissing Warn adjustable,
        "help-link-broken" "rules/help-link-broken.rs" help_link_broken HelpLinkBroken Warn adjustable,
        "help-picture-broken" "rules/help-picture-broken.rs" help_picture_broken HelpPictureBroken Warn adjustable,
        "help-alt-text-missing" "rules/help-alt-text-missing.rs" help_alt_text_missing HelpAltTextMissing Warn adjustable,
        "setting-undocumented" "rules/setting-undocumented.rs" setting_undocumented SettingUndocumented Warn adjustable,
        "rule-unknown" "rules/rule-unknown.rs" rule_unknown RuleUnknown Deny fixed,
        "waiver-expired" "rules/waiver-expired.rs" waiver_expired WaiverExpired Warn fixed,
    }
    change {
        "version-replaced" "rules/version-replaced.rs" version_replaced VersionReplaced Deny fixed Since,
        "version-replaced-in-history" "rules/version-replaced-in-history.rs" version_replaced_in_history VersionReplacedInHistory Deny adjustable History,
        "version-deleted-in-use" "rules/version-deleted-in-use.rs" version_deleted_in_use VersionDeletedInUse Deny fixed Since,
        "connector-deleted-in-use" "rules/connector-deleted-in-use.rs" connector_deleted_in_use ConnectorDeletedInUse Deny fixed Since,
        "last-version-deleted" "rules/last-version-deleted.rs" last_version_deleted LastVersionDeleted Deny fixed Since,
        "deletion-use-unknown" "rules/deletion-use-unknown.rs" deletion_use_unknown DeletionUseUnknown Deny adjustable Since,
        "category-deleted-in-use" "rules/category-deleted-in-use.rs" category_deleted_in_use CategoryDeletedInUse Deny fixed Since,
        "mass-deletion" "rules/mass-deletion.rs" mass_deletion MassDeletion Deny adjustable Since,
        "version-not-higher" "rules/version-not-higher.rs" version_not_higher VersionNotHigher Warn adjustable Since,
        "break-undeclared" "rules/break-undeclared.rs" break_undeclared BreakUndeclared Deny adjustable Since,
        "break-without-notice" "rules/break-without-notice.rs" break_without_notice BreakWithoutNotice Deny adjustable Since,
        "connector-id-changed" "rules/connector-id-changed.rs" connector_id_changed ConnectorIdChanged Deny fixed Since,
        "connector-id-reused" "rules/connector-id-reused.rs" connector_id_reused ConnectorIdReused Deny adjustable History,
        "connector-renamed-without-alias" "rules/connector-renamed-without-alias.rs" connector_renamed_without_alias ConnectorRenamedWithoutAlias Deny adjustable Since,
        "owner-changed" "rules/owner-changed.rs" owner_changed OwnerChanged Deny fixed Since,
        "policy-changed" "rules/policy-changed.rs" policy_changed PolicyChanged Deny fixed Since,
        "right-missing" "rules/right-missing.rs" right_missing RightMissing Deny fixed Actor,
    }
    loading {
        "merge-conflict" Deny fixed,
        "change-unfinished" Deny fixed,
        "registry-file-missing" Deny fixed,
        "schema-unknown" Deny fixed,
        "yaml-syntax" Deny fixed,
        "yaml-unsupported" Deny fixed,
        "yaml-too-large" Deny fixed,
        "text-invisible" Deny adjustable,
        "text-too-large" Deny fixed,
        "picture-too-large" Deny fixed,
        "key-duplicate" Deny fixed,
        "field-unknown" Deny fixed,
        "field-missing" Deny fixed,
        "field-type" Deny fixed,
        "field-value" Deny fixed,
        "version-not-quoted" Warn adjustable,
        "field-order" Warn adjustable,
        "trailing-space" Warn adjustable,
        "version-invalid" Deny fixed,
        "slug-invalid" Deny fixed,
        "file-unknown" Warn adjustable,
        "file-refused" Deny fixed,
        "file-unreadable" Deny fixed,
        "connector-too-deep" Deny adjustable,
        "folder-crowded" Warn adjustable,
        "waiver-unused" Warn fixed,
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
