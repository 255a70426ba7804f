//! Where a control stands: in the form itself, or as a column of a grid. What it is called, and whom it reaches.

use super::super::message::Message;
use super::super::{Affects, Change, Kind, Subject};
use super::leaf::Leaf;

/// What a control is a part of, and its key.
pub(super) struct Scope<'f> {
    grid: Option<&'f str>,
    key: &'f str,
}

impl<'f> Scope<'f> {
    /// A setting of the form.
    pub(super) fn setting(key: &'f str) -> Scope<'f> {
        Scope { grid: None, key }
    }

    /// A column of this setting.
    pub(super) fn column(&self, key: &'f str) -> Scope<'f> {
        Scope { grid: Some(self.key), key }
    }

    /// Whether it is a column.
    pub(super) fn is_column(&self) -> bool {
        self.grid.is_some()
    }

    /// Whether `text` is the key.
    pub(super) fn is_named(&self, text: &str) -> bool {
        self.key == text
    }

    /// The control as a subject.
    pub(super) fn subject(&self) -> Subject {
        match self.grid {
            None => Subject::Setting(self.key.to_owned()),
            Some(grid) => Subject::Column { setting: grid.to_owned(), column: self.key.to_owned() },
        }
    }

    /// Applications that fill the control in. Which columns an application fills in was never observed.
    pub(super) fn with(&self) -> Affects {
        match self.grid {
            None => Affects::ApplicationsWith(self.key.to_owned()),
            Some(grid) => Affects::SomeWith(grid.to_owned()),
        }
    }

    /// Applications that leave it empty; for a column those that fill in its grid, because a row without it may be there.
    pub(super) fn without(&self) -> Affects {
        match self.grid {
            None => Affects::ApplicationsWithout(self.key.to_owned()),
            Some(grid) => Affects::SomeWith(grid.to_owned()),
        }
    }

    /// Applications that filled in something before the control was there.
    pub(super) fn without_from_the_start(&self) -> Affects {
        match self.grid {
            None => Affects::ApplicationsWithout(self.key.to_owned()),
            // No row that is stored has the column.
            Some(grid) => Affects::ApplicationsWith(grid.to_owned()),
        }
    }

    /// Some of those that fill it in, by their value.
    pub(super) fn some(&self) -> Affects {
        Affects::SomeWith(self.grid.unwrap_or(self.key).to_owned())
    }

    /// A change of this control; `message` goes on after its name.
    pub(super) fn change(&self, kind: Kind, affects: Affects, message: Message) -> Change {
        let subject = self.subject();
        let message = subject.named().then(message);
        Change::new(kind, subject, affects, message)
    }

    /// The control was stored under another key before. The application's value lies under the former key.
    pub(super) fn renamed(&self, before: &Leaf<'_>, after: &Leaf<'_>) -> Change {
        let affects = match self.grid {
            None => Affects::ApplicationsWith(before.key.to_owned()),
            Some(grid) => Affects::SomeWith(grid.to_owned()),
        };
        let why =
            match after.setting.caption().filter(|_| before.setting.caption() == after.setting.caption()) {
                Some(caption) if !caption.is_empty() => {
                    Message::words(" (the caption is still ").value(caption).say(")")
                }
                _ => Message::words(" (it takes the same place with the same control)"),
            };
        let message = Message::words(" seems to be the new key of ").value(before.key).then(why);
        self.change(Kind::Renamed, affects, message)
    }
}
