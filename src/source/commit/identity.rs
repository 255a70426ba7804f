//! Who a commit is by: what the environment says, else what Git's configuration does.

use git2::{Config, Signature, Time};
use jiff::Zoned;

use crate::source::SourceError;
use crate::source::git::git;

/// What the environment says of who makes and who commits a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`.
    pub author: Person,
    /// `GIT_COMMITTER_NAME` and `GIT_COMMITTER_EMAIL`.
    pub committer: Person,
}

/// A name and an address, as far as they are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Option<String>,
    /// The address.
    pub email: Option<String>,
}

/// Somebody with a name and an address.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) email: String,
}

/// The author and the committer, each as Git would find them.
pub(super) fn named(identity: &Identity, config: &Config) -> Result<(Named, Named), SourceError> {
    let one = |role: &str, person: &Person| {
        let field = |given: &Option<String>, field: &str| {
            let configured = |section: &str| config.get_string(&format!("{section}.{field}")).ok();
            let filled = |text: &String| !text.trim().is_empty();
            let given = given.clone().filter(filled);
            given.or_else(|| configured(role).filter(filled)).or_else(|| configured("user").filter(filled))
        };
        let (name, email) = (field(&person.name, "name"), field(&person.email, "email"));
        name.zip(email).map(|(name, email)| Named { name, email }).ok_or_else(unknown)
    };
    let (author, committer) = (one("author", &identity.author)?, one("committer", &identity.committer)?);
    for person in [&author, &committer] {
        // What Git would not take must be known before anything is written.
        signature(person, &Zoned::default())?;
    }
    Ok((author, committer))
}

fn unknown() -> SourceError {
    SourceError::Refused(
        "Git does not know by whom the commit is; run `git config --global user.name \"Your Name\"` and \
         `git config --global user.email you@example.com`"
            .to_owned(),
    )
}

/// The signature of `person` at a time.
pub(super) fn signature(person: &Named, when: &Zoned) -> Result<Signature<'static>, SourceError> {
    let time = Time::new(when.timestamp().as_second(), when.offset().seconds() / 60);
    let made = Signature::new(&person.name, &person.email, &time);
    made.map_err(|cause| git(format!("the identity `{} <{}>`", person.name, person.email), cause))
}
