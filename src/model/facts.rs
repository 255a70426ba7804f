//! What a package says of itself: all that pages and rules need, without its binary contents.

use crate::package::code::{self, CodeFacts};
use crate::package::{
    self, Container, Icon, Limits, Package, PackageRole, ReadError, ReferenceType, Setting, SettingsForm,
    Shared, share_each,
};
use crate::source::Digest;

/// The facts of one package.
#[derive(Debug, Clone)]
pub struct PackageFacts {
    /// SHA-256 of the whole file.
    pub digest: Digest,
    /// Size of the file in bytes.
    pub size: u64,
    /// The form the file is in.
    pub container: Container,
    /// The file that people download.
    pub offered: Offered,
    /// The package's unique id.
    pub id: Shared<String>,
    /// Its name.
    pub name: Shared<String>,
    /// Its version, the shortest decimal that names the stored number.
    pub version: String,
    /// Its category on the platform.
    pub category: Option<Shared<String>>,
    /// Its description.
    pub description: Shared<String>,
    /// `Namespace.Class` in the plug-in DLL.
    pub entry_point: Shared<String>,
    /// Its help page.
    pub help_url: Option<Shared<String>>,
    /// The platform it is for, such as `NetCore`.
    pub platform: Shared<String>,
    /// The document's `Type`, such as `Edge`.
    pub kind: Shared<String>,
    /// Connector or agent.
    pub role: PackageRole,
    /// Its picture.
    pub icon: Option<Shared<Icon>>,
    /// Why what it has for a picture is none, as the end of a sentence; `None` also where it has nothing.
    pub icon_fault: Option<String>,
    /// Whether it runs by itself.
    pub isolated: bool,
    /// Whether its input must be mapped.
    pub require_input_map: bool,
    /// Input endpoints.
    pub input_endpoints: Shared<Vec<String>>,
    /// Output endpoints.
    pub output_endpoints: Shared<Vec<String>>,
    /// The files inside.
    pub references: Vec<Shared<ReferenceFacts>>,
    /// Those of the files that begin like a zip, in the order of the package.
    pub archives: Vec<ArchiveFacts>,
    /// The form a person fills in.
    pub form: SettingsForm,
    /// What its code tells.
    pub code: Shared<CodeFacts>,
}

/// A file as people know it. What the site offers is the binary form of a package, which App Designer takes: the file
/// in the registry, or what is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// SHA-256 of it.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// One file inside a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceFacts {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: ReferenceType,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub digest: Digest,
}

/// A zip among the files of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveFacts {
    /// Its place in [`PackageFacts::references`].
    pub reference: usize,
    /// The files in it that are zips themselves.
    pub nested: Vec<String>,
    /// Why it cannot be opened.
    pub fault: Option<ReadError>,
}

impl Offered {
    /// What these bytes are.
    pub fn of(bytes: &[u8]) -> Offered {
        Offered { digest: Digest::of(bytes), size: bytes.len() as u64 }
    }
}

impl PackageFacts {
    /// The facts of a package's bytes, whatever form they have.
    ///
    /// # Errors
    /// They are no package, or one that has no binary form, which is the one that people are offered.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<PackageFacts, ReadError> {
        let file = Offered::of(bytes);
        let container = package::container(bytes)?;
        let package = package::read(bytes, limits)?;
        let offered = match container {
            Container::Binary => file,
            _ => match package::write_as(&package, Container::Binary) {
                Ok(binary) => Offered::of(&binary),
                Err(error) => return Err(ReadError { offset: 0, what: error.what }),
            },
        };
        Ok(PackageFacts::of(&package, container, file, offered))
    }

    /// The facts of `package`, whose file is in the form `container` and is `file`; people are offered `offered`.
    pub fn of(package: &Package<'_>, container: Container, file: Offered, offered: Offered) -> PackageFacts {
        let text = |text: Option<&str>| Shared::from(text.unwrap_or_default().to_owned());
        let references = package.references().iter().map(|reference| ReferenceFacts {
            name: reference.name.clone(),
            kind: reference.kind.clone(),
            size: reference.content.len() as u64,
            digest: Digest::of_pieces(reference.content.chunks()),
        });
        let references = references.map(Shared::from);
        let code = code::facts(package);
        let (icon, icon_fault) = match package.icon().filter(|uri| !uri.is_empty()).map(package::decode_icon)
        {
            None => (None, None),
            Some(Ok(icon)) => (Some(icon.into()), None),
            Some(Err(fault)) => (None, Some(fault)),
        };
        PackageFacts {
            digest: file.digest,
            size: file.size,
            container,
            offered,
            id: text(Some(package.id())),
            name: text(Some(package.name())),
            version: package.version().text(),
            category: package.category().map(|category| text(Some(category))),
            description: text(package.description()),
            entry_point: text(package.entry_point()),
            help_url: package.help_url().filter(|url| !url.is_empty()).map(|url| text(Some(url))),
            platform: text(package.platform()),
            kind: text(package.kind()),
            role: package.role_by(&code),
            icon,
            icon_fault,
            isolated: package.isolated(),
            require_input_map: package.require_input_map(),
            input_endpoints: package.input_endpoints().to_vec().into(),
            output_endpoints: package.output_endpoints().to_vec().into(),
            references: references.collect(),
            archives: archives(package),
            form: package.settings().clone(),
            code: code.into(),
        }
    }

    /// Makes whatever is equal in `before`, the facts of another version of the same connector, the same memory.
    pub fn share(&mut self, before: &PackageFacts) {
        for (here, there) in [
            (&mut self.id, &before.id),
            (&mut self.name, &before.name),
            (&mut self.description, &before.description),
            (&mut self.entry_point, &before.entry_point),
            (&mut self.platform, &before.platform),
            (&mut self.kind, &before.kind),
        ] {
            here.share(there);
        }
        share_optional(&mut self.category, &before.category);
        share_optional(&mut self.help_url, &before.help_url);
        share_optional(&mut self.icon, &before.icon);
        self.input_endpoints.share(&before.input_endpoints);
        self.output_endpoints.share(&before.output_endpoints);
        share_each(&mut self.references, &before.references);
        self.form.share(&before.form);
        self.code.share(&before.code);
        if !self.code.is(&before.code) {
            self.code.share_files(&before.code);
        }
    }

    /// The settings that an application must fill in, and whose keys `is_filled_in` does not know: in the order of the form.
    pub fn unfilled(&self, is_filled_in: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &Setting)> {
        let needed = self.form.leaves().filter(|setting| setting.must_be_filled_in());
        let keyed = needed.filter_map(|setting| Some((setting.key()?, setting)));
        keyed.filter(move |(key, _)| !is_filled_in(key))
    }
}

fn share_optional<T: PartialEq>(here: &mut Option<Shared<T>>, there: &Option<Shared<T>>) {
    if let (Some(here), Some(there)) = (here, there) {
        here.share(there);
    }
}

/// Looks into the zips among the files of a package.
fn archives(package: &Package<'_>) -> Vec<ArchiveFacts> {
    let files = package.references().iter().enumerate();
    files
        .filter(|(_, file)| file.content.chunks().flatten().take(4).eq(b"PK\x03\x04"))
        .map(|(reference, file)| match package::archives_inside(&file.content.joined(), &Limits::default()) {
            Ok(nested) => ArchiveFacts { reference, nested, fault: None },
            Err(fault) => ArchiveFacts { reference, nested: Vec::new(), fault: Some(fault) },
        })
        .collect()
}
