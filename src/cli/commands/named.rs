//! Packages that a person names on the command line: a file, or a version in the registry (`sql-server@1.38`).

use std::path::Path;
use std::sync::Arc;

use super::known;
use super::registry::RegistryArguments;
use crate::cli::context::{Context, Failure};
use crate::load::{self, Memory};
use crate::model::{Connector, ConnectorVersion, PackageFacts, Registry};
use crate::package::Limits;
use crate::source::{History, check_segment};

/// What to write where no connector is near to what was written.
const INSTEAD: &str = "name one by its folder, or give a file";

/// A package, and what the person calls it.
pub(in crate::cli) struct NamedPackage {
    /// A path, or `slug@version` with the slug and the version as the registry writes them.
    pub(in crate::cli) name: String,
    /// Its version as the registry writes it; the package's own where it is a file.
    pub(in crate::cli) version: String,
    /// What it is.
    pub(in crate::cli) facts: Arc<PackageFacts>,
}

/// What an argument means.
enum Argument<'a> {
    File(&'a Path),
    Version { slug: &'a str, version: &'a str },
}

/// Reads named packages; the registry is opened at most once, and only when one of them is a version in it.
pub(in crate::cli) struct Packages<'c> {
    arguments: &'c RegistryArguments,
    revision: Option<&'c str>,
    context: &'c Context,
    registry: Option<Registry>,
}

impl<'c> Packages<'c> {
    /// Packages of the registry that `arguments` name, at `revision` if one is given.
    pub(in crate::cli) fn new(
        arguments: &'c RegistryArguments,
        revision: Option<&'c str>,
        context: &'c Context,
    ) -> Packages<'c> {
        Packages { arguments, revision, context, registry: None }
    }

    /// The package that `text` names.
    pub(in crate::cli) fn find(&mut self, text: &str) -> Result<NamedPackage, Failure> {
        match argument(text) {
            Argument::File(path) => {
                let facts = Arc::new(read(self.context, path)?);
                Ok(NamedPackage { name: text.to_owned(), version: facts.version.clone(), facts })
            }
            Argument::Version { slug, version } => {
                let connector = known::connector(self.registry()?, slug, INSTEAD)?;
                named(connector, known::version(connector, version)?)
            }
        }
    }

    /// The version that `text` names, and the one below it.
    pub(in crate::cli) fn with_predecessor(
        &mut self,
        text: &str,
    ) -> Result<(NamedPackage, NamedPackage), Failure> {
        let Argument::Version { slug, version } = argument(text) else {
            return Err(format!(
                "`{text}` is one package; give two (connectory diff BEFORE AFTER), or a version in the registry to \
                 compare with the one before it, such as sql-server@1.38"
            )
            .into());
        };
        let connector = known::connector(self.registry()?, slug, INSTEAD)?;
        let after = known::version(connector, version)?;
        let Some(before) = connector.below(&after.number) else {
            return Err(format!(
                "`{}` is the lowest version of `{}`, so there is none before it; {}",
                after.number,
                connector.slug,
                known::versions(connector)
            )
            .into());
        };
        Ok((named(connector, before)?, named(connector, after)?))
    }

    fn registry(&mut self) -> Result<&Registry, Failure> {
        if self.registry.is_none() {
            let opened = self.arguments.open(self.revision)?;
            // Nothing here is dated, so the history is not walked.
            let loaded = load::load(opened.tree.as_ref(), &History::default(), &mut Memory::default())?;
            self.registry = Some(loaded.registry);
        }
        Ok(self.registry.as_ref().expect("the registry was just read"))
    }
}

/// A file where there is one; else a version, where the text reads as one.
fn argument(text: &str) -> Argument<'_> {
    let path = Path::new(text);
    match text.rsplit_once('@') {
        Some((slug, version)) if check_segment(slug).is_ok() && !path.exists() => {
            Argument::Version { slug, version }
        }
        _ => Argument::File(path),
    }
}

fn read(context: &Context, path: &Path) -> Result<PackageFacts, Failure> {
    let bytes = context.read(path)?;
    PackageFacts::read(&bytes, &Limits::default())
        .map_err(|error| format!("{}: {error}", path.display()).into())
}

fn named(connector: &Connector, version: &ConnectorVersion) -> Result<NamedPackage, Failure> {
    let name = format!("{}@{}", connector.slug, version.number);
    match (version.facts(), version.package.fault()) {
        (Some(facts), _) => {
            Ok(NamedPackage { name, version: version.number.to_string(), facts: facts.clone() })
        }
        (None, fault) => {
            let what = fault.expect("what is no package has a fault");
            Err(format!("{name}: {}: {what}", version.package_path).into())
        }
    }
}
