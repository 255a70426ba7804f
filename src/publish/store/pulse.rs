//! The daemon's sign of life beside a site in a store, where every one costs a request that is paid for: seldom, or when what it says
//! changes.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::StoreSink;
use crate::publish::{PULSE, PublishError};

/// Time between two signs that say the same.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// A sign holds for as much longer than until the next, in seconds.
const SLACK: i64 = 45;

/// What a sign of life says.
#[derive(Debug, Clone)]
pub(super) struct Sign {
    pub(super) state: Option<String>,
    pub(super) at: Option<Timestamp>,
    /// Who publishes.
    pub(super) by: Option<String>,
    valid: i64,
}

impl Sign {
    /// Reads it; nothing if it is no object.
    pub(super) fn parse(bytes: &[u8]) -> Option<Sign> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        let fields = value.as_object()?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Sign {
            state: text("state"),
            at: text("at").and_then(|at| at.parse().ok()),
            by: text("by"),
            valid: fields.get("valid_seconds").and_then(Value::as_i64).unwrap_or_default().clamp(0, 3600),
        })
    }

    /// Until when it says that its publisher lives.
    pub(super) fn until(&self) -> Timestamp {
        let at = self.at.unwrap_or(Timestamp::MIN);
        at.saturating_add(SignedDuration::from_secs(self.valid)).unwrap_or(Timestamp::MAX)
    }
}

/// The sign as it goes to a store: with who gives it, and valid until the next one is due.
fn rewritten(body: &[u8], owner: &str) -> Vec<u8> {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else { return body.to_owned() };
    let told = fields.get("valid_seconds").and_then(Value::as_i64).unwrap_or_default();
    let valid = told.max(EVERY.as_secs() + SLACK);
    fields.insert("valid_seconds".to_owned(), valid.into());
    fields.insert("by".to_owned(), owner.into());
    Value::Object(fields).to_string().into_bytes()
}

impl StoreSink {
    /// Deletes what is due, and gives a sign of life if it is time or if it says something else than the last.
    pub(super) fn live(&mut self, body: &[u8]) -> Result<(), PublishError> {
        // Who has not published has nothing to say of the site.
        if !self.is_published {
            return Ok(());
        }
        self.connect()?;
        if self.is_due() {
            let cleared = self.clear_out();
            self.keep_link(cleared)?;
        }
        let (now, state) = ((self.clock)(), Sign::parse(body).and_then(|sign| sign.state));
        let is_told =
            |(at, told): &(Timestamp, Option<String>)| now.duration_since(*at) < EVERY && *told == state;
        if self.pulsed.as_ref().is_some_and(is_told) {
            return Ok(());
        }
        let there = self.bucket.version(super::marker::MARKER)?;
        if there.map(|there| there.e_tag) != self.link()?.version.clone().map(|known| known.e_tag) {
            // The site is another one's now, and so is what is said of it.
            (self.is_published, self.link) = (false, None);
            return Err(self.overtaken());
        }
        self.bucket.put(PULSE, rewritten(body, &self.owner))?;
        self.pulsed = Some((now, state));
        Ok(())
    }
}
