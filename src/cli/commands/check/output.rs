//! Where a report goes, and in which formats.
//!
//! In the CI of GitHub and Azure the annotations follow the text for people; GitLab reads them from a file, which is
//! written beside it. Whoever asks for other formats only gets those only.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::context::{Context, Failure};
use crate::diag::emit::{Format, Printing};
use crate::source;

/// The file in which GitLab looks for annotations (Code Quality, `artifacts:reports:codequality`).
const GITLAB_FILE: &str = "gl-code-quality-report.json";

/// How the report is written.
#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// How to write the report, and into which file; again for several: human, concise, json, jsonl, sarif, github, azure,
    /// gitlab, junit, markdown
    #[arg(long, value_name = "NAME[=FILE]", value_parser = parse)]
    format: Vec<Wanted>,
    /// The file for the format that names none, instead of the terminal
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
}

/// One format and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    format: Format,
    /// `None` for the terminal.
    file: Option<PathBuf>,
}

fn parse(text: &str) -> Result<Wanted, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("write a file behind `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = Format::from_str(name, false).map_err(|_| {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
        format!("no such format; write one of {}", known.join(", "))
    })?;
    Ok(Wanted { format, file })
}

impl OutputArguments {
    /// What is to be written, in order.
    pub(super) fn wanted(&self, context: &Context) -> Result<Vec<Wanted>, Failure> {
        let mut wanted = self.format.clone();
        if wanted.is_empty() {
            wanted.push(Wanted { format: Format::Human, file: None });
        }
        let mut open = wanted.iter_mut().filter(|one| one.file.is_none());
        if let Some(file) = &self.output_file {
            match (open.next(), open.next()) {
                (Some(one), None) => one.file = Some(file.clone()),
                (None, _) => return Err("every format names a file already; leave out --output-file".into()),
                _ => return Err("--output-file takes one format; write `--format NAME=FILE` for each".into()),
            }
        }
        let for_people = wanted.iter().any(|one| one.format == Format::Human && one.file.is_none());
        let annotations = annotations(context).filter(|_| for_people);
        let asked = |format| self.format.iter().any(|one| one.format == format);
        wanted.extend(annotations.filter(|annotations| !asked(annotations.format)));
        Ok(wanted)
    }
}

/// The annotations that the surrounding CI shows.
fn annotations(context: &Context) -> Option<Wanted> {
    let is = |name: &str| context.variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let (format, file) = if is("GITHUB_ACTIONS") {
        (Format::Github, None)
    } else if is("TF_BUILD") {
        (Format::Azure, None)
    } else if is("GITLAB_CI") {
        (Format::Gitlab, Some(PathBuf::from(GITLAB_FILE)))
    } else {
        return None;
    };
    Some(Wanted { format, file })
}

impl Wanted {
    /// Writes the report. `shown` is where the registry lies for a person who stands in the current folder.
    pub(super) fn write(
        &self,
        printing: Printing<'_>,
        shown: &str,
        context: &Context,
    ) -> Result<(), Failure> {
        let for_people = matches!(self.format, Format::Human | Format::Concise);
        let folder = if for_people { shown } else { printing.folder };
        let text = self.format.emit(&Printing { folder, colours: self.file.is_none(), ..printing });
        match &self.file {
            None => context.print(&text),
            Some(file) => Ok(source::write_file(file, text.as_bytes(), true)?),
        }
    }
}
