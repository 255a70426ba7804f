//! What a commit changed, as far as a registry may hold it.

use git2::Oid;

use super::Seen;

/// The most bytes that are kept of an author's name and of a message's first line.
const MOST_TEXT: usize = 200;

/// A commit on the way of first parents that changed something of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCommit {
    commit: Oid,
    seconds: i64,
    /// The author's name.
    pub author: Box<str>,
    /// The first line of the message.
    pub summary: Box<str>,
    /// The files it changed, in no order that means anything.
    pub touched: Vec<Touched>,
}

/// A file that a commit brought, changed or took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// What it belongs to.
    pub part: Part,
    /// Its bytes before the commit.
    pub before: Option<PastBytes>,
    /// Its bytes since the commit.
    pub after: Option<PastBytes>,
}

/// What a file of the registry belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A connector, by the name of the folder that holds its `connector.yaml`: that file, its help or a picture.
    Connector {
        /// The folder's name.
        slug: Box<str>,
        /// The file's path in that folder.
        file: Box<str>,
    },
    /// A version of one.
    Version {
        /// The name of the connector's folder.
        slug: Box<str>,
        /// The file's name without its ending.
        stem: Box<str>,
        /// Whether it is the package.
        is_package: bool,
        /// Whether either of the version's two files was there before, and is there since.
        was_and_is: (bool, bool),
    },
    /// An application, by its file's name without its ending.
    Application(Box<str>),
    /// The registry itself: the path of the file.
    Registry(Box<str>),
}

/// What a file held at some time: equal ones are the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PastBytes(pub(super) Oid);

impl PastCommit {
    /// What `commit` changed.
    pub(super) fn new(commit: &git2::Commit<'_>, touched: Vec<Touched>) -> PastCommit {
        PastCommit {
            commit: commit.id(),
            seconds: commit.time().seconds(),
            author: clipped(commit.author().name_bytes()),
            summary: clipped(commit.summary_bytes().unwrap_or_default()),
            touched,
        }
    }

    /// The commit, and when it was made.
    pub fn seen(&self) -> Seen {
        Seen { commit: self.commit.to_string(), seconds: self.seconds }
    }
}

impl Part {
    /// What the file at `path` belongs to, `connector` being the length of its connector's folder with the `/` at its end
    /// where it has one. A version's other file is looked for by `stands`, by name: before, and since.
    pub(super) fn of(
        path: &str,
        connector: Option<usize>,
        stands: impl Fn(&str) -> (bool, bool),
    ) -> Option<Part> {
        if let Some(length) = connector {
            let slug = path[..length - 1].rsplit('/').next().unwrap_or_default();
            return in_connector(slug, &path[length..], stands);
        }
        match (path, path.split_once('/')) {
            ("registry.yaml" | "categories.yaml" | "access.yaml", _)
            | (_, Some(("templates" | "branding", _))) => Some(Part::Registry(path.into())),
            (_, Some(("applications", below))) => {
                let name = below.rsplit('/').next().unwrap_or(below);
                name.strip_suffix(".yaml").map(|stem| Part::Application(stem.into()))
            }
            _ => None,
        }
    }
}

fn in_connector(slug: &str, file: &str, stands: impl Fn(&str) -> (bool, bool)) -> Option<Part> {
    if matches!(file, "connector.yaml" | "help.md" | "icon.png") || file.starts_with("assets/") {
        return Some(Part::Connector { slug: slug.into(), file: file.into() });
    }
    let name = file.strip_prefix("versions/").filter(|name| !name.contains('/'))?;
    let (stem, ending) = name.rsplit_once('.')?;
    let (is_package, other) = match ending {
        "xmp" => (true, format!("{stem}.yaml")),
        "yaml" => (false, format!("{stem}.xmp")),
        _ => return None,
    };
    let was_and_is = stands(&other);
    Some(Part::Version { slug: slug.into(), stem: stem.into(), is_package, was_and_is })
}

/// The text in `bytes`, whatever they are, and no more than fits on a page.
fn clipped(bytes: &[u8]) -> Box<str> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_TEXT * 4)]);
    text.trim().chars().take(MOST_TEXT).collect()
}

/// Whether a folder of this path may be a connector's.
pub(super) fn may_hold_connector(folder: &str) -> bool {
    folder.strip_prefix("connectors/").is_some_and(|below| !below.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(path: &str, connector: Option<&str>) -> Option<Part> {
        Part::of(path, connector.map(str::len), |other| (other == "1.0.xmp", true))
    }

    #[test]
    fn a_file_belongs_to_what_its_place_says() {
        let connector = |file: &str| Some(Part::Connector { slug: "mqtt".into(), file: file.into() });
        let folder = Some("connectors/assets/mqtt/");
        assert_eq!(part("connectors/assets/mqtt/help.md", folder), connector("help.md"));
        assert_eq!(part("connectors/assets/mqtt/assets/a/b.png", folder), connector("assets/a/b.png"));
        let version = |is_package, was_and_is| {
            Some(Part::Version { slug: "mqtt".into(), stem: "1.0".into(), is_package, was_and_is })
        };
        assert_eq!(part("connectors/assets/mqtt/versions/1.0.yaml", folder), version(false, (true, true)));
        assert_eq!(part("connectors/assets/mqtt/versions/1.0.xmp", folder), version(true, (false, true)));
        assert_eq!(part("connectors/assets/mqtt/versions/old/1.0.xmp", folder), None);
        assert_eq!(part("connectors/assets/mqtt/notes.md", folder), None);
        assert_eq!(part("applications/plant/kiln.yaml", None), Some(Part::Application("kiln".into())));
        assert_eq!(part("applications/kiln.yml", None), None);
        assert_eq!(part("templates/home.html", None), Some(Part::Registry("templates/home.html".into())));
        assert_eq!(part("registry.yaml", None), Some(Part::Registry("registry.yaml".into())));
        assert_eq!(part("notes/registry.yaml", None), None);
    }

    #[test]
    fn only_folders_below_connectors_may_be_one() {
        assert!(may_hold_connector("connectors/a/"));
        assert!(!may_hold_connector("connectors/") && !may_hold_connector("") && !may_hold_connector("x/a/"));
    }

    #[test]
    fn long_and_broken_texts_are_cut_and_read() {
        assert_eq!(&*clipped(b" a\xffb "), "a\u{fffd}b");
        assert_eq!(clipped("é".repeat(10_000).as_bytes()).chars().count(), MOST_TEXT);
    }
}
