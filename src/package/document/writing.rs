//! A package to bytes, member by member in their order.

use crate::package::nbfx::Encoder;
use crate::package::{settings, tree};

use super::{Body, Package, PackageMember};

/// Writes the document.
pub(crate) fn write(package: &Package<'_>) -> Vec<u8> {
    let mut encoder = Encoder::new();
    encoder.start(&package.prefix, &package.root);
    tree::write_attributes(&mut encoder, &package.attributes);
    for member in &package.members {
        write_member(&mut encoder, &package.prefix, member);
    }
    encoder.end();
    encoder.finish()
}

fn write_member(encoder: &mut Encoder, prefix: &str, member: &PackageMember<'_>) {
    if let Body::Value(value) = &member.body {
        return tree::write_named(encoder, prefix, &member.name, value);
    }
    encoder.start(prefix, &member.name);
    match &member.body {
        Body::Version(version) => encoder.double(version.value()),
        Body::References(references) => {
            references.iter().for_each(|reference| reference.write(encoder, prefix))
        }
        Body::Settings(form) => settings::write_form(encoder, form),
        Body::Value(_) => {}
    }
    encoder.end();
}
