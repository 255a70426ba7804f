//! The way of one use to a higher version.

use std::sync::Arc;

use proptest::prelude::*;

use super::{bare, text, with_form};
use crate::model::change::{KeyMove, Reach, UpgradePath};
use crate::model::{Connector, ConnectorVersion, PackageFacts, PackageState, Slug, Use, VersionNumber};
use crate::package::{Setting, SettingBuilder};
use crate::source::{RepoPath, Span, Spanned};

fn written<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn version(number: &str, facts: Option<PackageFacts>) -> ConnectorVersion {
    let (number, root) = (VersionNumber::parse(number).unwrap(), RepoPath::root);
    let package = facts.map_or(PackageState::Missing, |facts| PackageState::Read(Arc::new(facts)));
    ConnectorVersion { package, ..ConnectorVersion::undescribed(number, root(), root()) }
}

/// A connector with the versions 1.1, 1.2 and so on.
fn connector(packages: impl IntoIterator<Item = Option<PackageFacts>>) -> Connector {
    let versions = packages.into_iter().enumerate();
    Connector {
        slug: Slug::new("meter"),
        folder: RepoPath::root(),
        file: RepoPath::root(),
        id: None,
        name: written("Meter".to_owned()),
        description: written(String::new()),
        category: None,
        owners: Vec::new(),
        tags: Vec::new(),
        help_url: None,
        logs: None,
        replaced_by: None,
        aliases: Vec::new(),
        help: None,
        icon: None,
        pictures: Vec::new(),
        versions: versions.map(|(at, facts)| version(&format!("1.{}", at + 1), facts)).collect(),
        origin: None,
    }
}

/// The same of forms.
fn forms<const COUNT: usize>(forms: [Vec<SettingBuilder>; COUNT]) -> Connector {
    connector(forms.into_iter().map(|form| Some(with_form(form))))
}

fn used(keys: Option<&[&str]>) -> Use {
    Use {
        connector: written("meter".to_owned()),
        version: written(VersionNumber::parse("1.1").unwrap()),
        connection: None,
        settings: keys.map(|keys| keys.iter().map(|key| written((*key).to_owned())).collect()),
        span: Span::default(),
    }
}

/// What is told on the way to the highest version: a line for each thing to do, what to fill in, the keys then.
fn told(connector: &Connector, keys: Option<&[&str]>) -> Vec<String> {
    let path = UpgradePath::of(connector, &used(keys), connector.versions.last().unwrap());
    let mut told = Vec::new();
    for crossed in &path.crossed {
        match &crossed.changes {
            None => told.push(format!("{}: unknown", crossed.version.number)),
            Some(changes) => {
                let deeds = changes.iter().filter_map(|(change, reach)| change.todo(*reach));
                told.extend(deeds.map(|deed| format!("{}: {deed}", crossed.version.number)));
            }
        }
    }
    for setting in &path.fill_in {
        let perhaps = if setting.reach == Reach::Perhaps { " perhaps" } else { "" };
        let former = setting.former.as_ref().map(|key| format!(" once {key}")).unwrap_or_default();
        told.push(format!("needs{perhaps} {}{former}", setting.key));
    }
    if let Some(keys) = path.keys {
        let after: Vec<String> = keys.into_iter().filter_map(|key| key.after).collect();
        told.push(format!("keys {}", after.join(" ")));
    }
    told
}

fn needed(key: &str) -> SettingBuilder {
    text(key).required(true)
}

#[test]
fn keys_are_carried_under_their_new_name_and_dropped_where_nothing_reads_them() {
    let connector = forms([
        vec![needed("Host"), text("Port"), text("Old")],
        vec![needed("Server").caption("Host"), text("Port")],
        vec![needed("Server").caption("Host"), text("Port"), needed("Instance")],
    ]);
    let expected = [
        "1.2: do without `Host`, whose place `Server` may take",
        "1.2: do without `Old`",
        "1.3: fill in `Instance`",
        "needs Server once Host",
        "needs Instance",
        "keys Server Port Instance",
    ];
    assert_eq!(told(&connector, Some(&["Host", "Port", "Old"])), expected);
}

#[test]
fn what_was_not_observed_is_told_as_perhaps_where_it_is_open() {
    let old = Setting::new("CheckBox").key("Old");
    let connector = forms([
        vec![needed("Host"), text("Port"), old],
        vec![needed("Server").caption("Host"), needed("Port"), needed("Instance")],
    ]);
    let expected = [
        // What it needs today it surely has; what was not there it surely has not.
        "1.2: do without `Host`, whose place `Server` may take",
        "1.2: perhaps fill in `Port`",
        "1.2: fill in `Instance`",
        "1.2: perhaps do without `Old`",
        "needs Server once Host",
        "needs perhaps Port",
        "needs Instance",
    ];
    let mut told = told(&connector, None);
    told.sort_by_key(|line| expected.iter().position(|expected| expected == line));
    assert_eq!(told, expected);
}

#[test]
fn a_secrets_default_is_none_of_the_applications_and_nobody_says_that_it_is_gone() {
    let secret = |value: &str| needed("Token").secure(true).value(value);
    // A connection that left it empty works; whoever looks is told to fill in a secret of their own.
    let connector = forms([vec![], vec![secret("hunter2")]]);
    assert_eq!(told(&connector, Some(&[])), ["needs Token", "keys Token"]);
    let unchanged = forms([vec![secret("hunter2")], vec![secret("hunter2")]]);
    assert_eq!(told(&unchanged, Some(&["Token"])), ["keys Token"]);
    assert_eq!(told(&unchanged, None), ["needs perhaps Token"]);
    let secured = forms([vec![needed("Token").value("a")], vec![secret("a")]]);
    assert_eq!(told(&secured, Some(&[])), ["needs Token", "keys Token"]);
    // Where the default goes away, what left it empty stops working: that breaks.
    let gone = forms([vec![secret("hunter2")], vec![secret("")]]);
    assert_eq!(told(&gone, Some(&[])), ["1.2: fill in `Token`", "needs Token", "keys Token"]);
    let blank = forms([vec![needed("Host").value("a")], vec![needed("Host").value("  ")]]);
    assert_eq!(told(&blank, Some(&[])), ["1.2: fill in `Host`", "needs Host", "keys Host"]);
}

#[test]
fn what_a_later_version_takes_back_is_not_told() {
    let library =
        |name: &str| PackageFacts { platform: name.into(), ..with_form([text("Host"), text("Mode")]) };
    let between = PackageFacts { platform: "Other".into(), ..with_form([text("Host"), needed("Token")]) };
    let connector = connector([Some(library("NetCore")), Some(between), Some(library("NetCore"))]);
    assert_eq!(told(&connector, Some(&["Host", "Mode"])), ["keys Host Mode"]);
    let secret = || text("Host").member("Secure", true);
    let shown = forms([vec![secret()], vec![text("Host")], vec![secret()]]);
    let path = UpgradePath::of(&shown, &used(Some(&["Host"])), &shown.versions[2]);
    assert!(path.crossed.iter().all(|crossed| crossed.changes.as_ref().is_some_and(Vec::is_empty)));
}

#[test]
fn a_package_that_cannot_be_read_is_passed_and_what_it_changed_shows_at_the_next() {
    let connector = connector([Some(with_form([text("Host")])), None, Some(with_form([needed("Server")]))]);
    let told = told(&connector, Some(&["Host"]));
    let expected = [
        "1.2: unknown",
        "1.3: fill in `Server`",
        "1.3: do without `Host`, whose place `Server` may take",
        "needs Server",
        "keys Server",
    ];
    let mut sorted = told.clone();
    sorted.sort_by_key(|line| expected.iter().position(|expected| expected == line));
    assert_eq!(sorted, expected, "{told:?}");
}

#[test]
fn a_place_taken_is_no_renaming_that_is_written_down() {
    let connector = forms([vec![text("Host"), text("Port")], vec![text("Host"), text("Timeout")]]);
    let path = UpgradePath::of(&connector, &used(Some(&["Host", "Port"])), &connector.versions[1]);
    let keys = path.keys.unwrap();
    let gone = KeyMove { before: Some("Port".to_owned()), after: None };
    assert_eq!(keys.into_iter().filter(KeyMove::changes).collect::<Vec<_>>(), [gone]);
}

#[test]
fn nothing_is_claimed_where_no_package_can_be_read() {
    let unknown = connector([None, None]);
    assert_eq!(told(&unknown, Some(&["Host"])), ["1.2: unknown", "keys Host"]);
    assert_eq!(told(&unknown, None), ["1.2: unknown"]);
    let target = connector([None, Some(with_form([needed("Host"), text("Port")]))]);
    assert_eq!(told(&target, None), ["1.2: unknown", "needs perhaps Host"]);
}

#[test]
fn only_what_lies_between_is_crossed() {
    let connector = connector([Some(bare()), Some(bare()), Some(bare())]);
    let numbers = |from: &str, target: usize| {
        let mut used = used(None);
        used.version = written(VersionNumber::parse(from).unwrap());
        let path = UpgradePath::of(&connector, &used, &connector.versions[target]);
        path.crossed.iter().map(|crossed| crossed.version.number.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(numbers("1.1", 2), ["1.2", "1.3"]);
    assert_eq!(numbers("1.15", 1), ["1.2"]);
    assert!(numbers("1.3", 0).is_empty());
    assert!(numbers("1.10", 0).is_empty());
}

fn form() -> impl Strategy<Value = Vec<SettingBuilder>> {
    let setting = (0..6_usize, 0..4_usize, any::<bool>(), any::<bool>());
    prop::collection::vec(setting, 0..6).prop_map(|settings| {
        let mut seen = Vec::new();
        let setting = |(key, caption, required, default): (usize, usize, bool, bool)| {
            if seen.contains(&key) {
                return None;
            }
            seen.push(key);
            let made = Setting::new("TextBox").key(["A", "B", "C", "D", "E", "F"][key]);
            let made = made.caption(["", "One", "Two", "Three"][caption]).required(required);
            Some(if default { made.value("x") } else { made })
        };
        settings.into_iter().filter_map(setting).collect()
    })
}

proptest! {
    #[test]
    fn the_keys_at_the_end_fill_in_all_that_is_needed_and_nothing_that_is_not_there(
        all in prop::collection::vec(prop::option::weighted(0.8, form()), 1..6), last in form(),
        keys in prop::collection::btree_set(prop::sample::select(vec!["A", "B", "C", "D", "E", "F", "X"]), 0..6),
    ) {
        let last = with_form(last);
        let all = all.into_iter().map(|form| form.map(with_form));
        let connector = connector(all.chain([Some(last.clone())]));
        let keys: Vec<&str> = keys.into_iter().collect();
        let path = UpgradePath::of(&connector, &used(Some(&keys)), connector.versions.last().unwrap());
        let after: Vec<String> = path.keys.unwrap().into_iter().filter_map(|key| key.after).collect();
        let unfilled: Vec<&str> =
            last.unfilled(|key| after.iter().any(|filled| filled == key)).map(|(key, _)| key).collect();
        prop_assert!(unfilled.is_empty(), "{unfilled:?} of {after:?}");
        let known: Vec<&str> = last.form.leaves().filter_map(Setting::key).collect();
        prop_assert!(after.iter().all(|key| known.contains(&key.as_str())), "{after:?} of {known:?}");
        let mut once = after.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), after.len());
    }
}
