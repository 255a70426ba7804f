//! The registry that is measured: connectors in groups of a hundred, some versions each, half as many applications. No two
//! forms, helps or packages are alike, and the same numbers give the same bytes.
//!
//! 1. Files come in the order in which a registry grows: every connector with its first version, then the second versions, and
//!    so on; applications last.
//! 2. A package holds the assemblies of a sample package. Its plug-in knows the keys of the form, and is made larger by bytes
//!    after its end: 4 to 64 KB, small ones more often, and one in fifty up to 1 MB.
//! 3. A version changes the help of one setting or two of the version below it, and now and then replaces one.

#[path = "plug_in.rs"]
mod plug_in;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use connectory::package::{
    self, Content, Limits, Package, Reference, ReferenceType, Setting, SettingsForm, VersionNumber,
};
use connectory::source::Digest;

const SETTINGS: usize = 15;
const USES: usize = 15;
const TEAMS: usize = 20;
/// One plug-in in so many is larger than 64 KB.
const LARGE: usize = 50;
/// The version that replaces a setting.
const REPLACING: usize = 4;

const WORDS: &[&str] = &[
    "order", "invoice", "ledger", "batch", "queue", "record", "customer", "vendor", "payload", "session",
    "schedule", "archive", "mailbox", "folder", "column", "row", "report", "export", "import", "sync",
    "lookup", "filter", "cursor", "page", "retry", "timeout", "endpoint", "tenant", "region", "bucket",
    "object", "field", "schema", "mapping", "trigger", "action", "flow", "process", "robot", "runtime",
    "server", "cluster", "channel", "message", "event", "stream", "ticket", "case", "account", "contact",
    "asset", "device", "sensor", "driver", "adapter", "bridge", "proxy", "gateway", "policy", "role",
    "group", "user", "owner", "editor", "viewer", "audit", "trace", "metric",
];

const CATEGORIES: &[&str] = &[
    "CRM",
    "ERP",
    "Databases",
    "Mail",
    "Files",
    "Messaging",
    "Identity",
    "Finance",
    "Analytics",
    "Utilities",
];

/// Packages with one, two and three assemblies.
const SAMPLES: [&[u8]; 3] = [
    include_bytes!("../registry/connectors/csv-files/versions/1.2.xmp"),
    include_bytes!("../registry/connectors/postgresql/versions/1.7.xmp"),
    include_bytes!("../registry/connectors/messaging/kafka/versions/1.11.xmp"),
];

const ICONS: [&[u8]; 4] = [
    include_bytes!("../tests/fixtures/icons/csv-files.png"),
    include_bytes!("../tests/fixtures/icons/opc-ua.png"),
    include_bytes!("../tests/fixtures/icons/s3.png"),
    include_bytes!("../tests/fixtures/icons/snowflake.png"),
];

/// Hands on every file of a registry with its path.
pub(crate) fn registry(connectors: usize, versions: usize, put: &mut dyn FnMut(&str, Vec<u8>)) {
    put("registry.yaml", b"schema: 1\ntitle: Bench\ndescription: Made to be measured.\n".to_vec());
    let categories =
        CATEGORIES.iter().map(|name| format!("- {{ id: {}, name: {name} }}\n", name.to_lowercase()));
    put("categories.yaml", categories.collect::<String>().into_bytes());
    let teams = (0..TEAMS).map(|team| format!("  team-{team}: [ann-{team}, bob-{team}]\n"));
    put("access.yaml", format!("groups:\n{}", teams.collect::<String>()).into_bytes());
    for version in 1..=versions {
        for connector in 0..connectors {
            if version == 1 {
                put_connector(connector, versions, put);
            }
            put_version(connector, version, put);
        }
    }
    for application in 0..connectors / 2 {
        let path = format!("applications/group-{}/application-{application}.yaml", application / 100);
        put(&path, application_yaml(application, connectors, versions).into_bytes());
    }
}

fn put_connector(connector: usize, versions: usize, put: &mut dyn FnMut(&str, Vec<u8>)) {
    let mut dice = Dice::of(connector, "connector");
    let yaml = format!(
        "id: {}\nname: {}\ndescription: {}\ncategory: {}\nowners: [\"@team-{}\"]\ntags: [{}, {}]\n",
        id(connector),
        name(connector),
        dice.sentence(16),
        CATEGORIES[connector % CATEGORIES.len()].to_lowercase(),
        connector % TEAMS,
        WORDS[dice.below(30)],
        WORDS[30 + dice.below(30)],
    );
    put(&format!("{}/connector.yaml", folder(connector)), yaml.into_bytes());
    put(&format!("{}/help.md", folder(connector)), help(connector, versions).into_bytes());
}

fn put_version(connector: usize, version: usize, put: &mut dyn FnMut(&str, Vec<u8>)) {
    let mut dice = Dice::of(connector, &format!("version {version}"));
    let bytes = package_bytes(connector, version, plug_in_bytes(&mut dice));
    let date = format!("20{}-{:02}-{:02}", 20 + version, 1 + dice.below(10), 1 + dice.below(28));
    let mut yaml =
        format!("sha256: {}\nadded: {date}\nnotes: |\n  {}\n\n", Digest::of(&bytes), dice.sentence(12));
    for _ in 0..3 {
        yaml += &format!("  - **{}**: {}\n", dice.word(), dice.sentence(9));
    }
    if connector % 100 == 99 && version == 1 {
        yaml += &format!("status: deprecated\nreason: {}\n", dice.sentence(6));
    }
    if version == REPLACING {
        yaml += &format!(
            "breaking:\n  summary: {}\n  upgrade_by: 2099-12-31\n  guide: {}\n",
            dice.sentence(8),
            dice.sentence(12)
        );
    }
    let stem = format!("{}/versions/1.{version}", folder(connector));
    put(&format!("{stem}.yaml"), yaml.into_bytes());
    put(&format!("{stem}.xmp"), bytes);
}

/// About 40 lines, with what every required setting is for.
fn help(connector: usize, versions: usize) -> String {
    let mut dice = Dice::of(connector, "help");
    let mut text = format!("## Context\n\n{} See the *notes*.\n{}\n\n", dice.sentence(14), dice.sentence(12));
    for _ in 0..5 {
        text += &format!("- **{}**: {} `{}.{}`\n", dice.word(), dice.words(7), dice.word(), dice.word());
    }
    text += "\n## Configuration\n\n| Setting | Key | Meaning |\n| --- | --- | --- |\n";
    for row in rows(connector, versions).iter().filter(|row| row.must_be_filled()) {
        text += &format!("| {} | `{}` | {} |\n", row.caption, row.key, row.help);
    }
    text += &format!("\n## Example\n\n```\nconnect --tenant {} --mode <{}>\n", dice.word(), dice.word());
    for _ in 0..4 {
        text += &format!("  set {}.{} = \"{}\"\n", dice.word(), dice.word(), dice.words(3));
    }
    text += "```\n\n### Troubleshooting\n\n";
    for at in 1..=4 {
        text += &format!("{at}. {}\n", dice.sentence(11));
    }
    text + &format!("\n{} {}\n\n> {}\n", dice.sentence(15), dice.sentence(13), dice.sentence(9))
}

fn application_yaml(application: usize, connectors: usize, versions: usize) -> String {
    let mut dice = Dice::of(application, "application");
    let title = titled(&dice.words(2));
    let mut yaml = format!(
        "name: {title} {application}\nversion: \"1.{}\"\ncategory: {}\nowner: ann-{}\npublished: true\naccess: [team-{}]\nobserved: 2026-11-01\nsource: prod\nconnectors:\n",
        dice.below(9),
        titled(dice.word()),
        application % TEAMS,
        application % TEAMS,
    );
    // A step that has no divisor in common with the number of connectors, so that no connector comes twice.
    let step =
        [17, 19, 1].into_iter().find(|step| *step == 1 || !connectors.is_multiple_of(*step)).unwrap_or(1);
    for at in 0..USES.min(connectors) {
        let connector = (application * 31 + at * step) % connectors;
        let version = 1 + dice.below(versions);
        let filled =
            rows(connector, version).into_iter().filter(|row| row.must_be_filled() || dice.below(4) == 0);
        let keys: Vec<_> = filled.map(|row| row.key).collect();
        yaml += &format!(
            "  - connector: connector-{connector}\n    version: \"1.{version}\"\n    connection: {}\n    settings: [{}]\n",
            titled(&Dice::of(connector, "connection").words(2)),
            keys.join(", ")
        );
    }
    yaml
}

/// A setting of a form.
struct Row {
    control: &'static str,
    key: String,
    caption: String,
    help: String,
    required: bool,
    value: Option<String>,
}

impl Row {
    fn new(dice: &mut Dice, at: usize) -> Self {
        let control =
            ["TextBox", "NumberBox", "CheckBox", "Secure", "DropDown", "Duration", "Address"][dice.below(7)];
        let caption = dice.words(2);
        let value = match control {
            "NumberBox" => Some(dice.below(9999).to_string()),
            "CheckBox" | "DropDown" => Some(dice.word().to_owned()),
            "Duration" => Some(format!("00:00:{:02}", dice.below(60))),
            "Address" => Some(format!("https://{}.example.com/api", dice.word())),
            _ => None,
        };
        Self {
            control,
            key: format!("{}{at}", titled(&caption).replace(' ', "")),
            caption: capital(&caption),
            help: dice.sentence(9),
            required: dice.below(10) < 4,
            value,
        }
    }

    fn must_be_filled(&self) -> bool {
        self.required && self.value.is_none()
    }

    fn setting(&self) -> Setting {
        let control = match self.control {
            "Secure" | "Duration" | "Address" => "TextBox",
            other => other,
        };
        let mut setting = Setting::new(control)
            .key(&self.key)
            .caption(&self.caption)
            .help_text(&self.help)
            .required(self.required);
        if let Some(value) = &self.value {
            setting = match self.control {
                "NumberBox" => setting.value(value.parse::<i64>().expect("a number of ours")),
                "CheckBox" => setting.value(value.len().is_multiple_of(2)),
                _ => setting.value(value.as_str()),
            };
        }
        match (self.control, &self.value) {
            ("Secure", _) => setting.secure(true),
            ("DropDown", Some(value)) => {
                let options = [value.as_str(), "automatic", "none"];
                setting.options(options.map(|option| (option, option)))
            }
            _ => setting,
        }
        .build()
    }
}

/// The settings of a connector's version, which counts from 1.
fn rows(connector: usize, version: usize) -> Vec<Row> {
    let mut dice = Dice::of(connector, "form");
    let mut rows: Vec<Row> = (0..SETTINGS).map(|at| Row::new(&mut dice, at)).collect();
    for version in 2..=version {
        let mut dice = Dice::of(connector, &format!("form {version}"));
        for _ in 0..=dice.below(2) {
            let at = dice.below(SETTINGS);
            rows[at].help = dice.sentence(9);
        }
        if version == REPLACING {
            rows[SETTINGS - 1] = Row::new(&mut dice, SETTINGS);
            rows[SETTINGS - 1].required = false;
        }
    }
    rows
}

/// How large a plug-in is: as many between 4 and 8 KB as between 32 and 64.
fn plug_in_bytes(dice: &mut Dice) -> usize {
    let (least, doublings) = if dice.below(LARGE) == 0 { (64 << 10, 4) } else { (4 << 10, 4) };
    let base: usize = least << dice.below(doublings);
    base + dice.below(base)
}

/// The package of a version, which counts from 1: a form of 15 settings, and a plug-in of `size` bytes or a few kilobytes.
pub(crate) fn package_bytes(connector: usize, version: usize, size: usize) -> Vec<u8> {
    let sample = SAMPLES[connector % SAMPLES.len()];
    let sample = package::read(sample, &Limits::default()).expect("a sample package");
    let rows = rows(connector, version);
    let references = sample.references().iter().map(|reference| {
        let mut content = reference.content.to_vec();
        if reference.kind == ReferenceType::Agent {
            content = plug_in::with_strings(&content, rows.iter().map(|row| row.key.as_str()));
            Dice::of(connector, &format!("plug-in {version}")).fill(&mut content, size);
        }
        Reference::new(&reference.name, reference.kind.clone(), Content::from(content))
    });
    let groups = rows.chunks(SETTINGS / 3).zip(["Connection", "Data", "Limits"]).map(|(rows, caption)| {
        Setting::new("Group").caption(caption).settings(rows.iter().map(Row::setting)).build()
    });
    let number = VersionNumber::parse(&format!("1.{version}")).expect("a version");
    let icon = STANDARD.encode(ICONS[connector % ICONS.len()]);
    let package = Package::new(&id(connector), &name(connector), number)
        .with("Category", CATEGORIES[connector % CATEGORIES.len()])
        .with("Description", Dice::of(connector, "connector").sentence(16))
        .with("EntryPoint", sample.entry_point().expect("a sample has one"))
        .with("Icon", format!("data:image/png;base64,{icon}"))
        .with("Platform", "NetCore")
        .with_endpoints([], [])
        .with_settings(SettingsForm::new(groups))
        .with_references(references.collect());
    package::write(&package)
}

fn id(connector: usize) -> String {
    format!("00000000-0000-4000-8000-{connector:012x}")
}

fn name(connector: usize) -> String {
    format!("{} {connector}", titled(&Dice::of(connector, "name").words(2)))
}

fn folder(connector: usize) -> String {
    format!("connectors/group-{}/connector-{connector}", connector / 100)
}

fn capital(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

fn titled(text: &str) -> String {
    text.split(' ').map(capital).collect::<Vec<_>>().join(" ")
}

/// Numbers that look like chance and are the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn of(number: usize, what: &str) -> Self {
        let seed = what
            .bytes()
            .fold(number as u64 + 1, |seed, byte| (seed ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn sentence(&mut self, count: usize) -> String {
        capital(&self.words(count)) + "."
    }

    /// Makes `content` as long as `size`, if it is shorter.
    fn fill(&mut self, content: &mut Vec<u8>, size: usize) {
        while content.len() < size {
            let left = size - content.len();
            content.extend_from_slice(&self.next().to_le_bytes()[..left.min(8)]);
        }
    }
}
