//! The smallest registry that has one of everything, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use connectory::package::{
    self, Package, Reference, ReferenceType, Setting, SettingBuilder, SettingsForm, VersionNumber,
};
use connectory::source::{
    CodeOwners, Digest, Entry, EntryKind, LfsStore, MemoryTree, PackageStore, RepoPath, SourceError, Stamp,
    Tree,
};

use super::path;

/// The id of the connector.
pub(crate) const ID: &str = "3f1c6f0a-52a5-4f0e-9d0c-6b1f8a2c7e11";
/// An id that is not the connector's.
pub(crate) const OTHER_ID: &str = "8c0d2b4e-91d7-4d63-8a56-0e5f3c9b7a22";
/// The slug of the connector.
pub(crate) const SLUG: &str = "flow-meter";
/// The name of the connector.
pub(crate) const NAME: &str = "Flow Meter";

const REGISTRY: &str = "\
schema: 1
title: Plant connectors
default_category: default
";
const CATEGORIES: &str = "\
- id: default
  name: Default
- id: device
  name: Devices
";
const ACCESS: &str = "\
groups:
  operations: [alice, bob]
  platform: [carol]
  edge: [dave]
rights:
  operations: [ViewConnector]
administrators: [carol]
";
const APPLICATION: &str = "\
name: Pump House
owner: alice
access: [operations]
observed: 2026-10-30
connectors:
  - connector: flow-meter
    version: \"1.0\"
    settings: [Host, Port]
";
const HELP: &str = "\
## Context

Reads a flow meter.

## Configuration

`Host` is its address. Where readings go to a database: `Server`, `Database`, `Table`.

## Example

`10.0.0.7`
";

/// A registry in memory. Every edit gives the edited registry back.
#[derive(Clone, Default)]
pub(crate) struct Small {
    files: MemoryTree,
    odd: BTreeMap<RepoPath, EntryKind>,
    locked: BTreeSet<RepoPath>,
    /// What Git LFS keeps, and the folder that it lies in.
    lfs: Option<(LfsStore, Arc<tempfile::TempDir>)>,
    /// The folder around what a registry keeps elsewhere.
    here: Option<Arc<tempfile::TempDir>>,
}

impl Small {
    /// One connector with two versions, one application, categories, access and help; nothing wrong with it.
    pub(crate) fn valid() -> Small {
        Small::default()
            .with("registry.yaml", REGISTRY)
            .with("categories.yaml", CATEGORIES)
            .with("access.yaml", ACCESS)
            .with("applications/pump-house.yaml", APPLICATION)
            .connector("connectors/flow-meter", ID, NAME)
    }

    /// The same with a second connector, `level-gauge`.
    pub(crate) fn with_two_connectors() -> Small {
        Small::valid().connector("connectors/level-gauge", OTHER_ID, "Level Gauge")
    }

    /// Puts a file there.
    pub(crate) fn with(mut self, at: &str, bytes: impl Into<Vec<u8>>) -> Small {
        self.files.put(path(at), bytes);
        self
    }

    /// Takes a file away.
    pub(crate) fn without(mut self, at: &str) -> Small {
        self.files.remove(&path(at)).unwrap();
        self
    }

    /// Writes `to` in place of the first `from`, which must be there.
    pub(crate) fn replace(self, at: &str, from: &str, to: &str) -> Small {
        let text = self.text(at);
        assert!(text.contains(from), "{at} does not hold {from:?}");
        self.with(at, text.replacen(from, to, 1))
    }

    /// Writes `lines` at the end of a file.
    pub(crate) fn append(self, at: &str, lines: &str) -> Small {
        let text = self.text(at);
        self.with(at, text + lines)
    }

    /// Puts something there that is no file.
    pub(crate) fn with_odd(mut self, at: &str, kind: EntryKind) -> Small {
        self.files.remove(&path(at));
        self.odd.insert(path(at), kind);
        self
    }

    /// Makes a file that is listed but cannot be read.
    pub(crate) fn locked(mut self, at: &str) -> Small {
        self.locked.insert(path(at));
        self
    }

    /// Has Git LFS keep these bytes under a digest.
    pub(crate) fn with_lfs(mut self, digest: Digest, bytes: &[u8]) -> Small {
        let folder = tempfile::tempdir().unwrap();
        let name = digest.to_string();
        super::write(&folder.path().join(&name[..2]).join(&name[2..4]).join(&name), bytes);
        self.lfs = Some((LfsStore::at(folder.path().to_owned()), Arc::new(folder)));
        self
    }

    /// Names the package store `packages`, and puts files there.
    pub(crate) fn with_store(mut self, packages: &[(Digest, &[u8])]) -> Small {
        let folder = tempfile::tempdir().unwrap();
        super::write(&folder.path().join("packages/README.md"), b"Packages by their digest.\n");
        for (digest, bytes) in packages {
            super::write(&folder.path().join("packages").join(PackageStore::key(*digest)), bytes);
        }
        self.here = Some(Arc::new(folder));
        self.append("registry.yaml", "package_store: packages\n")
    }

    /// Puts a connector with the versions 1.0 and 1.1 into `folder`.
    pub(crate) fn connector(self, folder: &str, id: &str, name: &str) -> Small {
        self.bare_connector(folder, id, name).version(folder, "1.0", &package(id, name, "1.0")).version(
            folder,
            "1.1",
            &package(id, name, "1.1"),
        )
    }

    /// Puts a connector without any version into `folder`.
    pub(crate) fn bare_connector(self, folder: &str, id: &str, name: &str) -> Small {
        let yaml = format!(
            "id: {id}\nname: {name}\ndescription: Reads a meter.\ncategory: device\nowners: [\"@edge\"]\n"
        );
        self.with(&format!("{folder}/connector.yaml"), yaml).with(&format!("{folder}/help.md"), HELP)
    }

    /// Puts a version and its description into the connector's `folder`.
    pub(crate) fn version(self, folder: &str, number: &str, package: &Package<'_>) -> Small {
        self.version_of_bytes(folder, number, package::write(package))
    }

    /// The same with any bytes for a package.
    pub(crate) fn version_of_bytes(self, folder: &str, number: &str, bytes: impl Into<Vec<u8>>) -> Small {
        let bytes = bytes.into();
        let yaml = format!("sha256: {}\nadded: 2026-03-02\nnotes: Better.\n", Digest::of(&bytes));
        self.with(&format!("{folder}/versions/{number}.yaml"), yaml)
            .with(&format!("{folder}/versions/{number}.xmp"), bytes)
    }

    /// Every file and its bytes.
    pub(crate) fn files(&self) -> Vec<(RepoPath, Vec<u8>)> {
        let listed = self.files.list().unwrap();
        listed.into_iter().map(|entry| (entry.path.clone(), self.bytes(entry.path.as_str()))).collect()
    }

    /// Writes every file into a folder.
    pub(crate) fn write_to(&self, folder: &std::path::Path) {
        self.files().iter().for_each(|(path, bytes)| super::write(&folder.join(path.as_str()), bytes));
    }

    /// A file's bytes.
    pub(crate) fn bytes(&self, at: &str) -> Vec<u8> {
        self.files.read(&path(at), u64::MAX).unwrap()
    }

    fn text(&self, at: &str) -> String {
        String::from_utf8(self.bytes(at)).unwrap()
    }
}

impl Tree for Small {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let mut entries = self.files.list()?;
        let stamp = Stamp::Bytes(Digest::of(b""));
        entries.extend(self.odd.iter().map(|(path, kind)| Entry {
            path: path.clone(),
            kind: *kind,
            size: 0,
            stamp,
        }));
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        if self.locked.contains(path) {
            let cause = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
            return Err(SourceError::Disk { path: path.to_string(), cause });
        }
        self.files.read(path, limit)
    }

    fn folder_here(&self) -> Option<std::path::PathBuf> {
        self.here.as_ref().map(|folder| folder.path().to_owned())
    }

    fn lfs(&self) -> Option<&LfsStore> {
        self.lfs.as_ref().map(|(store, _)| store)
    }

    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        self.files.code_owners()
    }
}

/// A package of a connector: `Host` is required, `Port` has a default.
pub(crate) fn package(id: &str, name: &str, version: &str) -> Package<'static> {
    let plug_in = b"XMPro.Integration.Framework ".repeat(4);
    Package::new(id, name, VersionNumber::parse(version).unwrap())
        .with("EntryPoint", "Sample.Meter.Connector")
        .with_references(vec![Reference::new("Sample.Meter.dll", ReferenceType::Agent, plug_in)])
        .with_settings(form([]))
}

/// The form of [`package`] and further settings.
pub(crate) fn form<const MORE: usize>(more: [SettingBuilder; MORE]) -> SettingsForm {
    let host = Setting::new("TextBox").key("Host").caption("Host").help_text("Its address.").required(true);
    let port = Setting::new("NumberBox").key("Port").caption("Port").required(true).value(502);
    SettingsForm::new([host, port].into_iter().chain(more))
}
