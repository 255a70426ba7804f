//! `connectory init`: a registry is begun, and CI added, without ever touching what is there.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use connectory::edit::init::{self, Ci, Program, Wish};
use connectory::edit::schema::{Kind, schema_line};
use connectory::source::RepoPath;
use serde_yaml::Value;

use crate::support::{TestRepository, path, write};

const COMMIT: &str = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
const SERVICES: [(&str, &str); 3] = [
    ("github", ".github/workflows/connectory.yml"),
    ("azure", ".azure-pipelines/connectory.yml"),
    ("gitlab", ".gitlab/connectory.yml"),
];

fn connectory(folder: &Path, words: &[&str]) -> Output {
    crate::support::program().args(words).current_dir(folder).output().unwrap()
}

/// Runs `connectory init` with `words`; gives what it printed.
fn begun(folder: &Path, words: &[&str]) -> (String, String) {
    let output = connectory(folder, &[&["init"], words].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

/// Why `connectory init` with `words` was refused.
fn refused(folder: &Path, words: &[&str]) -> String {
    let output = connectory(folder, &[&["init"], words].concat());
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn assert_clean(folder: &Path, words: &[&str]) {
    let checked = connectory(folder, &[&["check"], words].concat());
    let shown = String::from_utf8(checked.stdout).unwrap();
    assert!(shown.lines().last().unwrap().starts_with("no findings; "), "{shown}");
    assert_eq!(checked.status.code(), Some(0));
}

/// Every file below `folder` and its text, but for Git's own.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let below = |entry: &walkdir::DirEntry| entry.file_name() != ".git";
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_entry(below).map(Result::unwrap);
    let name = |at: &Path| at.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    let files = walk.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (name(entry.path()), std::fs::read_to_string(entry.path()).unwrap())).collect()
}

#[test]
fn a_new_registry_passes_its_own_check() {
    let folder = tempfile::tempdir().unwrap();
    let (printed, said) = begun(folder.path(), &[]);
    assert!(printed.ends_with("written   registry.yaml\n"), "{printed}");
    assert!(said.contains("git init ."), "{said}");
    assert_clean(folder.path(), &[]);
    let files = files(folder.path());
    assert_eq!(files.len(), 10, "{:?}", files.keys());
    assert_eq!(printed.lines().count(), files.len());
    for name in ["registry.yaml", "categories.yaml", "access.yaml"] {
        let line = schema_line(&path(name));
        assert!(files[name].starts_with(&line), "{name}");
        let schema = line.trim_end().split_once("$schema=").unwrap().1;
        let schema: serde_json::Value = serde_json::from_str(&files[schema]).unwrap();
        let document: serde_json::Value = serde_yaml::from_str(&files[name]).unwrap();
        assert!(jsonschema::draft202012::is_valid(&schema, &document), "{name}");
    }
    assert!(files[".gitattributes"].contains("\n*.xmp binary\n"));
}

#[test]
fn the_example_passes_the_check_of_its_registry() {
    for words in [&["--example"][..], &["--example", "--ci", "github"], &["--example", "--ci", "gitlab"]] {
        let repository = TestRepository::new();
        let top = repository.path();
        begun(top, &[words, &["registry"]].concat());
        assert_clean(top, &[]);
        let owners = if words.contains(&"gitlab") { ".gitlab/CODEOWNERS" } else { ".github/CODEOWNERS" };
        let owners = std::fs::read_to_string(top.join(owners)).unwrap();
        assert_eq!(owners.lines().nth(1), Some("/registry/connectors/example/ @your-team"));
        for name in ["connector.yaml", "versions/1.0.yaml"] {
            let at = path(&format!("connectors/example/{name}"));
            let text = std::fs::read_to_string(top.join("registry").join(at.as_str())).unwrap();
            assert!(text.starts_with(&schema_line(&at)), "{text}");
            let document: serde_json::Value = serde_yaml::from_str(&text).unwrap();
            let schema = Kind::of(&at).unwrap().schema(&[]);
            assert!(jsonschema::draft202012::is_valid(&schema, &document), "{text}");
        }
        let built = connectory(top, &["build", "--out", "site"]);
        assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
        let said = refused(top, &["--example"]);
        assert!(said.ends_with("registry is a registry already; an example is for a new one\n"), "{said}");
    }
}

#[test]
fn codeowners_are_written_where_somebody_owns_something() {
    let folder = tempfile::tempdir().unwrap();
    let (_, said) = begun(folder.path(), &[]);
    assert!(
        said.contains("no CODEOWNERS: nobody owns anything yet; once somebody does: connectory codeowners\n"),
        "{said}"
    );
    let azure = tempfile::tempdir().unwrap();
    let (_, said) = begun(azure.path(), &["--example", "--ci", "azure"]);
    assert!(
        said.contains("no CODEOWNERS: Azure Repos reads none; its branch policies name reviewers\n"),
        "{said}"
    );
    for folder in [folder.path(), azure.path()] {
        assert!(!folder.join(".github/CODEOWNERS").exists());
    }
    let repository = TestRepository::new();
    write(&repository.path().join("CODEOWNERS"), b"* @all\n");
    let (_, said) = begun(repository.path(), &["--example", "our plant"]);
    let how = "CODEOWNERS: left as it is; to have it name the owners here: connectory codeowners --registry 'our plant'\n";
    assert!(said.starts_with(how), "{said}");
    assert_eq!(std::fs::read(repository.path().join("CODEOWNERS")).unwrap(), b"* @all\n");
}

#[test]
fn a_pull_request_gets_a_template_unless_it_has_one() {
    let templates = [
        ("github", ".github/pull_request_template.md", "docs/PULL_REQUEST_TEMPLATE.md"),
        ("azure", ".azuredevops/pull_request_template.md", "docs/pull_request_template.md"),
        (
            "gitlab",
            ".gitlab/merge_request_templates/Default.md",
            ".gitlab/merge_request_templates/default.md",
        ),
    ];
    for (ci, place, other) in templates {
        let folder = tempfile::tempdir().unwrap();
        begun(folder.path(), &["--ci", ci]);
        let text = std::fs::read_to_string(folder.path().join(place)).unwrap();
        assert!(text.contains("\n## Who is affected\n"), "{text}");
        let folder = TestRepository::new();
        write(&folder.path().join(other), b"Ours.\n");
        let (printed, _) = begun(folder.path(), &["--ci", ci, "registry"]);
        assert!(printed.contains(&format!("was there {other}\n")), "{printed}");
        assert!(!files(folder.path()).contains_key(place));
    }
    let folder = tempfile::tempdir().unwrap();
    begun(folder.path(), &[]);
    assert!(!files(folder.path()).keys().any(|name| name.contains("request")));
}

#[test]
fn what_stands_behind_a_number_sign_is_right_when_it_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    begun(folder.path(), &[]);
    for (name, text) in files(folder.path()) {
        let Some(kind) = Kind::of(&path(&name)) else { continue };
        // Sentences begin with a capital letter, examples do not.
        let example = |line: &str| {
            let rest = line.strip_prefix("# ")?;
            rest.starts_with(|c: char| !c.is_uppercase()).then(|| rest.to_owned())
        };
        let lines = text.lines().skip(1).filter(|line| *line != "groups: {}" || name != "access.yaml");
        let mut whole: Vec<String> = lines.map(|line| example(line).unwrap_or(line.to_owned())).collect();
        if name == "access.yaml" {
            whole.insert(0, "groups:".to_owned());
        }
        let document: serde_json::Value = serde_yaml::from_str(&whole.join("\n")).unwrap();
        let schema = kind.schema(&["help-missing"]);
        assert!(jsonschema::draft202012::is_valid(&schema, &document), "{name}: {}", whole.join("\n"));
        std::fs::write(folder.path().join(&name), whole.join("\n") + "\n").unwrap();
    }
    let checked = connectory(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    begun(folder.path(), &["--ci", "github"]);
    let before = files(folder.path());
    let (printed, said) = begun(folder.path(), &["--ci", "github"]);
    assert!(printed.lines().all(|line| line.starts_with("was there ")), "{printed}");
    assert!(said.starts_with(". is a registry already: only what it lacks is added"), "{said}");
    assert!(!said.contains("warning"), "{said}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn what_is_there_is_left_and_what_it_lacks_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let there = [
        ("categories.yaml", "- { id: web, name: Web }\n"),
        (".gitattributes", "*.png binary\n"),
        (".gitlab-ci.yml", "stages: [test]\n"),
        (".schemas/version.schema.json", "{}\n"),
        ("README.md", "Ours.\n"),
    ];
    for (name, text) in there {
        write(&folder.path().join(name), text.as_bytes());
    }
    let (printed, said) = begun(folder.path(), &["--ci", "gitlab"]);
    let files = files(folder.path());
    for (name, text) in there {
        assert_eq!(files[name], text);
        assert_eq!(printed.contains(&format!("was there {name}\n")), name != "README.md", "{printed}");
    }
    for warning in [
        ".gitattributes: left as it is; add this to it:\n*.xmp binary\n",
        ".gitlab-ci.yml: left as it is; add this to it:\ninclude:\n  - local: /.gitlab/connectory.yml\n",
        "to replace it: connectory schema --out .schemas --force\n",
    ] {
        assert!(said.contains(warning), "{said}");
    }
    let foreign = connectory(folder.path(), &["schema", "--out", ".schemas"]);
    assert_eq!(foreign.status.code(), Some(2));
    assert!(String::from_utf8(foreign.stderr).unwrap().contains("give --force to replace it"));
    assert_eq!(self::files(folder.path())[".schemas/version.schema.json"], "{}\n");
    let replaced = connectory(folder.path(), &["schema", "--out", ".schemas", "--force"]);
    assert_eq!(replaced.status.code(), Some(0));
    assert!(!begun(folder.path(), &[]).1.contains(".schemas"));
}

#[test]
fn an_older_registry_gets_only_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("registry.yaml"), b"schema: 1\ntitle: Plant\n");
    begun(folder.path(), &["--ci", "azure"]);
    let files = files(folder.path());
    assert_eq!(files["registry.yaml"], "schema: 1\ntitle: Plant\n");
    assert!(!files.contains_key("access.yaml") && !files.contains_key("categories.yaml"));
    assert!(files.contains_key(".azure-pipelines/connectory.yml"));
    assert_clean(folder.path(), &[]);
}

#[test]
fn in_a_bigger_repository_the_workflow_lies_at_its_top() {
    let repository = TestRepository::new();
    let top = repository.path();
    write(&top.join("src/main.rs"), b"fn main() {}\n");
    begun(&top.join("src"), &["../data/plant registry", "--ci", "github"]);
    assert!(!files(&top.join("data")).keys().any(|name| name.contains(".github")));
    let workflow: Value = serde_yaml::from_str(&files(top)[".github/workflows/connectory.yml"]).unwrap();
    assert_eq!(workflow["jobs"]["check"]["env"]["REGISTRY"], "data/plant registry");
    assert_clean(top, &["--registry", "data/plant registry"]);
    // From the top, a folder `registry` is found as every command finds it.
    begun(top, &["registry"]);
    let (printed, said) = begun(top, &["--ci", "gitlab"]);
    assert!(said.starts_with("registry is a registry already"), "{said}");
    assert!(printed.contains("written   .gitlab-ci.yml\n"), "{printed}");
    let job: Value = serde_yaml::from_str(&files(top)[".gitlab/connectory.yml"]).unwrap();
    assert_eq!(job["connectory"]["variables"]["REGISTRY"], "registry");
}

#[test]
fn a_place_that_cannot_hold_a_registry_is_refused() {
    let repository = TestRepository::new();
    let top = repository.path();
    begun(top, &["registry"]);
    let before = files(top);
    for (words, why) in [
        (&["registry/connectors"][..], "lies inside the registry"),
        (&["missing/../x"], "has no `..`"),
        (&["$HOME", "--ci", "github"], "`$HOME` holds `$`"),
        (&[".git/x"], "this folder is Git's own"),
        (&["a:b"], "holds a backslash, colon or NUL"),
        (&["--ci", "jenkins"], "invalid value 'jenkins'"),
        (&["--ci", "github", "--program-repository", "https://example.com/x"], "--program-revision"),
        (&["--program-repository", "https://example.com/x", "--program-revision", COMMIT], "--ci"),
        (
            &[
                "--ci",
                "github",
                "--program-repository",
                "https://example.com/x",
                "--program-revision",
                "main",
            ],
            "no full commit id",
        ),
    ] {
        let said = refused(top, words);
        assert!(said.contains(why), "{words:?}: {said}");
    }
    assert_eq!(files(top), before);
    write(&top.join("file"), b"");
    assert!(refused(top, &["file"]).contains("file"));
    assert!(refused(top, &["file/below"]).contains("file"));
    assert!(refused(TestRepository::bare().path(), &[]).contains("a bare repository holds no files"));
}

/// The files of `ci` for the registry in `folder`, by name.
fn planned(ci: Ci, folder: &str, program: Option<Program>) -> BTreeMap<String, String> {
    let folder = RepoPath::new(folder).unwrap();
    let wish = Wish { folder, new: false, example: false, ci: Some(ci), program };
    let files = init::plan(&wish, &[]).unwrap().into_iter();
    files.map(|file| (file.path.to_string(), String::from_utf8(file.bytes).unwrap())).collect()
}

/// Every text below a value, with the key it stands at.
fn texts<'v>(key: &'v str, value: &'v Value, all: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::String(text) => all.push((key, text)),
        Value::Sequence(items) => items.iter().for_each(|item| texts(key, item, all)),
        Value::Mapping(entries) => {
            entries.iter().for_each(|(key, value)| texts(key.as_str().unwrap_or("on"), value, all));
        }
        _ => {}
    }
}

#[test]
fn no_ci_file_puts_what_strangers_choose_into_a_script() {
    for (ci, (_, name)) in [Ci::GitHub, Ci::Azure, Ci::GitLab].into_iter().zip(SERVICES) {
        let file: Value = serde_yaml::from_str(&planned(ci, "", None)[name]).unwrap();
        let mut all = Vec::new();
        texts("", &file, &mut all);
        let scripts: Vec<_> = all
            .iter()
            .filter(|(key, _)| matches!(*key, "run" | "bash" | "script" | "after_script"))
            .map(|(_, text)| *text)
            .collect();
        assert!(scripts.iter().any(|script| script.contains("check --registry \"$REGISTRY\"")), "{name}");
        for script in scripts {
            assert!(!script.contains("${{") && !script.contains("$(System"), "{name}: {script}");
            assert!(!script.contains("eval"), "{name}: {script}");
        }
    }
}

#[test]
fn the_workflow_is_pinned_and_may_do_little() {
    let text = &planned(Ci::GitHub, "", None)[SERVICES[0].1];
    let uses: Vec<&str> =
        text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: ")).collect();
    assert_eq!(uses.len(), 2);
    for action in uses {
        let (_, pin) = action.split_once('@').unwrap();
        let (commit, version) = pin.split_once(" # v").unwrap();
        assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{action}");
        assert_eq!(version.split('.').count(), 3, "{action}");
    }
    let file: Value = serde_yaml::from_str(text).unwrap();
    assert!(!text.contains("pull_request_target"));
    assert_eq!(file["permissions"], Value::Mapping(Default::default()));
    let may = file["jobs"]["check"]["permissions"].as_mapping().unwrap();
    let writes: Vec<_> =
        may.iter().filter(|(_, level)| *level == "write").map(|(what, _)| what.as_str().unwrap()).collect();
    assert_eq!(writes, ["pull-requests", "security-events"]);
    let checkout = &file["jobs"]["check"]["steps"][0]["with"];
    assert_eq!((&checkout["fetch-depth"], &checkout["persist-credentials"]), (&0.into(), &false.into()));
}

#[test]
fn whatever_a_folder_is_called_the_ci_file_names_it() {
    let program = Program::new("https://example.com/acme/connectory.git", COMMIT).unwrap();
    for folder in [
        "",
        "registry",
        "a b/c",
        "true",
        "1.10",
        "# no",
        "it's \"it\"",
        "- x",
        "{a}",
        "Überwachung",
        "*x",
        "@REGISTRY@",
    ] {
        let shown = if folder.is_empty() { "." } else { folder };
        let github: Value =
            serde_yaml::from_str(&planned(Ci::GitHub, folder, Some(program.clone()))[SERVICES[0].1]).unwrap();
        let azure: Value =
            serde_yaml::from_str(&planned(Ci::Azure, folder, Some(program.clone()))[SERVICES[1].1]).unwrap();
        let gitlab: Value =
            serde_yaml::from_str(&planned(Ci::GitLab, folder, Some(program.clone()))[SERVICES[2].1]).unwrap();
        let all = [
            &github["jobs"]["check"]["env"],
            &azure["jobs"][0]["variables"],
            &gitlab["connectory"]["variables"],
        ];
        for variables in all {
            assert_eq!(variables["REGISTRY"], shown);
            assert_eq!(variables["CONNECTORY_REPOSITORY"], "https://example.com/acme/connectory.git");
            assert_eq!(variables["CONNECTORY_REVISION"], COMMIT);
        }
    }
}
