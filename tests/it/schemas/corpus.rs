//! Files of every kind, taken and refused.

use connectory::edit::schema::Kind;

/// A connector that is right.
const CONNECTOR: &str = "id: 943b64d8-cb48-4b42-b7b3-8432f12f2059\nname: SQL Server\n";
const REGISTRY: &str = "schema: 1\ntitle: Plant\n";
const WAIVER: &str = "rule: help-missing, path: 'connectors/**', reason: a, owner: '@edge'";

/// What both take.
pub(super) fn taken() -> Vec<(Kind, String)> {
    let mut all: Vec<(Kind, String)> = vec![
        (Kind::Registry, "schema: '1'\ntitle: 12\n".to_owned()),
        (Kind::Categories, "[]".to_owned()),
        (Kind::Categories, "- { id: database, name: Database, description: null }\n".to_owned()),
        (Kind::Application, "name: Pump\n".to_owned()),
        (
            Kind::Application,
            "name: Pump\nversion: 1.1\npublished: false\naccess: []\nconnectors: []\n".to_owned(),
        ),
        (Kind::Application, "name: Pump\nconnectors:\n  - { connector: a, version: '1.10' }\n".to_owned()),
        // The reader warns, the schema says so in the description.
        (Kind::Application, "name: Pump\nconnectors:\n  - { connector: a, version: 1.10 }\n".to_owned()),
        (
            Kind::Application,
            "name: Pump\nconnectors:\n  - { connector: a, version: 2, settings: [A, 1] }\n".to_owned(),
        ),
    ];
    let headed = [
        (
            Kind::Registry,
            REGISTRY,
            &[
                "",
                "description: ~\n",
                "limits: { package: 64MiB, unpacked: 1000 }\n",
                "limits: { package: 64 kB }\n",
                "limits: {}\n",
                "rules: { help-missing: deny }\n",
                "rules: {}\n",
                "sites: [{ name: a, sees: all }, { name: b, sees: [] }, { name: c, sees: [x, y] }]\n",
                "url: mailto:a@example.com\n",
                "repository: { url: 'http://example.com' }\n",
                "usage_max_age_days: 0\n",
                "package_store: packages\n",
                "package_store: ../../a/packages\n",
                "package_store: /srv/packages\n",
                "package_store: s3://plant/packages\n",
                "package_store: gs://plant\n",
            ][..],
        ),
        (
            Kind::Access,
            "",
            &[
                "groups: {}\n",
                "groups: { a: [], b: [alice] }\nrights: { a: [ViewConnector] }\n",
                "administrators: ~\n",
                "owners_may: [CreateVersion]\n",
            ][..],
        ),
        (
            Kind::Connector,
            CONNECTOR,
            &[
                "",
                "logs: { allowed: 1, duration_days: 2 }\n",
                "tags: [sql, 1]\n",
                "replaced_by: azure-sql\naliases: [mssql, a-1]\n",
                "category: database\nowners: ['@edge']\n",
            ][..],
        ),
        (
            Kind::Version,
            "",
            &[
                "added: 2022-04-12\n",
                "status: active\n",
                "status: withdrawn\nreason: it loses rows\nfrom: 2026-01-01\n",
                "breaking: { summary: More is required }\n",
                "requires: { app_designer: 4.4, other: '1' }\n",
                "notes: |\n  One.\n\n  Two.\n",
                "replaced_by: 1.38\n",
            ][..],
        ),
    ];
    for (kind, head, tails) in headed {
        all.extend(tails.iter().map(|tail| (kind, format!("{head}{tail}"))));
    }
    all.push((Kind::Registry, format!("{REGISTRY}waivers: [{{ {WAIVER}, expires: 2027-03-31 }}]\n")));
    all
}

/// What both refuse, by the code of one of the reader's findings.
pub(super) fn refused() -> Vec<(Kind, String, &'static str)> {
    let headed = [
        (
            Kind::Registry,
            REGISTRY,
            &[
                ("colour: red\n", "field-unknown"),
                ("url: ftp://example.com\n", "field-value"),
                ("url: 'https://a b'\n", "field-value"),
                ("repository: { edit: 'https://a' }\n", "field-missing"),
                ("repository: text\n", "field-type"),
                ("limits: { package: 64 miles }\n", "field-value"),
                ("limits: { package: 0 }\n", "field-value"),
                ("limits: { package: 0MiB }\n", "field-value"),
                ("limits: { other: 1 }\n", "field-unknown"),
                ("rules: { help-missing: loud }\n", "field-value"),
                ("rules: [help-missing]\n", "field-type"),
                ("waivers: { rule: a }\n", "field-type"),
                ("waivers: [{ rule: help-missing }]\n", "field-missing"),
                ("sites: [{ name: a, sees: some }]\n", "field-type"),
                ("sites: [{ name: a }]\n", "field-missing"),
                ("sites: [{ name: '', sees: all }]\n", "field-value"),
                ("usage_max_age_days: -1\n", "field-value"),
                ("package_store: ''\n", "field-value"),
                ("package_store: //host/packages\n", "field-value"),
                ("package_store: '\\\\host\\packages'\n", "field-value"),
                ("package_store: a/../../b\n", "field-value"),
                ("package_store: ~/packages\n", "field-value"),
                ("package_store: file:///etc\n", "field-value"),
                ("package_store: s3://key:secret@plant\n", "field-value"),
                ("package_store: [s3://plant]\n", "field-type"),
                ("usage_max_age_days: 1.5\n", "field-value"),
                ("usage_max_age_days: 4294967296\n", "field-value"),
                ("title2: x\n", "field-unknown"),
                ("description: [a]\n", "field-type"),
            ][..],
        ),
        (
            Kind::Access,
            "",
            &[
                ("groups: [a]\n", "field-type"),
                ("groups: { a: alice }\n", "field-type"),
                ("rights: { a: ViewConnector }\n", "field-type"),
                ("admins: [a]\n", "field-unknown"),
                ("administrators: carol\n", "field-type"),
                ("owners_may: [[a]]\n", "field-type"),
                ("[]", "field-type"),
            ][..],
        ),
        (
            Kind::Connector,
            CONNECTOR,
            &[
                ("help_url: docs\n", "field-value"),
                ("logs: { allowed: many }\n", "field-value"),
                ("logs: { alowed: 1 }\n", "field-unknown"),
                ("tags: sql\n", "field-type"),
                ("tags: [{ a: b }]\n", "field-type"),
                ("category: [a]\n", "field-type"),
                ("Name: x\n", "field-unknown"),
            ][..],
        ),
        (
            Kind::Version,
            "",
            &[
                ("sha256: 9f2c\n", "field-value"),
                ("added: yesterday\n", "field-value"),
                ("added: 12.04.2022\n", "field-value"),
                ("added: 2022-13-01\n", "field-value"),
                ("added: 2022-02-30\n", "field-value"),
                ("status: retired\n", "field-value"),
                ("breaking: Everything\n", "field-type"),
                ("breaking: { guide: a }\n", "field-missing"),
                ("breaking: { summary: a, upgrade_by: soon }\n", "field-value"),
                ("requires: [a]\n", "field-type"),
                ("requires: { app_designer: [a] }\n", "field-type"),
                ("note: a\n", "field-unknown"),
                ("text", "field-type"),
            ][..],
        ),
        (
            Kind::Application,
            "name: Pump\n",
            &[
                ("published: maybe\n", "field-value"),
                ("observed: 2026\n", "field-value"),
                ("connectors: { a: b }\n", "field-type"),
                ("connectors: [a]\n", "field-type"),
                ("connectors: [{ connector: a }]\n", "field-missing"),
                ("connectors: [{ version: '1' }]\n", "field-missing"),
                ("connectors: [{ connector: a, version: 1.2.3 }]\n", "field-value"),
                ("connectors: [{ connector: a, version: '1', values: [] }]\n", "field-unknown"),
                ("connectors: [{ connector: a, version: ~ }]\n", "field-missing"),
            ][..],
        ),
        (
            Kind::Categories,
            "",
            &[
                ("- { id: Data Base, name: x }\n", "field-value"),
                ("- { id: con, name: x }\n", "field-value"),
                ("- { id: -a, name: x }\n", "field-value"),
                ("- { id: a }\n", "field-missing"),
                ("- { id: a, name: b, order: 1 }\n", "field-unknown"),
                ("- a\n", "field-type"),
                ("a: b\n", "field-type"),
            ][..],
        ),
    ];
    let mut all = vec![
        (Kind::Registry, "title: Plant\n".to_owned(), "field-missing"),
        (Kind::Registry, "schema: 2\ntitle: Plant\n".to_owned(), "schema-unknown"),
        (Kind::Registry, "schema: 1\ntitle: ''\n".to_owned(), "field-value"),
        (Kind::Registry, "schema: 1\ntitle: ~\n".to_owned(), "field-missing"),
        (Kind::Connector, "name: a\n".to_owned(), "field-missing"),
        (Kind::Application, "owner: a\n".to_owned(), "field-missing"),
        (Kind::Registry, format!("{REGISTRY}waivers: [{{ {WAIVER} }}]\n"), "field-missing"),
        (Kind::Registry, format!("{REGISTRY}waivers: [{{ {WAIVER}, expires: never }}]\n"), "field-value"),
    ];
    for (kind, head, tails) in headed {
        all.extend(tails.iter().map(|(tail, code)| (kind, format!("{head}{tail}"), *code)));
    }
    all
}

/// What only the schema refuses, since an editor should: rules of the check find it, or it means nothing.
pub(super) fn stricter() -> Vec<(Kind, String)> {
    let connector = |tail: &str| (Kind::Connector, format!("{CONNECTOR}{tail}"));
    let registry = |tail: &str| (Kind::Registry, format!("{REGISTRY}{tail}"));
    vec![
        // connector-id-invalid
        (Kind::Connector, "id: 943B64D8-CB48-4B42-B7B3-8432F12F2059\nname: a\n".to_owned()),
        // rule-unknown
        registry("rules: { help-mising: deny }\n"),
        registry("rules: { yaml-syntax: allow }\n"),
        // status-reason-missing
        (Kind::Version, "status: withdrawn\n".to_owned()),
        (Kind::Version, "status: deprecated\nreason: ''\n".to_owned()),
        // category-undeclared, replaced-by-unknown, application-connector-unknown: no such name can be there
        connector("category: Data Base\n"),
        connector("replaced_by: Azure SQL\n"),
        (Kind::Application, "name: a\nconnectors: [{ connector: A B, version: '1' }]\n".to_owned()),
        // rights that App Designer does not have
        (Kind::Access, "owners_may: [Fly]\n".to_owned()),
        // an item that is nothing, which is passed over
        connector("tags: [~]\n"),
        // other ways of writing a day, a number, a truth
        (Kind::Version, "added: '20220412'\n".to_owned()),
        registry("usage_max_age_days: '30'\n"),
        (Kind::Application, "name: a\npublished: 'true'\n".to_owned()),
    ]
}
