//! The files by which a CI service runs `connectory check` in every pull request.
//!
//! Each is a template beside this file. Only two things are put into one: where the registry lies, and where the
//! program comes from. Both stand as quoted values of variables, never in a script.

use super::{Asked, NewFile};
use crate::source::RepoPath;
use crate::yaml::scalar;

/// A CI service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ci {
    /// GitHub Actions.
    GitHub,
    /// Azure Pipelines, for repositories on Azure Repos.
    Azure,
    /// GitLab CI.
    GitLab,
}

/// Where a CI service gets the program from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    repository: String,
    revision: String,
}

impl Program {
    /// The program as it was in the Git repository at the address `repository` at the commit `revision`.
    ///
    /// # Errors
    /// When the address is none that Git can fetch from, or the revision no full commit id.
    pub fn new(repository: &str, revision: &str) -> Result<Program, String> {
        let known = ["https://", "ssh://"].iter().any(|scheme| repository.starts_with(scheme));
        let harmless = |c: char| c.is_ascii_alphanumeric() || "-._~:/@%+".contains(c);
        if !known || !repository.chars().all(harmless) {
            return Err(format!("`{repository}` is no https or ssh address of a Git repository"));
        }
        if revision.len() != 40 || !revision.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(format!(
                "`{revision}` is no full commit id (40 hexadecimal digits); a tag or a branch can be moved"
            ));
        }
        Ok(Program { repository: repository.to_owned(), revision: revision.to_owned() })
    }
}

impl Ci {
    /// The files for the registry in `folder`.
    pub(super) fn files(self, folder: &RepoPath, program: Option<&Program>) -> Result<Vec<NewFile>, String> {
        if folder.as_str().contains('$') {
            return Err(format!("`{folder}` holds `$`, which CI services replace; rename the folder"));
        }
        let own = |path: &str, template: &str| NewFile {
            path: RepoPath::new(path).expect("a constant path is well-formed"),
            bytes: self.fill(template, folder, program).into_bytes(),
            asked: Asked::Nothing,
            elsewhere: &[],
        };
        let mut files = match self {
            Ci::GitHub => vec![own(".github/workflows/connectory.yml", include_str!("github.yml"))],
            Ci::Azure => vec![own(".azure-pipelines/connectory.yml", include_str!("azure.yml"))],
            Ci::GitLab => {
                let mut top = own(".gitlab-ci.yml", GITLAB_TOP);
                top.asked = Asked::Hold(".gitlab/connectory.yml", GITLAB_TOP.to_owned());
                vec![own(".gitlab/connectory.yml", include_str!("gitlab.yml")), top]
            }
        };
        let (place, elsewhere) = self.pull_request();
        files.push(NewFile { elsewhere, ..own(place, include_str!("pull_request.md")) });
        Ok(files)
    }

    /// Where the template of a pull request goes, and where the service would find one as well.
    fn pull_request(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Ci::GitHub => (
                ".github/pull_request_template.md",
                &[
                    ".github/PULL_REQUEST_TEMPLATE.md",
                    ".github/PULL_REQUEST_TEMPLATE",
                    "PULL_REQUEST_TEMPLATE.md",
                    "pull_request_template.md",
                    "docs/PULL_REQUEST_TEMPLATE.md",
                    "docs/pull_request_template.md",
                ],
            ),
            Ci::Azure => (
                ".azuredevops/pull_request_template.md",
                &[
                    ".vsts/pull_request_template.md",
                    "docs/pull_request_template.md",
                    "pull_request_template.md",
                ],
            ),
            Ci::GitLab => (
                ".gitlab/merge_request_templates/Default.md",
                &[".gitlab/merge_request_templates/default.md"],
            ),
        }
    }

    fn fill(self, template: &str, folder: &RepoPath, program: Option<&Program>) -> String {
        let folder = if folder.as_str().is_empty() { "." } else { folder.as_str() };
        let mut out = String::new();
        for line in template.lines() {
            let indent = &line[..line.len() - line.trim_start().len()];
            match line.trim_start() {
                "@REGISTRY@" => out.push_str(&format!("{indent}REGISTRY: {}\n", scalar(folder))),
                "@PROGRAM@" => {
                    self.program(program).iter().for_each(|line| out.push_str(&format!("{indent}{line}\n")));
                }
                _ => out.push_str(&format!("{line}\n")),
            }
        }
        out
    }

    /// The lines that say where the program comes from.
    fn program(self, program: Option<&Program>) -> Vec<String> {
        let about =
            "# connectory has no release yet: it is built from this repository at this commit.".to_owned();
        match (program, self) {
            (Some(Program { repository, revision }), _) => vec![
                about,
                format!("CONNECTORY_REPOSITORY: {}", scalar(repository)),
                format!("CONNECTORY_REVISION: \"{revision}\""),
            ],
            (None, Ci::GitHub) => vec![
                about,
                "# Set both as variables of the repository or the organisation, or write them here.".to_owned(),
                "CONNECTORY_REPOSITORY: ${{ vars.CONNECTORY_REPOSITORY }}".to_owned(),
                "CONNECTORY_REVISION: ${{ vars.CONNECTORY_REVISION }}".to_owned(),
            ],
            (None, _) => vec![
                "# connectory has no release yet: it is built from the repository CONNECTORY_REPOSITORY at the commit".to_owned(),
                "# CONNECTORY_REVISION. Set both as variables of the pipeline, or write them here.".to_owned(),
            ],
        }
    }
}

const GITLAB_TOP: &str = "include:\n  - local: /.gitlab/connectory.yml\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_commit_id_of_a_harmless_address_is_a_program() {
        let id = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
        for good in ["https://example.com/acme/connectory.git", "ssh://git@example.com:22/connectory"] {
            assert!(Program::new(good, id).is_ok(), "{good}");
        }
        for bad in [
            "",
            "http://example.com/x",
            "file:///x",
            "https://x/$(id)",
            "https://x/${{ 1 }}",
            "https://x/\n",
            "--upload-pack=x",
        ] {
            assert!(Program::new(bad, id).is_err(), "{bad:?} was taken");
        }
        for bad in ["", "main", "v1.0.0", &id[1..], &id.to_uppercase()] {
            assert!(Program::new("https://example.com/x", bad).is_err(), "{bad:?} was taken");
        }
    }
}
