//! What was found, for people.

use crate::cli::context::{Context, Failure};
use crate::diag::printable;
use crate::plan::manifest::{Manifest, Sight};
use crate::publish::{Signed, Verified};

/// As many faults are shown one by one.
const MOST: usize = 100;

/// Prints what was found; what was not asked for is told beside it.
pub(super) fn tell(verified: &Verified, is_whole: bool, context: &Context) -> Result<(), Failure> {
    let mut text = String::new();
    let mut line = |what: &str| text.push_str(&format!("{}\n", printable(what)));
    if let Some(manifest) = &verified.manifest {
        line(&headline(manifest));
    }
    if let Signed::By(comment) = &verified.signed {
        line(&format!("signed with the key: {comment}"));
    }
    for fault in verified.faults.iter().take(MOST) {
        line(&format!("{} {}", fault.path, fault.what));
    }
    if verified.faults.len() > MOST {
        line(&format!("and {} more", verified.faults.len() - MOST));
    }
    line(&verdict(verified, is_whole));
    context.print(&text)?;
    match verified.signed {
        Signed::NotAsked => context.tell(
            "warning: the signature was NOT checked; give the publisher's key with --key, or whoever changed a file may have changed the manifest, too",
        ),
        Signed::Missing => context.tell(
            "warning: the manifest is NOT signed; whoever changed a file may have changed the manifest, too",
        ),
        Signed::By(_) | Signed::Wrong => {}
    }
    Ok(())
}

fn headline(manifest: &Manifest) -> String {
    let unknown = || "unknown".to_owned();
    let generation = manifest.revision.generation.map_or_else(unknown, |found| found.to_string());
    let commit = manifest.revision.commit.clone().unwrap_or_else(unknown);
    let (title, as_of, sees) = (&manifest.title, manifest.as_of, sees(&manifest.sight));
    format!("{title}, sees {sees}, as of {as_of}, generation {generation}, commit {commit}")
}

/// Whom the site is for, in words.
fn sees(sight: &Sight) -> String {
    match sight {
        Sight::All => "all".to_owned(),
        Sight::Groups(groups) => groups.iter().cloned().collect::<Vec<_>>().join(" and "),
        Sight::Nothing => "no usage".to_owned(),
    }
}

fn verdict(verified: &Verified, is_whole: bool) -> String {
    match (verified.faults.len(), is_whole) {
        (0, true) => format!("all {} files are as the manifest lists them", verified.files),
        (0, false) => "the manifest is sound; its site was not looked at".to_owned(),
        (1, _) => "this is not what was published: 1 difference".to_owned(),
        (count, _) => format!("this is not what was published: {count} differences"),
    }
}
