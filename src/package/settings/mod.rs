//! The configuration form: the controls a person fills in to use a connector.

mod build;
mod form;
mod json;
mod setting;
mod share;

pub use build::SettingBuilder;
pub use form::{Leaves, SettingsForm, Walk};
pub use setting::{Setting, SettingOption, SettingParts};

pub(crate) use build::place;
pub(crate) use form::{FormPart, read_form, write_form};
pub(crate) use setting::{check_base, read_options, read_settings, write_option, write_setting};
