//! An application is still below a breaking version whose deadline has passed.

use jiff::civil::Date;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Application, Breaking, ConnectorVersion, Use, VersionNumber};

/// An application is still below a breaking version whose deadline has passed.
pub(super) struct UpgradeOverdue;

impl Rule for UpgradeOverdue {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(current) = connector.current() else { continue };
            let due: Vec<Due<'_>> = connector
                .versions
                .iter()
                .filter_map(|version| due(version, current, context.today))
                .collect();
            for (number, uses) in context.usage.versions_of(&connector.slug) {
                let crossed = &due[due.partition_point(|due| due.version.number <= *number)..];
                for (application, used) in uses {
                    report(application, used, (crossed, &current.number), findings);
                }
            }
        }
    }
}

/// As many further versions are named.
const MOST_FURTHER: usize = 5;

/// A breaking version whose deadline has passed.
struct Due<'r> {
    version: &'r ConnectorVersion,
    breaking: &'r Breaking,
    by: Date,
}

/// A version up to `current` whose deadline has passed; its last day is still in time.
fn due<'r>(version: &'r ConnectorVersion, current: &ConnectorVersion, today: Date) -> Option<Due<'r>> {
    let breaking = version.breaking.as_ref()?;
    let by = breaking.upgrade_by.filter(|by| *by < today)?;
    (version.number <= current.number).then_some(Due { version, breaking, by })
}

/// Reports the lowest version of `crossed`, which has to be passed first.
fn report(
    application: &Application,
    used: &Use,
    (crossed, current): (&[Due<'_>], &VersionNumber),
    findings: &mut Findings<'_>,
) {
    let Some((first, further)) = crossed.split_first() else { return };
    let (connector, number) = (&used.connector, &first.version.number);
    let message = format!(
        "`{}` still uses `{connector}` {}; the move to {number} or above was due on {}",
        application.name, used.version, first.by
    );
    let finding = findings.at(Place::at(&application.file, used.version.span), message);
    finding
        .related(Place::file(&first.version.file), "declared here")
        .note(format!("{number} breaks: {}", first.breaking.summary));
    if let Some(line) = first.breaking.guide.lines().find(|line| !line.trim().is_empty()) {
        finding.note(format!("its guide begins: {}", line.trim()));
    }
    let further: Vec<&str> =
        further.iter().take(MOST_FURTHER).map(|due| due.version.number.as_str()).collect();
    if !further.is_empty() {
        finding.note(format!("the deadlines of these have passed, too: {}", further.join(", ")));
    }
    finding.fix(format!("move it to {current}, then write that version here"));
}
