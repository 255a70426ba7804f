//! Cases of code and files. The facts are made by hand.

use super::{Case, bare, codes};
use crate::model::change::{Affects, Kind};
use crate::model::{PackageFacts, ReferenceFacts};
use crate::package::ReferenceType;
use crate::package::clr::{AssemblyReference, AssemblyVersion};
use crate::package::code::{AssemblyFacts, CodeFacts, CodeFile, EntryPoint, FileContent};
use crate::source::Digest;

/// A package with one file of these bytes.
fn file(kind: ReferenceType, bytes: &str, content: Option<FileContent>) -> PackageFacts {
    let mut facts = bare();
    let (name, digest) = ("Lib.dll".to_owned(), Digest::of(bytes.as_bytes()));
    facts.references.push(ReferenceFacts { name: name.clone(), kind: kind.clone(), size: 1, digest }.into());
    facts.code.files.extend(content.map(|content| CodeFile { name, kind, content }.into()));
    facts
}

fn assembly(change: impl FnOnce(&mut AssemblyFacts)) -> Option<FileContent> {
    let mut facts = AssemblyFacts {
        name: "Lib".to_owned(),
        version: AssemblyVersion([1, 2, 0, 0]),
        target_framework: Some(".NETFramework,Version=v4.6.1".to_owned()),
        strong_named: true,
        ..AssemblyFacts::default()
    };
    change(&mut facts);
    Some(FileContent::Assembly(Box::new(facts)))
}

/// A package with this library.
fn library(bytes: &str, change: impl FnOnce(&mut AssemblyFacts)) -> PackageFacts {
    file(ReferenceType::Reference, bytes, assembly(change))
}

/// A package whose plug-in was read, with this entry point.
fn entered(entry_point: EntryPoint) -> PackageFacts {
    let mut facts = file(ReferenceType::Agent, "plug-in", assembly(|_| {}));
    facts.code.entry_point = entry_point;
    facts
}

fn found(interfaces: &[&str], outside: &[&str]) -> EntryPoint {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    EntryPoint::Found {
        file: "Lib.dll".to_owned(),
        public: true,
        concrete: true,
        default_constructor: true,
        interfaces: names(interfaces),
        outside: names(outside),
    }
}

fn abstract_one() -> EntryPoint {
    let mut entry_point = found(&[], &[]);
    if let EntryPoint::Found { concrete, .. } = &mut entry_point {
        *concrete = false;
    }
    entry_point
}

fn missing(names: &[&str]) -> PackageFacts {
    let mut facts = entered(EntryPoint::Unknown);
    facts.code.missing = names
        .iter()
        .map(|name| AssemblyReference {
            name: (*name).to_owned(),
            version: AssemblyVersion([4, 0, 0, 0]),
            public_key_token: None,
        })
        .collect();
    facts
}

pub(super) fn cases() -> Vec<Case> {
    let case = |kind, before, after, says, affects| Case { kind, before, after, says, affects };
    let mut cases = entry_points();
    cases.extend(of_files());
    cases.extend([
        case(
            Kind::DependencyMissing,
            missing(&[]),
            missing(&["Json"]),
            "`Json` `4.0.0.0` is needed and not in the package",
            Affects::Everyone,
        ),
        case(
            Kind::DependencyFound,
            missing(&["Json"]),
            missing(&[]),
            "`Json` is not missing any more",
            Affects::Nobody,
        ),
    ]);
    cases
}

fn entry_points() -> Vec<Case> {
    use Affects::{Everyone, Nobody};
    let case = |kind, before, after, says, affects| Case {
        kind,
        before: entered(before),
        after: entered(after),
        says,
        affects,
    };
    let gone = || EntryPoint::Missing { similar: None };
    let live = "XMPro.Integration.Framework.Connector.ILiveConnector";
    vec![
        case(
            Kind::EntryPointMissing,
            found(&[], &[]),
            gone(),
            "the class named as entry point is not in the plug-in",
            Everyone,
        ),
        case(
            Kind::EntryPointFound,
            gone(),
            found(&[], &[]),
            "the class named as entry point is in the plug-in now",
            Nobody,
        ),
        case(
            Kind::EntryPointUnusable,
            found(&[], &[]),
            abstract_one(),
            "the class named as entry point is abstract, generic or an interface",
            Everyone,
        ),
        case(
            Kind::InterfaceDropped,
            found(&[live], &[live]),
            found(&[], &[]),
            "the entry point does not implement `XMPro.Integration.Framework.Connector.ILiveConnector` any more",
            Everyone,
        ),
        case(
            Kind::InterfacePerhapsDropped,
            found(&[live], &[live]),
            found(&[], &["Acme.Base"]),
            "the entry point does not implement `XMPro.Integration.Framework.Connector.ILiveConnector` itself any \
             more, and it is not known whether `Acme.Base` does",
            Everyone,
        ),
        case(
            Kind::InterfaceAdded,
            found(&[], &[]),
            found(&[live], &[live]),
            "the entry point implements `XMPro.Integration.Framework.Connector.ILiveConnector`",
            Nobody,
        ),
    ]
}

fn of_files() -> Vec<Case> {
    use Affects::{Everyone, Nobody};
    let reference = || ReferenceType::Reference;
    let case = |kind, before, after, says, affects| Case { kind, before, after, says, affects };
    let known = |kind, version: [u16; 4], says, affects| Case {
        kind,
        before: library("before", |_| {}),
        after: library("after", |facts| facts.version = AssemblyVersion(version)),
        says,
        affects,
    };
    let mut cases = vec![
        known(Kind::Upgraded, [1, 3, 0, 0], "`Lib.dll` went from `1.2.0.0` to `1.3.0.0`", Nobody),
        known(Kind::UpgradedMajor, [2, 0, 0, 0], "`Lib.dll` went from `1.2.0.0` to `2.0.0.0`", Everyone),
        known(Kind::Downgraded, [1, 1, 0, 0], "`Lib.dll` went from `1.2.0.0` to `1.1.0.0`", Everyone),
        known(
            Kind::Rebuilt,
            [1, 2, 0, 0],
            "`Lib.dll` has other bytes under the same version `1.2.0.0`",
            Everyone,
        ),
        case(
            Kind::PlugIn,
            file(ReferenceType::Agent, "before", None),
            file(ReferenceType::Agent, "after", None),
            "`Lib.dll`, the plug-in, has other bytes",
            Nobody,
        ),
        case(
            Kind::FileChanged,
            file(reference(), "before", None),
            file(reference(), "after", None),
            "`Lib.dll` has other bytes",
            Everyone,
        ),
        case(
            Kind::FileAdded,
            bare(),
            file(reference(), "x", assembly(|_| {})),
            "`Lib.dll` was added (`1.2.0.0`)",
            Nobody,
        ),
        case(Kind::FileRemoved, file(reference(), "x", None), bare(), "`Lib.dll` was removed", Everyone),
        case(
            Kind::FileType,
            file(reference(), "x", None),
            file(ReferenceType::Resource, "x", None),
            "`Lib.dll` is of the type `Resource` and was `Reference`",
            Nobody,
        ),
        case(
            Kind::Damaged,
            file(reference(), "before", assembly(|_| {})),
            file(
                reference(),
                "after",
                Some(FileContent::Damaged { offset: 8, what: "it ends here".to_owned() }),
            ),
            "`Lib.dll` cannot be read as an assembly any more: `it ends here`",
            Everyone,
        ),
    ];
    cases.extend(built());
    cases
}

/// A library that is built in another way in its next minor version.
fn built() -> Vec<Case> {
    use Affects::{Everyone, Nobody};
    type Change = fn(&mut AssemblyFacts);
    let case = |kind, before: Change, after: Change, says, affects| Case {
        kind,
        before: library("before", before),
        after: library("after", |facts| {
            facts.version = AssemblyVersion([1, 3, 0, 0]);
            after(facts);
        }),
        says,
        affects,
    };
    let framework = |kind, from: Change, says, affects| case(kind, |_| {}, from, says, affects);
    vec![
        framework(
            Kind::FrameworkRaised,
            |facts| facts.target_framework = Some(".NETFramework,Version=v4.8".to_owned()),
            "`Lib.dll` is built for `.NETFramework,Version=v4.8` and was for `.NETFramework,Version=v4.6.1`",
            Everyone,
        ),
        framework(
            Kind::FrameworkLowered,
            |facts| facts.target_framework = Some(".NETFramework,Version=v4.5".to_owned()),
            "`Lib.dll` is built for `.NETFramework,Version=v4.5` and was for `.NETFramework,Version=v4.6.1`",
            Nobody,
        ),
        framework(
            Kind::Framework,
            |facts| facts.target_framework = Some(".NETCoreApp,Version=v8.0".to_owned()),
            "`Lib.dll` is built for `.NETCoreApp,Version=v8.0` and was for `.NETFramework,Version=v4.6.1`",
            Everyone,
        ),
        case(
            Kind::DebugBuild,
            |_| {},
            |facts| facts.debug_build = true,
            "`Lib.dll` is a debug build now",
            Everyone,
        ),
        case(
            Kind::ReleaseBuild,
            |facts| facts.debug_build = true,
            |_| {},
            "`Lib.dll` is no debug build any more",
            Nobody,
        ),
        case(
            Kind::StrongNameDropped,
            |_| {},
            |facts| facts.strong_named = false,
            "`Lib.dll` has no strong name any more",
            Everyone,
        ),
        case(
            Kind::SignatureDropped,
            |facts| facts.signed = true,
            |_| {},
            "`Lib.dll` is not signed any more",
            Everyone,
        ),
        case(Kind::SignatureAdded, |_| {}, |facts| facts.signed = true, "`Lib.dll` is signed now", Nobody),
    ]
}

#[test]
fn nothing_is_claimed_of_code_that_could_not_be_read() {
    let live = "XMPro.Integration.Framework.Connector.ILiveConnector";
    let known = entered(found(&[live], &[]));
    let mut unread = known.clone();
    unread.code = CodeFacts::default().into();
    let unknown = entered(EntryPoint::Unknown);
    let mut needy = missing(&["Json"]);
    needy.code.files.clear();
    for (before, after) in [(&known, &unread), (&known, &unknown), (&missing(&["Json"]), &unread)] {
        assert_eq!(codes(before, after), Vec::<&str>::new());
        assert_eq!(codes(after, before), Vec::<&str>::new());
    }
}

#[test]
fn interfaces_that_app_designer_does_not_know_are_left_out() {
    let before = entered(found(&["System.IDisposable"], &[]));
    assert_eq!(codes(&before, &entered(found(&[], &[]))), Vec::<&str>::new());
}

#[test]
fn an_assembly_for_net_standard_is_not_lost_to_the_former_hosts() {
    let before = library("before", |_| {});
    let after = library("after", |facts| {
        facts.target_framework = Some(".NETStandard,Version=v2.0".to_owned());
    });
    assert_eq!(codes(&before, &after), ["assembly-rebuilt", "framework-raised"]);
}
