//! Groups: which is which, and what moved between them.

use std::collections::HashMap;

use super::super::message::Message;
use super::super::{Affects, Change, Kind, Subject};
use super::leaf::{Leaf, Listed};
use super::pair::{Pairs, Step};
use super::setting;
use crate::package::Setting;

/// Members of a group that are told apart from the others, or not at all.
const TOLD: [&str; 3] = ["Caption", "Settings", "Visible"];

/// Which group of the earlier form is which of the later one.
pub(super) struct Groups {
    to_after: Vec<Option<usize>>,
    to_before: Vec<Option<usize>>,
}

/// Finds them: by the names of the group and those around it, else by what most of their settings have become.
pub(super) fn pair(before: &Listed<'_>, after: &Listed<'_>, pairs: &Pairs<'_>) -> Groups {
    let mut groups =
        Groups { to_after: vec![None; before.groups.len()], to_before: vec![None; after.groups.len()] };
    let (old, new) = (by_path(before), by_path(after));
    for (path, &place) in &old {
        if let Some(&other) = new.get(path) {
            groups.join(place, other);
        }
    }
    let mut leaves: HashMap<(usize, usize), usize> = HashMap::new();
    for step in pairs.steps() {
        if let Step::Pair { before, after, .. } = step
            && let (Some(old), Some(new)) = (before.group, after.group)
        {
            *leaves.entry((old, new)).or_default() += 1;
        }
    }
    // Each round finds the groups around those found before it.
    while groups.vote(before, after, &leaves) {}
    groups
}

/// The setting, where it stands in another group.
pub(super) fn moved(
    before: &Leaf<'_>,
    after: &Leaf<'_>,
    groups: &Groups,
    listed: &Listed<'_>,
) -> Option<Change> {
    let expected = before.group.map(|group| groups.to_after.get(group).copied().flatten());
    if expected == after.group.map(Some) {
        return None;
    }
    let subject = Subject::Setting(after.key.to_owned());
    let message = match after.group {
        Some(group) => {
            subject.named().say(" stands in the group ").value(&path(listed, group).join(" / ")).say(" now")
        }
        None => subject.named().say(" stands in no group any more"),
    };
    Some(Change::new(Kind::Moved, subject, Affects::Nobody, message))
}

/// Groups that are new, gone, renamed, hidden or otherwise different.
pub(super) fn changes(before: &Listed<'_>, after: &Listed<'_>, groups: &Groups) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, ((group, outer), former)) in after.groups.iter().zip(&groups.to_before).enumerate() {
        let subject = Subject::Group(path(after, at));
        let mut push = |kind, affects, message: Message| {
            changes.push(Change::new(kind, subject.clone(), affects, subject.named().then(message)));
        };
        let Some((old, old_outer)) = former.and_then(|old| before.groups.get(old)) else {
            push(Kind::GroupAdded, Affects::Nobody, Message::words(" was added"));
            continue;
        };
        if name(old) != name(group) {
            push(Kind::GroupRenamed, Affects::Nobody, Message::words(" was called ").value(&name(old)));
        }
        if old_outer.map(|outer| groups.to_after.get(outer).copied().flatten()) != outer.map(Some) {
            push(Kind::GroupChanged, Affects::Nobody, Message::words(" stands in another place"));
        }
        match (old.visible(), group.visible()) {
            (true, false) => {
                push(Kind::GroupHidden, Affects::Everyone, Message::words(" is hidden at first"))
            }
            (false, true) => {
                push(Kind::GroupChanged, Affects::Nobody, Message::words(" is shown from the start"))
            }
            _ => {}
        }
        let names = setting::different(&old.members, &group.members, &TOLD);
        if !names.is_empty() {
            push(Kind::GroupChanged, Affects::Nobody, Message::words(" has another ").values(names, "and"));
        }
    }
    for (at, _) in groups.to_after.iter().enumerate().filter(|(_, other)| other.is_none()) {
        let subject = Subject::Group(path(before, at));
        let message = subject.named().say(" was removed");
        changes.push(Change::new(Kind::GroupRemoved, subject, Affects::Nobody, message));
    }
    changes
}

impl Groups {
    fn join(&mut self, before: usize, after: usize) {
        self.to_after[before] = Some(after);
        self.to_before[after] = Some(before);
    }

    /// Pairs those that share most settings and groups; gives whether any pair was found.
    fn vote(
        &mut self,
        before: &Listed<'_>,
        after: &Listed<'_>,
        leaves: &HashMap<(usize, usize), usize>,
    ) -> bool {
        let mut votes = leaves.clone();
        for (old, new) in self.to_after.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?))) {
            let outer = (
                before.groups.get(old).and_then(|group| group.1),
                after.groups.get(new).and_then(|group| group.1),
            );
            if let (Some(old), Some(new)) = outer {
                *votes.entry((old, new)).or_default() += 1;
            }
        }
        let mut votes: Vec<_> = votes.into_iter().collect();
        votes.sort_by_key(|((old, new), count)| (std::cmp::Reverse(*count), *old, *new));
        let mut found = false;
        for ((old, new), _) in votes {
            if self.to_after[old].is_none() && self.to_before[new].is_none() {
                self.join(old, new);
                found = true;
            }
        }
        found
    }
}

/// What a person calls a group.
fn name(group: &Setting) -> String {
    let caption = group.caption().filter(|caption| !caption.trim().is_empty());
    caption.or(group.key()).unwrap_or_default().to_owned()
}

/// The names of the groups around one and its own, outermost first.
fn path(listed: &Listed<'_>, group: usize) -> Vec<String> {
    let mut names = Vec::new();
    let mut next = Some(group);
    while let Some((setting, outer)) = next.and_then(|at| listed.groups.get(at)) {
        names.push(name(setting));
        next = *outer;
    }
    names.reverse();
    names
}

/// Places of groups by path and number among those with that path.
fn by_path(listed: &Listed<'_>) -> HashMap<(Vec<String>, usize), usize> {
    let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
    let mut places = HashMap::new();
    for at in 0..listed.groups.len() {
        let path = path(listed, at);
        let number = seen.entry(path.clone()).or_default();
        places.insert((path, *number), at);
        *number += 1;
    }
    places
}
