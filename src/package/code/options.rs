//! Whether the code of a package may fill the lists of its form: plug-ins often do so when the form opens.

use crate::package::{Content, Package, Setting};

/// How the names end by which code reads and writes a control's choices (`get_Options`, `set_Options`), as they stand
/// in the names of an assembly.
const NAME: &[u8] = b"et_Options\0";

/// Whether a bundled file names the options of a control. Not looked for where every list of the form has options.
pub(super) fn may_be_filled(package: &Package<'_>) -> bool {
    let form = package.settings();
    let lacks = form.leaves().any(|setting| is_bare(setting) || setting.columns().iter().any(is_bare));
    lacks && package.references().iter().any(|file| holds_name(&file.content))
}

fn is_bare(setting: &Setting) -> bool {
    setting.chooses() && setting.options().is_empty()
}

fn holds_name(content: &Content<'_>) -> bool {
    let is_code = content.chunks().flatten().take(2).eq(b"MZ");
    is_code && content.joined().windows(NAME.len()).any(|window| window == NAME)
}
