//! Which file of the site a request means, and whether its sender may ask us.

use std::collections::BTreeSet;
use std::net::SocketAddr;

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
pub(super) struct Hosts(BTreeSet<String>);

impl Hosts {
    /// The loopback names and the address itself with this port, and the names given with and without it.
    pub(super) fn new(at: SocketAddr, names: &[String]) -> Self {
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
        Hosts(hosts)
    }

    /// Whether this is one of them.
    pub(super) fn has(&self, host: &str) -> bool {
        self.0.contains(&host.to_ascii_lowercase())
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
}
