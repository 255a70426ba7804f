//! Which file of the site a request means, and whether its sender may ask us.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use hyper::header;

use super::talk::Asked;
use crate::plan::SitePath;

/// The file a request path means. Decoded once; what then is no path of a site means nothing.
pub(super) fn file_at(path: &str) -> Option<SitePath> {
    let decoded = decode(path)?;
    let inside = decoded.strip_prefix('/')?;
    match inside.is_empty() || inside.ends_with('/') {
        true => SitePath::new(&format!("{inside}index.html")),
        false => SitePath::new(inside),
    }
}

/// Undoes `%xx`; nothing if that is not text, or holds what no path of a site holds.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            plain => plain,
        });
    }
    let decoded = String::from_utf8(bytes).ok()?;
    let unsound = |c: char| c.is_control() || c == '\\';
    (!decoded.contains(unsound)).then_some(decoded)
}

fn hex(ascii: u8) -> Option<u8> {
    char::from(ascii).to_digit(16)?.try_into().ok()
}

/// The names under which the server may be asked, so that no page elsewhere can have a name of its own lead here.
#[derive(Debug, Clone)]
pub(in crate::daemon) struct Hosts {
    names: BTreeSet<String>,
    /// The port under which any address may be asked: one that listens on all of them. No name elsewhere leads to an address.
    any_address: Option<u16>,
}

impl Hosts {
    /// The loopback names and the address itself with this port, and the names given with and without it.
    pub(in crate::daemon) fn new(at: SocketAddr, names: &[String]) -> Self {
        let port = at.port();
        let mut hosts = BTreeSet::new();
        for name in ["localhost", "127.0.0.1", "[::1]"] {
            hosts.insert(format!("{name}:{port}"));
            if port == 80 {
                hosts.insert(name.to_owned());
            }
        }
        if !at.ip().is_unspecified() {
            hosts.insert(at.to_string());
        }
        for name in names.iter().map(|name| name.to_ascii_lowercase()) {
            hosts.insert(format!("{name}:{port}"));
            hosts.insert(name);
        }
        Hosts { names: hosts, any_address: at.ip().is_unspecified().then_some(port) }
    }

    /// Whether this is one of them.
    fn has(&self, host: &str) -> bool {
        let is_address = |port: u16| match host.parse::<SocketAddr>() {
            Ok(address) => address.port() == port,
            Err(_) => port == 80 && host.parse::<IpAddr>().is_ok(),
        };
        self.names.contains(&host.to_ascii_lowercase()) || self.any_address.is_some_and(is_address)
    }

    /// Whether a request asks under one of them, and under no other.
    pub(in crate::daemon) fn are_meant(&self, asked: &Asked) -> bool {
        let mut hosts = asked.headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let named = asked.uri.authority().map(|authority| authority.as_str());
        host.is_some_and(|host| self.has(host))
            && hosts.next().is_none()
            && named.is_none_or(|name| self.has(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_means_one_file_or_none() {
        let means = |path| file_at(path).map(|path| path.as_str().to_owned());
        let table = [
            ("/", Some("index.html")),
            ("/a", Some("a")),
            ("/a/", Some("a/index.html")),
            ("/a%20b.html", Some("a b.html")),
            ("/%C3%A9", Some("é")),
            ("/a%2fb", Some("a/b")),
            ("/..", None),
            ("/../etc/passwd", None),
            ("/%2e%2e/etc/passwd", None),
            ("/a/%2E%2E/b", None),
            ("/%252e%252e/x", Some("%2e%2e/x")),
            ("/a//b", None),
            ("//a", None),
            ("/a%00b", None),
            ("/a%5c..%5cb", None),
            ("/..\\x", None),
            ("/C:/x", None),
            ("/%ff", None),
            ("/%", None),
            ("/%4", None),
            ("/%+1", None),
            ("*", None),
            ("", None),
        ];
        for (path, file) in table {
            assert_eq!(means(path).as_deref(), file, "{path}");
        }
    }

    #[test]
    fn only_known_hosts_with_the_right_port_may_ask() {
        let hosts = Hosts::new(([127, 0, 0, 1], 8000).into(), &["Connectors.example".into()]);
        for good in [
            "localhost:8000",
            "LOCALHOST:8000",
            "127.0.0.1:8000",
            "[::1]:8000",
            "connectors.example",
            "connectors.example:8000",
        ] {
            assert!(hosts.has(good), "{good}");
        }
        for bad in [
            "",
            "localhost",
            "localhost:8001",
            "evil.example:8000",
            "127.0.0.1.evil.example:8000",
            "localhost:8000@evil",
        ] {
            assert!(!hosts.has(bad), "{bad}");
        }
    }

    #[test]
    fn where_all_addresses_are_listened_on_any_may_be_asked_but_no_name() {
        let hosts = Hosts::new(([0, 0, 0, 0], 8000).into(), &[]);
        for good in ["localhost:8000", "192.0.2.7:8000", "[2001:db8::1]:8000"] {
            assert!(hosts.has(good), "{good}");
        }
        for bad in
            ["evil.example:8000", "192.0.2.7", "192.0.2.7:8001", "192.0.2.7.evil.example:8000", "2001:db8::1"]
        {
            assert!(!hosts.has(bad), "{bad}");
        }
    }
}
