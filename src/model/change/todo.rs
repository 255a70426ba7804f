//! What an application that a change reaches has to do before it can move.

use super::message::Message;
use super::{Affects, Change, Grade, Kind, Reach};

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
                Affects::ApplicationsWith(old) => {
                    Message::words("enter as ").then(subject()).say(" what stands in ").value(old)
                }
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
