//! The settings forms of two packages.
//!
//! 1. [`leaf::list`] lists the controls that hold a value with their groups, and the groups.
//! 2. [`pair::pair`] finds for each the one of the other form: by key, else as renamed.
//! 3. Each pair is compared ([`setting`]); what has no partner was added or removed.
//!
//! Every step is one pass with look-ups by key, so a form of 10,000 settings takes about ten thousand steps.

mod group;
mod leaf;
mod options;
mod pair;
mod scope;
mod setting;

use super::message::Message;
use super::{Affects, Change, Kind, Subject};
use crate::package::SettingsForm;
use group::Groups;
use leaf::Listed;
use pair::{Pairs, Step};
use scope::Scope;

/// Everything that changed in a form, in the order of the later form; what was removed stands where it was.
pub(super) fn changes(before: &SettingsForm, after: &SettingsForm) -> Vec<Change> {
    // Most versions leave the form as it is, and share its memory.
    if before == after {
        return Vec::new();
    }
    let (old, new) = (leaf::list(before), leaf::list(after));
    let pairs = pair::pair(&old.leaves, &new.leaves);
    let groups = group::pair(&old, &new, &pairs);
    let mut changes = leaves(&pairs, &groups, &new);
    changes.extend(group::changes(&old, &new, &groups));
    changes.extend(leaf::label_changes(&old, &new));
    if before.postback != after.postback {
        let words = if after.postback {
            "every change in the form is sent to the plug-in at once"
        } else {
            "changes in the form are not all sent to the plug-in at once any more"
        };
        let message = Message::words(words);
        changes.push(Change::new(Kind::FormPostback, Subject::Form, Affects::Nobody, message));
    }
    let others = |form: &SettingsForm| form.others().cloned().collect::<Vec<_>>();
    let (others_before, others_after) = (others(before), others(after));
    let names = setting::different(&others_before, &others_after, &[]);
    if !names.is_empty() {
        let message = Message::words("members of the form changed: ").values(names, "and");
        changes.push(Change::new(Kind::FormMember, Subject::Form, Affects::Everyone, message));
    }
    changes
}

fn leaves(pairs: &Pairs<'_>, groups: &Groups, after: &Listed<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for step in pairs.steps() {
        match step {
            Step::Pair { before, after: leaf, renamed } => {
                let scope = Scope::setting(leaf.key);
                if renamed {
                    changes.push(scope.renamed(&before, &leaf));
                }
                if before.setting != leaf.setting {
                    setting::changes(before.setting, leaf.setting, &scope, &mut changes);
                }
                changes.extend(group::moved(&before, &leaf, groups, after));
            }
            Step::Added(leaf) => changes.push(setting::added(leaf.setting, &Scope::setting(leaf.key))),
            Step::Removed(leaf) => changes.push(setting::removed(leaf.setting, &Scope::setting(leaf.key))),
        }
    }
    // What stands in another group was told already.
    if pairs.order_changed(|before, leaf| group::moved(before, leaf, groups, after).is_none()) {
        let message = Message::words("settings stand in another order");
        changes.push(Change::new(Kind::Reordered, Subject::Form, Affects::Nobody, message));
    }
    changes
}
