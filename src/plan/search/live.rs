//! Whether a connector hands on live data: whether the class that its package names implements the platform's interface
//! for it. Nothing else in a package tells.

use crate::model::ConnectorVersion;
use crate::package::code::EntryPoint;

/// The simple name of the interface.
const INTERFACE: &str = "ILiveConnector";

/// What a package's code tells of live data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Live {
    Yes,
    No,
    /// There is no package, or its code could not be read as far as needed.
    Unknown,
}

/// What the code of a version tells.
pub(super) fn of(version: Option<&ConnectorVersion>) -> Live {
    version.and_then(ConnectorVersion::facts).map_or(Live::Unknown, |facts| told(&facts.code.entry_point))
}

fn told(entry_point: &EntryPoint) -> Live {
    let EntryPoint::Found { interfaces, outside, .. } = entry_point else { return Live::Unknown };
    if interfaces.iter().any(|name| simple(name) == INTERFACE) {
        Live::Yes
    } else if outside.iter().all(|name| is_known(name)) {
        Live::No
    } else {
        // A base in an assembly that is not bundled may implement anything.
        Live::Unknown
    }
}

/// Whether it is known what a type outside of the package implements: an interface of the platform or of .NET.
fn is_known(name: &str) -> bool {
    let mut letters = simple(name).chars();
    let interface = letters.next() == Some('I') && letters.next().is_some_and(char::is_uppercase);
    interface && ["XMPro.", "XMIoT.", "System."].iter().any(|theirs| name.starts_with(theirs))
}

fn simple(name: &str) -> &str {
    name.rsplit(['.', '/']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_of(interfaces: &[&str], outside: &[&str]) -> Live {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        told(&EntryPoint::Found {
            file: "A.dll".to_owned(),
            public: true,
            concrete: true,
            default_constructor: true,
            interfaces: owned(interfaces),
            outside: owned(outside),
        })
    }

    #[test]
    fn only_the_interface_makes_data_live() {
        let (plain, live) = (
            "XMPro.Integration.Framework.Connector.IConnector",
            "XMPro.Integration.Framework.Connector.ILiveConnector",
        );
        assert_eq!(told_of(&[plain, live], &[plain, live]), Live::Yes);
        assert_eq!(told_of(&[plain], &[plain, "System.IDisposable"]), Live::No);
        assert_eq!(told_of(&[], &["XMPro.Integration.Framework.Base"]), Live::Unknown, "a base outside");
        assert_eq!(told_of(&[plain], &["Acme.Shared.IAnything"]), Live::Unknown);
        assert_eq!(told(&EntryPoint::Unknown), Live::Unknown);
        assert_eq!(of(None), Live::Unknown);
    }
}
