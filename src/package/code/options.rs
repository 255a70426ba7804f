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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::{Reference, ReferenceType, SettingsForm, VersionNumber};

    /// A package whose list has these options, with this file.
    fn package(options: &[(&'static str, &'static str)], file: &[u8]) -> Package<'static> {
        let list = Setting::new("DropDown").key("Mode").options(options.iter().copied());
        Package::new("id", "Name", VersionNumber::parse("1.0").expect("a version"))
            .with_settings(SettingsForm::new([list]))
            .with_references(vec![Reference::new("A.dll", ReferenceType::Agent, file.to_vec())])
    }

    #[test]
    fn a_list_without_options_may_be_filled_by_code_that_names_them() {
        let names = b"MZ..\0set_Options\0..";
        assert!(may_be_filled(&package(&[], names)));
        assert!(!may_be_filled(&package(&[("Fast", "fast")], names)), "nothing to fill");
        assert!(!may_be_filled(&package(&[], b"MZ..\0set_OptionsOf\0..")));
        assert!(!may_be_filled(&package(&[], b"PK..\0set_Options\0..")), "no code");
    }

    #[test]
    fn a_name_across_two_pieces_of_a_file_is_found() {
        // The format splits content before its last one or two bytes.
        let bytes = crate::package::write(&package(&[], b"MZ..\0get_Options\0"));
        let read = crate::package::read(&bytes, &crate::package::Limits::default()).expect("a package");
        assert!(may_be_filled(&read));
    }
}
