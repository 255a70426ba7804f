//! Two connectors of one application bring different versions of one assembly.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Application, Brought, Conflict, conflicts};

/// Two connectors of one application bring different versions of one assembly.
pub(super) struct AssemblyConflict;

impl Rule for AssemblyConflict {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for application in &context.registry.applications {
            for conflict in conflicts(&context.usage, application) {
                report(application, &conflict, findings);
            }
        }
    }
}

/// Reports the first two that differ.
fn report(application: &Application, conflict: &Conflict<'_>, findings: &mut Findings<'_>) {
    let Conflict { first, second, .. } = conflict;
    let of = |it: &Brought<'_>| {
        format!("{} with `{}` {}", it.assembly.version, it.used.connector, it.used.version)
    };
    let message = format!(
        "`{}` gets `{}` as {} and as {}",
        application.name,
        second.assembly.name,
        of(first),
        of(second)
    );
    findings
        .at(Place::at(&application.file, second.used.version.span), message)
        .label(format!("brings {}", second.assembly.version))
        .related(
            Place::at(&application.file, first.used.version.span),
            format!("brings {}", first.assembly.version),
        )
        .fix(format!("use versions of the two that bring the same `{}`", second.assembly.name));
}
