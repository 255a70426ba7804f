//! A form as a list: its controls that hold values, its controls that hold none, its groups.

use std::collections::HashMap;

use super::super::{Affects, Change, Kind, Subject};
use crate::package::{Setting, SettingsForm};

/// The parts of a form, each in the order of the form.
#[derive(Debug, Default)]
pub(super) struct Listed<'f> {
    /// Controls with a key.
    pub(super) leaves: Vec<Leaf<'f>>,
    /// Controls without: titles, mostly.
    pub(super) labels: Vec<&'f Setting>,
    /// Groups, outer ones before inner ones, each with the place of the group around it in this list.
    pub(super) groups: Vec<(&'f Setting, Option<usize>)>,
}

/// A control that holds a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf<'f> {
    /// The key its value is stored under.
    pub(super) key: &'f str,
    /// The control.
    pub(super) setting: &'f Setting,
    /// The place of the group it stands in, in [`Listed::groups`].
    pub(super) group: Option<usize>,
}

/// Lists a form.
pub(super) fn list(form: &SettingsForm) -> Listed<'_> {
    let mut listed = Listed::default();
    collect(&form.settings, None, &mut listed);
    listed
}

/// Lists the columns of a grid, which stand in no group.
pub(super) fn columns(grid: &Setting) -> Vec<Leaf<'_>> {
    let columns = grid.columns().iter();
    columns.filter_map(|setting| Some(Leaf { key: key(setting)?, setting, group: None })).collect()
}

/// Recursive; a package's reader bounds the depth.
fn collect<'f>(settings: &'f [Setting], group: Option<usize>, listed: &mut Listed<'f>) {
    for setting in settings {
        if setting.is_group() {
            let place = listed.groups.len();
            listed.groups.push((setting, group));
            collect(setting.children(), Some(place), listed);
        } else if let Some(key) = key(setting) {
            listed.leaves.push(Leaf { key, setting, group });
        } else {
            listed.labels.push(setting);
        }
    }
}

/// The key of a control that holds a value.
fn key(setting: &Setting) -> Option<&str> {
    setting.key().filter(|key| !key.is_empty() && setting.control() != "Title")
}

/// Labels that are new or gone, by control and caption.
pub(super) fn label_changes(before: &Listed<'_>, after: &Listed<'_>) -> Vec<Change> {
    let count = |labels: &[&Setting]| {
        let mut counts: HashMap<(String, String), usize> = HashMap::new();
        for label in labels {
            *counts.entry(name(label)).or_default() += 1;
        }
        counts
    };
    let mut changes = Vec::new();
    for (labels, others, kind, words) in [
        (&after.labels, count(&before.labels), Kind::LabelAdded, " was added"),
        (&before.labels, count(&after.labels), Kind::LabelRemoved, " was removed"),
    ] {
        let mut others = others;
        for label in labels {
            match others.get_mut(&name(label)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => {
                    let subject = Subject::Label(name(label).1);
                    let message = subject.named().say(words);
                    changes.push(Change::new(kind, subject, Affects::Nobody, message));
                }
            }
        }
    }
    changes
}

fn name(label: &Setting) -> (String, String) {
    (label.control().to_owned(), label.caption().unwrap_or_default().to_owned())
}
