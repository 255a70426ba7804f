//! What we read from assemblies is what `monodis`, of another house, reads from them.
//!
//! Compared are the committed cases, everything in the packages of the sample registry, the library that `monodis` itself
//! comes with, and what is in real packages where there are any.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use connectory::package::clr::{self, Assembly, File, TypeName};
use connectory::package::{Limits, read};
use connectory::source::Digest;

use super::support::real::real_packages;

/// The standard library of Mono, on which its tools depend.
const STANDARD_LIBRARY: &str = "/usr/lib/mono/4.5/mscorlib.dll";

/// What `monodis` prints of a file with this option, and whether it came to the end: on some files it crashes after all
/// it has to say, or on the way.
fn monodis(option: &str, file: &Path) -> (String, bool) {
    let output = Command::new("monodis")
        .args((!option.is_empty()).then_some(option))
        .arg(file)
        .output()
        .expect("monodis is needed to compare with; run: apt-get install mono-utils");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success())
}

/// An assembly in a file, and what we read.
struct Compared {
    folder: tempfile::TempDir,
    ours: Assembly,
    what: String,
}

impl Compared {
    /// None when the bytes are no assembly.
    fn new(what: &str, bytes: &[u8]) -> Option<Self> {
        let ours = match clr::read(bytes, &clr::Limits::default()) {
            Ok(File::Assembly(assembly)) => *assembly,
            Ok(_) => return None,
            Err(error) => panic!("{what}: {error}"),
        };
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("compared.dll"), bytes).expect("written");
        Some(Self { folder, ours, what: what.to_owned() })
    }

    /// The lines that `monodis` prints, all of them.
    fn theirs(&self, option: &str) -> Vec<String> {
        let (lines, whole) = self.theirs_so_far(option);
        assert!(whole, "{}: monodis {option} fails", self.what);
        lines
    }

    /// The lines that `monodis` prints up to where it crashes, and whether it did not.
    fn theirs_so_far(&self, option: &str) -> (Vec<String>, bool) {
        let (text, whole) = monodis(option, &self.folder.path().join("compared.dll"));
        // The last line may be cut anywhere.
        let text = if whole { &text[..] } else { text.rsplit_once('\n').map_or("", |(lines, _)| lines) };
        (text.lines().map(str::to_owned).collect(), whole)
    }

    fn tables(&self) {
        self.identity();
        self.references();
        self.types();
        self.interfaces();
        self.attributes();
        self.user_strings();
    }

    fn identity(&self) {
        let theirs = self.theirs("--assembly");
        let field = |name: &str| {
            let value = theirs.iter().find_map(|line| line.strip_prefix(name));
            value.map(|value| value.trim().to_owned())
        };
        assert_eq!(field("Name:").as_ref(), Some(&self.ours.name), "{}", self.what);
        assert_eq!(field("Version:"), Some(self.ours.version.to_string()), "{}", self.what);
        assert_eq!(field("Culture:").as_ref(), Some(&self.ours.culture), "{}", self.what);
        let keyless = theirs.iter().any(|line| line.contains("Zero sized public key"));
        assert_eq!(!keyless, self.ours.strong_named, "{}", self.what);
    }

    fn references(&self) {
        let mut theirs: Vec<(String, String, Option<String>)> = Vec::new();
        for line in self.theirs("--assemblyref") {
            let line = line.trim();
            if let Some((_, version)) = line.split_once(": Version=") {
                theirs.push((String::new(), version.to_owned(), None));
            }
            let Some(last) = theirs.last_mut() else { continue };
            if let Some(name) = line.strip_prefix("Name=") {
                last.0 = name.to_owned();
            } else if let Some(token) = line.strip_prefix("0x00000000:")
                && last.2.is_none()
            {
                last.2 = Some(token.replace(' ', "").to_lowercase());
            }
        }
        let ours: Vec<_> = self
            .ours
            .references
            .iter()
            .map(|other| (other.name.clone(), other.version.to_string(), other.public_key_token.clone()))
            .collect();
        assert_eq!(ours, theirs, "{}", self.what);
    }

    /// Names, and what their flags say (II.23.1.15).
    fn types(&self) {
        let mut theirs = Vec::new();
        for line in self.theirs("--typedef").iter().filter(|line| line.contains(" (flist=")) {
            let (_, rest) = line.split_once(": ").expect("a row has its number first");
            let (name, rest) = rest.rsplit_once(" (flist=").expect("filtered");
            let (_, flags) = rest.split_once("flags=0x").expect("a row has flags");
            let flags = u32::from_str_radix(flags.split(',').next().expect("one"), 16).expect("hex");
            theirs.push((name.to_owned(), flags));
        }
        // The first row stands for the module and has no name here.
        assert_eq!(theirs.remove(0).0, "(null)", "{}", self.what);
        let visible: BTreeSet<String> = theirs
            .iter()
            .filter(|(_, flags)| matches!(flags & 7, 1 | 2))
            .map(|(name, _)| name.clone())
            .collect();
        assert_eq!(self.ours.types.len(), theirs.len(), "{}", self.what);
        for (ours, (name, flags)) in self.ours.types.iter().zip(theirs) {
            assert_eq!(ours.full_name, name, "{}", self.what);
            let ends = name.match_indices('/').map(|(at, _)| at).chain([name.len()]);
            let public = ends.map(|end| &name[..end]).all(|part| visible.contains(part));
            let said = (ours.public, ours.is_abstract, ours.is_interface);
            assert_eq!(said, (public, flags & 0x80 != 0, flags & 0x20 != 0), "{}: {name}", self.what);
        }
    }

    fn interfaces(&self) {
        let written = |name: &TypeName| match &name.assembly {
            Some(assembly) => format!("[{assembly}]{}", name.full_name),
            None => name.full_name.clone(),
        };
        let mut ours: Vec<(String, String)> = Vec::new();
        for class in &self.ours.types {
            ours.extend(class.interfaces.iter().map(|name| (class.full_name.clone(), written(name))));
        }
        let mut theirs = Vec::new();
        for line in self.theirs("--interface") {
            let Some((_, rest)) = line.split_once(": ") else { continue };
            let Some((class, interface)) = rest.split_once(" implements ") else { continue };
            let interface = interface.strip_prefix("class ").unwrap_or(interface);
            // What follows are arguments, or, at the very beginning, a complaint about what cannot be found.
            let name = interface.split('<').next().unwrap_or_default();
            theirs.push((class.to_owned(), name.to_owned()));
        }
        ours.sort();
        theirs.sort();
        let known: Vec<_> = theirs.iter().filter(|(_, name)| !name.is_empty()).collect();
        assert_eq!(ours.len(), theirs.len(), "{}", self.what);
        assert!(known.iter().all(|known| ours.contains(known)), "{}", self.what);
    }

    fn attributes(&self) {
        let (theirs, _) = self.theirs_so_far("--customattr");
        let of = |name: &str| {
            let mine = |line: &&String| line.contains(": Assembly: ") && line.contains(name);
            theirs.iter().find(mine).and_then(|line| line.split_once(") [")).map(|(_, value)| value)
        };
        // Where the constructor cannot be found there is no value.
        if let Some(value) = of(".TargetFrameworkAttribute::") {
            let framework = value.split('"').nth(1).map(str::to_owned);
            assert_eq!(self.ours.target_framework, framework, "{}", self.what);
        }
        if let Some(value) = of(".DebuggableAttribute::") {
            let modes = value.trim_end_matches(']').parse::<u32>();
            let disabled = modes.map_or(value.starts_with("true, true"), |modes| modes & 0x100 != 0);
            assert_eq!(self.ours.debug_build, disabled, "{}: {value}", self.what);
        }
    }

    fn user_strings(&self) {
        let (lines, whole) = self.theirs_so_far("--userstrings");
        let texts = lines.iter().filter_map(|line| line.split_once(": \"")?.1.strip_suffix('"'));
        let theirs = plain(texts.map(unescaped));
        // Their strings end at the first zero.
        let until_zero = |text: &String| text.split('\0').next().unwrap_or_default().to_owned();
        let ours = plain(self.ours.user_strings.iter().map(until_zero));
        let same = if whole { ours == theirs } else { ours.starts_with(&theirs) };
        assert!(same, "{}: {ours:#?} {theirs:#?}", self.what);
    }
}

/// Texts each once, without empty ones (a gap shows as one) and those of more than ASCII (which do not show).
fn plain(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let shows = |c: char| c.is_ascii_graphic() || c.is_ascii_whitespace();
    texts.filter(|text| !text.is_empty() && text.chars().all(shows) && seen.insert(text.clone())).collect()
}

/// What `monodis` writes for a text, as the text.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next().expect("something is escaped") {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'v' => bytes.push(11),
            digit @ b'0'..=b'7' => {
                let mut value = u32::from(digit - b'0');
                while let Some(digit @ b'0'..=b'7') = rest.peek() {
                    value = value * 8 + u32::from(digit - b'0');
                    rest.next();
                }
                bytes.push(value as u8);
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every file in every package of the sample registry, each once, with the name of its package.
fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("registry");
    let packages = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let packages = packages.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "xmp"));
    let packages =
        packages.map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).expect("read")));
    contents(packages)
}

fn contents(packages: impl IntoIterator<Item = (std::path::PathBuf, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
    for (path, bytes) in packages {
        let package = read(&bytes, &Limits::default()).expect("a package");
        for reference in package.references() {
            let content = reference.content.to_vec();
            if seen.insert(Digest::of(&content).to_string()) {
                files.push((format!("{} in {}", reference.name, path.display()), content));
            }
        }
    }
    files
}

#[test]
fn the_committed_cases_are_read_as_monodis_reads_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/assemblies");
    let files = std::fs::read_dir(folder).expect("listed").map(|file| file.expect("listed").path());
    let compared = files.map(|file| {
        let bytes = std::fs::read(&file).expect("read");
        Compared::new(&file.display().to_string(), &bytes).expect("an assembly").tables();
    });
    assert_eq!(compared.count(), 4);
}

#[test]
fn the_assemblies_of_the_sample_registry_are_read_as_monodis_reads_them() {
    let compared: Vec<Compared> =
        samples().iter().filter_map(|(what, bytes)| Compared::new(what, bytes)).collect();
    assert!(compared.len() > 40, "{} assemblies", compared.len());
    compared.iter().for_each(Compared::tables);
}

/// Thousands of types and methods, and more rows than an index of two bytes reaches.
#[test]
fn the_standard_library_is_read_as_monodis_reads_it_down_to_the_code() {
    let bytes =
        std::fs::read(STANDARD_LIBRARY).expect("mono-utils brings mscorlib; run: apt-get install mono-utils");
    let compared = Compared::new(STANDARD_LIBRARY, &bytes).expect("an assembly");
    compared.tables();
    let code = compared.theirs("");
    let mut theirs = BTreeSet::new();
    for (load, call) in code.iter().zip(code.iter().skip(1)) {
        if let Some((_, literal)) = load.split_once(" ldstr \"")
            && call.contains("::get_Item(")
            && (call.contains(" call ") || call.contains(" callvirt "))
        {
            theirs.insert(unescaped(literal.strip_suffix('"').expect("a string ends")));
        }
    }
    assert!(theirs.len() > 3, "{theirs:?}");
    assert_eq!(compared.ours.indexed_strings.iter().cloned().collect::<BTreeSet<_>>(), theirs);
}

#[test]
fn the_assemblies_of_real_packages_are_read_as_monodis_reads_them() {
    for (what, bytes) in contents(real_packages()) {
        if let Some(compared) = Compared::new(&what, &bytes) {
            compared.tables();
        }
    }
}
