//! The registry: that it is there, what `check` thinks of it, that its changes are seen, that its sites are those that are asked for.

use std::fs;
use std::path::Path;

use jiff::civil::Date;

use super::Check;
use crate::daemon::mount;
use crate::daemon::settings::{RemoteSettings, Settings};
use crate::model::{Registry, Whose};
use crate::pipeline::{Checked, Pipeline};
use crate::source::{self, GitCommand, without_password};

const WATCHES: &str = "/proc/sys/fs/inotify/max_user_watches";

/// Everything about the registry.
pub(super) fn checks(settings: &Settings, today: Date) -> Vec<Check> {
    let mut checks: Vec<Check> = settings.registry.remote.as_ref().map(remote).into_iter().collect();
    let Some(folder) = &settings.registry.folder else { return checks };
    match source::find(folder) {
        Ok(folder) => {
            checks.push(watched(&folder, settings.registry.poll));
            checks.extend(read(&folder, settings, today));
        }
        Err(error) => {
            checks.push(Check::broken("registry", error.to_string(), "write where it is with `folder:`"))
        }
    }
    checks
}

fn remote(remote: &RemoteSettings) -> Check {
    let branch = format!("refs/heads/{}", remote.branch);
    let shown = without_password(&remote.url);
    match GitCommand::at(Path::new(".")).run(&["ls-remote", "--", &remote.url, &branch]) {
        Ok(found) if found.trim().is_empty() => Check::broken(
            "remote",
            format!("`{shown}` has no branch `{}`", remote.branch),
            "write another `branch:`, or push it",
        ),
        Ok(found) => {
            let commit = found.split_whitespace().next().unwrap_or_default();
            Check::fine(
                "remote",
                format!("`{shown}` has `{}` at {}", remote.branch, &commit[..commit.len().min(12)]),
            )
        }
        Err(error) => Check::broken(
            "remote",
            error.to_string(),
            "try `git ls-remote` as the user that the daemon runs as",
        ),
    }
}

fn watched(folder: &Path, poll: bool) -> Check {
    if poll {
        return Check::fine("watching", "the folder is looked at in intervals, as asked");
    }
    if let Some(kind) = mount::silent(folder) {
        return Check::doubtful(
            "watching",
            format!("`{kind}` reports no changes made elsewhere; the folder is looked at every 2 s"),
            "keep the registry on a local disk, or write `poll: true`",
        );
    }
    let folders = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_dir())
        .count();
    let limit = fs::read_to_string(WATCHES).ok().and_then(|text| text.trim().parse::<usize>().ok());
    match limit {
        Some(limit) if folders >= limit => Check::doubtful(
            "watching",
            format!(
                "{folders} folders are more than the system's {limit} watches; the folder is looked at every 2 s"
            ),
            format!("run `sysctl fs.inotify.max_user_watches={}`", (folders * 2).next_power_of_two()),
        ),
        _ => Check::fine("watching", format!("{folders} folders, of which the system reports changes")),
    }
}

fn read(folder: &Path, settings: &Settings, today: Date) -> Vec<Check> {
    let fix = "run `connectory check` there";
    let broken = |error: String| vec![Check::broken("registry", error, fix)];
    let opened = match source::open(folder, None) {
        Ok(opened) => opened,
        Err(error) => return broken(error.to_string()),
    };
    let mut pipeline = match Pipeline::new() {
        Ok(pipeline) => pipeline,
        Err(error) => return broken(error.to_string()),
    };
    let Checked { registry, report } = match pipeline.read(&opened, today) {
        Ok(checked) => checked,
        Err(error) => return broken(error.to_string()),
    };
    let told = format!("`{}`: {} errors, {} warnings", folder.display(), report.errors(), report.warnings());
    let mut checks = vec![match report.errors() {
        0 => Check::fine("registry", told),
        _ => Check::doubtful("registry", format!("{told}; what has errors is shown as it last was"), fix),
    }];
    if opened.repository.is_none() {
        let what = "it lies in no Git repository: there are no dates, no history, and an inbox cannot work";
        checks.push(Check::doubtful("history", what, "run `git init` and commit it"));
    }
    checks.extend(sites(settings, &registry));
    checks
}

/// Every audience that is asked for is one that the registry declares.
fn sites(settings: &Settings, registry: &Registry) -> Vec<Check> {
    let targets = settings.targets.iter().map(|target| (target.name.clone(), target.site.clone()));
    let ports = settings.serve.iter().filter(|serve| serve.by_header.is_none());
    let ports = ports.map(|serve| (format!("serve {}", serve.listen), serve.site.clone()));
    let headers = settings.serve.iter().filter_map(|serve| serve.by_header.as_ref());
    let named = headers
        .flat_map(|header| header.sites.iter().map(|site| ("by_header".to_owned(), Some(site.clone()))));
    let asked = targets.chain(ports).chain(named);
    let refused = asked.filter_map(|(name, site)| {
        let whose = site.map_or(Whose::TheOnly, Whose::Named);
        let error = whose.sight(registry).err()?;
        Some(Check::broken(name, error.to_string(), "write `site:` with one that registry.yaml declares"))
    });
    refused.collect()
}
