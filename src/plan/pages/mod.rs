//! A route made into a page: one file for each kind.

mod a_z;
mod about;
pub(crate) mod activity;
mod alias;
mod application;
mod applications;
mod category;
mod connector;
mod home;
mod not_found;
mod provenance;
mod reports;
pub(crate) mod rules;
mod search;
mod usage;
mod version;

pub(crate) use version::package;

use super::path::SitePath;
use super::route::{self, Route};
use super::search::script_safe;
use super::shown::Shown;
use super::{Body, Form, Options, api, machines};
use crate::package::Container;

/// What stands at `path`.
pub(crate) fn body(shown: &Shown<'_>, options: &Options, path: &SitePath, route: &Route<'_>) -> Body {
    let (name, context) = match route {
        Route::NotFound => ("404.html", not_found::context(shown, path, options)),
        Route::Home => ("home.html", home::context(shown, path)),
        Route::Search => ("search.html", search::context(shown, path)),
        Route::AToZ => ("a-z.html", a_z::context(shown, path)),
        Route::Letter(found) => ("a-z.html", a_z::letter(shown, path, found)),
        Route::Usage => ("usage.html", usage::context(shown, path, options.today)),
        Route::Applications => ("applications.html", applications::context(shown, path, options)),
        Route::Application(found) => ("application.html", application::context(shown, path, found, options)),
        Route::Category(found, group) => ("category.html", category::context(shown, path, found, group)),
        Route::Activity(part) => ("activity.html", activity::context(shown, path, *part)),
        Route::About => ("about.html", about::context(shown, path, options)),
        Route::Rules => ("rules.html", rules::all(shown, path)),
        Route::Rule(entry) => ("rule.html", rules::one(shown, path, entry)),
        Route::Status => return Body::Bytes(about::status(shown, options)),
        Route::Connector(tab, found) => connector::page(shown, path, *tab, found),
        Route::Version(found, version) => {
            ("version.html", version::context(shown, path, found, version, options.today))
        }
        Route::Alias(found) => ("alias.html", alias::context(shown, path, found)),
        Route::Download(version, facts) => {
            let form = if facts.container == Container::Binary { Form::AsItIs } else { Form::Binary };
            let (path, stored) = (version.package_path.clone(), version.stored());
            return Body::File { path, stored, limit: facts.size, form };
        }
        Route::Picture(picture) => {
            let (path, limit) = (picture.path.clone(), picture.size);
            return Body::File { path, stored: None, limit, form: Form::AsItIs };
        }
        Route::Bytes(bytes) => return Body::Bytes(bytes.clone()),
        Route::Machine(which) => return machines::body(shown, path, which),
        Route::Api(which) => return Body::Bytes(api::file(shown, path, which)),
        Route::Reports(group) => ("reports.html", reports::context(shown, path, group, options.today)),
        Route::Report(report, form) => {
            let sheet = report.sheet(shown, options.today);
            return Body::Bytes(match form {
                route::Form::Csv => sheet.csv().into_bytes(),
                route::Form::Json => (script_safe(&sheet.json(options.today)) + "\n").into_bytes(),
            });
        }
    };
    Body::Template { name, context }
}
