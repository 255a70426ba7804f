//! A route made into a page: one file for each kind.

mod alias;
mod application;
mod applications;
mod category;
mod connector;
mod home;
mod not_found;
mod reports;
mod usage;
mod version;

pub(crate) use version::package;

use super::path::SitePath;
use super::route::{self, Route};
use super::search::script_safe;
use super::shown::Shown;
use super::{Body, Form, Options, api};
use crate::package::Container;

/// What stands at `path`.
pub(crate) fn body(shown: &Shown<'_>, options: &Options, path: &SitePath, route: &Route<'_>) -> Body {
    let (name, context) = match route {
        Route::NotFound => ("404.html", not_found::context(shown, path, options)),
        Route::Home => ("home.html", home::context(shown, path)),
        Route::Usage => ("usage.html", usage::context(shown, path, options.today)),
        Route::Applications => ("applications.html", applications::context(shown, path)),
        Route::Application(found) => ("application.html", application::context(shown, path, found)),
        Route::Category(found, group) => ("category.html", category::context(shown, path, found, group)),
        Route::Connector(found) => ("connector.html", connector::context(shown, path, found)),
        Route::Version(found, version) => {
            ("version.html", version::context(shown, path, found, version, options.today))
        }
        Route::Alias(found) => ("alias.html", alias::context(shown, path, found)),
        Route::Download(from, facts) => {
            let form = if facts.container == Container::Binary { Form::AsItIs } else { Form::Binary };
            return Body::File { path: (*from).clone(), limit: facts.size, form };
        }
        Route::Picture(picture) => {
            return Body::File { path: picture.path.clone(), limit: picture.size, form: Form::AsItIs };
        }
        Route::Bytes(bytes) => return Body::Bytes(bytes.clone()),
        Route::Reports(group) => ("reports.html", reports::context(shown, path, group, options.today)),
        Route::Report(report, form) => {
            let sheet = report.sheet(shown, options.today);
            return Body::Bytes(match form {
                route::Form::Csv => sheet.csv().into_bytes(),
                route::Form::Json => (script_safe(&sheet.json(options.today)) + "\n").into_bytes(),
            });
        }
        Route::Api(which) => return Body::Bytes(api::file(shown, which)),
    };
    Body::Template { name, context }
}
