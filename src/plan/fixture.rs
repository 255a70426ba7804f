//! A registry made by hand, with one of everything.

use std::sync::Arc;

use crate::model::{
    Application, Audience, Authored, Breaking, Category, CategoryId, Chronicle, Connector, ConnectorVersion,
    Deed, Happening, Help, Logs, Offered, PackageFacts, PackageState, Picture, ReferenceFacts, Registry,
    Retirement, Revision, Sight, Slug, Status, Use, VersionNumber,
};
use crate::package::code::CodeFacts;
use crate::package::{Container, PackageRole, ReferenceType, Setting, SettingsForm};
use crate::source::{Digest, RepoPath, Span, Spanned};

pub(crate) fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

pub(crate) fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

pub(crate) fn number(text: &str) -> VersionNumber {
    VersionNumber::parse(text).unwrap()
}

pub(crate) fn options() -> super::Options {
    super::Options {
        templates: super::Fingerprint::of(b"templates"),
        not_found_root: String::new(),
        today: jiff::civil::date(2026, 11, 1),
        revision: Revision::default(),
        folder: RepoPath::root(),
        bundles: true,
    }
}

/// Works with the plan of a registry as an audience sees it, of which no history is known.
pub(crate) fn planned<R>(
    registry: &Registry,
    sight: &Sight,
    options: &super::Options,
    work: impl FnOnce(&super::Plan<'_>) -> R,
) -> R {
    planned_after(&Chronicle::default(), registry, sight, options, work)
}

/// The same after a history.
pub(crate) fn planned_after<R>(
    chronicle: &Chronicle,
    registry: &Registry,
    sight: &Sight,
    options: &super::Options,
    work: impl FnOnce(&super::Plan<'_>) -> R,
) -> R {
    let chronicle = Audience::of_past(chronicle, registry, sight);
    let registry = Audience::of(registry, sight);
    work(&super::Plan::new(super::Seen { registry: &registry, chronicle: &chronicle }, options))
}

/// What everybody sees of a registry of which no history is known.
pub(crate) fn shown<R>(registry: &Registry, work: impl FnOnce(&super::shown::Shown<'_>) -> R) -> R {
    let chronicle = Chronicle::default();
    let sight = Sight::All;
    let (registry, chronicle) = (Audience::of(registry, &sight), Audience::of(&chronicle, &sight));
    work(&super::shown::Shown::new(super::Seen { registry: &registry, chronicle: &chronicle }))
}

pub(crate) fn form(with_instance: bool) -> SettingsForm {
    let mut connection = vec![
        Setting::new("TextBox")
            .key("SQLServer")
            .caption("SQL Server")
            .required(true)
            .help_text("Host name of the server."),
        Setting::new("TextBox")
            .key("Password")
            .caption("Password")
            .required(true)
            .secure(true)
            .value("hunter2"),
        Setting::new("NumberBox").key("Port").caption("Port").value(1433),
        Setting::new("CheckBox").key("Encrypt").caption("Encrypt").value(true),
        Setting::new("DropDown")
            .key("Mode")
            .caption("Mode")
            .options([("Read only", "r"), ("Read and write", "rw")])
            .value("rw"),
    ];
    if with_instance {
        connection.push(Setting::new("TextBox").key("Instance").caption("Server Instance").required(true));
    }
    SettingsForm::new([
        Setting::new("Group").caption("Connection").settings(connection),
        Setting::new("Grid").key("Columns").caption("Columns").unique_key(["Name"]).columns([
            Setting::new("TextBox").key("Name").caption("Name").required(true),
            Setting::new("CheckBox").key("Key").caption("Key"),
        ]),
        Setting::new("ScriptBox").key("Query").caption("Query").value("select 1"),
        Setting::new("TokenBox").key("Tables").options([("Orders", "orders")]),
        Setting::new("Hologram").key("Future").caption("A control of the future").visible(false),
    ])
}

pub(crate) fn facts(seed: &str, with_instance: bool) -> Arc<PackageFacts> {
    Arc::new(PackageFacts {
        digest: Digest::of(seed.as_bytes()),
        size: 69_900,
        container: Container::Binary,
        offered: Offered { digest: Digest::of(seed.as_bytes()), size: 69_900 },
        id: "943b64d8-cb48-4b42-b7b3-8432f12f2059".into(),
        name: "SQL Server".into(),
        version: "1.38".to_owned(),
        category: Some("Database".into()),
        description: "Reads and writes rows.".into(),
        entry_point: "Acme.Sql.Connector".into(),
        help_url: None,
        platform: "NetCore".into(),
        kind: "Edge".into(),
        role: PackageRole::Connector,
        icon: None,
        icon_fault: None,
        isolated: true,
        require_input_map: false,
        input_endpoints: Vec::new().into(),
        output_endpoints: Vec::new().into(),
        references: vec![
            ReferenceFacts {
                name: "Acme.Sql.dll".to_owned(),
                kind: ReferenceType::Agent,
                size: 60_000,
                digest: Digest::of(b"dll"),
            }
            .into(),
        ],
        archives: Vec::new(),
        form: form(with_instance),
        code: CodeFacts::default().into(),
    })
}

pub(crate) fn version(slug: &str, text: &str, with_instance: bool) -> ConnectorVersion {
    let facts = facts(&format!("{slug} {text}"), with_instance);
    let place = |extension: &str| path(&format!("connectors/{slug}/versions/{text}.{extension}"));
    ConnectorVersion {
        described: true,
        sha256: Some(at(facts.digest)),
        added: Some("2024-03-02".parse().unwrap()),
        notes: "Queries may time out *per connection*.".to_owned(),
        requires: vec![("app_designer".to_owned(), "4.4.12".to_owned())],
        package: PackageState::Read(facts),
        ..ConnectorVersion::undescribed(number(text), place("yaml"), place("xmp"))
    }
}

pub(crate) fn connector(
    slug: &str,
    name: &str,
    category: &str,
    versions: Vec<ConnectorVersion>,
) -> Connector {
    let folder = format!("connectors/{slug}");
    Connector {
        slug: Slug::new(slug),
        folder: path(&folder),
        file: path(&format!("{folder}/connector.yaml")),
        id: Some(at("943b64d8-cb48-4b42-b7b3-8432f12f2059".to_owned())),
        name: at(name.to_owned()),
        description: at(format!("Reads and writes rows of {name}.")),
        category: Some(at(category.to_owned())),
        owners: vec![at("@data-platform".to_owned())],
        tags: vec!["sql".to_owned()],
        help_url: Some("https://example.com/docs".to_owned()),
        logs: Some(Logs { allowed: 100, duration_days: 14 }),
        replaced_by: None,
        aliases: Vec::new(),
        help: Some(Help::read(
            "# Context\n\nSee [below](#example) and [SQL Server](../sql-server/help.md#example). ![shot](assets/shot.png)\n\n## Example\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        )),
        icon: None,
        pictures: vec![Picture {
            path: path(&format!("{folder}/assets/shot.png")),
            digest: Digest::of(b"shot"),
            size: 4,
            measured: None,
            bytes: None,
        }],
        versions,
        origin: None,
    }
}

pub(crate) fn used(connector: &str, version: &str, settings: Option<&[&str]>) -> Use {
    let keys = |keys: &[&str]| keys.iter().map(|key| at((*key).to_owned())).collect();
    Use {
        connector: at(connector.to_owned()),
        version: at(number(version)),
        connection: Some(at("Plant DB".to_owned())),
        settings: settings.map(keys),
        span: Span::default(),
    }
}

pub(crate) fn application(slug: &str, name: &str, uses: Vec<Use>) -> Application {
    Application {
        slug: Slug::new(slug),
        file: path(&format!("applications/{slug}.yaml")),
        name: at(name.to_owned()),
        version: Some("1.1".to_owned()),
        category: Some("Sandbox".to_owned()),
        owner: Some("dragan".to_owned()),
        published: Some(true),
        url: Some("https://apps.example.com/17".to_owned()),
        access: Vec::new(),
        observed: Some(at("2026-11-01".parse().unwrap())),
        source: Some("prod".to_owned()),
        uses,
        origin: None,
    }
}

fn sql_server() -> Connector {
    let retired = |reason: &str, by: &str| Retirement {
        status: Span::default(),
        reason: at(reason.to_owned()),
        replaced_by: Some(at(by.to_owned())),
        from: Some("2025-01-01".parse().unwrap()),
    };
    let mut withdrawn = version("sql-server", "1.2", false);
    withdrawn.status = Status::Withdrawn(retired("It loses rows.", "1.38"));
    let mut deprecated = version("sql-server", "1.25", false);
    deprecated.status = Status::Deprecated(retired("Use the pooled one.", "azure-sql"));
    let mut breaking = version("sql-server", "1.38", true);
    breaking.breaking = Some(Breaking {
        span: crate::source::Span::default(),
        summary: "Server Instance is now required.".to_owned(),
        upgrade_by: Some("2026-12-01".parse().unwrap()),
        guide: "Fill in **Server Instance** first.".to_owned(),
    });
    let mut replaced = version("sql-server", "1.36", false);
    replaced.sha256 = Some(at(Digest::of(b"another file")));
    let mut missing = version("sql-server", "1.3", false);
    missing.package = PackageState::Missing;
    missing.added = None;
    let mut found = connector(
        "sql-server",
        "SQL Server",
        "database",
        vec![withdrawn, deprecated, missing, replaced, breaking],
    );
    found.aliases = vec![at("mssql".to_owned()), at("azure-sql".to_owned()), at("Not A Slug".to_owned())];
    found
}

/// A commit that did these things to `sql-server`, and to a connector that is gone.
pub(crate) fn deed(count: usize, happenings: Vec<Happening>) -> Deed {
    let gone = (Slug::new("gone"), Happening::Removed);
    let changes = happenings.into_iter().map(|happening| (Slug::new("sql-server"), happening)).chain([gone]);
    Deed {
        date: "2026-03-02".parse().unwrap(),
        commit: Some(Authored {
            id: format!("{count:040x}"),
            author: "Ann".to_owned(),
            summary: format!("Change {count}"),
        }),
        changes: changes.collect(),
        applications: [(Slug::new("boiler"), Vec::new()), (Slug::new("former"), Vec::new())].into(),
        categories: true,
        policy: vec!["registry.yaml".to_owned()],
    }
}

/// A history with everything that can happen, newest first.
pub(crate) fn chronicle(length: usize) -> Chronicle {
    let all = |_| {
        let versions = [("1.38", Happening::VersionAdded as fn(_) -> _), ("1.2", Happening::VersionEdited)];
        let mut all: Vec<Happening> = versions.map(|(text, happening)| happening(number(text))).into();
        all.extend([Happening::Edited, Happening::VersionRemoved(number("0.1"))]);
        all
    };
    let deeds = (1..=length).rev().map(|count| deed(count, all(count))).collect();
    Chronicle { deeds, ..Chronicle::default() }
}

/// A registry with a connector in every state.
pub(crate) fn registry() -> Registry {
    let category = |id: &str, name: &str| Category {
        id: at(CategoryId::new(id)),
        name: at(name.to_owned()),
        description: Some(format!("All about {name}.")),
    };
    let mut azure = connector("azure-sql", "Azure SQL", "database", vec![version("azure-sql", "1.1", true)]);
    azure.help = None;
    azure.icon = Some(Picture {
        path: path("connectors/azure-sql/icon.png"),
        digest: Digest::of(b"icon"),
        size: 4,
        measured: None,
        bytes: None,
    });
    let empty = connector("sql", "Old SQL", "nowhere", Vec::new());
    let mut registry = Registry {
        categories: vec![category("database", "Databases"), category("default", "Default")],
        connectors: [azure, empty, sql_server()].into(),
        applications: [
            application(
                "boiler",
                "Boiler House",
                vec![used("mssql", "1.20", Some(&["SQLServer", "Legacy"]))],
            ),
            application("kiln", "Kiln", vec![used("sql-server", "1.25", None), used("gone", "9.9", None)]),
            application(
                "mill",
                "Mill",
                vec![used("sql-server", "1.38", Some(&["SQLServer"])), used("azure-sql", "7", None)],
            ),
        ]
        .into(),
        ..Registry::default()
    };
    registry.policy.title = "Plant connectors".to_owned();
    registry.policy.description = "Connectors approved for plant applications.".to_owned();
    registry
}
