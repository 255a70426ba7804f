//! Seeds from packages: each in every form that a target reads, with its files cut short where only the form matters.

use std::fs;
use std::path::{Path, PathBuf};

use connectory::edit::package_file;
use connectory::package::bulk::{self, BulkEntry};
use connectory::package::{self, Container, Limits, Package, Reference};

/// The most bytes of a file inside a seed whose files do not matter.
const SHORT: usize = 64;
/// The largest assembly that is a seed.
const LARGEST_ASSEMBLY: usize = 64 << 10;

/// Writes seeds into `out/<target>`, made from every `.xmp` and every YAML file below `folders`.
pub fn write(out: &Path, folders: &[&str]) {
    let mut count = 0;
    let below = |extension| folders.iter().flat_map(move |folder| files(Path::new(folder), extension));
    for (at, file) in below("yaml").enumerate() {
        let folder = out.join("registry-yaml");
        fs::create_dir_all(&folder).expect("a folder for seeds");
        fs::copy(file, folder.join(at.to_string())).expect("a seed");
    }
    for file in below("xmp") {
        let bytes = fs::read(&file).expect("a package can be read");
        let package = package::read(&bytes, &Limits::default()).expect("a seed is a package");
        count += 1;
        for (target, seed) in seeds(&package) {
            let folder = out.join(target);
            fs::create_dir_all(&folder).expect("a folder for seeds");
            fs::write(folder.join(format!("{count}-{}", seed.len())), seed).expect("a seed");
        }
    }
    println!("seeds from {count} packages");
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn seeds(package: &Package<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let short = shortened(package);
    let binary = package::write(&short);
    let in_form = |container| package::write_as(&short, container).expect("a real package fits every form");
    let entry = BulkEntry { name: "a.xmp".to_owned(), bytes: binary.clone() };
    let mut seeds = vec![
        ("json", in_form(Container::Json)),
        ("zip", in_form(Container::Zip)),
        ("bulk", bulk::write(&[entry]).expect("one package is a bulk upload")),
        ("package-yaml", package_file(&short)),
        ("nbfx", binary),
    ];
    for reference in package.references() {
        let content = reference.content.to_vec();
        if content.starts_with(b"MZ") && content.len() <= LARGEST_ASSEMBLY {
            seeds.push(("code", content.clone()));
            seeds.push(("clr", content));
        }
    }
    seeds
}

/// The package with its files cut short, and a picture of one point.
fn shortened<'a>(package: &Package<'a>) -> Package<'a> {
    let references = package.references().iter().map(|reference| {
        let content: Vec<u8> = reference.content.chunks().flatten().copied().take(SHORT).collect();
        Reference::new(&reference.name, reference.kind.clone(), content)
    });
    let package = package.clone().with_references(references.collect());
    match package.icon() {
        Some(_) => {
            package.with("Icon", "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
        }
        None => package,
    }
}

/// The package's package.yaml; none of the files it names will be there, but `Plug.dll` is.
fn package_file(package: &Package<'_>) -> Vec<u8> {
    let files = package_file::unpack(package).expect("a real package can be unpacked");
    let file =
        files.into_iter().find(|file| file.name == package_file::NAME).expect("package.yaml is among them");
    let text = String::from_utf8(file.bytes).expect("YAML is text");
    let lines = text.lines().map(|line| match line.split_once("{ plug_in: ") {
        Some((before, _)) => format!("{before}{{ plug_in: Plug.dll }}\n"),
        None => format!("{line}\n"),
    });
    lines
        .filter(|line| !line.contains("{ reference: ") && !line.starts_with("icon: "))
        .collect::<String>()
        .into_bytes()
}
