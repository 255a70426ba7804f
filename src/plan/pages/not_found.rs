//! `404.html`: shown by a server at any address, so its links begin at the site's root.

use serde_json::{Value, json};

use crate::plan::Options;
use crate::plan::path::SitePath;
use crate::plan::shown::Shown;
use crate::plan::view::Frame;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, options: &Options) -> Value {
    let frame = Frame { root: options.not_found_root.clone(), ..Frame::at(path, "Page not found", "") };
    frame.with(shown, json!({}))
}
