//! The packages in the files that a person names: all of them, or none.

use std::path::{Path, PathBuf};

use crate::cli::context::{Context, Failure};
use crate::edit::add::{self, Incoming};
use crate::model::Limits;
use crate::source::check_file_name;

/// The packages in `files`. Every file that cannot be read is told, not only the first.
pub(super) fn packages(
    files: &[PathBuf],
    limits: &Limits,
    context: &Context,
) -> Result<Vec<Incoming>, Failure> {
    let (mut packages, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        match read(file, limits, context) {
            Ok(found) => packages.extend(found),
            Err(why) => refused.push(why),
        }
    }
    match refused.len() {
        0 => Ok(packages),
        1 => Err(refused.remove(0)),
        count => {
            refused.iter().for_each(|why| context.tell(&why.to_string()));
            Err(format!("nothing was added: {count} of {} files cannot be", files.len()).into())
        }
    }
}

fn read(file: &Path, limits: &Limits, context: &Context) -> Result<Vec<Incoming>, Failure> {
    let from = file.display().to_string();
    if file.is_dir() {
        let all = file.join("*.xmp");
        return Err(format!("{from} is a folder; name the packages in it, such as {}", all.display()).into());
    }
    // A zip of many packages may be larger than one of them.
    let most = limits.unpacked.max(limits.package);
    let bytes = context.read_within(file, most)?;
    let mut beside = |name: &str| {
        check_file_name(name)
            .map_err(|what| format!("no file beside it can be called so: its name {what}"))?;
        let path = file.with_file_name(name);
        context.read_within(&path, most).map_err(|why| format!("there is none beside it: {why}"))
    };
    Ok(add::read(&from, bytes, limits, &mut beside)?)
}
