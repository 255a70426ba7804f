//! Makes the packages of the sample registry; `tests/fixtures/regenerate` builds what they hold and runs this.
//!
//! 1. Reads each description in `tests/fixtures/packages` (its README names every member).
//! 2. Builds one package per version, from the description and the assemblies in `target/samples/assemblies`.
//! 3. Writes it beside the version's YAML in `registry/`, and its digest into the one `sha256:` line there.

#![allow(clippy::disallowed_methods, reason = "a tool that makes files")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use connectory::package::{
    Package, Reference, ReferenceType, Setting, SettingBuilder, SettingsForm, VersionNumber, write,
};
use serde::Deserialize;
use serde_yaml::Value;
use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// One connector and all its versions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    id: String,
    name: String,
    category: String,
    description: String,
    entry_point: String,
    help_url: Option<String>,
    icon: String,
    platform: String,
    #[serde(default)]
    endpoints: Endpoints,
    versions: Vec<String>,
    references: Vec<File>,
    settings: Vec<Control>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Endpoints {
    inputs: Vec<String>,
    outputs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "type")]
    kind: String,
    file: String,
    since: Option<String>,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    #[serde(rename = "type")]
    kind: String,
    key: Option<String>,
    caption: String,
    help: Option<String>,
    value: Option<Value>,
    #[serde(default)]
    required: bool,
    visible: Option<bool>,
    #[serde(default)]
    postback: bool,
    #[serde(default)]
    settings: Vec<Control>,
    #[serde(default)]
    secure: bool,
    /// Pairs of what is stored and what is shown.
    #[serde(default)]
    options: Vec<(String, String)>,
    #[serde(default)]
    allow_custom: bool,
    #[serde(default)]
    columns: Vec<Control>,
    #[serde(default)]
    unique_key: Vec<String>,
    script: Option<String>,
    since: Option<String>,
    until: Option<String>,
}

/// One version among those of its connector, which stand oldest first.
#[derive(Clone, Copy)]
struct At<'d> {
    versions: &'d [String],
    version: &'d str,
}

impl At<'_> {
    /// Whether the version lies from `since` on and before `until`.
    fn within(self, since: &Option<String>, until: &Option<String>) -> Outcome<bool> {
        let now = self.place(self.version)?;
        let since = since.as_deref().map_or(Ok(0), |text| self.place(text))?;
        let until = until.as_deref().map_or(Ok(self.versions.len()), |text| self.place(text))?;
        Ok(since <= now && now < until)
    }

    fn place(self, text: &str) -> Outcome<usize> {
        let found = self.versions.iter().position(|version| version == text);
        found.ok_or_else(|| format!("`{text}` is not one of the versions {:?}", self.versions).into())
    }
}

fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in files_named(&root.join("tests/fixtures/packages"), "yaml")? {
        make(root, &path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    }
    Ok(())
}

/// Makes every package of one description.
fn make(root: &Path, path: &Path) -> Outcome<()> {
    let description: Description = serde_yaml::from_str(&fs::read_to_string(path)?)?;
    let slug = path.file_stem().unwrap_or_default();
    let connectors = root.join("registry/connectors");
    let folder =
        folder_named(&connectors, slug)?.ok_or("no connector in the registry has the name of this file")?;
    for version in &description.versions {
        let at = At { versions: &description.versions, version };
        let bytes = write(&package(root, &description, at)?);
        let stem = folder.join("versions").join(version);
        fs::write(with_ending(&stem, "xmp"), &bytes)?;
        record_digest(&with_ending(&stem, "yaml"), &bytes)?;
    }
    Ok(())
}

fn package(root: &Path, description: &Description, at: At<'_>) -> Outcome<Package<'static>> {
    let number = VersionNumber::parse(at.version).ok_or("a version is a decimal number")?;
    let icon = fs::read(root.join("tests/fixtures/icons").join(&description.icon))?;
    let inputs = description.endpoints.inputs.iter().map(String::as_str);
    let outputs = description.endpoints.outputs.iter().map(String::as_str);
    let mut package = Package::new(&description.id, &description.name, number)
        .with("Category", description.category.as_str())
        .with("Description", description.description.as_str())
        .with("EntryPoint", description.entry_point.as_str())
        .with("Icon", format!("data:image/png;base64,{}", STANDARD.encode(icon)))
        .with("Platform", description.platform.as_str())
        .with_endpoints(inputs, outputs)
        .with_references(references(root, &description.references, at)?)
        .with_settings(SettingsForm::new(controls(&description.settings, at)?));
    if let Some(help_url) = &description.help_url {
        package = package.with("HelpUrl", help_url.as_str());
    }
    Ok(package)
}

fn references(root: &Path, files: &[File], at: At<'_>) -> Outcome<Vec<Reference<'static>>> {
    let mut references = Vec::new();
    for file in files {
        if at.within(&file.since, &file.until)? {
            let path =
                root.join("target/samples/assemblies").join(file.file.replace("{version}", at.version));
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let content = fs::read(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
            references.push(Reference::new(&name, ReferenceType::from(file.kind.as_str()), content));
        }
    }
    Ok(references)
}

fn controls(described: &[Control], at: At<'_>) -> Outcome<Vec<Setting>> {
    let mut settings = Vec::new();
    for control in described {
        if at.within(&control.since, &control.until)? {
            settings.push(setting(control, at)?.build());
        }
    }
    Ok(settings)
}

fn setting(control: &Control, at: At<'_>) -> Outcome<SettingBuilder> {
    let mut setting = Setting::new(&control.kind)
        .caption(&control.caption)
        .required(control.required)
        .visible(control.visible.unwrap_or(true))
        .postback(control.postback);
    if let Some(key) = &control.key {
        setting = setting.key(key);
    }
    if let Some(help) = &control.help {
        setting = setting.help_text(help);
    }
    if let Some(value) = &control.value {
        setting = with_default(setting, value)?;
    }
    own_members(setting, control, at)
}

/// Sets what only some controls have.
fn own_members(mut setting: SettingBuilder, control: &Control, at: At<'_>) -> Outcome<SettingBuilder> {
    match control.kind.as_str() {
        "Group" => setting = setting.settings(controls(&control.settings, at)?),
        "TextBox" | "VariableBox" => setting = setting.secure(control.secure),
        "DropDown" | "TokenBox" => {
            let custom = if control.kind == "DropDown" { "AllowCustomText" } else { "AllowCustomTokens" };
            let options = control.options.iter().map(|(value, shown)| (shown.as_str(), value.as_str()));
            setting = setting.member(custom, control.allow_custom).options(options);
        }
        "Grid" | "EditList" => {
            let unique_key = control.unique_key.iter().map(String::as_str);
            setting = setting.columns(controls(&control.columns, at)?).unique_key(unique_key);
        }
        "ScriptBox" => setting = setting.member("Script", control.script.as_deref().unwrap_or_default()),
        "NumberBox" | "CheckBox" => {}
        other => return Err(format!("`{other}` is a control this program does not make").into()),
    }
    Ok(setting)
}

fn with_default(setting: SettingBuilder, value: &Value) -> Outcome<SettingBuilder> {
    Ok(match value {
        Value::String(text) => setting.value(text.as_str()),
        Value::Bool(ticked) => setting.value(*ticked),
        Value::Number(number) => setting.value(number.as_i64().ok_or("a number is whole")?),
        _ => return Err("a default is a text, a number, true or false".into()),
    })
}

/// Puts the digest of `bytes` into the one `sha256:` line and leaves the rest as it is.
fn record_digest(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let text = fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let before =
        text.lines().find(|line| line.starts_with("sha256:")).ok_or("a version has a line `sha256:`")?;
    fs::write(path, text.replacen(before, &format!("sha256: {digest}"), 1))?;
    Ok(())
}

/// The connector's folder, at whatever depth.
fn folder_named(folder: &Path, name: &std::ffi::OsStr) -> Outcome<Option<PathBuf>> {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_name() == name && entry.path().join("connector.yaml").is_file() {
            return Ok(Some(entry.into_path()));
        }
    }
    Ok(None)
}

fn files_named(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Outcome<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.sort();
    Ok(paths)
}

/// `Path::with_extension` would take `.25` of `1.25` for an extension.
fn with_ending(stem: &Path, ending: &str) -> PathBuf {
    let mut path = stem.as_os_str().to_owned();
    path.push(format!(".{ending}"));
    path.into()
}
