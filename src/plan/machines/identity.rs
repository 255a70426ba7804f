//! Ids that feeds and calendars need: the same for the same thing on every site and at every time.

use crate::model::{Connector, ConnectorVersion};
use crate::plan::fingerprint::Fingerprint;

/// A UUID made of what a thing is (RFC 9562, version 8: a digest of our own).
pub(super) fn uuid(parts: &[&str]) -> String {
    let parts = ["connectory"].iter().chain(parts).map(|part| part.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Fingerprint::of_parts(parts).as_bytes()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = Fingerprint::hex(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// What a version is known by, whatever its connector's slug is and wherever it is shown: the connector's id, which each of
/// its packages carries; the slug where there is none.
pub(super) fn of_version(connector: &Connector, version: &ConnectorVersion, what: &str) -> String {
    let id = connector.id.as_ref().map_or(connector.slug.as_str(), |id| id.as_str());
    uuid(&[what, &id.to_ascii_lowercase(), version.number.as_str()])
}

/// The same where another connector carries the same id, which `check` reports.
pub(super) fn of_slug(connector: &Connector, version: &ConnectorVersion, what: &str) -> String {
    uuid(&[what, "slug", connector.slug.as_str(), version.number.as_str()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_and_stays() {
        assert_eq!(uuid(&["version", "a", "1.0"]), uuid(&["version", "a", "1.0"]));
        assert_ne!(uuid(&["version", "a", "1.0"]), uuid(&["version", "a1", ".0"]));
        let id = uuid(&["x"]);
        assert_eq!((id.len(), &id[14..15]), (36, "8"));
        assert!("89ab".contains(&id[19..20]), "{id}");
    }
}
