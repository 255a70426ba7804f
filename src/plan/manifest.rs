//! `manifest.json`: every other file of a site with its size and SHA-256, so that a copy can be checked, and from which
//! state of the registry the site was made, so that an older copy cannot pass for a newer.
//!
//! One file a line, in the order of paths, without a clock: the same site, the same bytes. [`Writing`] makes it while the
//! files come; [`Manifest::parse`] reads one, which is data of somebody else.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::search::script_safe;
use super::{Fingerprint, Held, SitePath};
pub use crate::model::{Revision, Sight};

/// Where the manifest lies.
pub const NAME: &str = "manifest.json";
/// Where its signature lies, which it does not list.
pub const SIGNATURE: &str = "manifest.json.minisig";
/// The form of the manifest. Fields may be added within one form, nothing else.
pub const SCHEMA: u32 = 1;
/// More bytes than this are no manifest: a million files take half.
pub const MOST: u64 = 256 << 20;

/// A manifest in the making: a line is written as its file comes.
#[derive(Debug)]
pub struct Writing {
    text: String,
    is_first: bool,
}

impl Writing {
    /// Begins the manifest of a site of this title for those who see this much, made of this state of the registry for the day
    /// `as_of`.
    pub fn begin(title: &str, sight: &Sight, as_of: Date, revision: &Revision) -> Writing {
        let head = json!({
            "schema": SCHEMA,
            "title": title,
            "sees": sees(sight),
            "as_of": as_of.to_string(),
            "commit": revision.commit,
            "generation": revision.generation,
        });
        let head = script_safe(&head);
        let head = head.strip_suffix('}').expect("an object ends with its brace");
        Writing { text: format!("{head},\"files\":["), is_first: true }
    }

    /// Adds a file. They come in the order of their paths.
    pub fn add(&mut self, path: &SitePath, file: &Held) {
        self.text.push_str(if self.is_first { "\n" } else { ",\n" });
        self.is_first = false;
        let path = script_safe(&Value::from(path.as_str()));
        let (size, sha256) = (file.size, file.sha256.to_hex());
        self.text.push_str(&format!("{{\"path\":{path},\"size\":{size},\"sha256\":\"{sha256}\"}}"));
    }

    /// The bytes of the manifest.
    pub fn finish(mut self) -> Vec<u8> {
        self.text.push_str("\n]}\n");
        self.text.into_bytes()
    }
}

/// What an audience sees, as `registry.yaml` writes it: `all`, or a list of groups.
pub fn sees(sight: &Sight) -> Value {
    match sight {
        Sight::All => json!("all"),
        Sight::Groups(groups) => json!(groups),
        Sight::Nothing => json!([]),
    }
}

/// Reads what [`sees`] wrote.
pub fn sight(sees: &Value) -> Option<Sight> {
    let raw = RawSees::deserialize(sees).ok()?;
    raw.sight().ok()
}

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The site's title.
    pub title: String,
    /// Whom the site is for.
    pub sight: Sight,
    /// The day that deadlines were counted from.
    pub as_of: Date,
    /// What the site was made of.
    pub revision: Revision,
    /// Every file but the manifest and its signature, in the order of their paths.
    pub files: Vec<Listed>,
}

/// A file that a manifest lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it lies.
    pub path: SitePath,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: Fingerprint,
}

/// Why something is no manifest that could be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoManifest {
    /// One of a form that this version does not know.
    #[error("its schema is {0}; this version of connectory knows {SCHEMA}: use a newer one")]
    Unknown(u64),
    /// Anything else.
    #[error("{0}")]
    Malformed(String),
}

#[derive(Deserialize)]
struct Head {
    schema: u64,
}

#[derive(Deserialize)]
struct Raw {
    title: String,
    sees: RawSees,
    as_of: Date,
    commit: Option<String>,
    generation: Option<u64>,
    files: Vec<RawFile>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawSees {
    Word(String),
    Groups(BTreeSet<String>),
}

impl RawSees {
    fn sight(self) -> Result<Sight, String> {
        match self {
            RawSees::Word(word) if word == "all" => Ok(Sight::All),
            RawSees::Word(word) => Err(format!("`sees` is `{word}`; expected `all` or a list of groups")),
            RawSees::Groups(groups) if groups.is_empty() => Ok(Sight::Nothing),
            RawSees::Groups(groups) => Ok(Sight::Groups(groups)),
        }
    }
}

#[derive(Deserialize)]
struct RawFile {
    path: String,
    size: u64,
    sha256: String,
}

impl Manifest {
    /// Reads a manifest. Whoever wrote it may mean harm: no path leaves the site, none comes twice, none is both a file and a
    /// folder.
    ///
    /// # Errors
    /// It is none, or one of an unknown form.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, NoManifest> {
        let malformed = |error: serde_json::Error| NoManifest::Malformed(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(malformed)?;
        if head.schema != u64::from(SCHEMA) {
            return Err(NoManifest::Unknown(head.schema));
        }
        let raw: Raw = serde_json::from_slice(bytes).map_err(malformed)?;
        let revision = Revision { commit: raw.commit, generation: raw.generation };
        let files = listed(raw.files).map_err(NoManifest::Malformed)?;
        let sight = raw.sees.sight().map_err(NoManifest::Malformed)?;
        Ok(Manifest { title: raw.title, sight, as_of: raw.as_of, revision, files })
    }
}

/// The files in the order of their paths.
fn listed(raw: Vec<RawFile>) -> Result<Vec<Listed>, String> {
    let mut files = raw.into_iter().map(one).collect::<Result<Vec<Listed>, String>>()?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    if let Some(pair) = files.windows(2).find(|pair| pair[0].path == pair[1].path) {
        return Err(format!("it lists `{}` twice", pair[0].path));
    }
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for path in &paths {
        let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
        if let Some(above) = above.find(|above| paths.contains(above)) {
            return Err(format!("it lists `{path}`, and `{above}`, which cannot be a file then"));
        }
    }
    Ok(files)
}

fn one(raw: RawFile) -> Result<Listed, String> {
    let shown = raw.path.escape_debug().to_string();
    let path =
        SitePath::new(&raw.path).ok_or_else(|| format!("it lists `{shown}`, which is no path of a site"))?;
    if [NAME, SIGNATURE].contains(&path.as_str()) {
        return Err(format!("it lists `{shown}`, which no manifest can know"));
    }
    let sha256 = Fingerprint::from_hex(&raw.sha256)
        .ok_or_else(|| format!("the sha256 of `{shown}` is not 64 hexadecimal digits"))?;
    Ok(Listed { path, size: raw.size, sha256 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = jiff::civil::date(2026, 11, 1);

    fn revision() -> Revision {
        Revision { commit: Some("4be1d0c".to_owned()), generation: Some(12) }
    }

    fn written(paths: &[&str]) -> Vec<u8> {
        let mut writing = Writing::begin("Plant \"<connectors>\"", &Sight::All, DAY, &revision());
        for path in paths {
            let bytes = path.as_bytes();
            writing.add(&SitePath::known(path), &Held::of(Fingerprint::of(b"other"), bytes));
        }
        writing.finish()
    }

    fn refused(from: &str, to: &str) -> String {
        let text = String::from_utf8(written(&["a/b.html", "index.html"])).unwrap();
        assert!(text.contains(from), "{text}");
        Manifest::parse(text.replace(from, to).as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_reads_back() {
        let manifest = Manifest::parse(&written(&["a/b.html", "é &.png", "index.html"])).unwrap();
        assert_eq!((manifest.title.as_str(), manifest.as_of), ("Plant \"<connectors>\"", DAY));
        assert_eq!(manifest.revision, revision());
        let paths: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a/b.html", "index.html", "é &.png"]);
        assert_eq!((manifest.files[0].size, manifest.files[0].sha256), (8, Fingerprint::of(b"a/b.html")));
        assert!(Manifest::parse(&written(&[])).unwrap().files.is_empty());
    }

    #[test]
    fn a_file_is_a_line() {
        let text = String::from_utf8(written(&["a/b.html", "index.html"])).unwrap();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.lines().nth(1).unwrap().starts_with("{\"path\":\"a/b.html\",\"size\":8,\"sha256\":\""));
    }

    #[test]
    fn hostile_ones_are_refused() {
        for path in ["../x", "/x", "a\\\\b", ".git/hooks/x", "C:/x", "a//b", "x\\u202e.html", ""] {
            let why = refused("a/b.html", path);
            assert!(why.contains("no path of a site"), "{path}: {why}");
        }
        assert_eq!(refused("a/b.html", "index.html"), "it lists `index.html` twice");
        assert!(refused("a/b.html", "index.html/b").contains("cannot be a file then"));
        assert!(refused("a/b.html", NAME).contains("no manifest can know"));
        assert!(refused("\"sha256\":\"", "\"sha256\":\"x").contains("hexadecimal"));
        assert!(refused("\"size\":8", "\"size\":-8").contains("invalid value"));
        assert!(refused("\"size\":8", "\"size\":8,\"size\":9").contains("duplicate field"));
        assert!(refused("\"files\":[", "\"files\":[[[").contains(" column "));
    }

    #[test]
    fn another_schema_is_refused_whatever_else_stands_there() {
        let why = Manifest::parse(br#"{"schema":2,"files":"elsewhere"}"#).unwrap_err();
        assert_eq!(why, NoManifest::Unknown(2));
        assert!(why.to_string().contains("knows 1"), "{why}");
    }

    #[test]
    fn fields_to_come_are_passed_over() {
        let text = String::from_utf8(written(&["index.html"])).unwrap();
        let text = text
            .replace("\"files\"", "\"built_by\":\"x\",\"files\"")
            .replace("\"size\"", "\"mode\":1,\"size\"");
        assert_eq!(Manifest::parse(text.as_bytes()).unwrap().files.len(), 1);
    }
}
