//! Who a site is for, and what of the registry they may see.
//!
//! A page is made of an [`Audience`], and an audience is made by [`Audience::of`] alone, which takes away what it may not see:
//! usage that was not filtered cannot reach a page.
//!
//! An application is seen by the groups that its own `access` names (registry-format, "Who sees what"). What a group may do
//! by its rights plays no part here: whoever holds DeleteConnector sees every application on the platform, but a site that
//! shows them all says `sees: all`, so that a change of rights never shows anything to an audience.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Access, Application, Registry, Site};
use crate::source::RepoPath;

/// Which applications an audience may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Every one.
    All,
    /// Those whose `access` names one of these groups.
    Groups(BTreeSet<String>),
    /// None, and no word of usage: the catalogue only.
    Nothing,
}

impl Sight {
    /// What the audience of a site may see.
    pub fn of(site: &Site) -> Sight {
        match &site.sees {
            None => Sight::All,
            Some(groups) if groups.is_empty() => Sight::Nothing,
            Some(groups) => Sight::Groups(groups.iter().map(|group| group.value.clone()).collect()),
        }
    }

    /// Whether an application is seen.
    pub fn sees(&self, application: &Application) -> bool {
        self.sees_groups(application.access.iter().map(|group| group.as_str()))
    }

    /// Whether an application is seen whose `access` names these groups.
    pub fn sees_groups<'g>(&self, mut access: impl Iterator<Item = &'g str>) -> bool {
        match self {
            Sight::All => true,
            Sight::Groups(groups) => access.any(|group| groups.contains(group)),
            Sight::Nothing => false,
        }
    }

    /// Whether everything is seen.
    pub fn is_whole(&self) -> bool {
        *self == Sight::All
    }

    /// Whether whoever sees this much may see all that `other` shows.
    pub fn covers(&self, other: &Sight) -> bool {
        match (self, other) {
            (Sight::All, _) | (_, Sight::Nothing) => true,
            (Sight::Groups(mine), Sight::Groups(others)) => others.is_subset(mine),
            _ => false,
        }
    }

    /// Whether usage is shown at all.
    pub fn has_usage(&self) -> bool {
        *self != Sight::Nothing
    }
}

/// Which site is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// One that shows everything, for somebody who has the registry itself.
    Everyone,
    /// The one that `registry.yaml` declares under this name.
    Named(String),
    /// The only one there is: the one declared, or one that shows everything where none is.
    TheOnly,
}

/// Why it is not known what a site may show. Then nothing is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSite {
    /// No site has this name.
    #[error("registry.yaml declares no site `{name}`{}", declares(.declared))]
    Unknown {
        /// The name.
        name: String,
        /// The names that are declared.
        declared: Vec<String>,
    },
    /// Several are declared, and none was named.
    #[error("registry.yaml declares a site for each audience: {}; say which with `--site NAME`", .0.join(", "))]
    Several(Vec<String>),
    /// A fault of `registry.yaml` hides for whom the site is.
    #[error(
        "registry.yaml has errors by which it is not known for whom the site is; mend it first: connectory check"
    )]
    Faulty,
}

fn declares(declared: &[String]) -> String {
    if declared.is_empty() { String::new() } else { format!("; it declares {}", declared.join(", ")) }
}

impl Whose {
    /// What that site's audience may see.
    ///
    /// # Errors
    /// When that cannot be said for certain.
    pub fn sight(&self, registry: &Registry) -> Result<Sight, NoSite> {
        let sites = &registry.policy.sites;
        let declared = || sites.iter().map(|site| site.name.value.clone()).collect::<Vec<_>>();
        match self {
            Whose::Everyone => Ok(Sight::All),
            Whose::Named(name) => {
                let site = sites.iter().find(|site| site.name.value == *name);
                let unknown = || NoSite::Unknown { name: name.clone(), declared: declared() };
                Ok(Sight::of(site.ok_or_else(unknown)?))
            }
            Whose::TheOnly if !registry.policy.knows_sites => Err(NoSite::Faulty),
            Whose::TheOnly => match sites.as_slice() {
                [] => Ok(Sight::All),
                [site] => Ok(Sight::of(site)),
                _ => Err(NoSite::Several(declared())),
            },
        }
    }
}

/// What can be made less, so that an audience may see it.
pub trait Restrict: Clone {
    /// Takes away everything that `sight` does not see, and whatever tells that it was there.
    fn restrict(&mut self, sight: &Sight);
}

/// Something as an audience may see it.
#[derive(Debug, Clone)]
pub struct Audience<'t, T: Clone> {
    sight: Sight,
    seen: Cow<'t, T>,
}

impl<'t, T: Restrict> Audience<'t, T> {
    /// What `sight` leaves of `whole`.
    pub fn of(whole: &'t T, sight: &Sight) -> Audience<'t, T> {
        let mut seen = Cow::Borrowed(whole);
        if !sight.is_whole() {
            seen.to_mut().restrict(sight);
        }
        Audience { sight: sight.clone(), seen }
    }

    /// Takes more away.
    pub(super) fn lessen(&mut self, less: impl FnOnce(&mut T)) {
        less(self.seen.to_mut());
    }

    /// What is seen.
    pub fn seen(&self) -> &T {
        &self.seen
    }

    /// What may be seen.
    pub fn sight(&self) -> &Sight {
        &self.sight
    }
}

impl Restrict for Registry {
    fn restrict(&mut self, sight: &Sight) {
        self.applications.retain(|application| sight.sees(application));
        self.faulty.retain(|path| !path.as_str().starts_with("applications/"));
        let is_seen = |path: &RepoPath| self.applications.iter().any(|application| application.file == *path);
        self.kept.retain(|path| !path.as_str().starts_with("applications/") || is_seen(path));
        // People, other audiences, and waivers, which name files, are for those who have the registry.
        self.access = Access::default();
        self.policy.sites = Vec::new();
        self.policy.waivers = Vec::new();
        self.code_owners = Default::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{RepoPath, Span, Spanned};

    fn spanned(text: &str) -> Spanned<String> {
        Spanned::new(text.to_owned(), Span::default())
    }

    fn application(slug: &str, access: &[&str]) -> Application {
        Application {
            slug: super::super::Slug::new(slug.to_owned()),
            file: RepoPath::new(&format!("applications/{slug}.yaml")).unwrap(),
            name: spanned(slug),
            version: None,
            category: None,
            owner: None,
            published: None,
            url: None,
            access: access.iter().map(|group| spanned(group)).collect(),
            observed: None,
            source: None,
            uses: Vec::new(),
            origin: None,
        }
    }

    fn site(sees: Option<&[&str]>) -> Site {
        let sees = sees.map(|groups| groups.iter().map(|group| spanned(group)).collect());
        Site { name: spanned("site"), sees }
    }

    fn registry() -> Registry {
        let mut registry = Registry {
            applications: [
                application("boiler", &["operations"]),
                application("secret", &[]),
                application("shared", &["engineering", "operations"]),
            ]
            .into(),
            ..Registry::default()
        };
        registry.access.administrators.push("carol".to_owned());
        registry.faulty.insert(RepoPath::new("applications/secret.yaml").unwrap());
        registry.faulty.insert(RepoPath::new("connectors/a/connector.yaml").unwrap());
        registry.policy.sites.push(site(None));
        registry
    }

    fn seen(sees: Option<&[&str]>) -> Vec<String> {
        let (registry, sight) = (registry(), Sight::of(&site(sees)));
        let audience = Audience::of(&registry, &sight);
        audience.seen().applications.iter().map(|found| found.slug.to_string()).collect()
    }

    #[test]
    fn an_audience_sees_the_applications_of_its_groups() {
        assert_eq!(seen(None), ["boiler", "secret", "shared"]);
        assert_eq!(seen(Some(&["operations"])), ["boiler", "shared"]);
        assert_eq!(seen(Some(&["engineering"])), ["shared"]);
        assert_eq!(seen(Some(&["operation"])), [""; 0]);
        assert_eq!(seen(Some(&[])), [""; 0]);
    }

    #[test]
    fn what_tells_of_others_is_taken_away() {
        let (registry, sight) = (registry(), Sight::of(&site(Some(&["operations"]))));
        let audience = Audience::of(&registry, &sight);
        let seen = audience.seen();
        assert!(seen.access.administrators.is_empty() && seen.policy.sites.is_empty());
        assert_eq!(
            seen.faulty.iter().map(RepoPath::as_str).collect::<Vec<_>>(),
            ["connectors/a/connector.yaml"]
        );
    }

    #[test]
    fn what_a_site_shows_is_certain_or_nothing_is_shown() {
        let mut registry = registry();
        registry.policy.sites.clear();
        assert_eq!(Whose::TheOnly.sight(&registry), Ok(Sight::All));
        registry.policy.sites.push(site(Some(&[])));
        assert_eq!(Whose::TheOnly.sight(&registry), Ok(Sight::Nothing));
        assert_eq!(Whose::Named("site".to_owned()).sight(&registry), Ok(Sight::Nothing));
        let error = Whose::Named("other".to_owned()).sight(&registry).unwrap_err();
        assert_eq!(error.to_string(), "registry.yaml declares no site `other`; it declares site");
        registry.policy.sites.push(site(None));
        assert!(matches!(Whose::TheOnly.sight(&registry), Err(NoSite::Several(_))));
        registry.policy.sites.clear();
        registry.faulty.insert(Registry::policy_file());
        assert_eq!(Whose::TheOnly.sight(&registry), Ok(Sight::All), "a fault elsewhere in the file");
        registry.policy.knows_sites = false;
        assert_eq!(Whose::TheOnly.sight(&registry), Err(NoSite::Faulty));
    }

    #[test]
    fn no_group_at_all_means_no_usage_at_all() {
        assert!(!Sight::of(&site(Some(&[]))).has_usage());
        assert!(Sight::of(&site(Some(&["nobody"]))).has_usage());
        assert!(Sight::of(&site(None)).is_whole());
    }
}
