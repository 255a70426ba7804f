//! A former slug's page: it leads to the connector.

use serde_json::{Value, json};

use crate::model::Connector;
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Shown};
use crate::plan::view::Frame;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, connector: &Connector) -> Value {
    let frame = Frame::at(path, &connector.name, "connectors");
    let target = shown::connector_page(connector.slug.as_str());
    frame.with(shown, json!({ "target": target.href() }))
}
