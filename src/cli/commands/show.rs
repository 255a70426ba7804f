//! `connectory show`

#[path = "show/application.rs"]
mod application;
#[path = "show/connector.rs"]
mod connector;
#[path = "show/json.rs"]
mod json;
#[path = "show/version.rs"]
mod version;

use clap::Args;
use jiff::civil::Date;

use super::format::Format;
use super::known;
use super::looking::{Dates, LookArguments};
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::emit::pretty;
use crate::model::{Application, Connector, ConnectorVersion, Registry, Usage};

/// What is known of it, and who uses it. Exit code: 0 shown, 2 there is nothing of that name.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// A connector (sql-server), a version (sql-server@1.38), or an application (pump-simulator)
    name: String,
    /// The name is that of an application, whatever else has it
    #[arg(long)]
    application: bool,
    #[command(flatten)]
    look: LookArguments,
}

/// What is shown.
enum Subject<'r> {
    Connector(&'r Connector),
    Version(&'r Connector, &'r ConnectorVersion),
    Application(&'r Application),
}

/// A registry to look things up in, for a day.
struct Look<'r> {
    registry: &'r Registry,
    usage: Usage<'r>,
    today: Date,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let registry = arguments.look.load(Dates::Needed, context)?;
    let today = arguments.look.registry.today(context);
    let look = Look { registry: &registry, usage: Usage::of(&registry), today };
    let subject = subject(&arguments, &registry)?;
    let text = match (arguments.look.format, &subject) {
        (Format::Json, _) => pretty(&json::document(&look, &subject)),
        (Format::Human, Subject::Connector(found)) => connector::text(&look, found, context.width()),
        (Format::Human, Subject::Version(found, version)) => {
            version::text(&look, (found, version), context.width())
        }
        (Format::Human, Subject::Application(found)) => application::text(&look, found, context.width()),
    };
    context.print(&text)?;
    Ok(Exit::Clean)
}

fn subject<'r>(arguments: &Arguments, registry: &'r Registry) -> Result<Subject<'r>, Failure> {
    let name = arguments.name.as_str();
    let connectors = registry.connectors.iter().map(|connector| connector.slug.as_str());
    let applications = registry.applications.iter().map(|application| application.slug.as_str());
    if let Some((slug, version)) = name.split_once('@').filter(|_| !arguments.application) {
        let connector = known::connector(registry, slug, "`connectory list` names them")?;
        return Ok(Subject::Version(connector, known::version(connector, version)?));
    }
    let application = registry.application(name).map(Subject::Application);
    if arguments.application {
        let instead = "the files in `applications` are named like them";
        return application.ok_or_else(|| known::unknown("application", name, applications, instead));
    }
    let readable = !registry.unreadable.iter().any(|other| other.as_str() == name);
    match registry.connector(name).map(Subject::Connector).or(application) {
        Some(subject) => Ok(subject),
        // That it cannot be read is said better there.
        None if !readable => known::connector(registry, name, "").map(Subject::Connector),
        None => {
            let instead = "`connectory list` names the connectors, `connectory search` looks for words";
            Err(known::unknown("connector or application", name, connectors.chain(applications), instead))
        }
    }
}

/// Names or numbers, one behind the other.
fn listed<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(", ")
}

/// `7 applications`, `1 application`.
fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
