//! Where a registry says that its packages are, as `package_store:` of `registry.yaml` writes it.
//!
//! Whoever proposes a change writes this text, so it names a place and nothing else: no option, no secret, no host. Only
//! files that a digest names are ever read there, and only as far as their bytes have that digest.

use std::path::{Component, Path, PathBuf};

use crate::source::objects;

/// A place for packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackagePlace {
    /// A folder: absolute, or from the registry's folder.
    Folder(String),
    /// A bucket or a folder of one: `s3://bucket/below`, `az://container/below` or `gs://bucket/below`.
    Objects(String),
}

impl PackagePlace {
    /// Reads it.
    ///
    /// # Errors
    /// It is none; the end of a sentence that begins with the text.
    pub fn parse(text: &str) -> Result<PackagePlace, String> {
        const FORM: &str = "write a folder such as ../packages or /srv/packages, or s3://bucket/folder";
        if text.contains("://") {
            objects::check(text).map_err(|why| format!("is no package store: {why}"))?;
            return Ok(PackagePlace::Objects(text.to_owned()));
        }
        // A network path would have a Windows machine sign on at a host of somebody's choice.
        if text.contains('\\') || text.starts_with("//") {
            return Err(format!("is no folder: `\\` and `//` lead to other machines; {FORM}"));
        }
        if text.is_empty() || text.contains(|c: char| c.is_control()) {
            return Err(format!("is no folder; {FORM}"));
        }
        let mut parts = text.split('/').skip_while(|part| *part == "..");
        if text.starts_with('~') || parts.any(|part| part == "..") {
            return Err(format!(
                "is no folder: `..` stands at the beginning or nowhere, and `~` is not known; {FORM}"
            ));
        }
        Ok(PackagePlace::Folder(text.to_owned()))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        match self {
            PackagePlace::Folder(text) | PackagePlace::Objects(text) => text,
        }
    }

    /// The folder below the registry's own that it is; `None` where it lies elsewhere.
    pub fn below_registry(&self) -> Option<String> {
        let PackagePlace::Folder(text) = self else { return None };
        let is_below = |part: &Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        let parts = || Path::new(text).components();
        let below = parts().filter(|part| *part != Component::CurDir);
        let below: Vec<_> = below.map(|part| part.as_os_str().to_string_lossy()).collect();
        (parts().all(|part| is_below(&part)) && !below.is_empty()).then(|| below.join("/"))
    }
}

/// Where the folder `text` lies for a registry in `base`. A path from there goes through no link: whoever proposes a change may
/// put one there.
///
/// # Errors
/// It is nowhere, in words.
pub(super) fn folder(text: &str, base: Option<&Path>) -> Result<PathBuf, String> {
    if Path::new(text).is_absolute() {
        return Ok(PathBuf::from(text));
    }
    let Some(base) = base else {
        return Err(
            "is meant from the registry's folder, and a bare repository has none on this machine; write an absolute path"
                .to_owned(),
        );
    };
    let mut at = base.canonicalize().map_err(|cause| format!("cannot be looked for: {cause}"))?;
    for part in Path::new(text).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = at.pop(),
            Component::Normal(part) => {
                at.push(part);
                if at.is_symlink() {
                    return Err(format!(
                        "leads through the link `{}`, which is not followed; write where it leads to",
                        part.to_string_lossy()
                    ));
                }
            }
            Component::Prefix(_) | Component::RootDir => {
                return Err("is neither absolute nor meant from the registry's folder".to_owned());
            }
        }
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_a_bucket_and_nothing_else() {
        for text in ["packages", "../packages", "../../a/b", "/srv/packages", "C:/packages", "./a", "a b"] {
            assert_eq!(PackagePlace::parse(text), Ok(PackagePlace::Folder(text.to_owned())));
        }
        for text in ["s3://plant", "s3://plant/a/b", "az://plant/x", "gs://plant"] {
            assert_eq!(PackagePlace::parse(text), Ok(PackagePlace::Objects(text.to_owned())));
        }
        for text in [
            "",
            "//host/share",
            "\\\\host\\share",
            "a\\b",
            "a/../../b",
            "/srv/../etc",
            "~/packages",
            "a\nb",
            "http://example.com/x",
            "file:///etc",
            "s3://key:secret@plant",
            "s3://plant?endpoint=http://evil",
        ] {
            assert!(PackagePlace::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_a_plain_path_lies_below_the_registry() {
        let below = |text: &str| PackagePlace::parse(text).unwrap().below_registry();
        assert_eq!(below("packages"), Some("packages".to_owned()));
        assert_eq!(below("./a/b/"), Some("a/b".to_owned()));
        for text in ["../a", "/a", ".", "s3://plant/a"] {
            assert_eq!(below(text), None, "{text}");
        }
    }
}
