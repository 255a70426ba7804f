//! What an application that a change reaches has to do before it can move.

use super::message::Message;
use super::{Affects, Change, Comparison, Grade, Kind, Reach};
use crate::model::Use;

impl Comparison {
    /// What one use of the connector has to do to move from the earlier package to the later one.
    pub fn todo(&self, used: &Use) -> Vec<Message> {
        self.reaching(used).into_iter().filter_map(|(change, reach)| change.todo(reach)).collect()
    }
}

impl Change {
    /// What is to be done, as a sentence that begins with a verb; `None` where the application goes on as before.
    pub fn todo(&self, reach: Reach) -> Option<Message> {
        if self.grade() != Grade::Breaking {
            return None;
        }
        let subject = || self.subject.named();
        let deed = match self.kind {
            Kind::AddedRequired | Kind::Required | Kind::DefaultDropped | Kind::ShownRequired => {
                Message::words("fill in ").then(subject())
            }
            Kind::Renamed => match &self.affects {
                // Which setting took the place of which may be a guess.
                Affects::ApplicationsWith(old) => Message::words("do without ")
                    .value(old)
                    .say(", whose place ")
                    .then(subject())
                    .say(" may take"),
                _ => Message::words("enter ").then(subject()).say(" again"),
            },
            Kind::Removed => Message::words("do without ").then(subject()),
            Kind::Control => Message::words("enter ").then(subject()).say(" again"),
            Kind::OptionRemoved | Kind::CustomTextRefused => Message::words("choose another value for ")
                .then(subject())
                .say(" where it holds one that is gone"),
            _ => Message::words("mind that ").then(self.message().clone()),
        };
        Some(match reach {
            Reach::Surely => deed,
            Reach::Perhaps => Message::words("perhaps ").then(deed),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Subject;

    fn todo(kind: Kind, affects: Affects, reach: Reach) -> Option<String> {
        let subject = Subject::Setting("Unit".to_owned());
        let change = Change::new(kind, subject, affects, Message::words("it is another one"));
        change.todo(reach).map(|todo| todo.to_string())
    }

    #[test]
    fn what_breaks_says_what_to_do_and_what_does_not_says_nothing() {
        let with = |key: &str| Affects::ApplicationsWith(key.to_owned());
        for (kind, affects, reach, expected) in [
            (Kind::AddedRequired, Affects::Everyone, Reach::Surely, Some("fill in `Unit`")),
            (Kind::Removed, with("Unit"), Reach::Surely, Some("do without `Unit`")),
            (Kind::Removed, with("Unit"), Reach::Perhaps, Some("perhaps do without `Unit`")),
            (Kind::Renamed, with("U"), Reach::Surely, Some("do without `U`, whose place `Unit` may take")),
            (Kind::Control, with("Unit"), Reach::Surely, Some("enter `Unit` again")),
            (
                Kind::OptionRemoved,
                with("Unit"),
                Reach::Perhaps,
                Some("perhaps choose another value for `Unit` where it holds one that is gone"),
            ),
            (Kind::Platform, Affects::Everyone, Reach::Surely, Some("mind that it is another one")),
            (Kind::Added, Affects::Nobody, Reach::Surely, None),
        ] {
            assert_eq!(todo(kind, affects, reach).as_deref(), expected, "{}", kind.code());
        }
    }
}
