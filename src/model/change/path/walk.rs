//! The walk from version to version, with the keys that an application fills in.

use std::collections::{BTreeMap, BTreeSet};

use super::{Crossed, FillIn, KeyMove, UpgradePath};
use crate::model::change::moves::{key_moves, keyed};
use crate::model::change::{Affects, Change, Compared, Comparison, Grade, Kind, Reach, Subject};
use crate::model::{ConnectorVersion, PackageFacts, Use};
use crate::package::SettingsForm;

/// A key that the application fills in, or may fill in.
#[derive(Debug)]
struct Carried {
    before: String,
    now: Option<String>,
    /// Whether it surely fills it in.
    sure: bool,
}

/// A change that reached the use, and the carried key it is about.
struct Reached {
    change: Change,
    reach: Reach,
    carried: Option<usize>,
}

/// What is known at the end of the way.
struct End<'e> {
    /// What must be filled in; `None` where nobody knows.
    fill_in: Option<&'e [FillIn<'e>]>,
    /// The two ends compared.
    net: Option<&'e Comparison>,
}

impl End<'_> {
    /// Whether the ends differ by this kind of change, of what `about` takes; also where they cannot be compared.
    fn has(&self, kind: Kind, about: impl Fn(&Change) -> bool) -> bool {
        self.net.is_none_or(|net| net.changes().iter().any(|other| other.kind == kind && about(other)))
    }
}

/// The way so far.
pub(super) struct Walk<'r> {
    /// The package of the last version that could be read.
    last: Option<&'r PackageFacts>,
    carried: Vec<Carried>,
    observed: bool,
    /// Whether the carried keys are all that the application can have filled in.
    complete: bool,
    crossed: Vec<(&'r ConnectorVersion, Option<Vec<Reached>>)>,
    /// The keys of the version in use.
    from: BTreeSet<String>,
    /// What each version in `crossed` made of the keys that it touched.
    moves: Vec<BTreeMap<String, Option<String>>>,
}

impl<'r> Walk<'r> {
    pub(super) fn begin(from: Option<&'r PackageFacts>, used: &Use) -> Walk<'r> {
        let carried = |key: &str, sure| Carried { before: key.to_owned(), now: Some(key.to_owned()), sure };
        let keys = match (&used.settings, from) {
            (Some(keys), _) => keys.iter().map(|key| carried(key, true)).collect(),
            // Without what it must have filled in, it would not work today.
            (None, Some(from)) => {
                keyed(&from.form).map(|(key, setting)| carried(key, setting.fails_when_empty())).collect()
            }
            (None, None) => Vec::new(),
        };
        let observed = used.settings.is_some();
        let known = from.into_iter().flat_map(|from| keyed(&from.form)).map(|(key, _)| key.to_owned());
        Walk {
            last: from,
            carried: keys,
            observed,
            complete: observed || from.is_some(),
            crossed: Vec::new(),
            from: known.collect(),
            moves: Vec::new(),
        }
    }

    /// Goes on to the next version.
    pub(super) fn cross(&mut self, version: &'r ConnectorVersion, compared: &Compared<'r>) {
        let facts = version.facts().map(AsRef::as_ref);
        let (mut reached, mut moves) = (None, BTreeMap::new());
        if let (Some(before), Some(after)) = (self.last, facts) {
            let comparison = compared.between(before, after);
            reached = Some(self.reached(&comparison));
            moves = key_moves(&comparison, &before.form, &after.form);
            for carried in &mut self.carried {
                if let Some(to) = carried.now.as_ref().and_then(|now| moves.get(now)) {
                    carried.now.clone_from(to);
                }
            }
        }
        self.last = facts.or(self.last);
        self.crossed.push((version, reached));
        self.moves.push(moves);
    }

    /// What of a comparison reaches the use with the keys it has so far.
    fn reached(&self, comparison: &Comparison) -> Vec<Reached> {
        let felt = comparison.changes().iter().filter(|change| change.grade() != Grade::Safe);
        let reached = felt.filter_map(|change| {
            let carried = match &change.affects {
                Affects::ApplicationsWith(key) | Affects::SomeWith(key) => self.place(key),
                _ => None,
            };
            Some(Reached { change: change.clone(), reach: self.reach(&change.affects)?, carried })
        });
        reached.collect()
    }

    fn reach(&self, affects: &Affects) -> Option<Reach> {
        let sure: BTreeSet<&str> =
            self.carried.iter().filter(|key| key.sure).filter_map(|key| key.now.as_deref()).collect();
        match affects {
            Affects::ApplicationsWith(key) | Affects::ApplicationsWithout(key) | Affects::SomeWith(key) => {
                // It may be filled in, or not: only the platform knows.
                let open = match self.place(key) {
                    Some(at) => !self.carried[at].sure,
                    None => !self.complete,
                };
                affects.reaches((!open).then_some(&sure))
            }
            _ => affects.reaches(None),
        }
    }

    /// Which carried key has this name now.
    fn place(&self, key: &str) -> Option<usize> {
        self.carried.iter().position(|carried| carried.now.as_deref() == Some(key))
    }

    pub(super) fn finish(
        mut self,
        from: Option<&'r PackageFacts>,
        target: Option<&'r PackageFacts>,
        compared: &Compared<'r>,
    ) -> UpgradePath<'r> {
        if let Some(target) = target {
            self.settle(&target.form);
        }
        let fill_in = target.map(|target| self.fill_in(&target.form));
        let net = from.zip(target).map(|(from, target)| compared.between(from, target));
        let end = End { fill_in: fill_in.as_deref(), net: net.as_deref() };
        let crossed = std::mem::take(&mut self.crossed);
        let crossed = crossed.into_iter().enumerate().map(|(at, (version, reached))| {
            let stays = |reached: &Reached| self.stays(at, reached, &end);
            let changes = reached.map(|reached| reached.into_iter().filter(stays));
            let changes = changes.map(|kept| kept.map(|kept| (kept.change, kept.reach)).collect());
            Crossed { version, changes }
        });
        let crossed = crossed.collect();
        let fill_in = fill_in.unwrap_or_default();
        let keys = self.observed.then(|| self.keys(&fill_in));
        UpgradePath { crossed, fill_in, keys }
    }

    /// A value stays under the key that it was stored under. Where the target has that one, it is read; else it is that
    /// of the key to which the way led, if no other value is there.
    fn settle(&mut self, form: &SettingsForm) {
        let mut free: BTreeSet<&str> = keyed(form).map(|(key, _)| key).collect();
        let stays: Vec<bool> =
            self.carried.iter().map(|carried| free.remove(carried.before.as_str())).collect();
        for (carried, stays) in self.carried.iter_mut().zip(stays) {
            carried.now = match stays {
                true => Some(carried.before.clone()),
                false => carried.now.take().filter(|now| free.remove(now.as_str())),
            };
        }
    }

    /// What must be filled in: what is needed and not there, and what is stored under a former key, which nothing reads.
    fn fill_in(&self, form: &'r SettingsForm) -> Vec<FillIn<'r>> {
        let mut found = Vec::new();
        for (key, setting) in keyed(form) {
            let carried = self.place(key).map(|at| &self.carried[at]);
            let former = carried.filter(|carried| carried.before != key);
            let is_filled = former.is_none() && carried.is_some_and(|carried| carried.sure);
            let moved = former.is_some_and(|former| former.sure);
            let reach = match carried {
                Some(carried) if !carried.sure => Reach::Perhaps,
                None if !self.complete => Reach::Perhaps,
                _ => Reach::Surely,
            };
            if moved || (setting.must_be_filled_in() && !is_filled) {
                let former = former.map(|former| former.before.clone());
                found.push(FillIn { key, setting, former, reach });
            }
        }
        found
    }

    /// Whether what version `at` of the way changes still holds at its end.
    fn stays(&self, at: usize, reached: &Reached, end: &End<'_>) -> bool {
        let Reached { change, carried, .. } = reached;
        let (Subject::Setting(key) | Subject::Column { setting: key, .. }) = &change.subject else {
            let same = |other: &Change| other.subject == change.subject;
            return end.has(change.kind, same);
        };
        let is_column = matches!(change.subject, Subject::Column { .. });
        let fate = carried.filter(|_| !is_column && matches!(change.kind, Kind::Removed | Kind::Renamed));
        if let Some(carried) = fate.map(|at| &self.carried[at]) {
            return carried.now.as_ref() != Some(&carried.before);
        }
        let Some(last) = self.last_key(at, key) else { return false };
        if is_needed(change.kind) && !is_column {
            return end.fill_in.is_none_or(|all| all.iter().any(|setting| setting.key == last));
        }
        let about = |other: &Change| match &other.subject {
            Subject::Setting(key) | Subject::Column { setting: key, .. } => *key == last,
            _ => false,
        };
        // What is new since the version in use cannot be compared with it.
        !self.from.contains(&last) || end.has(change.kind, about)
    }

    /// What the key of version `at` of the way is called at its end.
    fn last_key(&self, at: usize, key: &str) -> Option<String> {
        self.moves[at + 1..].iter().try_fold(key.to_owned(), |key, moves| match moves.get(&key) {
            Some(to) => to.clone(),
            None => Some(key),
        })
    }

    fn keys(&self, fill_in: &[FillIn<'_>]) -> Vec<KeyMove> {
        let moved = self
            .carried
            .iter()
            .map(|carried| KeyMove { before: Some(carried.before.clone()), after: carried.now.clone() });
        let new = fill_in.iter().filter(|setting| self.place(setting.key).is_none());
        let new = new.map(|setting| KeyMove { before: None, after: Some(setting.key.to_owned()) });
        moved.chain(new).collect()
    }
}

/// Whether the change is that something must be filled in.
fn is_needed(kind: Kind) -> bool {
    matches!(kind, Kind::AddedRequired | Kind::Required | Kind::DefaultDropped | Kind::ShownRequired)
}
