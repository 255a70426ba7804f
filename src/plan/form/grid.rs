//! The rows that stand in a `Grid` or an `EditList` at first: a JSON list of objects, by the columns' keys.

use serde_json::{Map, Value};

use crate::package::Setting;

/// The rows of a default; `None` where it is no list of objects.
pub(super) fn rows(text: &str) -> Option<Vec<Map<String, Value>>> {
    serde_json::from_str(text).ok()
}

/// What stands in a cell, as text.
pub(super) fn cell(row: &Map<String, Value>, column: &Setting) -> String {
    let value = column.key().filter(|_| !column.secure()).and_then(|key| row.get(key));
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(ticked)) => if *ticked { "Yes" } else { "No" }.to_owned(),
        Some(other) => other.to_string(),
    }
}

/// A default without what does not stand in a column that anybody may read.
pub(super) fn without_secrets(setting: &Setting, text: &str) -> Option<String> {
    let open = |key: &String| {
        let mut of_key =
            setting.columns().iter().filter(|column| column.key() == Some(key.as_str())).peekable();
        of_key.peek().is_some() && of_key.all(|column| !column.secure())
    };
    let mut rows = rows(text)?;
    for row in &mut rows {
        row.retain(|key, _| open(key));
    }
    serde_json::to_string(&rows).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_column_is_taken_out_of_the_rows() {
        let grid = Setting::new("Grid")
            .columns([Setting::new("TextBox").key("Name"), Setting::new("TextBox").key("Token").secure(true)])
            .build();
        let text = r#"[{"__KEY__":"1","Name":"a","Token":"hunter2"}]"#;
        assert_eq!(without_secrets(&grid, text).as_deref(), Some(r#"[{"Name":"a"}]"#));
        assert_eq!(without_secrets(&grid, "Token=hunter2"), None);
        let row = &rows(text).unwrap()[0];
        assert_eq!(cell(row, &grid.columns()[0]), "a");
        assert_eq!(cell(row, &grid.columns()[1]), "");
    }

    #[test]
    fn a_cell_reads_as_a_person_would_write_it() {
        let text = r#"[{"a":true,"b":1.5,"c":null,"d":[1],"e":"x"}]"#;
        let row = &rows(text).unwrap()[0];
        let of = |key: &str| cell(row, &Setting::new("TextBox").key(key).build());
        assert_eq!(["a", "b", "c", "d", "e", "f"].map(of), ["Yes", "1.5", "", "[1]", "x", ""]);
    }
}
