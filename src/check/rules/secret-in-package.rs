//! A text of a package looks like a secret.

use crate::check::fields::fields;
use crate::check::secrets::secret;
use crate::check::{Context, Findings, Rule};
use crate::model::PackageFacts;
use crate::package::Setting;

/// A text of a package looks like a secret.
pub(super) struct SecretInPackage;

impl Rule for SecretInPackage {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            if let Some(finding) = found.report(&secrets(found.facts), findings) {
                finding.fix("take it out, and change the secret wherever it is in use");
            }
        }
    }
}

/// What looks like a secret, and where; never what it is.
fn secrets(facts: &PackageFacts) -> Vec<String> {
    let mut found = Vec::new();
    let description = secret(&facts.description);
    found.extend(description.map(|kind| format!("the description of the package looks like {kind}")));
    for field in fields(&facts.form) {
        for (what, text) in texts(field.setting) {
            found.extend(secret(&text).map(|kind| format!("the {what} of {field} looks like {kind}")));
        }
    }
    found
}

/// The texts that a setting comes with.
fn texts(setting: &Setting) -> Vec<(&'static str, String)> {
    let mut texts = Vec::new();
    // A secure default is a fault of its own.
    let default = setting.default_text().filter(|_| !setting.secure());
    texts.extend(default.map(|text| ("default", text)));
    let member = |name| setting.member(name).and_then(|value| value.to_text());
    texts.extend(member("Script").map(|text| ("script", text)));
    texts.extend(setting.help_text().map(|text| ("help text", text.to_owned())));
    texts.extend(setting.options().into_iter().map(|option| ("option", option.value)));
    texts
}
