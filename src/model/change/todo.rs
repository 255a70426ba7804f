//! What an application that a change reaches has to do before it can move.

use super::message::Message;
use super::{Affects, Change, Comparison, Grade, Kind, Reach, Subject};
use crate::model::Use;

impl Comparison {
    /// What one use of the connector has to do to move from the earlier package to the later one.
    pub fn todo(&self, used: &Use) -> Vec<Message> {
        self.reaching(used).into_iter().filter_map(|(change, reach)| change.todo(reach)).collect()
    }
}

impl Change {
    /// What it means for the application: a thing to do, or what of the form does no longer do the same.
    pub fn deed(&self, reach: Reach) -> Option<Message> {
        let of_form = matches!(self.subject, Subject::Setting(_) | Subject::Column { .. } | Subject::Form);
        if self.grade() != Grade::Behaviour || !of_form {
            return self.todo(reach);
        }
        let words = if reach == Reach::Perhaps { "perhaps mind that " } else { "mind that " };
        Some(Message::words(words).then(self.message().clone()))
    }

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

    #[test]
    fn what_does_no_longer_do_the_same_is_to_be_minded_where_it_is_of_the_form() {
        let deed = |kind, subject, reach| {
            let change = Change::new(kind, subject, Affects::Everyone, Message::words("it is another one"));
            change.deed(reach).map(|deed| deed.to_string())
        };
        let unit = || Subject::Setting("Unit".to_owned());
        assert_eq!(
            deed(Kind::Default, unit(), Reach::Perhaps).as_deref(),
            Some("perhaps mind that it is another one")
        );
        assert_eq!(
            deed(Kind::Default, unit(), Reach::Surely).as_deref(),
            Some("mind that it is another one")
        );
        assert_eq!(deed(Kind::Removed, unit(), Reach::Surely).as_deref(), Some("do without `Unit`"));
        assert_eq!(deed(Kind::Rebuilt, Subject::File("a.dll".to_owned()), Reach::Surely), None);
    }
}
