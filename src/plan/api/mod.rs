//! `api/v1/`: the site as JSON. Field names are a contract; new fields may be added, none is renamed or removed.
//!
//! Every file carries `"schema": 1`. Paths (`page`, `api`, `package`) are relative to the site's root. A value that
//! is not known is `null`. Versions are strings, as they were written; dates are `YYYY-MM-DD`.

mod catalogue;
mod usage;

use serde_json::{Value, json};

use super::route::Api;
use super::search::script_safe;
use super::shown::Shown;

/// The bytes of one file.
pub(crate) fn file(shown: &Shown<'_>, api: &Api<'_>) -> Vec<u8> {
    let mut all = json!({ "schema": 1 });
    let own = match api {
        Api::Index => catalogue::index(shown),
        Api::Categories => catalogue::categories(shown),
        Api::Connector(connector) => catalogue::connector(shown, connector),
        Api::Version(connector, version) => catalogue::version(shown, connector, version),
        Api::Applications => usage::applications(shown),
        Api::Application(application) => usage::application(shown, application),
        Api::Usage => usage::usage(shown),
    };
    if let (Value::Object(all), Value::Object(own)) = (&mut all, own) {
        all.extend(own);
    }
    let mut bytes = script_safe(&all).into_bytes();
    bytes.push(b'\n');
    bytes
}
