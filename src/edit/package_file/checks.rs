//! What App Designer would refuse or stumble over, told before it does.

use std::collections::BTreeMap;

use super::controls;
use super::read::Places;
use super::settings::Placed;
use crate::diag::{Diagnostic, Place, Severity};
use crate::package::{self, Limits, Package, ReferenceType, Setting};
use crate::source::{RepoPath, Span};

/// Looks at a package that was read from `path`, and reports.
pub(super) fn run(
    package: &Package<'_>,
    places: &Places,
    path: &RepoPath,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut checks = Checks { path, diagnostics };
    checks.id(package.id(), places.id);
    checks.entry_point(package, places);
    checks.plug_in(package, places);
    let settings = &package.settings().settings;
    checks.keys(settings, &places.settings, "the form");
    checks.settings(settings, &places.settings);
    checks.readable(package);
}

struct Checks<'c> {
    path: &'c RepoPath,
    diagnostics: &'c mut Vec<Diagnostic>,
}

impl Checks<'_> {
    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = Place::at(self.path, span);
        self.diagnostics.push(Diagnostic::new(code, Severity::Error, place, message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }

    fn warning(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let finding = self.error(code, span, message);
        finding.severity = Severity::Warning;
        finding
    }

    fn id(&mut self, id: &str, span: Span) {
        if !is_guid(id) {
            self.error("package-id-invalid", span, format!("id `{id}` is no GUID"))
                .fix("write one like 943b64d8-cb48-4b42-b7b3-8432f12f2059; `connectory new connector` makes a fresh one");
        } else if id.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.warning(
                "package-id-invalid",
                span,
                format!("id `{id}` is not in lower case, as Package Manager writes it"),
            )
            .fix(format!(
                "write {}, unless versions with this id are already published",
                id.to_ascii_lowercase()
            ));
        }
    }

    fn entry_point(&mut self, package: &Package<'_>, places: &Places) {
        if package.entry_point().unwrap_or_default().is_empty() {
            self.warning(
                "entry-point-missing",
                places.entry_point.unwrap_or(places.first),
                "no `entry_point`: App Designer would not know what to start",
            )
            .fix("write `entry_point: Namespace.Class`, as it is in the plug-in DLL");
        }
    }

    fn plug_in(&mut self, package: &Package<'_>, places: &Places) {
        let plug_ins: Vec<&str> = package
            .references()
            .iter()
            .filter(|reference| reference.kind == ReferenceType::Agent)
            .map(|reference| reference.name.as_str())
            .collect();
        let span = places.references.unwrap_or(places.first);
        match plug_ins.as_slice() {
            [_] => {}
            [] => {
                self.error("plug-in-count", span, "no reference is the plug-in; expected exactly one")
                    .fix("write `- { plug_in: bin/Release/net461/Acme.dll }` for the DLL that holds the entry point");
            }
            several => {
                let names = several.join("`, `");
                self.error("plug-in-count", span, format!("`{names}` are plug-ins; expected exactly one"))
                    .fix("make the others `reference`");
            }
        }
    }

    /// Keys used twice among the settings that are not groups, and among the columns of each.
    fn keys(&mut self, settings: &[Setting], placed: &[Placed], of: &str) {
        let mut leaves = Vec::new();
        collect(settings, placed, &mut leaves);
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for (setting, placed) in leaves {
            let Some(key) = setting.key() else { continue };
            let span = placed.key.unwrap_or(placed.control);
            if let Some(before) = first.get(key) {
                let place = Place::at(self.path, *before);
                self.error("setting-key-duplicate", span, format!("the key `{key}` is used twice in {of}"))
                    .related(place, "first used here")
                    .fix("give each its own key");
            } else {
                first.insert(key, span);
            }
            if !setting.columns().is_empty() {
                self.keys(setting.columns(), &placed.inside, &format!("the columns of `{key}`"));
            }
        }
    }

    /// What concerns one setting alone, for all of them.
    fn settings(&mut self, settings: &[Setting], placed: &[Placed]) {
        for (setting, placed) in settings.iter().zip(placed) {
            self.control(setting, placed);
            self.default(setting, placed);
            self.unique_key(setting, placed);
            self.settings(setting.children(), &placed.inside);
            self.settings(setting.columns(), &placed.inside);
        }
    }

    fn control(&mut self, setting: &Setting, placed: &Placed) {
        let control = setting.control();
        if setting.is_group() && setting.children().is_empty() {
            let name = setting.caption().or(setting.key()).unwrap_or_default();
            self.warning("group-empty", placed.control, format!("the group `{name}` holds no settings"))
                .fix("put settings into it, or leave it out");
        }
        if let Some(near) = controls::near(control) {
            self.warning(
                "control-unknown",
                placed.control,
                format!("`{control}` is no control that is known"),
            )
            .fix(format!("did you mean `{}`?", near.name));
        }
    }

    fn default(&mut self, setting: &Setting, placed: &Placed) {
        let options = setting.options();
        let free = setting.bool_member("AllowCustomText") == Some(true) || setting.control() != "DropDown";
        let Some(default) = setting.default_text().filter(|_| !free && !options.is_empty()) else { return };
        if options.iter().all(|option| option.value != default) {
            let values: Vec<&str> = options.iter().take(8).map(|option| option.value.as_str()).collect();
            self.warning(
                "default-not-an-option",
                placed.default.unwrap_or(placed.control),
                format!("the default `{default}` is none of the options"),
            )
            .fix(format!("write one of `{}`, or `allow_custom_text: true`", values.join("`, `")));
        }
    }

    fn unique_key(&mut self, setting: &Setting, placed: &Placed) {
        let mut columns = Vec::new();
        collect(setting.columns(), &placed.inside, &mut columns);
        let keys: Vec<&str> = columns.iter().filter_map(|(column, _)| column.key()).collect();
        for (at, key) in setting.unique_key().iter().enumerate() {
            if !keys.contains(&key.as_str()) {
                let span = placed.unique_key.get(at).copied().unwrap_or(placed.control);
                self.error(
                    "unique-key-unknown",
                    span,
                    format!("`unique_key` names `{key}`, which is no column"),
                )
                .fix(format!("columns here: {}", keys.join(", ")));
            }
        }
    }

    /// A package that could not be read again is worth nothing, whatever the reason.
    fn readable(&mut self, package: &Package<'_>) {
        if let Err(error) = package::read(&package::write(package), &Limits::default()) {
            let place = Place::file(self.path);
            let message = format!("the package made of this could not be read again: {}", error.what);
            self.diagnostics.push(Diagnostic::new("package-unreadable", Severity::Error, place, message));
        }
    }
}

/// Every setting that is not a group, with its place.
fn collect<'s>(settings: &'s [Setting], placed: &'s [Placed], leaves: &mut Vec<(&'s Setting, &'s Placed)>) {
    for (setting, placed) in settings.iter().zip(placed) {
        if setting.is_group() {
            collect(setting.children(), &placed.inside, leaves);
        } else {
            leaves.push((setting, placed));
        }
    }
}

/// Checks an id that somebody chose.
///
/// # Errors
/// It is no GUID in lower case; says so.
pub fn check_id(id: &str) -> Result<(), String> {
    if is_guid(id) && !id.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(format!("id `{id}` is no GUID in lower case; write one like 943b64d8-cb48-4b42-b7b3-8432f12f2059"))
}

/// Whether a text is a GUID as .NET writes it: 8-4-4-4-12 hexadecimal digits.
fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
