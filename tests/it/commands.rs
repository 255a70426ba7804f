//! The commands as a shell sees them: words out, exit codes.

use std::path::{Path, PathBuf};
use std::process::Output;

use super::support::real::real_packages;
use super::support::{project, same_as_before};

fn connectory(arguments: &[&str], folder: &Path) -> Output {
    crate::support::program()
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command can be started")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("output is UTF-8")
}

fn json(output: &Output) -> serde_json::Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}

#[test]
fn a_sample_package_is_inspected_whole() {
    let file = "registry/connectors/sql-server/versions/1.3002.xmp";
    let output = connectory(&["inspect", file], project());
    assert_eq!(output.status.code(), Some(0));
    same_as_before("inspect-human", text(&output.stdout));
    let mut document = json(&connectory(&["inspect", "--format", "json", file], project()));
    document["icon"]["data_uri"] = "(left out)".into();
    same_as_before("inspect-json", &serde_json::to_string_pretty(&document).expect("JSON"));
}

#[test]
fn every_real_package_is_inspected_whole() {
    for (name, bytes) in real_packages() {
        let human = connectory(&["inspect", name.to_str().expect("a text")], project());
        assert_eq!(human.status.code(), Some(0), "{}: {}", name.display(), text(&human.stderr));
        let document =
            json(&connectory(&["inspect", "--format", "json", name.to_str().expect("a text")], project()));
        let human = text(&human.stdout);
        for field in ["id", "name", "version", "entry_point", "platform", "sha256"] {
            let value = document[field].as_str().expect("a text");
            assert!(!value.is_empty() && human.contains(value), "{}: {field}", name.display());
        }
        assert_eq!(document["size"], bytes.len());
        let references = document["references"].as_array().expect("a list");
        let inside: u64 =
            references.iter().map(|reference| reference["size"].as_u64().expect("a size")).sum();
        assert!(inside > 0 && inside < bytes.len() as u64, "{}: {inside} bytes inside", name.display());
        for reference in references {
            assert!(human.contains(reference["sha256"].as_str().expect("a digest")), "{}", name.display());
        }
        assert!(document["settings"]["settings"].as_array().is_some_and(|settings| !settings.is_empty()));
    }
}

#[test]
fn what_is_no_package_is_trouble_with_the_byte_at_fault() {
    let output = connectory(&["inspect", "README.md"], project());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("README.md: byte 0: this is text, not a package"));
    let output = connectory(&["inspect", "no-such-file.xmp"], project());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no-such-file.xmp"));
}

#[test]
fn a_check_says_by_its_exit_code_how_it_went() {
    let clean = connectory(&["check", "--as-of", "2026-11-01"], project());
    assert_eq!(clean.status.code(), Some(0), "{}", text(&clean.stdout));
    let nowhere = tempfile::tempdir().expect("a folder");
    let none = connectory(&["check"], nowhere.path());
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("no registry.yaml here"), "{}", text(&none.stderr));

    std::fs::write(nowhere.path().join("registry.yaml"), "schema: 1\ntitel: Plant\n").expect("written");
    let findings = connectory(&["check"], nowhere.path());
    assert_eq!(findings.status.code(), Some(1));
    assert!(text(&findings.stdout).contains("did you mean `title`?"), "{}", text(&findings.stdout));
    let document = crate::support::program()
        .args(["check", "--format", "json"])
        .current_dir(nowhere.path())
        .output()
        .expect("started");
    let document: serde_json::Value = serde_json::from_slice(&document.stdout).expect("JSON");
    assert_eq!((&document["schema"], &document["errors"]), (&1.into(), &2.into()), "{document}");
    assert_eq!(
        (&document["findings"][1]["line"], &document["findings"][1]["column"]),
        (&2.into(), &1.into())
    );
}

#[test]
fn a_build_never_writes_into_a_folder_that_is_not_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let precious: PathBuf = folder.path().join("precious.txt");
    std::fs::write(&precious, "keep me").expect("written");
    let out = folder.path().to_str().expect("a text");
    let refused = connectory(&["build", "--site", "admin", "--out", out], project());
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("was not made by connectory"), "{}", text(&refused.stderr));
    assert_eq!(std::fs::read_to_string(&precious).expect("still there"), "keep me");
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);

    let out = folder.path().join("site");
    let built = connectory(&["build", "--site", "admin", "--out", out.to_str().expect("a text")], project());
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    assert!(out.join("index.html").is_file());
}

const SAMPLE: &str = "registry/connectors/sql-server/versions/1.3002.xmp";

/// The arguments, each a text.
fn run(arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> (i32, String) {
    let output = crate::support::program()
        .args(arguments.iter().map(|argument| argument.as_ref()))
        .current_dir(project())
        .output()
        .expect("the command can be started");
    (output.status.code().expect("an exit code"), text(&output.stderr).to_owned())
}

#[test]
fn a_package_is_converted_to_every_form_and_back_to_the_same_bytes() {
    let mut packages = real_packages();
    let sample = project().join(SAMPLE);
    packages.push((sample.clone(), std::fs::read(sample).expect("read")));
    let folder = tempfile::tempdir().expect("a folder");
    for (at, (path, bytes)) in packages.iter().enumerate() {
        let file = |end: &str| folder.path().join(format!("{at}{end}"));
        for (from, to) in
            [(path.clone(), file(".zip")), (file(".zip"), file(".JSON")), (file(".JSON"), file(".xmp"))]
        {
            let (code, said) = run(&[&"convert", &from, &to]);
            assert_eq!(code, 0, "{said}");
            let inspected =
                json(&connectory(&["inspect", "--format", "json", to.to_str().expect("a text")], project()));
            let form = to.extension().expect("one").to_str().expect("a text").to_lowercase();
            assert_eq!(inspected["container"], if form == "xmp" { "binary" } else { form.as_str() });
        }
        assert!(std::fs::read(file(".xmp")).expect("read") == *bytes, "{}", path.display());
    }
}

#[test]
fn convert_never_replaces_what_it_was_not_told_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, odd) = (folder.path().join("a.json"), folder.path().join("a.dat"));
    let (code, said) = run(&[&"convert", &SAMPLE, &odd]);
    assert_eq!(code, 2);
    assert!(said.contains("its name does not end in .xmp, .zip or .json; give --container"), "{said}");
    assert_eq!(run(&[&"convert", &SAMPLE, &odd, &"--container", &"binary"]).0, 0);
    // The very same bytes are fine.
    assert_eq!(run(&[&"convert", &SAMPLE, &odd, &"--container", &"binary"]).0, 0);
    let (code, said) = run(&[&"convert", &odd, &odd, &"--container", &"json", &"--force"]);
    assert_eq!(code, 2);
    assert!(said.contains("is the package to convert; write to another file"), "{said}");

    std::fs::write(&out, "precious").expect("written");
    let (code, said) = run(&[&"convert", &SAMPLE, &out]);
    assert_eq!(code, 2);
    assert!(said.contains("exists and holds something else; give --force to replace it"), "{said}");
    assert_eq!(std::fs::read(&out).expect("read"), b"precious");
    assert_eq!(run(&[&"convert", &SAMPLE, &out, &"--force"]).0, 0);
    assert!(std::fs::read(&out).expect("read").starts_with(b"{"));
    let (code, said) = run(&[&"convert", &"README.md", &out]);
    assert_eq!(code, 2);
    assert!(said.contains("README.md: byte 0: this is text"), "{said}");
}

#[test]
fn packages_are_packed_for_a_bulk_upload_and_unpacked_as_they_were() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = "registry/connectors/sql-server/versions/1.3.xmp";
    let (zip, again, out) =
        (folder.path().join("all.zip"), folder.path().join("again.zip"), folder.path().join("out"));
    assert_eq!(run(&[&"bulk", &"pack", &"--out", &zip, &SAMPLE, &other]).0, 0);
    assert_eq!(run(&[&"bulk", &"pack", &"--out", &again, &other, &SAMPLE]).0, 0);
    assert_eq!(std::fs::read(&zip).expect("read"), std::fs::read(&again).expect("read"));
    let (code, said) = run(&[&"inspect", &zip]);
    assert_eq!(code, 2);
    assert!(said.contains("a zip of 2 packages for a bulk upload; run `connectory bulk unpack`"), "{said}");

    assert_eq!(run(&[&"bulk", &"unpack", &zip, &"--out", &out]).0, 0);
    for file in [SAMPLE, other] {
        let path = Path::new(file);
        let unpacked = std::fs::read(out.join(path.file_name().expect("a name"))).expect("read");
        assert_eq!(unpacked, std::fs::read(project().join(path)).expect("read"));
    }
    std::fs::write(out.join("1.3.xmp"), "precious").expect("written");
    std::fs::remove_file(out.join("1.3002.xmp")).expect("removed");
    let (code, said) = run(&[&"bulk", &"unpack", &zip, &"--out", &out]);
    assert_eq!(code, 2);
    assert!(said.contains("the folder is not empty; name a new or an empty one"), "{said}");
    assert_eq!(std::fs::read(out.join("1.3.xmp")).expect("read"), b"precious");
    assert!(!out.join("1.3002.xmp").exists(), "all or nothing");
    let (code, said) = run(&[&"bulk", &"pack", &"--out", &zip, &SAMPLE, &"README.md", &"--force"]);
    assert_eq!(code, 2);
    assert!(said.contains("`README.md` is no `.xmp`"), "{said}");
}

#[test]
fn what_is_in_a_zip_of_a_package_is_listed_or_what_is_wrong_with_it() {
    use connectory::package::{Package, Reference, ReferenceType, VersionNumber, bulk, write};
    let package = |references| {
        write(
            &Package::new("id", "name", VersionNumber::parse("1.5").expect("one"))
                .with_references(references),
        )
    };
    let bytes = package(Vec::new());
    let size = bytes.len();
    let inner = bulk::write(&[bulk::BulkEntry { name: "a.xmp".to_owned(), bytes }]).expect("sound");
    let broken = inner[..inner.len() - 3].to_vec();
    let bytes = package(vec![
        Reference::new("Files.zip", ReferenceType::Zip, inner),
        Reference::new("Broken.zip", ReferenceType::Zip, broken),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.xmp");
    std::fs::write(&path, bytes).expect("written");
    let name = path.to_str().expect("a text");
    let human = connectory(&["inspect", name], project());
    let human = text(&human.stdout);
    assert!(human.contains(&format!("- a.xmp {size:>9} bytes")), "{human}");
    assert!(
        human.contains("not looked into: byte")
            && human.contains("the zip is cut short: the file ends before its directory does"),
        "{human}"
    );
    let document = json(&connectory(&["inspect", "--format", "json", name], project()));
    assert_eq!(document["references"][0]["entries"], serde_json::json!([{ "name": "a.xmp", "size": size }]));
    assert!(
        document["references"][1]["entries_error"]
            .as_str()
            .is_some_and(|error| error.contains("ends before"))
    );
}

#[test]
fn every_code_is_listed_and_explained() {
    let rules = connectory(&["rules"], project());
    assert_eq!(rules.status.code(), Some(0));
    same_as_before("rules", text(&rules.stdout));
    let listed = json(&connectory(&["rules", "--format", "json"], project()));
    let listed = listed["rules"].as_array().expect("a list");
    assert_eq!(listed.len(), connectory::check::RULES.len());
    for rule in listed {
        let code = rule["code"].as_str().expect("a code");
        assert!(rule["what"].as_str().is_some_and(|what| what.ends_with('.')), "{rule}");
        assert!(text(&rules.stdout).lines().any(|line| line.starts_with(&format!("{code} "))), "{code}");
    }
    for code in ["version-duplicate", "yaml-syntax", "setting-added-required"] {
        let explained = connectory(&["explain", code], project());
        assert_eq!(explained.status.code(), Some(0), "{code}");
        assert!(text(&explained.stdout).starts_with(&format!("# {code}\n")), "{code}");
    }
    let unknown = connectory(&["explain", "version-dupicate"], project());
    assert_eq!(unknown.status.code(), Some(2));
    let said = text(&unknown.stderr);
    assert!(
        said.contains("there is no code `version-dupicate`; did you mean `version-duplicate`?"),
        "{said}"
    );
}

#[test]
fn the_page_of_rules_is_what_the_table_says() {
    let made = connectory(&["rules", "--format", "markdown"], project());
    let page = std::fs::read_to_string(project().join("docs/rules.md")).expect("docs/rules.md is there");
    assert!(
        text(&made.stdout) == page,
        "docs/rules.md is not what the rules say; run: cargo run -- rules --format markdown > docs/rules.md"
    );
    for entry in connectory::check::RULES {
        let (code, heading) = (entry.code, format!("\n## {}\n", entry.code));
        assert_eq!(page.matches(&heading).count(), 1, "{code}");
        assert!(page.contains(&format!(
            "](#{code}) | {} | {} |",
            entry.level,
            if entry.adjustable { "yes" } else { "no" }
        )));
    }
}

#[test]
fn following_a_site_that_is_not_declared_is_refused_at_once() {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().join("site");
    let out = out.to_str().expect("a text");
    for (words, expected) in [
        (
            vec!["watch", "--out", out],
            "declares a site for each audience: admin, operations, public; say which",
        ),
        (vec!["watch", "--out", out, "--site", "amdin"], "declares no site `amdin`; it declares admin"),
        (vec!["serve", "--port", "0", "--site", "amdin"], "declares no site `amdin`; it declares admin"),
    ] {
        let refused = connectory(&words, project());
        assert_eq!(refused.status.code(), Some(2), "{words:?}");
        assert!(text(&refused.stderr).contains(expected), "{}", text(&refused.stderr));
        assert!(refused.stdout.is_empty());
    }
}
