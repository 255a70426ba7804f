//! `connectors/<slug>/files.html`: what is in the package, and in which versions each file is the same.

use serde_json::{Value, json};

use super::history::{self, History, Run};
use crate::model::{Connector, PackageFacts, ReferenceFacts};
use crate::package::code::{AssemblyFacts, FileContent};
use crate::plan::shown;

pub(crate) fn own(connector: &Connector) -> Value {
    let version = shown::latest(connector);
    let facts = version.and_then(|version| version.facts());
    let histories = history::of(connector);
    let files = facts.map(|facts| current(facts, &histories));
    let elsewhere =
        histories.iter().filter(|history| history.runs.len() > 1 || history.is_gone || files.is_none());
    json!({
        "files": files,
        "histories": elsewhere.map(|found| past(connector, found)).collect::<Vec<_>>(),
    })
}

fn current(facts: &PackageFacts, histories: &[History<'_>]) -> Vec<Value> {
    let rows = history::named(facts).map(|(at, name, file)| {
        let known = histories.iter().find(|history| history.name == name);
        let mut row = row(file, assembly(facts, at));
        row["content"] = json!(content(facts, at));
        row["since"] = json!(known.and_then(|known| known.runs.last()).map(|run| run.first.number.as_str()));
        row
    });
    rows.collect()
}

fn row(file: &ReferenceFacts, assembly: Option<&AssemblyFacts>) -> Value {
    json!({
        "name": file.name,
        "type": file.kind.as_str(),
        "size": file.size,
        "sha256": file.digest.to_string(),
        "assembly": assembly.map(|assembly| assembly.version.to_string()),
        "framework": assembly.and_then(|assembly| assembly.target_framework.as_deref()).map(framework),
    })
}

/// What a file is besides an assembly that can be read; `None` where nothing is to be said.
fn content(facts: &PackageFacts, at: usize) -> Option<&'static str> {
    match &facts.code.files.get(at)?.content {
        FileContent::Assembly(_) | FileContent::Other => None,
        FileContent::Native => Some("native code"),
        FileContent::Damaged { .. } => Some("damaged assembly"),
    }
}

/// What is known of the code of the file at this place of the package.
pub(crate) fn assembly(facts: &PackageFacts, at: usize) -> Option<&AssemblyFacts> {
    match &facts.code.files.get(at).filter(|file| file.name == facts.references[at].name)?.content {
        FileContent::Assembly(assembly) => Some(assembly),
        _ => None,
    }
}

/// `.NETCoreApp,Version=v8.0` as `.NETCoreApp 8.0`.
fn framework(text: &str) -> String {
    text.replacen(",Version=v", " ", 1)
}

fn past(connector: &Connector, history: &History<'_>) -> Value {
    let run = |run: &Run<'_>| {
        let mut row = row(run.file, run.assembly);
        row["first"] = json!(run.first.number.as_str());
        row["first_href"] = json!(shown::version_page(connector, run.first).href());
        row["last"] = json!(run.last.number.as_str());
        row["last_href"] = json!(shown::version_page(connector, run.last).href());
        row["versions"] = json!(run.versions);
        row
    };
    json!({
        "name": history.name.0,
        "gone": history.is_gone,
        "versions": history.runs.iter().map(|run| run.versions).sum::<usize>(),
        "runs": history.runs.iter().rev().map(run).collect::<Vec<_>>(),
    })
}
