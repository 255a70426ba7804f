#![expect(clippy::disallowed_methods, reason = "tests make files")]

use std::fs;

use hyper::{Method, Uri};

use super::*;

const WORD: &str = "correct-horse-battery";

fn settings(name: &str, secret: &str) -> (tempfile::TempDir, HeaderSettings) {
    let root = tempfile::tempdir().unwrap();
    let secret_file = root.path().join("secret");
    fs::write(&secret_file, secret).unwrap();
    allow(&secret_file, 0o640);
    (root, HeaderSettings { name: name.into(), sites: Vec::new(), secret_file })
}

#[cfg(unix)]
fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn allow(_path: &Path, _mode: u32) {}

fn door(secret: &str) -> ByHeader {
    let (_root, settings) = settings("X-Site", secret);
    let shown = |name: &str| (name.to_owned(), Shown { site: Site::default(), target: name.to_owned() });
    ByHeader::new(&settings, ["ops", "lab"].map(shown).into()).unwrap()
}

fn led<'d>(door: &'d ByHeader, peer: &str, headers: &[(&str, &str)]) -> Option<&'d str> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    let asked =
        Asked { method: Method::GET, uri: Uri::from_static("/"), headers: map, peer: peer.parse().unwrap() };
    door.lead(&asked).map(|shown| shown.target.as_str())
}

#[test]
fn only_a_proxy_with_the_secret_names_one_site_that_is_declared() {
    let door = door(&format!("{WORD}\n"));
    let secret = ("x-connectory-proxy-secret", WORD);
    for (peer, site) in [("127.0.0.1", "ops"), ("::1", "lab"), ("::ffff:127.0.0.1", "ops")] {
        assert_eq!(led(&door, peer, &[secret, ("x-site", site)]), Some(site), "{peer}");
    }
    let table: &[(&str, &[(&str, &str)])] = &[
        ("127.0.0.1", &[]),
        ("127.0.0.1", &[secret]),
        ("127.0.0.1", &[("x-site", "ops")]),
        ("192.0.2.1", &[secret, ("x-site", "ops")]),
        ("::ffff:192.0.2.1", &[secret, ("x-site", "ops")]),
        ("127.0.0.1", &[("x-connectory-proxy-secret", ""), ("x-site", "ops")]),
        ("127.0.0.1", &[("x-connectory-proxy-secret", "correct-horse-batterx"), ("x-site", "ops")]),
        ("127.0.0.1", &[("x-connectory-proxy-secret", "correct-horse-battery2"), ("x-site", "ops")]),
        ("127.0.0.1", &[secret, secret, ("x-site", "ops")]),
        ("127.0.0.1", &[secret, ("x-site", "ops"), ("x-site", "ops")]),
        ("127.0.0.1", &[secret, ("x-site", "ops"), ("x-site", "lab")]),
        ("127.0.0.1", &[secret, ("x-site", "ops, lab")]),
        ("127.0.0.1", &[secret, ("x-site", "OPS")]),
        ("127.0.0.1", &[secret, ("x-site", "")]),
        ("127.0.0.1", &[secret, ("x-site", "other")]),
        ("127.0.0.1", &[secret, ("x_site", "ops")]),
    ];
    for (peer, headers) in table {
        assert_eq!(led(&door, peer, headers), None, "{peer} {headers:?}");
    }
}

#[test]
fn a_secret_that_is_none_is_refused() {
    for short in ["", "\n", "short", "                  \n"] {
        let (_root, settings) = settings("X-Site", short);
        let refused = ByHeader::new(&settings, BTreeMap::new()).unwrap_err();
        assert!(matches!(refused, DoorError::Length { .. }), "{refused}");
    }
    let (_root, long) = settings("X-Site", &"x".repeat(5000));
    assert!(matches!(ByHeader::new(&long, BTreeMap::new()), Err(DoorError::Length { .. })));
    let (root, mut gone) = settings("X-Site", WORD);
    gone.secret_file = root.path().join("nowhere");
    assert!(matches!(ByHeader::new(&gone, BTreeMap::new()), Err(DoorError::Unread { .. })));
}

#[cfg(unix)]
#[test]
fn a_secret_that_every_user_may_read_is_refused_and_one_shared_with_a_group_is_not() {
    let (_root, settings) = settings("X-Site", WORD);
    for (mode, is_fine) in [(0o600, true), (0o640, true), (0o644, false), (0o604, false), (0o602, false)] {
        allow(&settings.secret_file, mode);
        let door = ByHeader::new(&settings, BTreeMap::new());
        assert_eq!(door.is_ok(), is_fine, "{mode:o}");
        if let Err(error) = door {
            assert!(error.to_string().contains("chmod o= "), "{error}");
        }
    }
}

#[test]
fn a_header_that_browsers_send_names_no_site() {
    for name in ["Cookie", "Host", "Authorization", "X-Connectory-Proxy-Secret", "a b", "", "User-Agent"] {
        let (_root, settings) = settings(name, WORD);
        let refused = ByHeader::new(&settings, BTreeMap::new());
        assert!(matches!(refused, Err(DoorError::Header(_))), "{name}");
    }
    for name in ["X-Connectory-Site", "Remote-Groups"] {
        let (_root, settings) = settings(name, WORD);
        assert!(ByHeader::new(&settings, BTreeMap::new()).is_ok(), "{name}");
    }
}
