//! Where a new connector may lie: in a folder of its own that no system takes for another.

use crate::diag::printable;
use crate::edit::EditError;
use crate::model::Registry;
use crate::source::{Entry, RepoPath, check_file_name};

/// The folder of all connectors.
const CONNECTORS: &str = "connectors";
/// How many folders below that a connector may lie, its own included.
const MOST_FOLDERS: usize = 4;

/// A place for a new connector, in the making.
pub(super) struct Place<'p> {
    pub(super) registry: &'p Registry,
    /// The files of the registry.
    pub(super) entries: &'p [Entry],
    /// The connector's name, for messages.
    pub(super) name: &'p str,
    /// Whether a person chose the slug.
    pub(super) chosen: bool,
}

impl Place<'_> {
    /// Refuses a slug that is or was another connector's.
    pub(super) fn refuse_taken(&self, slug: &str) -> Result<(), EditError> {
        let taken = match self.registry.connector(slug) {
            Some(other) if other.slug.as_str() == slug => format!("is that of `{}`", printable(&other.name)),
            Some(other) => format!("was that of `{}`, to which its addresses lead", other.slug),
            None if self.registry.unreadable.contains(slug) => {
                "is that of a connector whose connector.yaml cannot be read: run connectory check".to_owned()
            }
            None => return Ok(()),
        };
        Err(self.refuse(slug, &taken))
    }

    fn refuse(&self, slug: &str, what: &str) -> EditError {
        let another = if self.chosen { "another --slug" } else { "one of its own with --slug" };
        let name = self.name;
        EditError::refused(format!("`{name}` is new here, and its slug `{slug}` {what}; give it {another}"))
    }

    /// The folder of the connector `slug`, in which nothing may lie yet.
    pub(super) fn folder(&self, group: Option<&str>, slug: &str) -> Result<RepoPath, EditError> {
        let folder = self.group(group.unwrap_or_default())?.join(slug).expect("a slug is a name");
        let there = self.entries.iter().find(|entry| lower(&entry.path).is_in(&lower(&folder)));
        match there {
            None => Ok(folder),
            Some(other) => {
                Err(self.refuse(slug, &format!("cannot name its folder, where `{}` lies", other.path)))
            }
        }
    }

    /// The folder that connectors of a group lie in.
    fn group(&self, group: &str) -> Result<RepoPath, EditError> {
        let below = group.strip_prefix("connectors/").unwrap_or(group).split('/');
        let mut folder = RepoPath::new(CONNECTORS).expect("a constant path is well-formed");
        for part in below.filter(|part| !part.is_empty()) {
            folder = self.step(&folder, part).map_err(|what| {
                let group = printable(group);
                EditError::refused(format!("no connector can lie in the group `{group}`: {what}"))
            })?;
        }
        Ok(folder)
    }

    /// The folder `part` in `above`; says why there can be none, as a part of a sentence.
    fn step(&self, above: &RepoPath, part: &str) -> Result<RepoPath, String> {
        check_file_name(part).map_err(|what| format!("`{}` {what}", printable(part)))?;
        let folder = above.join(part).map_err(|error| error.to_string())?;
        if folder.parts().count() > MOST_FOLDERS {
            return Err(format!("a connector lies at most {MOST_FOLDERS} folders below `{CONNECTORS}/`"));
        }
        if let Some(other) = self.registry.connectors.iter().find(|other| other.folder == folder) {
            return Err(format!("`{folder}` is the folder of `{}`", other.slug));
        }
        match self.differs_in_case(&folder) {
            Some(other) => Err(format!("`{other}` is there, which differs in upper and lower case only")),
            None => Ok(folder),
        }
    }

    /// A folder that some systems would take for `folder`.
    fn differs_in_case(&self, folder: &RepoPath) -> Option<RepoPath> {
        let depth = folder.parts().count();
        let mut others = self.entries.iter().filter_map(|entry| {
            let parts: Vec<&str> = entry.path.parts().take(depth).collect();
            RepoPath::new(&parts.join("/")).ok()
        });
        others.find(|other| other != folder && lower(other) == lower(folder))
    }
}

/// A path as systems see it that do not tell upper from lower case.
fn lower(path: &RepoPath) -> RepoPath {
    RepoPath::new(&path.as_str().to_lowercase()).unwrap_or_else(|_| path.clone())
}
