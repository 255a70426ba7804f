//! Seeds from packages: each in every form that a target reads, with its files cut short where only the form matters.

use std::fs;
use std::path::{Path, PathBuf};

use connectory::package::{self, Limits, Package, Reference};

/// The most bytes of a file inside a seed whose files do not matter.
const SHORT: usize = 64;
/// The largest assembly that is a seed.
const LARGEST_ASSEMBLY: usize = 64 << 10;

/// Writes seeds into `out/<target>`, made from every `.xmp` below `folders`.
pub fn write(out: &Path, folders: &[&str]) {
    let mut count = 0;
    for file in folders.iter().flat_map(|folder| packages(Path::new(folder))) {
        let bytes = fs::read(&file).expect("a package can be read");
        let package = package::read(&bytes, &Limits::default()).expect("a seed is a package");
        count += 1;
        for (target, seed) in seeds(&package) {
            let folder = out.join(target);
            fs::create_dir_all(&folder).expect("a folder for seeds");
            fs::write(folder.join(format!("{count}-{}", seed.len())), seed).expect("a seed");
        }
    }
    eprintln!("seeds from {count} packages");
}

fn packages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(packages(&path));
        } else if path.extension().is_some_and(|extension| extension == "xmp") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn seeds(package: &Package<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let short = shortened(package);
    let mut seeds = vec![("nbfx", package::write(&short))];
    for reference in package.references() {
        let content = reference.content.to_vec();
        if content.starts_with(b"MZ") && content.len() <= LARGEST_ASSEMBLY {
            seeds.push(("clr", content));
        }
    }
    seeds
}

/// The package with its files cut short.
fn shortened<'a>(package: &Package<'a>) -> Package<'a> {
    let references = package.references().iter().map(|reference| {
        let content: Vec<u8> = reference.content.chunks().flatten().copied().take(SHORT).collect();
        Reference::new(&reference.name, reference.kind.clone(), content)
    });
    package.clone().with_references(references.collect())
}
