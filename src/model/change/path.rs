//! The way of one use of a connector to a higher version.
//!
//! 1. Every version that is crossed is compared with the one before it, and the keys that the application fills in are
//!    carried along: renamed ones under their new key, removed ones no further.
//! 2. What reaches the application on the way is told at its version, unless a later version takes it back.
//! 3. At the target stands what the application must fill in, and which keys it fills in then.
//!
//! A version whose package could not be read is crossed without a word of it; what it changed shows at the next one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Affects, Change, Comparison, Grade, Kind, Reach, Subject};
use crate::model::{Connector, ConnectorVersion, PackageFacts, Use};
use crate::package::{Setting, SettingsForm};

/// The way of one use to a target above it.
#[derive(Debug, Clone)]
pub struct UpgradePath<'r> {
    /// Every version above the one in use up to the target, of any status, lowest first.
    pub crossed: Vec<Crossed<'r>>,
    /// What must be filled in at the target, in the order of its form; nothing where its package could not be read.
    pub fill_in: Vec<FillIn<'r>>,
    /// What becomes of the observed keys, in their order; `None` where they were not observed.
    pub keys: Option<Vec<KeyMove>>,
}

/// A version on the way.
#[derive(Debug, Clone)]
pub struct Crossed<'r> {
    /// The version.
    pub version: &'r ConnectorVersion,
    /// What it changes for this use, worst first; `None` where there are no two packages to compare.
    pub changes: Option<Vec<(Change, Reach)>>,
}

/// A setting that must be filled in before the application works with the target.
#[derive(Debug, Clone)]
pub struct FillIn<'r> {
    /// Its key.
    pub key: &'r str,
    /// The setting.
    pub setting: &'r Setting,
    /// The key under which its value was stored before.
    pub former: Option<String>,
    /// Whether it surely must: keys that were not observed may be filled in already.
    pub reach: Reach,
}

/// What becomes of one key that the application fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMove {
    /// The key in use; `None` for one that is filled in from now on.
    pub before: Option<String>,
    /// The key at the target; `None` for one that is read no more.
    pub after: Option<String>,
}

impl<'r> UpgradePath<'r> {
    /// The way of `used`, a use of `connector`, to `target`, one of its versions. A target that is not above crosses
    /// nothing.
    pub fn of(connector: &'r Connector, used: &Use, target: &'r ConnectorVersion) -> UpgradePath<'r> {
        let from = connector.version(&used.version).and_then(|version| version.facts()).map(AsRef::as_ref);
        let mut walk = Walk::begin(from, used);
        let above = |version: &&ConnectorVersion| {
            version.number > used.version.value && version.number <= target.number
        };
        for version in connector.versions.iter().filter(above) {
            walk.cross(version);
        }
        walk.finish(from, target.facts().map(AsRef::as_ref))
    }
}

impl KeyMove {
    /// Whether it is another key, or none any more, or a new one.
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

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

/// The way so far.
struct Walk<'r> {
    /// The package of the last version that could be read.
    last: Option<&'r PackageFacts>,
    carried: Vec<Carried>,
    observed: bool,
    /// Whether the carried keys are all that the application can have filled in.
    complete: bool,
    crossed: Vec<(&'r ConnectorVersion, Option<Vec<Reached>>)>,
    /// What each version in `crossed` made of the keys that it touched.
    moves: Vec<BTreeMap<String, Option<String>>>,
}

impl<'r> Walk<'r> {
    fn begin(from: Option<&'r PackageFacts>, used: &Use) -> Walk<'r> {
        let carried = |key: &str, sure| Carried { before: key.to_owned(), now: Some(key.to_owned()), sure };
        let keys = match (&used.settings, from) {
            (Some(keys), _) => keys.iter().map(|key| carried(key, true)).collect(),
            // Without what it must have filled in, it would not work today.
            (None, Some(from)) => {
                keyed(&from.form).map(|(key, setting)| carried(key, setting.must_be_filled_in())).collect()
            }
            (None, None) => Vec::new(),
        };
        let observed = used.settings.is_some();
        let complete = observed || from.is_some();
        Walk { last: from, carried: keys, observed, complete, crossed: Vec::new(), moves: Vec::new() }
    }

    /// Goes on to the next version.
    fn cross(&mut self, version: &'r ConnectorVersion) {
        let facts = version.facts().map(AsRef::as_ref);
        let (mut reached, mut moves) = (None, BTreeMap::new());
        if let (Some(before), Some(after)) = (self.last, facts) {
            let comparison = Comparison::between(before, after);
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

    fn finish(mut self, from: Option<&PackageFacts>, target: Option<&'r PackageFacts>) -> UpgradePath<'r> {
        if let Some(target) = target {
            self.settle(&target.form);
        }
        let fill_in = target.map(|target| self.fill_in(&target.form));
        let net = from.zip(target).map(|(from, target)| Comparison::between(from, target));
        let crossed = std::mem::take(&mut self.crossed);
        let crossed = crossed.into_iter().enumerate().map(|(at, (version, reached))| {
            let stays = |reached: &Reached| self.stays(at, reached, fill_in.as_deref(), net.as_ref());
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
    fn stays(
        &self,
        at: usize,
        reached: &Reached,
        fill_in: Option<&[FillIn<'_>]>,
        net: Option<&Comparison>,
    ) -> bool {
        let Reached { change, carried, .. } = reached;
        let (Subject::Setting(key) | Subject::Column { setting: key, .. }) = &change.subject else {
            let same = |other: &Change| other.kind == change.kind && other.subject == change.subject;
            return net.is_none_or(|net| net.changes().iter().any(same));
        };
        if let (Kind::Removed | Kind::Renamed, Subject::Setting(_), Some(carried)) =
            (change.kind, &change.subject, carried)
        {
            let carried = &self.carried[*carried];
            return carried.now.as_ref() != Some(&carried.before);
        }
        let Some(last) =
            self.moves[at + 1..].iter().try_fold(key.clone(), |key, moves| match moves.get(&key) {
                Some(to) => to.clone(),
                None => Some(key),
            })
        else {
            return false;
        };
        let needed = matches!(
            change.kind,
            Kind::AddedRequired | Kind::Required | Kind::DefaultDropped | Kind::ShownRequired
        );
        let is_column = matches!(change.subject, Subject::Column { .. });
        let still = fill_in.is_none_or(|all| all.iter().any(|setting| setting.key == last));
        !needed || is_column || still
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

/// The settings of a form that hold a value, with their keys.
fn keyed(form: &SettingsForm) -> impl Iterator<Item = (&str, &Setting)> {
    let keyed = form.leaves().filter_map(|setting| Some((setting.key()?, setting)));
    keyed.filter(|(key, _)| !key.is_empty())
}

/// What a version makes of the keys of the one before: another key, or none.
fn key_moves(
    comparison: &Comparison,
    before: &SettingsForm,
    after: &SettingsForm,
) -> BTreeMap<String, Option<String>> {
    let caption = |form: &SettingsForm, key: &str| {
        let setting = keyed(form).find(|(other, _)| *other == key).map(|(_, setting)| setting);
        setting.and_then(Setting::caption).map(|caption| caption.trim().to_lowercase())
    };
    let moves = comparison.changes().iter().filter_map(|change| match (&change.kind, &change.subject) {
        (Kind::Removed, Subject::Setting(key)) => Some((key.clone(), None)),
        (Kind::Renamed, Subject::Setting(key)) => {
            let Affects::ApplicationsWith(former) = &change.affects else { return None };
            // By its place alone it is a guess, which nobody should find written down as what was observed.
            let label = caption(before, former).filter(|label| !label.is_empty());
            let same = label.is_some() && label == caption(after, key);
            Some((former.clone(), same.then(|| key.clone())))
        }
        _ => None,
    });
    moves.collect()
}
