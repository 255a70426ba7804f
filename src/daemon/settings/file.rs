//! `daemon.yaml`: every fault with its line and column; paths are meant from the file's own folder.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::value::{author, below, duration, meant, place};
use super::{
    Current, Followed, HeaderSettings, HookSettings, InboxSettings, Occasion, Place, RemoteSettings,
    ServeSettings, Settings, TargetSettings, Whom,
};
use crate::diag::{Diagnostic, Severity};
use crate::source::{RepoPath, Span, Spanned, is_branch_name};
use crate::yaml::{Fields, Node, Reader};

/// Time between two fetches, unless told otherwise, and the least.
const FETCH_EVERY: Duration = Duration::from_secs(60);
const FETCH_AT_MOST_EVERY: Duration = Duration::from_secs(1);

/// Reads the settings in `bytes`, a file that lies in `folder`; `path` names it in findings. `None` where something is wrong.
pub fn read(path: &RepoPath, folder: &Path, bytes: &[u8]) -> (Option<Settings>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut reader = Reader::new(path, &mut diagnostics);
    let settings = reader.parse(bytes).and_then(|node| settings(&mut reader, node, folder));
    let sound = diagnostics.iter().all(|finding| finding.severity != Severity::Error);
    (settings.filter(|_| sound), diagnostics)
}

fn settings(reader: &mut Reader<'_>, node: Node, folder: &Path) -> Option<Settings> {
    let mut fields = reader.map(node, "the file")?;
    let mut settings = Settings { state: path(&mut fields, "state", reader, folder), ..Settings::default() };
    match fields.node("registry") {
        Some(node) => settings.registry = followed(reader, node, folder).unwrap_or_default(),
        None => fields.missing("registry", "{ folder: registry }", reader),
    }
    settings.targets = items(&mut fields, "targets", reader, |reader, node| target(reader, node, folder));
    settings.inboxes = items(&mut fields, "inbox", reader, |reader, node| inbox(reader, node, folder));
    settings.hooks = items(&mut fields, "hooks", reader, hook);
    settings.serve = items(&mut fields, "serve", reader, |reader, node| serve(reader, node, folder));
    settings.operate = fields.parsed("operate", reader, address).map(|address| address.value);
    settings.sign_key = path(&mut fields, "sign_key", reader, folder);
    fields.finish(reader);
    Some(settings)
}

fn items<T>(
    fields: &mut Fields,
    name: &'static str,
    reader: &mut Reader<'_>,
    mut read: impl FnMut(&mut Reader<'_>, Node) -> Option<T>,
) -> Vec<T> {
    let Some(node) = fields.node(name) else { return Vec::new() };
    let nodes = reader.list(node, &format!("`{name}`"));
    nodes.into_iter().filter_map(|node| read(reader, node)).collect()
}

fn path(fields: &mut Fields, name: &'static str, reader: &mut Reader<'_>, folder: &Path) -> Option<PathBuf> {
    let filled = |text: &str| match text.is_empty() {
        true => Err("is empty; write a path".to_owned()),
        false => Ok(below(folder, text)),
    };
    fields.parsed(name, reader, filled).map(|path| path.value)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "is no address to listen on; write it like 127.0.0.1:8090".to_owned())
}

fn followed(reader: &mut Reader<'_>, node: Node, folder: &Path) -> Option<Followed> {
    let span = node.span;
    let mut fields = reader.map(node, "`registry`")?;
    let place = path(&mut fields, "folder", reader, folder);
    let poll = fields.boolean("poll", reader).unwrap_or_default();
    let (url, branch) = (fields.text("remote", reader), fields.text("branch", reader));
    let every = |text: &str| match duration(text)? {
        every if every < FETCH_AT_MOST_EVERY => Err("is too often; write 1s or more".to_owned()),
        every => Ok(every),
    };
    let every = fields.parsed("every", reader, every);
    if place.is_none() && url.is_none() {
        reader
            .at("field-missing", span, "neither `folder` nor `remote` says which registry to follow")
            .fix("write `folder: PATH` for files on this machine, or `remote: ADDRESS` for a Git repository");
    }
    let beside = [branch.as_ref().map(|b| ("branch", b.span)), every.as_ref().map(|e| ("every", e.span))];
    for (name, span) in beside.into_iter().flatten().filter(|_| url.is_none()) {
        reader
            .at("field-value", span, format!("`{name}` says something of a `remote`, and there is none"))
            .fix(format!("add `remote: ADDRESS`, or leave `{name}` out"));
    }
    let branch = branch.map_or_else(|| Some("main".to_owned()), |branch| branch_name(reader, branch));
    let remote = url.and_then(|url| remote(reader, url, folder)).zip(branch).map(|(url, branch)| {
        RemoteSettings { url, branch, every: every.map_or(FETCH_EVERY, |every| every.value) }
    });
    fields.finish(reader);
    Some(Followed { folder: place, poll, remote })
}

/// An address that Git is given as an argument: none may pass for an option or run a program.
fn remote(reader: &mut Reader<'_>, url: Spanned<String>, folder: &Path) -> Option<String> {
    let text = url.value.trim();
    if text.is_empty() || text.starts_with('-') || text.contains("::") {
        reader.at("field-value", url.span, format!("`{text}` is no address of a Git repository")).fix(
            "write it like https://example.com/acme/connectors.git or git@example.com:acme/connectors.git",
        );
        return None;
    }
    Some(meant(folder, text))
}

fn branch_name(reader: &mut Reader<'_>, branch: Spanned<String>) -> Option<String> {
    let name = branch.value.trim();
    if !is_branch_name(name) {
        reader
            .at("field-value", branch.span, format!("`{name}` can be no name of a branch"))
            .fix("write one such as `main`");
        return None;
    }
    Some(name.to_owned())
}

fn target(reader: &mut Reader<'_>, node: Node, folder: &Path) -> Option<TargetSettings> {
    let span = node.span;
    let mut fields = reader.map(node, "a target")?;
    let name = fields.text("name", reader);
    let site = fields.text("site", reader).map(|site| site.value);
    let place = where_to(&mut fields, span, reader, folder);
    let bundles = fields.boolean("bundles", reader).unwrap_or(true);
    fields.finish(reader);
    let place = place?;
    let name = name.map_or_else(|| site.clone().unwrap_or_else(|| "site".to_owned()), |name| name.value);
    Some(TargetSettings { name, site, place, without_bundles: !bundles })
}

/// Exactly one of `folder`, `branch` and `store`, and what belongs to it.
fn where_to(fields: &mut Fields, span: Span, reader: &mut Reader<'_>, folder: &Path) -> Option<Place> {
    let site = path(fields, "folder", reader, folder);
    let current = fields.parsed("current", reader, |text| match text {
        "link" => Ok(Current::Link),
        "pointer" => Ok(Current::Pointer),
        _ => Err("is neither `link` nor `pointer`".to_owned()),
    });
    let (branch, to) = (fields.text("branch", reader), fields.text("remote", reader));
    let history = fields.boolean("history", reader).unwrap_or_default();
    let store =
        fields.parsed("store", reader, |text| match place(text, folder)? {
            Place::Store { url, .. } => Ok(url),
            _ => Err("is no store; write s3://bucket/folder, az://container/folder or gs://bucket/folder"
                .to_owned()),
        });
    let options = fields.node("options").map_or_else(Vec::new, |node| options(reader, node));
    let given =
        [site.is_some(), branch.is_some(), store.is_some()].into_iter().filter(|given| *given).count();
    if given != 1 {
        let example =
            "write one of `folder: PATH`, `branch: NAME` with `remote: ADDRESS`, and `store: s3://BUCKET`";
        reader
            .at("field-value", span, format!("a target goes to one place, and {given} are named"))
            .fix(example);
        return None;
    }
    if let Some(path) = site {
        return Some(Place::Folder {
            path,
            current: current.map_or(Current::default(), |current| current.value),
        });
    }
    if let Some(store) = store {
        return Some(Place::Store { url: store.value, options });
    }
    let Some(to) = to else {
        fields.missing("remote", "https://example.com/acme/site.git", reader);
        return None;
    };
    let (remote, branch) = (remote(reader, to, folder)?, branch_name(reader, branch?)?);
    Some(Place::Branch { remote, branch, history })
}

fn options(reader: &mut Reader<'_>, node: Node) -> Vec<(String, String)> {
    let Some(mut fields) = reader.map(node, "`options`") else { return Vec::new() };
    let mut options = Vec::new();
    for (key, node) in fields.rest() {
        let lower = key.value.to_ascii_lowercase();
        if ["secret", "key", "token", "password", "sas"].iter().any(|word| lower.contains(word)) {
            reader
                .at(
                    "field-value",
                    key.span,
                    format!("`{}` looks like a secret, which no file should hold", key.value),
                )
                .fix(
                    "put it into the environment, such as AWS_SECRET_ACCESS_KEY or AZURE_STORAGE_ACCOUNT_KEY",
                );
        } else if let Some(value) = reader.text(node, &format!("`{}`", key.value)) {
            options.push((key.value, value.value));
        }
    }
    options
}

fn inbox(reader: &mut Reader<'_>, node: Node, folder: &Path) -> Option<InboxSettings> {
    let mut fields = reader.map(node, "an inbox")?;
    let place = path(&mut fields, "folder", reader, folder);
    if place.is_none() {
        fields.missing("folder", "inbox", reader);
    }
    let category = fields.text("category", reader).map(|category| category.value);
    let owners = fields.plain_texts("owners", reader);
    let push = fields.boolean("push", reader);
    let author = fields.parsed("author", reader, author);
    fields.finish(reader);
    Some(InboxSettings { folder: place?, category, owners, push, author: author.map(|author| author.value) })
}

fn hook(reader: &mut Reader<'_>, node: Node) -> Option<HookSettings> {
    let span = node.span;
    let mut fields = reader.map(node, "a hook")?;
    let occasions = fields.texts("on", reader);
    let mut on = BTreeSet::new();
    for occasion in occasions {
        match occasion.trim() {
            "finding" => on.insert(Occasion::Finding),
            "recovery" => on.insert(Occasion::Recovery),
            "deadline" => on.insert(Occasion::Deadline),
            other => {
                reader
                    .at("field-value", occasion.span, format!("`{other}` is no occasion"))
                    .fix("write `finding`, `recovery` or `deadline`");
                continue;
            }
        };
    }
    if on.is_empty() {
        on = [Occasion::Finding, Occasion::Recovery, Occasion::Deadline].into();
    }
    let (command, url) = (fields.plain_texts("command", reader), fields.url("url", reader));
    fields.finish(reader);
    let whom = match (command.is_empty(), url) {
        (false, None) => Whom::Command(command),
        (true, Some(url)) => Whom::Url(url),
        _ => {
            let example = "write `command: [PROGRAM, ARGUMENT]` or `url: ADDRESS`";
            reader.at("field-value", span, "a hook is one command or one address").fix(example);
            return None;
        }
    };
    Some(HookSettings { on, whom })
}

fn serve(reader: &mut Reader<'_>, node: Node, folder: &Path) -> Option<ServeSettings> {
    let mut fields = reader.map(node, "what is served")?;
    let listen = fields.parsed("listen", reader, address);
    if listen.is_none() {
        fields.missing("listen", "127.0.0.1:8090", reader);
    }
    let site = fields.text("site", reader);
    let names = fields.plain_texts("names", reader);
    let by_header = fields.node("by_header").and_then(|node| header(reader, node, folder));
    if let (Some(site), Some(_)) = (&site, &by_header) {
        reader
            .at("field-value", site.span, "a port shows one `site`, or the one that a header names, not both")
            .fix("leave out `site`, or `by_header`");
    }
    fields.finish(reader);
    Some(ServeSettings { listen: listen?.value, site: site.map(|site| site.value), names, by_header })
}

fn header(reader: &mut Reader<'_>, node: Node, folder: &Path) -> Option<HeaderSettings> {
    let mut fields = reader.map(node, "`by_header`")?;
    let name = fields.required("name", "X-Connectory-Site", reader);
    let sites = fields.plain_texts("sites", reader);
    let secret_file = path(&mut fields, "secret_file", reader, folder);
    if secret_file.is_none() {
        // Whoever reaches the port could name any site.
        fields.missing("secret_file", "proxy-secret", reader);
    }
    fields.finish(reader);
    Some(HeaderSettings { name: name?.value, sites, secret_file: secret_file? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Option<Settings>, Vec<String>) {
        let path = RepoPath::new("daemon.yaml").unwrap();
        let (settings, findings) = read(&path, Path::new("/etc/connectory"), text.as_bytes());
        let told = |finding: Diagnostic| {
            let fix = finding.fix.map(|fix| format!(" [{fix}]")).unwrap_or_default();
            format!("{}: {}{fix}", finding.code, finding.message)
        };
        (settings, findings.into_iter().map(told).collect())
    }

    #[test]
    fn everything_that_can_be_said_is_understood() {
        let (settings, findings) = read_text(
            "state: /var/lib/connectory\n\
             registry: { remote: https://example.com/acme/connectors.git, branch: main, every: 30s }\n\
             targets:\n\
             - { name: intranet, site: operations, folder: /srv/www/operations }\n\
             - { name: pages, site: public, branch: site, remote: git@example.com:acme/site.git, bundles: false }\n\
             - { name: bucket, site: public, store: s3://plant/catalogue, options: { region: eu-central-1 } }\n\
             inbox:\n\
             - { folder: inbox, category: default, owners: ['@edge'], author: 'Inbox <inbox@example.com>' }\n\
             hooks:\n\
             - { on: [finding, recovery], command: [/usr/local/bin/tell, --channel, plant] }\n\
             - { url: https://example.com/hook }\n\
             serve:\n\
             - { listen: 127.0.0.1:8090, site: public }\n\
             - { listen: 127.0.0.1:8091, by_header: { name: X-Site, sites: [operations], secret_file: secret } }\n\
             operate: 127.0.0.1:9090\n\
             sign_key: minisign.key\n",
        );
        assert_eq!(findings, [""; 0]);
        let settings = settings.unwrap();
        assert_eq!(settings.registry.remote.unwrap().every, Duration::from_secs(30));
        assert_eq!(settings.targets.len(), 3);
        assert!(settings.targets[1].without_bundles);
        let (beside, _) = read_text("registry: { remote: ../connectors.git }");
        assert_eq!(
            beside.unwrap().registry.remote.unwrap().url,
            "/etc/connectory/../connectors.git",
            "a repository's path is meant from the file, like any other"
        );
        assert_eq!(settings.inboxes[0].folder, Path::new("/etc/connectory/inbox"));
        assert_eq!(settings.hooks[1].on.len(), 3, "a hook that names no occasion is told of all");
        assert_eq!(settings.serve[1].by_header.as_ref().unwrap().sites, ["operations"]);
        assert_eq!(settings.sign_key.unwrap(), Path::new("/etc/connectory/minisign.key"));
    }

    #[test]
    fn every_fault_is_told_with_what_to_write() {
        let table = [
            ("{}", "field-missing: the field `registry` is missing [write `registry: { folder: registry }`]"),
            ("registry: { }", "field-missing: neither `folder` nor `remote`"),
            ("registry: { folder: r, every: 5s }", "field-value: `every` says something of a `remote`"),
            ("registry: { remote: 'ext::sh -c x' }", "field-value: `ext::sh -c x` is no address"),
            ("registry: { remote: --upload-pack=x }", "field-value: `--upload-pack=x` is no address"),
            ("registry: { remote: x, every: 10ms }", "field-value: `every: 10ms` is too often"),
            ("registry: { remote: x, branch: 'a b' }", "field-value: `a b` can be no name of a branch"),
            ("registry: { foldr: r }", "field-unknown: unknown field `foldr` [did you mean `folder`?]"),
            (
                "targets: [{ folder: a, store: 's3://b' }]",
                "field-value: a target goes to one place, and 2 are named",
            ),
            ("targets: [{ branch: site }]", "field-missing: the field `remote` is missing"),
            (
                "targets: [{ store: 's3://b', options: { secret_access_key: x } }]",
                "field-value: `secret_access_key` looks like a secret",
            ),
            ("hooks: [{ on: [nothing], url: 'https://e.com' }]", "field-value: `nothing` is no occasion"),
            ("hooks: [{ on: [finding] }]", "field-value: a hook is one command or one address"),
            ("serve: [{ listen: here }]", "field-value: `listen: here` is no address to listen on"),
            (
                "serve: [{ listen: '127.0.0.1:1', site: a, by_header: { name: X, secret_file: s } }]",
                "field-value: a port shows one `site`",
            ),
            (
                "serve: [{ listen: '127.0.0.1:1', by_header: { name: X } }]",
                "field-missing: the field `secret_file` is missing",
            ),
            ("inbox: [{ folder: i, author: me }]", "field-value: `author: me` is no author"),
        ];
        for (text, told) in table {
            let whole = if text.contains("registry") || text == "{}" {
                text.to_owned()
            } else {
                format!("registry: {{ folder: r }}\n{text}")
            };
            let (settings, findings) = read_text(&whole);
            assert!(settings.is_none(), "{text}");
            assert!(findings.iter().any(|finding| finding.starts_with(told)), "{text}: {findings:?}");
        }
    }
}
