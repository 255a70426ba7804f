//! What is printed into a page.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, ErrorKind, Output, State, Value};

pub(super) use crate::plan::markup::text as html;

/// Every template is HTML. Another suffix would need rules of its own, so it is an error when it prints.
pub(super) fn of_template(name: &str) -> AutoEscape {
    if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::Custom("refused".into()) }
}

/// Prints a value. Only text and numbers can be printed: a null or a list in a page is a fault of the template.
pub(super) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if *state.auto_escape() != AutoEscape::Html {
        return Err(refused(format!("{}: only .html templates have rules for escaping", state.name())));
    }
    match value.kind() {
        ValueKind::String if value.is_safe() => Ok(out.write_str(value.as_str().unwrap_or_default())?),
        ValueKind::String => Ok(out.write_str(&html(value.as_str().unwrap_or_default()))?),
        ValueKind::Number => Ok(out.write_str(&value.to_string())?),
        kind => Err(refused(format!("a value of kind {kind} cannot be printed"))),
    }
}

fn refused(what: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(html("<a b='c' d=\"e\">&"), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;");
        assert_eq!(html("a\u{202e}b\u{0}c\r\n"), "abc\n");
    }
}
