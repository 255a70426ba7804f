//! The keys of the form beside the strings of the code. What comes out are hints: a string is a key only perhaps.

use std::collections::{BTreeSet, HashSet};

use crate::package::clr::Assembly;
use crate::package::{Package, Setting, SettingsForm};

use super::bundle::Bundle;

/// How the names of the platform's interfaces begin.
const PLATFORM: [&str; 2] = ["XMIoT.Framework.", "XMPro.Integration."];

/// The keys that only one of the two sides has.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) not_in_code: Vec<String>,
    pub(super) without_control: Vec<String>,
}

/// Compares the form with the code of the files in `line`, which are the plug-ins and where their bases are.
pub(super) fn compare(bundle: &Bundle, line: &BTreeSet<usize>, package: &Package<'_>) -> Keys {
    let form = package.settings();
    let code: Vec<&Assembly> = line.iter().filter_map(|at| bundle.assembly(*at)).collect();
    if code.is_empty() {
        return Keys::default();
    }
    let literals: HashSet<&str> =
        code.iter().flat_map(|assembly| &assembly.user_strings).map(String::as_str).collect();
    let not_in_code = form.leaves().filter_map(key).filter(|key| !literals.contains(key));
    let not_in_code = once(not_in_code);
    let known = every_key(form);
    let read = || code.iter().flat_map(|assembly| &assembly.indexed_strings).map(String::as_str);
    // Where the code reads no setting by an indexer, its indexers belong to something else.
    let by_indexer = form.leaves().filter_map(key).collect::<HashSet<_>>();
    let own = read().any(|text| by_indexer.contains(text)) && !has_other_plug_in(bundle, package);
    let without_control =
        if own { once(read().filter(|text| !text.is_empty() && !known.contains(text))) } else { Vec::new() };
    Keys { not_in_code, without_control }
}

/// Whether a class besides the entry point implements an interface of the platform itself. Vendors put several agents
/// into one assembly; what one of them reads is no key of another's form.
fn has_other_plug_in(bundle: &Bundle, package: &Package<'_>) -> bool {
    let entry_point = super::entry_point::full_name(package.entry_point().unwrap_or_default());
    let of_platform = |name: &str| PLATFORM.iter().any(|platform| name.starts_with(platform));
    let classes = bundle.plug_ins().flat_map(|(_, assembly)| &assembly.types);
    classes
        .filter(|class| !class.is_abstract && class.full_name != entry_point)
        .any(|class| class.interfaces.iter().any(|interface| of_platform(&interface.full_name)))
}

fn key(setting: &Setting) -> Option<&str> {
    setting.key().filter(|key| !key.is_empty())
}

/// The keys of settings, groups and columns: a row is read by its columns' keys.
fn every_key(form: &SettingsForm) -> HashSet<&str> {
    let mut keys = HashSet::new();
    let mut ahead: Vec<&Setting> = form.settings.iter().collect();
    while let Some(setting) = ahead.pop() {
        keys.extend(key(setting));
        ahead.extend(setting.children().iter().chain(setting.columns()));
    }
    keys
}

/// Each text once, in order.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.filter(|text| seen.insert(*text)).map(str::to_owned).collect()
}
