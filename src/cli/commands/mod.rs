//! The commands, one file each. One line makes a command's module and its place in the list.

mod changing;
mod findings;
mod form;
mod format;
mod known;
mod looking;
mod named;
mod registry;
mod retire;
mod shown;
mod signing;

use super::context::{Context, Exit, Failure};

macro_rules! commands {
    ($($(#[$doc:meta])* $module:ident $name:ident,)*) => {
        $(mod $module;)*

        /// What to do.
        #[derive(Debug, clap::Subcommand)]
        pub(in crate::cli) enum Command {
            $($(#[$doc])* $name($module::Arguments),)*
        }

        impl Command {
            /// Does it.
            pub(in crate::cli) fn run(self, context: &Context) -> Result<Exit, Failure> {
                match self {
                    $(Command::$name(arguments) => $module::run(arguments, context),)*
                }
            }

            /// The program with what the arguments of each command say of it, in the long help below its line.
            pub(in crate::cli) fn explained(program: clap::Command) -> clap::Command {
                let says = [$(about(<$module::Arguments as clap::Args>::augment_args),)*];
                let commands = program.get_subcommands().map(|command| command.get_name().to_owned());
                let commands: Vec<String> = commands.collect();
                commands.into_iter().zip(says).fold(program, |program, (name, says)| explain(program, &name, &says))
            }
        }
    };
}

/// What arguments say of their command.
fn about(arguments: fn(clap::Command) -> clap::Command) -> String {
    let command = arguments(clap::Command::new(""));
    let says = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    // clap takes the full stop of a single paragraph away.
    if says.is_empty() || says.ends_with('.') { says } else { says + "." }
}

fn explain(program: clap::Command, name: &str, says: &str) -> clap::Command {
    program.mut_subcommand(name, |command| {
        let what = command.get_about().map(ToString::to_string).unwrap_or_default();
        if says.is_empty() { command } else { command.long_about(format!("{what}\n\n{says}")) }
    })
}

/// The codes that `registry.yaml` may waive or give another level.
fn adjustable() -> Vec<&'static str> {
    crate::check::RULES.iter().filter(|entry| entry.adjustable).map(|entry| entry.code).collect()
}

commands! {
    /// Begin a registry, or add what one lacks: schemas for editors, CI
    init Init,
    /// Add packages to a registry: as versions, or as connectors that are new
    add Add,
    /// Remove connectors or versions that nobody uses
    remove Remove,
    /// Bring back connectors or versions as they were committed last
    restore Restore,
    /// Say of versions that they still work and people should move away
    deprecate Deprecate,
    /// Say of versions that they must not be used any more
    withdraw Withdraw,
    /// Make versions active again that are deprecated or withdrawn
    activate Activate,
    /// Give a connector another slug, or move it to another group; what names it follows
    rename Rename,
    /// Set fields of a connector or a version
    set Set,
    /// Add, rename, move, remove or list categories
    category Category,
    /// List, add, remove applications
    app App,
    /// Move an application to higher versions of the connectors that it uses
    upgrade Upgrade,
    /// Have the Git host ask the owners: write CODEOWNERS, or bring it up to date
    codeowners Codeowners,
    /// List the connectors of a registry, or their versions
    list List,
    /// Show a connector, one of its versions, or an application
    show Show,
    /// Look for connectors by words: in names, descriptions, help, settings, files
    search Search,
    /// Report who uses what, who is behind, what is due, what may be deleted
    report Report,
    /// Print what a package is: details, files inside, settings form
    inspect Inspect,
    /// Compare two packages, or a version with another one: what changes for applications
    diff Diff,
    /// List what a package is made of, as a CycloneDX document
    sbom Sbom,
    /// Begin a connector
    new New,
    /// Make a package of a package.yaml and the files it names
    pack Pack,
    /// Take a package apart: package.yaml, the files inside, the icon
    unpack Unpack,
    /// Write a package in another form: binary, zip or JSON
    convert Convert,
    /// Put packages into one zip for App Designer's bulk upload, or get them out of one
    bulk Bulk,
    /// Print the JSON Schema of a file that people write, or write all of them
    schema Schema,
    /// Check a registry and report what is wrong with it
    check Check,
    /// Explain a code: what, why, how to fix it, whether it can be waived
    explain Explain,
    /// List every rule with its level
    rules Rules,
    /// Build the static catalogue into a folder
    build Build,
    /// Show the catalogue in the browser and follow changes
    serve Serve,
    /// Build the static catalogue into a folder and follow changes
    watch Watch,
    /// Publish the site once: into a folder of generations, a Git branch, an object store
    publish Publish,
    /// Follow a registry and keep every site current: the service
    daemon Daemon,
    /// Look whether a daemon would do its work on this machine
    doctor Doctor,
    /// Check a copy of a site: every file, who signed it, that it is no older one
    verify Verify,
    /// Print what makes a shell complete commands and options
    completions Completions,
    /// Write the manual: a page for each command, or one of all
    man Man,
}
