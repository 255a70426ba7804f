//! The `package.yaml` that somebody begins with: every field, explained by the table.

use super::controls::{BASE, CONTROLS, Kind, PACKAGE, Property};
use super::references::KINDS;
use crate::yaml::scalar;

/// What is known before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The package's id, a GUID.
    pub id: String,
    /// The connector's name.
    pub name: String,
    /// `Namespace.Class` of the entry point.
    pub entry_point: String,
    /// The path of the plug-in DLL, with `/` between parts.
    pub plug_in: String,
}

/// The longest line of a comment.
const WIDTH: usize = 110;

/// A `package.yaml` with every field explained. It makes a package once the plug-in DLL is there.
pub fn template(start: &Start) -> String {
    let mut out = String::from(
        "# A package, as `connectory pack` makes it of this folder. `connectory schema package` prints a JSON Schema of this\n\
         # file, with which an editor completes and explains it. A field behind a `#` shows what could stand there.\n\
         schema: 1\n",
    );
    for property in PACKAGE {
        out.push('\n');
        comment(&mut out, "", property.about);
        match property.field {
            "id" => entry(&mut out, property, &start.id),
            "name" => entry(&mut out, property, &scalar(&start.name)),
            "version" => entry(&mut out, property, property.example),
            "entry_point" => entry(&mut out, property, &scalar(&start.entry_point)),
            "references" => references(&mut out, start),
            "settings" => settings(&mut out),
            _ => out.push_str(&format!("# {}: {}\n", property.field, property.example)),
        }
    }
    out.push('\n');
    controls(&mut out);
    out
}

/// The GUID of 16 random bytes: version 4, variant 1 (RFC 9562, 5.4), in lower case.
pub fn guid(random: [u8; 16]) -> String {
    let number = u128::from_be_bytes(random);
    let number = number & !(0xF << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let digits = format!("{number:032x}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

fn entry(out: &mut String, property: &Property, value: &str) {
    out.push_str(&format!("{}: {value}\n", property.field));
}

/// A text as comment lines that begin with `indent`.
fn comment(out: &mut String, indent: &str, text: &str) {
    let mut line = format!("{indent}#");
    for word in text.split(' ') {
        if line.len() + 1 + word.len() > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line = format!("{indent}#");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
}

fn references(out: &mut String, start: &Start) {
    out.push_str("references:\n");
    let folder = start.plug_in.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    for (field, _, about) in KINDS {
        comment(out, "  ", about);
        match field {
            "plug_in" => out.push_str(&format!("  - plug_in: {}\n", scalar(&start.plug_in))),
            "reference" => {
                comment(
                    out,
                    "  ",
                    "A pattern leaves out what other entries name; `*` is a part of a name, `**` any folders.",
                );
                out.push_str(&format!("  # - reference: \"{folder}*.dll\"\n"));
            }
            "resource" => out.push_str(&format!("  # - resource: {folder}Acme.Resources.dll\n")),
            _ => out.push_str(&format!("  # - {field}: Files.zip\n")),
        }
    }
}

fn settings(out: &mut String) {
    out.push_str(
        "settings:\n  - control: Group\n    caption: Connection\n    settings:\n      - control: TextBox\n        key: Server\n        \
         caption: Server\n        help: Host name or address.\n        required: true\n      - control: TextBox\n        key: Password\n        \
         caption: Password\n        secure: true\n",
    );
}

/// Every control and what it has, as comments.
fn controls(out: &mut String) {
    comment(out, "", "Every control may have:");
    BASE.iter().for_each(|property| explain(out, property));
    out.push_str("#   default: ...\n#     What stands in it at first.\n");
    for control in CONTROLS {
        out.push_str("#\n");
        comment(out, "", &format!("{}: {}", control.name, control.about));
        control.own.iter().for_each(|property| explain(out, property));
    }
}

fn explain(out: &mut String, property: &Property) {
    let example = match (property.example, property.kind) {
        ("", Kind::Settings) => "[...]",
        ("", _) => "...",
        (example, _) => example,
    };
    out.push_str(&format!("#   {}: {example}\n#     {}\n", property.field, property.about));
}
